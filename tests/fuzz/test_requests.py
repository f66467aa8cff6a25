"""Every hostile request gets an answer that is not an error of the server."""

import re
from urllib.parse import quote, urlencode

from hypothesis import example, given, settings
from hypothesis import strategies as st

from fuzz.host import ADMIN, OFFICER, app, app_with_accounts, ask, client, count_what_was_heard, form_token
from fuzz.strategies import as_json, few, forms, json_files, paths, spoiled, texts, user_agents, values
from organisation.test_admin import FIELDS
from polls.test_admin import WRITTEN
from portal_widgets.counting.store.sql.dead_letters import DeadLetterStore
from portal_widgets.links.service import LinkService
from support import counting_of, portal_of

ACTIONS = ("status", "assign", "note", "reply", "transfer", "merge", "split", "publish", "withdraw")
FORM = "application/x-www-form-urlencoded"
SCRIPT = {"content_type": "application/json", "headers": {"Accept": "application/json"}}
TICKET = "0e3b4f6a-0000-4000-8000-000000000000"
# Created as a script does: each counts once.
TICKETS = st.uuids().map(str)
KINDS = st.sampled_from(
    [FORM, "multipart/form-data; boundary=x", "application/json", "text/plain", "a/b", ""]
)
# Values that some page accepts in its query or form. The tests of the widgets show which page accepts what.
NAMES = (
    "page", "back", "next", "path", "q", "lang", "period", "from", "to", "category", "compare", "table",
    "format", "year", "status", "department", "kind", "of", "days", "limit", "edition", "where", "key",
    "action", "group", "article", "referrer", "link", "fault", "order", "ink", "paper", "theme", "size",
    "reset", "answer", "text", "subject", "name", "email", "phone", "address", "stamp", "kept", "publish",
    "fax_2", "reference", "receipt", "option", "other-road", "rank-x", "ballot", "code", "altcha", "above",
    "layout", "url", "icon", "title_vi", "title", "count", "opens_at", "closes_at", "visibility", "voters",
    "q0-kind", "q0-text_vi", "q0-0-option_vi", "day", "note", "found", "mine", "overdue", "how", "anyway",
    "into", "due_on",
    "assigned", "unit", "date", "on", "at", "view", "map", "save", "preview", "since", "digest", "from-0", "to-1"
)  # fmt: skip
KNOWN = (
    "1",
    "on",
    "vi",
    "2024-01-01",
    "custom",
    "csv",
    "road",
    "a",
    "duong",
    "services",
    "/bai/nuoc-sach",
    "page",
    "dong-may",
    "Vân Trạch",
)
MESSAGE = {
    "text": "Đèn đường hỏng.",
    "subject": "Đèn",
    "name": "An",
    "email": "an@a.example",
    "phone": "0912 345 678",
    "answer": "y",
    "page": "/bai/1",
    "department": "tiep-dan",
}
LINK = {"title_vi": "Sở Y tế", "group": "services", "url": "/x", "icon": "/a.svg", "starts": "2024-01-01"}
BALLOT = {
    "road": {"chosen": ["a"]},
    "days": {"chosen": ["mon", "wed"]},
    "stars": {"chosen": ["4"]},
    "order": {"chosen": ["y", "x"]},
}


def fields(*known: str) -> st.SearchStrategy[list[tuple[str, str]]]:
    return forms(*NAMES, known=(*known, *KNOWN))


def encoded(pairs: list[tuple[str, str]]) -> str:
    return urlencode(pairs, errors="replace")


def but_for(
    usual: dict[str, object], spoil: st.SearchStrategy[object]
) -> st.SearchStrategy[dict[str, object]]:
    """The usual values, with some of them replaced."""
    return st.dictionaries(st.sampled_from(list(usual)), spoil, max_size=3).map(
        lambda some: {**usual, **some}
    )


def headers(*names: str) -> st.SearchStrategy[dict[str, str]]:
    known = ("text/html", "application/json", "*/*;q=x", "vi-VN", "pw_reading=size-125", "https://localhost")
    return st.dictionaries(st.sampled_from(names), texts(*known).map(in_header))


def in_header(text: str) -> str:
    """As a server passes it on: Latin letters on one line."""
    return re.sub("[\x00-\x1f\x7f\u0100-\U0010ffff]", "?", text)


ANY_HEADERS = headers(
    "Accept", "Accept-Language", "Cookie", "Origin", "Referer", "Range", "If-Modified-Since"
)


