"""Lines of access logs, as Apache, nginx and IIS write them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.counting.log_import.formats import (
    W3C,
    Line,
    NotALogError,
    parse_combined,
    parser,
    path_of,
)

FIELDS = (
    "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) "
    "cs(Referer) sc-status sc-substatus sc-win32-status time-taken"
)
MOMENT = datetime(2024, 3, 8, 7, 35, 9, tzinfo=UTC)
AT = int(MOMENT.timestamp()) * 1000


@pytest.mark.parametrize(
    "text",
    [
        '203.0.113.7 - - [08/Mar/2024:14:35:09 +0700] "GET /tin/1?a=b HTTP/1.1" 200 512 "https://a.example/" "Firefox"',
        '203.0.113.7 - an [08/Mar/2024:07:35:09 +0000] "GET /tin/1 HTTP/2.0" 200 - "https://a.example/" "Firefox"',
        'portal.example:443 203.0.113.7 - - [08/Mar/2024:14:35:09 +0700] "GET /tin/1 HTTP/1.1" 200 5 "https://a.example/" "Firefox" 12',
        '203.0.113.7 - Nguyen Van An [08/Mar/2024:14:35:09 +0700] "GET https://portal.example/tin/1 HTTP/1.1" 200 5 "https://a.example/" "Firefox"',
    ],
)
def test_a_combined_line_is_read(text: str):
    assert parse_combined(text) == Line(
        AT, "203.0.113.7", "GET", "/tin/1", 200, "https://a.example/", "Firefox"
    )


REST = ' [08/Mar/2024:14:35:09 +0700] "GET /tin/1 HTTP/1.1" 200 5 "-" "Firefox"'


@pytest.mark.parametrize(
    ("before", "client"),
    [
        ("www.portal.example 203.0.113.1 - -", "203.0.113.1"),
        ("portal.example:443 203.0.113.1 - -", "203.0.113.1"),
        ("localhost 2001:db8::1 - nguyen van an", "2001:db8::1"),
        ("203.0.113.7:49152 - -", "203.0.113.7"),
        ("[2001:db8::1]:49152 - -", "2001:db8::1"),
        ("[2001:db8::1] - -", "2001:db8::1"),
        ("fe80::1%eth0 - -", "fe80::1"),
        ("218.108.232.181, 10.183.250.139 - -", "218.108.232.181"),
        ("218.108.232.181,10.183.250.139 - -", "218.108.232.181"),
        ("unknown, 203.0.113.7 - -", "203.0.113.7"),
        ('"203.0.113.7, 10.0.0.1" - -', "203.0.113.7"),
        ("192.168.1.20, 203.0.113.7 - -", "203.0.113.7"),
        ("192.168.1.20, 10.0.0.1 - -", "192.168.1.20"),
        ("203.0.113.7,  - -", "203.0.113.7"),
        ("203.0.113.7 203.0.113.7 - -", "203.0.113.7"),
        ('for="[2001:db8::1]:4711";proto=https - -', "2001:db8::1"),
        ("_ 203.0.113.7 - -", "203.0.113.7"),
        ("*.portal.example 203.0.113.7 - -", "203.0.113.7"),
        ("công-ty.vn 203.0.113.7 - -", "203.0.113.7"),
        ('"203.0.113.7 - -', "203.0.113.7"),
        ('www.portal.example "203.0.113.7, 10.0.0.1" - -', "203.0.113.7"),
        ("\ufeff203.0.113.7 - -", "203.0.113.7"),
        ("::ffff:203.0.113.7 - -", "203.0.113.7"),
        ("may-12.lan - -", "may-12.lan"),
        ("May-12.LAN - -", "may-12.lan"),
        ("may-12.lan - nguyen van an", "may-12.lan"),
        ("portal.example:443 may-12.lan - -", "may-12.lan"),
    ],
)
def test_the_reader_is_the_first_address_whatever_stands_around_it(before: str, client: str):
    line = parse_combined(before + REST)

    assert line is not None
    assert (line.address, line.path, line.agent) == (client, "/tin/1", "Firefox")


@pytest.mark.parametrize(
    "before",
    [
        "- - -",
        "www.portal.example - - -",
        "www.portal.example may-12.lan - -",
        "a,b - -",
        "portal:80 - - -",
        "(a - -",
        "unknown - -",
        "portal.example:443 Unknown - -",
        "10.0.0.5 203.0.113.7 - -",
        "203.0.113.7 10.0.0.5 - -",
        "300.1.2.3 - -",
        "1.2.3.4.5 - -",
        "unix: - -",
        "unix: 203.0.113.7 - -",
    ],
)
def test_no_other_field_is_taken_for_the_reader(before: str):
    assert parse_combined(before + REST) is None


@pytest.mark.parametrize(
    "rest",
    [
        '"GET /a HTTP/1.1" 200 5 "https://a.example/?q="x"" "Firefox"',
        '"GET /a HTTP/1.1" 200 5 "https://a.example/"x" "Firefox"',
        '"GET /a HTTP/1.1" 200 5 "-" "Fire"fox"',
        '"GET /a HTTP/1.1" 200 5x "-" "Firefox"',
    ],
)
def test_a_bare_quote_makes_a_line_unreadable_and_no_robot(rest: str):
    assert parse_combined(f"203.0.113.7 - - [08/Mar/2024:14:35:09 +0700] {rest}") is None


def test_a_path_with_a_blank_is_not_cut():
    line = parse_combined('203.0.113.7 - - [08/Mar/2024:14:35:09 +0700] "GET /bai/a b HTTP/1.1" 200 5')

    assert line is not None
    assert line.path == "/bai/a b"


@pytest.mark.parametrize(("noted", "client"), [("203.0.113.7,+10.0.0.1", "203.0.113.7"), ("-", "10.0.0.9")])
def test_a_field_for_the_reader_behind_a_proxy_is_the_readers(noted: str, client: str):
    read = W3C()
    read("\ufeff#Fields: date time c-ip cs-method cs-uri-stem sc-status X-Forwarded-For")
    line = read(f"2024-03-08 07:35:09 10.0.0.9 GET /tin/1 200 {noted}")

    assert line is not None
    assert line.address == client


def test_a_browser_is_written_without_codes():
    read = parser(["#Fields: date time c-ip cs-method cs-uri-stem sc-status cs(User-Agent)"])
    read("#Fields: date time c-ip cs-method cs-uri-stem sc-status cs(User-Agent)")
    lines = [
        read(f"2024-03-08 07:35:09 203.0.113.7 GET /a 200 {agent}") for agent in ("A/1+(B)", "A/1%20(B)")
    ]

    assert [line and line.agent for line in lines] == ["A/1 (B)"] * 2


def test_a_line_of_iis_without_a_reader_is_none():
    read = W3C()
    read("#Fields: date time c-ip cs-method cs-uri-stem sc-status")

    assert read("2024-03-08 07:35:09 - GET /tin/1 200") is None


def test_a_log_in_json_is_refused_by_its_name():
    with pytest.raises(NotALogError, match="JSON"):
        parser(['{"remote_addr": "203.0.113.7", "status": 200}'] * 3)


def test_a_common_line_has_neither_referrer_nor_agent():
    assert parse_combined('::1 - - [08/Mar/2024:14:35:09 +0700] "HEAD / HTTP/1.1" 304 -') == Line(
        AT, "::1", "HEAD", "/", 304
    )


def test_quotes_in_an_agent_end_nothing():
    line = parse_combined(
        '::1 - - [08/Mar/2024:14:35:09 +0700] "GET / HTTP/1.1" 200 5 "-" "A \\"quoted\\" browser"'
    )

    assert line is not None
    assert (line.referrer, line.agent) == ("", 'A "quoted" browser')


def test_iis_names_its_fields_and_notes_utc():
    read = W3C()
    assert read("#Software: Microsoft Internet Information Services 10.0") is None
    assert read(FIELDS) is None
    line = read(
        "2024-03-08 07:35:09 10.0.0.1 GET /tin/1 a=b 443 - 203.0.113.7 Fire+fox https://a.example/ 200 0 0 15"
    )

    assert line == Line(AT, "203.0.113.7", "GET", "/tin/1", 200, "https://a.example/", "Fire fox")


def test_iis_may_name_other_fields_in_the_middle_of_a_file():
    read = W3C()
    read(FIELDS)
    read("#Fields: date time c-ip cs-method cs-uri-stem sc-status")
    line = read("2024-03-08 07:35:09 203.0.113.7 GET /tin/1 200")

    assert line == Line(AT, "203.0.113.7", "GET", "/tin/1", 200)


def test_iis_logs_that_lack_what_is_needed_say_so():
    with pytest.raises(NotALogError, match="sc-status"):
        W3C()("#Fields: date time c-ip cs-method cs-uri-stem")


def test_a_text_that_is_no_log_is_refused():
    with pytest.raises(NotALogError):
        parser(["Thưa ông bà", "đây là một lá thư"])


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/a?b", "/a"),
        ("/b%C3%A0i", "/bài"),
        (r"/b\xC3\xA0i", "/bài"),
        ("http://x.example/a?b", "/a"),
        ("/a%2", "/a%2"),
        ("*", "*"),
        ("/%ff", "/\ufffd"),
    ],
)
def test_a_path_is_written_as_a_reader_would(target: str, path: str):
    assert path_of(target) == path


words = st.text(
    st.characters(codec="ascii", min_codepoint=33, exclude_characters='"\\%?#+ []'), min_size=1, max_size=30
)
moments = st.integers(631_152_000, 3_786_912_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
offsets = st.integers(-12 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))


addresses = st.ip_addresses().filter(lambda one: "ffff" not in str(one)).map(str) | st.from_regex(
    r"[a-z][a-z0-9]{0,9}(\.[a-z]{2,9})?", fullmatch=True
)


@given(
    moments,
    offsets,
    addresses,
    st.sampled_from(["GET", "POST", "HEAD"]),
    words,
    st.integers(100, 599),
    words,
    words,
)
def test_what_was_written_is_read(moment, offset, address, method, path, status, referrer, agent):
    at = moment.astimezone(offset)
    text = f'{address} - - [{at:%d/%b/%Y:%H:%M:%S %z}] "{method} /{path} HTTP/1.1" {status} 12 "{referrer}" "{agent}"'
    said = ["" if field == "-" else field for field in (referrer, agent)]

    assert parse_combined(text) == Line(
        int(at.timestamp()) * 1000, address, method, f"/{path}", status, *said
    )


@given(st.text(max_size=300))
def test_nonsense_is_no_line_and_no_error(text: str):
    read = W3C()
    read(FIELDS)

    assert parse_combined(text) is None or "[" in text
    assert read(text) is None or len(text.split()) >= 15


def test_a_hostile_line_takes_no_time():
    """Quadratic patterns would need minutes."""
    for hostile in (
        "[" * 30_000,
        '"' * 30_000,
        "a " * 15_000,
        "1.2.3.4 - - [" + "\\" * 30_000,
        '1 - - [08/Mar/2024:14:35:09 +0700] "GET ' + "x" * 30_000,
    ):
        assert parse_combined(hostile) is None


@pytest.mark.parametrize(
    "when",
    [
        "08/Mar/2024:14:35:²² +0700",
        "²²/Mar/2024:14:35:09 +0700",
        "08/Mar/2024:14:35:09 +9999",
        "31/Dec/9999:23:59:59 -1200",
        "01/Jan/0001:00:00:00 +1400",
    ],
)
def test_a_moment_that_is_none_makes_no_line(when: str):
    """Digits that do not form a number, and times without a day in some zone."""
    assert parse_combined(f'::1 - - [{when}] "GET / HTTP/1.1" 200 5') is None


@pytest.mark.parametrize(
    "line",
    [
        "2024-03-08 07:35:²² 203.0.113.7 GET /tin/1 200",
        "2024-03-08 07:35:09 203.0.113.7 GET /tin/1 ²",
        "9999-12-31 23:59:59 203.0.113.7 GET /tin/1 200",
        f"2024-03-08 07:35:09 203.0.113.7 GET /tin/1 {'9' * 5000}",
    ],
)
def test_iis_numbers_that_are_none_make_no_line(line: str):
    read = W3C()
    read("#Fields: date time c-ip cs-method cs-uri-stem sc-status")

    assert read(line) is None


def test_iis_may_name_a_field_twice():
    """A line is long enough if it has a value for every named field, also for repeated ones."""
    read = W3C()
    read("#Fields: x x x date time c-ip cs-method cs-uri-stem sc-status")

    assert read("a b 2024-03-08 07:35:09 203.0.113.7 GET /tin/1") is None
    assert read("a b c 2024-03-08 07:35:09 203.0.113.7 GET /tin/1 200") is not None
