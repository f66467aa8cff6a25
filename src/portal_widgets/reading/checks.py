"""A check of `flask portal doctor`: whether the host's pages can follow a reader's colours."""

from collections.abc import Iterator
from pathlib import Path

from flask.sansio.scaffold import Scaffold
from jinja2 import FileSystemLoader

from ..core.app.portal import Portal
from ..core.app.widget import CheckResult, HealthCheck
from .settings import ReadingSettings

# A host that uses the tokens, directly or with the bridge, has one of these in its files.
MARKS = ("--pw-", "pw-page", "bootstrap5.css")
KINDS = frozenset({".css", ".scss", ".less", ".html", ".jinja", ".jinja2", ".j2"})
# The folder may contain other files as well, and a stylesheet sets its colours near the beginning.
MOST_FILES = 2000
MOST_BYTES = 1_000_000


def colour_checks(portal: Portal) -> list[HealthCheck]:
    return [HealthCheck(lambda: _tokens(portal), title=lambda: portal.gettext("Colours of pages"))]


def _tokens(portal: Portal) -> CheckResult:
    """A host may keep its own colours, so this is not a fault. The note explains the consequence."""
    if portal.settings[ReadingSettings].reading_follow_device or any(map(_is_marked, _files(portal))):
        return CheckResult("colours", well=True, says="pages use the tokens and follow a reader's choice")
    return CheckResult(
        "colours",
        well=True,
        says="no template or stylesheet of the application uses the tokens (--pw-...): a reader's choice "
        "acts only on the widgets; docs/theming.md describes how pages can follow it",
    )


def _files(portal: Portal) -> Iterator[Path]:
    found = (
        file
        for folder in _folders(portal)
        for file in sorted(folder.rglob("*"))
        if file.suffix in KINDS and file.is_file()
    )
    for _, file in zip(range(MOST_FILES), found, strict=False):
        yield file


def _folders(portal: Portal) -> Iterator[Path]:
    """The folders of templates and static files of the application and its blueprints, without ours."""
    for part in (portal.app, *portal.app.blueprints.values()):
        yield from (Path(folder) for folder in _of(part) if Path(folder).is_dir())


def _of(part: Scaffold) -> Iterator[str]:
    if part.static_folder:
        yield part.static_folder
    if isinstance(part.jinja_loader, FileSystemLoader):
        yield from part.jinja_loader.searchpath


def _is_marked(file: Path) -> bool:
    try:
        with file.open(encoding="utf-8", errors="replace") as text:
            beginning = text.read(MOST_BYTES)
    except OSError:
        return False
    return any(mark in beginning for mark in MARKS)
