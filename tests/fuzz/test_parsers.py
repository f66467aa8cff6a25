"""Every parser reads any input, or refuses it with the one error that its callers know."""

import asyncio
import gzip
import io
import itertools
import json
import zlib
from contextlib import suppress
from unittest import mock

from hypothesis import example, given
from hypothesis import strategies as st

from feedback.test_files import DOCX, JPG, PDF, PNG, XLSX
from fuzz.host import folder
from fuzz.strategies import (
    few,
    forms,
    json_files,
    log_files,
    log_lines,
    paths,
    scalars,
    spoiled,
    texts,
    user_agents,
    values,
)
from polls.samples import ASKED, OPEN
from portal_widgets.admin.accounts import clean_name, clean_password
from portal_widgets.core.http.client_network import client_network
from portal_widgets.core.text.clock import Clock
from portal_widgets.core.text.codes import read_code
from portal_widgets.core.text.email_addresses import address
from portal_widgets.core.text.phone_numbers import dial_string
from portal_widgets.core.text.urls import may_be_linked, safe_redirect_target
from portal_widgets.core.text.vietnamese import fold, sort_key
from portal_widgets.counting.classify.bots import is_bot
from portal_widgets.counting.classify.dimensions import DIMENSIONS, read_agent
from portal_widgets.counting.classify.enrich import Enricher
from portal_widgets.counting.collect.recording import referring_host
from portal_widgets.counting.collect.tokens import Tokens
from portal_widgets.counting.hits import Hit, Record
from portal_widgets.counting.journal.file import Identity, JournalFolder
from portal_widgets.counting.journal.records import Decoder, encode, encode_agent
from portal_widgets.counting.log_import.formats import W3C, Line, NotALogError, parse_combined, parser
from portal_widgets.counting.log_import.reader import LogFile, read_all
from portal_widgets.dashboard import rules as dashboard_rules
from portal_widgets.dashboard.periods import Unit, buckets
from portal_widgets.errors import ForgedTokenError
from portal_widgets.feedback.files import FileError, Files
from portal_widgets.feedback.privacy.page_addresses import PageAddresses
from portal_widgets.feedback.rules import clean
from portal_widgets.links.check.addresses import RefusedError, check_url
from portal_widgets.links.check.classify import classify, refresh_target
from portal_widgets.links.check.crawler import Crawler
from portal_widgets.links.check.fetch import FetchResponse
from portal_widgets.links.check.link_status import LinkCheck
from portal_widgets.links.directory_data import DirectoryReader, as_data
from portal_widgets.links.formats import FORMATS, import_file
from portal_widgets.polls.ballot_form import from_form, from_json
from portal_widgets.polls.rules import BallotError, check_ballot
from portal_widgets.polls.voter import hash_code
from portal_widgets.reading.rules import Preferences, parse
from support import HANOI, FrozenClock

TOKENS = Tokens("main", [b"secret"])
PAGE_ADDRESSES = PageAddresses(lambda: [b"secret"], "main")
CLOCK = Clock(HANOI, FrozenClock())
RECORD = Record(1_773_000_000_000, b"v" * 16, page="/tin", article="1", agent="Firefox", referrer="a.example")
LINKS = [
    {
        "key": "a",
        "title": {"vi": "Sở"},
        "links": [{"title": "Sở Y tế", "url": "/so-y-te", "languages": ["vi"]}],
    }
]
LINK_FIELDS = (
    *(
        "groups",
        "links",
        "key",
        "title",
        "layout",
        "url",
        "description",
        "icon",
        "icon_text",
        "owner",
        "starts",
    ),
    *("ends", "review", "languages", "new_window", "nofollow", "format", "version", "vi", "en"),
)
NUKEVIET = [
    {"name": "nv4_weblinks_cat", "data": [{"catid": "1", "parentid": "0", "title": "a", "weight": "1"}]},
    {"name": "nv4_weblinks_rows", "data": [{"id": "1", "catid": "1", "title": "a", "url": "/x", "status": "1"}]},
]  # fmt: skip
NUKEVIET_FIELDS = ("name", "data", "catid", "parentid", "title", "alias", "weight", "id", "url", "status")
PERIODS = texts("7-days", "this-month", "last-half-year", "custom", "2024-01-01", "previous", "last-year")


