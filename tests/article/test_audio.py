"""An editor's recording of an article: what is known is shown, and only a file of the web is played."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from markupsafe import Markup

from support import portal_of


def made(app: Flask, *args: object, **values: object) -> str:
    with app.test_request_context("/bai/1"):
        return str(portal_of(app).helpers.audio(*args, **values))


def test_a_recording_can_be_played_downloaded_and_read(app: Flask):
    html = made(app, "/tep/bai.mp3?v=2", "Bài <b>1</b>", "/bai/1/loi", 312, size=3_240_000)

    assert '<source src="/tep/bai.mp3?v=2" type="audio/mpeg">' in html
    assert 'aria-label="Bài &lt;b&gt;1&lt;/b&gt;"' in html
    assert 'href="/tep/bai.mp3?v=2" download>Tải bản ghi âm (MP3, 3,2 MB)</a>' in html
    assert '<a href="/bai/1/loi">Đọc lời của bản ghi âm</a>' in html
    assert "khoảng 5 phút" in html


def test_nothing_is_loaded_and_nothing_starts_before_a_press(app: Flask):
    player = re.findall("<audio[^>]*>", made(app, "/tep/bai.mp3"))
    assert len(player) == 1
    assert 'controls preload="none"' in player[0]
    assert "autoplay" not in player[0]


def test_what_is_unknown_is_left_out(app: Flask):
    html = made(app, "/tep/bai")

    assert '<source src="/tep/bai">' in html
    assert ">Tải bản ghi âm</a>" in html
    assert "phút" not in html
    assert "Đọc lời" not in html


def test_the_duration_may_be_a_length_of_time_and_the_title_html_of_a_template(app: Flask):
    html = made(app, "/a.ogg", Markup("A &amp; B"), duration=timedelta(minutes=2), lang="en")

    assert 'aria-label="A &amp; B" lang="en"' in html
    assert "khoảng 2 phút" in html


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "mailto:a@b.vn", "//evil.example/a.mp3", "data:audio/mpeg,", 5]
)
def test_only_a_file_of_the_web_is_played(app: Flask, url: object):
    assert made(app, url) == ""


def test_without_a_file_there_is_no_player(app: Flask):
    assert made(app, None) == made(app, "") == ""
