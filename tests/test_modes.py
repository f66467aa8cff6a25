"""Every file and folder of a portal is only for its own user, or for its group, under any umask."""

import ast
import os
import re
import stat
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from flask import Flask

from feedback.sending import CITIZEN, OFFICE, PDF, codes, send
from polls.samples import held
from polls.test_routes import vote
from support import FrozenClock, MakeApp, browser, counting_of, portal_of

PORTAL = {**OFFICE, "base_url": "https://www.dongmay.example"}
PACKAGE = Path(str(files("portal_widgets")))
LINKS = {"services": [{"key": "so", "title": "Sở", "url": "https://so.example/"}]}
LOG = '192.0.2.7 - - [10/Jan/2026:10:00:00 +0700] "GET /bai/1 HTTP/1.1" 200 512 "-" "Mozilla/5.0 Firefox/142.0"\n'


@pytest.fixture
def no_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def run(app: Flask, *words: object, given: str = "") -> str:
    done = app.test_cli_runner().invoke(args=["portal", *map(str, words)], input=given)
    assert done.exit_code == 0, done.output
    return done.output


def use_every_widget(make_app: MakeApp, clock: FrozenClock, folder: Path, **options: object) -> Flask:
    """Use a portal that begins in an empty folder."""
    instance = folder / "srv" / "instance"
    app = make_app(instance=instance, links=LINKS, mail_folder=instance / "mail", **PORTAL, **options)
    reader = browser(app)
    assert reader.get("/bai/1").status_code == 200
    token = counting_of(app).tokens.article("1")
    assert reader.post("/portal/views", json={"article": token}).status_code == 200
    assert reader.post("/portal/links/click", data={"link": "so"}).status_code == 204
    held(app)
    assert vote(reader).status_code == 303
    assert send(reader, clock, files=[(PDF, "don.pdf")], **CITIZEN).status_code == 303
    run(app, "feedback", "send")
    run(app, "archive")
    out = folder / "out"
    run(app, "export", "--all", out / "tables")
    run(app, "export", "series", "--output", out / "series.csv")
    run(app, "report", "--output", out / "report.html")
    run(app, "links", "export", "json", out / "links.json")
    reference = codes(reader.get("/portal/feedback/receipt").text)[0]
    run(app, "feedback", "export", reference, "--out", out / "messages.zip")
    run(app, "import-log", "-", "--article", "^/bai/(?P<id>[^/]+)$", given=LOG)
    run(app, "migrate")
    return app


def modes(folder: Path) -> dict[str, str]:
    """The modes of a folder and its content."""
    return {
        str(path.relative_to(folder)): oct(stat.S_IMODE(path.stat().st_mode))
        for path in (folder, *folder.rglob("*"))
    }


def wanted(folder: Path, of_file: str, of_folder: str) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): of_folder if path.is_dir() else of_file
        for path in (folder, *folder.rglob("*"))
    }


@pytest.mark.usefixtures("no_umask")
def test_what_a_portal_makes_is_for_its_user_alone(make_app: MakeApp, clock: FrozenClock, tmp_path: Path):
    use_every_widget(make_app, clock, tmp_path)
    made = modes(tmp_path / "srv")
    names = {re.sub(r"[0-9a-f]{32}", "#", name) for name in made}

    assert made == wanted(tmp_path / "srv", "0o600", "0o700")
    assert modes(tmp_path / "out") == wanted(tmp_path / "out", "0o600", "0o700")
    assert {"portal_widgets.sqlite3", "portal_widgets.sqlite3-wal", "portal_widgets.sqlite3-shm"} <= {
        name.removeprefix("instance/") for name in names
    }
    assert {"instance/journals/#.journal", "instance/feedback/main/#", "instance/mail/new/#.portal"} <= names


@pytest.mark.usefixtures("no_umask")
def test_what_is_shared_is_for_the_group_and_no_one_else(
    make_app: MakeApp, clock: FrozenClock, tmp_path: Path
):
    """Files that a command writes elsewhere are not for the group."""
    app = use_every_widget(make_app, clock, tmp_path, files_shared_with_group=True)

    assert modes(tmp_path / "srv") == wanted(tmp_path / "srv", "0o660", "0o2770")
    assert modes(tmp_path / "out") == wanted(tmp_path / "out", "0o600", "0o700")
    told = run(app, "doctor").splitlines()
    assert not [line for line in told if line.startswith("FAIL")]
    assert [line for line in told if line.startswith("note") and "legal rules" not in line] == []


