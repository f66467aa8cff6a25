"""Secret values of settings never appear in errors, logs, answers or the output of commands."""

import logging
import re
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from flask import Flask

from admin.area import HASH
from feedback.sending import CITIZEN, OFFICE, send
from portal_widgets import ConfigurationError
from portal_widgets.config import PREFIX, declared, read, setting
from portal_widgets.core.db.database import Database
from portal_widgets.core.settings import CoreSettings
from portal_widgets.errors import StoreUnavailableError
from portal_widgets.extension import known_settings, late_settings, setting_classes
from support import FrozenClock, Hands, MakeApp, browser, counting_of, portal_of

SECRETS = sorted(key for key, one in known_settings().items() if one.secret)
# Something may mistake each part of the password for a host, a port or a path.
PARTS = ("q7xa", "q7xb", "q7xc", "q7xd", "q7xé", "q7x!")
TYPED = "q7xa/q7xb@q7xc:q7xd?q7xé#q7x!"
ENCODED = quote(TYPED, safe="")
SIMPLE = "q7xa"
# The compatibility form of this character contains a slash. Python's own error repeats it with the text
# around it.
ACCOUNT_OF = "q7xa\u2100"


def told(text: str) -> list[str]:
    """The parts of the password that a text contains, in any notation."""
    return [part for part in PARTS for form in {part, quote(part), ascii(part)[1:-1]} if form in text]


def shapes(secret: str) -> Iterator[Any]:
    """Possible values of a setting, right and wrong."""
    yield from (secret, (secret,), [secret], {"a": secret}, {"CACHE_REDIS_URL": secret}, secret.encode())
    for scheme in ("postgresql", "redis", "unix", "mysql", "smtp"):
        yield f"{scheme}://portal:{secret}@127.0.0.1:1/1"
        yield f"{scheme}://{secret}@127.0.0.1:1"
        yield f"{scheme}://portal:{secret}"
        yield f"{scheme}://portal:{secret}@[127.0.0.1/1"
        yield f"{scheme}://127.0.0.1:{secret}/1"
        yield {"CACHE_TYPE": "RedisCache", "CACHE_REDIS_URL": f"{scheme}://portal:{secret}@127.0.0.1:1/1"}
    yield f"portal:{secret}@mail.example.vn:587"
    yield f"sqlite:///{secret}/missing/a.sqlite3"


def looked_at(make_app: MakeApp, **options: Any) -> str:
    """All output of an application at its start, in requests and in its checks."""
    try:
        app = make_app(**options)
        answers = [browser(app).get(path).text for path in ("/bai/1", "/portal/health")]
        return "\n".join([*answers, run(app, "doctor")])
    except Exception as error:  # noqa: BLE001 - whatever it is, an operator sees all of it
        return "".join(traceback.format_exception(error))


def run(app: Flask, *words: str) -> str:
    done = app.test_cli_runner().invoke(args=["portal", *words])
    failure = done.exception if done.exc_info and not isinstance(done.exception, SystemExit) else None
    return done.output + ("".join(traceback.format_exception(failure)) if failure else "")


def logged(caplog: pytest.LogCaptureFixture) -> str:
    return "\n".join(map(logging.Formatter().format, caplog.records))


@pytest.mark.parametrize("secret", [SIMPLE, TYPED, ACCOUNT_OF], ids=ascii)
@pytest.mark.parametrize("key", SECRETS)
def test_a_secret_is_not_repeated_whatever_is_wrong_with_it(
    make_app: MakeApp, caplog: pytest.LogCaptureFixture, key: str, secret: str
):
    caplog.set_level(logging.DEBUG)
    for value in shapes(secret):
        # A file name is not a secret.
        if isinstance(value, str) and value.startswith("sqlite:"):
            continue
        said = looked_at(make_app, mail_from="a@example.vn", **{key.lower(): value})
        assert told(said) == [], value
    assert told(logged(caplog)) == []


