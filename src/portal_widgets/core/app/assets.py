"""One stylesheet and two scripts for all widgets, one of each for the admin area, and the files that these
load on demand. Every name contains a hash of the content, so that caches can keep the files.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from flask import Blueprint, Response, abort
from rjsmin import jsmin

from ..http.compression import compressed_response

# Files with these names are bundles of their own.
SEPARATE_BUNDLES = frozenset({"head.js", "admin.css", "admin.js", "bootstrap5.css"})
# Hosts link to this file by hand. Its name stays, so caches keep it for a shorter time.
BRIDGE = "bootstrap5.css"
# Files that a stylesheet or script loads on demand: modules, fonts, pictures.
ON_DEMAND = ("*.mjs", "*.woff2", "*.svg")
TYPES = {
    "css": "text/css",
    "js": "text/javascript",
    "mjs": "text/javascript",
    "woff2": "font/woff2",
    "svg": "image/svg+xml",
}
# CSS Extensions 1, which no browser supports: a list of selectors is written once and gets a name.
NAMED_SELECTOR = re.compile(r"@custom-selector\s+(:--[a-z]+)\s+([^;]+);")
TEXT = r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
COMMENTS = re.compile(TEXT + r"|/\*.*?\*/", re.DOTALL)
# A blank before a colon is kept: `a :is(b)` and `a:is(b)` differ, also inside @media and @container.
BLANKS = re.compile(TEXT + r"|[;\s]*(\})\s*|\s*([{;,])\s*|(:)\s+|(\s)\s*", re.DOTALL)
IMMUTABLE = "public, max-age=31536000, immutable"
AN_HOUR = "public, max-age=3600"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that each process makes once. Its name changes with its content."""

    stem: str
    kind: str
    body: bytes

    @property
    def name(self) -> str:
        return f"{self.stem}-{hashlib.sha256(self.body).hexdigest()[:12]}.{self.kind}"


class Assets:
    """The files of <head>: `head` runs before the first paint, `portal` after the page is loaded. The admin
    area also loads the folders' admin.css and admin.js. A bundle never changes, so portals with the same
    styles share it.
    """

    def __init__(self, folders: Iterable[str], styles: Iterable[str]) -> None:
        static = _files(folders)
        on_demand = [_asset(file) for pattern in ON_DEMAND for file in _find(static, pattern)]
        self._names = {f"{asset.stem}.{asset.kind}": asset.name for asset in on_demand}
        core = _read(static, "core.js")
        self.style = self._bundle("portal", "css", "\n".join([*_read(static, "*.css"), *styles]))
        self.head = self._bundle("head", "js", _script(_read(static, "head.js")))
        self.script = self._bundle("portal", "js", _script(_read(static, "*.js")))
        self.admin_style = self._bundle("admin", "css", "\n".join(_read(static, "admin.css")))
        self.admin_script = self._bundle("admin", "js", _script([*core, *_read(static, "admin.js")]))
        made = (self.style, self.head, self.script, self.admin_style, self.admin_script)
        bridge = self._bundle("bootstrap5", "css", "\n".join(_read(static, BRIDGE)))
        self._files = MappingProxyType(
            {asset.name: asset for asset in (*made, *on_demand)} | {BRIDGE: bridge}
        )

    def _bundle(self, stem: str, kind: str, text: str) -> Asset:
        """All files are in one directory, so a name is an address: `import("./aloud.mjs")` finds the
        module.
        """
        for plain, name in self._names.items():
            text = text.replace(plain, name)
        small = minified(_named(text)) if kind == "css" else jsmin(text)
        return Asset(stem, kind, small.encode())

    def blueprint(self) -> Blueprint:
        assets = Blueprint("assets", __name__)

        @assets.get("/assets/<name>")
        def file(name: str) -> Response:
            asset = self._files.get(name) or abort(404)
            response = compressed_response(asset.body, TYPES[asset.kind])
            response.headers["Cache-Control"] = IMMUTABLE if name == asset.name else AN_HOUR
            response.headers["X-Content-Type-Options"] = "nosniff"
            return response

        return assets


@lru_cache(maxsize=16)
def assets_of(folders: tuple[str, ...], styles: tuple[str, ...]) -> Assets:
    """Return the bundle of these folders with these styles. Each process makes it once."""
    return Assets(folders, styles)


def minified(css: str) -> str:
    """Return a stylesheet without its comments and without blanks that change nothing."""
    return BLANKS.sub(_small, COMMENTS.sub(r"\1", css)).strip()


def _small(part: re.Match[str]) -> str:
    return " " if part.lastindex == BLANKS.groups else str(part[part.lastindex or 0])


def _asset(file: Traversable) -> Asset:
    stem, kind = file.name.rsplit(".", 1)
    body = file.read_bytes()
    return Asset(stem, kind, jsmin(body.decode()).encode() if kind == "mjs" else body)


def _files(folders: Iterable[str]) -> list[Traversable]:
    """The files in the folders' `static/`: folder by folder, by name."""
    static = (files("portal_widgets") / folder / "static" for folder in folders)
    return [
        file
        for folder in static
        if folder.is_dir()
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
    ]


def _find(static: Iterable[Traversable], pattern: str) -> list[Traversable]:
    """The files with one name, or all names that no other pattern covers."""
    return [
        file
        for file in static
        if fnmatch(file.name, pattern) and (pattern == file.name or file.name not in SEPARATE_BUNDLES)
    ]


def _read(static: Iterable[Traversable], pattern: str) -> list[str]:
    return [file.read_text("utf-8") for file in _find(static, pattern)]


def _named(css: str) -> str:
    """Replace each named list of selectors in the stylesheet by its selectors."""
    for name, selectors in NAMED_SELECTOR.findall(css):
        css = css.replace(name, f":is({selectors})")
    return re.sub(r"@custom-selector[^;]+;", "", css)


def _script(parts: list[str]) -> str:
    """Wrap all parts in one scope, so that the page gets no global names. Every part can use the first one
    (core.js) and has a scope of its own. If one part throws, the next one still starts.
    """
    if not parts:
        return ""
    core, *widgets = parts
    isolated = [f"try {{\n{part}}} catch (error) {{ console.error(error); }}\n" for part in widgets]
    return '(() => {\n"use strict";\n' + core + "".join(isolated) + "})();\n"