def test_an_installation_from_before_is_repaired_and_its_folder_is_not(make_app: MakeApp, tmp_path: Path):
    """The folder may be the host's. The doctor names it."""
    portal = portal_of(make_app(instance=tmp_path))
    portal.database.migrate()
    portal.database.close()
    tmp_path.chmod(0o755)
    for path in tmp_path.iterdir():
        path.chmod(0o644)
    hosts_own = tmp_path / "host.cfg"
    hosts_own.touch(0o644)
    hosts_own.chmod(0o644)
    app = make_app(instance=tmp_path)
    assert browser(app).get("/portal/statistics").status_code == 200
    made = modes(tmp_path)

    assert {made.pop("."), made.pop("host.cfg")} == {"0o755", "0o644"}
    assert set(made.values()) == {"0o600"}
    said = run(app, "doctor")
    assert (
        f"note  files: folder {tmp_path} is open to all users of this machine: chmod 700 {tmp_path}" in said
    )
    assert "FAIL" not in said


def test_the_doctor_fails_where_everyone_may_change_a_folder(make_app: MakeApp, tmp_path: Path):
    attached = tmp_path / "attached"
    attached.mkdir()
    attached.chmod(0o777)
    app = make_app(feedback_folder=attached)
    result = app.test_cli_runner().invoke(args=["portal", "doctor"])

    assert result.exit_code == 1
    assert f"FAIL  attachments: folder {attached} can be changed by all users" in result.output


def test_the_doctor_fails_where_the_database_of_an_address_is_open_to_all(make_app: MakeApp, tmp_path: Path):
    """The host's own tables may be in it, so the host decides its mode."""
    file = tmp_path / "shared.sqlite3"
    file.touch()
    file.chmod(0o644)
    tmp_path.chmod(0o755)
    app = make_app(database_url=f"sqlite:///{file}")
    portal_of(app).database.migrate()
    result = app.test_cli_runner().invoke(args=["portal", "doctor"])

    assert stat.S_IMODE(file.stat().st_mode) == 0o644
    assert f"FAIL  files: all users of this machine can read {file}" in result.output
    assert f"chmod 600 {file}" in result.output


def test_the_group_of_a_folder_from_before_must_be_let_in_first(make_app: MakeApp, tmp_path: Path):
    tmp_path.chmod(0o750)
    app = make_app(instance=tmp_path, files_shared_with_group=True)
    result = app.test_cli_runner().invoke(args=["portal", "doctor"])

    assert result.exit_code == 1
    assert (
        f"FAIL  files: folder {tmp_path} is not shared with its group: chmod 2770 {tmp_path}" in result.output
    )


# Functions that create files or folders, known by their names.
MAKERS = {
    *(
        "mkdir",
        "makedirs",
        "touch",
        "write_text",
        "write_bytes",
        "symlink_to",
        "hardlink_to",
        "mkfifo",
        "mknod",
    ),
    *(
        "mkstemp",
        "mkdtemp",
        "NamedTemporaryFile",
        "TemporaryFile",
        "SpooledTemporaryFile",
        "TemporaryDirectory",
    ),
    *("copyfile", "copytree", "copy2"),
}
HERE = "core/files/private_files.py"
# Other places that create files, and why they may.
REASONS = {
    ("counting/checks.py", "TemporaryFile"): "0600 by Python, and without a name",
    ("counting/log_import/cli.py", "TemporaryDirectory"): "0700 by Python",
    ("feedback/privacy/data_subject_export.py", "TemporaryFile"): "0600 by Python, and without a name",
    ("feedback/privacy/data_subject_export.py", "ZipFile"): "writes into a stream",
}


def makers(source: str) -> set[str]:
    """The names of the functions with which code creates files or folders."""
    return {
        name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) for name in maker(node)
    }


def maker(call: ast.Call) -> Iterator[str]:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    given = [*call.args, *(one.value for one in call.keywords)]
    modes = [one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    flags = {getattr(node, "attr", "") for one in given for node in ast.walk(one)}
    writes = any(re.fullmatch("[rwaxbt+]{1,4}", mode) and set(mode) & set("wax+") for mode in modes)
    if name in MAKERS or (name in {"open", "ZipFile"} and (writes or "O_CREAT" in flags)):
        yield name


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('open(path, "w")', {"open"}),
        ('path.open(mode="ab")', {"open"}),
        ("os.open(path, os.O_WRONLY | os.O_CREAT)", {"open"}),
        ("path.parent.mkdir(parents=True)", {"mkdir"}),
        ("path.write_text('x')", {"write_text"}),
        ("tempfile.NamedTemporaryFile()", {"NamedTemporaryFile"}),
        ('open(path).read(); path.open("rb"); os.open(path, os.O_RDWR); os.fdopen(number, "wb")', set()),
    ],
)
def test_the_rule_knows_what_makes_a_file(code: str, found: set[str]):
    assert makers(code) == found


def test_files_and_folders_are_made_in_one_place():
    """Code that needs another way must write the reason in the list above."""
    found = {
        (file.relative_to(PACKAGE).as_posix(), name)
        for file in PACKAGE.rglob("*.py")
        for name in makers(file.read_text("utf-8"))
    }

    assert {one for one in found if one[0] != HERE} == set(REASONS)
    assert (HERE, "open") in found
