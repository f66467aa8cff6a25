"""The current version opens an installation of an earlier one: nothing is lost, and nothing counts twice."""

import hashlib
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from mailbox import Maildir
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from installations.opened import ADMIN, COUNTS, NAMES, Opened, open_installation, unpacked, visited
from support import browser, close

Open = Callable[..., Opened]


@pytest.fixture(scope="module", params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def old(name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """It is migrated, and waiting records are applied. Tests that change anything open their own copy."""
    one = open_installation(name, unpacked(name, tmp_path_factory.mktemp("old")))
    one.run("migrate")
    one.run("archive")
    yield one
    close(one.app)


@pytest.fixture
def open_copy(name: str, tmp_path: Path) -> Iterator[Open]:
    """Opens a copy that nobody has opened yet. A second call opens the same copy again."""
    opened: list[Opened] = []
    unpacked(name, tmp_path)

    def make(**config: Any) -> Opened:
        if opened:
            close(opened[-1].app)
        opened.append(open_installation(name, tmp_path, **config))
        return opened[-1]

    yield make
    close(opened[-1].app)


# Counting


def test_a_migration_keeps_every_row(open_copy: Open):
    one = open_copy()
    assert "up to date" in one.run("migrate")
    there = {name for (name,) in one.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    kept = one.told["rows"].keys() & there

    for table in kept:
        assert one.rows(f"SELECT count(*) FROM {table}") == [(one.told["rows"][table],)], table  # noqa: S608


def test_what_waited_in_the_journals_is_counted_once(old: Opened):
    before, waiting = old.told["statistics"], old.told["waiting"]
    excluded = dict(old.rows("SELECT reason, sum(hits) FROM pw_exclusion_day GROUP BY reason"))

    assert old.counted() == {name: before["all"][name] + waiting[name] for name in COUNTS}
    for reason, hits in waiting["excluded"].items():
        assert excluded[reason] == before["excluded"].get(reason, 0) + hits, reason


def test_applying_journals_says_how_much_waited(open_copy: Open):
    one = open_copy()

    assert f"{one.told['journals']['bytes']} bytes of journals applied" in one.run("archive")
    assert one.run("archive").endswith("0 bytes of journals applied, 0 epochs of Redis committed to SQL.\n")


def test_opening_it_again_counts_nothing_twice(open_copy: Open):
    one = open_copy()
    one.run("archive")
    first = one.counted(), one.rows("SELECT id, views FROM pw_article ORDER BY id")
    again = open_copy()
    again.run("archive")

    assert (again.counted(), again.rows("SELECT id, views FROM pw_article ORDER BY id")) == first


def test_a_first_reader_has_what_waited_applied(open_copy: Open):
    """No command is needed: a portal adopts the journals of a killed one."""
    one = open_copy()
    reader = browser(one.app)
    for _try in range(2):  # the first report finds the journals, the second one their records
        reader.post("/portal/views", json={"page": one.told["old_page"]["page"]})
    waited = one.told["statistics"]["all"]["heard"] + one.told["waiting"]["heard"]

    assert one.counted()["heard"] == waited + 2


def test_the_statistics_go_on_where_they_were(old: Opened):
    shown = browser(old.app).get("/portal/statistics.json").json
    days, waiting = old.told["statistics"]["days"], old.told["waiting"]
    today, yesterday = sorted(days, reverse=True)

    assert shown["today"] == days[today]["visits"] + waiting["visits"]
    assert shown["yesterday"] == days[yesterday]["visits"]
    before = old.told["statistics"]
    assert shown["total"] == before["all"]["visits"] + before["opening"] + waiting["visits"]


def test_every_article_shows_its_views(old: Opened):
    reader = browser(old.app)
    for identity, article in old.told["articles"].items():
        page = reader.get(f"/bai-viet/{identity}").text
        shown = int(re.search(r'class="pw-views__number" value="(\d+)"', page)[1])
        assert shown == article["views"] + old.told["waiting"]["articles"].get(identity, 0), identity


def test_a_page_from_a_cache_of_then_still_reports_a_view(open_copy: Open):
    one = open_copy()
    one.run("archive")
    tokens = {name: one.told["old_page"][name] for name in ("page", "article")}
    identity = one.told["old_page"]["path"].rpartition("/")[2]
    before = one.told["articles"][identity]["views"] + one.told["waiting"]["articles"].get(identity, 0)
    heard = browser(one.app).post("/portal/views", json=tokens).json

    assert heard == {"views": before + 1, "counted": True, "reason": None}


def test_a_reader_of_before_is_no_new_visitor(open_copy: Open):
    """An article that was read half an hour ago under the earlier version counts as read."""
    one = open_copy()
    one.run("archive")
    before, regular = one.counted(), one.told["regular"]
    reader = browser(one.app, regular["agent"], regular["address"])
    token = re.search(r'data-article-token="([^"]+)"', reader.get(regular["path"]).text)[1]
    heard = reader.post("/portal/views", json={"article": token}).json

    assert (heard["counted"], heard["reason"]) == (False, "repeat")
    assert one.counted() == before | {"heard": before["heard"] + 1, "page_views": before["page_views"] + 1}


def test_the_dashboard_shows_the_same_sums(old: Opened):
    before, counted = old.told["statistics"], old.counted()
    period = {"period": "custom", "from": before["first"], "to": before["last"], "lang": "en"}
    office = old.office
    series = office.get(f"{ADMIN}/statistics/tables/series.json", query_string=period).json
    page_views, visits = (series["columns"].index(name) for name in ("Page views", "Visits"))
    articles = office.get(f"{ADMIN}/statistics/tables/articles.json", query_string=period).json

    assert sum(row[page_views] for row in series["rows"]) == counted["page_views"]
    assert sum(row[visits] for row in series["rows"]) == counted["visits"]
    assert {row[0] for row in articles["rows"]} == {one["title"] for one in old.told["articles"].values()}
    assert sum(row[-1] for row in articles["rows"]) == counted["article_views"]


def test_clicks_on_links_are_kept_and_go_on(old: Opened):
    rows = old.rows("SELECT value, sum(hits) FROM pw_tally_day WHERE dimension = 'click' GROUP BY value")
    before, waiting = old.told["links"]["clicks"], old.told["waiting"]["clicks"]["counted"]

    assert dict(rows) == {key: before.get(key, 0) + waiting.get(key, 0) for key in before | waiting}


def test_notes_on_days_stand(old: Opened):
    page = old.office.get(f"{ADMIN}/statistics/notes").text

    for note in old.told["notes"]:
        assert note in page


def test_a_report_that_was_sent_is_not_sent_again(open_copy: Open):
    one = open_copy(PORTAL_WIDGETS_REPORT_MAIL_TO=["van-phong@lamchau.example"])

    assert "already sent" in one.run("report", "--mail", "--kind", "month")


# Polls


def test_every_poll_is_proved_by_its_chain_and_has_its_tally(old: Opened):
    for slug, poll in old.told["polls"].items():
        said = old.run("polls", "verify", slug)
        chain = poll["chain"]
        assert f"{slug}: {poll['ballots']} ballots, chain of {chain['length']}, head {chain['head']}" in said
        if "hidden" in said:
            continue
        for question, counts in poll["tally"].items():
            line = re.search(rf"^  {question}: (.*) \(stored", said, re.MULTILINE)[1]
            votes = dict(one.rsplit(" ", 1) for one in line.split(", "))
            assert {option: int(votes[option]) for option in counts} == counts, slug


def test_every_poll_that_was_published_has_its_pages(old: Opened):
    reader = browser(old.app)
    for slug, poll in old.told["polls"].items():
        wanted = 404 if poll["draft"] else 200
        assert reader.get(f"/portal/polls/{slug}").status_code == wanted, slug
        assert reader.get(f"/portal/polls/{slug}/results").status_code == wanted, slug


def test_a_result_that_everyone_may_see_is_the_same(old: Opened):
    seen = 0
    for slug, poll in old.told["polls"].items():
        answer = browser(old.app).get(f"/portal/polls/{slug}/results.json")
        if answer.status_code != 200:
            continue
        seen += 1
        for question in answer.json["result"]["questions"]:
            votes = {count["key"]: count["votes"] for count in question["counts"]}
            told = poll["tally"][question["key"]]
            assert {key: votes[key] for key in told} == told, slug
        listed = browser(old.app).get(f"/portal/polls/{slug}/ballots").text
        assert listed.count('<tr><th scope="row">') == poll["ballots"]
    assert seen


def test_a_voter_of_then_may_still_withdraw(open_copy: Open):
    one = open_copy()
    slug = one.told["voters_poll"]
    voter = one.stayed("voter")
    assert "pw-poll__receipt" in voter.get(f"/portal/polls/{slug}").text
    assert voter.post(f"/portal/polls/{slug}/withdraw").status_code == 303

    assert f"{slug}: {one.told['polls'][slug]['ballots'] - 1} ballots" in one.run("polls", "verify", slug)


def test_an_invitation_of_then_is_good_for_one_ballot(open_copy: Open):
    one = open_copy()
    slug = "ngay-hop"
    ballot = {"code": one.told["invitation"], "option": "thu-sau"}
    answers = [browser(one.app).post(f"/portal/polls/{slug}/ballots", data=ballot) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 409]
    assert f"{slug}: {one.told['polls'][slug]['ballots'] + 1} ballots" in one.run("polls", "verify", slug)


# Messages


def test_messages_stand_where_they_stood(old: Opened):
    office, states = old.office, old.told["messages"]["states"]
    listed = {
        state: office.get(f"{ADMIN}/feedback/messages.json?status={state}").json["rows"] for state in states
    }

    assert {state: len(rows) for state, rows in listed.items()} == states


def test_attachments_are_downloaded_as_they_were_sent(old: Opened):
    office = old.sign_in("binh")
    for name, file in old.told["messages"]["attachments"].items():
        answer = office.get(f"{ADMIN}/feedback/{file['message']}/files/{file['id']}")
        assert hashlib.sha256(answer.data).hexdigest() == file["sha256"], name
        assert name in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("sent", ["answered", "duplicate"])
def test_who_wrote_sees_the_answer_with_the_receipt_of_then(old: Opened, sent: str):
    status = browser(old.app).post("/portal/feedback/status", data=old.message(sent))

    assert status.status_code == 200
    assert old.told["reply"] in status.text


def test_who_wrote_gets_everything_that_is_held(old: Opened):
    with browser(old.app).post("/portal/feedback/status/file", data=old.message("answered")) as file:
        assert file.status_code == 200
        names = ZipFile(BytesIO(file.data)).namelist()

    for name, attached in old.told["messages"]["attachments"].items():
        assert any(one.endswith(name) for one in names) == (attached["message"] == 1)


def test_what_was_erased_stays_erased_and_says_so(old: Opened):
    status = browser(old.app).post("/portal/feedback/status", data=old.message("erased"))

    assert status.status_code == 200
    assert "đã được xóa" in status.text


def test_a_published_answer_is_read_by_everyone(old: Opened):
    page = browser(old.app).get("/portal/questions").text

    for question in old.told["messages"]["questions"]:
        assert question in page


def test_mails_that_waited_are_sent_once(open_copy: Open):
    one = open_copy()
    waiting = one.told["messages"]["letters"]["waiting"]

    assert f"{waiting} sent, 0 to be tried again" in one.run("feedback", "send")
    assert "0 sent, 0 to be tried again" in one.run("feedback", "send")
    assert len(Maildir(one.folder / "mail")) == waiting


# Links, the organisation and the office


def test_every_link_is_listed_and_those_held_back_lead_nowhere(old: Opened):
    page = browser(old.app).get("/portal/links").text
    for title, url in old.told["links"]["titles"].items():
        assert title in page
        assert (f'href="{url}"' in page) == (title not in old.told["links"]["held"]), title


def test_the_organisation_is_as_the_office_wrote_it(old: Opened):
    page, told = browser(old.app).get("/portal/organisation").text, old.told["organisation"]

    for text in (told["name"], told["hours"], *told["units"]):
        assert text in page


def test_everyone_signs_in_with_the_password_of_then(old: Opened):
    for name in old.told["accounts"]:
        assert old.sign_in(name).get(f"{ADMIN}/", follow_redirects=True).status_code == 200


def test_who_was_signed_in_still_is(old: Opened):
    assert old.stayed("office").get(f"{ADMIN}/statistics/").status_code == 200


def test_the_doctor_finds_nothing_wrong_but_that_mails_need_an_address(old: Opened):
    """The doctor reports the missing address before a mail is sent without a link."""
    told = old.app.test_cli_runner().invoke(args=["portal", "doctor"]).output
    wrong = [line for line in told.splitlines() if line.startswith("FAIL")]

    assert [line.partition(":")[0] for line in wrong] == ["FAIL  links in mails"]


def test_no_page_fails(old: Opened):
    """Every page that a signed-in admin can reach by links, and every other page without a variable in its
    address.
    """
    office = old.office
    statuses = {path: answer.status_code for path, answer in visited(office, old.addresses())}

    assert {path: status for path, status in statuses.items() if status >= 500} == {}
    for part in ("statistics", "polls", "feedback", "links", "organisation"):
        assert sum(path.startswith(f"{ADMIN}/{part}/") for path in statuses) > 3, part
    assert len(statuses) > 150
