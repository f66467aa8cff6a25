"""The sentences of warnings, and recorded changes in words."""

from markupsafe import Markup

from ...core.text.languages import Language
from ..rules.document import FileRole, Publication
from ..rules.effects import RelationKind
from ..ui_text import GazetteUiText
from .changes import Difference
from .warning_rules import DocumentWarning, WarningKind


class ReviewText:
    """The texts in one language."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._words = GazetteUiText(language)

    def warning(self, warning: DocumentWarning) -> str:
        """The sentence of a warning."""
        _, day = self._language.gettext, self._words.day(warning.on)
        if warning.reason is not None:
            return self._words.reason(warning.reason)
        days, needed = self._days(warning.days), self._days(warning.needed)
        return {
            WarningKind.TOO_SOON: _(
                "It takes effect %(days)s after signing, on %(day)s. Without a shortened procedure the law "
                "asks for %(needed)s.",
                days=days,
                day=day,
                needed=needed,
            ),
            WarningKind.BACKDATED: _(
                "It takes effect on %(day)s, before it was signed. Only some bodies may do so.", day=day
            ),
            WarningKind.PUBLISHED_LATE: _(
                "It is published %(days)s after signing. The law asks for at most %(needed)s.",
                days=days,
                needed=needed,
            ),
            WarningKind.HIGHER_TARGET: _("It changes or ends a document of higher force."),
            WarningKind.NO_BEGINNING: _(
                "The day on which it takes effect is missing, so its state is unknown."
            ),
            WarningKind.NOT_NORMATIVE: _(
                "The number has a year, as normative documents have, but the kind is not normative."
            ),
            WarningKind.NO_ANNEX: _("The title names an attached text, but no annex is among the files."),
            WarningKind.SCAN: _(
                "The file is a scan without text. Nobody can search it or have it read aloud."
            ),
            WarningKind.OLD_CONSOLIDATION: _(
                "The consolidated text is older than the last amendment, of %(day)s.", day=day
            ),
            WarningKind.CONTRADICTION: "",
            WarningKind.END_BEFORE_START: _("Its term ends on %(day)s, before it takes effect.", day=day),
            WarningKind.PUBLISHED_BEFORE_SIGNING: _(
                "It was published on %(day)s, before it was signed.", day=day
            ),
            WarningKind.OTHER_YEAR: _(
                "The year of the number differs from the day of signing, %(day)s.", day=day
            ),
        }[warning.kind]

    def difference(self, one: Difference) -> Markup:
        """One change of a fact, such as "Title: a → b"."""
        nothing = self._language.gettext("nothing")
        before, after = self._value(one.name, one.before), self._value(one.name, one.after)
        marked = self._language.marked
        return Markup("{}: {} → {}").format(
            self._fact(one.name), marked(before or nothing), marked(after or nothing)
        )

    def _days(self, days: int) -> str:
        return self._language.ngettext("%(count)s day", "%(count)s days", days)

    def _value(self, name: str, value: str) -> str:
        _ = self._language.gettext
        if name == "publication" and value in set(Publication):
            return self.publication(Publication(value))
        if name == "relation" and value in set(RelationKind):
            return self._words.relation(RelationKind(value), acting=True)
        return value

    def publication(self, publication: Publication) -> str:
        """The status of a document for the office."""
        _ = self._language.gettext
        return {
            Publication.DRAFT: _("Draft"),
            Publication.PUBLISHED: _("Published"),
            Publication.WITHDRAWN: _("Withdrawn"),
        }[publication]

    def role(self, role: FileRole) -> str:
        return self._words.role(role)

    def _fact(self, name: str) -> str:
        _ = self._language.gettext
        return {
            "body": _("Issuing body"),
            "kind": _("Kind of document"),
            "number": _("Number"),
            "double": _("Letter of the second use"),
            "double_reason": _("Reason for using the number twice"),
            "year": _("Year"),
            "title": _("Title"),
            "abstract": _("Summary"),
            "signed": _("Signed on"),
            "published": _("Published on"),
            "signer": _("Signed by"),
            "office": _("Office of the signer"),
            "fields": _("Field"),
            "files": _("Attached files"),
            "publication": _("Status"),
            "source": _("Source"),
            "withdrawn_on": _("Withdrawn on"),
            "withdrawn_reason": _("Reason for withdrawing"),
            "withdrawn_office": _("Decided by"),
            "relation": _("Relation"),
            "target": _("Other document"),
            "acting": _("Acting document"),
            "from": _("From"),
            "to": _("Until before"),
            "wording": _("Wording of the act"),
            "note": _("Note"),
            "issue": _("Issue and part"),
            "issued": _("Day of the issue"),
            "position": _("Order"),
        }.get(name, name)
