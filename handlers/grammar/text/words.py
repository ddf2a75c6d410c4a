"""The closed vocabulary. A phrase after ``=`` matches only with its marks; ``~`` stands for any word for not.

A phrase typed without marks matches by folding, so a word whose folded form is a dangerous other word
(thứ, vâng, tối nay) stands here with ``=``.
"""

from __future__ import annotations

from enum import Enum

from storage.words.counts import Count, Outcome


class WordKind(Enum):
    """What a word does in a message."""

    __hash__ = object.__hash__  # members are singletons; Enum hashes their names, in Python

    COUNT = "count"
    OUTCOME = "outcome"
    CHECKED = "checked"
    """The total of a batch of re-checks: kiểm 10."""
    NUMBER = "number"
    UNIT = "unit"
    BALLOT = "ballot"
    UNKNOWN = "unknown"
    SOFT = "soft"
    """Particles, pronouns, little words: harmless beside a number."""
    NOUN = "noun"
    """What is counted: phiếu, hộ."""
    LABEL = "label"
    """The number after it names something: tổ 5, ngày 12, số nhà 7."""
    DURATION = "duration"
    """The number before it is no count: 2 tiếng, 3 ngày."""
    TIME = "time"
    TITLE = "title"
    """A number word after it is a name: bà Tư."""
    TOTAL = "total"
    AS_OF = "as_of"
    UNCLEAR = "unclear"
    """Add or total, who knows: phát tất cả 30."""
    ADD = "add"
    TODAY = "today"
    NOT = "not"
    ANY = "any"
    """With a word for not: zero (chưa phát phiếu nào)."""
    PLAN = "plan"
    """Not done, or not certain: mai, sẽ, dự kiến, mỗi hộ."""
    ASK = "ask"
    CORRECT = "correct"
    INCLUDE = "include"
    """The counts after it are part of those before: trong đó."""
    EXCEPT = "except"
    """The number or the unit after it is left out: ngoài Trúc Bạch."""
    PAPER = "paper"
    """Other things to hand out after a keyword or a number (phát báo 30), else to report."""
    REMAIN = "remain"
    REASON = "reason"
    APPROX = "approx"
    UNTIL = "until"
    OVER = "over"
    DOUBT = "doubt"
    """A keyword with two readings: trả lại, bàn giao."""
    LEVEL = "level"
    FLAW = "flaw"
    """A place where the sender must be asked."""
    RECHECK = "recheck"
    INSPECT = "inspect"
    AGENCY = "agency"
    """Whose inspectors open a message: MTTQ giám sát H03."""


NOTS = "không, ko, k, kg, kh, khg, hok, hông"

COUNTS: dict[Count, str] = {
    Count.DISTRIBUTED: "phát, phân phát, phát ra, phát đi, phát phiếu, p, fát, fat, phatt, phaát",
    Count.COLLECTED: (
        "thu, thu về, thu hồi, thu lại, thu thập, thu gom, thu được, thu nhận, thu phiếu, t, thuu"
    ),
    Count.ISSUED: "nhận, lãnh, =lĩnh, giao, được giao, dc giao, đc giao, nhận được, nhận phiếu, tiếp nhận",
    Count.BLANK: "trắng, phiếu trắng, để trắng, bỏ trắng, để trống, bỏ trống",
    Count.SPOILED: "hỏng, hư, hư hỏng, rách, ướt, hủy, bị hỏng, bị hư, bị rách, bị ướt, h",
    Count.LOST: "mất, thất lạc, bị mất, bị thất lạc",
    Count.REFUSED: (
        "từ chối, tc, ~ hợp tác, ~ đồng ý, ~ nhận, ~ nhận phiếu, ~ tham gia, ~ chịu nhận, ~ tiếp"
    ),
    Count.UNREACHABLE: (
        "~ gặp, ~ gặp được, ~ gặp dc, ~ gặp đc, vắng, vắng nhà, đi vắng, vắng mặt, ~ có nhà, ~ ở nhà, "
        "~ có ở nhà, ~ có mặt, ~ liên lạc được, ~ liên lạc dc, ~ liên lạc đc, ~ liên hệ được"
    ),
    Count.REPLACED: "thay thế, thay, thay hộ, thay người",
}

