"""The texts of the departments' panel."""

from ...core.text.languages import Language


class DepartmentUiText:
    """The texts in one language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def fault(self, fault: str) -> str:
        _ = self._language.gettext
        return {
            "name": _("Please give a name in at least one language."),
            "email": _("Please give an e-mail address such as name@example.vn."),
            "telephone": _("Please give telephone numbers with at least three digits, each on a line."),
            "months": _("Please give a number of months from 1 to 1,200, or leave the field empty."),
            "long": _("Please write at most 2,000 characters."),
            "key": _("The key may contain only small letters a to z, digits and hyphens."),
            "taken": _("Another department has this key. Please choose another one."),
            "used": _(
                "Messages of an earlier department have this key. Only an administrator can use it again."
            ),
            "changed": _("Somebody else has changed this in the meantime. Open it again to see the change."),
            "to": _("Please choose where the waiting messages go."),
        }[fault]

    def done(self, what: str, name: str = "") -> str:
        _ = self._language.gettext
        return {
            "saved": _('Saved "%(name)s".', name=name),
            "closed": _('Closed "%(name)s".', name=name),
            "opened": _('Opened "%(name)s" again.', name=name),
            "order": _("Changed the order."),
            "restore": _("Restored edition %(name)s.", name=name),
        }[what]

    def handed_on(self, count: int) -> str:
        return self._language.ngettext("Handed %(count)s message on.", "Handed %(count)s messages on.", count)
