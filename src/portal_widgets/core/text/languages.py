"""Languages: our own catalogues, Vietnamese dates and numbers, and which language a page is in."""

import io
import math
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from gettext import GNUTranslations
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs

from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from flask import Flask, has_request_context, request

from ...config import LANGUAGES, Settings

# CLDR's own full formats show seconds and the zone, which no dateline does.
_DAY = {"vi": "EEEE, dd/MM/yyyy", "en": "EEEE, d MMMM y"}
_SHORT_DAY = {"vi": "dd/MM/yyyy", "en": "d MMMM y"}


class Language:
    """One language: its words, dates and numbers."""

    def __init__(self, code: str) -> None:
        self.code = code
        self._words = _catalogue(code)

    def gettext(self, message: str, /, **values: Any) -> str:
        text = self._words.gettext(message)
        return text % values if values else text

    def ngettext(self, one: str, many: str, count: int, /, **values: Any) -> str:
        text = self._words.ngettext(one, many, count)
        return text % {"count": self.number(count), **values}

    def text(self, given: str | Mapping[str, str]) -> str:
        """A text that may be given by language code: in this language, or in the first it has."""
        if isinstance(given, str):
            return given
        return given.get(self.code) or next(iter(given.values()), "")

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
        return _capital(format_date(value, _DAY[self.code], locale=self.code))

    def short_day(self, value: date) -> str:
        return format_date(value, _SHORT_DAY[self.code], locale=self.code)

    def moment(self, value: datetime) -> str:
        """As `day`, with the time on the wall: "Thứ tư, 08/03/2023, 14:35"."""
        return _capital(format_datetime(value, _DAY[self.code] + ", HH:mm", locale=self.code))


class Languages:
    """Decides the language of a page: the host, then `?lang=`, then the configuration.

    Never Accept-Language or a cookie: a cached page must be the same for every reader.
    """

    def __init__(self, app: Flask, settings: Settings) -> None:
        self._app = app
        self.default: str = settings["LANGUAGE"]
        self._host: Callable[[], Any] | None = settings["LOCALE"]

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
            return language(said)
        return self.of_query(request.environ.get("QUERY_STRING", "") if has_request_context() else "")

    def of_query(self, query: str) -> Language:
        # Most pages have no query: parsing none costs more than looking.
        said = _supported(parse_qs(query).get("lang", [""])[0]) if "lang=" in query else None
        return language(said or self.default)

    def _from_host(self) -> str | None:
        if self._host is not None:
            return _supported(self._host())
        if "babel" in self._app.extensions and has_request_context():
            from flask_babel import get_locale

            return _supported(get_locale())
        return None


@lru_cache(maxsize=4096)
def _number(value: int, code: str) -> str:
    return format_decimal(value, locale=code)


@cache
def language(code: str) -> Language:
    return Language(code)


@lru_cache(maxsize=256)
def _supported_code(code: str) -> str | None:
    base = code.replace("-", "_").split("_")[0].lower()
    return base if base in LANGUAGES else None


def _supported(locale: Any) -> str | None:
    return _supported_code(str(locale)[:35]) if locale else None


def _capital(text: str) -> str:
    """CLDR writes "Thứ Tư"; Vietnamese spelling has "Thứ tư"."""
    name, rest = text.split(",", 1)
    return f"{name.capitalize()},{rest}"


def _catalogue(code: str) -> GNUTranslations:
    """The .po file is the only copy: it is compiled in memory, so no stale .mo can ship."""
    source = files("portal_widgets") / "translations" / code / "LC_MESSAGES" / "portal_widgets.po"
    compiled = io.BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)
