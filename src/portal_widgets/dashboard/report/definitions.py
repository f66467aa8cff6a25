"""The meaning of a report's figures: from the constants of the counting code, and the live settings."""

from ...core.app.portal import Portal
from ...core.text.languages import Language
from ...counting.method import REPEAT_MINUTES, VISIT_MINUTES
from ...counting.settings import CountingSettings


def definitions(portal: Portal, language: Language) -> list[tuple[str, str]]:
    """Terms and their meaning, in the words of the public page about counting."""
    _ = language.gettext
    by_server = portal.settings[CountingSettings].by_server
    opened = (
        _("An article was sent to a reader.")
        if by_server
        else _("An article was opened in a browser and could be seen.")
    )
    again = _(
        "If the same reader opens it again, this counts only if %(minutes)s minutes have passed since the "
        "last counted view.",
        minutes=REPEAT_MINUTES,
    )
    return [
        (
            _("Page view"),
            _("A page of the portal was opened by a reader, whether for the first time or again."),
        ),
        (_("View of an article"), f"{opened} {again}"),
        (
            _("Visit"),
            _(
                "A reader opened a page of the portal after %(minutes)s minutes without one. Pages opened "
                "after it belong to the same visit. Visits add up: those of a week are the sum of its days.",
                minutes=VISIT_MINUTES,
            ),
        ),
        (
            _("Unique visitors a day"),
            _(
                "The number of different readers on one day; here the average of the days with readers. "
                "It is never added up, because a reader who came on two days would be counted twice."
            ),
        ),
        (
            _("Not counted"),
            _(
                "Page loads of robots, of the portal's own staff and similar ones. They are recorded by "
                "day and reason. The page loads heard are always the sum of those counted and those not "
                "counted."
            ),
        ),
        (
            _("Opening balance"),
            _(
                "The total of an older counter. It is stored separately and is not part of the figures of "
                "a period."
            ),
        ),
        (
            _("Days"),
            _(
                "Days, weeks, months and years are those of the calendar. Time zone: %(zone)s.",
                zone=str(portal.clock.zone),
            ),
        ),
    ]
