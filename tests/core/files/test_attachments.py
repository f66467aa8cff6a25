"""A saved file has the given name, whatever letters it contains."""

from flask import Response
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.http import parse_options_header

from portal_widgets.core.files.attachments import as_attachment, attachment

NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


def saved_as(answer: Response) -> str:
    kind, options = parse_options_header(answer.headers["Content-Disposition"])
    assert kind == "attachment"
    return options["filename"]


@given(NAMES)
@example("đơn kiến nghị (1).pdf")
@example('a"; filename="b.exe')
@example("50%41.pdf")
@example("a\r\nSet-Cookie: b=c")
def test_every_name_arrives_whole(name: str):
    answer = as_attachment(Response(), name)

    assert saved_as(answer) == name
    assert answer.headers["Content-Disposition"].isascii()
    assert answer.headers["Content-Disposition"].isprintable()


@given(st.text(min_size=1))
def test_no_name_is_an_error(name: str):
    assert saved_as(as_attachment(Response(), name))


def test_a_plain_name_stands_plainly_for_programs_that_know_no_other_way():
    answer = attachment(b"a", "text/csv", "articles_2026-10-01.csv")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="articles_2026-10-01.csv"'


def test_no_browser_guesses_what_the_content_is():
    assert attachment(b"<script>", "text/csv", "a.csv").headers["X-Content-Type-Options"] == "nosniff"
