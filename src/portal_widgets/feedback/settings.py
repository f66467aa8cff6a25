"""What a host configures of messages: to whom they go, what may be sent, and how long it is kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ..config import function, one_of, optional, setting, whole_number
from ..core.mail.settings import folder
from ..core.text.email_addresses import address
from .departments import Department
from .departments import departments as read_departments
from .retention import months_kept
from .rules import Purpose


def _words(value: Any) -> tuple[str, ...]:
    if isinstance(value, str) or not all(isinstance(one, str) and one.strip() for one in value):
        raise ValueError("must be a list of words or domains")
    return tuple(value)


def _consent_texts(value: Any) -> Mapping[str, Any]:
    """As configured: {"answer": "...", "publish": {"vi": "...", "en": "..."}}."""
    if not isinstance(value, Mapping) or not value.keys() <= {*Purpose}:
        raise ValueError(f"must be a dictionary with some of: {', '.join(Purpose)}")
    return value


@dataclass(frozen=True)
class FeedbackSettings:
    """Who gets messages, what they may bring along, and when they are erased."""

    departments: Mapping[str, Department] = setting(
        {},
        read_departments,
        "Who can be written to: `name`, `telephones` (a list), `fax`, `email`, `address`, `hours`, `to` (the "
        "mailbox of messages if it is not `email`), `staff` (who sees its messages) and `months` (how long "
        "they are kept), by a key of a-z, 0-9 and -. Texts may be given by language code.",
    )
    feedback_to: str | None = setting(
        None, optional(address), "Mailbox for messages that no department gets."
    )
    # A thread sends at once; a command does where the host wants no thread to talk to a mail server.
    feedback_send: Literal["background", "command"] = setting(
        "background",
        one_of("background", "command"),
        "Who sends the mails: a thread beside the requests, or `flask portal feedback send` (every minute).",
    )
    feedback_folder: Path | None = setting(
        None, optional(folder), "Folder of attachments; if not given, `feedback` in the instance folder."
    )
    feedback_files: int = setting(
        3, whole_number(0, 20), "How many files may be attached to a message; 0 for none."
    )
    feedback_file_mb: int = setting(5, whole_number(1, 100), "How large each may be, in MB.")
    feedback_scan: Callable[[Path], str | None] | None = setting(
        None,
        optional(function),
        "Function that is given the path of every file that was sent, and returns a text if it is harmful "
        "(the file is refused then) or None: for a virus scanner.",
        secret=True,
    )
    feedback_consent: Mapping[str, Any] = setting(
        {},
        _consent_texts,
        "Your own words for what is agreed to: `answer` (that personal details are used to answer) and "
        "`publish` (that question and answer may be published without them). Each text is stored with the "
        "message.",
    )
    feedback_days: int = setting(
        10,
        whole_number(1, 365),
        "In how many working days a message is to be answered, Vietnam's public holidays not counted.",
    )
    feedback_months: Mapping[str, int] = setting(
        {},
        months_kept,
        "How many months messages are kept after the last thing that happened to them, by what they are "
        "about (`site`, `department`, `page`, `useful`, `spam`), before `flask portal purge` erases them; "
        "what is not named stays at 24, 24, 12, 12 and 3. What still waits for an answer is kept.",
    )
    feedback_blocked: tuple[str, ...] = setting(
        (), _words, "Words and domains: a message with one of them is put aside as spam, not dropped."
    )
    # More than a counter in a town hall takes in; less than a script.
    feedback_per_network: int = setting(
        20,
        whole_number(0, 10_000),
        "How many messages of one network in ten minutes are taken for people's (an IPv4 address, an IPv6 "
        "/64); further ones are put aside as spam, and after ten times as many they wait. 0 for no limit.",
    )

    def mailbox(self, department: str) -> str:
        """Where messages to a department, or to none (""), are mailed; "" for nowhere."""
        known = self.departments.get(department)
        return (known.mailbox if known else "") or self.feedback_to or ""
