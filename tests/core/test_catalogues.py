"""Catalogues are read as Babel and gettext read them."""

import io
from gettext import GNUTranslations
from importlib.resources import files

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from hypothesis import given, settings
from hypothesis import strategies as st

from portal_widgets.core.catalogues import Catalogue

# Every character that a .po file escapes, and those with which its lines begin.
TEXTS = st.text(st.sampled_from('ab đ\n\t\r"\\#~%'), min_size=1, max_size=40)
ENTRIES = st.lists(
    st.tuples(TEXTS, st.none() | TEXTS, TEXTS, TEXTS, st.sampled_from([(), ("fuzzy",), ("python-format",)])),
    unique_by=lambda entry: entry[0],
)


def by_gettext(po: str) -> GNUTranslations:
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(po.encode())))
    compiled.seek(0)
    return GNUTranslations(compiled)


@settings(max_examples=40)
@given(ENTRIES, st.sampled_from(["en", "vi", "ru", "ar"]))
def test_every_text_is_the_one_that_gettext_finds(entries, locale):
    catalog = Catalog(locale=locale)
    for one, many, text, other, flags in entries:
        forms = (text, *[other] * (catalog.num_plurals - 1))
        catalog.add((one, many) if many else one, forms if many else text, flags=flags)
    file = io.BytesIO()
    write_po(file, catalog, width=20)
    ours, theirs = Catalogue(file.getvalue().decode()), by_gettext(file.getvalue().decode())

    for one, many, *_ in entries:
        assert ours.gettext(one) == theirs.gettext(one)
        if many:
            assert ngettext(ours, one, many) == ngettext(theirs, one, many)


def ngettext(texts: Catalogue | GNUTranslations, one: str, many: str) -> list[str]:
    return [texts.ngettext(one, many, count) for count in range(12)]


@pytest.mark.parametrize("code", ["vi", "en"])
def test_our_own_catalogues_are_read_as_by_gettext(code: str):
    source = files("portal_widgets") / "translations" / code / "LC_MESSAGES" / "portal_widgets.po"
    po = source.read_text("utf-8")
    ours, theirs = Catalogue(po), by_gettext(po)

    for message in read_po(io.BytesIO(po.encode())):
        one, *many = message.id if isinstance(message.id, tuple) else [message.id]
        if one:
            assert ours.gettext(one) == theirs.gettext(one)
        if many:
            assert ngettext(ours, one, *many) == ngettext(theirs, one, *many)


def test_obsolete_and_unconfirmed_texts_are_left_out():
    po = """
#, fuzzy
#~ msgid "old"
#~ msgstr "cũ"

msgid "new"
msgstr "mới"

msgctxt "menu"
msgid "file"
msgstr "tệp"

#, fuzzy
msgid "guess"
msgstr "đoán"
"""
    read = Catalogue(po)

    assert [read.gettext(text) for text in ("old", "new", "file", "guess")] == ["old", "mới", "file", "guess"]
    assert [read.ngettext("day", "days", count) for count in (1, 2)] == ["day", "days"]


def test_a_catalogue_may_be_spaced_as_its_editor_likes():
    po = r"""
#, fuzzy
msgid ""
msgstr ""
"Plural-Forms: nplurals=2; plural=(n > 1);\n"
msgid "one \"day\""
msgid_plural "days"
msgstr[0] "ngày"
msgstr[1] ""
  "những "

  "ngày"
# a comment
  msgid	"a\\n"
 msgstr   "b\tc"
msgid"no space"
msgstr""
"""
    for file in (po, po.replace("\n", " \r\n")):
        read = Catalogue(file)

        assert [read.ngettext('one "day"', "days", count) for count in (1, 2)] == ["ngày", "những ngày"]
        assert [read.gettext(text) for text in ("a\\n", "no space")] == ["b\tc", "no space"]
