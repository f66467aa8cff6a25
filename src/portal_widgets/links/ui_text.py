"""The texts of the panel for links."""

from ..core.text.languages import Language
from .check.link_status import LinkState, LinkStatus
from .check.reasons import Reason, split_detail
from .rules import Layout


class LinkUiText:
    """The texts in one language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def fault(self, fault: str) -> str:
        _ = self._language.gettext
        return {
            "title": _("Please give a title in at least one language."),
            "url": _("Please give an address that begins with https://, http://, mailto:, tel: or /."),
            "icon": _("The picture must be on this site. Its address begins with /."),
            "day": _("Please give a day."),
            "order": _("The last day is before the first."),
            "group": _("Please choose a group."),
            "key": _("The key may contain only small letters a to z, digits and hyphens."),
            "taken": _("Another group has this key. Please choose another one."),
            "layout": _("Please choose a layout for the group."),
            "tick": _("Please tick at least one link."),
            "action": _("Please choose what to do with the links."),
            "changed": _(
                "Somebody else has changed this link in the meantime. Open it again to see the change."
            ),
        }[fault]

    def done(self, what: str, name: str) -> str:
        _ = self._language.gettext
        return {
            "link": _('Saved the link "%(name)s".', name=name),
            "group": _('Saved the group "%(name)s".', name=name),
            "order": _("Changed the order."),
            "remove": _('Removed the group "%(name)s" and its links.', name=name),
            "restore": _("Restored edition %(name)s.", name=name),
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
        """The state of an address in words. After failures on several days, it is called broken."""
        _ = self._language.gettext
        if one.is_broken:
            return _("Broken: %(what)s", what=self.seen(one.state))
        return self.seen(one.state)

    def detail(self, kept: str) -> str:
        """The reason for the state in words. A server's own words, such as HTTP 404, are not changed."""
        reason, about = split_detail(kept)
        if reason is None:
            return about
        said = self._reason(reason)
        return f"{said}: {about}" if about else said

    def _reason(self, reason: Reason) -> str:
        _ = self._language.gettext
        return {
            Reason.NOT_ENCRYPTED: _("redirects to http without encryption"),
            Reason.TITLE: _("the title says that the page does not exist"),
            Reason.MISSING: _("the title and the text say that the page does not exist"),
            Reason.CHALLENGE: _("asks readers to prove that they are people"),
            Reason.SIGN_IN: _("redirects to a sign-in page of another site"),
            Reason.TAKEN_OVER: _("another owner and another trade"),
            Reason.OTHER_TRADE: _("the title and the text offer bets or name a burglar"),
            Reason.EMPTY: _("the page is empty"),
            Reason.CIRCLES: _("redirects in a loop"),
            Reason.TIMEOUT: _("no answer in time"),
            Reason.NAME_SERVER: _("the name server does not answer"),
            Reason.NO_NAME: _("the name does not exist"),
            Reason.CREDENTIALS: _("a name or password in the address"),
            Reason.DISGUISED: _("a disguised number"),
            Reason.NO_ADDRESS: _("not an address"),
            Reason.NO_HOST: _("no host in the address"),
            Reason.NOT_THE_WEB: _("not a web address"),
            Reason.OTHER_PORT: _("a port other than 80 and 443"),
            Reason.NOT_PUBLIC: _("an address that is not public"),
        }[reason]

    def seen(self, seen: LinkState) -> str:
        _ = self._language.gettext
        return {
            LinkState.OK: _("In order"),
            LinkState.MOVED: _("Moved within its site"),
            LinkState.BLOCKED: _("Closed to robots"),
            LinkState.UNKNOWN: _("Not known"),
            LinkState.EXPIRING: _("Certificate expires soon"),
            LinkState.TLS: _("Certificate not valid"),
            LinkState.DNS: _("Name does not exist"),
            LinkState.GONE: _("Page is gone"),
            LinkState.UNREACHABLE: _("No answer"),
            LinkState.DOMAIN: _("Leads to another owner's domain"),
            LinkState.PARKED: _("Domain is for sale"),
            LinkState.CERTIFICATE: _("Certificate of another owner"),
            LinkState.PRIVATE: _("Leads to an address that is not public"),
        }[seen]
