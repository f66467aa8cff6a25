"""Configuration is checked once. An error names the key and the allowed values."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import FrozenInstanceError, fields
from importlib.resources import files
from pathlib import Path
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from flask import Flask

from portal_widgets import ConfigurationError, PortalWidgets
from portal_widgets.config import PREFIX, declared
from portal_widgets.core.settings import CoreSettings
from portal_widgets.extension import known_settings, setting_classes
from portal_widgets.map.settings import MapSettings
from portal_widgets.polls.settings import PollSettings
from support import MakeApp, portal_of

PACKAGE = Path(str(files("portal_widgets")))

WRONG = [
    ("SITE", "Trang chính", "a-z, 0-9 and -"),
    ("URL_PREFIX", "portal/", "begins with /"),
    ("LANGUAGE", "fr", "vi, en"),
    ("TIMEZONE", "Asia/Saigon2", "IANA"),
    ("DATABASE_URL", "mysql://localhost/x", "sqlite://"),
    ("REDIS_URL", "localhost:6379", "redis://"),
    ("REDIS_TIMEOUT_MS", 5000, "50 to 200"),
    ("REDIS_TIMEOUT_MS", True, "whole number"),
    ("TRUSTED_ORIGINS", "https://a.vn", "list of origins"),
    ("TRUSTED_ORIGINS", ["https://a.vn/path"], "list of origins"),
    ("LOCALE", "vi", "function"),
    ("CACHE", [], "dictionary"),
    ("BACKGROUND", "yes", "True or False"),
    ("LINKS", {"services": [{"title": "Xấu", "url": "javascript:alert(1)"}]}, "must begin with http"),
    ("LINKS", {"services": [{"url": "https://a.vn"}]}, '"title"'),
    ("ORGANISATION", {"phone": "1"}, "telephones"),
    ("ORGANISATION", {"email": "nobody"}, "e-mail"),
]


@pytest.mark.parametrize(
    ("key", "value", "allowed"), WRONG, ids=[f"{key}-{value}" for key, value, _ in WRONG]
)
def test_a_wrong_value_is_refused_with_key_and_what_is_allowed(make_app: MakeApp, key, value, allowed):
    with pytest.raises(ConfigurationError) as caught:
        make_app(**{key.lower(): value})

    assert PREFIX + key in str(caught.value)
    assert allowed in str(caught.value)


def test_a_misspelt_key_is_refused_with_the_right_one(make_app: MakeApp):
    """A setting without an effect would be hard to find."""
    with pytest.raises(ConfigurationError, match="did you mean PORTAL_WIDGETS_TIMEZONE"):
        make_app(host={"PORTAL_WIDGETS_TIMZONE": "UTC"})


def test_a_misspelt_option_is_refused_where_it_is_written():
    """If an application is created by a factory, the error would appear later and elsewhere."""
    with pytest.raises(ConfigurationError, match="did you mean PORTAL_WIDGETS_LINKS"):
        PortalWidgets(lnks={})


def test_an_unknown_key_names_the_known_ones(make_app: MakeApp):
    with pytest.raises(ConfigurationError, match="known keys: .*SITE"):
        make_app(qqqq=1)


def test_options_win_over_the_hosts_configuration(make_app: MakeApp):
    app = make_app(host={"PORTAL_WIDGETS_SITE": "host"}, site="option")

    assert app.extensions["portal_widgets"].site == "option"


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("POLL_BALLOTS_PER_NETWORK", -1, "POLL_BALLOTS_PER_NETWORK: must be a whole number"),
        ("POLL_VOTTER", len, "did you mean PORTAL_WIDGETS_POLL_VOTER"),
        ("ADMIN_LOG_DAYS", 0, "ADMIN_LOG_DAYS: must be a whole number"),
        ("MAIL_SERVER", "mail.example.vn:25", "MAIL_FROM must be set too"),
    ],
)
def test_keys_of_parts_that_are_not_mounted_are_checked_at_the_start(
    make_app: MakeApp, key: str, value: object, said: str
):
    with pytest.raises(ConfigurationError, match=said):
        make_app(host={f"PORTAL_WIDGETS_{key}": value}, widgets=["reading"])


def test_settings_without_a_key_of_the_host_are_the_defaults_and_those_with_one_are_kept(make_app: MakeApp):
    settings = portal_of(make_app(widgets=["reading"], map_source="Sở Nội vụ")).settings

    assert settings[PollSettings] == PollSettings()
    assert settings[PollSettings] is settings[PollSettings]
    assert settings[MapSettings] == MapSettings(map_source="Sở Nội vụ")
    assert settings.by_key["MAP_SOURCE"] == "Sở Nội vụ"
    assert settings.by_key.keys() == known_settings().keys()


def test_settings_are_frozen(app: Flask):
    settings = portal_of(app).settings
    with pytest.raises(FrozenInstanceError):
        settings[CoreSettings].site = "other"
    with pytest.raises(TypeError):
        settings[CoreSettings] = CoreSettings()


def test_a_missing_secret_key_is_said_at_once():
    with pytest.raises(ConfigurationError, match="SECRET_KEY is not set"):
        PortalWidgets(Flask("host"))


def test_every_default_passes_its_own_check():
    for key, setting in known_settings().items():
        setting.check(setting.default)
        assert setting.about.endswith("."), key


def test_no_two_classes_declare_one_key():
    keys = [key for kind in setting_classes() for key in declared(kind)]

    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("kind", setting_classes(), ids=lambda kind: kind.__name__)
def test_a_field_holds_what_its_type_promises(kind: type[Any]):
    """The type checker compares a field with its check. This test compares it with the result of the
    check.
    """
    hints, made = get_type_hints(kind), kind()
    for one in fields(kind):
        assert hints[one.name] is not Any, one.name
        assert fits(getattr(made, one.name), hints[one.name]), one.name


def fits(value: object, hint: Any) -> bool:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is UnionType:
        return any(fits(value, one) for one in arguments)
    if origin is Literal:
        return value in arguments
    if origin is Callable:
        return callable(value)
    return isinstance(value, origin or hint)


def test_no_module_asks_for_a_setting_by_its_key():
    """A setting that is read by a text has no type, and a typing error would appear only in a request."""
    asked = {
        f"{file.relative_to(PACKAGE)}: {key}"
        for file in PACKAGE.rglob("*.py")
        for key in keys_in(ast.parse(file.read_text("utf-8")))
        if key in known_settings()
    }

    assert asked == set()


def keys_in(tree: ast.AST) -> Iterator[object]:
    """The texts with which a module looks something up."""
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(slice=ast.Constant(value=key)):
                yield key
            case ast.Call(func=ast.Attribute(attr="get" | "pop"), args=[ast.Constant(value=key), *_]):
                yield key