# <name>, <int:name> or <any(this, that):name>
VARIABLE = re.compile(r"<(?:(\w+)(?:\((.+?)\))?:)?\w+>")


@st.composite
def addresses(draw: st.DrawFn, under: str = "/portal/") -> tuple[str, str]:
    """An address of one of our rules and a method, with generated values for the variables of the rule."""
    rules = [one for one in app().url_map.iter_rules() if one.rule.startswith(under)]
    rule = draw(st.sampled_from(sorted(rules, key=lambda one: (one.rule, sorted(one.methods or ())))))
    path = VARIABLE.sub(lambda found: quote(draw(words(found[1], found[2])), errors="replace"), rule.rule)
    return path, draw(st.sampled_from(sorted((rule.methods or {"GET"}) - {"OPTIONS"})))


def words(kind: str | None, choices: str | None) -> st.SearchStrategy[str]:
    if choices:
        return st.sampled_from(choices.split(", ")) | texts()
    if kind == "pw_number":
        return st.sampled_from(["1", "2147483647", "2147483648"]) | texts()
    return texts("duong", "services", "tiep-dan", "series", "results", "dong-may", "lam-chau", "30101")


@few
@given(addresses(), fields(), ANY_HEADERS)
def test_every_public_address_answers(
    where: tuple[str, str], query: list[tuple[str, str]], said: dict[str, str]
):
    path, method = where
    assert ask(path, method=method, query_string=encoded(query), headers=said) < 500


@few
@given(addresses(ADMIN), fields(), fields(), headers("Accept", "Accept-Language", "Referer"))
def test_every_address_of_the_office_answers(
    where: tuple[str, str], query: list[tuple[str, str]], sent: list[tuple[str, str]], said: dict[str, str]
):
    """Signed in with all permissions, and with the token of a form."""
    path, method = where
    body = {"data": encoded([*sent, ("pw_csrf", form_token(app()))]), "content_type": FORM}
    more = body if method not in {"GET", "HEAD"} else {}
    assert ask(path, method=method, query_string=encoded(query), headers={**said, **OFFICER}, **more) < 500


@few
@given(
    addresses(), KINDS, st.binary(max_size=60) | json_files(*NAMES) | fields().map(encoded).map(str.encode)
)
def test_every_body_is_read_or_refused(where: tuple[str, str], kind: str, body: bytes):
    assert ask(where[0], method="POST", data=body, content_type=kind) < 500


@few
@given(
    st.sampled_from(
        ["article/qr.svg", "feedback", "reading-options", "links", "links/go", "questions", "views.gif"]
    ),
    st.lists(
        st.tuples(st.sampled_from(["path", "page", "next", "back", "q", "lang", "link", "article"]), paths)
    ),
)
def test_an_address_in_a_query_breaks_no_page(path: str, query: list[tuple[str, str]]):
    assert ask(f"/portal/{path}", query_string=encoded(query)) < 500


@few
@given(values("article", "page", "referrer"), st.booleans(), user_agents, st.ip_addresses())
def test_a_report_of_a_view_is_counted_or_refused(report: object, real: bool, agent: str, address: object):
    """The record of the report blocks nothing."""
    if real and isinstance(report, dict):
        report = {**report, "article": counting_of(app()).tokens.article("1")}
    said = {"User-Agent": in_header(agent)}
    network = {"REMOTE_ADDR": str(address)}
    status = ask("/portal/views", method="POST", data=as_json(report), headers=said, environ_base=network)
    count_what_was_heard()

    assert status < 500
    assert DeadLetterStore(portal_of(app()).database, "main").count() == 0


@few
@example({"ballot": "\ud800", "answers": BALLOT})
@example({"ballot": TICKET, "answers": {**BALLOT, "road": {"chosen": ["other"], "other": "\ud800\x00"}}})
@given(
    st.fixed_dictionaries(
        {
            "ballot": TICKETS | texts(TICKET, surrogates=True),
            "answers": but_for(BALLOT, values("chosen", "other")) | values("road", "chosen"),
        },
        optional={"altcha": values(), "code": values()},
    )
)
def test_a_ballot_in_json_is_counted_or_refused(ballot: dict[str, object]):
    """From a browser that has not voted yet."""
    client(app()).delete_cookie("pw_poll_1", path="/portal/polls/duong")
    assert ask("/portal/polls/duong/ballots", method="POST", data=as_json(ballot), **SCRIPT) < 500