@pytest.mark.parametrize("key", sorted(known_settings()))
def test_an_error_shows_what_was_got_but_for_secrets(key: str):
    for value in (object(), SIMPLE, [SIMPLE, 7], 7.5, {SIMPLE: 7}):
        said = refusal(key, value)
        assert not said or said.startswith(f"{PREFIX}{key}: ")
        assert not said or (f"(got {value!r})" in said) == (key not in SECRETS)


def refusal(key: str, value: object) -> str:
    """The error message for a value; "" if the value is accepted."""
    try:
        read({}, {key: value}, late_settings())
    except ConfigurationError as error:
        return str(error)
    except TypeError:  # a check that did not expect such a value
        return ""
    return ""


PUBLIC = sorted(known_settings().keys() - set(SECRETS))


@pytest.mark.parametrize("secret", [SIMPLE, TYPED, ENCODED], ids=ascii)
@pytest.mark.parametrize("key", PUBLIC)
def test_a_password_in_an_address_is_not_repeated_by_any_other_setting(key: str, secret: str):
    """An address may be put into the wrong setting, or a link may hold what it must not."""
    texts = [shape for shape in shapes(secret) if isinstance(shape, str)]
    addresses = [text for text in texts if "://" in text and ("@127.0.0.1" in text or "@[127" in text)]
    assert addresses
    for address in addresses:
        values = (address, [address], {"a": address}, {"a": [{"title": "A", "url": address}]})
        for value in values:
            try:
                read({PREFIX + key: value}, {}, late_settings())
            except ConfigurationError as error:
                said = "".join(traceback.format_exception(error))
                assert told(said) == [], value


def test_what_a_check_of_a_secret_stumbles_over_is_not_shown():
    """The error of another library may repeat the value."""

    def check(value: Any) -> int:
        try:
            return int(value)
        except ValueError as error:
            raise ValueError("must be a number") from error

    @dataclass(frozen=True)
    class Pin:
        pin: int = setting("1", check, "A number.", secret=True)

    with pytest.raises(ConfigurationError) as caught:
        read({}, {"PIN": SIMPLE}, [lambda: Pin])
    said = "".join(traceback.format_exception(caught.value))

    assert f"{PREFIX}PIN: must be a number" in said
    assert told(said) == []


@pytest.mark.parametrize("kind", setting_classes(), ids=lambda kind: kind.__name__)
def test_an_object_of_settings_does_not_show_its_secrets(kind: type[Any]):
    """Tracebacks and debuggers show the object."""
    given = {key.lower(): SIMPLE for key, one in declared(kind).items() if one.secret}

    assert told(repr(kind(**given))) == []


def test_a_setting_whose_name_promises_a_secret_is_declared_as_one():
    reasons = {"URL_PREFIX": "stands in every address", "BASE_URL": "stands in every mail"}
    promising = {key for key in known_settings() if re.search("URL|PASSWORD|KEY|SECRET|TOKEN|USER", key)}

    assert promising - set(SECRETS) == set(reasons)
    assert {"CACHE", "MAIL_SERVER", "FEEDBACK_SCAN"} < set(SECRETS)


SECRET_CONFIG = {"SECRET_KEY": f"key {TYPED}", "SECRET_KEY_FALLBACKS": [f"older key {TYPED}"]}
AWAY = {
    "database_url": f"postgresql://portal:{ENCODED}@127.0.0.1:1/none",
    "redis_url": f"redis://portal:{ENCODED}@127.0.0.1:1/0",
    "cache": {"CACHE_TYPE": "RedisCache", "CACHE_REDIS_URL": f"redis://:{ENCODED}@127.0.0.1:1/1"},
    "mail_server": "127.0.0.1:1",
    "mail_username": SIMPLE,
    "mail_password": SIMPLE,
    "admin_password_hash": HASH,
}
COMMANDS = [
    *(["doctor"], ["init"], ["migrate"], ["archive"], ["purge"], ["dead-letters"], ["export", "series"]),
    *(["report", "--mail"], ["feedback", "send"], ["feedback", "overdue", "--mail"], ["polls", "list"]),
    *(
        ["links", "check"],
        ["links", "export", "json", "-"],
        ["organisation", "check"],
        ["admin-password", "lan"],
    ),
    *(
        ["opening-balance", "--visits", "1", "--dated", "2020-01-01", "--signed", "a", "--note", "b"],
        ["nonsense"],
    ),
]


