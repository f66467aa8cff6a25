"""The page that is being made, and its reader."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

from flask import Request, request
from werkzeug.local import LocalProxy

from ..text.languages import Language, Languages

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

# A page sets this key if it has our <head>. Then it is a whole page, not a fragment.
HEAD = "head"
# The admin area sets these keys: the signed-in person, and the frame for a refusal.
PERSON = "person"
ERROR_LAYOUT = "refusal"

_SAFE_METHODS = frozenset({"GET", "HEAD"})

# A page uses its request many times; access through the proxy costs several times more.
current_request = cast("LocalProxy[Request]", request)._get_current_object  # noqa: SLF001 - Werkzeug documents it


class PageContext:
    """The page that is being made: the request's values, looked up once, and notes of its parts for the end
    of the page. It is stored in the request's environment, so it must not refer to the request: only the
    garbage collector could free such a cycle.
    """

    __slots__ = (
        "_languages",
        "cookies",
        "counted",
        "decided",
        "notes",
        "path",
        "personal",
        "query",
        "root",
    )

    def __init__(self, languages: Languages, environ: "WSGIEnvironment", path: str) -> None:
        self.path = path
        # The path under which the server has mounted the application.
        self.root: str = environ.get("SCRIPT_NAME", "")
        self.query: str = environ.get("QUERY_STRING", "")
        self.cookies: str = environ.get("HTTP_COOKIE", "")
        # Whether the page counts as a view. The answer to a form and an error do not.
        self.counted = environ.get("REQUEST_METHOD") in _SAFE_METHODS
        self.personal = False
        self.notes: dict[str, Any] = {}
        self._languages = languages
        # The language, if the address decides it. Otherwise a host may change it in the middle of a page.
        self.decided = languages.of_address(path, self.query)

    @property
    def language(self) -> Language:
        """The same as `decided`. If that is None, the host's answer. Helpers of every page read `decided`
        first, because that is not a call.
        """
        return self.decided or self._languages.current()


class Person(NamedTuple):
    """The signed-in person in the admin area; without a name if the host does the sign-in."""

    name: str
    roles: frozenset[str]

    def may(self, roles: Iterable[str]) -> bool:
        """Return whether the person has one of the roles. "admin" has all roles."""
        return "admin" in self.roles or not self.roles.isdisjoint(roles)


class OfficeAccess(Protocol):
    """The users of the admin area. `colleagues` are the names and roles of the accounts with one of these
    roles, or None if only the host knows them.
    """

    def is_open(self) -> bool: ...
    def colleagues(self, roles: Iterable[str]) -> list[tuple[str, str]] | None: ...


class TokenAccess(Protocol):
    """The programs of the office, which send a token and have the rights of a viewer."""

    def require_token(self) -> None:
        """Refuse the request with 401 or 429, unless a valid token came with it."""
