"""The actions of the office in the admin area."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

HOME = "/portal/admin/feedback/"


def token(office: FlaskClient, path: str = HOME) -> str:
    return re.search(r'name="pw_csrf" value="([^"]+)"', office.get(path).text)[1]


def act(office: FlaskClient, number: int, action: str, **fields: str) -> TestResponse:
    """Press a button on the page of a message."""
    fields["pw_csrf"] = token(office, f"{HOME}{number}")
    return office.post(f"{HOME}{number}/{action}", data=fields)


def search(office: FlaskClient, words: str, **filters: str) -> TestResponse:
    """Search for something, and return the list."""
    fields = {"pw_csrf": token(office), "q": words, **filters}
    return office.post(f"{HOME}search", data=fields, follow_redirects=True)
