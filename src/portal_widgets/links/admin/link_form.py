"""The form of a link, and the link that it describes."""

from collections.abc import Mapping
from datetime import date

from werkzeug.datastructures import MultiDict

from ...config import Text
from ...core.forms import Field, Form, is_no_day
from ...core.text.urls import may_be_linked
from ..directory_data import LONGEST_URL, read_line, read_link
from ..rules import Link

TEXTS = ("title", "description", "icon_text")
DATES = ("starts", "ends", "review")
LINES = ("url", "icon", "owner", *DATES)
SWITCHES = ("new_window", "nofollow")
CODES = ("vi", "en")


def _is_no_link(typed: str) -> bool:
    return not typed or len(typed) > LONGEST_URL or not may_be_linked(typed)


def _is_no_icon(typed: str) -> bool:
    return bool(typed) and not (typed.startswith("/") and may_be_linked(typed))


FIELDS = {
    **{f"{name}_{code}": Field(read_line) for name in TEXTS for code in CODES},
    "url": Field(str.strip, {"url": _is_no_link}),
    "icon": Field(str.strip, {"icon": _is_no_icon}),
    "owner": Field(str.strip),
    **{name: Field(str.strip, {"day": is_no_day}) for name in DATES},
    **{name: Field(str) for name in ("group", *SWITCHES)},
}


class LinkForm(Form):
    """The typed fields of a link, each a text. `languages` are those of the pages that show the link."""

    def __init__(self, given: Mapping[str, str] | MultiDict[str, str]) -> None:
        super().__init__(FIELDS, given)
        self.languages = tuple(code for code in self.every("languages") if code in CODES)

    @property
    def group(self) -> str:
        return self["group"]

    @property
    def switches(self) -> frozenset[str]:
        return frozenset(name for name in SWITCHES if self[name])

    def find_faults(self) -> dict[str, str]:
        nameless = not (self["title_vi"] or self["title_en"])
        faults = {**({"title_vi": "title"} if nameless else {}), **super().find_faults()}
        if self["starts"] and self["ends"] and faults.keys().isdisjoint(DATES):
            starts, ends = (date.fromisoformat(self[name]) for name in ("starts", "ends"))
            faults |= {"ends": "order"} if starts > ends else {}
        return faults


def from_link(link: Link, group: str) -> LinkForm:
    """The form with the values of a link."""
    values: dict[str, str | list[str]]
    values = {f"{name}_{code}": _in(getattr(link, name), code) for name in TEXTS for code in CODES}
    values |= {name: _as_text(getattr(link, name)) for name in LINES}
    values |= {name: "on" for name in SWITCHES if getattr(link, name)}
    return LinkForm(MultiDict(values | {"group": group, "languages": list(link.languages)}))


def _in(text: Text, code: str) -> str:
    """The text in one language. A text without a language belongs to the first language."""
    return (text if code == CODES[0] else "") if isinstance(text, str) else text.get(code, "")


def _as_text(value: str | date | None) -> str:
    return value.isoformat() if isinstance(value, date) else value or ""


def link(form: LinkForm, before: Link | None, key: str) -> Link:
    """The link of a valid form. Values without a field in the form, such as texts in a third language, are
    taken from `before`.
    """
    texts = {name: _texts(form, name, getattr(before, name) if before else {}) for name in TEXTS}
    lines = {name: form[name] for name in LINES}
    switches = {name: name in form.switches for name in SWITCHES}
    given = {"key": key, **texts, **lines, **switches, "languages": form.languages}
    return read_link(given, may_be_linked)


def _texts(form: LinkForm, name: str, before: Text) -> dict[str, str]:
    others = (
        {} if isinstance(before, str) else {code: text for code, text in before.items() if code not in CODES}
    )
    return {**{code: text for code in CODES if (text := form[f"{name}_{code}"])}, **others}
