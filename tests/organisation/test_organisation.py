"""The organisation's footer: what is known is shown, and numbers can be dialled."""

import pytest

from portal_widgets.organisation.rules import Organisation, dialled, organisation
from support import MakeApp, portal_of


@pytest.mark.parametrize(
    ("written", "digits"),
    [("0781.3823866", "07813823866"), ("+84 200 000 0002", "+842000000002"), ("(0200) 1-2", "020012")],
)
def test_a_number_is_dialled_as_digits(written: str, digits: str):
    assert dialled(written) == digits


def test_only_what_is_known_is_shown(make_app: MakeApp):
    app = make_app(organisation={"name": "Ủy ban xã", "fax": "0200"})
    with app.test_request_context("/"):
        footer = str(portal_of(app).helpers.organisation())

    assert "Fax: 0200" in footer
    assert "Email" not in footer
    assert "Địa chỉ" not in footer


def test_each_language_has_its_own_text(make_app: MakeApp):
    app = make_app(organisation={"name": {"vi": "Ủy ban", "en": "Committee"}, "telephones": ["1", "2"]})
    with app.test_request_context("/?lang=en"):
        footer = str(portal_of(app).helpers.organisation())

    assert "Committee" in footer
    assert 'href="tel:1"' in footer
    assert 'href="tel:2"' in footer


def test_a_field_of_the_wrong_kind_is_named():
    with pytest.raises(ValueError, match="telephones"):
        organisation({"telephones": "0200 000 0001"})
    assert organisation({}) == Organisation()
