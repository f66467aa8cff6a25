"""Legal rules are dated data: each has a source and an end, a host can replace them, and an old one warns."""

import re
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.core.legal.profile import LegalProfile, RuleState, Subject, legal_profile
from portal_widgets.errors import ConfigurationError
from support import FrozenClock, MakeApp, browser, portal_of

PACKAGE = Path(str(files("portal_widgets")))
DECREE = r"Nghị định|Thông tư|\bLuật |\bDecree\b|\bLaw \d|\d+/\d{4}/(?:NĐ|ND|TT|QH)|\d+/QH\d+"
RULE = {"valid_from": "2026-01-01", "valid_until": "2026-12-31", "verified": True}
CHECKED = {
    "facts": [{**RULE, "title": "Quy định 1", "source": "https://law.example/1", "required": ["name"]}],
    "response": [{**RULE, "days": 7}],
    "retention": [
        {**RULE, "months": {"site": 6, "department": 6, "page": 6, "useful": 6, "spam": 1}},
    ],
    "statement": [{**RULE, "review_months": 6}],
    "gazette": [{**RULE, "periods": {"effect_local": 10}}],
}
TOML = """
[[facts]]
title = "Quy định của tỉnh"
valid_until = 2026-12-31
required = ["name", "email"]
"""


def doctor(app) -> str:
    output = app.test_cli_runner().invoke(args=["portal", "doctor"]).output
    return next(line for line in output.splitlines() if "legal rules" in line)


@pytest.mark.parametrize(
    "file",
    [
        path
        for path in sorted(PACKAGE.rglob("*"))
        if path.suffix in {".py", ".html", ".js", ".mjs", ".po", ".css"}
    ],
    ids=lambda path: path.relative_to(PACKAGE).as_posix(),
)
def test_no_code_and_no_catalogue_names_a_legal_text(file: Path):
    text = file.read_text("utf-8")
    # Comments may name the source of a rule that does not change, such as the digits of an identity number.
    prose = re.sub(r"^ *#(?!,).*$", "", text, flags=re.MULTILINE)

    assert not re.findall(DECREE, prose)


@pytest.mark.parametrize("subject", Subject)
def test_every_included_rule_has_an_end_and_nothing_is_called_verified(subject: Subject):
    for rule in LegalProfile().rules[subject]:
        assert rule.valid_until < date(2030, 1, 1)
        assert rule.source or not rule.title
        assert not rule.verified


@pytest.mark.parametrize("subject", Subject)
@given(day=st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_one_rule_applies_on_every_day(subject: Subject, day: date):
    rule = LegalProfile().rule(subject, day)
    later = [other for other in LegalProfile().rules[subject] if rule.valid_from < other.valid_from <= day]

    assert not later
    assert rule.valid_from <= day or rule == LegalProfile().rules[subject][0]


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.booleans())
def test_a_rule_expires_on_the_day_after_its_last(last: date, verified: bool):
    given = [{"days": 7, "valid_until": last, "verified": verified}]
    rule = legal_profile({"response": given}).rule(Subject.RESPONSE, last)

    assert rule.state(last) is (RuleState.VERIFIED if verified else RuleState.UNVERIFIED)
    assert rule.state(last + timedelta(1)) is RuleState.EXPIRED


def test_doctor_names_rules_that_nobody_verified_and_does_not_fail(make_app: MakeApp):
    app = make_app()

    assert app.test_cli_runner().invoke(args=["portal", "doctor"]).exit_code == 0
    assert "facts (not verified), response (not verified)" in doctor(app)


def test_verified_rules_are_well_until_they_expire(make_app: MakeApp, clock: FrozenClock):
    app = make_app(legal_profile=CHECKED)

    clock.set("2026-12-31T23:59:59")
    assert doctor(app) == "ok    legal rules: verified and in force"
    clock.set("2027-01-01T00:00:00")
    assert "facts (expired on 2026-12-31)" in doctor(app)


def test_the_admin_area_shows_the_rules_and_warns(make_app: MakeApp, clock: FrozenClock):
    client = browser(make_app(legal_profile=CHECKED, admin_guard=lambda: {"editor"}))

    clock.set("2026-12-31T12:00:00")
    page = client.get("/portal/admin/organisation/").text
    assert "Quy định 1" in page
    assert '<a href="https://law.example/1">' in page
    assert "từ ngày 01/01/2026 đến ngày 31/12/2026" in page
    assert "hết hiệu lực" not in page
    clock.set("2027-01-01T12:00:00")
    assert "Đã hết hiệu lực sau ngày 31/12/2026." in client.get("/portal/admin/organisation/").text


def test_the_admin_area_says_that_nobody_compared_a_rule(make_app: MakeApp):
    client = browser(make_app(admin_guard=lambda: {"editor"}))

    assert "Chưa đối chiếu với văn bản." in client.get("/portal/admin/organisation/").text


def test_a_host_brings_its_own_rules_in_a_file(make_app: MakeApp, tmp_path: Path):
    (tmp_path / "law.toml").write_text(TOML, "utf-8")
    app = make_app(legal_profile=str(tmp_path / "law.toml"), organisation={"name": "Xã"})
    said = app.test_cli_runner().invoke(args=["portal", "organisation", "check"]).output

    assert said == "-: email is missing\n"


def test_the_rules_decide_how_long_messages_are_kept_unless_the_host_does(make_app: MakeApp):
    from portal_widgets.feedback.service import FeedbackService

    app = make_app(legal_profile=CHECKED, feedback_months={"page": 2})
    months = {
        topic.name: topic.months for topic, _ in portal_of(app).service(FeedbackService).eraser.expired()
    }

    assert months == {"spam": 1, "site": 6, "department": 6, "page": 2, "useful": 6}


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"fact": []}, '"fact" is not a subject'),
        ({"facts": []}, "must be a list of rules"),
        ({"facts": [{"required": ["names"]}]}, "facts.required"),
        ({"facts": [{"title": "x"}]}, 'must have "required"'),
        ({"response": [{"days": 0}]}, "response.days"),
        ({"response": [{"days": 7, "valid_until": "31/12/2026"}]}, "response.valid_until"),
        ({"response": [{"days": 7, "verified": "yes"}]}, "response.verified"),
        ({"retention": [{"months": {"site": 6}}]}, "retention.months.* lacks: department"),
        ({"retention": [{"months": {"trang": 6}}]}, "retention.months"),
        ("/no/such/file.toml", "TOML file that can be read"),
        (7, "path of a TOML file"),
    ],
)
def test_a_wrong_profile_is_refused_at_the_start(make_app: MakeApp, wrong: object, named: str):
    with pytest.raises(ConfigurationError, match=f"LEGAL_PROFILE.*{named}"):
        make_app(legal_profile=wrong)
