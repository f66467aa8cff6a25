"""The methods for host code: counts, polls, links and messages as plain data."""

from io import BytesIO

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage

from feedback.sending import OFFICE, PDF, feedback_service_of
from polls.samples import FULL, OPENS, SHORT
from portal_widgets import MessageRejectedError, PortalWidgets, WidgetNotMountedError
from portal_widgets.polls.rules import Terms, Visibility, check_ballot
from portal_widgets.polls.service import PollService
from support import MakeApp, browser, counting_of, portal_of, statements

HOST = PortalWidgets()


def read(app: Flask, article: str, address: str = "192.0.2.1") -> None:
    token = counting_of(app).tokens.article(article)
    browser(app, address=address).post("/portal/views", json={"article": token})
    counting_of(app).catch_up()


def test_an_unread_article_has_no_views_and_a_read_one_has_its_number(app: Flask):
    read(app, "nuoc-sach")
    with app.app_context():
        assert HOST.views("nuoc-sach") == 1
        assert HOST.views("unread") == 0
        assert HOST.views(None) is None


def test_counts_take_one_statement_when_cold_and_none_when_warm(app: Flask):
    ids = [f"bai-{number}" for number in range(50)]
    with app.app_context():
        HOST.views("first")  # the process has looked at the version of its database
        with statements(portal_of(app).database) as cold:
            assert set(HOST.view_counts(ids).values()) == {0}
        with statements(portal_of(app).database) as warm:
            HOST.view_counts(ids)
            HOST.views("bai-7")
    assert ([one.split()[0] for one in cold], warm) == (["BEGIN", "SELECT"], [])


def test_top_lists_the_most_read_articles(app: Flask):
    read(app, "nuoc-sach")
    read(app, "nuoc-sach", "192.0.2.2")
    read(app, "cau-moi")
    with app.app_context():
        assert [(line.id, line.views) for line in HOST.top()] == [("nuoc-sach", 2), ("cau-moi", 1)]
        assert [line.id for line in HOST.top(days=None, limit=1)] == ["nuoc-sach"]
        assert len(HOST.top(days=-1, limit=-1)) == 1


@pytest.mark.parametrize("visibility", list(Visibility))
def test_results_of_an_open_poll_are_told_only_if_everyone_may_see_them(app: Flask, visibility: Visibility):
    service = portal_of(app).service(PollService)
    terms = Terms(OPENS, None, visibility)
    number = service.polls.create("duong", SHORT, terms, who="Lan", at=OPENS)
    service.polls.publish(number, OPENS)
    ballot = {"road": FULL["road"]}
    service.ballots.cast(number, b"x", lambda poll: check_ballot(SHORT, terms, ballot), service.now, None)
    with app.app_context():
        (listed,) = HOST.open_polls()
        found = HOST.poll("duong")
    assert listed == found
    assert (found.state, found.closes, found.title) == ("open", None, "Nên sửa đường nào trước?")
    if visibility is Visibility.ALWAYS:
        counts = [(one.title, one.votes) for one in found.results[0].options]
        assert counts[:2] == [("Lựa chọn a", 1), ("Lựa chọn b", 0)]
    else:
        assert found.results is None


def test_drafts_and_unknown_polls_are_not_told(app: Flask):
    portal_of(app).service(PollService).polls.create("duong", SHORT, Terms(), who="Lan", at=OPENS)
    with app.app_context():
        assert HOST.poll("duong") is HOST.poll("none") is None
        assert HOST.open_polls() == []


def test_links_of_a_group_come_with_those_below_without_past_ones(make_app: MakeApp):
    one = {"title": {"vi": "Một", "en": "One"}, "url": "https://one.example/"}
    two = {"title": "Hai", "url": "https://two.example/", "description": "Ở dưới"}
    over = {"title": "Cũ", "url": "https://old.example/", "ends": "2020-01-01"}
    below = {"below": {"links": [two, over]}}
    app = make_app(links={"services": {"links": [one], "groups": below}})
    with app.app_context():
        told = [(link.title, link.url, link.description) for link in HOST.links("services")]
        assert HOST.links("none") == []
    assert told == [("Một", "https://one.example/", ""), ("Hai", "https://two.example/", "Ở dưới")]


