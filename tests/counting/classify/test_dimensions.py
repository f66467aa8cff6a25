"""The registry of dimensions: one entry is enough for all places that use it."""

from dataclasses import replace
from datetime import datetime

import pytest

from counting.collect.test_recording import SAFARI
from portal_widgets.core.text.clock import Clock
from portal_widgets.counting.classify.dimensions import DIMENSIONS, LISTED, Dimension, Tallied
from portal_widgets.counting.classify.enrich import Enricher
from portal_widgets.counting.hits import CLICK, NO_CLICK, ORIGIN, Labels, Record
from portal_widgets.counting.store.sql.tables import tally_day
from support import FIREFOX, HANOI

MORNING = int(datetime(2026, 3, 11, 9, 5, tzinfo=HANOI).timestamp() * 1000)
# The lists of a page that belong to no dimension.
OTHER_LISTS = {"series", "articles", "hours", "excluded", "origins", "course", "checks"}


def labels_of(enricher: Enricher, **said) -> Labels:
    (hit,) = enricher.hits([Record(**{"at": MORNING, "visitor": b"v" * 16, "agent": FIREFOX, **said})])
    return hit.labels


def test_every_key_fits_its_column_and_is_used_once():
    keys = [dimension.key for dimension in DIMENSIONS]

    assert len({*keys, CLICK, NO_CLICK, ORIGIN}) == len(keys) + 3
    assert all(0 < len(key) <= tally_day.c.dimension.type.length and "|" not in key for key in keys)


def test_every_list_has_a_name_of_its_own_and_words():
    names = [dimension.plural for dimension in LISTED]

    assert len({*names, *OTHER_LISTS}) == len(names) + len(OTHER_LISTS)
    assert all(dimension.title and dimension.heading for dimension in LISTED)


@pytest.mark.parametrize("dimension", DIMENSIONS, ids=lambda one: one.key)
def test_a_dimension_has_one_source_and_an_agent_tells_of_visits(dimension: Dimension):
    assert (dimension.from_agent is None) is (dimension.from_load is not None)
    assert dimension.from_agent is None or dimension.tallied is Tallied.VISIT


def test_what_is_tallied_is_what_the_registry_names():
    labels = labels_of(
        Enricher(Clock(HANOI), lambda articles: dict.fromkeys(articles, "Tin")),
        page="/tin",
        article="1",
        referrer="tim.example",
        language="vi",
        country="VN",
    )

    for tallied, found in zip(Tallied, labels, strict=True):
        keys = {label.partition("|")[0] for label in found}
        assert keys - {ORIGIN} == {one.key for one in DIMENSIONS if one.tallied is tallied}


def test_a_dimension_that_is_added_is_tallied():
    long = Dimension("length", from_agent=lambda agent: str(len(agent.text)))
    first = Dimension("section", from_load=lambda load: load.record.page.split("/")[1], tallied=Tallied.VIEW)
    labels = labels_of(Enricher(Clock(HANOI), dimensions=[*DIMENSIONS, long, first]), page="/tin/1")

    assert f"length|{len(FIREFOX)}" in labels.visit
    assert labels.view == ("section|tin",)


def test_a_dimension_may_keep_fewer_values_than_others():
    bounded = [replace(one, limit=1) if one.key == "browser" else one for one in DIMENSIONS]
    enricher = Enricher(Clock(HANOI), dimensions=bounded)
    labels_of(enricher, page="/a")

    found = labels_of(enricher, agent=SAFARI, page="/b").visit
    assert {"browser|(other)", "entry|/b"} <= set(found)
