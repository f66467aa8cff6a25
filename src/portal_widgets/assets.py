"""One stylesheet and two scripts for all widgets, and one of each for the admin area, named by their
content so that caches keep them.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from importlib.resources import files
from importlib.resources.abc import Traversable

from flask import Blueprint, Response, abort

# Files of these names are bundles of their own.
APART = frozenset({"head.js", "admin.css", "admin.js"})
IMMUTABLE = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file made once per portal; its name changes with its content."""

    stem: str
    kind: str
    text: str

    @property
    def name(self) -> str:
        digest = hashlib.sha256(self.text.encode()).hexdigest()[:12]
        return f"{self.stem}-{digest}.{self.kind}"


class Assets:
    """The files of <head>: `head` runs before the first paint, `portal` when the page is there. What
    folders keep in admin.css and admin.js goes to the admin area alone.
    """

    def __init__(self, folders: Iterable[str], styles: Iterable[str]) -> None:
        static = [files("portal_widgets") / folder / "static" for folder in folders]
        core = _read(static, "core.js")
        self.style = Asset("portal", "css", "\n".join([*_read(static, "*.css"), *styles]))
        self.head = Asset("head", "js", _script(_read(static, "head.js")))
        self.script = Asset("portal", "js", _script(_read(static, "*.js")))
        self.admin_style = Asset("admin", "css", "\n".join(_read(static, "admin.css")))
        self.admin_script = Asset("admin", "js", _script([*core, *_read(static, "admin.js")]))
        made = (self.style, self.head, self.script, self.admin_style, self.admin_script)
        self._files = {asset.name: _response_body(asset) for asset in made}

    def blueprint(self) -> Blueprint:
        assets = Blueprint("assets", __name__)

        @assets.get("/assets/<name>")
        def file(name: str) -> Response:
            if name not in self._files:
                abort(404)
            body, kind = self._files[name]
            response = Response(body, mimetype=kind)
            response.headers["Cache-Control"] = IMMUTABLE
            response.headers["X-Content-Type-Options"] = "nosniff"
            return response

        return assets


def _response_body(asset: Asset) -> tuple[bytes, str]:
    kind = {"css": "text/css", "js": "text/javascript"}[asset.kind]
    return asset.text.encode(), kind


def _read(folders: Iterable[Traversable], pattern: str) -> list[str]:
    """The files of one name, or of all names that no other pattern asks for."""
    return [
        file.read_text("utf-8")
        for folder in folders
        if folder.is_dir()
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if fnmatch(file.name, pattern) and (pattern == file.name or file.name not in APART)
    ]


def _script(parts: list[str]) -> str:
    """One scope for all, none of it the page's. The first part (core.js) is seen by the others;
    each of those has a scope of its own, and one that throws does not keep the next from starting.
    """
    core, *widgets = parts
    isolated = [f"try {{\n{part}}} catch (error) {{ console.error(error); }}\n" for part in widgets]
    return '(() => {\n"use strict";\n' + core + "".join(isolated) + "})();\n"
