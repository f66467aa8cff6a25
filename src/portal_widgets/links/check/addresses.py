"""The addresses to which the link check may connect, and the domain of a host. The functions are pure."""

import ipaddress
import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ...core.ip_addresses import is_public
from .reasons import Reason, join_detail

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

PORTS = frozenset({80, 443})
# Where web servers are found besides. The other ports below 1024 belong to other services.
_PORTS_OF_SERVERS = frozenset({*range(81, 90), *range(1024, 65536)})
# Browsers follow no redirect to these schemes. Another scheme opens an app, such as mail or a telephone.
_NEVER_FOLLOWED = frozenset(
    {"", "about", "blob", "data", "file", "ftp", "gopher", "javascript", "vbscript", "view-source"}
)
# Registries that give a name below them to bodies of one state only.
_STATE = re.compile(r"\.(?:gov|gob|gouv|go|gc|govt|mil)\.[a-z]{2}$|\.(?:gov|mil)$")
# Short addresses of services and sites, and names of documents that outlive their sites (DOI, Handle, PURL).
_SHORT_ADDRESSES = frozenset(
    """aka.ms amzn.to apple.co bit.ly bitly.com buff.ly cutt.ly doi.org fb.com fb.me fb.watch forms.gle g.co
    goo.gl handle.net is.gd lnkd.in m.me n2t.net ow.ly page.link purl.org qrco.de rb.gy rebrand.ly s.id
    shorturl.at spoti.fi t.co t.ly t.me tiny.cc tinyurl.com v.gd w3id.org wa.me wp.me youtu.be""".split()  # noqa: SIM905
)


class RefusedError(ValueError):
    """The link check does not connect to this address. The text of the error is the reason to store. The
    address `may_work` for readers: it opens an app, or the page of a server with a port of its own.
    """

    def __init__(self, reason: Reason, about: object = "", *, may_work: bool = False) -> None:
        super().__init__(join_detail(reason, about))
        self.may_work = may_work


def check_url(url: str) -> tuple[str, int]:
    """Host and port of an address that may be checked. Raises RefusedError for another scheme or port, for
    user names and passwords, and for hosts that are disguised numbers.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise RefusedError(Reason.NO_ADDRESS) from error
    if parts.scheme not in {"http", "https"}:
        raise RefusedError(Reason.NOT_THE_WEB, parts.scheme, may_work=parts.scheme not in _NEVER_FOLLOWED)
    if "\\" in url or not url.isprintable():
        raise RefusedError(Reason.NO_ADDRESS)
    if "@" in parts.netloc:
        raise RefusedError(Reason.CREDENTIALS)
    host = (parts.hostname or "").rstrip(".")
    if not host or "%" in host:
        raise RefusedError(Reason.NO_HOST)
    # The operating system reads 127.1, 0x7f.1 and 2130706433 as 127.0.0.1, so a number must be in its plain
    # form.
    last = host.rpartition(".")[2]
    if ":" not in host and (last.isdigit() or last.lower().startswith("0x")) and not _is_plain(host):
        raise RefusedError(Reason.DISGUISED)
    port = port if port is not None else 443 if parts.scheme == "https" else 80
    if port not in PORTS:
        is_inner = (":" in host or last.isdigit()) and not is_public(host)
        raise RefusedError(Reason.OTHER_PORT, port, may_work=port in _PORTS_OF_SERVERS and not is_inner)
    return host, port


def _is_plain(host: str) -> bool:
    try:
        return str(ipaddress.IPv4Address(host)) == host
    except ValueError:
        return False


def registrable_domain(host: str) -> str:
    """The registrable domain of a host: lamchau.gov.vn for www.lamchau.gov.vn (Public Suffix List)."""
    bare = host.rstrip(".").lower()
    try:
        ipaddress.ip_address(bare)
    except ValueError:
        return _suffixes().privatesuffix(_ascii(bare)) or bare
    return bare


def may_lead_to(domain: str, other: str) -> bool:
    """Whether `domain` may lead to `other`, because only offices of a state get a name below gov.vn. They
    merge, move, share sign-in pages, and give up other names.
    """
    one, another = _STATE.search(domain), _STATE.search(other)
    return another is not None and (one is None or one[0] == another[0])


def is_short_address(host: str) -> bool:
    """Whether addresses of the host exist only to lead to other sites."""
    return registrable_domain(host) in _SHORT_ADDRESSES


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


@cache
def _suffixes() -> "PublicSuffixList":
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()