@few
@given(json_files("answers", "road", "chosen"))
def test_a_ballot_that_is_hardly_json_is_refused(body: bytes):
    assert ask("/portal/polls/duong/ballots", method="POST", data=body, **SCRIPT) < 500


@few
@given(
    but_for({"option": "a", "option-stars": "4", "rank-x": "1", "rank-y": "2"}, texts("mon", "other")),
    TICKETS | texts(),
    st.just([]) | forms("option", "option-stars", "rank-x", "other-road", "ballot", known=("mon", "1", "x")),
)
def test_a_ballot_in_a_form_is_counted_or_refused(
    usual: dict[str, object], ticket: str, more: list[tuple[str, str]]
):
    client(app()).delete_cookie("pw_poll_1", path="/portal/polls/duong")
    body = encoded([*usual.items(), ("option", "mon"), ("ballot", ticket), *more])
    assert ask("/portal/polls/duong/ballots", method="POST", data=body, content_type=FORM) < 500


@few
@given(
    st.sampled_from(["", "/department", "/page", "/sentence", "/useful", "/status", "/status/file"]),
    but_for(MESSAGE, texts("yes", "site")),
    forms(*NAMES),
)
def test_a_message_is_taken_or_refused(path: str, usual: dict[str, object], more: list[tuple[str, str]]):
    """The office can read the message."""
    stamp = client(app()).get("/portal/feedback/stamp").json["stamp"]
    body = encoded([("stamp", stamp), *usual.items(), *more])
    assert ask(f"/portal/feedback{path}", method="POST", data=body, content_type=FORM) < 500
    assert ask(f"{ADMIN}feedback/?status=", headers=OFFICER) == 200
    assert ask(f"{ADMIN}feedback/messages.csv?status=", headers=OFFICER) == 200


@few
@given(
    but_for(
        {"size": "larger", "theme": "own", "ink": "#1a1a1a", "paper": "#ffffff", "next": "/bai/1"}, paths
    ),
    forms("size", "font", "reset", "line"),
)
def test_reading_options_are_kept_or_refused(usual: dict[str, object], more: list[tuple[str, str]]):
    body = encoded([*usual.items(), *more])
    assert ask("/portal/reading-options", method="POST", data=body, content_type=FORM) < 500


@few
@given(st.sampled_from(["report", "click"]), but_for({"link": "", "fault": "broken"}, texts("unsafe")))
def test_a_report_of_a_link_is_taken_or_refused(path: str, sent: dict[str, object]):
    """For an existing link, unless another one was generated."""
    directory, _, _ = portal_of(app()).service(LinkService).current()
    known = next((link.key for _, link in directory.links()), "")
    body = encoded([*{**sent, "link": sent["link"] or known}.items()])
    assert ask(f"/portal/links/{path}", method="POST", data=body, content_type=FORM) < 500