OUTCOMES: dict[Outcome, str] = {
    Outcome.MATCH: "khớp, đúng, trùng khớp",
    Outcome.MISMATCH: "lệch, ~ khớp, ~ đúng, ~ trùng khớp, sai, sai lệch, bị lệch, bị sai",
    Outcome.NOT_RECEIVED: (
        "~ nhận phiếu, ~ nhận được phiếu, ~ nhận dc phiếu, ~ nhận đc phiếu, ~ nhận, ~ nhận được, ~ nhận dc, "
        "~ nhận đc, chưa nhận phiếu, chưa nhận được phiếu, chưa nhận, chưa nhận được, chưa nhận dc phiếu, "
        "chưa nhận đc phiếu, ~ được nhận phiếu, chưa được nhận phiếu"
    ),
    Outcome.ANSWERED_BY_OTHER: (
        "người khác trả lời thay, người khác trả lời, trả lời thay, trả lời hộ, người khác trả lời hộ, "
        "người khác làm thay, người khác điền thay, người khác ghi thay, làm thay, điền thay, ghi thay"
    ),
    Outcome.UNREACHABLE: (
        "~ liên lạc được, ~ liên lạc dc, ~ liên lạc đc, ~ liên hệ được, ~ liên hệ đc, ~ liên hệ dc, ~ gặp, "
        "~ gặp được, ~ gặp dc, ~ gặp đc, vắng, vắng nhà, đi vắng, ~ có nhà, ~ ở nhà, ~ có ở nhà, ~ nghe máy"
    ),
    Outcome.REFUSED: "từ chối, từ chối trả lời, tc, ~ hợp tác",
}

