"""The bridge to Bootstrap: a file with a permanent name, for hosts that link to it."""

from flask import Flask

from support import browser


def test_the_bridge_is_there_by_its_name_and_is_not_kept_for_long(app: Flask):
    answer = browser(app).get("/portal/assets/bootstrap5.css")

    assert answer.status_code == 200
    assert answer.mimetype == "text/css"
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert "--bs-body-bg:var(--pw-paper)" in answer.text
    assert "--pw-paper:var(--bs-body-bg," in answer.text


def test_no_page_has_it_unasked(app: Flask):
    reader = browser(app)
    page = reader.get("/bai/1").text
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]

    assert "bootstrap5" not in page
    assert "--bs-" not in reader.get(address).text
