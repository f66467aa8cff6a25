"""E-mail addresses, checked as browsers do."""

import re
from collections.abc import Iterable
from email.headerregistry import Address
from typing import Any

LONGEST_ADDRESS = 254
# As browsers check addresses (HTML, valid e-mail address): ASCII, nothing a header could be broken with.
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
)


def address(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(value):
        raise ValueError('must be a plain e-mail address such as "portal@example.vn"')
    # An address whose dots stand wrongly breaks no header, but would be no address of any mailbox.
    try:
        Address(addr_spec=value)
    except Exception as error:
        raise ValueError('must be a plain e-mail address such as "portal@example.vn"') from error
    return value


def addresses(value: Any) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        says = 'must be a list of e-mail addresses such as ["van-phong@example.vn"]'
        raise ValueError(says)  # noqa: TRY004 - every check raises ValueError
    return tuple(dict.fromkeys(address(one) for one in value))
