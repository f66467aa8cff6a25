"""An error of the Python API is a sentence that names the wrong argument."""

import inspect
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask

from portal_widgets import ConfigurationError, MessageRejectedError, PortalWidgets
from portal_widgets.host_api import HostApi
from support import MakeApp

ODD: list[Any] = [
    None, "", "nuoc-sach", "x" * 300, "a\x00b", "\ud83c", -1, 10**30, 1.5, float("nan"), True, b"\xff", [], [None],
    {"a": 1}, date.max, datetime(2026, 1, 1), object(),  # noqa: DTZ001 - an odd one
]  # fmt: skip
RIGHT = {"article_id": "1", "article_ids": ["1"], "path": "/bai/1", "slug": "a", "group": "a", "text": "Đèn"}
METHODS = {
    name: [one for one in inspect.signature(method).parameters if one != "self"]
    for name, method in vars(HostApi).items()
    if not name.startswith("_") and callable(method)
}
HOST = PortalWidgets()


@pytest.mark.parametrize(
    ("method", "parameter"), [(name, one) for name, listed in METHODS.items() for one in listed]
)
def test_an_odd_argument_has_a_plain_answer_or_a_sentence_with_its_name(
    make_app: MakeApp, method: str, parameter: str
):
    app = make_app(url_prefix="/tien-ich", feedback_per_network=10_000)
    needed = {name: value for name, value in RIGHT.items() if name in METHODS[method]}
    for odd in ODD:
        with app.test_request_context("/gop-y", method="POST"):
            said = fault_of(method, {**needed, parameter: odd})
        assert said.startswith((f"{method}: {parameter} must be", "an article id has")) or not said, said


def fault_of(method: str, arguments: dict[str, Any]) -> str:
    try:
        getattr(HOST, method)(**arguments)
    except MessageRejectedError:  # the reader's fault, with sentences for the reader
        return ""
    except Exception as error:  # noqa: BLE001 - of every kind
        return str(error) or type(error).__name__
    return ""


@pytest.mark.parametrize("method", sorted(METHODS))
def test_without_a_portal_the_sentence_says_what_is_missing(method: str):
    needed = [RIGHT[name] for name in METHODS[method] if name in RIGHT]
    with Flask("toa-soan").app_context(), pytest.raises(ConfigurationError, match=r"toa-soan: call init_app"):
        getattr(HOST, method)(*(needed or ["a"] * (method == "unit")))
    with pytest.raises(RuntimeError, match="application context"):
        getattr(HOST, method)(*(needed or ["a"] * (method == "unit")))


def test_only_an_application_gets_a_portal():
    with pytest.raises(TypeError, match="init_app: app must be Flask, not 'toa-soan'"):
        PortalWidgets("toa-soan")
