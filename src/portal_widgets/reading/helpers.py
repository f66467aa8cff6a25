"""Template helpers: the attributes of <html>, the bar or panel, and whether a page is personal."""

import re
from functools import lru_cache
from urllib.parse import quote

from markupsafe import Markup, escape
from werkzeug.sansio.http import parse_cookie

from ..core.app.helpers import empty_part
from ..core.app.page import PageContext
from ..core.app.portal import Portal
from ..core.legal.profile import Subject
from ..core.settings import CoreSettings
from . import ui_text
from .rules import NOTHING_CHOSEN, OWN_INK, OWN_PAPER, OWN_THEME, SIZES, Preferences, parse
from .settings import ReadingSettings
from .statement import Statement, contact_of, overdue

COOKIE = "pw_reading"
RETURN_MARK = "pw-reading"
FORMS = {"bar": "reading/bar.html", "panel": "reading/panel.html"}
# RFC 3986, section 3.4; characters that are quoted already are not changed.
_IN_QUERY = "%/?:@!$&'()*+,;=-._~"
# The placeholder of the page's address in a form that is cached for all pages.
_HERE = "\ue000"
_HERE_QUOTED = quote(_HERE)


def preferences(cookies: str) -> Preferences:
    """The preferences in a reader's Cookie header."""
    # Most readers have none, and parsing an empty header costs more than this check.
    if COOKIE not in cookies:
        return NOTHING_CHOSEN
    return parse(parse_cookie(cookies).get(COOKIE))


class ReadingHelpers:
    """The template helpers of one portal."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._stated = portal.settings[ReadingSettings].accessibility_statement

    def html_attributes(self, lang: str | None = None) -> Markup:
        """The attributes of <html>: the language of the page, and the reader's preferences, if any."""
        page_context = self._portal.page
        language = lang or (page_context.decided or page_context.language).page
        cookies = page_context.cookies
        # Most readers have no cookie.
        chosen = preferences(cookies) if cookies else NOTHING_CHOSEN
        if chosen is NOTHING_CHOSEN:
            return _language_alone(language)
        if chosen.chosen:
            page_context.personal = True
        return _attributes(language, chosen)

    def reading_options(self, form: str = "bar") -> Markup:
        """The options: "bar" is compact, for an article's head; "panel" contains all of them and opens with a
        button.
        """
        if form not in FORMS:
            raise ValueError(f"reading_options: the form is one of {', '.join(FORMS)}, not {form!r}")
        page_context = self._portal.page
        chosen = preferences(page_context.cookies)
        kept = self._portal.cached_fragment(
            page_context,
            FORMS[form],
            chosen,
            make=lambda: self._portal.render(FORMS[form], **context(self._portal, chosen)),
        )
        return _fill(kept, address_of(page_context))

    def statement(self) -> Markup:
        """The accessibility statement as a part of a host's page, with headings from the second level down.
        Empty if no statement is configured.
        """
        if self._stated is None:
            return empty_part(
                self._portal.app, "statement", "PORTAL_WIDGETS_ACCESSIBILITY_STATEMENT is not set"
            )
        return self._portal.render(
            "reading/statement.html", level=2, **statement_context(self._portal, self._stated)
        )

    def is_personal(self) -> bool:
        """Return whether this page will contain the reader's own preferences, so that no cache may
        keep it.
        """
        return bool(preferences(self._portal.page.cookies).chosen)

    def styles(self, page_context: PageContext) -> str:
        """The address of a stylesheet for this reader only: their own pair of colours."""
        chosen = preferences(page_context.cookies)
        if chosen.theme != OWN_THEME:
            return ""
        return self._portal.url("reading.own_colours", ink=chosen.ink, paper=chosen.paper, lang=None)


def _fill(form: Markup, address: str) -> Markup:
    """Complete a form that is cached for all pages with the return address, as a value and in a query."""
    page_context = {_HERE: escape(address), _HERE_QUOTED: quote(address)}
    filled = "".join([page_context.get(piece, piece) for piece in _pieces(form)])
    return Markup(filled)  # noqa: S704 - markup of ours, and a text that is escaped


@lru_cache(maxsize=64)
def _pieces(form: Markup) -> list[str]:
    """A form, split at the places of the address. Searching the whole form for every page would be slow."""
    return re.split(f"({_HERE}|{_HERE_QUOTED})", form)


def context(portal: Portal, chosen: Preferences, back: str = _HERE) -> dict[str, object]:
    """The variables of the forms: every setting in words, and the current choice."""
    say = portal.gettext
    decimal = {"vi": ","}.get(portal.language.code, ".")
    return {
        "chosen": chosen,
        "back": back,
        "sets": portal.settings[ReadingSettings].reading_sets,
        "steps": SIZES,
        "bar_themes": ui_text.bar_themes(say),
        "sizes": ui_text.size_group(portal.language),
        "themes": ui_text.theme_group(say),
        "types": list(ui_text.type_groups(say, decimal)),
        "switches": ui_text.switches(say),
        "own": OWN_THEME,
        "own_ink": f"#{chosen.ink or OWN_INK}",
        "own_paper": f"#{chosen.paper or OWN_PAPER}",
    }


def statement_context(portal: Portal, stated: Statement) -> dict[str, object]:
    """The variables of the statement's template."""
    from ..core.rendering.phone_links import dialled

    organisation, today = portal.publisher(), portal.clock.today()
    months = portal.settings[CoreSettings].legal_profile.rule(Subject.STATEMENT, today).review_months
    return {
        "statement": stated,
        "overdue": overdue(stated.date, today, months),
        "review_months": months,
        "owner": organisation.name,
        "contact": contact_of(stated, organisation),
        "dialled": dialled,
    }


@lru_cache(maxsize=64)
def _language_alone(lang: str) -> Markup:
    """The form for a reader without a choice. The cache key is only the language, because comparing all
    choices is slow.
    """
    return _attributes(lang, NOTHING_CHOSEN)


@lru_cache(maxsize=256)
def _attributes(lang: str, chosen: Preferences) -> Markup:
    attributes = {"lang": lang} | {f"data-pw-{name}": value for name, value in chosen.chosen.items()}
    return Markup(" ").join(Markup('{}="{}"').format(name, value) for name, value in attributes.items())


def address_of(page_context: PageContext, without: str = RETURN_MARK) -> str:
    """The path and query of a page to return to, without our parameters."""
    marks = tuple(f"{mark}=".encode() for mark in (RETURN_MARK, without))
    query = page_context.query.encode("latin-1", "replace")  # WSGI decodes the browser's bytes in this way
    kept = b"&".join(part for part in query.split(b"&") if not part.startswith(marks))
    return quote(page_context.root + page_context.path) + ("?" + quote(kept, safe=_IN_QUERY) if kept else "")
