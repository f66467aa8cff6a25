"""Công báo: documents, their relations, and their state on any day."""

from functools import partial

from ..core.app.portal import Portal
from ..core.app.widget import HealthCheck, MenuEntry, MountedWidget, Panel, Widget
from .settings import MEGABYTE, GazetteSettings


def mount(portal: Portal) -> MountedWidget:
    from ..core.app.health import folder_check
    from .admin import blueprint as admin_blueprint
    from .admin.context import GazetteAdminContext
    from .admin.imports.pages import IMPORT_BYTES
    from .admin.list_pages import waiting_documents
    from .cli import register_commands
    from .open_data.json_routes import json_routes
    from .public.blueprint import routes
    from .public.helpers import GazetteHelpers
    from .public.views import GazetteViews
    from .service import GazetteService

    service = portal.service(GazetteService)
    views = GazetteViews(portal, service)
    helpers = GazetteHelpers(portal, service, views)
    context = GazetteAdminContext(portal, service, views)
    panel = Panel(
        name="gazette",
        title=lambda: portal.gettext("Official gazette"),
        blueprint=admin_blueprint.routes(portal, context),
        roles=frozenset({"editor"}),
        help=lambda: portal.gettext(
            "Here you enter documents, attach their files and record what they do to others. Readers see a "
            "document after it is published; then it can be corrected or withdrawn, but not hidden."
        ),
        waiting=lambda: waiting_documents(context),
    )
    return MountedWidget(
        helpers={"gazette": helpers.gazette},
        menu=[MenuEntry(lambda: portal.gettext("Official gazette"), "gazette.index", 50)],
        blueprint=routes(portal, service, views),
        json_routes=json_routes,
        body_limits={
            "admin.gazette.attach": (portal.settings[GazetteSettings].gazette_file_mb + 1) * MEGABYTE,
            "admin.gazette.import_": IMPORT_BYTES,
        },
        panel=panel,
        commands=partial(register_commands, portal=portal),
        tasks=service.reader.tasks(),
        checks=[
            HealthCheck(
                lambda: folder_check(portal, "gazette files", service.files.folder),
                title=lambda: portal.gettext("Files of documents"),
            )
        ],
    )


WIDGET = Widget(name="gazette", mount=mount, settings=GazetteSettings, helpers=("gazette",))
