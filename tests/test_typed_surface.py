"""The types that editors see are those of the settings and of the helpers."""

import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from types import UnionType
from typing import Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from portal_widgets import PortalOptions, PortalWidgets, TemplateHelpers
from portal_widgets.core.app.head import MenuLink
from portal_widgets.core.departments import Department
from portal_widgets.core.legal.profile import LegalProfile
from portal_widgets.dashboard.report.form import ReportForm
from portal_widgets.extension import known_settings, setting_classes
from portal_widgets.links.rules import Directory
from portal_widgets.map.package import MapPackage
from portal_widgets.map.public.answers import UnitAnswer
from portal_widgets.organisation.rules import Organisation
from portal_widgets.reading.ready_sets import ReadingSet
from portal_widgets.reading.statement import Statement
from portal_widgets.reading.themes import Theme
from portal_widgets.webhooks.settings import Endpoint

DATA = Mapping[str, object]
# The types that a host writes, by the types that the checks return. All other types are the same.
WRITTEN = {
    Path: str | Path,
    ZoneInfo: str | ZoneInfo,
    tuple[str, ...]: Sequence[str],
    frozenset[str]: Collection[str],
    LegalProfile: str | Path | DATA | None,
    MapPackage: str | Path,
    Theme: Mapping[str, str],
    tuple[Endpoint, ...]: Sequence[DATA],
    tuple[ReadingSet, ...]: Mapping[str, DATA],
    **dict.fromkeys((Department, Directory, Organisation, ReportForm, Statement), DATA),
}
DECLARED = {one.name: one for kind in setting_classes() for one in fields(kind)}


def written(kind: object) -> object:
    if kind in WRITTEN:
        return WRITTEN[kind]
    if get_origin(kind) in {Union, UnionType}:
        return Union[tuple(written(one) for one in get_args(kind))]  # noqa: UP007 - of a list
    if get_origin(kind) is Mapping:
        return Mapping[tuple(written(one) for one in get_args(kind))]
    return kind


def test_each_setting_is_one_option():
    assert set(PortalOptions.__annotations__) == {key.lower() for key in known_settings()}


@pytest.mark.parametrize("name", DECLARED)
def test_an_option_has_the_type_of_its_setting(name: str):
    assert get_type_hints(PortalOptions)[name] == written(DECLARED[name].type)


def parameters(helper: Callable[..., object]) -> tuple[object, list[object]]:
    """The names, kinds, defaults and types, without `self`."""
    listed = [one for one in inspect.signature(helper).parameters.values() if one.name != "self"]
    function = inspect.unwrap(helper)
    hints = get_type_hints(function, {"UnitAnswer": UnitAnswer, "MenuLink": MenuLink, **function.__globals__})
    return hints["return"], [(one.name, one.kind, one.default, hints[one.name]) for one in listed]


def described() -> set[str]:
    return {name for name in vars(TemplateHelpers) if not name.startswith("_")}


def test_each_helper_is_described(app: Flask):
    with app.app_context():
        assert described() == set(vars(PortalWidgets().helpers))


@pytest.mark.parametrize("name", sorted(described()))
def test_a_helper_has_the_described_signature(app: Flask, name: str):
    with app.app_context():
        helper = getattr(PortalWidgets().helpers, name)
    assert parameters(getattr(TemplateHelpers, name)) == parameters(helper)
    assert getattr(TemplateHelpers, name).__doc__
