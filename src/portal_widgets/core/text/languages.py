"""Languages: our own catalogues, Vietnamese dates and numbers, and which language a page is in."""

import io
import math
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from gettext import GNUTranslations
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from babel.dates import format_date, format_datetime, get_date_format
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from flask import Flask, has_request_context, request

from ...config import LANGUAGES
from ...errors import ConfigurationError
from ..settings import CoreSettings

# The words of a page in a language that there are none of.
FALLBACK = "en"
_CATALOGUE = "LC_MESSAGES/portal_widgets.po"
# A language tag as a `lang` attribute bears it (BCP 47), such as "es" or "zh-Hant-TW".
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
# CLDR's own full formats show seconds and the zone, which no dateline does.
_DAY = {"vi": "EEEE, dd/MM/yyyy", "en": "EEEE, d MMMM y"}
_SHORT_DAY = {"vi": "dd/MM/yyyy", "en": "d MMMM y"}


class Language:
    """One language: its words, dates and numbers. `code` is the language of the words, `page` that of the
    page, as its `lang` attribute says: where we have no words of it, the words are English.
    """

    def __init__(self, code: str, folder: Path | None = None, page: str = "") -> None:
        self.code = code
        self.page = page or code
        self.is_foreign = self.page != code
        # What a part that is kept depends on: not on the page's language, which a reader may have made up.
        self.key = f"{code}, marked" if self.is_foreign else code
        self._catalogue = _catalogue(code, folder)

    def gettext(self, message: str, /, **values: Any) -> str:
        text = self._catalogue.gettext(message)
        return text % values if values else text

    def ngettext(self, one: str, many: str, count: int, /, **values: Any) -> str:
        text = self._catalogue.ngettext(one, many, count)
        return text % {"count": self.number(count), **values}

    def text(self, given: str | Mapping[str, str]) -> str:
        """A text that may be given by language code: in this language, or in the first it has."""
        if isinstance(given, Mapping):
            given = given.get(self.code) or next(iter(given.values()), "")
        return str(given)  # a host's text may be a lazy one

    def number(self, value: int) -> str:
        """14639 as "14.639" in Vietnamese, "14,639" in English."""
        return _number(value, self.code)

    def ratio(self, value: float) -> str:
        """A contrast ratio, rounded down: 12.68 as "12,6:1" in Vietnamese."""
        return format_decimal(math.floor(value * 10) / 10, "0.0", locale=self.code) + ":1"

    def decimal(self, value: float) -> str:
        """With one place behind the comma: 2.5 as "2,5" in Vietnamese."""
        return format_decimal(value, "#,##0.0", locale=self.code)

    def day(self, value: date) -> str:
        """8 March 2023 as "Thứ tư, 08/03/2023" or "Wednesday, 8 March 2023"."""
        return self._capital(format_date(value, self._day(), locale=self.code))

    def short_day(self, value: date) -> str:
        return format_date(value, _SHORT_DAY.get(self.code, "long"), locale=self.code)

    def moment(self, value: datetime) -> str:
        """As `day`, with the time on the wall: "Thứ tư, 08/03/2023, 14:35"."""
        return self._capital(format_datetime(value, self._day() + ", HH:mm", locale=self.code))

    def _day(self) -> str:
        """How a day is written in full: CLDR's own way for a language that is not ours."""
        return _DAY.get(self.code) or str(get_date_format("full", locale=self.code))

    def _capital(self, text: str) -> str:
        """CLDR writes "Thứ Tư"; Vietnamese spelling has "Thứ tư"."""
        if self.code != "vi":
            return text
        name, rest = text.split(",", 1)
        return f"{name.capitalize()},{rest}"


class Languages:
    """Decides the language of a page: on our own addresses `?lang=`, then the host, then `?lang=`, then the
    configuration.

    Never Accept-Language or a cookie: a cached page must be the same for every reader.
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
                f"PORTAL_WIDGETS_LANGUAGE: there are no words of {self.default!r}; there are {known}. "
                "PORTAL_WIDGETS_TRANSLATIONS names a folder with others."
            )

    @property
    def by_host(self) -> bool:
        """Whether the host has a say in it. Looked up in app.extensions, never imported to find out:
        installed is not used.
        """
        return self._host is not None or "babel" in self._app.extensions

    def current(self) -> Language:
        """As the host says in the current request, then as its address says."""
        said = self._from_host()
        if said is not None:
            return said
        return self._of_query(request.environ.get("QUERY_STRING", "") if has_request_context() else "")

    def of_address(self, path: str, query: str) -> Language | None:
        """The language of a page where its address alone decides it; None where the host is to be asked. A
        host seldom knows the language of our own addresses, and our own links say it.
        """
        if not self.by_host:
            return self._of_query(query)
        said = self._said(query) if path.startswith(self._own) else None
        return self.get(said) if said else None

    def get(self, code: str) -> Language:
        """A language that there are words of: ours, or one of the host's catalogues."""
        return language(code, None if code in LANGUAGES else self._folder)

    def _of_query(self, query: str) -> Language:
        return self.get(self._said(query) or self.default)

    def _said(self, query: str) -> str | None:
        # Most pages have no query: parsing none costs more than looking.
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
        # Not kept: a host may take a tag from whoever asks.
        return Language(FALLBACK, page=tag) if _TAG.fullmatch(tag) else None


def _babel_locale(app: Flask) -> Any:
    """What the host's Babel extension says: Flask-Babel, or one of those that bear the same name in
    `app.extensions`. None outside of a request, and for one that does not say.
    """
    extension = app.extensions.get("babel")
    if extension is None or not has_request_context():
        return None
    package = sys.modules.get(type(extension).__module__.partition(".")[0])
    get_locale = getattr(package, "get_locale", None)
    return get_locale() if get_locale is not None else None


@lru_cache(maxsize=4096)
def _number(value: int, code: str) -> str:
    return format_decimal(value, locale=code)


@cache
def language(code: str, folder: Path | None = None) -> Language:
    """A language by its words: one of our own, or one of a host's folder."""
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
def _catalogue(code: str, folder: Path | None) -> GNUTranslations:
    """The .po file is the only copy: it is compiled in memory, so no stale .mo can ship."""
    source = (folder or files("portal_widgets") / "translations") / code / _CATALOGUE
    compiled = io.BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)
