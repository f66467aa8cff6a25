"""Our templates, in Jinja environments of their own. A host's delimiters, undefined values, `finalize` and
asynchronous rendering apply to the host's templates, not to these.
"""

import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from functools import cached_property
from importlib.resources import files
from typing import Any

from flask import Flask, before_render_template, template_rendered
from jinja2 import (
    BaseLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    Template,
    TemplateNotFound,
    Undefined,
)
from jinja2.defaults import (
    BLOCK_END_STRING,
    BLOCK_START_STRING,
    COMMENT_END_STRING,
    COMMENT_START_STRING,
    VARIABLE_END_STRING,
    VARIABLE_START_STRING,
)
from markupsafe import Markup

OURS = "portal_widgets/"
_PACKAGE = files("portal_widgets")
# Jinja's own syntax, whatever the host has chosen.
_SYNTAX: Mapping[str, Any] = {
    "block_start_string": BLOCK_START_STRING,
    "block_end_string": BLOCK_END_STRING,
    "variable_start_string": VARIABLE_START_STRING,
    "variable_end_string": VARIABLE_END_STRING,
    "comment_start_string": COMMENT_START_STRING,
    "comment_end_string": COMMENT_END_STRING,
    "line_statement_prefix": None,
    "line_comment_prefix": None,
    "trim_blocks": False,
    "lstrip_blocks": False,
    "newline_sequence": "\n",
    "keep_trailing_newline": False,
}


def template_loader(folders: Iterable[str]) -> BaseLoader:
    """Finds `portal_widgets/<folder>/<part>.html` in that folder's own `templates/`.

    The host's templates are searched first, so a host's file with the same path overrides ours.
    """
    # Two loaders, because PrefixLoader splits at the first slash only.
    inner = {name: _UnindentedLoader(str(_PACKAGE / name / "templates")) for name in folders}
    return PrefixLoader({"portal_widgets": PrefixLoader(inner)})


class _UnindentedLoader(FileSystemLoader):
    """Reads HTML without its indentation, which is for authors only and a tenth of a page's bytes."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, file, is_current = super().get_source(environment, template)
        # Every line stays, so that messages name the right one.
        return re.sub(r"\n[ \t]+", "\n", source) if file.endswith(".html") else source, file, is_current


class Templates:
    """Renders parts and pages of one portal. If the host has overridden a template, the template, and all
    templates that it extends or includes, use the host's environment.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app

    def part(self, name: str, context: Mapping[str, object]) -> Markup:
        """One part of a page. The host's context processors are not run: they may read the session, and a
        cacheable page would then depend on the reader.
        """
        return Markup(self._parts.get_template(OURS + name).render(context))  # noqa: S704 - autoescaped

    def page(self, name: str, context: dict[str, object]) -> str:
        """A whole page, with the variables of the host's context processors, because it may be inside the
        host's layout.
        """
        app, template = self._app, self._pages.get_template(OURS + name)
        app.update_template_context(context)
        before_render_template.send(app, _async_wrapper=app.ensure_sync, template=template, context=context)
        made = template.render(context)
        template_rendered.send(app, _async_wrapper=app.ensure_sync, template=template, context=context)
        return made

    # Created on the first use, after the host has set up its own environment.

    @cached_property
    def _pages(self) -> Environment:
        return _environment(self._app.jinja_env)

    @cached_property
    def _parts(self) -> Environment:
        """Parts are rendered inside a page of the host, where an event loop may be running that cannot be
        entered again.
        """
        host: Environment = self._app.jinja_env
        return _environment(host.overlay(enable_async=False)) if host.is_async else self._pages


def _environment(host: Environment) -> Environment:
    plain = not host.is_async and all(getattr(host, name) == value for name, value in _SYNTAX.items())
    return host.overlay(
        **_SYNTAX,
        undefined=Undefined,
        finalize=None,
        autoescape=True,
        loader=_Loader(host),
        cache_size=-1,
        # A host's cache identifies templates by name, so it must not contain templates that were compiled
        # with other options.
        bytecode_cache=host.bytecode_cache if plain else None,
    )


class _Loader(BaseLoader):
    """Loads our own files into our environment, and lets the host's environment load all others."""

    def __init__(self, host: Environment) -> None:
        self._host = host

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, object] | None = None,  # noqa: A002 - Jinja's name
    ) -> Template:
        if name.startswith(OURS) and self._is_ours(environment, name):
            return super().load(environment, name, globals)
        return self._host.get_template(name, globals=globals)

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        if self._host.loader is None:
            raise TemplateNotFound(template)
        return self._host.loader.get_source(environment, template)

    def _is_ours(self, environment: Environment, name: str) -> bool:
        _, file, _ = self.get_source(environment, name)
        return file is not None and file.startswith(str(_PACKAGE))