COMMON: dict[WordKind, str] = {
    WordKind.NOT: (
        "chưa, đừng, chẳng, chả, không, ko, k, kg, kh, khg, hok, =hông, ~ ai, chẳng ai, chưa ai, chả ai"
    ),
    WordKind.ANY: ("phiếu nào, hộ nào, cái nào, tờ nào, người nào, nhà nào, bản nào, nào, phiếu gì"),
    WordKind.NOUN: (
        "phiếu, phiếu điều tra, phiếu khảo sát, phiếu đt, phiếu sipas, fiếu, số phiếu, số lượng, "
        "số lượng phiếu, số phiếu điều tra, sl, =tờ, =bản, hộ, hộ dân, hộ gia đình, người, người dân, nhà, "
        "=bộ, cái, gia đình, công dân"
    ),
    WordKind.LABEL: (
        "ngày, tháng, quý, =thứ, mùng, =mồng, tuần, đợt, lần, vòng, kỳ, tổ, tổ dân phố, tổ dân phố số, tdp, "
        "khu, khu phố, kp, khối, thôn, xóm, ấp, khóm, đội, cụm, đường, ngõ, ngách, hẻm, kiệt, số, =số nhà, "
        "số nhà, nhà số, phiếu số, =phiếu thứ, hộ số, =hộ thứ, phòng, tầng, câu, mẫu, stt, mã, mã số, "
        "quốc lộ, ql, biển số, sđt, sdt, đt, điện thoại, tel, zalo, tuyến, lô, chương, mục, lúc, vào lúc, "
        "hồi, sipas"
    ),
    WordKind.DURATION: "phút, tiếng, giờ, buổi, hôm, giây",
    WordKind.TIME: (
        "hôm qua, hqua, hôm kia, bữa qua, bữa trước, sáng qua, chiều qua, tối qua, tuần này, tuần trước, "
        "tuần qua, tháng này, tháng trước, chủ nhật, chúa nhật, cn, trung thu, mùa thu, năm nay, năm ngoái, "
        "hôm trước, ngày hôm qua"
    ),
    WordKind.TITLE: "ông, =bà, anh, chị, cô, chú, bác, cụ, dì, =cậu, mợ, thím, thầy",
    WordKind.TOTAL: ("tổng, tổng cộng, tổng số, tổng số phiếu, tổng số phiếu đã, tổng phiếu,tổng lại"),
    WordKind.UNCLEAR: "tất cả, toàn bộ, cả thảy, toi nay, toi gio",
    WordKind.AS_OF: (
        "lũy kế, lk, cộng dồn, đến nay, =tới nay, tính đến nay, tính tới nay, tính đến, tính tới, "
        "đến hôm nay, tới hôm nay, tính đến hôm nay, tính tới hôm nay, đến hết hôm nay, đến giờ, =tới giờ, "
        "đến bây giờ, tới bây giờ, cho đến nay, từ đầu đến nay, từ trước đến nay, từ đầu đợt, đến ngày, "
        "tới ngày, đến hết ngày, tính đến ngày, tính tới ngày, tính đến hết ngày, tổng lũy kế, "
        "lũy kế đến nay, lũy kế đến ngày, lũy kế tới nay, lũy kế đến hôm nay, lũy kế tính đến, "
        "lũy kế tính đến nay, lũy kế tính đến ngày, tổng cộng đến nay, tổng cộng dồn, tổng đến nay, "
        "tổng số đến nay, tổng tính đến nay, đến thời điểm này, đến thời điểm hiện tại, "
        "tính đến thời điểm này"
    ),
    WordKind.ADD: "thêm, bổ sung, thêm được, thêm dc, thêm đc",
    WordKind.TODAY: (
        "hôm nay, ngày hôm nay, hnay, hn, bữa nay, sáng nay, trưa nay, chiều nay, =tối nay, trong ngày, "
        "cả ngày, ngày nay, sáng hôm nay, chiều hôm nay"
    ),
    WordKind.PLAN: (
        "trung bình, bình quân, mai, ngày mai, sáng mai, chiều mai, trưa mai, tối mai, mai mốt, ngày mốt, "
        "ngày kia, sẽ, dự kiến, dự định, định, kế hoạch, chuẩn bị, sắp, cần, phải, hẹn, xin, muốn, nếu, "
        "=nhờ, =nhớ, hãy, đề nghị, yêu cầu, chỉ tiêu, tuần sau, tuần tới, tháng sau, đang, có thể, có lẽ, "
        "chắc là, =chắc, hình như, giả sử, cố gắng, phấn đấu, mục tiêu, =mỗi, mỗi hộ, mỗi nhà, mỗi người, "
        "mỗi xã, mỗi phường, mỗi ngày, mỗi đơn vị, =tính, dặn, phân công, được phân công, =bảo, =kêu, =nhắc, "
        "chỉ đạo, hy vọng, hi vọng, mong, =dự, tí nữa, tý nữa, lát, lát nữa, chút nữa, xíu nữa, tẹo nữa, "
        "ví dụ, vd, cú pháp, theo mẫu, mẫu tin, tin mẫu, mẫu báo cáo, nhiệm vụ, giả dụ, giả thử, test, "
        "=nhắn thử, =gửi thử, =phát thử, =thu thử, =gõ, tạm tính, lúc nữa, để em, để tôi, để mình, hôm sau, "
        "bữa sau, ngày sau, tháng tới"
    ),
    WordKind.ASK: (
        "bao nhiêu, bao nhieu, bnhieu, bn, bao nhiu, =mấy, mấy phiếu, mấy hộ, phải không, phải ko, phải k, "
        "đúng không, đúng ko, đúng k, đúng chưa, được chưa, đc chưa, dc chưa, được không, được ko, đc ko, "
        "dc ko, dc k, đc k, có phải, xong chưa, rồi chưa, hả, sao, =sao lại, tại sao, vì sao, "
        "thế nào, như thế nào"
    ),
    WordKind.CORRECT: (
        "sửa, sửa lại, chỉnh, chỉnh lại, chỉnh sửa, đính chính, nhầm, nhầm lẫn, =lộn, nói lộn, ghi lộn, "
        "gõ lộn, gõ nhầm, ghi nhầm, ghi sai, báo sai, nhập sai, nhắn sai, ~ phải, =chứ, à quên, =quên, "
        "xin lỗi, báo lại, báo cáo lại, gửi lại, nhắn lại, thay vì, sai, sai rồi, sai số, hủy phát, "
        "hủy thu, hủy báo cáo, hủy tin, bỏ phát, bỏ thu, =xóa, xóa tin, mới đúng, "
        "=đã báo, =đã báo cáo, =đã nhắn, báo rồi, báo cáo rồi, vừa báo, vừa báo cáo, mới báo, mới báo cáo, "
        "bot, bot ghi, bot báo, hệ thống ghi, hệ thống báo, máy ghi, máy báo"
    ),
    WordKind.INCLUDE: ("trong đó, bao gồm, =gồm, gồm có, gồm cả, kể cả, tính cả, trong số đó, so với"),
    WordKind.EXCEPT: "trừ, trừ đi, ngoại trừ, ngoài, ~ kể, chưa kể, ~ tính, chưa tính",
    WordKind.PAPER: "báo, tin",
    WordKind.REMAIN: (
        "còn, còn lại, còn nợ, còn thiếu, còn tồn, còn dư, còn trên tay, còn giữ, còn cầm, còn khoảng, tồn, "
        "tồn lại, còn cỡ, còn tầm, còn gần, còn hơn, còn đúng, còn những"
    ),
    WordKind.REASON: "do, vì, tại vì, bởi vì, =bởi, vì lý do, nguyên nhân, lý do",
    WordKind.APPROX: (
        "=quá, khoảng, gần, hơn, =tầm, =chừng, =độ, =cỡ, ước, ước tính, xấp xỉ, ngót, tầm khoảng, "
        "trên dưới, =dưới, chưa đến, chưa tới, chưa đầy, ~ đến, ~ tới, vài, dăm, =âm, tối đa, tối thiểu, "
        "ít nhất, nhiều nhất, mấy phiếu thôi, mấy hộ thôi, mấy cái thôi, mấy tờ thôi, mấy người thôi, "
        "=có mấy phiếu, =có mấy hộ"
    ),
    WordKind.UNTIL: "đến, tới",
    WordKind.OVER: "trên, trên tổng, trên tổng số, trong tổng số, trong số",
    WordKind.DOUBT: (
        "trả lại, trả về, hoàn trả, nhận lại, nhận về, bàn giao, cấp phát, được phát, dc phát, đc phát, "
        "giao cho, phát lại, giao lại, giao về, chuyển giao, xác nhận, công nhận, chứng nhận, cảm nhận, "
        "xuất phát, tự phát, tiếp thu, doanh thu, thất thu, tịch thu, nguồn thu, tính phát, tính thu, "
        "~ nhận thêm, thay phiếu, thay ca, nhận ra, nhận thấy, nhận biết"
    ),
    WordKind.LEVEL: "xã, phường, thị trấn, quận, huyện, thị xã, thành phố, sở, ubnd, ủy ban nhân dân, ủy ban",
    WordKind.RECHECK: "pt, phúc tra, ptra, phúctra, p tra",
    WordKind.INSPECT: "kiểm tra, giám sát, kt, đi kiểm tra, đi giám sát, ktra, kiểm tra giám sát",
    WordKind.AGENCY: (
        "mttq, mttq tỉnh, mttq huyện, mttq xã, mặt trận, mặt trận tỉnh, mặt trận tổ quốc, ub mttq, ubmttq, "
        "ủy ban mttq, ủy ban mặt trận tổ quốc, ccb, hội ccb, hội ccb tỉnh, hội cựu chiến binh, "
        "hội cựu chiến binh tỉnh, cựu chiến binh, snv, sở nội vụ, bộ nội vụ, bnv, bưu điện tỉnh, bđt, =đoàn, "
        "đoàn kiểm tra, đoàn giám sát, đoàn phúc tra, tổ kiểm tra, tổ giám sát, tổ phúc tra"
    ),
    WordKind.SOFT: (
        "được, dc, đc, đuợc, duợc, dược, đã, đi, ra, về, là, có, cả, đủ, đầy đủ, hết, xong, hoàn thành, "
        "rồi, ròi, chỉ, mới, vẫn, vừa, vừa mới, cho, tại, ở, của, trong, với, và, cùng, cũng, nữa, "
        "nốt, tiếp, luôn, thôi, thì, mà, nhưng, nên, nay, này, kia, đó, đây, ấy, ạ, à, á, a, e, c, dạ, "
        "vâng ạ, dạ vâng, =vâng, vg, ừ, uh, ok, oke, okie, em, tôi, tui, mình, con, cháu, bạn, các bạn, "
        "các, những, mọi người, mn, sếp, lãnh đạo, nhé, nhá, nha, nhe, nghe, hen, ơi, thưa, kính, kính gửi, "
        "nghen, nhen, =hén, =nè, r, rùi, quên báo, quên báo cáo, quên gửi, quên nhắn, quên chưa báo, "
        "ngoài ra, ~ sao, chào bot, bot ơi, gửi bot, báo bot, báo cáo bot, ~ nhận xét, nhận xét, "
        "kính thưa, xin chào, chào, hi, hello, alo, gửi, xin gửi, xin báo cáo, xin phép, xin phép báo cáo, "
        "báo cáo, bc, nhắn, kết quả, kq, số liệu, tình hình, tiến độ, cảm ơn, cám ơn, thanks, "
        "tks, sáng, trưa, chiều, tối, từ, từ sáng, từ chiều, hồi sáng, lúc sáng, bây giờ, bây h, bh, giờ, "
        "khi, sau, sau đó, sau khi, trước, trước đó, xong rồi, hiện, hiện tại, hiện nay, đơn vị, xã mình, "
        "toàn xã, bưu điện, bưu cục, bưu tá, khảo sát, điều tra, thực tế, cụ thể, như sau, riêng, một mình, "
        "một số, một vài, một ít, một chút, một phần, một lần, cuối ngày, đầu ngày, nhiều, lắm, ít, rất, "
        "cả nhà, mưa, trời mưa, nắng, trời, to, bị, ngay, lại, thêm nữa, toàn, người ta, bà con, dân, ca, "
        "bên, chung, cộng, nghỉ, trên địa bàn, địa bàn, theo, ba mẹ, bố mẹ, hai bên, gđ, cơ quan, đợt này, "
        "lần này"
    ),
}