@few
@given(texts(TOKENS.article("1"), TOKENS.page("/tin"), TOKENS.article("Đồng Mây"), surrogates=True))
def test_a_token_is_ours_or_forged(token: str):
    for read in (TOKENS.article_of, TOKENS.page_of):
        with suppress(ForgedTokenError):
            assert isinstance(read(token), str)


@few
@example(encode(RECORD._replace(at=2**63), 7))
@given(
    spoiled(
        [encode(RECORD, 7), encode(RECORD._replace(article="", link="so"), 7), encode_agent(7, "Firefox")]
    )
)
def test_a_record_is_read_or_put_aside(payload: bytes):
    """Up to the counting, which refuses a time without a day. Only this record is put aside."""
    read = Decoder().decode(payload)
    with suppress(ValueError, OverflowError):
        hits = Enricher(CLOCK).hits([read]) if read is not None else []
        assert all(isinstance(hit, Hit) for hit in hits)


HEADER = {"format": 1, "site": "main", "store": "default", "created": 1}


@few
@example([b"Hnull"], b"")
@example([b"H" + b"[" * 4_000], b"")
@given(
    st.lists(
        values(*HEADER).map(lambda value: b"H" + json.dumps(value).encode())
        | spoiled([b"H" + json.dumps(HEADER).encode(), encode(RECORD, 0), encode_agent(0, "a")]),
        max_size=4,
    ),
    spoiled([b"", b"\x00\x00\x00\x05"]),
)
def test_a_journal_is_read_as_far_as_it_is_whole(payloads: list[bytes], torn: bytes):
    frames = [len(one).to_bytes(4) + zlib.crc32(one).to_bytes(4) + one for one in payloads]
    file = folder() / "fuzz.journal"
    file.write_bytes(b"".join(frames) + torn)
    for journal in JournalFolder(folder(), Identity("main", "default"), CLOCK).adopt():
        read = journal.read(0, 100)
        assert all(isinstance(record, Record) for _, record in read.records)
        journal.close()


@few
@given(log_lines.map(lambda line: line.decode("utf-8", "replace")), st.booleans())
def test_a_line_of_a_log_is_a_request_or_none(line: str, w3c: bool):
    read = parse_combined
    if w3c:
        read = W3C()
        with suppress(NotALogError):
            read("#Fields: date time c-ip cs-method cs-uri-stem sc-status cs(User-Agent)")
    with suppress(NotALogError):
        found = read(line.rstrip("\r\n"))
        assert found is None or CLOCK.day(found.at)


@few
@given(log_files, st.booleans())
def test_a_log_is_read_or_is_none(content: bytes, packed: bool):
    file = LogFile(folder() / "access.log")
    file.path.write_bytes(gzip.compress(content) if packed else content)
    with suppress(NotALogError):
        file.look()
        assert all(read.line is None or isinstance(read.line, Line) for read in read_all([file]))
    with suppress(NotALogError):
        parser(content.decode("utf-8", "replace").splitlines())


@few
@given(
    user_agents,
    paths,
    texts("vi-VN,vi;q=0.9"),
    texts("203.0.113.7", "2001:db8::1", "::ffff:192.0.2.1", "fe80::1%eth0"),
)
def test_what_a_request_says_of_itself_is_described(agent: str, referrer: str, host: str, network: str):
    assert all(value for _, value in read_agent(DIMENSIONS, agent))
    assert is_bot(agent) in {True, False}
    assert referring_host(referrer, host) == referring_host(referrer, host).strip()
    assert isinstance(client_network(network), str)


