"""The main flows in Firefox and in WebKit, the engine of Safari."""

from collections.abc import Iterator

import pytest
from flask import Flask

from browser.conftest import example_portal, served, whole
from browser.webdriver import Send, Window, firefox, webkit
from polls.samples import held
from portal_widgets.feedback import rules
from portal_widgets.feedback.submission import drafts
from portal_widgets.polls.service import PollService
from support import portal_of

ARTICLE = "/bai-viet/phoi-hop-phong-chay-lu"
POLL = ".aside .pw-poll"
FORM = "main .pw-message__form"
ENGINES = {"firefox": firefox, "webkit": webkit}
TEXT = "Đèn đường thôn Đông bị hỏng."
WRITTEN = f"[...document.querySelectorAll('{FORM} :is(textarea, [name=stamp], [name=kept])')].map((field) => field.value)"
SIZE = "getComputedStyle(document.querySelector('main p')).fontSize"
HAS_FOCUS = "document.activeElement.matches('[role=group][aria-label]')"


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Send]:
    with ENGINES[request.param](tmp_path_factory.mktemp("profile")) as send:
        yield send


@pytest.fixture(scope="module")
def portal_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One portal for all tests of an engine. Its readers are staff of every area."""
    folder = tmp_path_factory.mktemp("engines") / "instance"
    with example_portal(folder, PORTAL_WIDGETS_ADMIN_GUARD=lambda: {"admin"}) as app:
        held(app)
        yield app


@pytest.fixture
def window(engine: Send, portal_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    monkeypatch.setattr(rules, "FASTEST_SECONDS", -1)
    monkeypatch.setattr(drafts, "FASTEST_SECONDS", 0)
    with served(whole(portal_app)) as site:
        yield Window(site, engine)


def test_reading_options_stay_on_the_next_page(window: Window):
    window.open(ARTICLE)
    small = window.value(SIZE)
    window.click(".pw-reading button[value=larger]")
    window.wait(f"parseFloat({SIZE}) > {float(small.removesuffix('px'))}")
    large = window.value(SIZE)
    window.open("/")
    window.open(ARTICLE)

    assert window.value(SIZE) == large
    assert window.value("document.documentElement.scrollWidth <= innerWidth")


def test_a_vote_is_sent_in_place(window: Window, portal_app: Flask):
    before = ballots(portal_app)
    window.open(ARTICLE)
    window.click(f"{POLL} input[type=radio]")
    window.click(f"{POLL} button[type=submit]")
    window.wait(f"document.querySelector('{POLL} .pw-poll__receipt')")

    assert window.value(HAS_FOCUS)
    assert window.value(f"document.querySelector('{POLL} [role=status]').textContent")
    assert ballots(portal_app) == before + 1


def ballots(app: Flask) -> int:
    return portal_of(app).service(PollService).polls.by_slug("duong").ballots


def test_a_sent_message_is_not_filled_in_again(window: Window):
    """After going back and after reloading, the form is empty."""
    window.open("/portal/feedback")
    window.type(f"{FORM} textarea", TEXT)
    window.wait(f"document.querySelector('{FORM} [name=stamp]').value")
    used = window.value(f"document.querySelector('{FORM} [name=stamp]').value")
    window.click(f"{FORM} button[type=submit]")
    window.wait("document.querySelector('.pw-message__receipt')")
    assert window.value(HAS_FOCUS)

    window.open("/portal/polls")
    window.back()
    assert not {TEXT, used} & set(window.value(WRITTEN))
    window.reload()
    window.wait(f"document.querySelector('{FORM} textarea')")
    assert not {TEXT, used} & set(window.value(WRITTEN))


def test_an_answer_below_an_article_is_announced(window: Window):
    window.open(ARTICLE)
    window.click(".pw-message--foot button[value=yes]")
    window.wait("document.querySelector('.pw-message--foot [role=group] textarea')")

    assert window.value(HAS_FOCUS)


def test_the_dashboard_draws_its_charts(window: Window):
    for width in (1280, 500):
        window.resize(width)
        window.open("/portal/admin/statistics/")

        assert window.value("document.querySelector('h1').textContent")
        assert window.value("document.querySelectorAll('table').length") > 1
        assert window.value("document.documentElement.scrollWidth <= innerWidth")
