"""Signs of spam in the words of a message. Pure. One sign proves nothing: people repeat their subject, list
broken links, and report advertisements.
"""

import re
from collections import Counter

from ...core.text.vietnamese import fold

# Shorter than this, the same words in two fields are chance.
_SHORTEST_SAME = 4
_MOST_LINKS = 3
_TWICE, _THRICE = 2, 3
_LINK = re.compile(r"https?://|www\.|\[url", re.IGNORECASE)
# Sellers do not own the pages of offices.
_STRANGE_LINK = re.compile(
    r"(?:https?://(?:www\.)?|www\.)(?![\w.-]{1,100}\.(?:gov|edu)\.vn(?:[/:?#\s]|$))|\[url", re.IGNORECASE
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*", re.IGNORECASE)
_MARKUP = re.compile(r"\[url=|<a\s+href", re.IGNORECASE)
# The probes of scanners: markup, templates, SQL, paths.
_CODE = re.compile(
    r"<script|\$\{\w+:|\{\{.{0,80}\}\}|'\s*or\s+\d+\s*=|\bselect \d|(?:\.\./){2}|\w@\w+\.\w+$", re.IGNORECASE
)
# One word that repeats itself or follows the keyboard.
_MASHED = re.compile(r"\w*(?:(\w{2,4})\1|asdf|qwer|zxcv)\w*", re.IGNORECASE)
_FEWEST_MASHED = 6
# Trades that advertise in forms, and how they offer themselves; both folded.
_TRADE = re.compile(
    r"\b(?:casino|nha cai|ca cuoc|soi (?:cau|keo)|lo de|game bai|cho vay|vay (?:tien|online|nong)|boc bat ho"
    r"|thuoc giam can|lam bang|bang dai hoc|tang (?:like|theo doi)|seo|backlinks?|guest posts?|tien ao|crypto"
    r"|bitcoin|viagra|cialis|replica|inheritance|claim your|hacked your|website redesign|sim so dep"
    r"|xem phim|no hu|tai xiu|ban ca doi thuong|no xau|dat nen|chot don|kiem tien|kiem \d+ trieu"
    r"|(?:lam viec|viec lam|viec nhe) (?:online|tai nha)|(?:khoa hoc|dau tu) chung khoan"
    r"|ban (?:nick|via|acc|clone)|mua mat livestream|thiet ke web(?:site)? (?:tron goi|gia re)"
    r"|\d+ visitors|website traffic|your domain (?:is )?expir\w+|next of kin|dying widow)\b"
    r"|\.apk\b|заработок|продвижение|купить|办证|赌场"
)
# How a seller speaks. That a message names a telephone, a chat or a price says nothing.
_OFFER = re.compile(
    r"\b(?:goi ngay|vao nhom|giai ngan|giao tan noi|bao soi|duyet trong|uy tin|bonus"
    r"|nap (?:lan dau|\d+|rut)|mua \d+ tang|tang \d+k?|giam \d+ ?kg|gia re|chiet khau|link moi nhat"
    r"|khong (?:can )?(?:gap mat|the chap|tham dinh|coc)|\d+k ?/ ?ngay|earn|we offer|rank you|buy|cheap"
    r"|for your site|for only|send \d+"
    r"|without prescription|million|off)\b"
    r"|\b(?:loi nhuan|lai chi|cam ket lai|hoan(?: tra| von)?|lai suat 0|thuong|tang)\b\D{0,12}[\d.,]{0,6} ?%"
    r"|\bchuan \d|\d ?% ?(?:/ ?|moi )(?:ngay|tuan)\b"
    r"|без вложении|微信"
)
# How people complain of a trade: where it is, whom it harms, that it is forbidden.
_HARMS = re.compile(
    r"\b(?:trai phep|nang lai|cat co|nup bong|cong khai|tran lan|dan (?:kin|day)|to roi|rac|suot ngay|am i"
    r"|hoc sinh|tre con|cha me|mat (?:nha|tien|dat)|o cho|dau (?:ap|thon|xom|ngo)|cong truong|cot dien"
    r"|chi thi|nghi dinh|thong tu|luat|nguoi dan|dan (?:kho|mat))\b"
)
# Sellers do not ask, complain or warn, and do not describe themselves.
_ASKS = re.compile(
    r"\?|\b(?:xin|de nghi|kien nghi|nho|(?<!khong )bi|lua dao|to (?:giac|cao)|canh bao|phan anh|bao loi"
    r"|bao (?:nhieu|gio|lau)|o dau|khi nao|the nao|vi sao|tai sao"
    r"|loi(?! nhuan)|hong|khong mo|toi|em|gia dinh|ba con|mong|broken|error|does not|please|my)\b"
)


def repeats_fields(text: str, subject: str, name: str, address: str) -> bool:
    """Whether one text is in several fields, as machines do. In two fields it needs a second sign."""
    given = [one.casefold() for one in (text, subject, name, address) if len(one) >= _SHORTEST_SAME]
    if not given:
        return False
    same, count = Counter(given).most_common(1)[0]
    if count > _THRICE:
        return True
    if count == _THRICE:
        return same == fold(same)  # without diacritics
    return count == _TWICE and (_CODE.search(same) is not None or _is_mashed(same))


def has_too_many_links(text: str, name: str) -> bool:
    """Whether a name is a link, or a text has many and offers something, uses markup or says nothing."""
    if _LINK.search(name):
        return True
    if len(_LINK.findall(text)) <= _MOST_LINKS:
        return False
    words = fold(_ADDRESS.sub(" ", text))
    if _MARKUP.search(text) or not re.search(r"\w", words):
        return True
    return not _complains(words) and (_sells(words) or words == _ADDRESS.sub(" ", text).casefold().strip())


def is_offer(text: str, subject: str, name: str) -> bool:
    """Whether a message names a trade and offers it, with a link or as sellers do, and asks nothing."""
    words = fold(f"{subject} {text} {name}")
    has_offer = _OFFER.search(words) or _STRANGE_LINK.search(text)
    return _TRADE.search(words) is not None and has_offer is not None and not _complains(words)


def _complains(words: str) -> bool:
    return _ASKS.search(words) is not None or _HARMS.search(words) is not None


def _sells(words: str) -> bool:
    return _TRADE.search(words) is not None or _OFFER.search(words) is not None


def _is_mashed(text: str) -> bool:
    return len(text) >= _FEWEST_MASHED and _MASHED.fullmatch(text) is not None