SLIPS: dict[str, str] = {
    "phts": "phát",
    "phaat": "phát",
    "thhu": "thu",
    "trangw": "trắng",
    "hỏg": "hỏng",
    "hog": "hỏng",
    "k0": "không",
    "kog": "không",
    "khog": "không",
    "fieu": "phiếu",
    "fiếu": "phiếu",
    "phíu": "phiếu",
    "phiéu": "phiếu",
    "phiêu": "phiếu",
    "phếu": "phiếu",
    "tồng": "tổng",
    "tỗng": "tổng",
    "hõng": "hỏng",
}
"""Common mistypings of single words; typed letter by letter (Telex, VNI) they are generated."""

DIGITS: dict[str, int] = {
    "không": 0,
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "lăm": 5,
    "nhăm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
}
"""Spoken digits; mốt, tư, lăm and nhăm only stand after tens, không only after nghìn."""

SCALES: dict[str, int] = {
    "mười": 10,
    "mươi": 10,
    "chục": 10,
    "trăm": 100,
    "nghìn": 1000,
    "ngàn": 1000,
    "vạn": 10_000,
    "triệu": 1_000_000,
}
FILLS = ("linh", "lẻ")
TWENTIES = ("hăm",)
"""Short for hai mươi before a digit: hăm lăm is 25."""
HALVES = ("rưỡi", "rưởi")
