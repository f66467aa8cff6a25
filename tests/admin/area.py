"""An admin area with two panels that belong to no real widget, and people who sign in."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, flash, request
from flask.testing import FlaskClient
from jinja2 import FileSystemLoader
from werkzeug.security import generate_password_hash
from werkzeug.test import TestResponse

from portal_widgets import extension
from portal_widgets.admin.accounts import Account
from portal_widgets.admin.store.accounts import AdminStore
from portal_widgets.core.app.portal import Portal
from portal_widgets.core.app.widget import MountedWidget, Panel, Widget
from support import MakeApp, browser, portal_of

PASSWORD = "nước chảy đá mòn"
# It looks like a hash of full strength, but at a cost that tests can afford.
HASH = generate_password_hash(PASSWORD, method="scrypt:1024:8:1")
ADMIN = "/portal/admin/"
SIGN_IN = "/portal/admin/sign-in"
# The widgets that the pages of the example portal use. Their panels are left out.
PUBLIC = {"reading", "article", "views", "statistics", "polls", "feedback", "links", "organisation", "map"}


PAGE = """{% extends "portal_widgets/admin/base.html" %}
{% block title %}{{ title }}{% endblock %}
{% block breadcrumbs %}{% if request.args.step %}<li aria-current="page">Bước sau</li>{% endif %}{% endblock %}
{% block content %}
<h1>{{ title }}</h1>
<form class="pw-form" method="post">
  {{ pw_csrf }}
  <p class="pw-field"><label class="pw-field__label" for="text">Ghi chú</label><input class="pw-field__input" id="text" name="text"></p>
  <p><button class="pw-button">Lưu</button></p>
</form>
{% endblock %}
"""


def panel(portal: Portal, name: str, title: str, roles: set[str], *, front: bool = False) -> Panel:
    blueprint = Blueprint(name, __name__)

    @blueprint.get("/")
    def index() -> str:
        return portal.render_page("fake/page.html", title=title)

    @blueprint.post("/", strict_slashes=False)
    def change() -> str:
        flash(f"Đã lưu {request.form.get('text', '')}")
        flash("Chưa gửi được", "error")
        return portal.render_page("fake/page.html", title=title)

    return Panel(name, lambda: title, blueprint, frozenset(roles), front=front)


def without_panel(widget: Widget) -> Widget:
    return replace(widget, mount=lambda portal: replace(widget.mount(portal), panel=None, more_panels=()))


def widgets(*, front: bool) -> tuple[Widget, ...]:
    def numbers(portal: Portal) -> MountedWidget:
        return MountedWidget(panel=panel(portal, "numbers", "Số liệu", {"viewer", "moderator"}, front=front))

    def letters(portal: Portal) -> MountedWidget:
        return MountedWidget(panel=panel(portal, "letters", "Thư góp ý", {"moderator"}))

    real = [without_panel(widget) for widget in extension.WIDGETS if widget.name in PUBLIC]
    return (*real, Widget("numbers", numbers), Widget("letters", letters))


def add_page(app: Flask, folder: Path) -> None:
    """Add the panels' template, as a host would."""
    file = folder / "portal_widgets" / "fake" / "page.html"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(PAGE, "utf-8")
    assert isinstance(app.jinja_loader, FileSystemLoader)
    app.jinja_loader.searchpath.append(str(folder))


def account(app: Flask, name: str, role: str = "viewer", password_hash: str = HASH) -> None:
    portal = portal_of(app)
    AdminStore(portal.database).set_account(
        portal.site, Account(name, role, password_hash), portal.clock.milliseconds()
    )


def form_token(page: TestResponse) -> str:
    """The hidden field of the first form on a page."""
    found = re.search(r'name="pw_csrf" value="([0-9a-f]{64})"', page.text)
    assert found, page.text
    return found[1]


def sign_in(client: FlaskClient, name: str = "admin", password: str = PASSWORD, **more: Any) -> TestResponse:
    """Fill the form in and send it, as a browser does."""
    token = form_token(client.get(SIGN_IN))
    return client.post(SIGN_IN, data={"pw_csrf": token, "name": name, "password": password, **more})


def signed_in(app: Flask, name: str, password: str = PASSWORD) -> FlaskClient:
    """The browser of a person who has signed in."""
    client = browser(app)
    assert sign_in(client, name, password).status_code == 303
    return client


def two_people(make_area: MakeApp) -> Flask:
    """An office with an admin, Bình, and a viewer, Lan."""
    app = make_area()
    account(app, "binh", "admin")
    account(app, "lan", "viewer")
    return app
