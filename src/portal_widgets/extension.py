"""PortalWidgets: mounts the widgets on a Flask application. All state is the application's."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, Request, Response, current_app
from markupsafe import Markup

from . import (
    admin,
    counting,
)
from .cli import register_commands
from .config import CORE, Setting, read
from .core.app.assets import Assets, assets_of
from .core.app.error_handlers import register_error_handlers
from .core.app.page import HEAD, PageContext, current_request
from .core.app.portal import Helpers, Portal
from .core.app.rendering import template_loader
from .core.app.routing import lazy_rules
from .core.app.widget import MountedWidget
from .core.mail.settings import MAIL_DEFAULTS, mail_settings
from .errors import ConfigurationError
from .health import health_routes
from .widgets import WIDGETS

ResponseHook = Callable[[Request, Response], Response]


def known_settings() -> dict[str, Setting]:
    """Every setting there is, by its key without the prefix."""
    known = {**CORE, **MAIL_DEFAULTS, **counting.DEFAULTS, **admin.DEFAULTS}
    for widget in WIDGETS:
        known.update(widget.defaults)
    return known


def _folders() -> tuple[str, ...]:
    return ("core", "admin", *(widget.name for widget in WIDGETS))


class PortalWidgets:
    """The extension. Keyword options are settings in lower case, without the prefix, and win over
    `app.config`; they are all it holds.
    """

    def __init__(self, app: Flask | None = None, **options: Any) -> None:
        self._options = options
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Mount the widgets on `app`. ConfigurationError names the setting that is wrong."""
        settings = read(app.config, self._options, known_settings())
        mail_settings(settings)  # what does not fit together shows here, not when a mail is due
        _refuse_conflicts(app, settings["NAME"], settings["TEMPLATE_GLOBAL"])
        portal = Portal(app, settings)
        mounted = [widget.mount(portal) for widget in WIDGETS]
        assets = assets_of(_folders(), tuple(part.styles for part in mounted))
        portal.helpers = _helpers(portal, mounted, assets)
        app.extensions[portal.name] = portal
        app.jinja_env.globals[settings["TEMPLATE_GLOBAL"]] = portal.helpers
        with lazy_rules(app):
            app.register_blueprint(_blueprint(portal, mounted, assets))

    def is_personal(self) -> bool:
        """Whether the current page will differ for this reader; a host's own cache skips it then."""
        portal: Portal = current_app.extensions[self._options.get("name", CORE["NAME"].default)]
        return bool(portal.helpers.is_personal())


def _refuse_conflicts(app: Flask, name: str, template_global: str) -> None:
    if not app.config.get("SECRET_KEY"):
        raise ConfigurationError(
            "SECRET_KEY is not set: the tokens that views are reported with are signed with it. "
            "Set it before init_app, and keep it the same on every server and after every restart.",
        )
    if name in app.extensions:
        raise ConfigurationError(
            f"PORTAL_WIDGETS_NAME: {name!r} is taken on this app; give this portal another"
        )
    if template_global in app.jinja_env.globals:
        raise ConfigurationError(
            f"PORTAL_WIDGETS_TEMPLATE_GLOBAL: {template_global!r} is taken in this app's templates",
        )


def _helpers(portal: Portal, mounted: list[MountedWidget], assets: Assets) -> Helpers:
    helpers: dict[str, Any] = {"head": _head(portal, mounted, assets)}
    for part in mounted:
        helpers.update(part.helpers)
    return Helpers(helpers)


def _head(portal: Portal, mounted: list[MountedWidget], assets: Assets) -> Callable[[], Markup]:
    own_styles = [part.own_style for part in mounted if part.own_style is not None]

    def head(*, counted: bool = True) -> Markup:
        """Stylesheet and scripts for <head>, with what the scripts need to know of this page. A page of
        errors is not `counted`: nobody wanted to read it.
        """
        page_context = portal.page
        page_context.notes[HEAD] = True
        if not counted:
            page_context.counted = False
        # A reader's choice is in a cookie; most readers have none.
        own = "".join([style(page_context) for style in own_styles]) if page_context.cookies else ""
        read = page_context.path if page_context.counted else ""
        return portal.cached_fragment(
            page_context, "core/head.html", read, own, make=lambda: make(page_context, own)
        )

    def make(page_context: PageContext, own: str) -> Markup:
        attributes: dict[str, str] = {}
        for part in mounted:
            attributes |= part.head(page_context) if part.head is not None else {}
        return portal.render("core/head.html", assets=assets, attributes=attributes, own=own)

    return head


def _blueprint(portal: Portal, mounted: list[MountedWidget], assets: Assets) -> Blueprint:
    """Made anew for every portal: a shared one could carry only one configuration."""
    group = "portal" if portal.name == CORE["NAME"].default else portal.name
    blueprint = Blueprint(
        portal.name,
        __name__,
        url_prefix=portal.settings["URL_PREFIX"],
        cli_group=group,
    )
    blueprint.jinja_loader = template_loader(_folders())
    for part in mounted:
        if part.blueprint is not None:
            blueprint.register_blueprint(part.blueprint)
    blueprint.register_blueprint(assets.blueprint())
    area, seal = _admin(portal, mounted, assets)
    blueprint.register_blueprint(area)
    health_routes(blueprint, portal)
    register_commands(blueprint, portal)
    register_error_handlers(blueprint, portal)
    blueprint.after_app_request(_after_request(portal, mounted, seal))
    return blueprint


def _admin(portal: Portal, mounted: list[MountedWidget], assets: Assets) -> tuple[Blueprint, ResponseHook]:
    panels = [part.panel for part in mounted if part.panel is not None]
    return admin.shell(portal, panels, lambda: portal.render("admin/head.html", assets=assets))


def _after_request(
    portal: Portal, mounted: list[MountedWidget], seal: ResponseHook
) -> Callable[[Response], Response]:
    parts = [part.after_request for part in mounted if part.after_request is not None]

    def finish(response: Response) -> Response:
        request = current_request()
        page_context = portal.page_of(request)
        if page_context is not None:
            # A widget need not remember to start the thread that its tasks wait for.
            portal.tasks.ensure_running()
            for part in parts:
                part(page_context, request, response)
            if page_context.personal:
                response.headers["Cache-Control"] = "private, no-store"
        return seal(request, response)

    return finish
