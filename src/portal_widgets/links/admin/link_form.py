"""What the office types: the form of a link, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..directory_data import LONGEST_URL, MayBeLinked, read_line, read_link
from ..rules import Link, Text

TEXTS = ("title", "description", "icon_text")
DATES = ("starts", "ends", "review")
LINES = ("url", "icon", "owner", *DATES)
SWITCHES = ("new_window", "nofollow")
CODES = ("vi", "en")


@dataclass
class LinkForm:
    """A link as it is typed, every field a text."""

    values: dict[str, str] = field(default_factory=dict)
    switches: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()
    group: str = ""

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")


def read_form(given: Mapping[str, str], languages: list[str]) -> LinkForm:
    """As it will be kept: what is not seen is no title."""
    texts = {
        name: read_line(given.get(name, ""))
        for name in (f"{text}_{code}" for text in TEXTS for code in CODES)
    }
    return LinkForm(
        {**texts, **{name: given.get(name, "").strip() for name in LINES}},
        frozenset(name for name in SWITCHES if given.get(name)),
        tuple(code for code in languages if code in CODES),
        given.get("group", ""),
    )


def from_link(link: Link, group: str) -> LinkForm:
    values = {f"{name}_{code}": _in(getattr(link, name), code) for name in TEXTS for code in CODES}
    values |= {name: _as_text(getattr(link, name)) for name in LINES}
    switches = frozenset(name for name in SWITCHES if getattr(link, name))
    return LinkForm(values, switches, link.languages, group)


def _in(text: Text, code: str) -> str:
    """A text without language stands in the field of the first language."""
    return (text if code == CODES[0] else "") if isinstance(text, str) else text.get(code, "")


def _as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else value or ""


def find_faults(form: LinkForm, may_be_linked: MayBeLinked) -> dict[str, str]:
    """By field, what is wrong with it: "title", "url", "icon", "day" or "order"."""
    faults = {}
    if not (form["title_vi"] or form["title_en"]):
        faults["title_vi"] = "title"
    if not form["url"] or len(form["url"]) > LONGEST_URL or not may_be_linked(form["url"]):
        faults["url"] = "url"
    icon = form["icon"]
    if icon and not (icon.startswith("/") and may_be_linked(icon)):
        faults["icon"] = "icon"
    faults |= {name: "day" for name in DATES if not _is_day(form[name])}
    if form["starts"] and form["ends"] and faults.keys().isdisjoint(DATES):
        starts, ends = (date.fromisoformat(form[name]) for name in ("starts", "ends"))
        faults |= {"ends": "order"} if starts > ends else {}
    return faults


def link(form: LinkForm, before: Link | None, key: str, may_be_linked: MayBeLinked) -> Link:
    """The link that a form without faults describes. What it has no fields for, such as a third language,
    stays.
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


def _is_day(text: str) -> bool:
    try:
        return not text or bool(date.fromisoformat(text))
    except ValueError:
        return False
