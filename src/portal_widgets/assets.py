"""One stylesheet and two scripts for all widgets, named by their content so that caches keep them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from flask import Blueprint, Response, abort

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
    """The files of <head>: `head` runs before the first paint, `portal` when the page is there."""

    def __init__(self, folders: Iterable[str], styles: Iterable[str]) -> None:
        static = [files("portal_widgets") / folder / "static" for folder in folders]
        self.style = Asset("portal", "css", "\n".join([*_read(static, ".css"), *styles]))
        self.head = Asset("head", "js", _script(_read(static, ".js", head=True)))
        self.script = Asset("portal", "js", _script(_read(static, ".js", head=False)))
        self._files = {asset.name: _response_body(asset) for asset in (self.style, self.head, self.script)}

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


def _read(folders: Iterable[Traversable], suffix: str, *, head: bool = False) -> list[str]:
    return [
        file.read_text("utf-8")
        for folder in folders
        if folder.is_dir()
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(suffix) and (file.name == "head.js") == head
    ]


def _script(parts: list[str]) -> str:
    """One scope for all, none of it the page's. The first part (core.js) is seen by the others;
    each of those has a scope of its own, and one that throws does not keep the next from starting.
    """
    core, *widgets = parts
    isolated = [f"try {{\n{part}}} catch (error) {{ console.error(error); }}\n" for part in widgets]
    return '(() => {\n"use strict";\n' + core + "".join(isolated) + "})();\n"
