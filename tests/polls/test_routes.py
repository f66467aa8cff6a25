"""Voting as a reader: with a form, with a script, twice, too late, and without a cookie."""

import json
import re
import unicodedata
import uuid

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from polls.samples import ASKED, DAYS, MINUTE, ORDER, ROAD, STARS, held, options, short
from portal_widgets.core.text.codes import read_code
from portal_widgets.polls.rules import Content, Question, QuestionKind, Visibility, Voters
from portal_widgets.polls.service import SETTLED_SECONDS, PollService
from portal_widgets.polls.store import tables
from portal_widgets.polls.voter import new_codes
from support import FIREFOX, MakeApp, browser, portal_of, statements, take_away_database

PAGE = "/portal/polls/duong"
VOTE = f"{PAGE}/ballots"
SCRIPT = {"Accept": "application/json"}


def ticket(page: str) -> str:
    return re.search(r'name="ballot" value="([^"]*)"', page)[1]


def vote(reader: FlaskClient, choice: str = "a", **more):
    sent = {"option": choice, "ballot": ticket(reader.get(PAGE).text), **more}
    return reader.post(VOTE, data=sent)


def votes(app: Flask) -> dict[str, int]:
    service = portal_of(app).service(PollService)
    poll = service.polls.by_slug("duong")
    assert service.results.verify(poll).faults == []
    return {
        count.key: count.votes for count in service.results.result(poll).questions[0].counts if count.votes
    }


def test_a_vote_is_thanked_for_with_a_receipt(app: Flask):
    held(app)
    reader = browser(app)
    answer = vote(reader)

    assert answer.status_code == 303
    assert answer.headers["Location"] == PAGE
    assert answer.headers["Cache-Control"] == "no-store"
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert f"Path={PAGE};" in cookie
    thanks = reader.get(PAGE).text
    receipt = re.search(r"pw-poll__receipt\">([^<]+)<", thanks)[1]
    assert read_code(receipt) == receipt
    assert "Đã ghi nhận phiếu của quý vị" in thanks
    assert receipt not in answer.headers["Location"]
    assert votes(app) == {"a": 1}


def test_voting_twice_is_409_with_a_kind_sentence(app: Flask):
    held(app)
    reader = browser(app)
    vote(reader)
    again = reader.post(VOTE, data={"option": "b"})

    assert again.status_code == 409
    assert "Phiếu của quý vị đã được ghi nhận và được tính. Xin cảm ơn." in again.text
    assert votes(app) == {"a": 1}


def test_two_taps_without_a_cookie_are_one_ballot(app: Flask):
    """No cache keeps the poll's own page, and its ticket counts once."""
    held(app)
    page = browser(app).get(PAGE)
    assert page.headers["Cache-Control"] == "no-store"
    sent = {"option": "a", "ballot": ticket(page.text)}

    assert browser(app).post(VOTE, data=sent).status_code == 303
    assert browser(app).post(VOTE, data=sent).status_code == 409
    assert votes(app) == {"a": 1}


def test_from_a_cached_page_a_script_brings_its_own_ticket(app: Flask):
    held(app)
    sent = {"option": "a", "ballot": str(uuid.uuid4())}
    first = browser(app).post(VOTE, data=sent, headers=SCRIPT)

    assert first.status_code == 201
    assert first.json["message"] == "Đã ghi nhận phiếu của quý vị. Xin cảm ơn."
    assert first.json["receipt"] in first.json["html"]
    again = browser(app).post(VOTE, data=sent, headers=SCRIPT)
    assert (again.status_code, again.json["error"]) == (
        409,
        "Phiếu của quý vị đã được ghi nhận và được tính. Xin cảm ơn.",
    )


def test_from_a_cached_page_without_a_script_the_vote_is_confirmed_first(app: Flask):
    held(app)
    reader = browser(app)
    confirm = reader.post(VOTE, data={"option": "b", "ballot": ""})

    assert confirm.status_code == 200
    assert confirm.headers["Cache-Control"] == "no-store"
    assert "Vui lòng xem lại lựa chọn rồi gửi phiếu." in confirm.text
    assert 'value="b" checked' in confirm.text
    assert votes(app) == {}
    sent = {"option": "b", "ballot": ticket(confirm.text)}
    assert reader.post(VOTE, data=sent).status_code == 303
    assert votes(app) == {"b": 1}


