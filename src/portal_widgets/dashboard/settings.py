"""What a host configures of reports."""

from dataclasses import dataclass

from ..config import setting
from ..core.text.email_addresses import addresses


@dataclass(frozen=True)
class DashboardSettings:
    """Who gets the reports."""

    # Whoever is to rely on a report should not have to fetch it.
    report_mail_to: tuple[str, ...] = setting(
        (), addresses, "Who gets the report that `flask portal report --mail` sends: e-mail addresses."
    )
