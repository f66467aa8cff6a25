"""The format of a record in a journal: a fixed head, then the texts. It is fast, because readers wait
for it.
"""

import struct

from ..hits import Reason, Record

# Kind, time in milliseconds, reason, agent's number, visitor, visitor under yesterday's salt.
_HEAD = struct.Struct(">cQBI16s16s")
_VIEW_KIND, _CLICK_KIND, _AGENT_KIND = b"V", b"C", b"A"
# No text contains it: ids are printable, and so are the stored parts of headers.
_BETWEEN = "\x1f"
_NO_VISITOR = bytes(16)
_REASONS: tuple[Reason | None, ...] = (None, *Reason)
_CODES = {reason: code for code, reason in enumerate(_REASONS)}


def encode(record: Record, agent_number: int) -> bytes:
    """A record as bytes. Its agent is a number, because a journal contains each agent's text once."""
    at, visitor, before, page, article, _, referrer, language, country, reason, link = record
    kind = _CLICK_KIND if link else _VIEW_KIND
    head = _HEAD.pack(kind, at, _CODES[reason], agent_number, visitor or _NO_VISITOR, before or _NO_VISITOR)
    texts = _BETWEEN.join((page, link or article, referrer, language, country))
    return head + texts.encode("utf-8", "replace")


def encode_agent(number: int, agent: str) -> bytes:
    return _AGENT_KIND + number.to_bytes(4) + agent.encode("utf-8", "replace")


class Decoder:
    """Reads the payloads of one journal in order, and remembers its agents."""

    def __init__(self) -> None:
        self._agents: dict[int, str] = {}

    def decode(self, payload: bytes) -> Record | None:
        """A record, or None for another kind of payload: the header, or the name of an agent. An unreadable
        payload becomes a dead letter, so that it does not block the records behind it.
        """
        kind = payload[:1]
        if kind in {_VIEW_KIND, _CLICK_KIND}:
            try:
                return self._record(payload, is_click=kind == _CLICK_KIND)
            except (ValueError, IndexError, struct.error):
                return Record(_time(payload), reason=Reason.DEAD_LETTER)
        if kind == _AGENT_KIND:
            self._agents[int.from_bytes(payload[1:5])] = payload[5:].decode("utf-8", "replace")
        return None

    def _record(self, payload: bytes, *, is_click: bool) -> Record:
        _, at, code, agent, visitor, before = _HEAD.unpack_from(payload)
        page, about, referrer, language, country = payload[_HEAD.size :].decode().split(_BETWEEN)
        values = (
            at,
            b"" if visitor == _NO_VISITOR else visitor,
            b"" if before == _NO_VISITOR else before,
            page,
            "" if is_click else about,
            self._agents.get(agent, ""),
            referrer,
            language,
            country,
            _REASONS[code],
            about if is_click else "",
        )
        return tuple.__new__(Record, values)  # `Record(...)` would call a Python function that does only this


def _time(payload: bytes) -> int:
    """The time of a record that is otherwise unreadable; 0 if the time is unreadable, too."""
    return _HEAD.unpack_from(payload)[1] if len(payload) >= _HEAD.size else 0
