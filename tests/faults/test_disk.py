"""The disk of the journals is full or read-only. A report is confirmed only after it was applied. Otherwise
it is refused with a message and the time of the next try.
"""

import json
import os
import resource
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from faults.outages import EVENING, Host, Server, eventually, names
from portal_widgets.counting.store.sql.tables import exclusion_day
from support import FrozenClock, MakeApp, copy_database

TESTS = Path(__file__).parents[1]
MakeHost = Callable[..., Host]


@contextmanager
def full_disk(at: int) -> Iterator[None]:
    """No file of this process can become larger than this."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (at, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def make_host(new_postgres: str, make_app: MakeApp, clock: FrozenClock) -> MakeHost:
    """Portals with a database elsewhere, so that only their journals need the disk."""
    clock.set(EVENING)
    return lambda **options: Host(make_app(database_url=new_postgres, **options), clock)


def is_refused_kindly(answer: Any) -> bool:
    said = answer.json["error"] if answer.is_json else answer.text
    return answer.status_code == 503 and answer.headers["Retry-After"] == "60" and "thử lại" in said


def test_what_is_thanked_is_applied(make_host: MakeHost, monkeypatch: pytest.MonkeyPatch):
    """The disk fills up while readers come, and none of them notices."""
    # A new journal is small enough for this disk, so it must not be tried before the end of the test.
    monkeypatch.setattr("portal_widgets.counting.journal.writer.RETRY_SECONDS", 3600)
    host = make_host()
    with full_disk(2048):
        for number, visitor in enumerate(names("reader", 60), 1):
            answer = host.report(visitor)
            assert answer.status_code == 200
            assert answer.json == {"views": number, "counted": True, "reason": None}
            assert host.stored_counts()[0] == number
        assert host.journal_writer.memory is not None, "the disk was full"
        assert host.page() == (200, 60)


def test_images_too(make_host: MakeHost):
    """An image waits for no result. But with a full disk it must be applied at once."""
    host = make_host()
    with full_disk(0):
        assert [host.image(visitor).status_code for visitor in names("reader", 5)] == [200] * 5
        assert host.stored_counts()[0] == 5


def test_without_disk_and_store_a_report_is_refused(make_host: MakeHost, redis_server: Server):
    """Pages still work. A reader who comes again later is counted once."""
    host = make_host(redis_url=redis_server.url)
    assert host.read(*names("before", 3)) == [200] * 3
    host.catch_up()
    redis_server.stop()
    # The present journal still has the space that it has reserved.
    host.journal_writer.rotate(host.clock.milliseconds, anyway=True)
    with full_disk(0):
        refused = [host.report("an"), host.image("binh"), host.report("chi")]
        assert all(is_refused_kindly(answer) for answer in refused)
        assert host.page() == (200, 3)
        redis_server.start()
        host.catch_up()
        assert set(host.read("an", "binh", "chi", "dung")) == {200}
    host.catch_up()

    assert host.stored_counts()[0] == 7


def test_a_disk_with_room_again_is_used_again(make_host: MakeHost):
    host = make_host()
    with full_disk(0):
        assert host.read(*names("meanwhile", 3)) == [200] * 3
        assert host.journal_writer.journal is None
    eventually(lambda: host.read("afterwards") == [200] and host.journal_writer.journal is not None, "disk")
    host.catch_up()

    assert host.stored_counts()[0] == 4


def test_pages_that_are_heard_by_the_server_are_noted_in_the_ledger(make_host: MakeHost):
    """In this mode nobody can report again, so at least the number of missing views is recorded."""
    host = make_host(count_by="server")
    with full_disk(0):
        assert [host.page()[0] for _ in range(5)] == [200] * 5
        host.catch_up()
    with host.portal.database.reading() as connection:
        ledger = connection.execute(sa.select(exclusion_day.c.reason, exclusion_day.c.hits)).all()

    assert ledger == [("journal", 5)]
    assert host.page() == (200, 0)


READ_ONLY = """
    import json, sys
    from flask import Flask
    from portal_widgets import PortalWidgets
    from support import FrozenClock, PAGE
    from faults.outages import Host, names

    app = Flask("host", instance_path=sys.argv[1])
    app.secret_key = "secret"
    clock = FrozenClock("2037-03-11T23:50:00")
    PortalWidgets(app, clock=clock, background=False)
    app.add_url_rule("/bai/<article>", "article",
                     lambda article: app.jinja_env.from_string(PAGE).render(article=article))
    host = Host(app, clock)
    answers = [host.report(visitor) for visitor in names("reader", 3)]
    print(json.dumps({
        "statuses": [answer.status_code for answer in answers],
        "retry": [answer.headers.get("Retry-After") for answer in answers],
        "said": [answer.json for answer in answers],
        "page": host.page(),
    }))
"""


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "instance"
    (folder / "journals").mkdir(parents=True)
    yield folder
    folder.chmod(0o755)


def run_bound(code: str, *arguments: object) -> Any:
    """The output of a script without the right to ignore file modes, which root has."""
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)]
    if os.geteuid() == 0:
        command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=TESTS)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_a_read_only_folder_for_journals(instance: Path):
    (instance / "journals").chmod(0o555)
    told = run_bound(READ_ONLY, instance)

    assert told["statuses"] == [200] * 3
    assert [said["views"] for said in told["said"]] == [1, 2, 3]
    assert told["page"] == [200, 3]
    assert list((instance / "journals").iterdir()) == []


def test_a_read_only_instance_folder(instance: Path):
    """Neither journals nor the database can be created. Pages work, without numbers."""
    (instance / "journals").chmod(0o555)
    instance.chmod(0o555)
    told = run_bound(READ_ONLY, instance)

    assert told["statuses"] == [503] * 3
    assert told["retry"] == ["60"] * 3
    assert all("thử lại" in said["error"] for said in told["said"])
    assert told["page"] == [200, None]


TOLD = """
    import json, logging, sys
    from flask import Flask
    from portal_widgets import PortalWidgets
    from portal_widgets.core.app.portal import Portal
    from support import portal_of
    app = Flask("host", instance_path=sys.argv[1])
    app.secret_key = "secret"
    PortalWidgets(app, background=False)
    run = app.test_cli_runner().invoke
    print(json.dumps({
        "doctor": run(args=["portal", "doctor"]).output,
        "account": run(args=["portal", "admin-password", "--stdin"], input="twelve characters\\n").output,
        "again": run(args=["portal", "admin-password", "--stdin"], input="twelve characters\\n").output,
        "public": app.test_client().get("/portal/health").text,
    }))
"""


@pytest.mark.parametrize("closed", ["instance", "folder around it", "database"])
def test_what_may_not_be_written_is_named_to_the_operator_alone(instance: Path, closed: str):
    if closed == "folder around it":
        (instance / "journals").rmdir()
        instance.rmdir()
        instance.parent.chmod(0o555)
        place = instance.parent
    elif closed == "database":
        place = copy_database(instance)
        place.chmod(0o444)
    else:
        (place := instance).chmod(0o555)
    try:
        told = run_bound(TOLD, instance)
    finally:
        instance.parent.chmod(0o755)
        instance.mkdir(exist_ok=True)

    says = f"{place} cannot be written: Permission denied"
    assert f"FAIL  database: {says}" in told["doctor"]
    assert says in told["account"]
    assert says in told["again"]
    assert str(instance.parent) not in told["public"]
