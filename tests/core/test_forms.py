"""A form keeps what was typed, and each field reports its first fault."""

import pytest

from portal_widgets.core.forms import Field, Form, is_empty, is_no_day, longer_than, refused_by
from portal_widgets.core.text.email_addresses import address

FIELDS = {
    "title": Field(faults={"empty": is_empty, "long": longer_than(5)}),
    "day": Field(str.strip, {"day": is_no_day}),
    "mail": Field(faults={"mail": refused_by(address)}),
    "raw": Field(str),
}


def test_each_field_is_read_in_its_own_way_and_one_that_was_not_sent_is_empty():
    form = Form(FIELDS, {"title": " a\r\n b ", "raw": " a ", "unknown": "x"})

    assert form.values == {"title": "a b", "day": "", "mail": "", "raw": " a "}
    assert form["title"] == "a b"


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        ({"title": "a", "day": "2026-03-11", "mail": "a@b.vn"}, {}),
        ({"title": "a"}, {}),
        ({}, {"title": "empty"}),
        ({"title": "a" * 6, "day": "11/03", "mail": "a"}, {"title": "long", "day": "day", "mail": "mail"}),
    ],
)
def test_every_field_tells_its_first_fault(given: dict[str, str], faults: dict[str, str]):
    form = Form(FIELDS, given)

    assert form.find_faults() == faults
    assert {name: form[name] for name in given} == given, "nothing that was typed is lost"


def test_faults_come_in_the_order_of_the_fields():
    assert list(Form(FIELDS, {"mail": "a", "day": "x"}).find_faults()) == ["title", "day", "mail"]
