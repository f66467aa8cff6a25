"""The frame of every admin page: the user, the navigation and the languages."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request
from markupsafe import Markup

from ..core.app.portal import Portal
from ..core.app.widget import Figures, Panel, WaitingItem
from .access_control import FORM_TOKEN, AccessControl
from .settings import HANDBOOK_PAGES, AdminSettings
from .ui_text import AdminUiText

# Each name is in its own language, so that its readers recognise it.
LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}
# The author of changes that a command of the operator made begins with this.
COMMAND = "flask portal"


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A link of the navigation."""

    title: str
    url: str
    current: bool
    here: bool
    alarms: int = 0


class LayoutContext:
    """The context of every template in the admin area."""

    def __init__(
        self,
        portal: Portal,
        access_control: AccessControl,
        panels: Sequence[Panel],
        head: Callable[[], Markup],
    ) -> None:
        self._portal = portal
        self._access_control = access_control
        self._panels = panels
        self._host_signs_in = portal.settings[AdminSettings].admin_guard is not None
        self.head = head

    def context(self) -> dict[str, object]:
        return {"pw_admin": self, "pw_csrf": self._hidden_field()}

    @property
    def site(self) -> str:
        """The name of the portal's publisher."""
        return self._portal.language.text(self._portal.publisher().name)

    @property
    def who(self) -> str:
        """Name and roles of the user: "lan · Editor"."""
        person = self._portal.person
        if person is None:
            return ""
        named = AdminUiText(self._portal.language).roles()
        roles = ", ".join(title for role, title in named.items() if role in person.roles)
        return f"{person.name} · {roles}" if person.name else roles

    @property
    def may_sign_out(self) -> bool:
        """Return whether the user can sign out here. Users of the host sign out at the host."""
        return self._portal.person is not None and not self._host_signs_in

    def navigation(self) -> list[MenuEntry]:
        """The panels that the user may see."""
        now = self._access_control.panel()
        return [self._entry(panel, now) for panel in self._seen()]

    def waiting(self) -> list[WaitingItem]:
        """The things that wait for the user, the most urgent first, without those whose count is zero."""
        person = self._portal.person
        items = [item for panel in self._seen() if panel.waiting is not None for item in panel.waiting()]
        seen = [item for item in items if item.roles is None or (person and person.may(item.roles))]
        return sorted((item for item in seen if item.count), key=lambda item: item.severity)

    def figures(self) -> list[Figures]:
        """The tables of the start page in the panels that the user may see."""
        return [panel.figures() for panel in self._seen() if panel.figures is not None]

    def help(self) -> str:
        """The help of the panel that the request belongs to, or ""."""
        panel = self._access_control.panel()
        return panel.help() if panel is not None and panel.help is not None else ""

    def handbook(self, page: str) -> str:
        """The address of a page of the handbook, or of the page about the panel, or "" if there is none."""
        panel = self._access_control.panel()
        name = page or (panel.name if panel is not None else "index")
        return self._portal.url("admin.handbook", page=name) if name in HANDBOOK_PAGES else ""

    def titles(self, names: Iterable[str]) -> list[str]:
        """Accounts and roles, as the office calls them: a role by its title, an account by its name."""
        ui_text = AdminUiText(self._portal.language)
        return [ui_text.role(name) for name in names]

    def author(self, who: str) -> str:
        """The author of a change. Commands sign with their own name, which only operators understand."""
        return self._portal.gettext("System administration") if who.startswith(COMMAND) else who

    def languages(self) -> list[tuple[str, str, str, bool]]:
        """Code, name and address of this page in each language, and whether it is the current language."""
        asked = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
        now = self._portal.language.code
        return [
            (code, name, "?" + urlencode([*asked, ("lang", code)]), code == now)
            for code, name in LANGUAGE_NAMES.items()
        ]

    def _seen(self) -> list[Panel]:
        return self._access_control.panels_of(self._portal.person)

    def _entry(self, panel: Panel, now: Panel | None) -> MenuEntry:
        endpoint = f"admin.{panel.name}.index"
        here = request.endpoint == f"{self._portal.name}.{endpoint}"
        alarms = panel.alarms() if panel.alarms is not None else 0
        url = self._portal.url(endpoint)
        return MenuEntry(panel.title(), url, current=panel is now, here=here, alarms=alarms)

    def _hidden_field(self) -> Markup:
        token = self._access_control.form_token()
        return (
            Markup('<input type="hidden" name="{}" value="{}">').format(FORM_TOKEN, token)
            if token
            else Markup()
        )
