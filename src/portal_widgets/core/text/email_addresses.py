"""E-mail addresses, checked as browsers check them."""

import re
from collections.abc import Iterable

from .identity import host_for_people
from .normalization import one_line

LONGEST_ADDRESS = 254
# The check of browsers (HTML, valid e-mail address): ASCII, and no character that could break a header.
# Browsers take any dot before the @, but no mailbox has one at an end or beside another (RFC 5322, dot-atom).
_ADDRESS = re.compile(
    r"(?!\.|[^@]*\.[.@])[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
)


def address(value: object) -> str:
    """Return an e-mail address in the form that mail servers accept: its domain in ASCII (IDNA). Raises
    ValueError for anything else.
    """
    try:
        return _ascii(value)
    except Exception as error:  # the codec of domains raises errors of many kinds
        raise ValueError('must be a plain e-mail address such as "portal@example.vn"') from error


def public_address(value: object) -> str:
    """The same as `address`, but a domain without a dot is refused, because only the local
    network knows it.
    """
    read = address(value)
    if "." not in read.rpartition("@")[2]:
        raise ValueError('must be an address on the internet such as "portal@example.vn"')
    return read


def email_key(text: str) -> str:
    """An address as it is compared: in lower case, its domain in ASCII. A text that is not an address is
    compared as one line.
    """
    line = one_line(text)
    try:
        return address(line).lower()
    except ValueError:
        return line.lower()


def email_spellings(text: str) -> tuple[str, ...]:
    """The key of an address, then the spellings under which earlier versions may have stored it, all in lower
    case.
    """
    key = email_key(text)
    name, at, domain = key.rpartition("@")
    return tuple(dict.fromkeys((key, name + at + host_for_people(domain), one_line(text).lower())))


def _ascii(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_ADDRESS:
        raise ValueError("not a text, or too long")
    name, _, domain = value.rpartition("@")
    read = f"{name}@{domain.encode('idna').decode().lower()}" if name else ""
    if len(read) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(read):
        raise ValueError("browsers do not accept it")
    return read


def addresses(value: object) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        says = 'must be a list of e-mail addresses such as ["van-phong@example.vn"]'
        raise ValueError(says)  # noqa: TRY004 - every check raises ValueError
    return tuple(dict.fromkeys(address(one) for one in value))
