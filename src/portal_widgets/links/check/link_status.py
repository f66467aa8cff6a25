"""What the watch makes of what it saw: the state of an address, and when it is held back from readers."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from ...core.text.normalization import one_line


class LinkState(StrEnum):
    """What one look at an address found."""

    OK = "ok"
    MOVED = "moved"  # to another address of the same owner
    BLOCKED = "blocked"  # robots are not let in: 401, 403, 429, 999, robots.txt
    UNKNOWN = "unknown"  # an answer from which nothing follows: circles, other statuses
    EXPIRING = "expiring"  # its certificate ends soon
    TLS = "tls"
    DNS = "dns"
    GONE = "gone"  # 404, 410, and pages that are none
    UNREACHABLE = "unreachable"  # no connection, no answer in time, a server's error
    DOMAIN = "domain"  # leads to another owner's domain
    PARKED = "parked"
    CERTIFICATE = "certificate"  # of another owner than last time
    PRIVATE = "private"  # leads to an address that is not public


# Found once, it is so at once: waiting for a second day would lead readers there meanwhile.
DANGERS = frozenset({LinkState.DOMAIN, LinkState.PARKED, LinkState.CERTIFICATE, LinkState.PRIVATE})
# May be a bad hour: broken only after failures on separate days.
FAILURES = frozenset({LinkState.TLS, LinkState.DNS, LinkState.GONE, LinkState.UNREACHABLE})
BROKEN_AFTER_DAYS = 3


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """One look: what was found and why (a Reason, or a server's words), and who the address belongs to: the
    domain it leads to, and the owner of its certificate.
    """

    seen: LinkState
    detail: str = ""
    domain: str = ""
    certificate: str = ""


@dataclass(frozen=True, slots=True)
class LinkStatus:
    """What is known of an address. `since` and `checked_at` are milliseconds; `accepted` is the danger that
    somebody has looked at and found harmless.
    """

    url: str
    state: LinkState = LinkState.OK
    detail: str = ""
    since: int = 0
    checked_at: int = 0
    failed_days: int = 0
    failed_on: date | None = None
    domain: str = ""
    certificate: str = ""
    accepted: str = ""

    @property
    def is_broken(self) -> bool:
        return self.state in FAILURES and self.failed_days >= BROKEN_AFTER_DAYS

    @property
    def is_held_back(self) -> bool:
        """Whether readers are not led there."""
        return self.is_broken or (self.state in DANGERS and self.accepted != self.mark)

    @property
    def is_alarming(self) -> bool:
        return self.is_held_back or self.state is LinkState.EXPIRING

    @property
    def mark(self) -> str:
        return f"{self.state.value} {self.detail}"[:300]


def update_status(before: LinkStatus, look: LinkCheck, at: int, today: date) -> LinkStatus:
    """What is known after a look. Failures of one day are one; whoever is seen well begins anew. An answer
    that proves nothing lifts no danger.
    """
    if look.seen is LinkState.UNKNOWN and before.state in DANGERS:
        return replace(before, checked_at=at)
    seen = _compare(before, look)
    failed = seen.seen in FAILURES
    another_day = failed and before.failed_on != today
    same = seen.seen is before.state
    return replace(
        before,
        state=seen.seen,
        # What servers say may end up on a terminal.
        detail=one_line(seen.detail, 300),
        since=before.since if same and before.checked_at else at,
        checked_at=at,
        failed_days=before.failed_days + another_day if failed else 0,
        failed_on=today if failed else None,
        # Who it belongs to is learnt once; what changes later is an alarm until somebody accepts it.
        domain=before.domain or look.domain,
        certificate=before.certificate or look.certificate,
    )


def accept_danger(before: LinkStatus) -> LinkStatus:
    """Somebody has looked: this danger is none, until something else is found. The owner is learnt anew."""
    certificate = "" if before.state is LinkState.CERTIFICATE else before.certificate
    return replace(before, accepted=before.mark, certificate=certificate, failed_days=0, failed_on=None)


def _compare(before: LinkStatus, look: LinkCheck) -> LinkCheck:
    """A site that is well but whose certificate has another owner than before."""
    if look.seen not in {LinkState.OK, LinkState.MOVED, LinkState.EXPIRING} or not (
        before.certificate and look.certificate
    ):
        return look
    if look.certificate == before.certificate:
        return look
    return replace(look, seen=LinkState.CERTIFICATE, detail=f"{before.certificate} -> {look.certificate}")
