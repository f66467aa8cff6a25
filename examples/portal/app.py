"""The application: a home page, categories and articles in two languages, with every widget."""

import json
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, g, render_template, request, url_for

from portal_widgets import PortalWidgets

from .articles import Article, Library
from .content import DEPARTMENTS, LINKS, ORGANISATION, STATEMENT, WORDS

HERE = Path(__file__).parent
INSTANCE = Path(os.environ.get("INSTANCE", HERE / "instance"))
# Pages of the widgets that the layout links to, beside the menu.
PAGES = {"contact": "feedback.contact", "links": "links.every", "statement": "reading.statement"}
# Caches keep a page for a minute; the reader's own browser revalidates it.
SHARED_CACHE = "public, max-age=0, s-maxage=60"

portal = PortalWidgets(
    links=LINKS,
    organisation=ORGANISATION,
    accessibility_statement=STATEMENT,
    departments=DEPARTMENTS,
    map_file=HERE / "map" / "lam-chau.json",
    mail_from="cong-thong-tin@lamchau.example",
    feedback_to=str(ORGANISATION["email"]),
    locale=lambda: g.get("language"),
    # Every page of it uses the tokens: static/portal.css.
    reading_follow_device=True,
)


def create_app(instance: Path = INSTANCE, **config: Any) -> Flask:
    app = Flask(__name__, instance_path=str(instance))
    # Nothing leaves the machine: the demo's mail is written into a folder.
    app.config["PORTAL_WIDGETS_MAIL_FOLDER"] = instance / "mail"
    app.config.update(_environment(), **config)
    app.secret_key = _secret(instance)
    library = Library.read(HERE / "articles", *_folders(app.config.get("ARTICLES", "")))
    portal.init_app(app)
    app.register_blueprint(_pages(library))
    app.register_blueprint(_pages(library), name="english", url_prefix="/en")
    app.context_processor(lambda: _layout(library))
    app.register_error_handler(404, _nothing_here)
    app.after_request(_headers)
    return app


def _pages(library: Library) -> Blueprint:
    pages = Blueprint("portal", __name__)

    @pages.url_value_preprocessor
    def language(endpoint: str | None, _values: dict[str, Any] | None) -> None:
        g.language = "en" if (endpoint or "").startswith("english.") else "vi"

    @pages.get("/")
    def home() -> str:
        return render_template("home.html", articles=library.latest)

    @pages.get("/chuyen-muc/<slug>")
    def category(slug: str) -> str:
        found = library.category(slug) or abort(404)
        return render_template("category.html", category=found, articles=library.of(found))

    @pages.get("/bai-viet/<article_id>")
    def article(article_id: str) -> str:
        found = library.article(article_id) or abort(404)
        newer, older = (one and (one.title, _address(one)) for one in library.neighbours(found))
        category = library.category_of(found)
        return render_template("article.html", article=found, category=category, newer=newer, older=older)

    return pages


def _nothing_here(_error: Exception) -> tuple[str, int]:
    # An address without a route has no blueprint that names its language.
    english = request.path.startswith("/en/") or request.args.get("lang") == "en"
    g.setdefault("language", "en" if english else "vi")
    return render_template("not_found.html"), 404


def _address(article: Article) -> str:
    return url_for(".article", article_id=article.id)


def _layout(library: Library) -> dict[str, Any]:
    """The variables of every page: the words of its language, the menu, and addresses in that language."""
    language = g.get("language") or ("en" if request.args.get("lang") == "en" else "vi")
    prefix = {"vi": "portal", "en": "english"}

    def address(endpoint: str, code: str = language, **values: Any) -> str:
        return url_for(f"{prefix[code]}.{endpoint}", **values)

    def other_language(code: str) -> str:
        """The same page in another language; the home page if there is none."""
        name = (request.endpoint or "").rpartition(".")
        if name[0] in prefix.values():
            return address(name[2], code, **(request.view_args or {}))
        return address("home", code)

    return {
        "language": language,
        "words": WORDS[language],
        "categories": library.categories,
        "address": address,
        "other_language": other_language,
        "reading_page": url_for("portal_widgets.reading.options"),
        **{
            f"{name}_page": url_for(f"portal_widgets.{endpoint}", lang=language if language != "vi" else None)
            for name, endpoint in PAGES.items()
        },
    }


def _headers(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; object-src 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    if request.blueprint in {"portal", "english"} and response.status_code == 200:  # noqa: PLR2004 - OK
        response.headers["Cache-Control"] = SHARED_CACHE
        response.add_etag()
        response.make_conditional(request)
    return response


def _environment() -> dict[str, Any]:
    """Settings from the environment: ARTICLES, and PORTAL_WIDGETS_* as text or JSON."""
    given = {key: value for key, value in os.environ.items() if key.startswith("PORTAL_WIDGETS_")}
    return {"ARTICLES": os.environ.get("ARTICLES", ""), **{key: _value(text) for key, text in given.items()}}


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _folders(text: str) -> list[Path]:
    return [Path(text)] if text else []


def _secret(instance: Path) -> bytes:
    """Created at the first start and kept, so that tokens in cached pages stay valid."""
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = instance / "secret_key"
    if not file.exists():
        new = instance / f"secret_key.{os.getpid()}"
        new.touch(mode=0o600)
        new.write_bytes(secrets.token_bytes(32))
        with suppress(FileExistsError):  # if two workers start at the same time, the first one's stays
            file.hardlink_to(new)
        new.unlink()
    return file.read_bytes()
