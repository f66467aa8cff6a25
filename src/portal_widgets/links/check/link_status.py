"""The state of an address after its checks, and when its link is held back from readers."""

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from ...core.text.clock import Milliseconds
from ...core.text.normalization import one_line
from ...core.text.vietnamese import fold
from .page_signs import is_trade
from .reasons import Reason, join_detail, split_detail


class LinkState(StrEnum):
    """The result of one check of an address."""

    OK = "ok"
    MOVED = "moved"  # to another address of the same owner
    BLOCKED = "blocked"  # closed to robots: 401, 403, 429, 999, robots.txt
    UNKNOWN = "unknown"  # an inconclusive answer: a redirect loop, a server's error, other statuses
    EXPIRING = "expiring"  # its certificate expires soon
    TLS = "tls"
    DNS = "dns"
    GONE = "gone"  # 404, 410, and error pages with the status 200
    UNREACHABLE = "unreachable"  # no connection, no answer in time
    DOMAIN = "domain"  # leads to another owner's domain
    PARKED = "parked"
    CERTIFICATE = "certificate"  # of another owner than last time
    PRIVATE = "private"  # leads to an address that is not public


# One check is enough for these. If the check waited for a second day, readers would follow the link
# meanwhile.
DANGERS = frozenset({LinkState.DOMAIN, LinkState.PARKED, LinkState.CERTIFICATE, LinkState.PRIVATE})
# These may be temporary. An address is broken only after failures on several days.
FAILURES = frozenset({LinkState.TLS, LinkState.DNS, LinkState.GONE, LinkState.UNREACHABLE})
BROKEN_AFTER_DAYS = 3
# Silence may be a firewall that lets only people in. Nothing that is being repaired is silent for a week.
SILENT_DAYS = 7
_SILENT = frozenset({Reason.EMPTY, Reason.NAME_SERVER})
_PROVES_NOTHING = frozenset({LinkState.UNKNOWN, LinkState.BLOCKED})
# They are written out or not.
_LEGAL_FORMS = frozenset(
    "cong ty cp tnhh co phan mtv jsc joint stock company ltd inc llc corp limited".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """One check. `detail` is a Reason or a server's own words. `domain` is the domain of the final address,
    and `certificate` the owner of its certificate.
    """

    seen: LinkState
    detail: str = ""
    domain: str = ""
    certificate: str = ""
    title: str = ""
    is_short_address: bool = False


@dataclass(frozen=True, slots=True)
class LinkStatus:
    """The stored status of an address. `since` and `checked_at` are in milliseconds. `accepted` is a danger
    that an editor has examined and found harmless.
    """

    url: str
    state: LinkState = LinkState.OK
    detail: str = ""
    since: Milliseconds = 0
    checked_at: Milliseconds = 0
    failed_days: int = 0
    failed_on: date | None = None
    domain: str = ""
    certificate: str = ""
    accepted: str = ""

    @property
    def is_broken(self) -> bool:
        """Whether it failed on enough days. A title needs a second sign, in the page or on another day."""
        if self.state not in FAILURES or self.detail == Reason.TITLE:
            return False
        is_silent = self.state is LinkState.UNREACHABLE or self.detail in _SILENT
        return self.failed_days >= (SILENT_DAYS if is_silent else BROKEN_AFTER_DAYS)

    @property
    def is_held_back(self) -> bool:
        """Return whether the link is held back from readers."""
        return self.is_broken or (self._is_danger and not self._is_doubtful)

    @property
    def is_alarming(self) -> bool:
        return self.is_broken or self._is_danger or self.state is LinkState.EXPIRING

    @property
    def _is_danger(self) -> bool:
        return self.state in DANGERS and self.accepted != self.mark

    @property
    def _is_doubtful(self) -> bool:
        """An office may be renamed, and a site may move behind another network: the office is asked first."""
        return self.state is LinkState.CERTIFICATE and split_detail(self.detail)[0] is not Reason.TAKEN_OVER

    @property
    def mark(self) -> str:
        return f"{self.state.value} {self.detail}"[:300]


def update_status(before: LinkStatus, look: LinkCheck, at: Milliseconds, today: date) -> LinkStatus:
    """The status after a check. Failures of one day count once, and a success resets them. An inconclusive
    answer does not end a danger, and does not bring back a page that was gone.
    """
    if look.seen in _PROVES_NOTHING and before.state in DANGERS | {LinkState.GONE}:
        return replace(before, checked_at=at)
    seen = _compare(before, look)
    failed = seen.seen in FAILURES
    another_day = failed and before.failed_on != today
    same = seen.seen is before.state
    return replace(
        before,
        state=seen.seen,
        # A server's words may be printed to a terminal, so they must not contain control characters.
        detail=one_line(seen.detail, 300),
        since=before.since if same and before.checked_at else at,
        checked_at=at,
        failed_days=before.failed_days + another_day if failed else 0,
        failed_on=today if failed else None,
        # The owner is stored at the first check. A later change is an alarm until an editor accepts it.
        domain=before.domain or look.domain,
        certificate=before.certificate or look.certificate,
    )


def accept_danger(before: LinkStatus) -> LinkStatus:
    """Accept this danger, until a check finds another one. The next check stores the owner again."""
    certificate = "" if before.state is LinkState.CERTIFICATE else before.certificate
    return replace(before, accepted=before.mark, certificate=certificate, failed_days=0, failed_on=None)


def _compare(before: LinkStatus, look: LinkCheck) -> LinkCheck:
    """The check. If the site works but its certificate has another owner, the state is CERTIFICATE. If a
    short address has another target, the state is DOMAIN.
    """
    if look.seen not in {LinkState.OK, LinkState.MOVED, LinkState.EXPIRING}:
        return look
    if look.is_short_address and before.domain not in {"", look.domain}:
        return replace(look, seen=LinkState.DOMAIN, detail=f"{before.domain} -> {look.domain}")
    if not (before.certificate and look.certificate) or _is_same(before.certificate, look.certificate):
        return look
    owners = f"{before.certificate} -> {look.certificate}"
    detail = join_detail(Reason.TAKEN_OVER, owners) if is_trade(look.title) else owners
    return replace(look, seen=LinkState.CERTIFICATE, detail=detail)


def _is_same(owner: str, other: str) -> bool:
    """Whether it is one owner in two spellings: without diacritics, in capitals, or shortened."""
    one, another = _plain(owner), _plain(other)
    return one.startswith(another) or another.startswith(one)


def _plain(owner: str) -> str:
    words = re.sub(r"\W+", " ", fold(owner)).split()
    return " ".join(word for word in words if word not in _LEGAL_FORMS)
