"""The settings of reports."""

from dataclasses import dataclass

from ..config import setting
from ..core.text.email_addresses import addresses
from .report.form import ReportForm, report_form


@dataclass(frozen=True)
class DashboardSettings:
    """The recipients of reports."""

    # People who rely on a report get it by mail, so that they do not have to fetch it.
    report_mail_to: tuple[str, ...] = setting(
        (), addresses, "Recipients of the report that `flask portal report --mail` sends: e-mail addresses."
    )
    # Each office has its own number, recipients and signer.
    report_form: ReportForm = setting(
        {},
        report_form,
        "Texts of a report that is printed and signed: `governing_body` and `issuing_body` (otherwise those "
        "of the organisation), `number` (such as `Số: ....../BC-UBND`), `place`, `recipients` (a list), "
        "`signer` (the position) and `name`. Texts may be given by language code.",
    )
