"""CPU time and memory of a portal until its first page, beside `import flask`."""

import json
import os
import subprocess
import sys
from typing import Any

from measure import folder, median

ROUNDS = 5
CODE = """
import json, sys, time

def memory():
    status = open("/proc/self/status").read()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024

began = time.process_time()
import flask, flask.testing
flask_seconds, before = time.process_time() - began, memory()
began = time.process_time()
import portal_widgets
imported = time.process_time() - began
app = flask.Flask("weight", instance_path=sys.argv[1])
app.secret_key = "secret"
widgets = ["reading"] if sys.argv[2] == "reading" else None
began = time.process_time()
portal_widgets.PortalWidgets(app, widgets=widgets, background=False)
mounted = time.process_time() - began
page = "{{ portal.head() }}{{ portal.reading_options() }}"
if widgets is None:
    page += "{{ portal.view_count(1) }}{{ portal.page_feedback() }}{{ portal.visit_statistics() }}"
app.add_url_rule("/", view_func=lambda: flask.render_template_string(page))
began = time.process_time()
assert app.test_client().get("/").status_code == 200
drawn = time.process_time() - began
total = imported + mounted + drawn
print(json.dumps([1 + imported / flask_seconds, mounted * 1000, total / flask_seconds, memory() - before]))
"""
FIGURES = ("import_ratio", "mount_ms", "first_page_ratio", "megabytes")


def run() -> dict[str, Any]:
    """The import with Flask, and everything until the first page, in times of `import flask`."""
    found: dict[str, dict[str, float]] = {f"weight_{name}": {} for name in FIGURES}
    for widgets in ("all", "reading"):
        with folder() as path:
            _start(str(path), widgets)  # migrates the file, and compiles the modules
            rounds = [_start(str(path), widgets) for _ in range(ROUNDS)]
        for name, values in zip(FIGURES, zip(*rounds, strict=True), strict=True):
            found[f"weight_{name}"][widgets] = round(median(values), 2)
    return found


def _start(path: str, widgets: str) -> list[float]:
    # As on a server, Python keeps the compiled modules.
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-c", CODE, path, widgets]
    done = subprocess.run(command, env=kept, capture_output=True, text=True, check=True)
    figures: list[float] = json.loads(done.stdout.splitlines()[-1])
    return figures
