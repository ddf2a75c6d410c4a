# sipas parse

parse-help = Cho biết máy hiểu một tin nhắn thế nào, in ra dạng JSON
parse-text = Nội dung tin nhắn (tin bắt đầu bằng dấu gạch: đặt sau dấu --)
parse-units = Các đơn vị của người gửi: "01-H03=UBND quận Ba Đình;01-X07=UBND phường Trúc Bạch"
parse-jsonl = Đọc nhiều tin từ đầu vào chuẩn, mỗi dòng một JSON có text và context
parse-one_source = Cần một trong hai: nội dung tin nhắn, hoặc --jsonl.
parse-bad_units = Không hiểu đơn vị “{ $given }”. Hãy ghi: mã=tên, cách nhau bằng dấu chấm phẩy.
parse-bad_line = Dòng { $row }: { $problem }
parse-no_json = không phải JSON.
parse-no_text = thiếu text, hoặc text không phải chuỗi.
parse-no_units = context.units phải là danh sách có code và name.
