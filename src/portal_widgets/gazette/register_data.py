"""Bodies, kinds and fields as plain data, as they are stored and exported, and back."""

from collections.abc import Mapping

from ..core.history.event_data import day_text, event_data, read_day, read_event, texts, without_empty
from ..core.history.timeline import Entity, History, Version
from ..core.plain_data import mapping, sequence, text, whole
from .rules.register import Body, BodyFacts, DocumentKind, Field, GazetteRegister

LONGEST_KEY = 40
LONGEST_NAME = 200
# A province has some hundred bodies and some thousand earlier ones.
MOST = 20_000


def as_data(register: GazetteRegister) -> dict[str, object]:
    """Plain data; empty facts are left out."""
    return {
        "bodies": [
            {"key": body.key, "versions": [_version_data(one) for one in body.versions]}
            for body in register.bodies.entities.values()
        ],
        "events": [event_data(one) for one in register.bodies.events],
        "kinds": [_kind_data(one) for one in register.kinds],
        "fields": [
            without_empty({name: getattr(one, name) for name in ("key", "name", "parent", "name_en")})
            for one in register.fields
        ],
    }


def read_register(data: object) -> GazetteRegister:
    """Raises ValueError or LookupError if the data are not a register."""
    given = mapping(data)
    bodies, events = sequence(given["bodies"]), sequence(given.get("events", ()))
    if len(bodies) > MOST or len(events) > MOST:
        raise ValueError(f"more than {MOST} bodies or events")
    read = [_body(mapping(one)) for one in bodies]
    history = History({one.key: one for one in read}, tuple(read_event(mapping(one)) for one in events))
    return GazetteRegister(
        history,
        tuple(_kind(mapping(one)) for one in sequence(given["kinds"])),
        tuple(_field(mapping(one)) for one in sequence(given["fields"])),
    )


def _version_data(version: Version[BodyFacts]) -> dict[str, object]:
    facts = version.facts
    plain = {name: getattr(facts, name) for name in ("name", "short", "unit", "name_en")}
    days = {"from": day_text(version.start), "to": day_text(version.end)}
    return without_empty({**days, **plain, "level": facts.level or ""})


def _body(data: Mapping[str, object]) -> Body:
    return Entity(text(data["key"]), tuple(_version(mapping(one)) for one in sequence(data["versions"])))


def _version(data: Mapping[str, object]) -> Version[BodyFacts]:
    facts = BodyFacts(
        text(data["name"]), level=whole(data.get("level", 0)), **texts(data, "short", "unit", "name_en")
    )
    return Version(read_day(data.get("from")), read_day(data.get("to")), facts)


def _kind_data(kind: DocumentKind) -> dict[str, object]:
    plain = {name: getattr(kind, name) for name in ("key", "name", "short", "name_en")}
    return without_empty({**plain, "normative": kind.normative or "", "force": kind.force or ""})


def _kind(data: Mapping[str, object]) -> DocumentKind:
    return DocumentKind(
        text(data["key"]),
        text(data["name"]),
        normative=data.get("normative") is True,
        force=whole(data.get("force", 0)),
        **texts(data, "short", "name_en"),
    )


def _field(data: Mapping[str, object]) -> Field:
    return Field(text(data["key"]), text(data["name"]), **texts(data, "parent", "name_en"))
