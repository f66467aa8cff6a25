"""The findings of other people's checkers: the Nu HTML checker, IBM Equal Access and HTML_CodeSniffer."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

from browser.pages.saved import Saved

FOLDER = Path(sys.prefix) / "checkers"
ACCEPTED: dict[str, list[dict[str, str]]] = tomllib.loads(
    (Path(__file__).parent / "accepted.toml").read_text("utf-8")
)
# Definite failures only: what the checker only asks a person to verify is not counted. Each finding has the number
# of the entry that accepts it, or -1.
IBM = """async (accepted) => {
    const { results } = await new ace.Checker().check(document, ["IBM_Accessibility"]);
    return results.filter(({ value }) => value[0] !== "INFORMATION" && value[1] === "FAIL")
        .map(({ ruleId, message, node, snippet }) => {
            const entry = accepted.findIndex(({ rule, where }) => rule === ruleId && node?.matches?.(where));
            return [entry, `${ruleId}: ${message} ${snippet.slice(0, 120)}`];
        });
}"""
# The rule about the purpose of fields (1.3.5) fails by a fault of its own: it reads a property of null. Then no
# answer comes at all, so it is left out. The Nu checker and IBM Equal Access have the same rule.
SNIFFER = """() => new Promise((done, failed) => {
    addEventListener("error", ({ message }) => failed(new Error(message)));
    const standard = HTMLCS_WCAG2AAA;
    standard.sniffs = standard.sniffs.filter((rule) => rule !== "Principle1.Guideline1_3.1_3_5");
    HTMLCS.process("WCAG2AAA", document, () => done(HTMLCS.getMessages()
        .filter(({ type }) => type === HTMLCS.ERROR)
        .map(({ code, msg, element }) => `${code}: ${msg} ${(element.outerHTML || "").slice(0, 120)}`)));
})"""


@cache
def program(name: str) -> str:
    file = FOLDER / name
    assert file.exists(), f"{file} is missing; `sh .ci/prepare checkers {sys.prefix}` fetches it"
    return file.read_text("utf-8")


def html_errors(pages: Iterable[Saved], folder: Path) -> tuple[set[int], list[str]]:
    """The accepted entries that were hit, and all other errors. One Java process checks all pages."""
    names = {}
    for number, page in enumerate(pages):
        names[f"{number}.html"] = page.name
        (folder / f"{number}.html").write_text(page.html, "utf-8")
    command = ["java", "-jar", FOLDER / "vnu.jar", "--errors-only", "--exit-zero-always", "--format", "json"]
    said = subprocess.run([*command, folder], capture_output=True, text=True, check=True).stderr
    hit, left = set(), []
    for error in json.loads(said)["messages"]:
        entries = (
            at for at, one in enumerate(ACCEPTED["nu"]) if re.fullmatch(one["message"], error["message"])
        )
        entry = next(entries, -1)
        hit.add(entry)
        if entry < 0:
            name = names[error["url"].rpartition("/")[2]]
            left.append(f"{name}: {error['message']} {error.get('extract', '').strip()[:120]}")
    return hit, left


def ibm_failures(page: Page) -> list[tuple[int, str]]:
    """Each failure with the number of the entry that accepts it, or -1."""
    page.evaluate(program("ace.js"))
    found: list[tuple[int, str]] = page.evaluate(IBM, ACCEPTED["ibm"])
    return found


def sniffer_errors(page: Page) -> list[str]:
    page.evaluate(program("htmlcs.js"))
    found: list[str] = page.evaluate(SNIFFER)
    return found
