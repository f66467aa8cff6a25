"""Configuration is checked once, and an error names the key and what is allowed."""

import pytest
from flask import Flask

from portal_widgets import ConfigurationError, PortalWidgets
from portal_widgets.config import PREFIX
from portal_widgets.core.settings import CORE
from portal_widgets.extension import known_settings
from support import MakeApp

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
    """A setting that would silently do nothing is the worst kind."""
    with pytest.raises(ConfigurationError, match="did you mean PORTAL_WIDGETS_TIMEZONE"):
        make_app(host={"PORTAL_WIDGETS_TIMZONE": "UTC"})


def test_a_misspelt_option_is_refused_where_it_is_written():
    """An application made by a factory would say it later, and somewhere else."""
    with pytest.raises(ConfigurationError, match="did you mean PORTAL_WIDGETS_LINKS"):
        PortalWidgets(lnks={})


def test_an_unknown_key_names_the_known_ones(make_app: MakeApp):
    with pytest.raises(ConfigurationError, match="known keys: .*SITE"):
        make_app(qqqq=1)


def test_options_win_over_the_hosts_configuration(make_app: MakeApp):
    app = make_app(host={"PORTAL_WIDGETS_SITE": "host"}, site="option")

    assert app.extensions["portal_widgets"].site == "option"


def test_settings_are_frozen(app: Flask):
    with pytest.raises(TypeError):
        app.extensions["portal_widgets"].settings["SITE"] = "other"


def test_a_missing_secret_key_is_said_at_once():
    with pytest.raises(ConfigurationError, match="SECRET_KEY is not set"):
        PortalWidgets(Flask("host"))


def test_every_default_passes_its_own_check():
    for key, setting in known_settings().items():
        setting.check(setting.default)
        assert setting.about.endswith("."), key


def test_core_settings_belong_to_no_widget():
    assert set(CORE) <= set(known_settings())
