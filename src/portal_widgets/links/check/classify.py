"""Classifies an address: from the answers on the way to it, to one state with its reason."""

import re
import ssl
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import urljoin, urlsplit

from .addresses import registrable_domain
from .certificate import Certificate
from .link_status import LinkCheck, LinkState
from .reasons import Reason

SOON = timedelta(days=14)
# These statuses refuse robots or ask them to wait; 999 is LinkedIn's own.
_BLOCKED = frozenset({401, 403, 407, 429, 451, 999})
_GONE = frozenset({404, 410})
# "Accepted" and "no content" come without a page. Some protections against robots answer so everywhere.
_WITHOUT_PAGE = frozenset({202, 204, 205})
_SERVER_ERROR = 500
_REDIRECT = 300
# OpenSSL: "unable to get local issuer certificate", "unable to verify the first certificate".
_NO_ISSUER = frozenset({20, 21})
_PERMANENT = frozenset({301, 308})
# Sites that sell domains, and phrases on the pages of such domains.
_MARKETS = frozenset(
    {
        "afternic.com",
        "bodis.com",
        "dan.com",
        "hugedomains.com",
        "parkingcrew.net",
        "parklogic.com",
        "sedo.com",
        "sedoparking.com",
        "undeveloped.com",
    }
)
_PARKED = re.compile(
    r"this domain (?:name )?(?:is|may be) for sale|buy this domain|domain is parked|sedoparking|parkingcrew"
    r"|window\.park\s*=|hugedomains\.com|tên miền này (?:đang )?được (?:rao )?bán|mua tên miền này"
    r"|tên miền (?:đã hết hạn|chưa được cấu hình)",
    re.IGNORECASE,
)
# Limited everywhere: a page that is made to be slow to search must not stop the run.
_TITLE = re.compile(r"<title[^>]{0,200}>(.{0,200}?)</title>", re.IGNORECASE | re.DOTALL)
_META = re.compile(r"<meta\s[^>]{0,500}>", re.IGNORECASE)
_REFRESH = re.compile(r"""http-equiv\s{0,9}=\s{0,9}["']?refresh\b""", re.IGNORECASE)
_ONWARD = re.compile(
    r"""content\s{0,9}=\s{0,9}["']?\s{0,9}(\d{1,4})[\d.]{0,9}\s{0,9}[;,]\s{0,9}url\s{0,9}=\s{0,9}["']?([^"'>\s]{1,400})""",
    re.IGNORECASE,
)
# A page that redirects later can be read first.
_AT_ONCE_SECONDS = 10
_NOT_FOUND = re.compile(
    r"\b404\b|not found|page (?:does not exist|missing)|không tìm thấy|không tồn tại", re.IGNORECASE
)


def classify(
    asked: str,
    reached: str,
    status: int,
    text: str | None,
    certificate: Certificate,
    hops: list[int],
    now: datetime,
) -> LinkCheck:
    """The state of an address after its last answer. `hops` are the statuses of the redirects; `text` is None
    if no page was requested.
    """
    own, final = _host(asked), _host(reached)
    about = {"domain": registrable_domain(final), "certificate": owner(certificate)}
    if registrable_domain(final) in _MARKETS or (_PARKED.search(text or "") and status < _REDIRECT):
        return LinkCheck(LinkState.PARKED, registrable_domain(final), **about)
    if registrable_domain(own) != registrable_domain(final):
        return LinkCheck(
            LinkState.DOMAIN, f"{registrable_domain(own)} -> {registrable_domain(final)}", **about
        )
    failed = _error_state(status)
    if failed is not None:
        return LinkCheck(failed, f"HTTP {status}", **about)
    if (urlsplit(asked).scheme, urlsplit(reached).scheme) == ("https", "http"):
        return LinkCheck(LinkState.TLS, Reason.NOT_ENCRYPTED, **about)
    return _classify_page(asked, reached, text, certificate, hops, now, about)


def _classify_page(
    asked: str,
    reached: str,
    text: str | None,
    certificate: Certificate,
    hops: list[int],
    now: datetime,
    about: dict[str, str],
) -> LinkCheck:
    if text is not None and not text.strip():
        return LinkCheck(LinkState.GONE, Reason.EMPTY, **about)
    title = _TITLE.search(text or "")
    if title and _NOT_FOUND.search(title[1]):
        return LinkCheck(LinkState.GONE, Reason.TITLE, **about)
    ends = _ends(certificate)
    if ends is not None and ends - now < SOON:
        return LinkCheck(LinkState.EXPIRING, f"{ends:%Y-%m-%d}", **about)
    if reached != asked and hops and all(status in _PERMANENT for status in hops):
        return LinkCheck(LinkState.MOVED, reached.partition("?")[0], **about)
    return LinkCheck(LinkState.OK, **about)


def refresh_target(text: str | None, reached: str) -> str:
    """The address to which a page redirects immediately by itself, or "": <meta http-equiv=refresh>."""
    for tag in _META.findall(text or ""):
        onward = _ONWARD.search(tag) if _REFRESH.search(tag) else None
        if onward is not None and int(onward[1]) <= _AT_ONCE_SECONDS:
            leads_to = urljoin(reached, unescape(onward[2]))
            return leads_to if leads_to != reached else ""
    return ""


def _error_state(status: int) -> LinkState | None:
    if status in _BLOCKED:
        return LinkState.BLOCKED
    if status >= _SERVER_ERROR:
        return LinkState.UNREACHABLE
    if status in _GONE:
        return LinkState.GONE
    if status in _WITHOUT_PAGE:
        return LinkState.UNKNOWN
    # Something is there that does not talk to us: what a reader gets cannot be told from it.
    return LinkState.UNKNOWN if status >= _REDIRECT else None


def tls_fault(error: ssl.SSLError) -> LinkCheck:
    """The fault of a certificate, in the library's own words. If only the issuer is missing, a browser may
    know it or fetch it, so nothing follows from it.
    """
    said = getattr(error, "verify_message", "") or error.reason or str(error)
    known = getattr(error, "verify_code", 0) not in _NO_ISSUER
    return LinkCheck(LinkState.TLS if known else LinkState.UNKNOWN, said)


def owner(certificate: Certificate) -> str:
    """The organisation in a certificate; "" if it names none, as most free ones do."""
    for part in certificate.get("subject", ()):
        for name, value in part:
            if name == "organizationName":
                return "".join(sign for sign in str(value) if sign.isprintable())[:300]
    return ""


def _ends(certificate: Certificate) -> datetime | None:
    ends = certificate.get("notAfter")
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) if ends else None


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
