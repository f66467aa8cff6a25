"""The texts of the organisation's panel."""

from datetime import date

from ...core.legal.profile import LegalRule, RuleState, Subject
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

    def subject(self, subject: Subject) -> str:
        """The subject of a legal rule."""
        _ = self._language.gettext
        return {
            Subject.FACTS: _("Facts that must be published"),
            Subject.RESPONSE: _("Time to answer messages"),
            Subject.RETENTION: _("Time for which messages are kept"),
            Subject.STATEMENT: _("Review of the accessibility statement"),
            Subject.GAZETTE: _("Periods of normative documents"),
        }[subject]

    def rule_value(self, rule: LegalRule) -> str:
        """The value of a legal rule in words; "" for one with a list."""
        language = self._language
        if rule.days:
            return language.ngettext("%(count)s working day", "%(count)s working days", rule.days)
        if rule.review_months:
            return language.ngettext("every %(count)s month", "every %(count)s months", rule.review_months)
        if rule.months:
            fewest, most = min(rule.months.values()), max(rule.months.values())
            return language.gettext("%(fewest)s to %(most)s months", fewest=fewest, most=most)
        if rule.periods:
            fewest, most = min(rule.periods.values()), max(rule.periods.values())
            return language.gettext("%(fewest)s to %(most)s days", fewest=fewest, most=most)
        return language.ngettext("%(count)s fact", "%(count)s facts", len(rule.required))

    def rule_warning(self, rule: LegalRule, today: date) -> str:
        """The reason why somebody must look at the rule; "" if nobody must."""
        _ = self._language.gettext
        return {
            RuleState.VERIFIED: "",
            RuleState.UNVERIFIED: _("Not yet compared with the legal text."),
            RuleState.EXPIRED: _("Expired on %(day)s.", day=self._language.short_day(rule.valid_until)),
        }[rule.state(today)]
