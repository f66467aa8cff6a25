"""When an article appeared: what a host may say, and what is meant."""

from datetime import date, datetime, tzinfo

Moment = datetime | date | str


def moment(when: Moment, zone: tzinfo) -> datetime | date:
    """A date and time in `zone`, or a date where no time is known.

    Text is read as ISO 8601; a time without a zone is the portal's own. TypeError or ValueError
    for anything else.
    """
    if isinstance(when, str):
        when = _read(when)
    if isinstance(when, datetime):
        return when.replace(tzinfo=zone) if when.tzinfo is None else when.astimezone(zone)
    if isinstance(when, date):
        return when
    raise TypeError(f"a dateline shows a datetime, a date or ISO 8601 text, not {type(when).__name__}")


def _read(text: str) -> datetime | date:
    try:
        return date.fromisoformat(text) if len(text) == len("2023-03-08") else datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"a dateline reads ISO 8601 such as 2023-03-08T14:35, not {text!r}") from error
