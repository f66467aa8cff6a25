"""The texts of the organisation's panel."""

from ...core.text.languages import Language


class OrganisationUiText:
    """The texts in one language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def fault(self, fault: str) -> str:
        _ = self._language.gettext
        return {
            "name": _("Please give a name in at least one language."),
            "email": _("Please give an e-mail address such as name@example.vn."),
            "telephone": _("Please give telephone numbers with at least three digits, each on a line."),
            "long": _("Please write at most 2,000 characters."),
            "key": _("The key may contain only small letters a to z, digits and hyphens."),
            "taken": _("Another unit has this key. Please choose another one."),
            "above": _("Please choose the unit above it."),
            "changed": _("Somebody else has changed this in the meantime. Open it again to see the change."),
            "tick": _("Please tick at least one unit."),
            "action": _("Please choose what to do with the units."),
        }[fault]

    def done(self, what: str, name: str = "") -> str:
        _ = self._language.gettext
        return {
            "saved": _('Saved "%(name)s".', name=name),
            "order": _("Changed the order."),
            "restore": _("Restored edition %(name)s.", name=name),
        }[what]

    def several(self, what: str, count: int) -> str:
        language = self._language
        return {
            "remove": language.ngettext("Removed %(count)s unit.", "Removed %(count)s units.", count),
            "gather": language.ngettext("Moved %(count)s unit.", "Moved %(count)s units.", count),
        }.get(what, "")

    def fact(self, fact: str) -> str:
        """The label of a field."""
        _ = self._language.gettext
        known = {
            "name": _("Name of the organisation"),
            "governing_body": _("Governing body"),
            "address": _("Address"),
            "hours": _("Hours"),
            "telephones": _("Telephone"),
            "fax": _("Fax"),
            "email": _("E-mail"),
            "responsible": _("Person responsible"),
            "licence": _("Terms of use"),
            "functions": _("Functions and tasks"),
            "structure": _("Structure"),
            "officer.name": _("Contact officer: name"),
            "officer.title": _("Contact officer: position"),
            "officer.unit": _("Contact officer: unit"),
            "officer.telephone": _("Contact officer: telephone"),
            "officer.email": _("Contact officer: e-mail"),
        }
        return known.get(fact, fact)
