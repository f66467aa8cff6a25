"""Changes after the opening are shown with every result, everywhere."""

import json
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from polls.samples import MINUTE, SHORT, held
from polls.test_routes import PAGE, SCRIPT, VOTE, block, ticket, vote
from portal_widgets.polls.history import ChangeKind, PollChange, changes
from portal_widgets.polls.rules import Visibility
from portal_widgets.polls.service import PollService
from portal_widgets.polls.store import tables
from support import browser, portal_of, statements

HONEST = "Lưu ý khi đọc kết quả"


def service(app: Flask) -> PollService:
    return portal_of(app).service(PollService)


def edit(app: Flask, asked=SHORT, **terms) -> None:
    poll = service(app).polls.by_slug("duong")
    service(app).polls.edit(poll.id, asked, replace(poll.terms, **terms), who="Lan", at=service(app).now())
    service(app).invalidate()


def found(app: Flask) -> list[PollChange]:
    poll = service(app).polls.by_slug("duong")
    say = portal_of(app).language.text
    with app.test_request_context("/"):
        return changes(service(app).polls.versions(poll.id), poll.terms.opens_at, say)


def test_every_result_stands_beside_what_it_can_tell(app: Flask, clock):
    held(app)
    reader = browser(app)
    sent = {"option": "a", "ballot": ticket(reader.get(PAGE).text)}
    thanks = reader.post(VOTE, data=sent, headers=SCRIPT).json["html"]
    reader.post(VOTE, data=sent)
    clock.advance(minutes=60)
    pages = [reader.get(PAGE).text, reader.get(f"{PAGE}/results").text, block(app, 'portal.poll("duong")')]

    assert all(HONEST in page for page in (thanks, *pages))
    assert all("1 phiếu lặp lại bị từ chối" in page for page in pages)
    assert "không phải điều tra chọn mẫu" in reader.get(f"{PAGE}/results.svg").text
    told = reader.get(f"{PAGE}/results.json").json
    assert (told["voters"], told["self_selected"], told["refused"]["repeat"]) == ("browser", True, 1)


def test_the_box_in_the_block_costs_no_sql_when_it_is_warm(app: Flask, clock):
    held(app)
    vote(browser(app))
    clock.advance(minutes=60)
    first = block(app, 'portal.poll("duong")')
    with app.test_request_context("/"), statements(portal_of(app).database) as asked:
        again = app.jinja_env.from_string('{{ portal.poll("duong") }}').render()

    assert HONEST in first
    assert again == first
    assert asked == []


def test_hidden_results_have_no_box(app: Flask):
    held(app, visibility=Visibility.CLOSED)
    vote(browser(app))

    assert HONEST not in browser(app).get(f"{PAGE}/results").text


def test_what_was_reworded_is_shown_as_it_was_and_as_it_is(app: Flask):
    held(app)
    vote(browser(app))
    edit(app, replace(SHORT, title="Sửa <đường> nào?"))
    page = browser(app).get(f"{PAGE}/results").text

    assert "từ “Nên sửa đường nào trước?” thành “Sửa &lt;đường&gt; nào?”" in page
    assert browser(app).get(f"{PAGE}/results.json").json["changes"][0]["after"] == "Sửa <đường> nào?"


def test_words_of_another_language_are_told_of_without_them(app: Flask):
    held(app)
    edit(app, replace(SHORT, title={**SHORT.title, "en": "Which road?"}))

    assert [(change.what, change.before) for change in found(app)] == [(ChangeKind.WORDS, "")]
    assert "Câu chữ đã được sửa lúc" in browser(app).get(f"{PAGE}/results").text


def test_an_end_that_was_moved_is_told(app: Flask):
    held(app)
    vote(browser(app))
    closes = service(app).now() + 120 * MINUTE
    edit(app, closes_at=closes)
    page = browser(app).get(f"{PAGE}/results").text

    assert [change.after for change in found(app)] == [closes]
    assert "trước đó là Thứ tư, 11/03/2026, 10:00" in page
    assert "nay là Thứ tư, 11/03/2026, 11:00" in page


def test_a_poll_closed_by_hand_before_its_time_says_so(app: Flask, clock):
    number = held(app)
    clock.advance(minutes=1)
    service(app).polls.close(number, service(app).now(), "Lan")
    (change,) = found(app)

    assert change.what is ChangeKind.END
    assert change.after == service(app).now()
    assert service(app).polls.versions(number)[-1].who == "Lan"
    assert "nay là Thứ tư, 11/03/2026, 09:01" in browser(app).get(f"{PAGE}/results").text


def test_who_sees_results_is_not_changed_in_silence(app: Flask):
    held(app, visibility=Visibility.CLOSED)
    edit(app, visibility=Visibility.ALWAYS)

    assert "đã đổi người được xem kết quả" in browser(app).get(f"{PAGE}/results").text


def test_what_was_changed_before_the_opening_is_nobodys_concern(app: Flask, clock):
    now = service(app).now()
    held(app, opens_at=now + MINUTE, closes_at=now + 2 * MINUTE)
    edit(app, replace(SHORT, title="Đường nào?"), closes_at=now + 3 * MINUTE)
    clock.advance(minutes=1)

    assert found(app) == []


def test_saving_without_a_change_is_no_version(app: Flask):
    number = held(app)
    edit(app)

    assert len(service(app).polls.versions(number)) == 1


@pytest.mark.parametrize("word", [{"title": "Đường nào?"}, {}])
def test_versions_that_were_kept_without_terms_are_read(app: Flask, word):
    number = held(app)
    edit(app, replace(SHORT, **word), closes_at=service(app).now() + 90 * MINUTE)
    with portal_of(app).database.writing() as connection:
        old = connection.execute(
            sa.select(tables.version.c.content).order_by(tables.version.c.version)
        ).scalar()
        written = json.loads(old)
        del written["terms"]
        first = (tables.version.c.poll == number, tables.version.c.version == 1)
        connection.execute(sa.update(tables.version).where(*first).values(content=json.dumps(written)))

    assert [change.what for change in found(app)] == [ChangeKind.WORDS] * len(word)
