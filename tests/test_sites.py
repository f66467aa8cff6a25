"""Everything that is stored, signed or requested belongs to a site: portals that share servers never mix."""

import inspect
from types import FunctionType

import pytest
from sqlalchemy import inspect as inspect_database

from portal_widgets.admin.store.accounts import AdminStore
from portal_widgets.admin.store.colleagues import ColleagueStore
from portal_widgets.admin.store.invitations import InvitationStore
from portal_widgets.admin.store.log import AdminLog
from portal_widgets.admin.store.second_factors import SecondFactorStore
from portal_widgets.core.db.database import VERSION_TABLE, metadata
from portal_widgets.core.redis import key_prefix
from portal_widgets.counting.collect.salt_store import SaltStore
from portal_widgets.counting.collect.tokens import Tokens
from portal_widgets.counting.log_import.store import LogStore
from portal_widgets.counting.store.protocol import Store
from portal_widgets.counting.store.redis.epochs import RedisEpochs
from portal_widgets.counting.store.redis.generation import GenerationGuard
from portal_widgets.counting.store.redis.keys import key
from portal_widgets.counting.store.redis.restore import Restorer
from portal_widgets.counting.store.redis.store import RedisStore
from portal_widgets.counting.store.sql.archive import SqlArchive
from portal_widgets.counting.store.sql.ledger import LedgerStore
from portal_widgets.counting.store.sql.months import MonthStore
from portal_widgets.counting.store.sql.ranking import RankingStore
from portal_widgets.counting.store.sql.store import SqlStore
from portal_widgets.dashboard.report.store import ReportStore
from portal_widgets.dashboard.store.store import DashboardStore
from portal_widgets.errors import ForgedTokenError
from support import MakeApp, browser, counting_of, portal_of


def verbs(store: type) -> list[str]:
    return [
        name
        for name, member in vars(store).items()
        if isinstance(member, FunctionType) and not name.startswith("_")
    ]


@pytest.mark.parametrize("table", metadata.tables.values(), ids=str)
def test_every_table_carries_the_site(table):
    assert "site" in table.columns
    assert not table.columns["site"].nullable


def test_every_table_of_a_migrated_database_carries_the_site(app):
    database = portal_of(app).database
    with database.reading() as connection:
        tables = inspect_database(connection)
        # SQLite keeps a full-text index in tables of its own.
        own = {name for name in tables.get_table_names() if not name.startswith("pw_gazette_search_index")}
        for name in own - {VERSION_TABLE}:
            assert "site" in {column["name"] for column in tables.get_columns(name)}, name


@pytest.mark.parametrize(
    "store",
    [
        Store,
        SqlStore,
        RedisStore,
        RankingStore,
        RedisEpochs,
        Restorer,
        GenerationGuard,
        SqlArchive,
        SaltStore,
        AdminStore,
        ColleagueStore,
        InvitationStore,
        SecondFactorStore,
        AdminLog,
        LedgerStore,
        MonthStore,
        DashboardStore,
        LogStore,
        ReportStore,
    ],
    ids=lambda store: store.__name__,
)
def test_every_verb_of_a_store_takes_the_site_first(store):
    found = verbs(store)

    assert found
    for verb in found:
        assert list(inspect.signature(getattr(store, verb)).parameters)[1] == "site", verb


def test_a_token_of_one_site_is_forged_on_another():
    token = Tokens("main", [b"secret"]).article("1")

    assert Tokens("main", [b"secret"]).article_of(token) == "1"
    with pytest.raises(ForgedTokenError):
        Tokens("ward", [b"secret"]).article_of(token)


def test_two_sites_in_one_database_count_apart(make_app: MakeApp, database_url):
    main = make_app(database_url=database_url)
    ward = make_app(database_url=database_url, site="ward")

    browser(main).post("/portal/views", json={"article": counting_of(main).tokens.article("1")})

    assert counting_of(main).views("1") == 1
    assert counting_of(ward).views("1") == 0
    assert counting_of(ward).numbers().total == 0


def test_fragments_of_two_sites_are_kept_apart(make_app: MakeApp, redis_url):
    cache = {"CACHE_TYPE": "RedisCache", "CACHE_REDIS_URL": redis_url}
    main = make_app(cache=cache, organisation={"name": "Tỉnh"})
    ward = make_app(cache=cache, organisation={"name": "Phường"}, site="ward")

    assert "Tỉnh" in browser(main).get("/bai/1").text
    assert "Phường" in browser(ward).get("/bai/1").text


def test_every_key_of_redis_carries_the_site_as_its_hash_tag():
    """So all keys of a site are in one slot of a cluster, and no two sites share a key."""
    assert key_prefix("ward") == "{pw:ward}:"
    assert key("ward", "visits").startswith(key_prefix("ward"))
