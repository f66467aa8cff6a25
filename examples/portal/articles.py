"""Articles are files: UTF-8 text or Markdown with a YAML head."""

import sys
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

SUFFIXES = {".md", ".markdown", ".txt"}
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SUMMARY_LENGTH = 200

# Raw HTML in an article is shown, not executed.
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
# A wide table scrolls in its own frame, which keyboard users must be able to reach; the page does not scroll.
_markdown.add_render_rule(
    "table_open",
    lambda *_: '<div class="article__table" role="region" aria-label="Bảng" tabindex="0">\n<table>\n',
)
_markdown.add_render_rule("table_close", lambda *_: "</table>\n</div>\n")


@dataclass(frozen=True)
class Category:
    """A category: its name, and its name in addresses."""

    name: str
    slug: str


@dataclass(frozen=True)
class Article:
    """One article."""

    id: str
    title: str
    category: str
    published: datetime
    body: Markup
    author: str = ""
    source: str = ""
    summary: str = ""
    updated: datetime | None = None
    tags: tuple[str, ...] = ()


class ArticleError(ValueError):
    """A file cannot be read as an article. The message names the file and the reason."""


@dataclass(frozen=True)
class Library:
    """All articles, newest first."""

    latest: list[Article] = field(default_factory=list)

    @classmethod
    def read(cls, *folders: Path) -> "Library":
        """Read every article of the folders. A wrong file is reported and left out. If two have the same id,
        the later folder's is used.
        """
        found: dict[str, Article] = {}
        for file in _files(folders):
            try:
                article = read(file)
            except ArticleError as error:
                print(f"{file}: {error}; this file is not shown.", file=sys.stderr)
            else:
                found[article.id] = article
        return cls(sorted(found.values(), key=lambda article: article.published, reverse=True))

    @cached_property
    def categories(self) -> list[Category]:
        names = sorted({article.category for article in self.latest}, key=slug)
        return [Category(name, slug(name)) for name in names]

    def article(self, article_id: str) -> Article | None:
        return next((article for article in self.latest if article.id == article_id), None)

    def category(self, wanted: str) -> Category | None:
        return next((category for category in self.categories if category.slug == wanted), None)

    def neighbours(self, article: Article) -> tuple[Article | None, Article | None]:
        """The next newer and the next older one."""
        place = self.latest.index(article)
        newer = self.latest[place - 1] if place else None
        return newer, self.latest[place + 1] if place + 1 < len(self.latest) else None

    def category_of(self, article: Article) -> Category:
        return Category(article.category, slug(article.category))

    def of(self, category: Category) -> list[Article]:
        return [article for article in self.latest if article.category == category.name]


def read(file: Path) -> Article:
    """One file as an article. Raises ArticleError with the reason."""
    try:
        text = unicodedata.normalize("NFC", file.read_text("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ArticleError("the text is not UTF-8") from error
    return _article(file, text, file.stat().st_mtime)


@lru_cache(maxsize=1024)
def _article(file: Path, text: str, modified: float) -> Article:
    """Parsed once per process, until the file changes."""
    head, body = _split(text)
    return Article(
        id=slug(str(head.get("id") or file.stem)) or "bai-viet",
        title=str(head.get("title") or _first_line(body)),
        category=str(head.get("category") or "Tin tức"),
        published=_published(head.get("published"), modified),
        author=str(head.get("author") or ""),
        source=str(head.get("source") or ""),
        updated=_published(head["updated"], modified) if head.get("updated") else None,
        tags=tuple(str(tag) for tag in head.get("tags") or ()),
        summary=str(head.get("summary") or _summary(body)),
        body=_plain(body) if file.suffix == ".txt" else Markup(_markdown.render(body)),  # noqa: S704
    )


def slug(name: str) -> str:
    """A name for addresses: "Đời sống" as "doi-song"."""
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in letters).split())


def _files(folders: Iterable[Path]) -> list[Path]:
    files: list[Path] = []
    for folder in folders:
        if not folder.is_dir():
            print(f"{folder} is not a folder: no articles from there.", file=sys.stderr)
            continue
        files += sorted(file for file in folder.iterdir() if file.suffix in SUFFIXES)
    return files


def _split(text: str) -> tuple[dict[str, Any], str]:
    if not text.startswith("---"):
        return {}, text
    parts = text.split("\n---", 1)
    if len(parts) == 1:
        raise ArticleError("the head begins with --- but does not end with it")
    try:
        head = yaml.safe_load(parts[0].removeprefix("---"))
    except yaml.YAMLError as error:
        raise ArticleError("the head is not YAML") from error
    if not isinstance(head, dict):
        raise ArticleError("the head has no fields such as title: ...")
    return head, parts[1].lstrip("-")


def _published(value: Any, modified: float) -> datetime:
    if value is None:
        return datetime.fromtimestamp(modified, UTC).astimezone(ZONE)
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError as error:
            raise ArticleError(f"published is not a date: {value}") from error
    if isinstance(value, datetime):
        return value.replace(tzinfo=ZONE) if value.tzinfo is None else value.astimezone(ZONE)
    if isinstance(value, date):
        return datetime.combine(value, time(), ZONE)
    raise ArticleError(f"published is not a date: {value}")


def _first_line(body: str) -> str:
    return next((line.strip(" #") for line in body.splitlines() if line.strip(" #")), "Bài viết")


def _summary(body: str) -> str:
    text = " ".join(body.split())
    return text if len(text) <= SUMMARY_LENGTH else text[:SUMMARY_LENGTH].rsplit(" ", 1)[0] + "…"


def _plain(body: str) -> Markup:
    paragraphs = (line.strip() for line in body.splitlines())
    return Markup("\n").join(Markup("<p>{}</p>").format(escape(line)) for line in paragraphs if line)