@settings(few, max_examples=max(few.max_examples // 5, 1))  # each one takes the time of a hash
@given(but_for({"name": "an", "password": "x", "next": "/portal/admin/"}, texts("an", "admin") | paths))
def test_who_signs_in_is_let_in_or_refused(sent: dict[str, object]):
    token = form_token(app_with_accounts(), f"{ADMIN}sign-in")
    body = encoded([*sent.items(), ("pw_csrf", token)])
    path = f"{ADMIN}sign-in"
    assert ask(path, of=app_with_accounts(), method="POST", data=body, content_type=FORM) < 500


FILES = {
    "json": b'{"format": "portal-widgets links", "groups": [{"key": "a", "links": [{"title": "a", "url": "/x"}]}]}',
    "csv": b"url,title\r\n/x,a\r\n",
    "bookmarks": b"<DL><A HREF='/x'>a</A>",
    "opml": b"<opml><body><outline text='a' url='/x'/></body></opml>",
    "nukeviet": b'[{"name": "a_weblinks_rows", "data": [{"title": "a", "url": "/x"}]}]',
}


@few
@given(
    st.sampled_from(list(FILES)).flatmap(lambda kind: st.tuples(st.just(kind), spoiled([FILES[kind]])))
    | st.tuples(st.sampled_from(list(FILES)), json_files("groups", "links", "key", "url", "title")),
    st.booleans(),
)
def test_a_file_of_links_is_taken_or_refused(sent: tuple[str, bytes], anyway: bool):
    kind, file = sent
    begin = b"--boundary\r\nContent-Disposition: form-data; name="
    parts = {"pw_csrf": form_token(app()), "format": kind, **({"anyway": "1"} if anyway else {})}
    body = b"".join(b'%s"%s"\r\n\r\n%s\r\n' % (begin, *map(str.encode, pair)) for pair in parts.items())
    body += b'%s"file"; filename="a"\r\n\r\n%s\r\n--boundary--\r\n' % (begin, file)
    multipart = "multipart/form-data; boundary=boundary"
    path = f"{ADMIN}links/import"
    assert ask(path, method="POST", data=body, content_type=multipart, headers=OFFICER) < 500
    assert ask("/portal/links") == 200


@few
@example(LINK | {"title_vi": "\x1b"}, [])
@example(LINK | {"starts": "2024-02-01", "ends": "20240101"}, [])
@given(
    but_for(LINK, paths),
    forms("title_en", "ends", "review", "languages", "owner", "edition"),
)
def test_a_link_is_written_or_refused(usual: dict[str, object], more: list[tuple[str, str]]):
    body = encoded([*usual.items(), *more, ("pw_csrf", form_token(app()))])
    path = f"{ADMIN}links/new"
    assert ask(path, method="POST", data=body, content_type=FORM, headers=OFFICER) < 500
    assert ask("/portal/links") == 200


MAP_UNIT = {
    "key": "moi", "version-from-0": "2026-01-01", "version-to-0": "", "kind-0": "commune", "name-0": "Mới",
    "name_en-0": "", "code-0": "1", "parent-0": "lam-chau", "system-0": "", "edition": "0", "save": "1",
}  # fmt: skip
MAP_EVENT = {
    "event_kind": "rename", "on": "2026-01-01", "number": "1/NQ", "issued": "", "sequence": "", "url": "",
    "from-0": "dong-may", "to-0": "dong-may", "area-0": "all", "population-0": "0.5", "wording-0": "",
    "unit-0": "dong-may", "kind-0": "ward", "name-0": "Mới", "name_en-0": "", "code-0": "", "parent-0": "",
    "edition": "0", "save": "1",
}  # fmt: skip
WRITINGS = {
    "polls/new": WRITTEN,
    "polls/1/edit": WRITTEN,
    "polls/1/codes": {"count": "3"},
    "organisation/edit": FIELDS,
    "organisation/units/new": FIELDS | {"key": "so-y-te", "above": ""},
    "organisation/several": {"action": "remove", "key": "a"},
    "organisation/move": {"where": "a up"},
    "statistics/notes": {"day": "2026-03-11", "text": "Lễ hội"},
    "links/groups/new": {"key": "moi", "title_vi": "Mới", "layout": "list", "above": "services"},
    "links/several": {"key": "a", "action": "gather", "group": "services"},
    "links/move": {"where": "a up"},
    "map/units/new": MAP_UNIT,
    "map/units/dong-may/edit": MAP_UNIT,
    "map/events/new": MAP_EVENT,
    "map/events/sap-nhap-07/edit": MAP_EVENT,
    "map/import/confirm": {"digest": "0" * 32},
    "feedback/search": {"q": "đèn", "status": "", "found": "1"},
    "feedback/person": {"sought": "an@a.example"},
    **{f"feedback/1/{action}": {"text": "Đã sửa.", "status": "closed", "department": "tiep-dan", "to": "x"} for action in ACTIONS},
}  # fmt: skip
OFFICE_SIGNS = texts(
    "2024-01-01T00:00", "9999-12-31T23:59", "0001-01-01T00:00", "1\n2\n3", "a | b\nc", "scale", "code"
)


@few
@given(
    st.sampled_from(list(WRITINGS)).flatmap(
        lambda path: st.tuples(st.just(path), but_for(WRITINGS[path], OFFICE_SIGNS))
    ),
    forms(*NAMES),
)
def test_what_the_office_writes_is_kept_or_refused(
    writing: tuple[str, dict[str, object]], more: list[tuple[str, str]]
):
    path, usual = writing
    body = encoded([*usual.items(), *more, ("pw_csrf", form_token(app()))])
    assert ask(f"{ADMIN}{path}", method="POST", data=body, content_type=FORM, headers=OFFICER) < 500
    assert ask(f"{ADMIN}{path.partition('/')[0]}/", headers=OFFICER) == 200
    assert ask("/portal/polls") == 200
    assert ask("/portal/map") == 200
