"""Languages: our catalogues, Vietnamese dates and numbers, and the language of a page."""

import math
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import parse_qs

from flask import Flask, has_request_context, request
from markupsafe import Markup, escape

from ...config import LANGUAGES, Text
from ...errors import ConfigurationError
from ..catalogues import Catalogue
from ..numbers import CODES, percent_in, percent_pattern, whole_in
from ..settings import CoreSettings
from .vietnamese import is_vietnamese

# The language of our texts on a page whose language has no catalogue.
FALLBACK = "en"
_CATALOGUE = "LC_MESSAGES/portal_widgets.po"
# A language tag as in a `lang` attribute (BCP 47), such as "es" or "zh-Hant-TW".
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
# CLDR's own full formats contain seconds and the zone, which a dateline does not show.
_DAY = {"vi": "EEEE, dd/MM/yyyy", "en": "EEEE, d MMMM y"}
_SHORT_DAY = {"vi": "dd/MM/yyyy", "en": "d MMMM y"}


class Language:
    """One language: its texts, dates and numbers. `code` is the language of the texts, `page` that of the
    page, as in its `lang` attribute. If there are no texts in the page's language, they are English.
    """

    def __init__(self, code: str, folder: Path | None = None, page: str = "") -> None:
        self.code = code
        self.page = page or code
        self.is_foreign = self.page != code
        # A cached part depends on this, not on the page's language, because a reader may have invented that.
        self.key = f"{code}, marked" if self.is_foreign else code
        self._catalogue = _catalogue(code, folder)

    def gettext(self, message: str, /, **values: object) -> str:
        text = self._catalogue.gettext(message)
        return text % values if values else text

    def ngettext(self, one: str, many: str, count: int, /, **values: object) -> str:
        text = self._catalogue.ngettext(one, many, count)
        return text % {"count": self.number(count), **values}

    def text(self, given: Text) -> str:
        """A text that may be given by language code. Returns it in this language, or in the first available
        one.
        """
        if isinstance(given, Mapping):
            given = given.get(self.code) or next(iter(given.values()), "")
        return str(given)  # a host's text may be lazy

    def lang(self, given: Text) -> Markup:
        """The attribute `lang` of a text in another language (WCAG 3.1.2); otherwise an empty string."""
        code = "vi" if self.code != "vi" and is_vietnamese(self.text(given)) else self.code
        if isinstance(given, Mapping) and not given.get(self.code):
            code = next(iter(given), code) if self.text(given) else self.code
        return Markup(' lang="{}"').format(code) if code != self.code else Markup()

    def marked(self, given: Text) -> Markup:
        """The text, in an element of its own if it is in another language."""
        lang, text = self.lang(given), self.text(given)
        return Markup("<span{}>{}</span>").format(lang, text) if lang else escape(text)

    def number(self, value: float) -> str:
        """A whole number: 14639 as "14.639" in Vietnamese, "14,639" in English."""
        return _number(round(value), self.code)  # a cache takes 641.0 for 641: "641,0"

    def ratio(self, value: float) -> str:
        """A contrast ratio, rounded down: 12.68 as "12,6:1" in Vietnamese."""
        from babel.numbers import format_decimal

        return format_decimal(math.floor(value * 10) / 10, "0.0", locale=self.code) + ":1"

    def decimal(self, value: float) -> str:
        """With one decimal place: 2.5 as "2,5" in Vietnamese."""
        from babel.numbers import format_decimal

        return format_decimal(value, "#,##0.0", locale=self.code)

    def percent(self, share: float) -> str:
        """A share with at most one decimal place, in CLDR's form: 0.331 as "33,1%" in Vietnamese."""
        if self.code in CODES:
            return percent_in(self.code, share)
        from babel.numbers import format_percent

        return format_percent(share, percent_pattern(self.code), locale=self.code)

    def percent_of(self, written: str) -> str:
        """The same form around a number that is already written, such as "{}" for a script."""
        return self.percent(1).replace("100", written)

    def day(self, value: date) -> str:
        """8 March 2023 as "Thứ tư, 08/03/2023" or "Wednesday, 8 March 2023"."""
        from babel.dates import format_date

        return self._capital(format_date(value, self._day(), locale=self.code))

    def short_day(self, value: date) -> str:
        from babel.dates import format_date

        return format_date(value, _SHORT_DAY.get(self.code, "long"), locale=self.code)

    def moment(self, value: datetime) -> str:
        """The same as `day`, with the local time: "Thứ tư, 08/03/2023, 14:35"."""
        from babel.dates import format_datetime

        return self._capital(format_datetime(value, self._day() + ", HH:mm", locale=self.code))

    def _day(self) -> str:
        """A full date: CLDR's own format for a language that we do not ship."""
        from babel.dates import get_date_format

        return _DAY.get(self.code) or str(get_date_format("full", locale=self.code))

    def _capital(self, text: str) -> str:
        """CLDR writes "Thứ Tư"; Vietnamese spelling requires "Thứ tư"."""
        if self.code != "vi":
            return text
        name, rest = text.split(",", 1)
        return f"{name.capitalize()},{rest}"


