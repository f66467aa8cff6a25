"""Readers of a slow line get a page of figures that is not larger than its figures need."""

from flask import Flask

from support import browser

MOST = 60_000


def test_the_dashboard_has_at_most_60_kilobytes(years: Flask):
    """The default period, with every list and the heat table filled. Proxies of old offices compress nothing."""
    page = browser(years).get("/portal/admin/statistics/?lang=vi")
    assert page.text.count("<tr>") > 80
    assert len(page.data) <= MOST


def test_pages_are_sent_without_their_indentation(years: Flask):
    page = browser(years).get("/portal/admin/statistics/?lang=vi").text
    assert [line for line in page.splitlines() if line.startswith("  ")] == []
