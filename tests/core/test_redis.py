"""The client connects to Redis on first use, waits shortly, never retries, and pauses while Redis is
unavailable.
"""

import socket
import threading
import time

import pytest

from portal_widgets.core.redis import Redis
from portal_widgets.errors import StoreUnavailableError
from servers import free_port, redis_server
from support import MakeApp, browser, portal_of, run_alone


def test_nothing_is_connected_before_the_first_call():
    """With a wrong address the application still starts."""
    Redis("redis://127.0.0.1:1/0", 100)


def test_ping(redis_url: str):
    assert Redis(redis_url, 100).ping()


def test_a_refused_connection_fails_at_once_and_is_not_asked_again():
    redis = Redis(f"redis://127.0.0.1:{free_port()}/0", 100)
    for expected in ("Redis: ", "not called for a while"):
        with pytest.raises(StoreUnavailableError, match=expected):
            redis.ping()


def test_a_write_whose_answer_was_lost_is_not_repeated():
    """A repeated INCR would count twice. The fake server below accepts commands and never answers."""
    received: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def swallow() -> None:
            connection, _ = server.accept()
            connection.settimeout(5)
            with connection:
                while data := connection.recv(65536):
                    received.append(data)

        thread = threading.Thread(target=swallow, daemon=True)
        thread.start()
        redis = Redis(f"redis://127.0.0.1:{server.getsockname()[1]}/0?protocol=2&lib_name=&lib_version=", 50)
        began = time.monotonic()
        with pytest.raises(StoreUnavailableError):
            redis.call(lambda client: client.incr("views"))
        waited = time.monotonic() - began
        redis.close()
        thread.join(5)

    assert b"".join(received).count(b"INCR") <= 1
    assert waited < 2


def test_a_forked_child_has_a_pool_of_its_own(redis_url: str):
    code = """
        import os, sys
        from portal_widgets.core.redis import Redis

        redis = Redis(sys.argv[1], 200)
        print(redis.call(lambda client: client.client_id()), flush=True)
        child = os.fork()
        if child == 0:
            print(redis.call(lambda client: client.client_id()), flush=True)
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
    """
    parent, child = run_alone(code, redis_url).splitlines()

    assert parent != child


def test_a_page_lives_on_when_redis_goes_and_comes_back(make_app: MakeApp, tmp_path):
    """The fragment cache and the health check lose Redis, but the page still works."""
    port = free_port()
    url = f"redis://127.0.0.1:{port}/0"
    app = make_app(redis_url=url, cache={"CACHE_TYPE": "RedisCache", "CACHE_REDIS_URL": url})
    client = browser(app)
    with redis_server(tmp_path, port):
        page = client.get("/bai/1").text
        assert client.get("/portal/health").status_code == 200

    portal_of(app).fragments.drop()
    assert client.get("/bai/1").text == page
    health = client.get("/portal/health")
    assert health.status_code == 503
    assert health.json["checks"]["redis"] == "does not answer"
