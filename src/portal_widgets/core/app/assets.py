"""One stylesheet and two scripts for all widgets, one of each for the admin area, and the files that these
load on demand. Every name contains a hash of the content, so that caches can keep the files.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cached_property, lru_cache, partial
from importlib.resources import files
from importlib.resources.abc import Traversable

from flask import Blueprint, Response, abort
from rjsmin import jsmin

from ..http.compression import compressed_response
from ..late import Late

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
TEXTS_AND_COMMENTS = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|/\*.*?\*/""", re.DOTALL)
HASH = re.compile(r"-[0-9a-f]{12}\.")
IMMUTABLE = "public, max-age=31536000, immutable"
AN_HOUR = "public, max-age=3600"


@dataclass(frozen=True)
class Asset:
    """A file that each process makes once. Its name changes with its content."""

    stem: str
    kind: str
    body: bytes

    @cached_property
    def name(self) -> str:
        return f"{self.stem}-{hashlib.sha256(self.body).hexdigest()[:12]}.{self.kind}"


class Assets:
    """The files of <head>: `head` runs before the first paint, `portal` after the page is loaded. The admin
    area also loads the folders' admin.css and admin.js. Each is made when a page or a browser first asks for
    it. A bundle never changes, so portals with the same styles share it.
    """

    def __init__(self, folders: Iterable[str], styles: Iterable[str]) -> None:
        static = Late(partial(_files, tuple(folders)))
        self._on_demand = Late(lambda: [_asset(file) for name in ON_DEMAND for file in _find(static(), name)])

        def read(name: str) -> list[str]:
            return _read(static(), name)

        self.style = self._css("portal", lambda: [*read("*.css"), *styles])
        self.head = self._js("head", lambda: read("head.js"))
        self.script = self._js("portal", lambda: read("*.js"))
        self.admin_style = self._css("admin", lambda: read("admin.css"))
        self.admin_script = self._js("admin", lambda: [*read("core.js"), *read("admin.js")])
        self._bridge = self._css("bootstrap5", lambda: read(BRIDGE))
        self._bundles = {
            "portal.css": self.style,
            "head.js": self.head,
            "portal.js": self.script,
            "admin.css": self.admin_style,
            "admin.js": self.admin_script,
        }

    def _css(self, stem: str, read: Callable[[], list[str]]) -> Late[Asset]:
        return Late(
            lambda: Asset(stem, "css", minified(_named(self._renamed("\n".join(read())))).encode()),
        )

    def _js(self, stem: str, read: Callable[[], list[str]]) -> Late[Asset]:
        return Late(lambda: Asset(stem, "js", str(jsmin(self._renamed(_script(read())))).encode()))

    def _renamed(self, text: str) -> str:
        """All files are in one directory, so a name is an address: `import("./aloud.mjs")` finds the
        module.
        """
        for asset in self._on_demand():
            text = text.replace(f"{asset.stem}.{asset.kind}", asset.name)
        return text

    def _find(self, name: str) -> Asset | None:
        """The file with this name. No other file is made for it."""
        if name == BRIDGE:
            return self._bridge()
        bundle = self._bundles.get(HASH.sub(".", name))
        known = [bundle()] if bundle is not None else self._on_demand()
        return next((asset for asset in known if asset.name == name), None)

    def blueprint(self) -> Blueprint:
        assets = Blueprint("assets", __name__)

        @assets.get("/assets/<name>")
        def file(name: str) -> Response:
            asset = self._find(name) or abort(404)
            response = compressed_response(asset.body, TYPES[asset.kind])
            response.headers["Cache-Control"] = AN_HOUR if name == BRIDGE else IMMUTABLE
            response.headers["X-Content-Type-Options"] = "nosniff"
            return response

        return assets


@lru_cache(maxsize=16)
def assets_of(folders: tuple[str, ...], styles: tuple[str, ...]) -> Assets:
    """Return the bundle of these folders with these styles. Each process makes it once."""
    return Assets(folders, styles)


def minified(css: str) -> str:
    """Return a stylesheet without its comments and without blanks that change nothing."""
    texts: list[str] = []

    def put_aside(found: re.Match[str]) -> str:
        if found[0].startswith("/*"):
            return ""
        texts.append(found[0])
        return "\0"

    css = " ".join(TEXTS_AND_COMMENTS.sub(put_aside, css).split())
    for sign in "{};,":
        css = css.replace(f" {sign}", sign).replace(f"{sign} ", sign)
    # A blank before a colon is kept: `a :is(b)` and `a:is(b)` differ, also inside @media and @container.
    css = css.replace(": ", ":")
    while ";}" in css:
        css = css.replace(";}", "}")
    first, *others = css.split("\0")
    return first + "".join(text + part for text, part in zip(texts, others, strict=True))


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
