"""How a record stands in a journal: a fixed head, then the texts. Fast, because readers wait for it."""

import struct

from ..hits import Reason, Record

# Kind, time in milliseconds, reason, agent's number, visitor, visitor under yesterday's salt.
_HEAD = struct.Struct(">cQBI16s16s")
_VIEW_KIND, _CLICK_KIND, _AGENT_KIND = b"V", b"C", b"A"
# Stands in no text: ids are printable, and so is what is kept of a header.
_BETWEEN = "\x1f"
_NO_VISITOR = bytes(16)
_REASONS: tuple[Reason | None, ...] = (None, *Reason)
_CODES = {reason: code for code, reason in enumerate(_REASONS)}


def encode(record: Record, agent_number: int) -> bytes:
    """A record as bytes. Its agent is a number: each agent's text stands once in a journal."""
    at, visitor, before, page, article, _, referrer, language, country, reason, link = record
    kind = _CLICK_KIND if link else _VIEW_KIND
    head = _HEAD.pack(kind, at, _CODES[reason], agent_number, visitor or _NO_VISITOR, before or _NO_VISITOR)
    texts = _BETWEEN.join((page, link or article, referrer, language, country))
    return head + texts.encode("utf-8", "replace")


def encode_agent(number: int, agent: str) -> bytes:
    return _AGENT_KIND + number.to_bytes(4) + agent.encode("utf-8", "replace")


class Decoder:
    """Reads the payloads of one journal in order, remembering the agents it has met."""

    def __init__(self) -> None:
        self._agents: dict[int, str] = {}

    def decode(self, payload: bytes) -> Record | None:
        """A record, or None for a payload that is none: the header, or one that names an agent. What cannot
        be read is a dead letter: it must not hold up what stands behind it.
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
        return Record(
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


def _time(payload: bytes) -> int:
    """When something was heard that else cannot be read; 0 if not even that."""
    return _HEAD.unpack_from(payload)[1] if len(payload) >= _HEAD.size else 0
