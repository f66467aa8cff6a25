"""The organisation: known facts are shown, units inherit from the unit above, and missing facts are
listed.
"""

import json
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.core.legal.profile import LegalProfile, Subject
from portal_widgets.core.text.phone_numbers import dial_string
from portal_widgets.errors import ConfigurationError
from portal_widgets.organisation.rules import (
    MissingFact,
    Officer,
    Organisation,
    facts,
    gaps,
    inherit,
    organisation,
    profile,
)
from support import MakeApp, browser, portal_of

COMMUNE = {
    "name": {"vi": "Ủy ban xã Đồng Mây", "en": "People's Committee of Đồng Mây"},
    "governing_body": "Ủy ban huyện Vân Trạch",
    "address": "Ấp Giữa",
    "telephones": ["0200 000 0001"],
    "fax": "0200 000 0003",
    "email": "ubnd@dongmay.example",
    "functions": "Quản lý nhà nước trên địa bàn xã.",
    "structure": "/so-do",
    "officer": {
        "name": "Ông Trần Nam",
        "title": "Văn thư",
        "unit": "Văn phòng",
        "telephone": "0200 000 0009",
        "email": "nam@dongmay.example",
    },
    "units": {
        "mot-cua": {
            "name": "Bộ phận Một cửa",
            "telephones": ["0200 000 0012"],
            "units": {"quay-1": {"name": "Quầy 1", "fax": "0200 000 0099"}},
        }
    },
}


def shown(make_app: MakeApp, path: str = "/", unit: str = "", **options) -> str:
    app = make_app(**options)
    with app.test_request_context(path):
        return str(portal_of(app).helpers.organisation(unit))


def machine(html: str) -> dict:
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return json.loads(text)


@pytest.mark.parametrize(
    ("written", "digits"),
    [("0200.0000001", "02000000001"), ("+84 200 000 0002", "+842000000002"), ("(0200) 1-2", "")],
)
def test_a_number_is_dialled_as_digits(written: str, digits: str):
    assert dial_string(written) == digits


def test_only_what_is_known_is_shown(make_app: MakeApp):
    footer = shown(make_app, organisation={"name": "Ủy ban xã", "fax": "0200"})

    assert "Fax: 0200" in footer
    assert "Email" not in footer
    assert "Địa chỉ" not in footer
    assert machine(footer) == {
        "@context": "https://schema.org",
        "@type": "GovernmentOrganization",
        "name": "Ủy ban xã",
        "faxNumber": "0200",
    }


def test_each_language_has_its_own_text(make_app: MakeApp):
    footer = shown(
        make_app,
        "/?lang=en",
        organisation={
            "name": {"vi": "Ủy ban", "en": "Committee"},
            "telephones": ["1022", "0200 000 0001 - 02"],
        },
    )

    assert "Committee" in footer
    assert machine(footer)["name"] == "Committee"
    assert '<a href="tel:1022">1022</a>' in footer
    assert '<a href="tel:02000000001">0200 000 0001</a> - <a href="tel:02000000002">02</a>' in footer


def test_machines_read_who_publishes_and_who_can_be_asked(make_app: MakeApp):
    read = machine(shown(make_app, organisation=COMMUNE))

    assert read["@type"] == "GovernmentOrganization"
    assert read["parentOrganization"]["name"] == "Ủy ban huyện Vân Trạch"
    assert read["contactPoint"] == {
        "@type": "ContactPoint",
        "contactType": "contact officer",
        "name": "Ông Trần Nam",
        "description": "Văn thư, Văn phòng",
        "telephone": "0200 000 0009",
        "email": "nam@dongmay.example",
    }
    (unit,) = read["subOrganization"]
    assert unit["parentOrganization"]["name"] == "Ủy ban xã Đồng Mây"
    assert unit["subOrganization"][0]["name"] == "Quầy 1"


def test_a_unit_has_what_it_does_not_say_from_the_one_above():
    known = dict(inherit(organisation(COMMUNE)).every())
    pages, counter = known["mot-cua"], known["quay-1"]

    assert (pages.address, pages.email, pages.fax) == ("Ấp Giữa", "ubnd@dongmay.example", "0200 000 0003")
    assert counter.telephones == pages.telephones == ("0200 000 0012",)
    assert counter.fax == "0200 000 0099"
    assert counter.governing_body == "Bộ phận Một cửa"
    assert pages.functions == ""  # tasks and people are not inherited
    assert pages.officer == Officer()


