"""Classifies an address by the answers on the way to it. The result is one state with its reason."""

import re
import ssl
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import TypedDict
from urllib.parse import unquote, urljoin, urlsplit

from .addresses import is_short_address, may_lead_to, registrable_domain
from .certificate import Certificate
from .link_status import LinkCheck, LinkState
from .page_signs import (
    asks_for_person,
    blocks,
    is_for_sale,
    is_missing_page,
    is_missing_title,
    is_sign_in,
    is_taken_over,
    title_of,
)
from .reasons import Reason, join_detail

SOON = timedelta(days=14)
# These statuses refuse robots or ask them to wait; 999 is LinkedIn's own.
_BLOCKED = frozenset({401, 403, 407, 429, 451, 999})
_GONE = frozenset({404, 410})
# "Accepted" and "no content" come without a page. Some protections against robots answer so everywhere.
_WITHOUT_PAGE = frozenset({202, 204, 205})
_REDIRECT = 300
# OpenSSL: "unable to get local issuer certificate", "unable to verify the first certificate".
_NO_ISSUER = frozenset({20, 21})
_PERMANENT = frozenset({301, 308})
# Pages between an address and its target, by their path.
_CHALLENGE = re.compile(r"/(?:captcha|challenge|cdn-cgi/challenge)\b", re.IGNORECASE)
_SIGN_ON = re.compile(r"\b(?:oauth2?|openid|sso|saml2?|cas|login|signin|authorize)\b", re.IGNORECASE)
# Offices sign on with these services, and nobody else has pages there.
_SIGN_ON_HOSTS = frozenset(
    {"accounts.google.com", "appleid.apple.com", "login.live.com", "login.microsoftonline.com"}
)
# Sellers of domains redirect to such a name below the domain itself.
_SELLERS_NAME = re.compile(r"ww\d\d\.")
# Sites that sell domains.
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
# Browsers of today run a redirect in none of these: the first is also how pages speak to old versions of IE.
_HIDDEN = re.compile(r"<!--|<(script|style|noscript|template)\b", re.IGNORECASE)
# Limited everywhere: a page that is made to be slow to search must not stop the run.
_META = re.compile(r"<meta\s[^>]{0,500}>", re.IGNORECASE)
_REFRESH = re.compile(r"""http-equiv\s{0,9}=\s{0,9}["']?refresh\b""", re.IGNORECASE)
_ONWARD = re.compile(
    r"""content\s{0,9}=\s{0,9}["']?\s{0,9}(\d{1,4})[\d.]{0,9}\s{0,9}[;,]\s{0,9}url\s{0,9}=\s{0,9}["']?([^"'>\s]{1,400})""",
    re.IGNORECASE,
)
# A page that redirects later can be read first.
_AT_ONCE_SECONDS = 10


class _About(TypedDict):
    """The fields of a LinkCheck that do not depend on its state."""

    domain: str
    certificate: str
    title: str
    is_short_address: bool


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
    about: _About = {
        "domain": registrable_domain(_host(reached)),
        "certificate": owner(certificate),
        "title": title_of(text or ""),
        "is_short_address": is_short_address(_host(asked)),
    }
    danger = _danger(asked, reached, status, text, about)
    if danger is not None:
        return danger
    failed = _error_state(status)
    if failed is not None:
        return LinkCheck(failed, f"HTTP {status}", **about)
    if asks_for_person(about["title"]) or _CHALLENGE.search(urlsplit(reached).path):
        return LinkCheck(LinkState.BLOCKED, Reason.CHALLENGE, **about)
    if (urlsplit(asked).scheme, urlsplit(reached).scheme) == ("https", "http"):
        return LinkCheck(LinkState.TLS, Reason.NOT_ENCRYPTED, **about)
    return _classify_page(asked, reached, text, certificate, hops, now, about)


