"""What templates call: the attributes of <html>, the compact bar, and whether a page is personal."""

from functools import lru_cache
from urllib.parse import quote

from markupsafe import Markup
from werkzeug.http import parse_cookie

from ..core.widget import Here, Portal
from .rules import DEFAULT_THEME, SIZES, Preferences, parse

COOKIE = "pw_reading"
RETURN_MARK = "pw-reading"
NOTHING_CHOSEN = Preferences()
# RFC 3986, section 3.4; what is quoted already stays as it is.
_IN_QUERY = "%/?:@!$&'()*+,;=-._~"


def preferences(cookies: str) -> Preferences:
    """The preferences in a reader's Cookie header."""
    # Most readers have none: parsing no cookies costs more than looking.
    if COOKIE not in cookies:
        return NOTHING_CHOSEN
    return parse(parse_cookie(cookies).get(COOKIE))


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
        here = self._portal.here()
        chosen = preferences(here.cookies)
        if chosen is not NOTHING_CHOSEN and chosen.chosen:
            here.personal = True
        return _attributes(lang or here.language.code, chosen)

    def reading_options(self) -> Markup:
        """The compact bar: text size and colours."""
        here = self._portal.here()
        chosen = preferences(here.cookies)
        return self._portal.keep(
            here,
            "reading/bar.html",
            chosen,
            here.path,
            here.query,
            make=lambda: self._bar(chosen, address_of(here)),
        )

    def is_personal(self) -> bool:
        """Whether this page will carry the reader's own preferences, so that no cache may keep it."""
        return bool(preferences(self._portal.here().cookies).chosen)

    def _bar(self, chosen: Preferences, address: str) -> Markup:
        return self._portal.render(
            "reading/bar.html",
            chosen=chosen,
            sizes=SIZES,
            themes=theme_names(self._portal),
            default_theme=DEFAULT_THEME,
            here=address,
        )


@lru_cache(maxsize=256)
def _attributes(lang: str, chosen: Preferences) -> Markup:
    attributes = {"lang": lang} | {f"data-pw-{name}": value for name, value in chosen.chosen.items()}
    return Markup(" ").join(Markup('{}="{}"').format(name, value) for name, value in attributes.items())


def address_of(here: Here) -> str:
    """The path and query of a page, to come back to; without the mark of an earlier return."""
    query = here.query.encode("latin-1", "replace")  # as WSGI hands over what a browser sent
    kept = b"&".join(part for part in query.split(b"&") if not part.startswith(f"{RETURN_MARK}=".encode()))
    return quote(here.root + here.path) + ("?" + quote(kept, safe=_IN_QUERY) if kept else "")
