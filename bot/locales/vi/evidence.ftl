## Ảnh, tệp làm bằng chứng

menu-anh = ảnh của đơn vị

evidence-kept = 📎 Ảnh, tệp đã được lưu kèm.
evidence-too_large = ⚠️ Tệp lớn quá 20 MB nên không lưu được. Xin gửi dạng ảnh thường.
evidence-nothing_to_prove = Chưa có báo cáo nào để đính kèm. Xin gửi lại ảnh kèm một dòng số liệu, ví dụ: phát 30 thu 25
evidence-ask = 📎 Đính kèm vào tin lúc { $at } của anh/chị: “{ $words }”?
evidence-yes = Đính kèm
evidence-no = Không
evidence-dropped = Không lưu ảnh, tệp này.
evidence-attached = 📎 Đã đính kèm { $count } ảnh, tệp. { $where }
evidence-which = 📎 Các đơn vị có ảnh gần đây:
evidence-of_unit = { $code } { $name } ({ $count })
evidence-none = Chưa có ảnh nào trong phạm vi của anh/chị.
evidence-none_of_unit = { $code } { $name } chưa có ảnh nào.
evidence-unknown_unit = Không thấy đơn vị “{ $words }” trong phạm vi của anh/chị. Xin gõ mã đầy đủ, ví dụ: /anh 01-H03
evidence-line = • { $at } · { $name } · { $kind }: { $words }
evidence-kind_photo = ảnh
evidence-kind_document = tệp
evidence-caption = { $code } · { $at } · { $name }
evidence-gone = Ảnh này đã được hủy cùng báo cáo.
