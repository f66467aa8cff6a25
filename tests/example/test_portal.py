"""The example portal keeps the package's promises, as any host can."""

import re
from pathlib import Path

import pytest
from justhtml import JustHTML

from portal.app import create_app
from portal.first_start import prepare
from support import browser, close

PATHS = ["/", "/bai-viet/nuoc-sach-dong-may", "/bai-viet/gio-lam-viec-mot-cua", "/chuyen-muc/doi-song"]
MAP = ["/portal/map", "/portal/map?lang=en", "/portal/map/units/ngan-tra", "/portal/map/30101"]


@pytest.fixture
def reader(tmp_path: Path):
    app = create_app(tmp_path / "instance", PORTAL_WIDGETS_BACKGROUND=False)
    yield browser(app)
    close(app)


@pytest.mark.parametrize("path", [*PATHS, *(f"/en{path}" for path in PATHS), "/portal/reading-options", *MAP])
def test_every_page_is_valid_html(reader, path: str):
    answer = reader.get(path)

    assert answer.status_code == 200
    JustHTML(answer.text, strict=True)
    ids = re.findall(r'\sid="([^"]+)"', answer.text)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", PATHS)
def test_every_page_may_be_cached(reader, path: str):
    first, second = reader.get(path), reader.get(path)

    assert first.data == second.data
    assert "Set-Cookie" not in first.headers
    assert "Cookie" not in first.headers.get("Vary", "")
    assert first.headers["Cache-Control"].startswith("public")
    assert reader.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("path", "language", "said"),
    [
        ("/khong-co", "vi", "Không có trang này"),
        ("/bai-viet/khong-co", "vi", "Không có trang này"),
        ("/chuyen-muc/khong-co", "vi", "Không có trang này"),
        ("/en/khong-co", "en", "There is no such page"),
        ("/en/bai-viet/khong-co", "en", "There is no such page"),
        ("/portal/khong-co?lang=en", "en", "There is no such page"),
    ],
)
def test_an_unknown_address_is_404_in_the_readers_language(reader, path: str, language: str, said: str):
    """With links to other pages, and without being counted as a view."""
    answer = reader.get(path)

    assert answer.status_code == 404
    assert f'lang="{language}"' in answer.text[:100]
    assert f'<h1 class="page-title">{said}</h1>' in answer.text
    assert "data-page-token" not in answer.text
    JustHTML(answer.text, strict=True)


def test_the_article_carries_every_widget(reader):
    page = reader.get("/bai-viet/nuoc-sach-dong-may").text

    for widget in ("pw-reading", "pw-dateline", "pw-views", "pw-statistics", "pw-links", "pw-organisation"):
        assert re.search(rf'class="{widget}[" ]', page)


def test_a_new_demo_says_how_to_sign_in_and_shows_a_year_of_an_office(tmp_path: Path):
    app = create_app(tmp_path / "instance", PORTAL_WIDGETS_BACKGROUND=False)
    password = prepare(app)
    client = browser(app)
    form = client.get("/portal/admin/", follow_redirects=True).text
    token = re.search(r'name="pw_csrf" value="([^"]+)"', form)[1]
    sent = {"pw_csrf": token, "name": "admin", "password": password}
    inside = client.post("/portal/admin/sign-in", data=sent, follow_redirects=True)

    assert inside.status_code == 200
    year = client.get("/portal/admin/statistics/?period=custom&from=2000-01-01&to=2100-01-01").text
    assert "Nước sạch về đến ấp cuối xã Đồng Mây" in year
    assert "8 phiếu" in client.get("/portal/polls/gio-mot-cua").text
    assert "NVDA" in client.get("/portal/questions").text
    assert "quang-cao.example" in client.get("/portal/admin/links/watch").text
    late = client.get("/portal/admin/feedback/?overdue=1").text
    assert "Hồ sơ chậm kết quả" in late
    assert "Lịch cắt điện" not in late
    assert "Giải ngân nhanh" in client.get("/portal/admin/feedback/?status=spam").text
    assert prepare(app) == password
    close(app)
    server = create_app(tmp_path / "instance", PORTAL_WIDGETS_BACKGROUND=False)
    assert "pw-most-read" in browser(server).get("/").text
    close(server)
