"""Reads the words of a page: the page is missing, its domain is for sale, or it asks for a person. Pure.

Words in a sentence prove nothing: "Quyết định số 404/QĐ-UBND" is a document, and an article may be about
domains that are for sale. So a phrase counts only if it is a whole title, a part of one between separators,
or a whole block of the page.
"""

import re
from html import unescape
from typing import NamedTuple

from ...core.text.vietnamese import fold

# A page with less text has no article.
_SHORT = 400
_HIDDEN = frozenset({"script", "style", "noscript", "template", "svg"})
_TAG = re.compile(r"/?[a-zA-Z0-9]{0,20}")
_HEADINGS = frozenset({"h1", "h2"})
# Limited: a page that is made to be slow to search must not stop the run.
_TITLE = re.compile(r"<title[^>]{0,200}>(.{0,200}?)</title>", re.IGNORECASE | re.DOTALL)
_HEADING = re.compile(r"<h1[^>]{0,200}>([^<]{0,200})</h1>", re.IGNORECASE)
# Titles put the name of the site behind one of these. After a colon, the title itself continues.
_SEPARATOR = re.compile(r"\s[-–—·»«:]+\s|\s*[|»«]\s*")
_PUNCTUATION = re.compile(r"[!?.,;()\"“”'’‘…]+")

# Titles are compared folded and without punctuation: "doesn't" is "doesn t".
_NUMBER = r"(?:(?:trang |ma )?(?:error|loi|http)(?: code)? )?404(?: error)?"
_PAGE = (
    r"(?:sorry |oops )*(?:(?:the|this|that|your) )?(?:requested )?"
    r"(?:page|file|object|resource|article|url|content|document|post|item)"
    r"(?: you (?:requested|are looking for|were looking for))?"
)
_IS_LOST = (
    r"(?:(?:was |is )?not found(?: on this (?:server|site))?|missing|unavailable|(?:does not|doesn t) exist"
    r"|(?:could not|cannot|can not|can t|couldn t) be found|(?:is )?(?:no longer|not|isn t) available"
    r"|is gone|has been (?:removed|deleted))"
)
_LINK = r"(?:duong (?:dan|link)|lien ket|link|url|dia chi)"
_TRANG = (
    rf"(?:(?:trang(?: web)?|website|bai viet|noi dung|tin(?: bai)?|van ban|tai lieu|tep(?: tin)?|du lieu"
    rf"|chuyen muc|{_LINK})"
    r"(?: nay)?(?: (?:ma )?(?:ban |quy vi )?(?:dang |can )?(?:tim(?: kiem)?|yeu cau|truy cap))?)"
)
_XOA = r"(?:(?:da )?(?:bi )?(?:xoa|go(?: bo)?|het han)|(?:da )?bi hong|chua (?:duoc )?xuat ban)"
_SORRY = r"(?:xin loi |rat tiec )?(?:chung toi )?"
_LOST = (
    rf"{_PAGE} {_IS_LOST}|not found(?: 1)?|nothing found(?: for .{{1,200}})?"
    r"|(?:sorry )?we (?:can t|cannot|couldn t|could not) find (?:that|the|this|your) page"
    rf"|{_SORRY}(?:{_TRANG} )?khong tim thay(?: {_TRANG})?|khong (?:co|ton tai) {_TRANG}"
    rf"|{_SORRY}{_TRANG} khong (?:con )?(?:ton tai|kha dung|co)(?: trong he thong)?(?: hoac {_XOA})?"
    rf"|{_SORRY}{_LINK}(?: nay)? khong hop le(?: hoac {_XOA})?"
    rf"|{_TRANG} (?:da )?(?:bi (?:xoa|go(?: bo)?|hong)|het han(?: hoac bi hong| hop dong)?|ngung hoat dong)"
    # Hosting companies and new servers say this.
    r"|(?:this )?(?:account|domain|(?:web ?)?site) (?:(?:is|has been) )?(?:suspended|disabled)"
    r"|welcome to nginx|apache2? .{0,30}default page.{0,20}|iis windows server"
)
_MISSING = re.compile(rf"{_NUMBER}|(?:{_NUMBER} )?(?:{_LOST})")
# So little says something only if nothing else is in the title.
_BARE = re.compile(r"error|gone|bad request|runtime error|object moved|(?:thong bao )?loi")
_PERSON = re.compile(
    r"just a moment|attention required|checking your browser.{0,40}|access denied|are you a robot"
    r"|verify(?:ing)? (?:that )?you are (?:a )?human"
    r"|xac (?:minh|nhan) (?:rang )?ban (?:la (?:con )?nguoi|khong phai.*)"
)
_SIGN_IN = re.compile(r"(?:sign|log) ?[io]n\b|dang nhap|xac thuc|\bsso\b|single sign")

