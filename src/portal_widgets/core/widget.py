"""The widget contract, and the portal a widget is mounted on."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from flask import Blueprint, Flask, abort, g, has_request_context, render_template, request, url_for
from markupsafe import Markup

from ..config import Setting, Settings
from .clock import Clock
from .database import Database
from .guard import same_origin
from .i18n import Language, Languages
from .redis import Redis
from .render import Fragments, render

Part = TypeVar("Part")


def script_root() -> str:
    """Under which path the server has mounted the application."""
    return request.environ.get("SCRIPT_NAME", "") if has_request_context() else ""


@dataclass(frozen=True)
class Mounted:
    """What a widget adds to one portal: template helpers, routes, and `data-` attributes for the
    script in <head>.
    """

    helpers: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    blueprint: Blueprint | None = None
    head: Callable[[], Mapping[str, str]] | None = None
    styles: str = ""


@dataclass(frozen=True)
class Widget:
    """One feature folder. Its `static/` and `templates/` are found by their place."""

    name: str
    defaults: Mapping[str, Setting]
    mount: Callable[["Portal"], Mounted]


class Helpers:
    """What templates call: the template global `portal`, filled from the widgets."""

    def __init__(self, helpers: Mapping[str, Callable[..., Any]]) -> None:
        self.__dict__.update(helpers)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        raise AttributeError(f"portal.{name} is not a helper; there are: {', '.join(sorted(self.__dict__))}")


class Portal:
    """One portal: everything of one `init_app`. Lives in `app.extensions`, never on the extension."""

    helpers: Helpers

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        self.name: str = settings["NAME"]
        self.site: str = settings["SITE"]
        clock = settings["CLOCK"]
        self.clock = Clock(settings["TIMEZONE"], clock) if clock else Clock(settings["TIMEZONE"])
        self.folder = Path(app.instance_path)
        self.database = Database(settings["DATABASE_URL"], self.folder)
        self.languages = Languages(app, settings)
        self.fragments = Fragments(app, settings)
        self._parts: dict[Any, Any] = {}

    @cached_property
    def redis(self) -> Redis | None:
        url = self.settings["REDIS_URL"]
        if not url:
            return None
        return Redis(url, self.settings["REDIS_TIMEOUT_MS"], cluster=self.settings["REDIS_CLUSTER"])

    def part(self, kind: Callable[["Portal"], Part]) -> Part:
        """The portal's one instance of a shared part such as the counting engine."""
        if kind not in self._parts:
            self._parts[kind] = kind(self)
        return self._parts[kind]  # type: ignore[no-any-return]

    @property
    def language(self) -> Language:
        """The language of the current page."""
        return self.languages.current()

    def gettext(self, message: str, /, **values: Any) -> str:
        return self.language.gettext(message, **values)

    def url(self, endpoint: str, **values: Any) -> str:
        """Address of one of the widgets' own pages, in the language of the current page. Files, which
        are the same in every language, are asked for with `lang=None`.
        """
        if self.language.code != self.languages.default:
            values.setdefault("lang", self.language.code)
        return url_for(f"{self.name}.{endpoint}", **values)

    def render(self, template: str, /, **context: Any) -> Markup:
        """A part from `portal_widgets/<template>`, with our words in the page's language."""
        return render(self.app, template, **self._words(), **context)

    def keep(self, template: str, *depends: Hashable, make: Callable[[], Markup]) -> Markup:
        """A part that is made once for what it depends on beside the page's language and root."""
        return self.fragments.get(make, template, self.language.code, script_root(), *depends)

    def share(self, template: str, *depends: str | int | None, make: Callable[[], Markup]) -> Markup:
        """As `keep`, and shared between processes by the fragment cache."""
        return self.fragments.share(make, template, self.language.code, script_root(), *depends)

    def page(self, template: str, /, **context: Any) -> str:
        """A whole page, in the frame of `portal_widgets/core/page.html`."""
        return render_template(f"portal_widgets/{template}", **self._words(), **context)

    def require_same_origin(self) -> None:
        """Refuse a POST from another site's page with 403."""
        if not same_origin(request.headers, request.host, self.settings["TRUSTED_ORIGINS"]):
            abort(403, self.gettext("This form was sent from another site. Please send it from this page."))

    def mark_personal(self) -> None:
        """The page being made depends on its reader: no cache may keep it."""
        setattr(g, self.personal_mark, True)

    @property
    def personal_mark(self) -> str:
        return f"_{self.name}_personal"

    def _words(self) -> dict[str, Any]:
        # Names that no host template uses: a page may be framed by the host's own layout.
        language = self.language
        return {"pw": self, "pw_language": language, "_pw": language.gettext, "_pwn": language.ngettext}
