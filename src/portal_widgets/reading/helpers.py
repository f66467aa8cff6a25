"""What templates call: the attributes of <html>, the compact bar, and whether a page is personal."""

from urllib.parse import urlsplit, urlunsplit

from flask import has_request_context, request
from markupsafe import Markup

from ..core.widget import Portal
from .rules import DEFAULT_THEME, SIZES, Preferences, parse

COOKIE = "pw_reading"
RETURN_MARK = "pw-reading"
NOTHING_CHOSEN = Preferences()


def preferences() -> Preferences:
    """The current reader's preferences."""
    if not has_request_context() or COOKIE not in request.environ.get("HTTP_COOKIE", ""):
        return NOTHING_CHOSEN
    return parse(request.cookies.get(COOKIE))


def theme_names(portal: Portal) -> dict[str, str]:
    return {
        "light": portal.gettext("Black on white"),
        "dark": portal.gettext("White on black"),
        "contrast": portal.gettext("Yellow on black"),
    }


class ReadingHelpers:
    """The template helpers of one portal."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def html_attributes(self, lang: str | None = None) -> Markup:
        """For the <html> tag: the language of the page, and the reader's preferences if there are any."""
        attributes = {"lang": lang or self._portal.language.code}
        chosen = preferences().chosen
        if chosen:
            self._portal.mark_personal()
            attributes |= {f"data-pw-{name}": value for name, value in chosen.items()}
        return Markup(" ").join(Markup('{}="{}"').format(name, value) for name, value in attributes.items())

    def reading_options(self) -> Markup:
        """The compact bar: text size and colours."""
        chosen, address = preferences(), here()
        return self._portal.keep("reading/bar.html", chosen, address, make=lambda: self._bar(chosen, address))

    def _bar(self, chosen: Preferences, address: str) -> Markup:
        return self._portal.render(
            "reading/bar.html",
            chosen=chosen,
            sizes=SIZES,
            themes=theme_names(self._portal),
            default_theme=DEFAULT_THEME,
            here=address,
        )

    @staticmethod
    def is_personal() -> bool:
        """Whether this page will carry the reader's own preferences, so that no cache may keep it."""
        return bool(preferences().chosen)


def here() -> str:
    """The path and query of this page, to come back to; without the mark of an earlier return."""
    if not has_request_context():
        return ""
    if not request.query_string:
        return request.script_root + request.path
    parts = urlsplit(request.url)
    query = "&".join(part for part in parts.query.split("&") if not part.startswith(f"{RETURN_MARK}="))
    return urlunsplit(("", "", parts.path, query, ""))