def test_the_page_tells_everything_and_leads_to_the_units(make_app: MakeApp):
    reader = browser(make_app(organisation=COMMUNE))
    page = reader.get("/portal/organisation")
    assert page.status_code == reader.get("/portal/organisation/").status_code == 200

    for text in ("Quản lý nhà nước", 'href="/so-do"', "Ông Trần Nam", "mailto:nam@dongmay.example"):
        assert text in page.text
    assert page.headers["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in page.headers
    unit = re.search(r'href="(/portal/organisation/mot-cua)"', page.text)[1]
    assert "Bộ phận Một cửa" in reader.get(unit).text
    assert "People&#39;s Committee" in reader.get("/portal/organisation?lang=en").text
    for strange in ("khong-co", "..%2f", "%00", "a" * 500):
        assert reader.get(f"/portal/organisation/{strange}").status_code == 404


def test_without_a_name_there_is_no_page(make_app: MakeApp):
    app = make_app(organisation={})
    assert browser(app).get("/portal/organisation").status_code == 404
    with app.test_request_context("/"):
        assert str(portal_of(app).helpers.about()) == ""


@given(st.text(max_size=60))
def test_no_text_leaves_the_script_or_the_page(make_app_once, text: str):
    hostile = f"</script><script>alert(1)</script><!--{text}"
    footer, about = make_app_once(hostile)
    read = machine(footer)

    assert read["name"] == hostile
    assert footer.count("<script") == 1
    assert "<script" not in about


@pytest.fixture(scope="module")
def make_app_once():
    """The footer and the block of an organisation with this name."""
    from flask import Flask

    from portal_widgets import PortalWidgets

    def made(name: str) -> tuple[str, str]:
        app = Flask("host")
        app.config.update(SECRET_KEY="x" * 16, PORTAL_WIDGETS_BACKGROUND=False)
        fields = dict.fromkeys(("governing_body", "address", "responsible", "functions", "licence"), name)
        officer = dict.fromkeys(("name", "title", "unit", "telephone"), name)
        PortalWidgets(
            app, widgets=["organisation"], organisation={"name": name, **fields, "officer": officer}
        )
        with app.test_request_context("/"):
            helpers = portal_of(app).helpers
            return str(helpers.organisation()), str(helpers.about())

    return made


def test_the_facts_of_the_legal_profile_are_looked_for():
    required = LegalProfile().rule(Subject.FACTS, date(2026, 11, 30)).required
    assert gaps(organisation({**COMMUNE, "units": {}}), required) == []
    missing = {**COMMUNE, "fax": "", "officer": {"name": "Ông Nam"}, "units": {}}

    assert gaps(organisation(missing), required) == [
        MissingFact("", "fax"),
        MissingFact("", "officer.title"),
        MissingFact("", "officer.unit"),
        MissingFact("", "officer.telephone"),
        MissingFact("", "officer.email"),
    ]


@given(st.sets(st.sampled_from(facts())))
def test_every_fact_can_be_asked_for(wanted: set[str]):
    assert {gap.fact for gap in gaps(Organisation(), sorted(wanted))} == wanted


def test_the_command_names_each_gap_and_fails(make_app: MakeApp):
    def run(**options):
        return make_app(**options).test_cli_runner().invoke(args=["portal", "organisation", "check"])

    short = {**COMMUNE, "email": ""}
    said = run(organisation=short, organisation_profile=["email", "officer.email"])
    assert said.exit_code == 1
    assert said.output.splitlines() == [
        "-: email is missing",
        "mot-cua: email is missing",
        "mot-cua: officer.email is missing",
        "quay-1: email is missing",
        "quay-1: officer.email is missing",
    ]
    well = run(organisation={**COMMUNE, "units": {}})
    assert (well.exit_code, well.output) == (0, "All 12 facts are present.\n")


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"telephones": "0200 000 0001"}, "telephones"),
        ({"nam": "x"}, "governing_body"),
        ({"officer": {"phone": "1"}}, "the officer of"),
        ({"officer": {"email": "x"}}, "address"),
        ({"email": "a@b\nBcc: c@d.example"}, "address"),
        ({"units": {"a": {}}}, "'a' must have a name"),
        ({"units": []}, "units"),
        ({"units": {"a": {"name": "A", "units": {"a": {"name": "B"}}}}}, "two units have the key 'a'"),
    ],
)
def test_a_field_that_is_wrong_is_named(make_app: MakeApp, given, named: str):
    with pytest.raises(ConfigurationError, match=named):
        make_app(organisation=given)


@pytest.mark.parametrize("wanted", ["name", ["names"], ["officer"], {"name": 1, "x": 2}])
def test_a_profile_that_cannot_be_is_refused(wanted):
    with pytest.raises(ValueError, match="must be a list"):
        profile(wanted)