@pytest.mark.parametrize("forged", ["x", "a.b.c", "é" * 500, "11111111-1111-1111-1111-11111111111"])
def test_a_ticket_that_nobody_gave_out_is_no_ticket(app: Flask, forged: str):
    held(app)

    assert browser(app).post(VOTE, data={"option": "a", "ballot": forged}).status_code == 200
    assert votes(app) == {}


def test_what_cannot_be_counted_is_422_and_nothing_is_lost(app: Flask):
    held(app, asked=ASKED)
    reader = browser(app)
    sent = {"option": ["other", "mon", "tue", "wed"], "other-road": "", "option-stars": "5"}
    answer = reader.post(VOTE, data={**sent, "ballot": ticket(reader.get(PAGE).text)})

    assert answer.status_code == 422
    assert "Vui lòng viết ý kiến khác của quý vị" in answer.text
    assert "Vui lòng chọn nhiều nhất 2 phương án." in answer.text
    assert re.search(
        r'href="#pw-poll-\d+-order">“Xếp theo thứ tự ưu tiên”: Vui lòng ghi ít nhất số 1', answer.text
    )
    assert answer.text.count(" checked") == 5
    assert "Set-Cookie" not in answer.headers


def test_every_question_is_answered_by_option_repeated(app: Flask):
    """Two scales have the same numbers, but an option's id is unique in the poll."""
    again = Question("again", "Và lần trước?", QuestionKind.SCALE, options("1", "2", "3"))
    held(app, asked=Content("Thăm dò", (ROAD, DAYS, STARS, ORDER, again)))
    reader = browser(app)
    page = reader.get(PAGE).text
    ids = re.findall(r'type="(?:radio|checkbox)" name="option[^"]*" value="([^"]+)"', page)
    assert len(set(ids)) == len(ids) == 4 + 3 + 5 + 3
    sent = {"option": ["b", "mon", "wed", "stars.4", "again.2"], "rank-y": "1", "rank-x": "2"}

    assert reader.post(VOTE, data={**sent, "ballot": ticket(page)}).status_code == 303
    found = reader.get(f"{PAGE}/results.json").json["result"]["questions"]
    chosen = {count["option"] for question in found for count in question["counts"] if count["votes"]}
    assert chosen == {"b", "mon", "wed", "stars.4", "y", "again.2"}


def test_radio_buttons_of_two_questions_do_not_exclude_each_other(app: Flask):
    held(app, asked=Content("Thăm dò", (ROAD, STARS)))
    page = browser(app).get(PAGE).text

    assert re.findall(r'type="radio" name="([^"]+)"', page) == ["option"] * 4 + ["option-stars"] * 5


def test_an_option_that_is_none_of_the_polls_is_422(app: Flask):
    held(app, asked=ASKED)
    for sent in ({"option": "zzz"}, {"option": "x"}, {"option-stars": "9"}):
        answer = browser(app).post(VOTE, data=sent)
        assert answer.status_code == 422
        assert "phương án" in answer.text


@pytest.mark.parametrize("path", ["/portal/polls", "/portal/polls/"])
def test_the_list_answers_itself(app: Flask, path: str):
    held(app)
    answer = browser(app).get(path)

    assert answer.status_code == 200
    assert "Nên sửa đường nào trước?" in answer.text


@pytest.mark.parametrize("sent", [{}, {"option": "a"}, {"option": "zzz"}, {"option": "a", "ballot": "x"}])
def test_out_of_its_time_a_poll_answers_403_whatever_is_sent(app: Flask, clock, sent):
    held(app)
    clock.advance(minutes=60)

    assert browser(app).post(VOTE, data=sent).status_code == 403
    assert votes(app) == {}


