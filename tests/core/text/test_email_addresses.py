"""One check of e-mail addresses, for settings, for the office's own addresses and for readers' addresses."""

import unicodedata
from email.errors import HeaderParseError
from email.headerregistry import Address

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal_widgets.core.text.email_addresses import (
    LONGEST_ADDRESS,
    address,
    email_key,
    email_spellings,
    public_address,
)


@pytest.mark.parametrize(
    "text", ["a@example.vn", "van-phong.ubnd+web@mail.dongmay.gov.vn", "root@localhost", "o'neil@a-b.vn"]
)
def test_what_browsers_take_is_an_address(text: str):
    assert address(text) == text


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("lan@VÍ-DỤ.vn", "lan@xn--v-d-rma6749a.vn"),
        ("lan@ví-dụ.vn", "lan@xn--v-d-rma6749a.vn"),
        ("Lan@Example.VN", "Lan@example.vn"),
    ],
)
def test_a_domain_with_vietnamese_letters_is_read_as_mail_servers_know_it(text: str, read: str):
    assert public_address(text) == read


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "a",
            "@",
            "a@",
            "@b.vn",
            "a@b@c.vn",
            "a b@c.vn",
            "a@b..vn",
            "a@.vn",
            "a@-b.vn",
            ".a@b.vn",
            "a.@b.vn",
            "a..b@c.vn",
        ),
        *(
            "a@b\nBcc: c@d.vn",
            "a@b.vn\n",
            "lan <a@b.vn>",
            "đ@b.vn",
            '"a b"@c.vn',
            "a@[127.0.0.1]",
            "a@b.vn,c@d.vn",
        ),
        *("a" * 65 + "@b.vn", "a@" + "b" * 64 + ".vn", "a@" + "b." * 130 + "vn"),
    ],
)
def test_what_no_mailbox_can_have_is_refused(text: str):
    with pytest.raises(ValueError, match="must be a plain e-mail address"):
        address(text)


@given(st.text("a.", min_size=1, max_size=8))
def test_dots_are_where_the_standard_library_takes_them(name: str):
    try:
        expected = Address(addr_spec=f"{name}@b.vn").addr_spec
    except (HeaderParseError, ValueError, IndexError):
        with pytest.raises(ValueError, match="must be a plain e-mail address"):
            address(f"{name}@b.vn")
    else:
        assert address(f"{name}@b.vn") == expected


def test_a_reader_is_answered_at_an_address_of_the_internet():
    with pytest.raises(ValueError, match="on the internet"):
        public_address("lan@gmailcom")


@given(st.text() | st.builds("{}@{}".format, st.text(), st.text()) | st.none() | st.integers())
@example("a@\u3002")
@example("a@\ud800.vn")
def test_whatever_is_typed_is_an_address_in_ascii_or_refused(value: object):
    try:
        read = address(value)
    except ValueError:
        return
    assert read.isascii()
    assert read.isprintable()
    assert " " not in read
    assert len(read) <= LONGEST_ADDRESS
    assert address(read) == read


@given(st.from_regex(r"[a-z][a-z0-9.+]{0,9}[a-z0-9]@[a-zăâđêôơưạếậ]{1,12}\.(vn|com)", fullmatch=True))
@example("lan@ví-dụ.vn")
def test_all_spellings_of_an_address_have_one_key(written: str):
    key = email_key(written)
    name, _, domain = written.partition("@")
    spellings = [written.upper(), unicodedata.normalize("NFD", written), f" {name}@\u200b{domain}\u00ad", key]

    assert {email_key(one) for one in spellings} == {key}
    assert {email_spellings(one)[0] for one in spellings} == {key}
    assert {key, unicodedata.normalize("NFC", written)} <= set(email_spellings(key))


@given(st.text())
def test_a_key_is_its_own(text: str):
    assert email_key(email_key(text)) == email_key(text)
