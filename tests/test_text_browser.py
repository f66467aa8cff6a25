"""A text browser (w3m) reads pages and sends forms at a real server, without pictures, styles and scripts."""

import os
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from werkzeug.serving import make_server

from feedback.sending import OFFICE, SITE, stamp
from polls.samples import held
from polls.test_routes import PAGE, VOTE, ticket
from portal.app import create_app
from portal.gazette import fill
from support import FrozenClock, MakeApp, close, copy_database

TextBrowser = Callable[..., str]


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app(**OFFICE)


@pytest.fixture
def w3m(app: Flask, tmp_path: Path) -> Iterator[TextBrowser]:
    with text_browser(app, tmp_path) as open_page:
        yield open_page


@contextmanager
def text_browser(app: Flask, folder: Path) -> Iterator[TextBrowser]:
    """Opens an address, or sends a form to it. Each call is a new reader, because the cookies end with it."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()

    def open_page(path: str, *, source: bool = False, **form: str) -> str:
        sent = folder / "form"
        sent.write_text(urlencode(form))
        command = ["w3m", "-cookie", "-o", "accept_cookie=1", "-I", "UTF-8", "-O", "UTF-8", "-cols", "100"]
        command += ["-dump_source" if source else "-dump", *(["-post", str(sent)] if form else [])]
        shown = subprocess.run(
            [*command, f"http://127.0.0.1:{server.server_port}{path}"],
            env={**os.environ, "HOME": str(folder)}, capture_output=True, check=True, timeout=30,
        ).stdout.decode()  # fmt: skip
        return shown if source else " ".join(shown.split())

    yield open_page
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_vote_is_accepted_once(app: Flask, w3m: TextBrowser):
    held(app)
    sent = {"option": "a", "ballot": ticket(w3m(PAGE, source=True))}
    thanked, again = w3m(VOTE, **sent), w3m(VOTE, **sent)

    assert "Đã ghi nhận phiếu của quý vị. Xin cảm ơn. Mã biên nhận: " in thanked
    assert "Phiếu của quý vị đã được ghi nhận và được tính. Xin cảm ơn." in again


def test_a_message_is_found_with_the_codes_of_its_receipt(w3m: TextBrowser, clock: FrozenClock):
    form = w3m(SITE, source=True)
    clock.advance(seconds=20)
    receipt = w3m(SITE, stamp=stamp(form), text="Đèn đường thôn Đông bị hỏng.")
    reference, key = re.findall(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4})+\b", receipt)[:2]
    shown = w3m(f"{SITE}/status", reference=reference, key=key)

    assert "Để trống ô này [" in w3m(SITE)
    assert "Đèn đường thôn Đông bị hỏng." in shown


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TextBrowser]:
    """The example portal with its gazette, for a reader who sends nothing."""
    folder = tmp_path_factory.mktemp("example")
    copy_database(folder)
    app = create_app(folder)
    fill(app)
    held(app)
    with text_browser(app, folder) as open_page:
        yield open_page
    close(app)


def places(shown: str, *parts: str) -> list[int]:
    """Where each part begins. w3m may break a line after a stroke or a hyphen, so spaces do not count."""
    text = "".join(shown.split())
    return [text.index("".join(part.split())) for part in parts]


def test_an_article_is_read_from_its_title_to_its_question(example: TextBrowser):
    path = "/bai-viet/phoi-hop-phong-chay-lu"
    page, shown = example(path, source=True), example(path)
    (body,) = re.findall(r'<div class="article__body[^>]*>(.*?)</div>', page, re.DOTALL)
    paragraphs = [
        unescape(re.sub(r"<[^>]+>", "", one)) for one in re.findall(r"<(?:p|h2|li)>(.*?)</(?:p|h2|li)>", body)
    ]
    found = places(
        shown, "Thứ tư, 18/11/2026, 08:10", *paragraphs, "Số lượt xem: ",
        "Trang này có hữu ích không? Có Không", "Báo lỗi trên trang này", "Bình chọn", "Tất cả các cuộc thăm dò",
    )  # fmt: skip

    assert len(paragraphs) > 25
    assert found == sorted(found)
    assert "A− Giảm cỡ chữ 100%, về cỡ chữ mặc định A+ Tăng cỡ chữ" in shown
    assert "Màu chữ A Theo thiết bị A Chữ đen nền trắng" in shown
    assert "Trang này có lỗi gì? Vui lòng " in shown


def test_the_gazette_is_searched_and_a_document_is_read(example: TextBrowser):
    register = example("/portal/gazette")
    search = example("/portal/gazette?q=dat+nong+nghiep")
    document = example("/portal/gazette/ubnd-lam-chau/qd/2024/2-qd-ubnd")
    found = places(
        document, "Quyết định 02/2024/QĐ-UBND", "Hiệu lực tại ngày ", "Hết hiệu lực một phần", "Thông tin văn bản",
        "Số, ký hiệu 02/2024/QĐ-UBND", "Ngày ký 18/01/2024", "Bản chính: ", "Quan hệ với văn bản khác",
        "Thay thế Quyết định 15/2021/QĐ-UBND",
    )  # fmt: skip

    assert places(register, "Bộ lọc", "33 văn bản", "Quyết định 48/2026/QĐ-UBND", "Trang sau")
    assert places(search, "[dat nong nghiep", "1 văn bản", "Quyết định 02/2024/QĐ-UBND", "Các số Công báo")
    assert found == sorted(found)
