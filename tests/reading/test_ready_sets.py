"""Ready sets: all options of a set with one press, ours or those of a host, also without JavaScript."""

import re

import pytest

from portal_widgets import ConfigurationError
from portal_widgets.reading.ready_sets import SETS, ready_sets
from portal_widgets.reading.rules import Preferences, choose, parse
from support import MakeApp, browser

PATH = "/portal/reading-options"
OURS = {one.name: one.options for one in ready_sets(SETS)}
PRESSED = re.compile(r'name="set" value="([\w-]*)"[^>]* aria-pressed="true"')


@pytest.mark.parametrize("name", OURS)
def test_a_set_replaces_every_earlier_choice(name: str):
    before = Preferences(size="75", ruler="on", word="32")
    assert choose({"set": name}, before, OURS) == OURS[name] != before


@pytest.mark.parametrize("name", OURS)
def test_a_set_survives_in_the_cookie(name: str):
    assert parse(OURS[name].cookie()) == OURS[name]


def test_the_default_undoes_a_set_and_an_unknown_one_changes_nothing():
    assert choose({"set": ""}, OURS["easy"], OURS) == Preferences()
    assert choose({"set": "none"}, OURS["easy"], OURS) == OURS["easy"]


def test_without_javascript_one_press_chooses_a_set(make_app: MakeApp):
    reader = browser(make_app())
    assert PRESSED.findall(reader.get(PATH).text) == [""]

    answer = reader.post(PATH, data={"set": "low-vision", "next": "/bai/1"})
    assert 'data-pw-size="200" data-pw-theme="contrast"' in reader.get(answer.location).text
    assert PRESSED.findall(reader.get(PATH).text) == ["low-vision"]

    reader.post(PATH, data={"size": "smaller"})
    assert PRESSED.findall(reader.get(PATH).text) == []

    reader.post(PATH, data={"set": ""})
    assert reader.get_cookie("pw_reading") is None


def test_a_host_offers_its_own_sets(make_app: MakeApp):
    own = {"large": {"title": {"vi": "Chữ to & rõ", "en": "Large"}, "size": "150", "theme": "light"}}
    reader = browser(make_app(reading_sets=own))
    page = reader.get(PATH).text

    assert "Chữ to &amp; rõ" in page
    assert "Dễ đọc" not in page
    reader.post(PATH, data={"set": "large"})
    assert PRESSED.findall(reader.get(PATH).text) == ["large"]


def test_a_host_can_offer_no_sets(make_app: MakeApp):
    assert "pw-sets" not in browser(make_app(reading_sets={})).get(PATH).text


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ([], "dictionary of sets"),
        ({"a": "large"}, '"a" must be a dictionary'),
        ({"a": {"title": "A", "colour": "red"}}, '"a.colour" is not an option; there are: size'),
        ({"a": {"title": "A", "size": "110"}}, '"a.size" must be one of: 75'),
        ({"a": {"title": "A", "size": []}}, '"a.size" must be one of: 75'),
        ({"a": {"title": "A", "theme": "own"}}, '"a.theme" must be one of: light'),
        ({"a": {"size": "150"}}, '"a.title" must be a text'),
        ({"a": {"title": {"fr": "Grand"}, "size": "150"}}, '"a.title" must be a text'),
    ],
)
def test_a_wrong_set_is_refused_with_its_key(make_app: MakeApp, value: object, says: str):
    with pytest.raises(ConfigurationError) as caught:
        make_app(reading_sets=value)

    assert "PORTAL_WIDGETS_READING_SETS" in str(caught.value)
    assert says in str(caught.value)


def test_every_set_of_ours_changes_something_and_differs_from_the_others():
    assert len({*OURS.values(), Preferences()}) == len(OURS) + 1
