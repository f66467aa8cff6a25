"""`flask portal import-log` is killed again and again."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

from counting.log_import.logs import ARTICLE, Load, done, log, stored_counts
from support import MakeApp, portal_of

IMPORT = """
    import sys
    from flask import Flask
    from portal_widgets import PortalWidgets
    from portal_widgets.counting import log_import

    log_import.BATCH = 50
    app = Flask("host", instance_path=sys.argv[1])
    app.secret_key = "secret"
    PortalWidgets(app, background=False)
    result = app.test_cli_runner().invoke(args=["portal", "import-log", *sys.argv[2:]])
    sys.exit(result.exit_code)
"""


def test_an_import_that_is_killed_goes_on_where_it_was(make_app: MakeApp, tmp_path: Path):
    """Nothing is lost, and nothing is counted twice."""
    every = [Load(number // 3, "abcdefghij"[number % 10], f"/bai/{number % 7}") for number in range(6000)]
    name = log(tmp_path, every)
    app, whole = make_app(), make_app()
    done(whole, name)
    stored_counts(app)
    code = textwrap.dedent(IMPORT)
    folder, kills = str(portal_of(app).folder), 0
    for wanted in range(300, 6000, 900):
        process = subprocess.Popen([sys.executable, "-c", code, folder, *ARTICLE, name])
        while process.poll() is None and stored_counts(app)["heard"] < wanted:
            pass
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            kills += 1
        process.wait()
    done(app, name)

    assert kills > 2
    assert stored_counts(app) == stored_counts(whole)
