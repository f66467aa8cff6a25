import gzip, sys
from pathlib import Path
import pytest
from test_log_import import *  # noqa
from test_log_import import Load, LOADS, log, run, done, books

@pytest.fixture
def app(make_app): return make_app()

def test_A_corrupt_deflate(app, tmp_path):
    import random
    r = random.Random(1)
    b = bytearray(gzip.compress("".join(Load(i//3, "abc"[i%3], f"/bai/{r.random()}").text() for i in range(20000)).encode()))
    b[len(b)//2:len(b)//2+200] = bytes(200)
    f = tmp_path/"x.gz"; f.write_bytes(b)
    for _ in (1, 2):
        res = run(app, str(f)); print(res.exit_code, repr(res.exception), res.output[-200:])
        assert isinstance(res.exception, SystemExit) and res.exit_code == 1

def test_B_truncated_rerun(app, tmp_path):
    import random
    r = random.Random(1)
    f = tmp_path/"x.gz"; f.write_bytes(gzip.compress("".join(Load(i//3, "abc"[i%3], f"/bai/{r.random()}").text() for i in range(20000)).encode())[:-3000])
    for _ in (1, 2):
        res = run(app, str(f)); print(res.exit_code, repr(res.exception), res.output[-200:])
        assert isinstance(res.exception, SystemExit) and res.exit_code == 1

def test_C_before_then_all(app, tmp_path):
    ls = [*LOADS, Load(1440*3, "a", "/bai/77")]
    done(app, "--before", "2026-01-06", log(tmp_path, ls)); done(app, log(tmp_path, ls))
    assert books(app)["articles"].get("77") == 1

def test_D_long_line(app, tmp_path):
    f = tmp_path/"a.log"; f.write_text(LOADS[1].text() + "x"*50000 + "\n")
    done(app, str(f)); done(app, str(f)); assert books(app)["articles"] == {"1": 1}

def test_J_file_and_its_gz_in_one_command(app, tmp_path):
    f = Path(log(tmp_path, LOADS)); g = tmp_path/"access.log.gz"; g.write_bytes(gzip.compress(f.read_bytes()))
    run(app, str(f), str(g)); assert books(app)["heard"] in (0, 6)

def test_J2_shorter_copy(app, tmp_path):
    done(app, log(tmp_path, LOADS)); b = books(app)
    done(app, log(tmp_path, LOADS[:7], "backup.log")); assert books(app) == b

def test_H_iis_many_files(app, tmp_path):
    H = "#Software: IIS\n#Version: 1.0\n#Date: 2024-03-%02d 00:00:00\n#Fields: date time c-ip cs-method cs-uri-stem sc-status cs(User-Agent)\n"
    fs = []
    for d in range(1, 4):
        f = tmp_path/f"u{d}.log"; f.write_text(H % d + f"2024-03-{d:02} 07:35:09 203.0.113.7 GET /bai/1 200 Mozilla/5.0+(X11;+Linux+x86_64;+rv:128.0)+Gecko/20100101+Firefox/128.0\n"); fs.append(str(f))
    said = done(app, *fs); print(said)
    assert books(app)["articles"] == {"1": 3}
    assert "unreadable" not in said
    from portal_widgets.counting.tables import log_import
    with portal_of(app).database.reading() as c:
        assert len(set(c.scalars(sa.select(log_import.c.head)))) == 3

def test_S_interleaved(app, tmp_path):
    from portal_widgets.counting.log_store import LogStore
    a, b = log(tmp_path, [Load(i, "a") for i in range(0, 600, 2)], "a.log"), log(tmp_path, [Load(i, "b") for i in range(1, 600, 2)], "b.log")
    done(app, a)
    n = []; old = LogStore.book
    LogStore.book = lambda *x: (n.append(1), old(*x))[1]
    try: done(app, a, b)
    finally: LogStore.book = old
    assert len(n) < 5, len(n)

def test_E_redis_interrupted(make_app, tmp_path, empty_redis, clock, monkeypatch):
    from portal_widgets.counting.engine import Counting
    app = make_app(redis_url=empty_redis, count_by="server")
    browser(app).get("/bai/1"); counting_of(app).catch_up(); clock.advance(minutes=2)
    with monkeypatch.context() as m:
        m.setattr(Counting, "renew_redis", lambda self: (_ for _ in ()).throw(KeyboardInterrupt()))
        run(app, log(tmp_path, LOADS))
    done(app, log(tmp_path, LOADS))
    clock.advance(seconds=5); counting_of(app).catch_up()
    assert counting_of(app).numbers().total == 4
