"""How fast one network may vote: an office is not slowed down, a flood is. A device may compute instead of
waiting.
"""

import base64
import json

import pytest
from altcha import Challenge, Payload, solve_challenge
from flask import Flask

from polls.samples import held
from polls.test_routes import PAGE, SCRIPT, VOTE, ticket, vote, votes
from portal_widgets.core.http import proof_of_work
from portal_widgets.polls.rules import Voters
from portal_widgets.polls.service import PollService
from portal_widgets.polls.voting import LIMIT_MINUTES
from support import FrozenClock, MakeApp, browser, portal_of

OFTEN = "Mạng của quý vị đang gửi rất nhiều phiếu."


@pytest.fixture(autouse=True)
def _small_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_of_work, "ROUNDS", 1)


def send(app: Flask, address: str = "192.0.2.1", **more: str):
    """Send one ballot of a new browser."""
    reader = browser(app, address=address)
    return reader.post(
        VOTE, data={"option": "a", "ballot": ticket(reader.get(PAGE).text), **more}, headers=SCRIPT
    )


def solved(challenge: dict) -> str:
    set_ = Challenge.from_dict(challenge)
    return Payload(set_, solve_challenge(set_)).to_base64()


def test_an_office_of_many_desks_behind_one_address_votes_without_waiting(app: Flask):
    held(app)

    assert {send(app).status_code for _ in range(60)} == {201}
    assert votes(app) == {"a": 60}


def test_a_flood_from_one_network_waits_and_loses_nothing(make_app: MakeApp, clock: FrozenClock):
    app = make_app(poll_ballots_per_network=3)
    held(app)
    assert [send(app).status_code for _ in range(4)] == [201, 201, 201, 429]
    told = vote(browser(app), "b")

    assert told.status_code == 429
    assert told.headers["Retry-After"] == str(LIMIT_MINUTES * 60)
    assert f"{OFTEN} Vui lòng gửi lại sau 10 phút" in told.text
    assert 'value="b" checked' in told.text
    assert told.headers["Cache-Control"] == "no-store"
    assert portal_of(app).service(PollService).refusals.counts(1) == {"often": 2}
    clock.advance(minutes=LIMIT_MINUTES)
    assert send(app).status_code == 201
    assert votes(app) == {"a": 4}


def test_another_network_and_another_poll_do_not_wait(make_app: MakeApp):
    app = make_app(poll_ballots_per_network=1)
    held(app)
    held(app, "cho")
    send(app)

    assert send(app).status_code == 429
    assert send(app, "198.51.100.1").status_code == 201
    assert send(app, "2001:db8:1:2::1").status_code == 201
    assert send(app, "2001:db8:1:2:3::9").status_code == 429
    other = browser(app)
    sent = {"option": "a", "ballot": ticket(other.get("/portal/polls/cho").text)}
    assert other.post("/portal/polls/cho/ballots", data=sent).status_code == 303


def test_a_forged_header_makes_no_other_network(make_app: MakeApp):
    app = make_app(poll_ballots_per_network=1)
    held(app)
    send(app)
    reader = browser(app)
    sent = {"option": "a", "ballot": ticket(reader.get(PAGE).text)}

    assert reader.post(VOTE, data=sent, headers={"X-Forwarded-For": "203.0.113.5"}).status_code == 429


def test_a_ballot_that_cannot_be_counted_takes_nobodys_turn(make_app: MakeApp):
    app = make_app(poll_ballots_per_network=1)
    held(app)
    for _ in range(5):
        assert browser(app).post(VOTE, data={"option": "nonsense"}).status_code == 422

    assert send(app).status_code == 201


def test_codes_cannot_be_guessed_at_leisure(make_app: MakeApp):
    """A wrong code counts as a try, like a ballot."""
    app = make_app(poll_ballots_per_network=2)
    held(app, voters=Voters.CODE)
    guess = {"option": "a", "code": "0000-0000-0000"}

    assert [browser(app).post(VOTE, data=guess).status_code for _ in range(3)] == [403, 403, 429]


def test_zero_sets_no_limit(make_app: MakeApp):
    app = make_app(poll_ballots_per_network=0)
    held(app)

    assert {send(app).status_code for _ in range(20)} == {201}


def test_without_proof_of_work_no_sum_is_set(make_app: MakeApp):
    app = make_app(poll_ballots_per_network=1)
    held(app)
    send(app)

    assert "challenge" not in send(app).json


def test_a_device_that_works_need_not_wait_and_each_sum_counts_once(make_app: MakeApp):
    app = make_app(poll_ballots_per_network=1, proof_of_work=True)
    held(app)
    send(app)
    told = send(app)
    assert told.status_code == 429
    answer = solved(told.json["challenge"])

    assert send(app, altcha=answer).status_code == 201
    assert send(app, altcha=answer).status_code == 429
    assert votes(app) == {"a": 2}


def test_a_sum_that_nobody_set_or_that_is_over_opens_nothing(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
):
    app = make_app(poll_ballots_per_network=1, proof_of_work=True)
    held(app)
    send(app)
    challenge = send(app).json["challenge"]
    own = json.loads(base64.b64decode(solved(challenge)))
    own["challenge"]["parameters"]["keyPrefix"] = ""  # every answer would solve it
    forged = base64.b64encode(json.dumps(own).encode()).decode()
    of_another_host = make_app(proof_of_work=True)
    of_another_host.secret_key = "another"
    foreign = solved(proof_of_work.ProofOfWork(portal_of(of_another_host)).challenge())
    late = solved(challenge)
    for nonsense in (
        forged,
        foreign,
        "x",
        "e30=",
        "bnVsbA==",
        "W10=",
        "é",
        "=" * 5000,
        base64.b64encode(b"[" * 900).decode(),
    ):
        assert send(app, altcha=nonsense).status_code == 429

    monkeypatch.setattr("altcha.v2.time.time", lambda: 4e9)
    assert send(app, altcha=late).status_code == 429


def test_who_has_voted_is_told_so_however_busy_the_network_is(make_app: MakeApp):
    app = make_app(poll_ballots_per_network=1)
    held(app)
    reader = browser(app)
    sent = {"option": "a", "ballot": ticket(reader.get(PAGE).text)}
    assert reader.post(VOTE, data=sent).status_code == 303

    assert reader.post(VOTE, data=sent).status_code == 409
    assert vote(browser(app)).status_code == 429


def test_a_sum_stays_good_when_the_secret_key_is_replaced(make_app: MakeApp):
    app = make_app(proof_of_work=True)
    proof = proof_of_work.ProofOfWork(portal_of(app))
    first, second = (solved(proof.challenge()) for _ in range(2))
    app.config["SECRET_KEY_FALLBACKS"] = [app.secret_key]
    app.secret_key = "another"

    assert proof.accept(first)
    assert proof.accept(solved(proof.challenge()))
    app.config["SECRET_KEY_FALLBACKS"] = []
    assert not proof.accept(second)
