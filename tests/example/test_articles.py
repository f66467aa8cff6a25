"""Articles are files. A wrong file is reported and left out, and the others are shown."""

import unicodedata
from pathlib import Path

import pytest

from portal.app import HERE, create_app
from portal.articles import ArticleError, Library, read, slug
from support import browser, close

ARTICLES = HERE / "articles"


def write(folder: Path, name: str, text: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


HEAD = "---\nid: bai\ntitle: Tiêu đề\ncategory: Thời sự\npublished: 2023-03-08T14:35\nauthor: Duy\nsource: Báo\n---\n"


def test_the_portals_own_articles():
    library = Library.read(ARTICLES)

    assert len(library.latest) >= 6
    assert max(len(article.body) for article in library.latest) >= 9000
    assert len(library.categories) >= 4
    for file in ARTICLES.iterdir():
        text = file.read_text("utf-8")
        assert unicodedata.is_normalized("NFC", text), file


def test_a_head_and_markdown(tmp_path: Path):
    article = read(write(tmp_path, "x.md", HEAD + "## Mục\n\nĐoạn **đậm**.\n\n<script>alert(1)</script>\n"))

    assert (article.id, article.title, article.category, article.author, article.source) == (
        "bai",
        "Tiêu đề",
        "Thời sự",
        "Duy",
        "Báo",
    )
    assert article.published.isoformat() == "2023-03-08T14:35:00+07:00"
    assert "<h2>Mục</h2>" in article.body
    assert "<script>" not in article.body


def test_plain_text_becomes_paragraphs(tmp_path: Path):
    article = read(write(tmp_path, "x.txt", HEAD + "Một <b>\n\nHai\n"))

    assert article.body == "<p>Một &lt;b&gt;</p>\n<p>Hai</p>"


def test_a_file_that_changed_is_read_again(tmp_path: Path):
    first = read(write(tmp_path, "x.md", HEAD + "Cũ"))

    assert read(tmp_path / "x.md") is first
    assert read(write(tmp_path, "x.md", HEAD + "Mới")).body == "<p>Mới</p>\n"


def test_a_file_without_a_head_is_shown_all_the_same(tmp_path: Path):
    article = read(write(tmp_path, "Bài cũ.txt", "\ufeffDòng đầu\r\nDòng hai"))

    assert (article.id, article.title) == ("bai-cu", "Dòng đầu")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("---\ntitle: x\n", "does not end"),
        ("---\n: : :\n---\nx", "not YAML"),
        ("---\njust words\n---\nx", "no fields"),
        ("---\ntitle: x\npublished: hôm qua\n---\nx", "not a date: hôm qua"),
        ("---\ntitle: x\npublished: 7\n---\nx", "not a date: 7"),
        (b"\xff\xfe\x00", "not UTF-8"),
    ],
)
def test_a_wrong_file_is_told_why(tmp_path: Path, text, says: str):
    with pytest.raises(ArticleError, match=says):
        read(write(tmp_path, "x.md", text))


def test_a_wrong_file_does_not_hide_the_others(tmp_path: Path, capsys):
    write(tmp_path, "bad.md", "---\n")
    write(tmp_path, "good.md", HEAD + "Chữ")
    library = Library.read(tmp_path, tmp_path / "missing")

    assert [article.id for article in library.latest] == ["bai"]
    said = capsys.readouterr().err
    assert "bad.md" in said
    assert "missing is not a folder" in said


@pytest.mark.parametrize(
    ("name", "address"),
    [("Đời sống", "doi-song"), ("Kinh tế - Nông nghiệp", "kinh-te-nong-nghiep"), ("  ", "")],
)
def test_slug(name: str, address: str):
    assert slug(name) == address


def test_home_links_every_article_of_the_folder(tmp_path: Path):
    for number in range(30):
        write(tmp_path, f"{number}.md", HEAD.replace("id: bai", f"id: bai-{number}") + "Chữ")
    app = create_app(tmp_path / "instance", ARTICLES=str(tmp_path), PORTAL_WIDGETS_BACKGROUND=False)
    home = browser(app).get("/").text

    for number in range(30):
        assert f'href="/bai-viet/bai-{number}"' in home
    assert "/bai-viet/nuoc-sach-dong-may" in home
    assert browser(app).get("/bai-viet/bai-7").status_code == 200
    close(app)
