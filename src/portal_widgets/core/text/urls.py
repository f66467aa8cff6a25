"""Which addresses are pages of this site, which addresses may be links, and where a redirect may go."""

from urllib.parse import unquote, unquote_to_bytes, urljoin, urlsplit

from .identity import host_name, identity

LINKED_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
# Some browsers and servers cut longer addresses.
LONGEST_PATH = 2000


def is_site_path(address: object) -> bool:
    """Return whether a browser that opens `address` on a page of this site stays on this site.

    Browsers drop tabs and line breaks from an address, and read a backslash as a slash (WHATWG URL Standard,
    "basic URL parser"). So an address may contain none of these.
    """
    return (
        isinstance(address, str)
        and address.startswith("/")
        and not address.startswith("//")
        and "\\" not in address
        and address.isprintable()
        and len(address) <= LONGEST_PATH
    )


def may_be_linked(url: object) -> bool:
    """Return whether the address may be a link: the web, mail, telephone, or a page of this site. Any other
    scheme, such as javascript:, could run in the reader's browser.
    """
    if not isinstance(url, str) or not url.isprintable():
        return False
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return False
    if scheme:
        return scheme in LINKED_SCHEMES
    return url.startswith(("#", "?")) or is_site_path(url)


def linkable(url: object) -> str:
    """`url` if it may be a link, otherwise "". A host may also name a page relative to the current one."""
    if not isinstance(url, str) or not url or not url.isprintable() or url.startswith("//") or "\\" in url:
        return ""
    try:
        return url if may_be_linked(urljoin("/", url)) else ""
    except ValueError:
        return ""


def plain_path(address: str) -> str:
    """The path of an address as it is stored and compared: decoded, without query and fragment, in NFC."""
    path = address.partition("#")[0].partition("?")[0]
    return identity(unquote(path, errors="strict") if _is_decodable(path) else path)


def with_ascii_host(url: str) -> str:
    """The address with its host as name servers know it (IDNA), if it is written in other letters."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    known = "" if host.isascii() else host_name(host)
    if not known:
        return url
    return parts._replace(netloc=f"{known}:{port}" if port else known).geturl()


def _is_decodable(path: str) -> bool:
    try:
        unquote_to_bytes(path).decode()
    except UnicodeError:
        return False
    return True


def safe_redirect_target(target: str | None, fallback: str) -> str:
    """`target` if it is a page of this site, otherwise `fallback`: a redirect never leaves the site."""
    return target if target is not None and is_site_path(target) else fallback
