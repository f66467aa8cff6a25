"""The parts of one portal's counting."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.app.portal import Portal
from ..core.settings import CoreSettings
from ..core.text.clock import Clock
from ..core.text.signed import signing_keys
from .classify.enrich import Enricher
from .collect.country import Countries
from .collect.recording import Recorder
from .collect.salt_store import SaltStore
from .collect.salts import Salts
from .collect.tokens import Tokens
from .descriptions import Descriptions
from .journal.file import Identity, JournalFolder
from .journal.writer import JournalWriter
from .pipeline import Pipeline
from .settings import CountingSettings
from .show.snapshot import Snapshot
from .store.protocol import Store
from .store.sql.archive import SqlArchive
from .store.sql.months import MonthStore
from .store.sql.store import SqlStore

if TYPE_CHECKING:
    from .store.redis.epochs import RedisEpochs

FOLDER = "journals"


@dataclass(frozen=True, slots=True)
class CountingParts:
    """One instance of each part, for one portal."""

    site: str
    clock: Clock
    tokens: Tokens
    salts: Salts
    recorder: Recorder
    journal_writer: JournalWriter
    descriptions: Descriptions
    pipeline: Pipeline
    store: Store
    archive: SqlArchive
    months: MonthStore
    epochs: "RedisEpochs | None"
    snapshot: Snapshot


def make_parts(portal: Portal) -> CountingParts:
    """Create the parts. Nothing is opened: every part waits for its first use."""
    clock, site = portal.clock, portal.site
    tokens = Tokens(site, signing_keys(portal.app.config))
    salts = Salts(SaltStore(portal.database), site, clock)
    archive = SqlArchive(portal.database, clock.milliseconds)
    sql = SqlStore(portal.database, clock.milliseconds)
    store, epochs = _store(portal, sql, archive)
    journal_writer, snapshot = JournalWriter(_journals(portal)), Snapshot(store, site, clock)
    descriptions = Descriptions(site, store, lambda articles: sql.categories(site, articles))
    enricher = Enricher(clock, descriptions.categories_of, is_quick=descriptions.knows_categories)
    return CountingParts(
        site=site,
        clock=clock,
        tokens=tokens,
        salts=salts,
        recorder=_recorder(portal, salts, tokens),
        journal_writer=journal_writer,
        descriptions=descriptions,
        pipeline=Pipeline(site, store, journal_writer, enricher, snapshot, clock),
        store=store,
        archive=archive,
        months=MonthStore(portal.database, clock.milliseconds),
        epochs=epochs,
        snapshot=snapshot,
    )


def _store(portal: Portal, sql: SqlStore, archive: SqlArchive) -> "tuple[Store, RedisEpochs | None]":
    if portal.redis is None:
        return sql, None
    from .store.redis.epochs import RedisEpochs
    from .store.redis.store import RedisStore

    epochs = RedisEpochs(portal.redis)
    return RedisStore(portal.redis, epochs, sql, archive, portal.clock), epochs


def _recorder(portal: Portal, salts: Salts, tokens: Tokens) -> Recorder:
    settings, trusted = portal.settings[CountingSettings], portal.settings[CoreSettings].trusted_origins
    countries = Countries(settings.country_database) if settings.country_database else None
    return Recorder(portal.clock, salts, tokens, countries, settings.is_staff, trusted)


def _journals(portal: Portal) -> JournalFolder | None:
    if portal.settings[CountingSettings].journal == "memory":
        return None
    identity = Identity(portal.site, portal.database.identity)
    return JournalFolder(portal.folder / FOLDER, identity, portal.clock, portal.files)
