"""PortalWidgets: mounts the widgets on a Flask application. All state is the application's."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Unpack

from flask import Blueprint, Flask, Response

from .admin import admin_settings
from .config import LateSettings, Setting, declared, find_declaring, read
from .core.app.assets import Assets, assets_of
from .core.app.cli import portal_commands
from .core.app.error_handlers import register_error_handlers
from .core.app.head import page_helpers
from .core.app.health import health_routes
from .core.app.helpers import Helpers, LeftOutHelper, guarded, guarded_filter, unchanged
from .core.app.neighbours import CsrfExemption
from .core.app.page import current_request
from .core.app.portal import Portal
from .core.app.routing import answer_on_any_host, lazy_rules
from .core.app.widget import MountedWidget, Panel, Widget
from .core.http.request_body import BodyLimits
from .core.mail import mail_options
from .core.openapi.document import openapi_routes
from .core.rendering.templates import template_loader
from .core.settings import DEFAULT_NAME, CoreSettings
from .core.tasks.garbage import uncollected
from .errors import ConfigurationError
from .host_api import HostApi
from .host_arguments import require
from .options import PortalOptions
from .widgets import WIDGETS, choice_settings, choose, with_features

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

# Helpers that return plain values.
_PLAIN = frozenset({"view_counts", "is_personal", "unit"})


def setting_sections() -> list[tuple[str, dict[str, Setting]]]:
    """Every setting by its key without the prefix, grouped under the title of the part it belongs to."""
    return [
        (title, {key: one for late in kinds for key, one in declared(late()).items()})
        for title, kinds in _sections()
    ]


def late_settings() -> list[LateSettings]:
    """The functions that import the classes of settings. Those of widgets that are not mounted are included,
    because a host may keep their keys.
    """
    return [late for _, kinds in _sections() for late in kinds]


def setting_classes() -> "list[type[DataclassInstance]]":
    """The classes that declare settings."""
    return [late() for late in late_settings()]


def known_settings() -> dict[str, Setting]:
    """Every setting by its key without the prefix, without groups."""
    return {key: one for _, settings in setting_sections() for key, one in settings.items()}


def _sections() -> list[tuple[str, list[LateSettings]]]:
    return [
        ("Everywhere", [lambda: CoreSettings, lambda: choice_settings(WIDGETS)]),
        ("Mail", [mail_options]),
        ("Admin area", [admin_settings]),
        *((_title(widget), [widget.settings]) for widget in with_features(WIDGETS)),
    ]


def _title(widget: Widget) -> str:
    return f"Widget: {widget.name}" if widget in WIDGETS else widget.name.capitalize()


class PortalWidgets(HostApi):
    """The extension. Keyword options are settings in lower case, without the prefix. They take precedence
    over `app.config`, and are all the state of this object. Raises ConfigurationError for an unknown option.
    """

    def __init__(self, app: Flask | None = None, **options: Unpack[PortalOptions]) -> None:
        find_declaring([key.upper() for key in options], late_settings())
        self._options = options
        self._name = options.get("name", DEFAULT_NAME)
        if app is not None:
            self.init_app(app)

    @uncollected()
    def init_app(self, app: Flask) -> None:
        """Mount the widgets on `app`. Raises ConfigurationError with the setting that is wrong."""
        require("init_app: app", app, Flask)
        settings = read(app.config, self._options, late_settings())
        if settings.has_set(mail_options):
            from .core.mail.settings import mail_settings

            mail_settings(settings)  # conflicting settings fail here, not when a mail is due
        core = settings[CoreSettings]
        _refuse_conflicts(app, core.name, core.template_global)
        portal = Portal(app, settings)
        chosen, left_out = choose(WIDGETS, settings[choice_settings(WIDGETS)].widgets)
        for widget in WIDGETS:
            portal.provide(widget.configured(settings))
        mounted = [_mount(portal, widget) for widget in with_features(chosen)]
        folders = ["core", *(["admin"] if _panels(mounted) else []), *(widget.name for widget in chosen)]
        assets = assets_of(tuple(folders), tuple(part.styles for part in mounted))
        if area := _admin_area(portal, mounted, assets):
            mounted.append(area)
            portal.tasks.add(area.tasks, area.stop)
            portal.provide(area.services)
        portal.helpers = _helpers(portal, mounted, assets, left_out)
        app.extensions[portal.name] = portal
        app.jinja_env.globals[core.template_global] = portal.helpers
        app.jinja_env.filters |= _filters(portal, mounted)
        with lazy_rules(app):
            app.register_blueprint(_blueprint(portal, mounted, assets, folders))


def _refuse_conflicts(app: Flask, name: str, template_global: str) -> None:
    if not app.config.get("SECRET_KEY"):
        raise ConfigurationError(
            "SECRET_KEY is not set. It signs the tokens with which browsers report views. "
            "Set it before init_app, and use the same key on every server and after every restart.",
        )
    if isinstance(app.config.get("SECRET_KEY_FALLBACKS"), str | bytes):
        raise ConfigurationError(
            "SECRET_KEY_FALLBACKS must be a list of keys. In a single text, every letter would be a key."
        )
    if name in app.extensions:
        raise ConfigurationError(
            f"PORTAL_WIDGETS_NAME: this app already has an extension {name!r}; choose another name"
        )
    if template_global in app.jinja_env.globals:
        raise ConfigurationError(
            f"PORTAL_WIDGETS_TEMPLATE_GLOBAL: this app's templates already have a global {template_global!r}",
        )


def _mount(portal: Portal, widget: Widget) -> MountedWidget:
    part = widget.mount(portal)
    portal.tasks.add(part.tasks, part.stop)
    portal.provide(part.services)
    return part


def _panels(mounted: Sequence[MountedWidget]) -> list[Panel]:
    return [panel for part in mounted for panel in part.panels]


def _admin_area(portal: Portal, mounted: Sequence[MountedWidget], assets: Assets) -> MountedWidget | None:
    panels = _panels(mounted)
    if not panels:
        return None
    from .admin.blueprint import mount

    head = partial(portal.render, "admin/head.html", assets=assets)
    return mount(portal, panels, head, mounted, known_settings)


def _helpers(
    portal: Portal, mounted: Sequence[MountedWidget], assets: Assets, left_out: Mapping[str, str]
) -> Helpers:
    helpers: dict[str, Callable[..., object]] = {
        name: LeftOutHelper(portal.app, name, left_out[widget.name])
        for widget in WIDGETS
        if widget.name in left_out
        for name in widget.helpers
    }
    helpers |= page_helpers(portal, mounted, assets)
    for part in mounted:
        helpers |= {
            name: helper if name in _PLAIN else guarded(portal.app, name, helper)
            for name, helper in part.helpers.items()
        }
    return Helpers(helpers)


def _filters(portal: Portal, mounted: Sequence[MountedWidget]) -> dict[str, Callable[..., object]]:
    """The filters of the mounted widgets. One of a widget that is left out returns its text unchanged, so
    that a host's templates can keep it.
    """
    known = portal.app.jinja_env.filters
    filters = {name: known.get(name, unchanged) for widget in WIDGETS for name in widget.filters}
    for part in mounted:
        filters |= {name: guarded_filter(portal.app, name, one) for name, one in part.filters.items()}
    return filters


def _blueprint(
    portal: Portal, mounted: Sequence[MountedWidget], assets: Assets, folders: Sequence[str]
) -> Blueprint:
    """Make a blueprint for each portal, because a shared one could have only one configuration."""
    group = "portal" if portal.name == DEFAULT_NAME else portal.name
    blueprint = Blueprint(
        portal.name,
        __name__,
        url_prefix=portal.settings[CoreSettings].url_prefix,
        cli_group=group,
    )
    blueprint.jinja_loader = template_loader(folders)
    limits = {endpoint: limit for part in mounted for endpoint, limit in part.body_limits.items()}
    body_limits, exemption = BodyLimits(portal.name, limits), CsrfExemption(portal)

    # One function for both, because Flask searches for the request again for each.
    @blueprint.url_value_preprocessor
    def prepare(_endpoint: str | None, _values: dict[str, object] | None) -> None:
        body_limits.set(current_request())
        exemption.ensure()

    if portal.app.url_map.host_matching:
        answer_on_any_host(blueprint)
    for part in mounted:
        if part.blueprint is not None:
            blueprint.register_blueprint(part.blueprint)
    blueprint.register_blueprint(assets.blueprint())
    health_routes(blueprint, portal, mounted)
    openapi_routes(blueprint, portal, [part.json_routes for part in mounted])
    blueprint.cli = portal_commands(portal, mounted)
    register_error_handlers(blueprint, portal)
    blueprint.after_app_request(_after_request(portal, mounted))
    return blueprint


def _after_request(portal: Portal, mounted: Sequence[MountedWidget]) -> Callable[[Response], Response]:
    of_pages = [part.after_request for part in mounted if part.after_request is not None]
    of_all = [part.every_response for part in mounted if part.every_response is not None]

    def after_request(response: Response) -> Response:
        request = current_request()
        page_context = portal.page_of(request)
        if page_context is not None:
            # Start the thread of periodic tasks here, so that no widget can forget to start it.
            portal.tasks.ensure_running()
            for part in of_pages:
                part(page_context, request, response)
            if page_context.personal:
                response.headers["Cache-Control"] = "private, no-store"
        for each in of_all:
            each(request, response)
        return response

    return after_request
