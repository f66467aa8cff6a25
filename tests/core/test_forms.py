"""A form keeps what was typed, and each field reports its first fault."""

import pytest
from flask import Flask
from hypothesis import given as given_values
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from portal_widgets.core.app.routing import whole_number
from portal_widgets.core.forms import LONG, Field, Form, first, is_empty, is_no_day, none_of, refused_by
from portal_widgets.core.http.request_body import sent_form
from portal_widgets.core.text.email_addresses import address

FIELDS = {
    "title": Field(faults={"empty": is_empty}, most=5),
    "day": Field(str.strip, {"day": is_no_day}),
    "mail": Field(faults={"mail": refused_by(address)}),
    "raw": Field(str),
}


def test_each_field_is_read_in_its_own_way_and_one_that_was_not_sent_is_empty():
    form = Form(FIELDS, {"title": " a\r\n b ", "raw": " a ", "unknown": "x"})

    assert form.values == {"title": "a b", "day": "", "mail": "", "raw": " a "}
    assert form["title"] == "a b"
    assert form.typed == {"title": " a\r\n b ", "day": "", "mail": "", "raw": " a "}


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        ({"title": "a", "day": "2026-03-11", "mail": "a@b.vn"}, {}),
        ({"title": "a"}, {}),
        ({}, {"title": "empty"}),
        ({"title": "a" * 6, "day": "11/03", "mail": "a"}, {"title": LONG, "day": "day", "mail": "mail"}),
    ],
)
def test_every_field_tells_its_first_fault(given: dict[str, str], faults: dict[str, str]):
    form = Form(FIELDS, given)

    assert form.find_faults() == faults
    assert {name: form[name] for name in given} == given, "nothing that was typed is lost"


def test_faults_come_in_the_order_of_the_fields():
    assert list(Form(FIELDS, {"mail": "a", "day": "x"}).find_faults()) == ["title", "day", "mail"]


@given_values(st.text(max_size=20))
def test_a_text_that_is_too_long_is_parsed_by_no_check(typed: str):
    parsed: list[str] = []
    faults = {"parsed": lambda text: bool(parsed.append(text))}
    found = Form({"text": Field(str, faults, 10)}, {"text": typed}).find_faults()

    assert (found, parsed) == (({"text": LONG}, []) if len(typed) > 10 else ({}, [typed]))


def test_a_choice_is_one_of_those_that_are_offered():
    fields = {"colour": Field(str, {"colour": none_of({"red", "blue"})})}

    assert Form(fields, {"colour": "red"}).find_faults() == {}
    assert Form(fields, {"colour": "green"}).find_faults() == {"colour": "colour"}


def test_of_a_code_only_the_first_characters_are_read():
    assert Form({"code": Field(first(3))}, {"code": "abcdef"})["code"] == "abc"


def test_boxes_of_one_name_and_numbers_are_read_as_they_were_sent():
    form = Form({}, MultiDict({"key": ["a", "b"], "count": "12", "none": "x", "box": ""}))

    assert (form.every("key"), form.every("other")) == (["a", "b"], [])
    assert [form.number(name, whole_number) for name in ("count", "none", "other")] == [12, 0, 0]
    assert ("box" in form, "other" in form) == (True, False)


def test_a_part_that_comes_several_times_has_names_with_a_prefix():
    parts = [Form(FIELDS, {"a-title": "first", "b-title": "second", "b-raw": ""}, at) for at in ("a-", "b-")]

    assert [part["title"] for part in parts] == ["first", "second"]
    assert ["raw" in part for part in parts] == [False, True]


def test_the_form_of_a_request_is_what_it_sends():
    with Flask("host").test_request_context(method="POST", data={"title": "a", "key": ["1", "2"]}):
        form = sent_form(Form, FIELDS)

    assert (form["title"], form.every("key")) == ("a", ["1", "2"])
