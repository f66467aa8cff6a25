"""The settings of reports."""

from dataclasses import dataclass

from ..config import setting
from ..core.text.email_addresses import addresses


@dataclass(frozen=True)
class DashboardSettings:
    """The recipients of reports."""

    # People who rely on a report get it by mail, so that they do not have to fetch it.
    report_mail_to: tuple[str, ...] = setting(
        (), addresses, "Recipients of the report that `flask portal report --mail` sends: e-mail addresses."
    )
