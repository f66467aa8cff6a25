"""The type checker's knowledge of what a host calls. `make lint` runs it over this file, and fails if it knows
less.
"""

from datetime import datetime
from typing import assert_type

from flask import Flask
from markupsafe import Markup
from werkzeug.datastructures import FileStorage

from portal_widgets import PortalOptions, PortalWidgets, TemplateHelpers


def host(app: Flask) -> None:
    portal = PortalWidgets(app)
    assert_type(portal.views("nuoc-sach"), int | None)
    assert_type(portal.view_counts(["nuoc-sach", 7]), dict[str, int])
    assert_type([line.views for line in portal.top(days=None, limit=3)], list[int])
    assert_type([line.title for line in portal.top()], list[str | None])
    assert_type([poll.closes for poll in portal.open_polls()], list[datetime | None])
    assert_type([link.url for link in portal.links("services")], list[str])
    assert_type(portal.submit_message("Đèn hỏng", agreed=True).reference, str)
    assert_type(portal.is_personal(), bool)
    found = portal.poll("gio-mot-cua")
    if found is not None and found.results is not None:
        assert_type([option.share for question in found.results for option in question.options], list[float])


def misspelt(portal: PortalWidgets) -> object:
    return portal.view_count("nuoc-sach")  # type: ignore[attr-defined]


def of_another_type(portal: PortalWidgets) -> object:
    return portal.top(days="7")  # type: ignore[arg-type]


def with_options(app: Flask) -> None:
    options: PortalOptions = {"site": "phuong", "timezone": "Asia/Ho_Chi_Minh"}
    PortalWidgets(app, **options)
    PortalWidgets(app, widgets=["reading"], count_by="server", departments={"a": {"name": "A"}})


def with_a_misspelt_option(app: Flask) -> None:
    PortalWidgets(app, sit="main")  # type: ignore[call-arg]


def with_a_choice_that_does_not_exist(app: Flask) -> None:
    PortalWidgets(app, count_by="beacons")  # type: ignore[arg-type]


def helpers(portal: PortalWidgets, files: list[FileStorage]) -> None:
    assert_type(portal.helpers, TemplateHelpers)
    assert_type(portal.helpers.view_count("nuoc-sach", read=False), Markup)
    assert_type(portal.helpers.view_counts(["a"]), dict[str, int])
    assert_type("poll" in portal.helpers, bool)
    match = portal.helpers.unit("Phường A", on="2025-07-01").unit
    if match is not None:
        assert_type([unit.name for unit in match.now], list[str])
    assert_type(portal.submit_message("Đèn hỏng", files=files).key, str)


def misspelt_helper(portal: PortalWidgets) -> object:
    return portal.helpers.view_counter("nuoc-sach")  # type: ignore[attr-defined]
