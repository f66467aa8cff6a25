"""The first steps of docs/widgets/map.md, as they are there."""

import re
import shlex
from pathlib import Path

import pytest

from map.provinces import ROOT
from support import MakeApp, browser


def test_the_first_map_of_the_manual_works(
    make_app: MakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    manual = (ROOT / "docs/widgets/map.md").read_text("utf-8")
    section = manual[manual.index("## Your first map") : manual.index("## Importing")]
    for name, content in zip(
        ("units.csv", "areas.geojson"), re.findall(r"```text\n(.*?)```", section, re.DOTALL), strict=True
    ):
        (tmp_path / name).write_text(content, "utf-8")
    monkeypatch.chdir(tmp_path)
    app = make_app()
    commands = re.findall(r"^    flask (.*)$", section, re.MULTILINE)
    for command in commands:
        answer = app.test_cli_runner().invoke(args=shlex.split(command))
        assert answer.exit_code == 0, answer.output
        assert ("Nothing was saved." in answer.output) == ("--dry-run" in command)

    page = browser(app).get("/portal/map").text
    assert len(commands) == 5
    assert page.count('class="pw-map__area"') == 2
    assert "/portal/map/tinh-mau.geojson" in page
