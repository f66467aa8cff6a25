"""The invented documents by their short keys."""

from dataclasses import replace
from datetime import date

from portal_widgets.gazette.rules.document import Document, Publication, Signer, Withdrawal, Work

from .register import (
    AN_GIANG,
    COMMITTEE,
    CONSTRUCTION,
    COUNCIL,
    DONG_MAY,
    DONG_MAY_1,
    MAY_THUONG,
    NGAN_TRA,
    TRANSPORT,
    VAN_TRACH,
)

CHAIR = Signer("Đỗ Minh Sơn", "CHỦ TỊCH")
DEPUTY = Signer("Nguyễn Thị Lụa", "TM. ỦY BAN NHÂN DÂN, KT. CHỦ TỊCH, PHÓ CHỦ TỊCH")
LOCAL = Signer("Trần Văn Bưởi", "TM. ỦY BAN NHÂN DÂN, CHỦ TỊCH")
HEAD = Signer("Phạm Quốc Khê", "GIÁM ĐỐC")

# Key, number, body, kind, signed, published, signer, fields, title.
_ROWS: tuple[tuple[str, str, str, str, str, str, Signer, str, str], ...] = (
    ("fees-2021", "08/2021/NQ-HĐND", COUNCIL, "nq", "2021-07-16", "2021-07-20", CHAIR, "hoc-phi",
     "Quy định mức thu học phí năm học 2021 - 2022"),
    ("fees-2022", "12/2022/NQ-HĐND", COUNCIL, "nq", "2022-07-15", "2022-07-19", CHAIR, "hoc-phi",
     "Quy định mức thu học phí từ năm học 2022 - 2023"),
    ("fees-guide", "20/2022/QĐ-UBND", COMMITTEE, "qd", "2022-08-19", "2022-08-23", DEPUTY, "hoc-phi",
     "Quy định chi tiết việc thu và quản lý học phí"),
    ("fees-islands", "31/2022/QĐ-UBND", COMMITTEE, "qd", "2022-10-05", "2022-10-07", DEPUTY, "hoc-phi",
     "Quy định việc hỗ trợ học phí cho trẻ em xã đảo"),
    ("fees-2026", "06/2026/NQ-HĐND", COUNCIL, "nq", "2026-07-10", "2026-07-14", CHAIR, "hoc-phi",
     "Quy định mức thu học phí từ năm học 2026 - 2027"),
    ("prices-2021", "15/2021/QĐ-UBND", COMMITTEE, "qd", "2021-05-17", "2021-05-19", DEPUTY, "gia-dat",
     "Ban hành Bảng giá đất giai đoạn 2021 - 2023"),
    ("prices-2024", "02/2024/QĐ-UBND", COMMITTEE, "qd", "2024-01-18", "2024-01-22", DEPUTY, "gia-dat",
     "Ban hành Bảng giá đất trên địa bàn tỉnh Lam Châu"),
    ("prices-correction", "118/QĐ-UBND", COMMITTEE, "qd-hc", "2024-02-26", "2024-02-27", CHAIR, "gia-dat",
     "Đính chính Quyết định 02/2024/QĐ-UBND"),
    ("prices-change", "27/2025/QĐ-UBND", COMMITTEE, "qd", "2025-08-20", "2025-08-22", DEPUTY, "gia-dat",
     "Sửa đổi, bổ sung và bãi bỏ một số điều của Quyết định 02/2024/QĐ-UBND"),
    ("prices-text", "03/VBHN-UBND", COMMITTEE, "vbhn", "2025-10-10", "2025-10-10", CHAIR, "gia-dat",
     "Hợp nhất các quyết định về Bảng giá đất"),
    ("lorries", "41/2023/QĐ-UBND", COMMITTEE, "qd", "2023-09-14", "2023-09-18", DEPUTY, "giao-thong",
     "Quy định giờ hoạt động của xe tải trong nội thị"),
    ("lorries-stop", "402/QĐ-UBND", COMMITTEE, "qd-hc", "2024-06-12", "2024-06-13", CHAIR, "giao-thong",
     "Ngưng hiệu lực Quyết định 41/2023/QĐ-UBND trong thời gian sửa cầu Vàm Lau"),
    ("lorries-again", "877/QĐ-UBND", COMMITTEE, "qd-hc", "2024-11-25", "2024-11-26", CHAIR, "giao-thong",
     "Tiếp tục thực hiện Quyết định 41/2023/QĐ-UBND"),
    ("market", "05/2023/QĐ-UBND", VAN_TRACH, "qd", "2023-03-10", "2023-03-13", LOCAL, "do-thi",
     "Ban hành Quy chế quản lý chợ trên địa bàn huyện Vân Trạch"),
    ("pipes", "05/2023/QĐ-UBND", AN_GIANG, "qd", "2023-04-11", "2023-04-14", LOCAL, "nuoc-sach",
     "Quy định đấu nối công trình cấp nước tại huyện Ân Giang"),
    ("trees", "05/2023/QĐ-UBND", COMMITTEE, "qd", "2023-02-06", "2023-02-08", DEPUTY, "do-thi moi-truong",
     "Quy định quản lý cây xanh đô thị"),
    ("village-market", "02/2022/QĐ-UBND", DONG_MAY_1, "qd", "2022-04-08", "2022-04-08", LOCAL, "do-thi",
     "Ban hành Quy chế quản lý chợ Đồng Mây"),
    ("cemetery", "02/2022/QĐ-UBND", MAY_THUONG, "qd", "2022-05-12", "2022-05-13", LOCAL, "do-thi",
     "Ban hành Quy chế quản lý nghĩa trang nhân dân xã Mây Thượng"),
    ("tidy-up", "01/2025/QĐ-UBND", DONG_MAY, "qd", "2025-09-10", "2025-09-11", LOCAL, "do-thi",
     "Bãi bỏ toàn bộ hoặc một phần văn bản của hai xã trước sắp xếp"),
    ("forest", "04/CT-UBND", COMMITTEE, "ct", "2021-09-03", "2021-09-06", CHAIR, "moi-truong",
     "Tăng cường phòng cháy, chữa cháy rừng mùa khô 2021 - 2022"),
    ("water", "15/2025/NQ-HĐND", COUNCIL, "nq", "2025-12-09", "2025-12-12", CHAIR, "nuoc-sach",
     "Quy định chính sách hỗ trợ nước sạch cho xã đảo và đặc khu"),
    ("water-guide", "33/2026/QĐ-UBND", COMMITTEE, "qd", "2026-02-02", "2026-02-04", DEPUTY, "nuoc-sach",
     "Quy định chi tiết việc hỗ trợ nước sạch"),
    ("waste-2022", "19/2022/QĐ-UBND", COMMITTEE, "qd", "2022-06-17", "2022-06-20", DEPUTY, "rac-thai",
     "Quy định giá dịch vụ thu gom rác thải sinh hoạt"),
    ("waste-2027", "48/2026/QĐ-UBND", COMMITTEE, "qd", "2026-11-18", "2026-11-20", DEPUTY, "rac-thai",
     "Quy định giá dịch vụ thu gom và phân loại rác thải sinh hoạt"),
    ("parking", "02/2024/NQ-HĐND", COUNCIL, "nq", "2024-07-10", "2024-07-12", CHAIR, "giao-thong do-thi",
     "Thí điểm thu phí đỗ xe tạm thời tại nội thị"),
    ("parking-end", "11/2024/NQ-HĐND", COUNCIL, "nq", "2024-11-29", "2024-12-02", CHAIR, "giao-thong do-thi",
     "Bãi bỏ Nghị quyết 02/2024/NQ-HĐND"),
    ("criteria", "09/2022/QĐ-UBND", COMMITTEE, "qd", "2022-03-15", "2022-03-18", DEPUTY, "do-thi",
     "Quy định tiêu chí tuyến phố văn minh"),
    ("bus", "14/2024/QĐ-UBND", COMMITTEE, "qd", "2024-04-02", "2024-04-05", DEPUTY, "giao-thong",
     "Quy định giá vé xe buýt nội tỉnh"),
    ("ferry", "14/2024/QĐ-UBND", COMMITTEE, "qd", "2024-04-03", "2024-04-05", DEPUTY, "giao-thong",
     "Quy định giá vé phà Bến Sỏi - Hòn Ngà"),
    ("drought", "21/2025/QĐ-UBND", COMMITTEE, "qd", "2025-04-10", "2025-05-02", DEPUTY, "nuoc-sach",
     "Quy định mức hỗ trợ hộ dân thiếu nước sinh hoạt mùa khô năm 2025"),
    ("bridge", "12/TB-SGT", TRANSPORT, "tb", "2023-08-01", "2023-08-01", HEAD, "giao-thong",
     "Phân luồng giao thông qua cầu Vàm Lau"),
    ("houses", "30/TB-SXD", CONSTRUCTION, "tb", "2025-10-06", "2025-10-06", HEAD, "do-thi",
     "Công bố danh sách nhà ở xã hội mở bán"),
    ("reception", "03/TB-UBND", NGAN_TRA, "tb", "2025-11-03", "2025-11-03", LOCAL, "",
     "Lịch tiếp công dân của lãnh đạo xã"),
    ("mistake", "77/TB-UBND", COMMITTEE, "tb", "2026-05-04", "2026-05-04", CHAIR, "do-thi",
     "Kế hoạch cắt nước để bảo trì đường ống"),
    ("draft", "60/2026/QĐ-UBND", COMMITTEE, "qd", "2026-11-27", "", DEPUTY, "giao-thong",
     "Quy định đường dành riêng cho xe buýt"),
)  # fmt: skip
_ABSTRACTS = {
    "prices-2024": "Bảng giá đất ở, đất thương mại và đất nông nghiệp của từng xã, phường, "
    "kèm cách xác định vị trí.",
    "water": "Hỗ trợ tiền nước, bồn chứa và lọc nước cho hộ dân ở xã đảo và đặc khu; các điều có hiệu lực "
    "theo ba mốc thời gian.",
    "drought": "Mức hỗ trợ được tính từ đầu mùa khô, trước ngày ký.",
}
_DOUBLE = "Cơ quan ban hành đã cấp trùng số cho hai văn bản; Cổng đã đề nghị đính chính."
_WITHDRAWN = Withdrawal(
    date(2026, 5, 5), "Đăng nhầm bản chưa được duyệt.", "Văn phòng Ủy ban nhân dân tỉnh Lam Châu"
)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _document(row: tuple[str, str, str, str, str, str, Signer, str, str]) -> Document:
    key, number, body, kind, signed, published, signer, fields, title = row
    return Document(
        Work(body, kind, int(signed[:4]), number),
        title,
        _ABSTRACTS.get(key, ""),
        _day(signed),
        _day(published),
        signer,
        tuple(fields.split()),
        publication=Publication.PUBLISHED,
    )


def _documents() -> dict[str, Document]:
    found = {row[0]: _document(row) for row in _ROWS}
    ferry = found["ferry"]
    found["ferry"] = replace(ferry, work=replace(ferry.work, double="b", double_reason=_DOUBLE))
    found["draft"] = replace(found["draft"], publication=Publication.DRAFT)
    found["mistake"] = replace(found["mistake"], publication=Publication.WITHDRAWN, withdrawal=_WITHDRAWN)
    return found


DOCUMENTS = _documents()
