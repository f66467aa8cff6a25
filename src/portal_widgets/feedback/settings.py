"""The settings of messages: recipients, files, and retention."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..config import Text, function, one_of, optional, setting, texts_of, whole_number
from ..core.departments import Department, read_departments
from ..core.mail.settings import folder
from ..core.text.email_addresses import address
from ..core.text.lazy import is_text
from .privacy.page_addresses import path_pattern
from .retention import months_kept
from .rules import Purpose


def _words(value: object) -> tuple[str, ...]:
    words = texts_of(value)
    if words is None or not all(word.strip() for word in words):
        raise ValueError("must be a list of words or domains")
    return words


def _path_patterns(value: object) -> tuple[str, ...]:
    paths = texts_of(value)
    if paths is None:
        raise ValueError("must be a list of paths")
    return tuple(path_pattern(one) for one in paths)


def _consent_texts(value: object) -> Mapping[str, Text]:
    """The configured texts: {"answer": "...", "publish": {"vi": "...", "en": "..."}}."""
    if not isinstance(value, Mapping) or not value.keys() <= {*Purpose}:
        raise ValueError(f"must be a dictionary with some of: {', '.join(Purpose)}")
    if not all(is_text(text) or isinstance(text, Mapping) for text in value.values()):
        raise ValueError("each text must be a text, or texts by language code")
    return value


@dataclass(frozen=True)
class FeedbackSettings:
    """The recipients of messages, their files, and their retention."""

    departments: Mapping[str, Department] = setting(
        {},
        read_departments,
        "Departments that receive messages, until they are edited in the admin area: `name`, "
        "`telephones` (a list), `fax`, `email`, `address`, `hours`, `to` (the mailbox of messages if it is "
        "not `email`), `staff` (who sees its messages), "
        "`months` (how long they are kept) and `closed` (nobody can write to it any more), by a key of a-z, "
        "0-9 and -. Texts may be given by language code.",
    )
    feedback_to: str | None = setting(
        None, optional(address), "Mailbox for messages that no department gets."
    )
    # A thread sends immediately. A command is for hosts on which no thread should connect to a mail server.
    feedback_send: Literal["background", "command"] = setting(
        "background",
        one_of("background", "command"),
        "How mails are sent: by a background thread (`background`), or by `flask portal feedback send` every "
        "minute (`command`).",
    )
    feedback_folder: Path | None = setting(
        None, optional(folder), "Folder of attachments. The default is `feedback` in the instance folder."
    )
    feedback_files: int = setting(
        3, whole_number(0, 20), "Maximum number of files attached to a message; 0: no files."
    )
    feedback_file_mb: int = setting(5, whole_number(1, 100), "Maximum size of each attached file, in MB.")
    feedback_scan: Callable[[Path], str | None] | None = setting(
        None,
        optional(function),
        "Function that gets the path of every uploaded file, and returns a text if it is harmful (then "
        "the file is refused) or None: for a virus scanner.",
        secret=True,
    )
    feedback_consent: Mapping[str, Text] = setting(
        {},
        _consent_texts,
        "Your own texts of the consents: `answer` (personal details are used to answer) and `publish` "
        "(question and answer may be published without them). Each text is stored with the message.",
    )
    feedback_days: int | None = setting(
        None,
        optional(whole_number(1, 365)),
        "Number of working days in which a message must be answered, without Vietnam's public holidays. "
        "Without it, the number is that of the `response` of `LEGAL_PROFILE`: 10.",
    )
    feedback_months: Mapping[str, int] = setting(
        {},
        months_kept,
        "How many months messages are kept after the last event in their history, by topic (`site`, "
        "`department`, `page`, `useful`, `spam`), before `flask portal purge` erases them. Other topics "
        "have the months of the `retention` of `LEGAL_PROFILE`: 24, 24, 12, 12 and 3. Messages that still "
        "wait for an answer are kept.",
    )
    feedback_blocked: tuple[str, ...] = setting(
        (), _words, "Words and domains: a message with one of them is put aside as spam, not dropped."
    )
    feedback_masked_paths: tuple[str, ...] = setting(
        (),
        _path_patterns,
        "Paths of pages that contain personal data, with a `*` for the part that is personal: "
        '`["/tra-cuu/*", "/ho-so/*/in"]`. That part is not stored with messages and answers about the page '
        "or the pages below it. A digest in its place keeps pages distinct.",
    )
    # More than a counter in a town hall receives, and fewer than a script sends.
    feedback_per_network: int = setting(
        20,
        whole_number(0, 10_000),
        "How many messages of one network (an IPv4 address, an IPv6 /64) in ten minutes are treated as "
        "people's. Further ones are put aside as spam, and after ten times as many the network must wait."
        " 0 for no limit.",
    )
