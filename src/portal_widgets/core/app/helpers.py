"""The template global `portal`: the helpers of the mounted widgets, and placeholders for the others."""

import logging
from collections.abc import Callable, Mapping
from functools import wraps
from inspect import signature
from typing import Any

from flask import Flask
from jinja2 import TemplateNotFound, TemplateSyntaxError
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from ..tasks.halving import LONGEST_REASON, plain

log = logging.getLogger("portal_widgets")


class OnceLog:
    """Warnings for developers and operators. Each is logged once in a process."""

    def __init__(self) -> None:
        self._logged: set[str] = set()

    def warn(self, message: str, *values: object) -> None:
        """Log the warning. `message` has a %s for each value, and is logged only once."""
        if message not in self._logged:
            self._logged.add(message)
            log.warning(f"portal_widgets: {message}", *values)  # noqa: G004 - of ours, not of a value


class Helpers:
    """The helpers for templates. `"poll" in portal` says whether the helper's widget is mounted."""

    def __init__(self, helpers: Mapping[str, Callable[..., object]]) -> None:
        self.__dict__.update(helpers)

    def __contains__(self, name: str) -> bool:
        return not isinstance(self.__dict__.get(name), (LeftOutHelper, type(None)))

    def __getattr__(self, name: str) -> Callable[..., Any]:
        raise AttributeError(f"portal.{name} is not a helper; there are: {', '.join(sorted(self.__dict__))}")


class EmptyPart(Markup):
    """A part that draws nothing. It is false, so that a page can leave out the heading above it. It is false
    even if it contains a comment that says why it is empty.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        return False


def empty_part(app: Flask, helper: str, reason: str) -> Markup:
    """The result of a helper that has nothing to draw. In debug mode it is an HTML comment with the reason: a
    comment is valid wherever a part of a page is valid, and readers do not see it.
    """
    return (
        EmptyPart("<!-- portal.{}() draws nothing: {} -->").format(helper, reason)
        if app.debug
        else EmptyPart()
    )


class LeftOutHelper:
    """The helper of a widget that is not mounted. It draws nothing and logs the missing widget once."""

    def __init__(self, app: Flask, name: str, reason: str) -> None:
        self._app, self._name = app, name
        self.reason = reason
        self._log = OnceLog()

    def __call__(self, *_arguments: object, **_options: object) -> Markup:
        self._log.warn("portal.%s() draws nothing: %s", self._name, self.reason)
        return empty_part(self._app, self._name, self.reason)


def guarded(app: Flask, name: str, helper: Callable[..., object]) -> Callable[..., object]:
    """A helper that never stops its page. If it cannot draw its part from its arguments, the part is empty
    and the log says so once. A call with unknown keywords and a fault in a template are the developer's.
    Both are raised.
    """
    warnings = OnceLog()

    @wraps(helper)
    def draw(*arguments: object, **options: object) -> object:
        try:
            drawn = helper(*arguments, **options)
            if isinstance(drawn, str):
                drawn.encode()  # half a pair of UTF-16 could not be sent
        except (TemplateNotFound, TemplateSyntaxError, HTTPException):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the page is worth more
            signature(helper).bind(*arguments, **options)
            reason = plain(f"{type(error).__name__}: {error}", LONGEST_REASON)
            warnings.warn("portal.%s() could not be drawn: %s", name, reason)
            return empty_part(app, name, reason.replace("--", "- -"))
        return drawn

    return draw


def guarded_filter(app: Flask, name: str, filter_: Callable[..., object]) -> Callable[..., object]:
    """A filter that returns its text unchanged if it fails, so that it never stops its page."""
    safe = guarded(app, name, filter_)

    def apply(text: object, *arguments: object, **options: object) -> object:
        return safe(text, *arguments, **options) or text

    return apply


def unchanged(text: object, *_arguments: object, **_options: object) -> object:
    """The filter of a widget that is not mounted."""
    return text
