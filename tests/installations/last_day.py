"""The last day: browsers stay open, mails wait, and two journals have waiting records when all processes are
killed.
"""

import sqlite3
from collections import Counter
from contextlib import closing, suppress
from typing import Any

from installations.citizens import write
from installations.content import ARTICLES, FEEDBACK, ONLINE, PASSWORD
from installations.people import BOT, FIREFOX, TELEPHONE, Reader, StaffMember
from installations.running import DATABASE, Installation, Server


def last_day(installation: Installation, known: dict[str, Any]) -> None:
    """Today: the data that wait for the next start, in the outbox and in two journals."""
    installation.set_clock(0, "08:55")
    with installation.server() as first, installation.server() as second:
        _write_last_messages(installation, first, known)
        _stay(installation, first, known)
        regulars = [Reader(server.port, number) for server in (first, second) for number in (1, 2, 3)]
        for reader, path in zip(regulars, (*ARTICLES[:3], *ARTICLES[1:]), strict=True):
            reader.read(path)
        known["regular"] = {"address": regulars[0].address, "agent": FIREFOX, "path": ARTICLES[0]}
        key = regulars[0].link("Học tập")
        regulars[0].post("/portal/links/click", {"link": key}, status=204)
        installation.wait_until_applied()
        known["waiting"] = _accept_and_die(installation, first, second, key)


def _write_last_messages(installation: Installation, server: Server, known: dict[str, Any]) -> None:
    """A message whose mails reached no mail server, and one whose mails nobody has tried to send."""
    late = {"text": "Cổng có bản tiếng Anh không?", "email": "tam@example.vn", "answer": "y"}
    known["messages_sent"]["mail-tried"] = write(installation, Reader(server.port, 50), FEEDBACK, late)
    nobody = {"MAIL_FOLDER": "null", "MAIL_SERVER": "127.0.0.1:1", "MAIL_SECURITY": "none"}
    with suppress(RuntimeError):  # as expected: the mails will be tried again
        installation.command("feedback", "send", **nobody)
    new = {
        "department": "giao-thong",
        "text": "Phà Bến Sỏi mấy giờ nghỉ?",
        "email": "hoa@example.vn",
        "answer": "y",
    }
    path = f"{FEEDBACK}/department"
    known["messages_sent"]["mail-waits"] = write(installation, Reader(server.port, 51), path, new)


def _stay(installation: Installation, server: Server, known: dict[str, Any]) -> None:
    """Browsers that stay open during the update: of the office, of a voter, and one with an old page."""
    office, voter = StaffMember(server.port, 200), Reader(server.port, 52)
    office.sign_in("admin", PASSWORD)
    voter.vote(ONLINE, {"option": "tai-quay"})
    known["cookies"] = {"office": office.cookies, "voter": voter.cookies}
    known["old_page"] = {"path": ARTICLES[0], **voter.tokens(ARTICLES[0])}
    known["voters_poll"] = ONLINE


def _accept_and_die(installation: Installation, first: Server, second: Server, link: str) -> dict[str, Any]:
    """The database is locked, so reports can only be written into journals. Then both servers are killed.
    Returns the accepted reports by kind, as they must be counted.
    """
    with closing(sqlite3.connect(installation.folder / DATABASE, isolation_level=None)) as held:
        held.execute("BEGIN IMMEDIATE")
        told = _report_everything(first, second, link)
        for server in (first, second):
            server.kill()
        held.execute("ROLLBACK")
    return told


def _report_everything(first: Server, second: Server, link: str) -> dict[str, Any]:
    counts: Counter[str] = Counter()
    excluded: Counter[str] = Counter()
    articles: Counter[str] = Counter()

    def accepted(reader: Reader, path: str, against: str = "", *, new: bool = True, **headers: str) -> None:
        tokens = {"page": "x", "article": "x"} if against == "forged" else reader.tokens(path)
        _say(reader, tokens, headers)
        is_read = against in {"", "repeat"}
        counts.update(heard=1, page_views=is_read, visits=is_read and new, visitors=is_read and new)
        if against:
            excluded[against] += 1
        elif path in ARTICLES:
            counts["article_views"] += 1
            articles[path.rpartition("/")[2]] += 1

    for number, server in enumerate((first, second, first, second, first), 60):
        accepted(Reader(server.port, number, TELEPHONE if number % 2 else FIREFOX), ARTICLES[number % 4])
    accepted(Reader(second.port, 70), "/")
    accepted(Reader(first.port, 1), ARTICLES[0], "repeat", new=False)
    accepted(Reader(first.port, 1), ARTICLES[3], new=False)
    accepted(Reader(first.port, 71, BOT), ARTICLES[0], "bot")
    accepted(Reader(first.port, 72), ARTICLES[0], "prefetch", Sec_Purpose="prefetch")
    accepted(Reader(second.port, 73), ARTICLES[0], "cross-site", Sec_Fetch_Site="cross-site")
    accepted(Reader(second.port, 74), ARTICLES[0], "forged")
    for number in (1, 75):  # the first one has been followed a moment ago
        Reader(second.port, number).post("/portal/links/click", {"link": link}, status=204)
    clicks = {"counted": {link: 1}, "repeat": 1}
    return {**counts, "excluded": dict(excluded), "articles": dict(articles), "clicks": clicks}


def _say(reader: Reader, tokens: dict[str, str], headers: dict[str, str]) -> None:
    answer = reader.post("/portal/views", tokens, status=202, **headers)
    if answer.headers["X-Portal-Counted"] != "accepted":
        raise RuntimeError(f"a view was answered {answer.headers['X-Portal-Counted']}, not accepted")