class Languages:
    """Decides the language of a page: on our own addresses `?lang=`, then the host, then `?lang=`, then the
    configuration.

    It never uses Accept-Language or a cookie: a cached page must be the same for every reader.
    """

    def __init__(self, app: Flask, settings: CoreSettings) -> None:
        self._app = app
        self._own = settings.url_prefix + "/"
        self._host = settings.locale
        self._folder = settings.translations
        self.codes = frozenset({*LANGUAGES, *_codes(self._folder)})
        self.default = settings.language
        if self.default not in self.codes:
            known = ", ".join([*LANGUAGES, *sorted(self.codes - set(LANGUAGES))])
            raise ConfigurationError(
                f"PORTAL_WIDGETS_LANGUAGE: there are no texts in {self.default!r}, only in {known}. "
                "PORTAL_WIDGETS_TRANSLATIONS may name a folder with others."
            )

    @property
    def by_host(self) -> bool:
        """Return whether the host decides. It looks into app.extensions and does not import Babel: an
        installed package may be unused.
        """
        return self._host is not None or "babel" in self._app.extensions

    def current(self) -> Language:
        """The host's answer in the current request, then the language in its address."""
        said = self._from_host()
        if said is not None:
            return said
        return self._of_query(request.environ.get("QUERY_STRING", "") if has_request_context() else "")

    def of_address(self, path: str, query: str) -> Language | None:
        """The language of a page if its address decides it; None if the host must be asked. A host seldom
        knows the language of our own addresses, and our own links name it.
        """
        if self._host is None and "babel" not in self._app.extensions:
            return self._of_query(query) if "lang=" in query else self.get(self.default)
        said = self._said(query) if path.startswith(self._own) else None
        return self.get(said) if said else None

    def get(self, code: str) -> Language:
        """Find a language with texts: one of ours, or one from the host's folder. If a stored code has no
        texts any more, the default language is used.
        """
        known = code if code in self.codes else self.default
        return language(known, None if known in LANGUAGES else self._folder)

    def _of_query(self, query: str) -> Language:
        return self.get(self._said(query) or self.default)

    def _said(self, query: str) -> str | None:
        # Most pages have no query: parsing an empty one costs more than this check.
        if "lang=" not in query:
            return None
        code = _base(parse_qs(query).get("lang", [""])[0])
        return code if code in self.codes else None

    def _from_host(self) -> Language | None:
        said = self._host() if self._host is not None else _babel_locale(self._app)
        return self._of_locale(str(said)[:35]) if said else None

    def _of_locale(self, locale: str) -> Language | None:
        code = _base(locale)
        if code in self.codes:
            return self.get(code)
        tag = locale.replace("_", "-")
        # Not cached: a host may take the tag from the request.
        return Language(FALLBACK, page=tag) if _TAG.fullmatch(tag) else None


def _babel_locale(app: Flask) -> object:
    """The answer of the host's Babel extension: Flask-Babel, or another one with the same name in
    `app.extensions`. None outside a request, and if it does not answer.
    """
    extension = app.extensions.get("babel")
    if extension is None or not has_request_context():
        return None
    package = sys.modules.get(type(extension).__module__.partition(".")[0])
    get_locale = getattr(package, "get_locale", None)
    return get_locale() if get_locale is not None else None


@lru_cache(maxsize=4096)
def _number(value: int, code: str) -> str:
    if code in CODES:
        return whole_in(code, value)
    from babel.numbers import format_decimal

    return format_decimal(value, locale=code)


@cache
def language(code: str, folder: Path | None = None) -> Language:
    """The language with one of our catalogues, or with a catalogue from a host's folder."""
    return Language(code, folder)


@lru_cache(maxsize=256)
def _base(locale: str) -> str:
    """The language of a locale: "pt" of "pt_BR"."""
    return locale[:35].replace("-", "_").split("_")[0].lower()


def _codes(folder: Path | None) -> Iterator[str]:
    """The languages of a folder of catalogues."""
    for file in folder.glob(f"*/{_CATALOGUE}") if folder is not None else ():
        yield file.parent.parent.name


@cache
def _catalogue(code: str, folder: Path | None) -> Catalogue:
    """The .po file is the only copy: it is read as it is, so no outdated .mo can be shipped."""
    source = (folder or files("portal_widgets") / "translations") / code / _CATALOGUE
    return Catalogue(source.read_text("utf-8-sig"))