def test_a_message_of_the_hosts_own_form_is_stored_and_has_a_receipt(make_app: MakeApp):
    app = make_app(**OFFICE)
    with app.test_request_context("/gop-y", method="POST"):
        given = HOST.submit_message(
            "Đèn đường hỏng", subject="Đèn", email="a@example.vn", agreed=True, department="tiep-dan"
        )
    service = feedback_service_of(app)
    stored = service.store.find(given.reference)
    assert (stored.message.text, stored.message.department) == ("Đèn đường hỏng", "tiep-dan")
    assert service.keys.is_valid_key(given.reference, given.key)


def uploaded(content: bytes, name: str) -> FileStorage:
    return FileStorage(BytesIO(content), name)


def test_a_message_takes_files_by_the_rules_of_the_widgets_form(make_app: MakeApp):
    app = make_app(**OFFICE)
    with app.test_request_context("/gop-y", method="POST"):
        given = HOST.submit_message("Đèn", files=[uploaded(PDF, "đơn.pdf"), uploaded(b"", "")])
    (file,) = feedback_service_of(app).store.find(given.reference).files
    assert (file.name, file.bytes) == ("đơn.pdf", len(PDF))


@pytest.mark.parametrize("wrong", [[(b"MZ", "virus.exe")], [(PDF, f"{number}.pdf") for number in range(3)]])
def test_nothing_remains_of_a_message_with_a_refused_file(make_app: MakeApp, wrong: list[tuple[bytes, str]]):
    app = make_app(**OFFICE, feedback_files=3)
    files = [uploaded(PDF, "đơn.pdf"), *(uploaded(*one) for one in wrong)]
    with (
        app.test_request_context("/gop-y", method="POST"),
        pytest.raises(MessageRejectedError) as refused,
    ):
        HOST.submit_message("Đèn", files=files)
    assert list(refused.value.faults) == ["files"]
    folder = feedback_service_of(app).files.folder
    assert not folder.exists() or not list(folder.iterdir())


@pytest.mark.parametrize(
    ("text", "fields", "wrong"),
    [
        ("", {}, "text"),
        ("x" * 5001, {}, "text"),
        ("Đèn", {"name": "Lan"}, "answer"),
        ("Đèn", {"email": "nothing", "agreed": True}, "email"),
        ("Đèn", {"department": "unknown"}, "department"),
    ],
)
def test_a_wrong_message_is_refused_with_a_sentence_for_each_field(app: Flask, text: str, fields, wrong: str):
    with (
        app.test_request_context("/gop-y", method="POST"),
        pytest.raises(MessageRejectedError) as refused,
    ):
        HOST.submit_message(text, **fields)
    assert list(refused.value.faults) == [wrong]
    assert str(refused.value) == refused.value.faults[wrong]


def send_many(most: int) -> None:
    for number in range(most):
        HOST.submit_message(f"Đèn số {number}")


def test_too_many_messages_of_a_network_are_refused_with_the_time_to_wait(make_app: MakeApp):
    app = make_app(feedback_per_network=1)
    with (
        app.test_request_context("/gop-y", method="POST", environ_base={"REMOTE_ADDR": "192.0.2.1"}),
        pytest.raises(MessageRejectedError) as refused,
    ):
        send_many(100)
    assert not refused.value.faults
    assert refused.value.retry_after > 0


def test_a_widget_that_is_not_mounted_tells_nothing_and_takes_no_message(make_app: MakeApp):
    app = make_app(widgets=["reading"])
    with app.test_request_context("/"):
        assert HOST.views("1") is None
        assert (HOST.view_counts(["1"]), HOST.top(), HOST.open_polls(), HOST.links("a")) == ({}, [], [], [])
        assert HOST.poll("a") is HOST.unit("a") is None
        with pytest.raises(WidgetNotMountedError):
            HOST.submit_message("Đèn")
