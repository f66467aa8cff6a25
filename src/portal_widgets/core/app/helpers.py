"""The template global `portal`: the helpers of the mounted widgets, and stand-ins for those left out."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask
from markupsafe import Markup

log = logging.getLogger("portal_widgets")


class Helpers:
    """What templates call. `"poll" in portal` says whether the helper's widget is mounted."""

    def __init__(self, helpers: Mapping[str, Callable[..., Any]]) -> None:
        self.__dict__.update(helpers)

    def __contains__(self, name: str) -> bool:
        return not isinstance(self.__dict__.get(name), (LeftOutHelper, type(None)))

    def __getattr__(self, name: str) -> Callable[..., Any]:
        raise AttributeError(f"portal.{name} is not a helper; there are: {', '.join(sorted(self.__dict__))}")


class LeftOutHelper:
    """The helper of a widget that is not mounted. It draws nothing and logs once. In debug mode it leaves an
    HTML comment that says what is missing: a comment is valid wherever a part of a page is, and no reader
    sees it.
    """

    def __init__(self, app: Flask, name: str, reason: str) -> None:
        self._app = app
        self.says = f"portal.{name}() draws nothing: {reason}"
        self._logged = False

    def __call__(self, *_arguments: Any, **_options: Any) -> Markup:
        if not self._logged:
            self._logged = True
            log.warning("portal_widgets: %s", self.says)
        return Markup("<!-- {} -->").format(self.says) if self._app.debug else Markup()
