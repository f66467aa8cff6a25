"""The reading options as CSS: each is an attribute of the root, which sets one custom property."""

from collections.abc import Mapping

from .contrast import scheme
from .rules import OWN_INK, OWN_PAPER, OWN_THEME, SIZES
from .themes import THEMES, Theme

_SERIF = '"Noto Serif","Source Serif 4",Charter,Cambria,Georgia,"Times New Roman","Liberation Serif",serif'
_SANS = '"Noto Sans","Segoe UI",Roboto,"Helvetica Neue",Arial,"Liberation Sans",sans-serif'
# By attribute: the property, and its value for each choice. Line lengths are in em and not in ch, because the
# average width of letters matters, not the width of a zero. 32 em hold at most 80 characters of Vietnamese.
PROPERTIES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "size": ("--pw-scale", {str(size): f"{size / 100:g}" for size in SIZES}),
    "font": ("--pw-font-reading", {"serif": _SERIF, "sans": _SANS, "lexend": f'"PW Lexend",{_SANS}'}),
    "line": ("--pw-line-spacing", {"150": "1.5", "200": "2", "250": "2.5"}),
    "paragraph": ("--pw-paragraph-spacing", {"200": "2em", "300": "3em"}),
    "letter": ("--pw-letter-spacing", {"6": ".06em", "12": ".12em", "18": ".18em"}),
    "word": ("--pw-word-spacing", {"16": ".16em", "32": ".32em"}),
    "width": ("--pw-line-length", {"80": "32em", "65": "26em", "50": "19.5em"}),
}
# The device's preferences, and the theme for each. The last match counts.
DEVICE = (
    ("(prefers-color-scheme:dark)", "dark"),
    ("(prefers-contrast:more)", "plain"),
    ("(prefers-contrast:more) and (prefers-color-scheme:dark)", "night"),
)
# The pages that follow the device. A page with the class `pw-page` does so from <body> on. If the browser
# supports :has(), it does so from the root on, including scrollbars and the ruler.
_UNCHOSEN = ":root:not([data-pw-theme])"
_FOLLOWING: Mapping[bool | None, tuple[str, ...]] = {
    True: (_UNCHOSEN,),
    False: (),
    None: (f"{_UNCHOSEN} .pw-page", f"{_UNCHOSEN}:has(>.pw-page)"),
}
# The rules of core.css for `.pw-page`, for every page.
_AS_A_WHOLE = "color-scheme:var(--pw-scheme);--pw-ground:transparent;--pw-inset:0"
_EVERYWHERE = ":root:root:root,:root:root:root .pw-page"
_FROM_INK = ("ink", "muted", "line", "hairline", "link", "visited", "focus", "on_accent", "mark")
_FROM_PAPER = ("paper", "surface", "accent", "on_mark")
# CSS Color 4: if the system's own colours are active, the tokens are their names.
_SYSTEM = {
    **dict.fromkeys(("paper", "surface", "accent", "on_mark"), "Canvas"),
    **dict.fromkeys(("ink", "muted", "line", "hairline", "on_accent", "mark"), "CanvasText"),
    "link": "LinkText",
    "visited": "VisitedText",
    "focus": "Highlight",
}


def stylesheet(themes: Mapping[str, Theme] = THEMES, *, follow_device: bool | None = None) -> str:
    """The stylesheet for sizes, spacing, fonts and themes. Before a choice it sets only the tokens, to the
    colours of the light theme. `follow_device` decides which pages get the device's colours: pages with the
    class `pw-page` (None), every page (True), or none (False).
    """
    rules = [f":root{{{_colours(themes['light'])}}}"]
    if follow_device:
        rules += [f":root{{{_AS_A_WHOLE}}}"]
    rules += [
        f"@media {query}{{{page}{{{_colours(themes[name])}}}}}"
        for query, name in DEVICE
        for page in _FOLLOWING[follow_device]
    ]
    rules += [f':root[data-pw-theme="{name}"]{{{_colours(theme)}}}' for name, theme in themes.items()]
    rules += [f':root[data-pw-theme="{OWN_THEME}"]{{{_own_colours()}}}']
    rules += [
        f".pw-sample--{name}[class][class]{{background:{theme.paper};color:{theme.ink}}}"
        for name, theme in themes.items()
    ]
    rules += [
        f':root[data-pw-{name}="{value}"]{{{css}:{setting}}}'
        for name, (css, settings) in PROPERTIES.items()
        for value, setting in settings.items()
    ]
    rules += [f"@media (forced-colors:active){{{_EVERYWHERE}{{{_properties(_SYSTEM)}}}}}"]
    # Ink is expensive and paper is white, so print is black on white, whatever the screen shows.
    rules += [f"@media print{{{_EVERYWHERE}{{{_colours(themes['plain'])}}}}}"]
    return "\n".join(rules)


def own_pair(ink: str, paper: str) -> str:
    """The stylesheet of a reader's own pair, for a page without JavaScript."""
    colours = f"--pw-own-ink:#{ink};--pw-own-paper:#{paper}"
    return f":root{{{colours};--pw-own-scheme:{scheme(f'#{ink}', f'#{paper}')}}}"


def _own_colours() -> str:
    ink, paper = f"var(--pw-own-ink,#{OWN_INK})", f"var(--pw-own-paper,#{OWN_PAPER})"
    colours = _properties({**dict.fromkeys(_FROM_INK, ink), **dict.fromkeys(_FROM_PAPER, paper)})
    return f"{colours};--pw-scheme:var(--pw-own-scheme,light)"


def _colours(theme: Theme) -> str:
    return f"{_properties(theme.colours)};--pw-scheme:{theme.scheme}"


def _properties(colours: Mapping[str, str]) -> str:
    return ";".join(f"--pw-{name.replace('_', '-')}:{colour}" for name, colour in colours.items())
