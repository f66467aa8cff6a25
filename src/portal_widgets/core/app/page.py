"""The page that is being made, and who asks for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

from flask import Request, request
from werkzeug.local import LocalProxy

from ..text.languages import Language, Languages

# Under this name a page notes that it has our <head>: a whole page, not a piece of one.
HEAD = "head"
# Under these names the admin area notes who is there, and in which frame a refusal stands.
PERSON = "person"
ERROR_LAYOUT = "refusal"

_SAFE_METHODS = frozenset({"GET", "HEAD"})

# A page asks for its request many times; the proxy's own attributes cost several times more.
current_request = cast("LocalProxy[Request]", request)._get_current_object  # noqa: SLF001 - Werkzeug documents it


class PageContext:
    """The page that is being made: what its parts ask of the request, looked up once, and what they
    note for its end. It lies in the request's environment, so it must not hold the request: that
    circle would be left to the garbage collector.
    """

    __slots__ = (
        "_language",
        "_languages",
        "cookies",
        "counted",
        "notes",
        "path",
        "personal",
        "query",
        "root",
    )

    def __init__(self, languages: Languages, environ: Mapping[str, Any], path: str) -> None:
        self.path = path
        # Under which path the server has mounted the application.
        self.root: str = environ.get("SCRIPT_NAME", "")
        self.query: str = environ.get("QUERY_STRING", "")
        self.cookies: str = environ.get("HTTP_COOKIE", "")
        # Whether to read it is a view: not what answers a form, and not an error.
        self.counted = environ.get("REQUEST_METHOD") in _SAFE_METHODS
        self.personal = False
        self.notes: dict[str, Any] = {}
        self._languages = languages
        # A host may change its mind in the middle of a page.
        self._language = languages.of_address(path, self.query)

    @property
    def language(self) -> Language:
        return self._language or self._languages.current()


@dataclass(frozen=True)
class Person:
    """Who works in the admin area; without a name where the host signs people in."""

    name: str
    roles: frozenset[str]

    def may(self, roles: Iterable[str]) -> bool:
        """Whether the person has one of the roles. "admin" has them all."""
        return "admin" in self.roles or not self.roles.isdisjoint(roles)


class OfficeAccess(Protocol):
    """The service that knows whether anybody can be let into the admin area."""

    def is_open(self) -> bool: ...