@few
@given(texts("nguyen.an", surrogates=True))
def test_what_people_type_is_cleaned(text: str):
    assert clean(clean(text)) == clean(text)
    assert fold(fold(text)) == fold(text)
    assert sort_key(text)[2] == text
    assert clean_name(text) in {None, clean_name(clean_name(text) or "")}
    assert clean_password(clean_password(text)) == clean_password(text)
    assert set(dial_string(text)) <= set("+0123456789")
    assert read_code(text) in {None, read_code(read_code(text) or "")}
    assert hash_code(text) is None or len(hash_code(text) or b"") == 64
    with suppress(ValueError):
        assert address(address(text)) == address(text)


@few
@given(texts("size-125.theme-dark", "theme-own.ink-1a1a1a.paper-ffffff"))
def test_the_cookie_of_the_reading_options_is_read(cookie: str):
    read = parse(cookie)

    assert isinstance(read, Preferences)
    assert parse(read.cookie()) == read


@few
@given(
    st.sampled_from(list(FORMATS)).flatmap(
        lambda kind: st.tuples(
            st.just(kind),
            st.one_of(
                spoiled([FORMATS[kind].write(DirectoryReader(may_be_linked).directory(LINKS))])  # type: ignore[misc]
                if FORMATS[kind].write
                else spoiled([json.dumps(NUKEVIET).encode()]),
                json_files(*LINK_FIELDS, *NUKEVIET_FIELDS),
            ),
        )
    )
)
def test_a_file_of_links_is_read_or_refused(given_: tuple[str, bytes]):
    kind, file = given_
    with suppress(ValueError):
        read, _ = import_file(kind, file, may_be_linked)
        written = json.loads(json.dumps(as_data(read)))
        assert as_data(DirectoryReader(may_be_linked).directory(written)) == written


@few
@given(
    st.fixed_dictionaries({"format": st.just("portal-widgets links"), "groups": values(*LINK_FIELDS)}).map(json.dumps),
    st.lists(st.fixed_dictionaries({"name": st.sampled_from(["a_weblinks_cat", "a_weblinks_rows"]), "data": values(*NUKEVIET_FIELDS) | st.lists(st.dictionaries(st.sampled_from(NUKEVIET_FIELDS), scalars))}), max_size=2).map(json.dumps),
)  # fmt: skip
def test_values_of_any_kind_are_taken_or_refused(ours: str, nukeviet: str):
    """Valid documents with changed values."""
    for kind, file in (("json", ours), ("nukeviet", nukeviet)):
        with suppress(ValueError):
            read, refused = import_file(kind, file.encode(), may_be_linked)
            assert all(len(line) < 500 for line in refused)
            assert json.dumps(as_data(read))


@few
@given(values("answers", "chosen", "other", "road", "days", "stars", "order"))
def test_a_ballot_in_json_is_taken_or_refused(ballot: object):
    with suppress(BallotError):
        assert check_ballot(ASKED, OPEN, from_json(ballot)) is not None


@few
@given(
    forms("option", "option-stars", "rank-x", "rank-y", "other-road", known=("a", "mon", "1", "x", "other"))
)
def test_a_ballot_in_a_form_is_taken_or_refused(fields: list[tuple[str, str]]):
    with suppress(BallotError):
        assert check_ballot(ASKED, OPEN, from_form(ASKED, fields)) is not None


def leads_away(address: str) -> bool:
    """Return whether a browser leaves the site (WHATWG URL): tabs and line ends are dropped, a backslash is a
    slash.
    """
    seen = address.strip("".join(map(chr, range(33)))).replace("\\", "/")
    return "".join(sign for sign in seen if sign not in "\t\n\r").startswith("//")


@few
@example("/\t/evil.example/a")
@example("/\\evil.example/a")
@given(paths)
def test_no_address_leads_off_the_site_or_runs(path: str):
    assert not leads_away(safe_redirect_target(path, "/"))
    assert not leads_away(PAGE_ADDRESSES.read(path).kept)
    assert not may_be_linked(path) or not leads_away(path)
    with suppress(RefusedError):
        host, port = check_url(path)
        assert host
        assert port in {80, 443}


