"""The portal of the README, started in a process of its own."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TypedDict

ROOT = Path(__file__).parent.parent
START = """
import json, logging, sys
sys.modules.update(dict.fromkeys({missing!r}))
import app
page = app.app.test_client().get("/bai-viet/1")
portal = app.app.extensions["portal_widgets"]
print(json.dumps({{
    "status": page.status_code,
    "page": page.text,
    "left_out": [name for name in vars(portal.helpers) if name not in portal.helpers],
    "file_kinds": portal.file_kinds,
}}))
"""


class Started(TypedDict):
    """The page, the helpers of widgets that are left out, and the kinds of files that the portal offers."""

    status: int
    page: str
    left_out: list[str]
    file_kinds: list[str]


def start(python: str | Path, folder: Path, missing: tuple[str, ...] = ()) -> Started:
    """Start it in `folder`, as if the packages that are `missing` were not installed. Returns its parts."""
    text = (ROOT / "README.md").read_text("utf-8")
    (folder / "templates").mkdir(exist_ok=True)
    for name, language in (("app.py", "python"), ("templates/article.html", r"html\+jinja")):
        found = re.search(rf"`{name}`:\n\n```{language}\n(.*?)```", text, re.DOTALL)
        assert found is not None, name
        (folder / name).write_text(found[1], "utf-8")
    code = START.format(missing=missing)
    # A fresh environment has the built package, not the one of this checkout.
    clean = {
        key: value for key, value in os.environ.items() if key != "PYTHONPATH" or python == sys.executable
    }
    command = [python, "-c", code]
    done = subprocess.run(command, cwd=folder, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    started: Started = json.loads(done.stdout.splitlines()[-1])
    return started