def test_json_is_held_to_the_same_rules(app: Flask):
    held(app)
    body = {"answers": {"road": {"chosen": ["a", "b"]}}, "ballot": str(uuid.uuid4())}
    refused = browser(app).post(VOTE, json=body, headers=SCRIPT)
    assert refused.status_code == 422
    assert refused.json["faults"] == {"road": "Vui lòng chỉ chọn một phương án."}

    body["answers"]["road"]["chosen"] = ["b"]
    assert browser(app).post(VOTE, json=body, headers=SCRIPT).status_code == 201
    assert votes(app) == {"b": 1}


def test_another_sites_form_casts_nothing(app: Flask):
    held(app)
    reader = browser(app)
    sent = {"option": "a", "ballot": ticket(reader.get(PAGE).text)}

    assert reader.post(VOTE, data=sent, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert votes(app) == {}


def test_before_and_after_its_time_the_reader_is_told_when(make_app: MakeApp, clock):
    app = make_app()
    now = portal_of(app).service(PollService).now()
    held(app, opens_at=now + MINUTE, closes_at=now + 2 * MINUTE)
    reader = browser(app)
    early = vote_late(reader)
    assert (early.status_code, "Cuộc thăm dò mở lúc Thứ tư, 11/03/2026, 09:01" in early.text) == (403, True)

    clock.advance(minutes=1)
    assert vote(browser(app)).status_code == 303
    clock.advance(minutes=1)
    late = vote_late(reader)
    assert (late.status_code, "Cuộc thăm dò đã kết thúc lúc Thứ tư, 11/03/2026, 09:02" in late.text) == (
        403,
        True,
    )
    assert votes(app) == {"a": 1}
    assert portal_of(app).service(PollService).refusals.counts(1) == {"scheduled": 1, "closed": 1}


def vote_late(reader: FlaskClient):
    """Vote from a page that was opened at another time."""
    return reader.post(VOTE, data={"option": "a", "ballot": str(uuid.uuid4())})


def test_a_forged_address_makes_no_new_voter(app: Flask):
    """Addresses do not distinguish voters, whatever a header claims."""
    held(app)
    reader = browser(app)
    vote(reader)
    for forged in ("203.0.113.9", "198.51.100.3, 10.0.0.1"):
        again = reader.post(
            VOTE, data={"option": "b"}, headers={"X-Forwarded-For": forged, "Forwarded": f"for={forged}"}
        )
        assert again.status_code == 409


def test_people_of_one_office_each_have_a_ballot(app: Flask):
    """Fifty desks with the same address and the same browser."""
    held(app)
    answers = [vote(browser(app, FIREFOX, "192.0.2.1")) for _ in range(50)]

    assert {answer.status_code for answer in answers} == {303}
    assert votes(app) == {"a": 50}


def test_a_ballot_is_changed_and_withdrawn_where_that_is_allowed(app: Flask):
    held(app, may_change=True, may_withdraw=True)
    reader = browser(app)
    vote(reader)
    assert "Quý vị có thể đổi phiếu" in reader.get(PAGE).text
    vote(reader, "b")
    assert votes(app) == {"b": 1}
    gone = reader.post(f"{PAGE}/withdraw")

    assert gone.status_code == 303
    assert votes(app) == {}
    assert "pw-poll__receipt" not in reader.get(PAGE).text
    vote(reader, "c")
    assert votes(app) == {"c": 1}


def test_where_each_person_has_one_the_hosts_sign_in_decides(make_app: MakeApp):
    signed_in = [None]
    app = make_app(poll_voter=lambda: signed_in[0])
    held(app, voters=Voters.PERSON)
    statuses = []
    for signed_in[0] in (None, "lan", "lan", "minh"):
        statuses.append(browser(app).post(VOTE, data={"option": "a"}).status_code)

    assert statuses == [403, 303, 409, 303]
    assert votes(app) == {"a": 2}


def test_a_person_has_one_ballot_however_the_sign_in_spells_the_name(make_app: MakeApp):
    signed_in = [""]
    app = make_app(poll_voter=lambda: signed_in[0])
    number = held(app, voters=Voters.PERSON)
    names = [unicodedata.normalize(form, name) for name in ("Ánh", "Bình") for form in ("NFD", "NFC")]
    service = portal_of(app).service(PollService)
    # A ballot that an earlier version has stored under the name as it was.
    service.ballots.cast(number, names[0].encode(), lambda _: short("a"), service.now)
    statuses = []
    for signed_in[0] in names:
        statuses.append(browser(app).post(VOTE, data={"option": "a"}).status_code)

    assert statuses == [409, 409, 303, 409]


def test_at_a_shared_computer_each_person_is_shown_their_own_ballot(make_app: MakeApp):
    """The browser stores nothing. The next person cannot see the receipt or withdraw the ballot."""
    signed_in = ["lan"]
    app = make_app(poll_voter=lambda: signed_in[0])
    held(app, voters=Voters.PERSON, may_withdraw=True, visibility=Visibility.VOTED)
    reader = browser(app)
    voted = reader.post(VOTE, data={"option": "a"})
    assert "Set-Cookie" not in voted.headers
    assert "pw-poll__receipt" in reader.get(PAGE).text
    signed_in[0] = "minh"

    assert "pw-poll__receipt" not in reader.get(PAGE).text
    assert "1 phiếu" not in reader.get(f"{PAGE}/results").text
    reader.post(f"{PAGE}/withdraw")
    assert votes(app) == {"a": 1}


def test_what_was_withdrawn_on_another_device_is_not_shown_as_counted(make_app: MakeApp):
    app = make_app()
    held(app, voters=Voters.CODE, may_withdraw=True)
    service = portal_of(app).service(PollService)
    (good,) = service.invite(service.polls.by_slug("duong"), 1)
    telephone, desk = browser(app), browser(app)
    telephone.post(VOTE, data={"option": "a", "code": good})
    assert "pw-poll__receipt" in telephone.get(PAGE).text
    desk.set_cookie("pw_poll_1", telephone.get_cookie("pw_poll_1", path=PAGE).value, path=PAGE)
    desk.post(f"{PAGE}/withdraw")

    assert "pw-poll__receipt" not in telephone.get(PAGE).text
    assert votes(app) == {}


def test_a_code_is_good_for_one_ballot(app: Flask):
    held(app, voters=Voters.CODE)
    service = portal_of(app).service(PollService)
    (good,) = service.invite(service.polls.by_slug("duong"), 1)
    typed = [good.lower().replace("-", " "), good, new_codes(1)[0], "nonsense"]
    answers = [browser(app).post(VOTE, data={"option": "a", "code": code}) for code in typed]

    assert [answer.status_code for answer in answers] == [303, 409, 403, 403]
    assert votes(app) == {"a": 1}
    cookie = answers[0].headers["Set-Cookie"]
    assert good not in cookie
    assert good.replace("-", "") not in cookie


def test_a_mistyped_code_is_kept_and_its_fault_stands_at_the_field(app: Flask):
    held(app, voters=Voters.CODE)
    answer = browser(app).post(VOTE, data={"option": "b", "code": "sai mã"})

    assert answer.status_code == 403
    assert 'value="sai mã"' in answer.text
    assert 'value="b" checked' in answer.text
    assert re.search(r'href="#pw-poll-1-:code">Mã này không thuộc cuộc thăm dò', answer.text)
    assert re.search(r'aria-invalid="true" aria-describedby="pw-poll-1-:code-fault"', answer.text)


def test_ranks_given_twice_are_told_and_kept(app: Flask):
    held(app, asked=Content("Thứ tự", (ORDER,)))
    reader = browser(app)
    sent = {"rank-x": "1", "rank-y": "1", "rank-z": "3", "ballot": ticket(reader.get(PAGE).text)}
    answer = reader.post(VOTE, data=sent)

    assert answer.status_code == 422
    assert "Mỗi thứ hạng và mỗi phương án chỉ dùng một lần." in answer.text
    for name, rank in (("rank-x", "1"), ("rank-y", "1"), ("rank-z", "3")):
        assert f'name="{name}" value="{rank}"' in answer.text


def test_results_are_a_table_with_what_they_can_tell(app: Flask):
    held(app)
    for choice in "aab":
        vote(browser(app), choice)
    page = browser(app).get(f"{PAGE}/results")

    assert page.headers["Cache-Control"].startswith("public")
    assert "3 phiếu" in page.text
    assert "66,7%" in page.text
    assert "việc tham gia là tự nguyện" in page.text
    assert "0 phiếu lặp lại bị từ chối" in page.text
    data = browser(app).get(f"{PAGE}/results.json").json
    assert [(count["key"], count["votes"]) for count in data["result"]["questions"][0]["counts"]][:2] == [
        ("a", 2),
        ("b", 1),
    ]
    picture = browser(app).get(f"{PAGE}/results.svg")
    assert picture.mimetype == "image/svg+xml"
    assert "Lựa chọn a: 2 (66,7%)" in picture.text


def test_a_voter_finds_the_ballot_in_the_published_list(app: Flask, clock):
    held(app)
    reader = browser(app)
    vote(reader, "other", **{"other-road": "Đường ven sông"})
    vote(browser(app), "b")
    receipt = re.search(r"pw-poll__receipt\">([^<]+)<", reader.get(PAGE).text)[1]
    clock.advance(minutes=60)
    listed = reader.get(f"{PAGE}/ballots")
    found = reader.post(f"{PAGE}/find", data={"receipt": receipt.lower().replace("-", "")})

    assert receipt in listed.text
    assert "Phiếu của quý vị đã được tính:" in found.text
    assert "Ý kiến khác: Đường ven sông" in found.text
    assert "Không có phiếu nào mang mã này" in reader.post(f"{PAGE}/find", data={"receipt": "1234"}).text
    data = reader.get(f"{PAGE}/ballots.json").json
    assert [one["receipt"] for one in data["ballots"]] == sorted(one["receipt"] for one in data["ballots"])
    assert len(data["chain"]) == 2
    assert "nonce" not in json.dumps(data)


def test_what_voters_wrote_is_published_nowhere(app: Flask, clock):
    """Nobody has checked whether it slanders anyone. The person with the receipt can read it, and so can the
    office.
    """
    held(app)
    vote(browser(app), "other", **{"other-road": "Ông Canary lấn đất"})
    clock.advance(minutes=60)
    portal_of(app).service(PollService).invalidate()
    shown = {path for path, text in every_output(app).items() if "Canary" in text}

    assert shown == set()
    assert browser(app).get(f"{PAGE}/ballots").status_code == 200


def test_while_a_poll_is_open_no_list_of_its_ballots_is_published(app: Flask, clock):
    """An observer of the list could connect a new ballot with a person who is seen voting."""
    held(app)
    reader = browser(app)
    vote(reader)
    receipt = re.search(r"pw-poll__receipt\">([^<]+)<", reader.get(PAGE).text)[1]
    assert "1 phiếu" in browser(app).get(f"{PAGE}/results").text
    assert f"{PAGE}/ballots" not in browser(app).get(f"{PAGE}/results").text
    answers = [
        reader.get(f"{PAGE}/ballots"),
        reader.get(f"{PAGE}/ballots.json"),
        reader.post(f"{PAGE}/find", data={"receipt": receipt}),
    ]
    assert [answer.status_code for answer in answers] == [403] * 3
    assert all("người theo dõi danh sách" in answer.text for answer in (answers[0], answers[2]))
    assert "người theo dõi danh sách" in answers[1].json["error"]
    assert receipt not in "".join(every_output(app).values())

    clock.advance(minutes=60)
    assert receipt in reader.get(f"{PAGE}/ballots").text
    assert f'href="{PAGE}/ballots"' in reader.get(f"{PAGE}/results").text


CANARY = 7919


def every_output(app: Flask) -> dict[str, str]:
    """All answers of the application to a stranger's GET requests."""
    reader = browser(app)
    paths = {
        "/bai/1",
        "/portal/polls/",
        *(rule.rule.replace("<slug>", "duong") for rule in app.url_map.iter_rules() if "GET" in rule.methods),
    }
    return {path: reader.get(path).text for path in sorted(paths) if "<" not in path and "/admin" not in path}


@pytest.mark.parametrize(
    "visibility", [Visibility.VOTED, Visibility.CLOSED, Visibility.STAFF, Visibility.SECRET]
)
def test_hidden_results_are_in_no_output(app: Flask, visibility: Visibility):
    """Tally and ballots contain a number that occurs nowhere else. The test searches for it everywhere."""
    number = held(app, visibility=visibility)
    service = portal_of(app).service(PollService)
    with portal_of(app).database.writing() as connection:
        rows = [
            {"question": "", "option": ""},
            {"question": "road", "option": ""},
            {"question": "road", "option": "a"},
        ]
        connection.execute(
            sa.insert(tables.tally),
            [{"site": "main", "poll": number, "votes": CANARY, **row} for row in rows],
        )
    service.invalidate()
    shown = {path: text for path, text in every_output(app).items() if re.search(r"7\.?919", text)}
    assert shown == {}
    assert browser(app).get(f"{PAGE}/results.json").status_code == 403

    service.polls.edit(
        number, Content(ROAD.text, (ROAD,)), service.polls.by_number(number).terms, who="", at=0
    )
    with portal_of(app).database.writing() as connection:
        connection.execute(sa.update(tables.poll).values(visibility="always"))
    service.invalidate()
    assert any(re.search(r"7\.?919", text) for text in every_output(app).values())


def test_results_for_who_has_voted_are_kept_by_no_cache(app: Flask):
    held(app, visibility=Visibility.VOTED)
    reader = browser(app)
    vote(reader)
    mine = reader.get(f"{PAGE}/results")

    assert "1 phiếu" in mine.text
    assert mine.headers["Cache-Control"] == "no-store"
    other = browser(app).get(f"{PAGE}/results")
    assert (
        "Quý vị xem được kết quả sau khi bình chọn. Mọi người xem được từ Thứ tư, 11/03/2026, 10:00"
        in other.text
    )
    assert other.headers["Cache-Control"] == "no-store"
    assert "results.json" not in other.text


def test_a_page_with_a_poll_is_the_same_for_all_and_warm_without_sql(app: Flask):
    held(app)
    browser(app).get("/bai/1")
    voter = browser(app)
    vote(voter)
    first = browser(app).get("/bai/1")
    with statements(portal_of(app).database) as asked:
        second = voter.get("/bai/1")

    assert "pw-poll" in first.text
    assert first.data == second.data
    assert "Set-Cookie" not in second.headers
    assert asked == []


def test_while_the_database_is_away_the_last_known_poll_is_shown(app: Flask, clock):
    held(app)
    shown = browser(app).get("/bai/1").text
    clock.advance(minutes=1)
    portal_of(app).database.close()
    take_away_database(app)

    assert "pw-poll" in shown
    assert "pw-poll" in browser(app).get("/bai/1").text


def test_a_page_with_a_poll_that_has_closed_writes_nothing(app: Flask, clock):
    """The background thread deletes the salt, which could connect a ballot with its voter."""
    held(app)
    vote(browser(app))
    clock.advance(minutes=61)
    portal = portal_of(app)
    with statements(portal.database) as asked:
        browser(app).get("/bai/1")
    assert {one.split()[0] for one in asked} <= {"BEGIN", "SELECT"}

    portal_of(app).tasks.run_all()
    clock.advance(seconds=SETTLED_SECONDS)
    portal_of(app).tasks.run_all()
    with portal.database.reading() as connection:
        assert connection.execute(sa.select(tables.poll.c.salt)).scalars().all() == [None]


def block(app: Flask, call: str) -> str:
    portal_of(app).service(PollService).invalidate()
    with app.test_request_context("/"):
        return app.jinja_env.from_string("{{ " + call + " }}").render()


def test_the_block_says_when_hidden_results_come_and_then_shows_them(app: Flask, clock):
    held(app, visibility=Visibility.CLOSED)
    vote(browser(app))
    assert "Kết quả được công bố vào Thứ tư, 11/03/2026, 10:00. Trước đó chỉ cơ quan xem được." in block(
        app, 'portal.poll("duong")'
    )
    clock.advance(minutes=60)
    shown = block(app, 'portal.poll("duong")')

    assert "Cuộc thăm dò đã kết thúc lúc Thứ tư, 11/03/2026, 10:00" in shown
    assert "1 phiếu" in shown
    with statements(portal_of(app).database) as asked:
        assert block(app, 'portal.poll("duong")') == shown
    assert not [one for one in asked if "ballot" in one and "poll.content" not in one]


def test_the_block_never_shows_what_the_office_keeps(app: Flask, clock):
    held(app, visibility=Visibility.STAFF)
    vote(browser(app))
    clock.advance(minutes=60)

    assert "1 phiếu" not in block(app, 'portal.poll("duong")')
    assert "Kết quả cuộc thăm dò này không công bố." in block(app, 'portal.poll("duong")')


def test_a_polls_address_is_there_to_be_handed_on(app: Flask):
    held(app)
    page = browser(app).get(PAGE).text

    assert f'<a href="http://localhost{PAGE}">http://localhost{PAGE}</a>' in page


def test_a_voters_cookie_ends_a_month_after_the_poll(app: Flask):
    held(app)
    answer = vote(browser(app))

    assert "Max-Age=2595600;" in answer.headers["Set-Cookie"]  # an hour and thirty days


def test_the_newest_open_poll_is_shown_or_another_each_day(app: Flask, clock):
    held(app, "first", closes_at=None)
    held(app, "second", closes_at=None)
    portal = portal_of(app)

    def shown(call: str) -> str:
        with app.test_request_context("/"):
            return re.search(r"polls/(\w+)/", app.jinja_env.from_string("{{ " + call + " }}").render())[1]

    assert shown("portal.poll()") == "second"
    assert shown('portal.poll("first")') == "first"
    today = shown('portal.poll(show="rotate")')
    clock.advance(minutes=24 * 60)
    assert {today, shown('portal.poll(show="rotate")')} == {"first", "second"}
    assert portal.service(PollService).published()[0].poll.slug == "second"


HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}'


