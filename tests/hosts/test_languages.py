"""The host decides the language of a page. Our texts follow it, and are marked if they cannot."""

import mailbox
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g, request
from flask_babel import Babel
from justhtml import JustHTML

from feedback.sending import CITIZEN, OFFICE, feedback_service_of, stored
from polls.samples import held
from portal_widgets import ConfigurationError, PortalWidgets
from security.routes import LINKS, ORGANISATION, routes_of
from support import PAGE, FrozenClock, MakeApp, browser, copy_database, portal_of

TRANSLATIONS = Path(__file__).parent / "translations"


def prefixed(app: Flask) -> None:
    """The usual form of a multilingual portal: /vi/... and /en/..., which the host's Babel reads."""
    Babel(app, locale_selector=lambda: g.get("language"), default_locale="vi")

    @app.url_value_preprocessor
    def read(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        g.language = (values or {}).pop("language", None)

    def article(article: str) -> str:
        return app.jinja_env.from_string(PAGE).render(article=article)

    app.add_url_rule("/<language>/bai/<article>", "prefixed", article)


@pytest.fixture
def multilingual(tmp_path: Path) -> Flask:
    app = Flask("host", instance_path=str(tmp_path / "host"))
    app.config.update(SECRET_KEY="secret", TESTING=True)
    prefixed(app)
    PortalWidgets(app, background=False)
    copy_database(tmp_path / "host")
    held(app)
    return app


def language_of(page: str) -> str:
    return re.search(r'<html[^>]* lang="([^"]*)"', page)[1]


def test_our_own_pages_are_in_the_language_that_our_links_name(multilingual: Flask):
    """Also if the host's selector does not know our addresses and would return its default."""
    client = browser(multilingual)
    article = client.get("/en/bai/1").text
    links = set(re.findall(r'(?:href|action)="(/portal/[^"#]*lang=en[^"#]*)"', article))

    assert language_of(article) == "en"
    assert len(links) >= 3
    for link in links:
        answer = client.get(link.replace("&amp;", "&"))
        if answer.status_code != 405:  # the target of a form
            assert language_of(answer.text) == "en", link


def test_on_the_hosts_own_pages_the_host_decides(multilingual: Flask):
    assert language_of(browser(multilingual).get("/vi/bai/1?lang=en").text) == "vi"


@pytest.mark.parametrize("tag", ["es", "zh_Hant_TW", "km", "pt-BR"])
def test_a_language_we_have_no_words_of_is_the_pages_and_ours_is_marked_as_english(
    make_app: MakeApp, tag: str
):
    """A screen reader reads the page with its voice, and the widgets with an English one (WCAG 3.1.1,
    3.1.2).
    """
    app = make_app(locale=lambda: tag)
    page = browser(app).get("/bai/1").text
    tree = JustHTML(page)

    assert language_of(page) == tag.replace("_", "-")
    for part in tree.query(".pw-statistics, .pw-views, .pw-useful, .pw-links, .pw-organisation"):
        node = part
        while "lang" not in node.attrs:
            node = node.parent
        assert node.attrs["lang"] == "en"
    assert "Views" in page
    assert "Lượt xem" not in page


def test_languages_that_readers_make_up_cost_no_catalogue_and_no_part_of_a_page(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
):
    """A host may read the language from the address, so anybody can invent one."""
    app = make_app(locale=lambda: request.args.get("l"))
    client = browser(app)
    client.get("/bai/1?l=es")
    kept = len(portal_of(app).fragments.local)
    read = []
    monkeypatch.setattr("portal_widgets.core.text.languages.Catalogue", lambda *_, **__: read.append(1))
    for number in range(20):
        assert language_of(client.get(f"/bai/1?l=es-{number}").text) == f"es-{number}"

    assert read == []
    assert len(portal_of(app).fragments.local) == kept


@pytest.mark.parametrize("locale", ["<script>", "", None, "x" * 99, "../../etc"])
def test_what_is_no_language_is_the_configured_one(make_app: MakeApp, locale: Any):
    assert language_of(browser(make_app(locale=lambda: locale)).get("/bai/1").text) == "vi"


def test_a_host_brings_a_third_language_by_a_folder_of_catalogues(make_app: MakeApp):
    """Words, plurals, dates and numbers are in this language. Texts without a translation stay English."""
    app = make_app(locale=lambda: request.args.get("l"), translations=TRANSLATIONS)
    page = browser(app).get("/bai/1?l=fr_FR").text

    assert language_of(page) == "fr"
    assert "Lectures" in page
    assert "mercredi 8 mars 2023" in page.lower()
    french = portal_of(app).languages.get("fr")
    assert [french.ngettext("%(count)s view", "%(count)s views", n) for n in (0, 1, 2, 14639)] == [
        "0 lecture",
        "1 lecture",
        "2 lectures",
        "14\u202f639 lectures",
    ]
    assert french.gettext("Reading options") == "Reading options"


def test_a_portal_may_be_in_the_third_language_alone(make_app: MakeApp):
    app = make_app(language="fr", translations=str(TRANSLATIONS))
    client = browser(app)

    assert language_of(client.get("/bai/1").text) == "fr"
    assert language_of(client.get("/portal/statistics").text) == "fr"
    assert language_of(client.get("/portal/statistics?lang=vi").text) == "vi"


@pytest.mark.parametrize("options", [{"language": "fr"}, {"translations": "/nowhere"}, {"translations": 1}])
def test_a_language_without_words_stops_the_start(make_app: MakeApp, options: dict[str, Any]):
    with pytest.raises(ConfigurationError, match=r"PORTAL_WIDGETS_(LANGUAGE|TRANSLATIONS)"):
        make_app(**options)


def test_another_extension_of_the_name_babel_decides_where_it_can(make_app: MakeApp, monkeypatch):
    """Flask-BabelPlus has the same key in `app.extensions`. An extension without an answer is ignored."""
    import flask_babelplus

    app = make_app()
    app.extensions["babel"] = flask_babelplus.Babel()
    monkeypatch.setattr(flask_babelplus, "get_locale", lambda: "en")
    assert language_of(browser(app).get("/bai/1").text) == "en"

    app.extensions["babel"] = object()
    assert language_of(browser(app).get("/bai/1").text) == "vi"


@pytest.mark.parametrize("later", [{"translations": TRANSLATIONS}, {}], ids=["still there", "taken away"])
def test_who_wrote_in_the_third_language_is_answered(
    make_app: MakeApp, clock: FrozenClock, tmp_path: Path, later: dict[str, Any]
):
    """Also after the host has taken its texts away: then in the portal's own language."""
    folder = tmp_path / "one"
    copy_database(folder)
    before = make_app(folder, locale=lambda: "fr", translations=TRANSLATIONS, **OFFICE)
    stored(before, clock, **CITIZEN)
    after = make_app(folder, mail_folder=tmp_path / "mail", **OFFICE, **later)

    assert feedback_service_of(after).outbox.send() == (2, 0)
    assert {mail["Content-Language"] for mail in mailbox.Maildir(tmp_path / "mail")} == {
        "vi",
        "fr" if later else "vi",
    }


def test_every_page_is_there_in_the_third_language(make_app: MakeApp):
    office = {"links": LINKS, "organisation": ORGANISATION, "admin_guard": lambda: {"admin"}}
    app = make_app(language="fr", translations=TRANSLATIONS, **office)
    held(app)
    asked = [one.path for one in routes_of(app) if "GET" in one.methods]
    broken = {path: status for path in asked if (status := browser(app).get(path).status_code) >= 500}

    assert (len(asked) > 50, broken) == (True, {})


@pytest.mark.parametrize(
    "words",
    [
        ["polls", "list"],
        ["feedback", "overdue"],
        ["links", "export", "json"],
        ["report", "--lang", "fr"],
        ["export", "series"],
        ["doctor"],
    ],
)
def test_commands_speak_the_third_language_too(make_app: MakeApp, tmp_path: Path, words: list[str]):
    app = make_app(language="fr", translations=TRANSLATIONS, **OFFICE)
    held(app)
    file = [str(tmp_path / "file")] if words[0] == "links" else []
    done = app.test_cli_runner().invoke(args=["portal", *words, *file])

    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
