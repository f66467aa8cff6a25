"""Makes an installation of the current example portal, with all kinds of stored data.

PYTHONPATH=tests:examples .venv/bin/python -m installations.make_installation 2026-11
"""

import json
import re
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from installations import content, office_work
from installations.citizens import vote, write, write_first_messages
from installations.content import ARTICLES, BEGIN, BRIDGE, FEEDBACK, INVITED, ONLINE, PASSWORD, ROADS, WORK
from installations.last_day import last_day
from installations.people import ADMIN, TELEPHONE, Reader, StaffMember
from installations.reading import pack, put_at_rest, totals
from installations.running import ZONE, Installation, Server
from servers import redis_server, wait_until

HERE = Path(__file__).parent
SECRET = "khóa bí mật không có thật của tỉnh Lam Châu"
ACCOUNTS = {"admin": "admin", "lan": "viewer", "binh": "moderator"}
# A year and a day before the first day, so that the counter has its own years from then on.
LAST_YEAR = BEGIN + 366


def main(name: str) -> None:
    with tempfile.TemporaryDirectory() as made:
        scratch = Path(made)
        installation = Installation(scratch / "instance", scratch, datetime.now(ZONE).date())
        installation.folder.mkdir()
        known: dict[str, Any] = {"opened": installation.moment(0, "09:20:00"), "password": PASSWORD}
        first_start(installation)
        first_days(installation, known)
        closed_polls(installation, known)
        day_before(installation, known)
        last_day(installation, known)
        put_at_rest(installation)
        pack(installation, HERE / f"{name}.tar.xz")
        found = {"commit": _commit(), **known, **totals(installation)}
        text = json.dumps(found, ensure_ascii=False, indent=1)
        (HERE / f"{name}.json").write_text(f"{text}\n", "utf-8")


def first_start(installation: Installation) -> None:
    """A new portal: its past, its accounts and its polls."""
    installation.set_clock(BEGIN, "08:00")
    (installation.folder / "secret_key").write_bytes(SECRET.encode())
    installation.command("init")
    with installation.server() as server:
        reader = Reader(server.port, 1)
        articles = set(re.findall(r'href="(/bai-viet/[^"]+)"', reader.get("/").text))
        for path in sorted(articles):
            reader.get(path)
        described = "SELECT count(*) FROM pw_article WHERE title IS NOT NULL"
        wait_until(lambda: installation.rows(described) == [(len(articles),)], "the articles to be known")
    installation.command("demo-data", "--years", "1", "--articles", "0", "--visits", "40")
    _enter_the_past(installation)
    for name, role in ACCOUNTS.items():
        installation.command("admin-password", name, "--role", role, "--stdin", given=f"{PASSWORD}\n")
    online = Path(sys.modules["portal.app"].__file__ or "").parent / "polls" / f"{ONLINE}.json"
    roads = content.until(content.ROADS_ASKED, installation.moment(WORK + 4, "17:00"))
    polls = {ROADS: roads, BRIDGE: content.BRIDGE_ASKED, ONLINE: json.loads(online.read_text("utf-8"))}
    for slug, asked in polls.items():
        _create_poll(installation, slug, asked)


def _enter_the_past(installation: Installation) -> None:
    """The counts of an older counter and the logs of an older web server."""
    past = ("--dated", "2020-12-31", "--signed", "Nguyễn Thị Hà", "--note", "Bộ đếm của cổng cũ")
    counted, log = installation.scratch / "views.csv", installation.scratch / "access.log"
    counted.write_text("id,views\nnuoc-sach-dong-may,1200\ngio-lam-viec-mot-cua,345\n", "utf-8")
    log.write_text(content.access_log(installation.last - timedelta(days=LAST_YEAR + 10)), "utf-8")
    installation.command("opening-balance", "--visits", "123456", "--articles", str(counted), *past)
    installation.command(
        "import-log", "--article", "^/bai-viet/(?P<id>[^/]+)$", "--host", "lamchau.example", str(log)
    )


def _create_poll(installation: Installation, slug: str, asked: Any) -> None:
    file = installation.scratch / f"{slug}.json"
    file.write_text(json.dumps(asked), "utf-8")
    installation.command("polls", "create", slug, str(file))
    installation.command("polls", "publish", slug)


