"""Every dimension of the registry is on the dashboard, in its files, in the report and in the demo."""

import pytest
from flask import Flask

from portal_widgets.core.text.languages import language
from portal_widgets.counting.classify.dimensions import LISTED, Dimension

HOME = "/portal/admin/statistics/"
PERIOD = {"period": "custom", "from": "2026-10-01", "to": "2026-10-31"}
# No page load of the demo has a country.
INVENTED = [one for one in LISTED if one.key != "country"]


@pytest.mark.parametrize("dimension", INVENTED, ids=lambda one: one.key)
@pytest.mark.parametrize("code", ["vi", "en"])
def test_its_list_is_on_the_page_and_is_a_file(years: Flask, dimension: Dimension, code: str):
    client, title = years.test_client(), language(code).gettext(dimension.title)
    page = client.get(HOME, query_string={**PERIOD, "lang": code}).text
    file = client.get(f"{HOME}tables/{dimension.plural}.json", query_string={**PERIOD, "lang": code}).json

    assert f'id="pw-{dimension.plural}"' in page
    assert f"<h2>{title}</h2>" in page
    assert (file["title"], file["columns"][0]) == (title, language(code).gettext(dimension.heading))
    assert file["rows"]


@pytest.mark.parametrize("dimension", INVENTED, ids=lambda one: one.key)
def test_the_report_has_it_in_its_chapter_or_not_at_all(years: Flask, dimension: Dimension):
    query = {"kind": "month", "of": "2026-10-01", "lang": "en"}
    text = years.test_client().get(f"{HOME}report", query_string=query).text

    assert (f'aria-label="{dimension.title}"' in text) is bool(dimension.chapter)
    assert f". {dimension.chapter}</h2>" in text or not dimension.chapter
