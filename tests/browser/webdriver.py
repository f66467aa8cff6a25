"""Other engines than Chromium, by the commands of W3C WebDriver: Firefox by its Marionette protocol, WebKitGTK's
small browser by HTTP.
"""

import http.client
import json
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from servers import answers, free_port, running, wait_until

Send = Callable[..., Any]
# Commands of WebDriver: the method, and the path after the session.
PATHS = {
    "Navigate": ("POST", "/url"),
    "Back": ("POST", "/back"),
    "Refresh": ("POST", "/refresh"),
    "SetWindowRect": ("POST", "/window/rect"),
    "ExecuteScript": ("POST", "/execute/sync"),
    "FindElement": ("POST", "/element"),
    "ElementClick": ("POST", "/element/{id}/click"),
    "ElementSendKeys": ("POST", "/element/{id}/value"),
    "DeleteSession": ("DELETE", ""),
}
# A page answers when the expression is true. A script of WebDriver may return a promise.
UNTIL = """return new Promise((done) => {
    const look = () => { if (%s) done(true); else setTimeout(look, 20); };
    look();
});"""


class Window:
    """A window of another engine. Elements are named by CSS selectors."""

    def __init__(self, site: str, send: Send) -> None:
        self.site = site
        self._send = send

    def open(self, path: str) -> None:
        self._send("Navigate", url=self.site + path)

    def back(self) -> None:
        self._send("Back")

    def reload(self) -> None:
        self._send("Refresh")

    def resize(self, width: int) -> None:
        self._send("SetWindowRect", width=width, height=900)

    def value(self, expression: str) -> Any:
        return self._send("ExecuteScript", script=f"return ({expression});", args=[])

    def wait(self, expression: str) -> None:
        """Return when a JavaScript expression is true; an error after the engine's 30 s."""
        assert self._send("ExecuteScript", script=UNTIL % expression, args=[])

    def click(self, selector: str) -> None:
        self._send("ElementClick", id=self._find(selector))

    def type(self, selector: str, text: str) -> None:
        self._send("ElementSendKeys", id=self._find(selector), text=text)

    def _find(self, selector: str) -> str:
        # Not what the engine scrolls to, but the middle: nothing may cover it.
        script = (
            "document.querySelector(arguments[0]).scrollIntoView({ block: 'center', behavior: 'instant' });"
        )
        self._send("ExecuteScript", script=script, args=[selector])
        found: dict[str, str] = self._send("FindElement", using="css selector", value=selector)
        return next(iter(found.values()))


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is missing; `sh .ci/prepare engines` installs it if the distribution has it")
    return found


@contextmanager
def firefox(folder: Path) -> Iterator[Send]:
    """Marionette writes each message with its length: [0, number, command, parameters] and its answer."""
    port = free_port()
    folder.joinpath("user.js").write_text(f'user_pref("marionette.port", {port});', "utf-8")
    command = [program("firefox-esr"), "--headless", "--marionette", "--no-remote", "--profile", str(folder)]
    with running(command, folder):
        wait_until(lambda: answers(port), "Firefox")
        with socket.create_connection(("127.0.0.1", port), timeout=60) as wire, wire.makefile("rwb") as both:

            def read() -> Any:
                length = b"".join(iter(lambda: both.read(1), b":"))
                return json.loads(both.read(int(length)))

            def send(name: str, **given: Any) -> Any:
                message = json.dumps([0, 0, f"WebDriver:{name}", given]).encode()
                both.write(b"%d:%s" % (len(message), message))
                both.flush()
                _, _, error, answer = read()
                assert error is None, error
                return answer.get("value", answer)

            read()  # the greeting
            send("NewSession")
            yield send


@contextmanager
def webkit(folder: Path) -> Iterator[Send]:
    """The driver has a screen of its own, because the engine cannot run without one."""
    browser = next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"), None) or program("MiniBrowser")
    with ExitStack() as stack:
        read, write = os.pipe()
        screen = [program("Xvfb"), "-displayfd", str(write), "-nolisten", "tcp"]
        stack.enter_context(running(screen, folder, pass_fds=[write]))
        os.close(write)
        with os.fdopen(read, encoding="utf-8") as line:
            display = f":{line.readline().strip()}"
        port = free_port()
        driver = [program("WebKitWebDriver"), f"--port={port}"]
        stack.enter_context(running(driver, folder, env={**os.environ, "DISPLAY": display}))
        wait_until(lambda: answers(port), "WebKit's driver")
        options = {"binary": str(browser), "args": ["--automation"]}
        asked = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        session = _answer(port, "POST", "/session", asked)["sessionId"]

        def send(name: str, **given: Any) -> Any:
            method, path = PATHS[name]
            path = path.format(id=given.pop("id", ""))
            return _answer(port, method, f"/session/{session}{path}", given)

        yield send
        send("DeleteSession")


def _answer(port: int, method: str, path: str, body: dict[str, Any]) -> Any:
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with closing(wire):
        wire.request(method, path, json.dumps(body) if method == "POST" else None)
        answer = wire.getresponse()
        said = json.load(answer)["value"]
    assert answer.status == http.HTTPStatus.OK, said
    return said
