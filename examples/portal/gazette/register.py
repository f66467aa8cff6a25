"""The bodies of the invented province through six years, and its fields."""

from datetime import date

from portal_widgets.core.history.events import Act, Event, EventKind, EventPart
from portal_widgets.core.history.timeline import Entity, History, Version
from portal_widgets.gazette.defaults import KINDS
from portal_widgets.gazette.rules.register import Body, BodyFacts, Field, GazetteRegister

MERGED, JOINED, RENAMED = date(2025, 7, 1), date(2025, 3, 1), date(2026, 3, 1)
COUNCIL, COMMITTEE = "hdnd-lam-chau", "ubnd-lam-chau"
VAN_TRACH, AN_GIANG = "ubnd-h-van-trach", "ubnd-h-an-giang"
DONG_MAY_1, MAY_THUONG, DONG_MAY = "ubnd-dong-may-1", "ubnd-may-thuong", "ubnd-dong-may"
COMMUNE_VAN_TRACH, NGAN_TRA = "ubnd-van-trach", "ubnd-ngan-tra"
TRANSPORT, OLD_CONSTRUCTION, CONSTRUCTION = "so-giao-thong", "so-xay-dung-1", "so-xay-dung"


def _body(
    key: str, short: str, level: int, unit: str, start: date | None, end: date | None, name: str, english: str
) -> Body:
    return Entity(key, (Version(start, end, BodyFacts(name, short, level, unit, english)),))


_BODIES = (
    _body(
        COUNCIL, "HĐND", 10, "lam-chau", None, None,
        "Hội đồng nhân dân tỉnh Lam Châu",
        "People's Council of Lam Châu Province",
    ),
    _body(
        COMMITTEE, "UBND", 20, "lam-chau", None, None,
        "Ủy ban nhân dân tỉnh Lam Châu",
        "People's Committee of Lam Châu Province",
    ),
    _body(
        TRANSPORT, "SGT", 30, "lam-chau", None, JOINED,
        "Sở Giao thông tỉnh Lam Châu",
        "Lam Châu Department of Transport",
    ),
    _body(
        OLD_CONSTRUCTION, "SQHN", 30, "lam-chau", None, JOINED,
        "Sở Quy hoạch và Nhà ở tỉnh Lam Châu",
        "Lam Châu Department of Planning and Housing",
    ),
    _body(
        CONSTRUCTION, "SXD", 30, "lam-chau", JOINED, None,
        "Sở Xây dựng tỉnh Lam Châu",
        "Lam Châu Department of Construction",
    ),
    _body(
        VAN_TRACH, "UBND", 40, "h-van-trach", None, MERGED,
        "Ủy ban nhân dân huyện Vân Trạch",
        "People's Committee of Vân Trạch District",
    ),
    _body(
        AN_GIANG, "UBND", 40, "h-an-giang", None, MERGED,
        "Ủy ban nhân dân huyện Ân Giang",
        "People's Committee of Ân Giang District",
    ),
    _body(
        DONG_MAY_1, "UBND", 50, "dong-may-1", None, MERGED,
        "Ủy ban nhân dân xã Đồng Mây (trước sắp xếp)",
        "People's Committee of Đồng Mây Commune (before the merger)",
    ),
    _body(
        MAY_THUONG, "UBND", 50, "may-thuong", None, MERGED,
        "Ủy ban nhân dân xã Mây Thượng",
        "People's Committee of Mây Thượng Commune",
    ),
    _body(
        DONG_MAY, "UBND", 50, "dong-may", MERGED, None,
        "Ủy ban nhân dân xã Đồng Mây",
        "People's Committee of Đồng Mây Commune",
    ),
    _body(
        COMMUNE_VAN_TRACH, "UBND", 50, "van-trach", MERGED, None,
        "Ủy ban nhân dân xã Vân Trạch",
        "People's Committee of Vân Trạch Commune",
    ),
)  # fmt: skip
_RENAMED_BODY = Entity(
    NGAN_TRA,
    (
        Version(MERGED, RENAMED, BodyFacts("Ủy ban nhân dân xã Ngàn Trà", "UBND", 50, "ngan-tra")),
        Version(RENAMED, None, BodyFacts("Ủy ban nhân dân xã Sông Ngàn Trà", "UBND", 50, "ngan-tra")),
    ),
)
_ACT = Act("102/NQ-SX (minh họa)", date(2025, 6, 16))


def _event(key: str, kind: EventKind, on: date, sources: tuple[str, ...], targets: tuple[str, ...]) -> Event:
    parts = tuple(EventPart(source, target) for source in sources for target in targets)
    return Event(key, kind, on, parts, _ACT)


_EVENTS = (
    _event("hop-nhat-so", EventKind.MERGE, JOINED, (TRANSPORT, OLD_CONSTRUCTION), (CONSTRUCTION,)),
    _event("hop-nhat-dong-may", EventKind.MERGE, MERGED, (DONG_MAY_1, MAY_THUONG), (DONG_MAY,)),
    _event("ket-thuc-van-trach", EventKind.MERGE, MERGED, (VAN_TRACH,), (COMMUNE_VAN_TRACH,)),
    _event("ket-thuc-an-giang", EventKind.ABOLISH, MERGED, (AN_GIANG,), ("",)),
    _event("doi-ten-ngan-tra", EventKind.RENAME, RENAMED, (NGAN_TRA,), (NGAN_TRA,)),
)
_FIELDS = (
    Field("dat-dai", "Đất đai", name_en="Land"),
    Field("gia-dat", "Giá đất", "dat-dai", "Land prices"),
    Field("giao-duc", "Giáo dục", name_en="Education"),
    Field("hoc-phi", "Học phí", "giao-duc", "School fees"),
    Field("giao-thong", "Giao thông", name_en="Transport"),
    Field("moi-truong", "Môi trường", name_en="Environment"),
    Field("nuoc-sach", "Nước sạch", "moi-truong", "Clean water"),
    Field("rac-thai", "Rác thải", "moi-truong", "Waste"),
    Field("do-thi", "Đô thị và nông thôn", name_en="Towns and countryside"),
)
_ENTITIES = {one.key: one for one in (*_BODIES, _RENAMED_BODY)}
REGISTER = GazetteRegister(History(_ENTITIES, _EVENTS), KINDS, _FIELDS)