def test_hostile_text_is_inert_everywhere(app: Flask):
    from dataclasses import replace

    question = replace(ROAD, text=HOSTILE, options=tuple(replace(one, text=HOSTILE) for one in ROAD.options))
    held(app, asked=Content(HOSTILE, (question,), HOSTILE))
    reader = browser(app)
    vote(reader, "other", **{"other-road": HOSTILE})
    for path, text in every_output(app).items():
        if "json" not in path:
            assert "<script>alert" not in text, path
            assert "<img src=x" not in text, path


@pytest.mark.parametrize("path", ["/portal/polls/none", "/portal/polls/none/results", "/portal/polls/nhap"])
def test_what_is_not_published_is_not_there(app: Flask, path: str):
    service = portal_of(app).service(PollService)
    service.polls.create("nhap", Content("Nháp", (ROAD,)), terms_from_now(service), who="", at=0)

    assert browser(app).get(path).status_code == 404


def terms_from_now(service: PollService):
    from portal_widgets.polls.rules import Terms

    return Terms(service.now(), None)


def test_closed_polls_stay_in_the_archive_with_their_results(app: Flask, clock):
    held(app)
    vote(browser(app))
    clock.advance(minutes=61)
    page = browser(app).get("/portal/polls/").text

    assert "Đã kết thúc" in page
    assert "1 phiếu" in browser(app).get(f"{PAGE}/results").text
    portal_of(app).service(PollService).polls.archive(1)
    portal_of(app).service(PollService).invalidate()
    assert f'href="{PAGE}/results"' in browser(app).get("/portal/polls/").text