_NAME = r"(?: [\w-]+(?:\.[\w-]+)+)?"
_CONTACT = (
    r"(?:[\s.,;:!–-]+(?:contact|inquire|call|click|make|liên hệ|gọi|hotline|courtesy|by)\b.{0,80}|[\s.!]*)"
)
_SALE = re.compile(
    rf"(?:(?:(?:the|this) )?(?:domain(?: name)?|(?:web ?)?(?:page|site)){_NAME} (?:is|may be|might be) "
    r"(?:for sale|available for purchase|parked(?: free)?)"
    r"|[\w-]+(?:\.[\w-]+)+ is for sale|buy this domain"
    rf"|tên miền(?: này)?{_NAME} (?:đang |đã |hiện )*(?:được |chờ |cần )?"
    r"(?:rao )?(?:bán|hết hạn|chuyển nhượng|chưa được (?:cấu hình|đăng ký))|mua tên miền này"
    r"|(?:[\w-]+(?:\.[\w-]+)+ [-–|:] )?"
    r"domain (?:name )?(?:(?:is )?for sale|(?:has )?expired|parking(?: page)?)"
    rf"){_CONTACT}",
    re.IGNORECASE,
)
_SELLERS = re.compile(r"window\.park\s{0,9}=|sedoparking|parkingcrew|hugedomains\.com", re.IGNORECASE)
_LONGEST_ENTRY, _FEWEST_ENTRIES = 40, 3
# How betting offers itself in a title, and how a report of it speaks.
_BETS = re.compile(
    r"\b(?:nha cai|ca cuoc|keo nha cai|no hu|tai xiu|doi thuong|da ga|ban ca|slot|casino|gacor"
    r"|\w*bet ?\d+)\b"
)
_BETS_OFFER = re.compile(
    r"\b(?:so 1|uy tin|truc t(?:uyen|iep)|online|moi nhat|link vao|dang (?:ky|nhap)|tai app|doi thuong"
    r"|nap|rut|khuyen mai|tang)\b"
)
_REPORTS = re.compile(
    r"\b(?:canh bao|canh giac|lua dao|triet (?:pha|xoa)|bat|khoi to|xet xu|xu (?:ly|phat)|phong|chong|vu"
    r"|duong day|trai phep|to giac|cong an|toi|ngan chan|he luy|museum|bao tang)\b"
)
# Trades that take over domains which their owners have given up.
_TRADE = re.compile(
    r"\b(?:casino|nha cai|ca cuoc|soi (?:keo|cau)|slot|bet ?\d+|bett?ing|lo de|game bai|vay (?:nhanh|tien)"
    r"|viagra|porn)\b"
)


class Block(NamedTuple):
    """A run of text in one element."""

    tag: str
    text: str


def blocks(page: str) -> list[Block]:
    """The visible runs of text, in time that is in proportion to the page."""
    found, hidden = [], ""
    for number, chunk in enumerate(page.split("<")):
        inside, closed, text = chunk.partition(">") if number else ("", ">", chunk)
        found_tag = _TAG.match(inside)
        tag = found_tag[0].lstrip("/").lower() if found_tag else ""
        if hidden:
            hidden = "" if inside.startswith("/") and tag == hidden else hidden
        elif tag in _HIDDEN and not inside.startswith("/"):
            hidden = tag
        if closed and not hidden and (said := " ".join(unescape(text).split())):
            found.append(Block(tag, said))
    return found


def title_of(text: str) -> str:
    """The title of a page, or its first heading."""
    found = _TITLE.search(text) or _HEADING.search(text)
    return found[1] if found else ""


def is_missing_title(title: str) -> bool:
    """Whether a title, or a part of it between separators, only says that the page is not there."""
    parts = _SEPARATOR.split(unescape(title))
    parts += [part.rpartition(": ")[2] for part in parts]
    if any(_MISSING.fullmatch(_plain(part)) for part in parts):
        return True
    return _BARE.fullmatch(_plain(unescape(title))) is not None


def is_missing_page(page: list[Block]) -> bool:
    """Whether the page itself looks like one that is missing: it has no article, or a heading says so."""
    return _is_short(page) or any(
        is_missing_title(block.text[:200]) for block in page if block.tag in _HEADINGS
    )


def is_for_sale(text: str) -> bool:
    """Whether a page offers its domain: it is short, and a whole block or a seller's script says so."""
    page = blocks(text)
    return _is_short(page) and (
        _SELLERS.search(text) is not None or any(_SALE.fullmatch(block.text[:200]) for block in page)
    )


def is_taken_over(text: str) -> bool:
    """Whether a title offers bets or names a burglar, and the page is short or has a menu of bets."""
    title = _plain(unescape(title_of(text)))
    is_offer = _BETS.search(title) and _BETS_OFFER.search(title) and not _REPORTS.search(title)
    if not (is_offer or title.startswith("hacked by ")):
        return False
    page = blocks(text)
    # An article about bets speaks of them in sentences.
    menu = [block for block in page if len(block.text) <= _LONGEST_ENTRY and _BETS.search(_plain(block.text))]
    return _is_short(page) or len(menu) >= _FEWEST_ENTRIES


def asks_for_person(title: str) -> bool:
    """Whether a page only checks that no robot reads it."""
    return _PERSON.fullmatch(_plain(unescape(title))) is not None


def is_sign_in(title: str) -> bool:
    return _SIGN_IN.search(_plain(unescape(title))) is not None


def is_trade(title: str) -> bool:
    return _TRADE.search(_plain(unescape(title))) is not None


def _is_short(page: list[Block]) -> bool:
    return sum(len(block.text) for block in page if block.tag != "title") < _SHORT


def _plain(text: str) -> str:
    return " ".join(_PUNCTUATION.sub(" ", fold(text[:300])).split())
