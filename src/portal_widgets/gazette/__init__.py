"""Công báo: documents, their relations, and their state on any day."""

from functools import partial

from ..core.app.portal import Portal
from ..core.app.widget import HealthCheck, MenuEntry, MountedWidget, Widget
from .settings import GazetteSettings


def mount(portal: Portal) -> MountedWidget:
    from ..core.app.health import folder_check
    from .cli import register_commands
    from .public.blueprint import routes
    from .public.helpers import GazetteHelpers
    from .public.views import GazetteViews
    from .service import GazetteService

    service = portal.service(GazetteService)
    views = GazetteViews(portal, service)
    helpers = GazetteHelpers(portal, service, views)
    return MountedWidget(
        helpers={"gazette": helpers.gazette},
        menu=[MenuEntry(lambda: portal.gettext("Official gazette"), "gazette.index", 50)],
        blueprint=routes(portal, service, views),
        commands=partial(register_commands, portal=portal),
        checks=[
            HealthCheck(
                lambda: folder_check(portal, "gazette files", service.files.folder),
                title=lambda: portal.gettext("Files of documents"),
            )
        ],
    )


WIDGET = Widget(name="gazette", mount=mount, settings=GazetteSettings, helpers=("gazette",))