def first_days(installation: Installation, known: dict[str, Any]) -> None:
    """Readers come, vote and write. The office edits its data."""
    installation.set_clock(BEGIN, "09:00")
    with installation.server() as server:
        readers = [Reader(server.port, number) for number in range(1, 9)]
        for number, reader in enumerate(readers):
            reader.read("/")
            reader.read(ARTICLES[number % len(ARTICLES)])
        vote(readers)
        write_first_messages(installation, readers, known)
        office = StaffMember(server.port, 200)
        office.sign_in("admin", PASSWORD)
        office_work.edit_everything(installation, office)
        office_work.mend_polls(installation, office)
        installation.wait_until_applied()
    _watch_links(installation)
    installation.command("polls", "close", BRIDGE)
    with installation.server() as server:
        office = StaffMember(server.port, 200)
        office.sign_in("admin", PASSWORD)
        office_work.accept_links(installation, office)
        number = _number(installation, BRIDGE)
        office.press(f"{ADMIN}/polls/{number}", f"{ADMIN}/polls/{number}/archive")


def _watch_links(installation: Installation) -> None:
    """Three nights in which no invented site answers, and one address is not public."""
    for night in range(3):
        installation.set_clock(BEGIN - night, "23:00")
        installation.command("links", "check")
    installation.set_clock(BEGIN - 3, "09:00")


def closed_polls(installation: Installation, known: dict[str, Any]) -> None:
    """A poll closes, and messages are handled."""
    installation.set_clock(WORK, "16:30")
    with installation.server() as server:
        for number in range(1, 6):
            reader = Reader(server.port, number, TELEPHONE)
            for path in ARTICLES[: number % 3 + 1]:
                reader.read(path)
        installation.set_clock(WORK, "17:30")
        Reader(server.port, 21).vote(ROADS, {"option": "cho"}, status=403)
        office = StaffMember(server.port, 201)
        office.sign_in("binh", PASSWORD)
        office_work.work_on_messages(installation, office, known)
        installation.wait_until_applied()
    installation.command("feedback", "send")
    installation.command("polls", "verify")


def day_before(installation: Installation, known: dict[str, Any]) -> None:
    """Yesterday: the work at a month's end, a poll with invitations, and a day with Redis."""
    installation.set_clock(1, "09:00")
    for _month in range(5):  # each run closes one month
        installation.command("archive")
    installation.command("purge", RETENTION_MONTHS="5")
    to = json.dumps(["van-phong@lamchau.example"])
    installation.command("report", "--mail", "--kind", "month", REPORT_MAIL_TO=to)
    _create_poll(
        installation, INVITED, content.until(content.INVITED_ASKED, installation.moment(-20, "17:00"))
    )
    codes = installation.command("polls", "codes", INVITED, "--count", "5").split()
    known["invitation"] = codes.pop()
    on_paper = json.dumps({"answers": {"ngay": {"chosen": ["thu-hai"]}}})
    installation.command("polls", "vote", INVITED, "-", "--code", codes.pop(), given=on_paper)
    with redis_server(installation.scratch) as address:
        with installation.server(REDIS_URL=address) as server:
            _visit_with_redis(installation, server, codes)
        installation.command("archive", REDIS_URL=address)
    installation.command("archive")


def _visit_with_redis(installation: Installation, server: Server, codes: list[str]) -> None:
    for number, code in enumerate(codes, 30):
        Reader(server.port, number).vote(INVITED, {"code": code, "option": "thu-tu"})
    Reader(server.port, 40).vote(INVITED, {"code": "0000-0000-0000", "option": "thu-tu"}, status=403)
    for number in range(1, 8):
        Reader(server.port, number).read(ARTICLES[number % 3])
    advert = " ".join(f"https://quang-cao-{number}.example/" for number in range(5))
    write(installation, Reader(server.port, 41), FEEDBACK, {"text": advert})


def _number(installation: Installation, slug: str) -> int:
    return int(installation.rows("SELECT id FROM pw_poll WHERE slug = ?", slug)[0][0])


def _commit() -> str:
    asked = ["git", "-C", str(HERE), "describe", "--always", "--abbrev=7", "--exclude=*"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    main(sys.argv[1])
