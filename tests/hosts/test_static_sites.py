"""The page of docs/static-sites.md works as printed: its host signs, and its page reports and reads."""

import json
import re
from pathlib import Path

import pytest
from flask import Flask

from portal_widgets import PortalWidgets
from support import OPTIONS, MakeApp, browser, copy_database, counting_of

TEXT = (Path(__file__).parents[2] / "docs" / "static-sites.md").read_text("utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    copy_database(tmp_path)
    app = Flask("host", instance_path=str(tmp_path))
    settings = {f"PORTAL_WIDGETS_{key.upper()}": value for key, value in OPTIONS.items()}
    app.config.update(SECRET_KEY="secret", TESTING=True, PORTAL_WIDGETS_BACKGROUND=False, **settings)
    exec(compile(block("python"), "static-sites", "exec"), {"app": app})  # noqa: S102 - our own documentation
    return app


def test_the_printed_page_reports_its_view_and_reads_the_number(app: Flask):
    """The requests of the page's script, in their order."""
    client, page = browser(app), block("html")
    told, report, numbers = re.findall(r'fetch\("([^"]+)"', page)
    article = client.get(told).json
    answer = client.post(report, json=article["tokens"], headers={"Sec-Fetch-Site": "same-origin"})
    counting_of(app).catch_up()

    assert answer.json == {"views": 1, "counted": True, "reason": None}
    assert client.get(numbers).json == {"nuoc-sach": 1}
    assert client.get("/portal/most-read.json").json == [
        {"id": "nuoc-sach", "title": "Nước sạch về bản", "url": "/bai/nuoc-sach", "views": 1}
    ]


def test_it_signs_nothing_that_it_does_not_publish(app: Flask):
    assert browser(app).get("/api/bai/cua-nguoi-khac").status_code == 404


def test_the_table_of_origins_is_true(app: Flask):
    client = browser(app)
    tokens = client.get("/api/bai/nuoc-sach").json["tokens"]
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://khac.example"}
    answer = client.post("/portal/views", data=json.dumps(tokens), headers=headers)

    assert answer.json["reason"] == "cross-site"
    for address in (
        "/portal/views.json?article=nuoc-sach",
        "/portal/statistics.json",
        "/portal/openapi.json",
    ):
        assert "Access-Control-Allow-Origin" not in client.get(address, headers=headers).headers


def test_a_trusted_host_of_the_same_site_reports_without_a_preflight(make_app: MakeApp):
    app = make_app(trusted_origins=["https://tin.localhost"])
    with app.app_context():
        tokens = PortalWidgets().report_tokens("/bai/1", "1")
    headers = {"Sec-Fetch-Site": "same-site", "Origin": "https://tin.localhost", "Content-Type": "text/plain"}

    assert browser(app).post("/portal/views", data=json.dumps(tokens), headers=headers).json["counted"]


def test_a_page_without_an_article_and_an_invalid_id(app: Flask, make_app: MakeApp):
    host = PortalWidgets()
    with app.app_context():
        assert set(host.report_tokens("/")) == {"page"}
        with pytest.raises(ValueError, match="an article id has"):
            host.report_tokens("/", "")
    with make_app(widgets=["reading"]).app_context():
        assert host.report_tokens("/", "1") == {}
