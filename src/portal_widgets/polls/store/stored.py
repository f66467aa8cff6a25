"""Reads stored polls, whichever version of this package wrote them.

A poll was checked when it was written, so it is not checked again. A missing value has its default, and an
unknown value is left out. If a rule is unknown, the strictest known one is used.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from ..rules import Content, Option, Question, QuestionKind, Terms
from ..terms import read_stored

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Known = TypeVar("Known", bound="DataclassInstance")

log = logging.getLogger("portal_widgets")


@lru_cache(maxsize=64)
def content_of(text: str) -> Content | None:
    """The questions. None, with a log entry, if this version cannot read them. They are cached; otherwise
    each ballot would parse them again, while other ballots wait for its lock.
    """
    try:
        return _content(json.loads(text))
    except (LookupError, TypeError, ValueError) as error:
        log.error("a stored poll cannot be read, and is left out: %s: %s", type(error).__name__, error)  # noqa: TRY400 - a traceback adds nothing
        return None


def version_of(text: str) -> tuple[Content | None, Terms | None]:
    """Content and terms of a version. The terms are None if an earlier release wrote the version."""
    terms = terms_in(text)
    return content_of(text), read_stored(Terms, terms) if terms else None


@lru_cache(maxsize=64)
def terms_in(text: str) -> Mapping[str, object]:
    """The terms that are stored with the content, not yet parsed."""
    return json.loads(text).get("terms") or {}


def _content(stored: Mapping[str, Any]) -> Content:
    questions = tuple(_question(one) for one in stored["questions"])
    return _build(Content, {**stored, "questions": questions})


def _question(stored: Mapping[str, Any]) -> Question:
    kind = QuestionKind(stored.get("kind", QuestionKind.SINGLE))
    options = tuple(_build(Option, one) for one in stored["options"])
    most = len(options) if kind is QuestionKind.RANKED else 1
    return _build(Question, {"most": most, **stored, "kind": kind, "options": options})


def _build(kind: type[Known], stored: Mapping[str, object]) -> Known:
    """An instance of a dataclass. Stored names without a field are ignored."""
    names = {field.name for field in fields(kind)}
    return kind(**{name: value for name, value in stored.items() if name in names})
