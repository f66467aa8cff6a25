"""The links that need somebody: from the last check, from readers' reports, and by their review day."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from ...core.app.portal import Portal
from ...core.app.widget import Severity, WaitingItem
from ..check.link_status import FAILURES, LinkState, LinkStatus
from ..rules import Group, Link
from ..service import LinkService


class Finding(NamedTuple):
    """A link with its status, the reports of readers by fault, and whether its review is due."""

    group: Group
    link: Link
    status: LinkStatus | None
    reports: Mapping[str, int]
    is_due: bool

    @property
    def is_held_back(self) -> bool:
        return self.status is not None and self.status.is_held_back

    @property
    def is_wrong(self) -> bool:
        one = self.status
        return one is not None and (one.is_alarming or one.state in FAILURES or one.state is LinkState.MOVED)


def findings(
    links: Iterable[tuple[Group, Link]],
    known: Mapping[str, LinkStatus],
    reports: Mapping[str, Mapping[str, int]],
    today: date,
) -> list[Finding]:
    """The most urgent links first: held back, then failing, ending or moved, then reported by readers."""
    every = (
        Finding(
            group,
            link,
            known.get(link.url),
            reports.get(link.key, {}),
            link.review is not None and link.review <= today,
        )
        for group, link in links
    )
    found = [one for one in every if one.is_wrong or one.reports or one.is_due]
    return sorted(found, key=lambda one: (not one.is_held_back, not one.status, not one.reports))


def waiting_links(portal: Portal, service: LinkService) -> list[WaitingItem]:
    """The lines of the start page. Two queries: the directory itself is in memory."""
    ngettext, url = portal.language.ngettext, portal.url("admin.links.watch")
    known, reports = service.watch.statuses(), service.reports.counts_by_link()
    found = findings(service.current()[0].links(), known, reports, portal.clock.today())
    held = sum(one.is_held_back for one in found)
    wrong = sum(one.is_wrong and not one.is_held_back for one in found)
    reported = sum(bool(one.reports) for one in found)
    due = sum(one.is_due for one in found)
    return [
        WaitingItem(
            ngettext(
                "link is broken or dangerous, and held back from readers",
                "links are broken or dangerous, and held back from readers",
                held,
            ),
            held,
            url,
            Severity.URGENT,
        ),
        WaitingItem(ngettext("link has a fault", "links have a fault", wrong), wrong, url),
        WaitingItem(
            ngettext("link was reported by readers", "links were reported by readers", reported),
            reported,
            url,
        ),
        WaitingItem(
            ngettext("link is due for its review", "links are due for their review", due),
            due,
            url,
            Severity.NOTE,
        ),
    ]