def used(app: Flask, clock: FrozenClock, hands: Hands) -> Iterator[str]:
    """The output for readers, the office and the operator while every server is unavailable."""
    reader = browser(app)
    for path in ("/bai/1", "/portal/health", "/portal/polls", "/portal/admin/", "/portal/statistics"):
        hands.advance(seconds=10)  # the breakers let the calls pass
        yield reader.get(path).text
    yield reader.post("/portal/views", json={"article": counting_of(app).tokens.article("1")}).text
    yield reader.post("/portal/admin/sign-in", data={"name": "admin", "password": "x"}).text
    yield send(reader, clock, **CITIZEN).text
    for command in COMMANDS:
        hands.advance(seconds=10)
        yield run(app, *command)


def test_nothing_that_is_said_while_servers_are_away_holds_a_secret(
    make_app: MakeApp, clock: FrozenClock, hands: Hands, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    app = make_app(host=SECRET_CONFIG, **AWAY, **OFFICE)
    said = list(used(app, clock, hands))
    hands.advance(seconds=10)
    with pytest.raises(Exception) as caught:  # noqa: PT011 - what the threads would log
        portal_of(app).tasks.run_all()
    said += traceback.format_exception(caught.value)

    assert any("127.0.0.1" in text for text in said), "an operator is told what could not be reached"
    assert told("\n".join(said)) == []
    assert told(logged(caplog)) == []


def test_servers_that_refuse_a_password_do_not_have_it_repeated(
    make_app: MakeApp, redis_url: str, hands: Hands, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    address = redis_url.replace("redis://", f"redis://portal:{ENCODED}@")
    app = make_app(redis_url=address, cache={"CACHE_TYPE": "RedisCache", "CACHE_REDIS_URL": address})
    said = [browser(app).get("/bai/1").text, browser(app).get("/portal/health").text, run(app, "doctor")]
    hands.advance(seconds=10)
    said.append(run(app, "archive"))

    assert "FAIL  redis: does not answer" in said[2]
    assert told("\n".join(said)) == []
    assert told(logged(caplog)) == []


def test_the_keys_of_the_application_are_not_repeated_either(make_app: MakeApp):
    for wrong in (TYPED, TYPED.encode()):
        with pytest.raises(ConfigurationError, match="must be a list of keys") as caught:
            make_app(host={"SECRET_KEY_FALLBACKS": wrong})
        assert told("".join(traceback.format_exception(caught.value))) == []


def test_an_error_of_the_database_repeats_nothing_that_was_to_be_written(database_url: str, tmp_path):
    database = Database(database_url, tmp_path)
    wrong = (sa.exc.SQLAlchemyError, StoreUnavailableError)
    with pytest.raises(wrong) as caught, database.writing() as connection:
        connection.execute(sa.text("INSERT INTO pw_site (site, vresion) VALUES (:site, 1)"), {"site": SIMPLE})

    assert told("".join(traceback.format_exception(caught.value))) == []
    database.close()


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://portal:{ENCODED}@db.example.vn:5432/portal",
        "postgresql:///portal?host=/var/run/postgresql",
        "postgresql+psycopg://portal@localhost/portal?application_name=portal",
        "postgresql://portal:m%E1%BA%ADt@[::1]/portal",
        "postgresql://portal:mật-khẩu@localhost/portal",
        "sqlite:////srv/c@fe#1/portal.sqlite3",
        "sqlite://",
    ],
)
def test_an_address_that_is_well_written_is_taken(make_app: MakeApp, url: str):
    assert make_app(database_url=url).extensions["portal_widgets"].settings[CoreSettings].database_url == url
