"""The map in a text browser (w3m), which has no pictures, styles and scripts: the same facts, and answers by GET."""

import re
import subprocess
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from map.provinces import LAM_CHAU, lam_chau
from portal_widgets.map.drawing import Drawing, load_drawing
from support import MakeApp, browser

# The names after the last event of the example.
DAY = date(2026, 3, 8)


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app(map_file=LAM_CHAU)


@pytest.fixture
def reader(app: Flask) -> FlaskClient:
    return browser(app)


@pytest.fixture
def drawing() -> Drawing:
    return load_drawing(next(iter(lam_chau().drawings.values())))


def as_text(page: str) -> str:
    """The page as w3m shows it, with the addresses of the links at the end."""
    shown = subprocess.run(
        ["w3m", "-dump", "-T", "text/html", "-I", "UTF-8", "-O", "UTF-8", "-cols", "100",
         "-o", "display_link_number=1"],
        input=page.encode(), capture_output=True, check=True, timeout=30,
    ).stdout.decode()  # fmt: skip
    return " ".join(re.sub(r"\[\d+\]", "", shown).split())


def named(key: str, *, capital: bool = False) -> str:
    name = lam_chau().register.history.entities[key].at(DAY).facts.full_name
    return name[:1].upper() + name[1:] if capital else name


def fields(page: str, form: str) -> dict[str, str]:
    """The fields of the form of this heading, as a browser sends them; it must use GET."""
    found = re.search(rf'<form[^>]*method="get"[^>]*aria-labelledby="{form}".*?</form>', page, re.DOTALL)[0]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', found)
    choices = re.findall(r'<select[^>]* name="([^"]+)">.*?<option value="([^"]+)"', found, re.DOTALL)
    return dict([*hidden, *choices])


def test_the_list_has_every_unit_with_its_area_and_a_link(reader: FlaskClient, drawing: Drawing):
    shown = as_text(reader.get("/portal/map").text)

    assert "Bản đồ vẽ 13 đơn vị hành chính" in shown
    for key in drawing.shapes:
        assert re.search(rf"{named(key, capital=True)} \d{{5}} [\d,]+ km²", shown), key
        assert f"/portal/map/units/{key} " in f"{shown} "


def test_the_page_of_a_unit_has_its_neighbours_and_its_history(reader: FlaskClient, drawing: Drawing):
    for key in ("thanh-loc", "hon-nga"):
        shown, shape = as_text(reader.get(f"/portal/map/units/{key}").text), drawing.shapes[key]
        places = [shown.index(f"°): {named(one.key)}, ranh giới chung dài") for one in shape.neighbours]

        assert places == sorted(places)
        assert all(f"°): {named(one.key)}, qua biển, cách" in shown for one in shape.sea)
        assert "01/07/2025: " in shown
        assert "Căn cứ: 102/NQ-UBTVQH15 (minh họa) ngày 16/06/2025" in shown


def test_a_unit_that_is_gone_says_what_it_is_now(reader: FlaskClient):
    shown = as_text(reader.get("/portal/map/units/giang-dong").text)

    assert "Đơn vị không còn từ ngày 01/07/2025." in shown
    assert "Địa bàn nay thuộc: xã Ân Giang (diện tích: 60%, dân số: toàn bộ) và xã Thạnh Lộc" in shown


def test_the_forms_answer_by_get(reader: FlaskClient):
    page = reader.get("/portal/map").text
    asked = fields(page, "pw-map-way") | {"from": "hon-nga", "to": "tan-tra"}
    way = as_text(reader.get("/portal/map", query_string=asked).text)
    day = as_text(reader.get("/portal/map/units/dong-may", query_string={"at": "2020-01-01"}).text)
    search = as_text(reader.get("/portal/map", query_string={"q": "giang dong", "on": ""}).text)

    assert asked["map"] == "lam-chau"
    assert "Từ đặc khu Hòn Ngà đến phường Tân Trà: 129 km về phía tây (270°)" in way
    assert (
        "Ngày 01/01/2020, địa bàn này thuộc: xã Đồng Mây (toàn bộ), huyện Vân Trạch (một phần) và xã Mây Thượng (toàn bộ)."
        in day
    )
    assert "Xã Giang Đông, mã số 30302 (đến 01/07/2025" in search
