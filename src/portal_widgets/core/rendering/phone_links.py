"""Telephone numbers in templates."""

from markupsafe import Markup, escape

from ..text.phone_numbers import dial_string, phone_parts


class Dialled:
    """Templates get it as `dialled`. `dialled(text)` returns the digits to dial for the first number of a
    text, and `dialled.links(text)` the text with a link for each of its numbers.
    """

    def __call__(self, text: str) -> str:
        return dial_string(text)

    def links(self, text: str) -> Markup:
        return Markup().join(
            Markup('<a href="tel:{}">{}</a>').format(part.dialled, part.text)
            if part.dialled
            else escape(part.text)
            for part in phone_parts(text)
        )


dialled = Dialled()