def _danger(asked: str, reached: str, status: int, text: str | None, about: _About) -> LinkCheck | None:
    """A page of somebody else. A sign-in page elsewhere names the page to which it leads back."""
    own, final = registrable_domain(_host(asked)), about["domain"]
    is_sellers = _SELLERS_NAME.match(_host(reached)) and not _SELLERS_NAME.match(_host(asked))
    if is_sellers or final in _MARKETS or (status < _REDIRECT and is_for_sale(text or "")):
        return LinkCheck(LinkState.PARKED, final, **about)
    if own == final or about["is_short_address"] or may_lead_to(own, final):
        return None
    if _host(reached) in _SIGN_ON_HOSTS:
        return LinkCheck(LinkState.UNKNOWN, join_detail(Reason.SIGN_IN, final), **about)
    if _leads_back(reached, own) and (is_sign_in(about["title"]) or _SIGN_ON.search(urlsplit(reached).path)):
        return LinkCheck(LinkState.UNKNOWN, join_detail(Reason.SIGN_IN, final), **about)
    return LinkCheck(LinkState.DOMAIN, f"{own} -> {final}", **about)


def _leads_back(reached: str, own: str) -> bool:
    """As OAuth, OpenID, CAS and SAML do."""
    query = unquote(urlsplit(reached).query)
    return re.search(rf"[/.]{re.escape(own)}(?:[/:?#&]|$)", query) is not None or "SAMLRequest=" in query


def _classify_page(
    asked: str,
    reached: str,
    text: str | None,
    certificate: Certificate,
    hops: list[int],
    now: datetime,
    about: _About,
) -> LinkCheck:
    if text is not None and not text.strip():
        return LinkCheck(LinkState.GONE, Reason.EMPTY, **about)
    if text and is_missing_title(about["title"]):
        both = is_missing_page(blocks(text))
        return LinkCheck(LinkState.GONE, Reason.MISSING if both else Reason.TITLE, **about)
    if text and is_taken_over(text):
        return LinkCheck(LinkState.GONE, Reason.OTHER_TRADE, **about)
    ends = _ends(certificate)
    if ends is not None and ends - now < SOON:
        return LinkCheck(LinkState.EXPIRING, f"{ends:%Y-%m-%d}", **about)
    if reached != asked and hops and all(status in _PERMANENT for status in hops):
        return LinkCheck(LinkState.MOVED, reached.partition("?")[0], **about)
    return LinkCheck(LinkState.OK, **about)


def refresh_target(text: str | None, reached: str) -> str:
    """The address to which a page redirects immediately by itself, or "": <meta http-equiv=refresh>."""
    for tag in _META.findall(_without_hidden(text or "")):
        onward = _ONWARD.search(tag) if _REFRESH.search(tag) else None
        if onward is not None and int(onward[1]) <= _AT_ONCE_SECONDS:
            leads_to = urljoin(reached, unescape(onward[2]))
            return leads_to if leads_to != reached else ""
    return ""


def _without_hidden(page: str) -> str:
    """The page without comments, scripts and the parts for browsers without scripts."""
    shown, at = "", 0
    while begins := _HIDDEN.search(page, at):
        shown += page[at : begins.start()]
        end = f"</{begins[1]}" if begins[1] else "-->"
        ends = re.compile(end, re.IGNORECASE).search(page, begins.end())
        if ends is None:
            return shown
        at = ends.end()
    return shown + page[at:]


def _error_state(status: int) -> LinkState | None:
    if status in _BLOCKED:
        return LinkState.BLOCKED
    if status in _GONE:
        return LinkState.GONE
    if status in _WITHOUT_PAGE:
        return LinkState.UNKNOWN
    # A server that does not talk to us: many refuse robots by 503. It does not show what a reader gets.
    return LinkState.UNKNOWN if status >= _REDIRECT else None


def tls_fault(error: ssl.SSLError) -> LinkCheck:
    """The fault of a certificate, in the words of the library. If only the issuer is missing, a browser may
    know or load it, so this is not a fault.
    """
    said = getattr(error, "verify_message", "") or error.reason or str(error)
    known = getattr(error, "verify_code", 0) not in _NO_ISSUER
    return LinkCheck(LinkState.TLS if known else LinkState.UNKNOWN, said)


def owner(certificate: Certificate) -> str:
    """The organisation in a certificate. It is "" if the certificate names none, as in most free
    certificates.
    """
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
