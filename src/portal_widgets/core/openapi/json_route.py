"""The description of a public JSON route. Each widget has its own beside its routes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .schema import Schema

DAY: Schema = {"type": "string", "format": "date"}
LANGUAGE: Schema = {"type": "string", "examples": ["vi", "en"]}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the query."""

    name: str
    schema: Schema
    says: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonRoute:
    """One route. `endpoint` is its name below the portal's, such as "views.report". Its path and method are
    those of the URL rule. `answers` are the schemas of its JSON by status, `refusals` the statuses of errors:
    their JSON is `{"error": "<sentence>"}` and may have further keys. `body` is the schema of what is sent as
    JSON, `form` the one of a form. `for_tokens`: only programs with a token may use it.
    """

    endpoint: str
    summary: str
    answers: Mapping[int, Schema]
    refusals: Sequence[int] = ()
    query: Sequence[Parameter] = ()
    path: Mapping[str, Schema] = field(default_factory=dict)
    body: Schema | None = None
    form: Schema | None = None
    for_tokens: bool = False
