"""How often a password may be tried. Tries are counted here or in Redis."""

import pytest
import redis
from flask import Flask
from werkzeug.test import TestResponse

from admin.area import HASH, PASSWORD, sign_in
from portal_widgets.admin.sign_in import MINUTES, PER_NAME, PER_NETWORK
from support import FrozenClock, MakeApp, browser


@pytest.fixture
def area(make_area: MakeApp) -> Flask:
    return make_area(admin_password_hash=HASH)


def tries(app: Flask, number: int, name: str = "admin", address: str = "192.0.2.1") -> TestResponse:
    """The last answer to this number of wrong passwords."""
    for _ in range(number):
        answer = sign_in(browser(app, address=address), name, "wrong")
    return answer


def right(app: Flask, address: str = "192.0.2.1") -> int:
    return sign_in(browser(app, address=address)).status_code


def test_after_five_wrong_passwords_one_must_wait_even_with_the_right_one(area: Flask, clock: FrozenClock):
    assert tries(area, PER_NAME).status_code == 403
    answer = sign_in(browser(area), password=PASSWORD)

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == str(MINUTES * 60)
    assert "Vui lòng chờ 15 phút" in answer.text
    clock.advance(minutes=10)
    answer = sign_in(browser(area))
    assert answer.headers["Retry-After"] == "300"
    assert "Vui lòng chờ 5 phút" in answer.text
    clock.advance(minutes=5)
    assert right(area) == 303


def test_it_cannot_be_gone_around_by_writing_the_name_otherwise(area: Flask):
    for name in ("admin", "ADMIN", " ad\u200bmin ", "ａｄｍｉｎ", "a\u00addmin"):
        tries(area, 1, name)

    assert right(area) == 429


@pytest.mark.parametrize(
    "address", ["203.0.113.7:{}", "[2001:db8::1]:{}", "198.51.100.{}, 203.0.113.7", "x{}"]
)
def test_it_cannot_be_gone_around_by_another_connection(area: Flask, address: str):
    for number in range(PER_NAME):
        assert tries(area, 1, address=address.format(number)).status_code == 403

    assert right(area, address.format(99)) == 429


def test_texts_that_are_no_name_share_one_limit(area: Flask):
    for number in range(PER_NAME):
        assert tries(area, 1, f"không phải {number}").status_code == 403

    assert tries(area, 1, "cũng không phải").status_code == 429
    assert right(area) == 303


def test_an_attacker_elsewhere_does_not_lock_the_office_out(area: Flask):
    tries(area, PER_NETWORK + 5, address="198.51.100.7")

    assert right(area) == 303


def test_many_names_from_one_network_are_limited_too(area: Flask):
    for number in range(PER_NETWORK):
        assert tries(area, 1, f"name{number}").status_code == 403

    assert right(area) == 429
    assert right(area, address="192.0.2.2") == 303


def test_a_household_with_ipv6_is_one_network(area: Flask):
    for number in range(PER_NAME):
        tries(area, 1, address=f"2001:db8:1:2::{number + 1}")

    assert right(area, "2001:db8:1:2:ffff::1") == 429
    assert right(area, "2001:db8:1:3::1") == 303


def test_after_a_success_earlier_mistakes_are_forgiven(area: Flask):
    for _ in range(3):
        tries(area, PER_NAME - 1)
        assert right(area) == 303


def test_processes_meet_in_redis_and_no_address_stands_there(make_area: MakeApp, empty_redis: str, tmp_path):
    one, two = (
        make_area(instance=tmp_path / "one", admin_password_hash=HASH, redis_url=empty_redis)
        for _ in range(2)
    )
    tries(one, PER_NAME)

    assert right(two) == 429
    with redis.Redis.from_url(empty_redis) as client:
        keys = [key.decode() for key in client.scan_iter("*sign-in*")]
        assert len(keys) == 2
        assert all(key.startswith("{pw:main}:sign-in") for key in keys)
        assert all(0 < client.ttl(key) <= MINUTES * 60 for key in keys)
        assert not any("192.0.2.1" in key or "admin" in key for key in keys)


def test_without_redis_each_process_counts_for_itself(make_area: MakeApp):
    app = make_area(admin_password_hash=HASH, redis_url="redis://127.0.0.1:1/0")
    tries(app, PER_NAME)

    assert right(app) == 429
    assert right(app, "192.0.2.2") == 303
