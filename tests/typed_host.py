"""The type checker's knowledge of what a host calls. `make lint` runs it over this file, and fails if it knows
less.
"""

from datetime import datetime
from typing import assert_type

from flask import Flask

from portal_widgets import PortalWidgets


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