@few
@given(
    paths,
    spoiled(
        [
            b"<html><title>404</title><meta http-equiv=refresh content='0; url=https://a.example/'></html>",
            b'<META CONTENT="0,url=/x" HTTP-EQUIV="refresh">',
        ]
    ),
    st.integers(100, 999),
)
def test_a_page_of_the_watch_is_classified(url: str, page: bytes, status: int):
    text = page.decode("utf-8", "replace")
    with suppress(ValueError):  # not an address of the web: a redirect to it is a failure of the check
        onward = refresh_target(text, url)
        found = classify(url, onward or url, status, text, {}, [301], CLOCK.now())
        assert isinstance(found, LinkCheck)


@few
@given(
    st.sampled_from(["a.pdf", "a.docx", "a.xlsx", "a.png", "a.jpg"]) | texts(),
    spoiled([PDF, PNG, JPG, DOCX, XLSX]),
)
def test_an_attachment_is_kept_or_refused(name: str, content: bytes):
    files = Files(folder() / "files", lambda: [b"key"], None)
    with suppress(FileError):
        kept = files.take(io.BytesIO(content), name, 1 << 20)
        assert files.unsign(files.sign([kept])) == ([kept], False)
        files.path(kept.id).unlink()


@few
@given(texts(Files(folder() / "files", lambda: [b"key"], None).sign([])))
def test_what_a_form_brings_back_is_ours_or_nothing(text: str):
    assert Files(folder() / "files", lambda: [b"key"], None).unsign(text)[0] == []


@few
@given(
    st.dictionaries(st.sampled_from(["period", "from", "to", "compare", "category"]), PERIODS),
    st.dates(),
    st.sampled_from(list(Unit)),
)
def test_every_period_can_be_shown(asked: dict[str, str], today, unit: Unit):
    read, _ = dashboard_rules.read(asked, CLOCK.today())

    assert read.period.after().first > read.period.days.last
    assert buckets(read.period.days, read.period.unit)
    assert dashboard_rules.read(read.query(), CLOCK.today())[1] == frozenset()


class Server:
    """Answers the link check with generated answers, one after the other."""

    def __init__(self, robots: str, answers: list[FetchResponse]) -> None:
        self._robots = FetchResponse(200, {}, robots, {})
        self._answers = itertools.cycle(answers)

    async def request(self, method: str, url: str, cookies: object = None) -> FetchResponse:
        check_url(url)
        return self._robots if url.endswith("/robots.txt") else next(self._answers)


async def at_once(_seconds: float) -> None:
    """Replaces a pause."""


SAID = st.dictionaries(
    st.sampled_from(["location", "retry-after", "content-type"]),
    texts("https://a.example/b", "/c", "//b.example", "30", "31", "²", "text/html; charset=x"),
)
PAGES = texts("<title>404</title>", '<meta http-equiv="refresh" content="0; url=//b.example">') | st.none()
CERTIFICATES = st.sampled_from(
    [{}, {"subject": ((("organizationName", "Sở\x00"),),), "notAfter": "Jan  5 09:34:43 2018 GMT"}]
)


@few
@given(
    texts(
        "User-agent: *\nDisallow: /a*b$\nCrawl-delay: 5\n",
        "Allow: /%zz\nRequest-rate: 1/0\nVisit-time: 2500-x",
    ),
    st.lists(
        st.builds(FetchResponse, st.integers(100, 999), SAID, PAGES, CERTIFICATES), min_size=1, max_size=4
    ),
    st.just("https://a.example/") | paths,
)
def test_whatever_a_server_says_the_watch_has_a_result(robots: str, answers: list[FetchResponse], url: str):
    with mock.patch("asyncio.sleep", at_once):
        found = asyncio.run(Crawler(Server(robots, answers), gap_seconds=0).check(url))  # type: ignore[arg-type]

    assert isinstance(found, LinkCheck)
