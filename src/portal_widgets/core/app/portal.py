"""The portal that widgets are mounted on."""

from collections.abc import Callable, Hashable
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from flask import Flask, Request, abort, request, url_for
from markupsafe import Markup

from ...config import Settings
from ..files.private_files import PrivateFiles
from ..http.public_address import PublicAddress
from ..http.same_origin import same_origin
from ..late import Services
from ..offered import Publisher, PublisherSource
from ..redis import Redis
from ..rendering.fragments import Fragments
from ..rendering.templates import Templates
from ..settings import CoreSettings
from ..tasks.background_tasks import BackgroundTasks
from ..text.clock import Clock
from ..text.languages import Language, Languages
from ..text.urls import linkable
from .helpers import Helpers
from .page import PERSON, PageContext, Person, current_request

if TYPE_CHECKING:
    from ..db.database import Database

# Attributes of <html> and files of <head>; they are not content of a page.
HEADS = frozenset({"core/head.html", "admin/head.html"})


class PageRatings(Protocol):
    """The service that knows how useful readers find a page."""

    def ratings(self, url: str, first: date, last: date) -> tuple[int, int]:
        """How often they found it useful and not useful, from one day until another."""


class Portal(Services):
    """One portal: everything that belongs to one `init_app`. It is in `app.extensions`, not on the
    extension.
    """

    helpers: Helpers

    def __init__(self, app: Flask, settings: Settings) -> None:
        super().__init__()
        self.app = app
        self.settings = settings
        self._core = core = settings[CoreSettings]
        self.name, self.site = core.name, core.site
        self.clock = Clock(core.timezone, core.clock)
        self.folder = Path(app.instance_path)
        self.files = PrivateFiles(for_group=core.files_shared_with_group)
        self.languages = Languages(app, core)
        self.templates = Templates(app)
        self.fragments = Fragments(app, settings)
        self.public_address = PublicAddress(app, core.base_url)
        self.tasks = BackgroundTasks(enabled=core.background)
        self._environ_key = f"portal_widgets.{self.name}"

    @cached_property
    def database(self) -> "Database":
        """The database, created when the first widget asks for it."""
        from ..db.database import Database

        return Database(self._core.database_url, self.folder, self.files)

    @cached_property
    def redis(self) -> Redis | None:
        if not (core := self._core).redis_url:
            return None
        return Redis(core.redis_url, core.redis_timeout_ms, cluster=core.redis_cluster)

    @property
    def page(self) -> PageContext:
        """The page that is being made. Outside a request, a new page without a path."""
        try:
            request = current_request()
        except RuntimeError:
            return PageContext(self.languages, {}, "")
        known: PageContext | None = request.environ.get(self._environ_key)
        if known is None:
            known = request.environ[self._environ_key] = PageContext(
                self.languages, request.environ, request.path
            )
        return known

    def page_of(self, request: Request) -> PageContext | None:
        """The page of a request; None if it contains no part of ours."""
        return request.environ.get(self._environ_key)

    @property
    def language(self) -> Language:
        """The language of the current page."""
        return self.page.language

    @property
    def person(self) -> Person | None:
        """The signed-in person, on a page of the admin area."""
        found = self.page.notes.get(PERSON)
        return found if isinstance(found, Person) else None

    def gettext(self, message: str, /, **values: object) -> str:
        return self.language.gettext(message, **values)

    def publisher(self) -> Publisher:
        """The publisher of the portal; without the organisation's widget, the one from the settings."""
        return self.require(PublisherSource).current()

    def publisher_name(self, language: Language | None = None) -> str:
        """The publisher's name in `lang` (default: the page's language). If it is unknown, the site's
        name.
        """
        return (language or self.language).text(self.publisher().name) or self.site

    def url(self, endpoint: str, **values: Any) -> str:
        """Address of one of the widgets' own pages, in the language of the current page. Pass `lang=None` for
        files, which are the same in every language.
        """
        if self.language.code != self.languages.default:
            values.setdefault("lang", self.language.code)
        return url_for(f"{self.name}.{endpoint}", **values)

    def origin(self) -> str:
        """Scheme and host of the site's addresses, such as "https://www.example.vn"."""
        return self.public_address.origin()

    def render(self, template: str, language: Language | None = None, /, **context: object) -> Markup:
        """Render `portal_widgets/<template>` with our texts in `lang` (default: the page's language)."""
        said = language or self.language
        part = self.templates.part(template, {**self._template_context(said), **context})
        return _in_language(said, part) if said.is_foreign and _is_content(template) else part

    linkable = staticmethod(linkable)

    @property
    def file_kinds(self) -> tuple[str, ...]:
        """The kinds of files in which a table can be downloaded."""
        from ..files.table_kinds import KINDS

        return tuple(KINDS)

    def cached_fragment(
        self, page_context: PageContext, template: str, *depends: Hashable, make: Callable[[], Markup]
    ) -> Markup:
        """Render a part once for each value of its inputs, the page's language and its root."""
        language = page_context.decided or page_context.language
        key = template, language.key, page_context.root, *depends
        return self.fragments.local.get(key) or self.fragments.get(make, key)

    def shared_fragment(
        self, template: str, *depends: str | int | None, make: Callable[[], Markup]
    ) -> Markup:
        """The same as `cached_fragment`, but the fragment cache shares it between processes."""
        key = template, self.language.key, self.page.root, *depends
        return self.fragments.local.get(key) or self.fragments.share(make, key)

    def render_page(self, template: str, /, **context: object) -> str:
        """A whole page, in the frame of `portal_widgets/core/page.html`."""
        return self.templates.page(template, {**self._template_context(self.language), **context})

    def require_same_origin(self) -> None:
        """Refuse a POST from another site's page with 403."""
        if not same_origin(request, self._core.trusted_origins):
            abort(403, self.gettext("This form was sent from another site. Please send it from this page."))

    def mark_personal(self) -> None:
        """Mark the page as depending on its reader, so that no cache may keep it."""
        self.page.personal = True

    def _template_context(self, language: Language) -> dict[str, object]:
        # No host template uses these names, because a page may be inside the host's own layout.
        return {"pw": self, "pw_language": language, "_pw": language.gettext, "_pwn": language.ngettext}


def _is_content(template: str) -> bool:
    return template.endswith(".html") and template not in HEADS


def _in_language(language: Language, part: Markup) -> Markup:
    """Mark a part that is in another language than the page (WCAG 3.1.2)."""
    return Markup('<div class="pw-language" lang="{}">{}</div>').format(language.code, part) if part else part
