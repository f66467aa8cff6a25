"""The words for relations between documents, read in both directions."""

from ..core.text.languages import Language
from .rules.effects import RelationKind


def active(language: Language, kind: RelationKind) -> str:
    """The heading above the documents that this one affects."""
    _ = language.gettext
    return {
        RelationKind.COMMENCES: _("Brings into force"),
        RelationKind.EXPIRES: _("Ends by its term"),
        RelationKind.REPLACES: _("Replaces"),
        RelationKind.REPEALS: _("Repeals"),
        RelationKind.ANNULS: _("Annuls"),
        RelationKind.REVIVES: _("Brings back into force"),
        RelationKind.SUSPENDS: _("Suspends"),
        RelationKind.RESUMES: _("Resumes"),
        RelationKind.CONTINUES: _("Declares to continue"),
        RelationKind.AMENDS: _("Amends"),
        RelationKind.SUPPLEMENTS: _("Supplements"),
        RelationKind.CORRECTS: _("Corrects"),
        RelationKind.GUIDES: _("Details or guides"),
        RelationKind.BASED_ON: _("Based on"),
        RelationKind.CONSOLIDATES: _("Consolidates"),
        RelationKind.CITES: _("Cites"),
        RelationKind.RELATED: _("Related to"),
    }[kind]


def passive(language: Language, kind: RelationKind) -> str:
    """The heading above the documents that affect this one."""
    _ = language.gettext
    return {
        RelationKind.COMMENCES: _("Brought into force by"),
        RelationKind.EXPIRES: _("Ended by its term under"),
        RelationKind.REPLACES: _("Replaced by"),
        RelationKind.REPEALS: _("Repealed by"),
        RelationKind.ANNULS: _("Annulled by"),
        RelationKind.REVIVES: _("Brought back into force by"),
        RelationKind.SUSPENDS: _("Suspended by"),
        RelationKind.RESUMES: _("Resumed by"),
        RelationKind.CONTINUES: _("Declared to continue by"),
        RelationKind.AMENDS: _("Amended by"),
        RelationKind.SUPPLEMENTS: _("Supplemented by"),
        RelationKind.CORRECTS: _("Corrected by"),
        RelationKind.GUIDES: _("Detailed or guided by"),
        RelationKind.BASED_ON: _("Basis of"),
        RelationKind.CONSOLIDATES: _("Consolidated in"),
        RelationKind.CITES: _("Cited by"),
        RelationKind.RELATED: _("Related from"),
    }[kind]


def effect(language: Language, kind: RelationKind) -> str:
    """The effect as a noun, for the timeline."""
    _ = language.gettext
    return {
        RelationKind.COMMENCES: _("coming into force"),
        RelationKind.EXPIRES: _("end of the term"),
        RelationKind.REPLACES: _("replacement"),
        RelationKind.REPEALS: _("repeal"),
        RelationKind.ANNULS: _("annulment"),
        RelationKind.REVIVES: _("revival"),
        RelationKind.SUSPENDS: _("suspension"),
        RelationKind.RESUMES: _("resumption"),
        RelationKind.CONTINUES: _("declaration that it continues"),
        RelationKind.AMENDS: _("amendment"),
        RelationKind.SUPPLEMENTS: _("supplement"),
        RelationKind.CORRECTS: _("correction"),
        RelationKind.GUIDES: _("guidance"),
        RelationKind.BASED_ON: _("basis"),
        RelationKind.CONSOLIDATES: _("consolidation"),
        RelationKind.CITES: _("citation"),
        RelationKind.RELATED: _("relation"),
    }[kind]
