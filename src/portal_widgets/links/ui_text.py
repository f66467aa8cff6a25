"""The sentences of the links' panel."""

from ..core.text.languages import Language
from .check.link_status import LinkState, LinkStatus
from .rules import Layout


class LinkUiText:
    """In one language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def fault(self, fault: str) -> str:
        _ = self._language.gettext
        return {
            "title": _("Please give a title in at least one language."),
            "url": _("Please give an address that begins with https://, http://, mailto:, tel: or /."),
            "icon": _("The picture must be one of this site: an address that begins with /."),
            "day": _("Please give a day."),
            "order": _("The last day is before the first."),
            "group": _("Please choose a group."),
            "key": _("The key is made of small letters a to z, digits and hyphens."),
            "taken": _("Another group has this key. Please choose another one."),
            "layout": _("Please choose how the group is drawn."),
            "changed": _("Somebody else has changed this link meanwhile: open it anew to see how."),
        }[fault]

    def done(self, what: str, name: str) -> str:
        _ = self._language.gettext
        return {
            "link": _('Saved the link "%(name)s".', name=name),
            "group": _('Saved the group "%(name)s".', name=name),
            "order": _("Changed the order."),
            "remove": _('Removed the group "%(name)s" and its links.', name=name),
            "restore": _("Went back to edition %(name)s.", name=name),
        }[what]

    def several(self, what: str, count: int) -> str:
        language = self._language
        return {
            "remove": language.ngettext("Removed %(count)s link.", "Removed %(count)s links.", count),
            "gather": language.ngettext("Moved %(count)s link.", "Moved %(count)s links.", count),
            "reviewed": language.ngettext("Reviewed %(count)s link.", "Reviewed %(count)s links.", count),
            "import": language.ngettext("Imported %(count)s link.", "Imported %(count)s links.", count),
        }.get(what, "")

    def layout(self, layout: Layout) -> str:
        _ = self._language.gettext
        return {
            Layout.ROW: _("Row"),
            Layout.LIST: _("List with descriptions"),
            Layout.CARDS: _("Cards"),
            Layout.COLUMNS: _("Columns"),
            Layout.SELECT: _("Choice with a button"),
            Layout.CAROUSEL: _("Moving row that can be stopped"),
        }[layout]

    def report(self, fault: str) -> str:
        _ = self._language.gettext
        known = {
            "broken": _("does not open"),
            "wrong": _("leads to something else"),
            "unsafe": _("looks dangerous"),
        }
        return known.get(fault, fault)

    def state(self, one: LinkStatus) -> str:
        """What is known of an address. Failures are called so until they are broken."""
        _ = self._language.gettext
        if one.is_broken:
            return _("Broken: %(what)s", what=self.seen(one.state))
        return self.seen(one.state)

    def detail(self, said: str) -> str:
        """What the watch noted beside a state; what others said, such as HTTP 404, stays as it is."""
        _ = self._language.gettext
        known = {
            "leads on to http without encryption": _("leads on to http without encryption"),
            "its title says that it is not there": _("its title says that it is not there"),
            "the page is empty": _("the page is empty"),
            "leads in circles": _("leads in circles"),
            "no answer in time": _("no answer in time"),
            "the name server does not answer": _("the name server does not answer"),
            "the name does not exist": _("the name does not exist"),
            "a name or password in the address": _("a name or password in the address"),
            "a number in disguise": _("a number in disguise"),
            "not an address": _("not an address"),
            "no host": _("no host in the address"),
        }
        return known.get(said, said)

    def seen(self, seen: LinkState) -> str:
        _ = self._language.gettext
        return {
            LinkState.OK: _("In order"),
            LinkState.MOVED: _("Moved within its site"),
            LinkState.BLOCKED: _("Closed to robots"),
            LinkState.EXPIRING: _("Certificate ends soon"),
            LinkState.TLS: _("Certificate not valid"),
            LinkState.DNS: _("Name does not exist"),
            LinkState.GONE: _("Page is gone"),
            LinkState.UNREACHABLE: _("No answer"),
            LinkState.DOMAIN: _("Leads to another owner's domain"),
            LinkState.PARKED: _("Domain is for sale"),
            LinkState.CERTIFICATE: _("Certificate of another owner"),
            LinkState.PRIVATE: _("Leads to an address that is not public"),
        }[seen]
