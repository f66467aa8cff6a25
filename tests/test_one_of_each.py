"""Questions of several widgets have one answer in one place, because a second answer could differ one day."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

PACKAGE = Path(str(files("portal_widgets")))
ONE = {
    "did a script ask?": (r"accept_mimetypes|def \w*wants_json", {"core/http/content_negotiation.py"}),
    "the header of an attachment": (r"Content-Disposition|as_attachment=", {"core/files/attachments.py"}),
    "the check of an e-mail address": (r"email_validator|\.!#\$%", {"core/text/email_addresses.py"}),
    "a text on one line": (r'" "\.join\(.*(isprintable|normalize|_line)', {"core/text/normalization.py"}),
    "the faults of a form's fields": (r"wtforms|def find_fault\b", {"core/forms.py"}),
    # A report of a view consists of tokens, in a form or in JSON. The fields of a ballot depend on its poll.
    "what a form sends": (
        r"request\.(form|values)\b(?!`)",
        {"core/http/request_body.py", "polls/voting.py", "views/report.py"},
    ),
    "slugs": (r"\[a-z0-9-\].*\[a-z0-9\]|\[\^a-z0-9", {"core/text/slugs.py"}),
    # A log is imported in parts, so its command prints more.
    "a store that is away, in the words of a command": (
        r"except .*StoreUnavailableError.*(\n.*){1,2}ClickException",
        {"core/app/cli.py", "counting/log_import/cli.py"},
    ),
    # The extension refuses to start without a key. One place decides whose key it is.
    "the keys of signatures": (
        r"SECRET_KEY\b|SECRET_KEY_FALLBACKS|secret_key",
        {"core/text/signed.py", "extension.py"},
    ),
}


@pytest.mark.parametrize("what", ONE)
def test_there_is_one_module_for(what: str):
    pattern, modules = ONE[what]
    found = {
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        if re.search(pattern, file.read_text("utf-8"))
    }

    assert found == modules
