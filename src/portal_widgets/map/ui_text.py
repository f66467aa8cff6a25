"""The sentences of the map in one language: names, directions, sizes, shares, events."""

from collections.abc import Iterable
from datetime import date

from markupsafe import Markup, escape

from ..core.history.event_titles import event_title
from ..core.history.events import Event, EventKind
from ..core.history.shares import ALL, NOTHING, PART, Share
from ..core.text.languages import Language
from .between import Place, sector
from .rules import Kind, UnitFacts

_KM = 1000
_KM2 = 1_000_000
# Below this, one decimal place says more.
_FEW = 100
_LONG, _VERY_LONG = 1.4, 2.2
_RAGGED = 0.65


class NameText:
    """Names and kinds of units."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def name(self, facts: UnitFacts) -> str:
        """The full name for lists and headings, such as "Xã Đồng Mây": the official English one on an English
        page, if there is one.
        """
        name = self.inline_name(facts)
        return name[:1].upper() + name[1:]

    def inline_name(self, facts: UnitFacts) -> str:
        """The full name in a sentence, such as "xã Đồng Mây"."""
        return facts.name_en if facts.name_en and self.language.code == "en" else facts.full_name

    def lang(self, facts: UnitFacts) -> str:
        """The language of the name if it is not that of the page (WCAG 3.1.2); "" otherwise."""
        if self.language.code == "vi" or (facts.name_en and self.language.code == "en"):
            return ""
        return "vi"

    def marked(self, facts: UnitFacts, url: str = "", *, inline: bool = True) -> Markup:
        """The name with its language, as a link if there is an address."""
        name = self.inline_name(facts) if inline else self.name(facts)
        lang = Markup(' lang="{}"').format(self.lang(facts)) if self.lang(facts) else Markup()
        if url:
            return Markup('<a class="pw-map__link" href="{}"{}>{}</a>').format(url, lang, name)
        return Markup("<span{}>{}</span>").format(lang, name) if lang else escape(name)

    def foreign(self, name: str) -> Markup:
        """A Vietnamese name, with its language on a page in another one."""
        lang = Markup(' lang="vi"') if self.language.code != "vi" else Markup()
        return Markup("<span{}>{}</span>").format(lang, name) if lang else escape(name)

    def kind(self, kind: Kind) -> str:
        _ = self.language.gettext
        return {
            Kind.PROVINCE: _("province"),
            Kind.CITY: _("city"),
            Kind.DISTRICT: _("district"),
            Kind.URBAN_DISTRICT: _("urban district"),
            Kind.TOWN: _("town"),
            Kind.PROVINCIAL_CITY: _("provincial city"),
            Kind.COMMUNE: _("commune"),
            Kind.WARD: _("ward"),
            Kind.TOWNSHIP: _("township"),
            Kind.SPECIAL_ZONE: _("special zone"),
        }[kind]

    def count(self, kind: Kind, count: int) -> str:
        ngettext = self.language.ngettext
        return {
            Kind.PROVINCE: lambda: ngettext("%(count)s province", "%(count)s provinces", count),
            Kind.CITY: lambda: ngettext("%(count)s city", "%(count)s cities", count),
            Kind.DISTRICT: lambda: ngettext("%(count)s district", "%(count)s districts", count),
            Kind.URBAN_DISTRICT: lambda: ngettext(
                "%(count)s urban district", "%(count)s urban districts", count
            ),
            Kind.TOWN: lambda: ngettext("%(count)s town", "%(count)s towns", count),
            Kind.PROVINCIAL_CITY: lambda: ngettext(
                "%(count)s provincial city", "%(count)s provincial cities", count
            ),
            Kind.COMMUNE: lambda: ngettext("%(count)s commune", "%(count)s communes", count),
            Kind.WARD: lambda: ngettext("%(count)s ward", "%(count)s wards", count),
            Kind.TOWNSHIP: lambda: ngettext("%(count)s township", "%(count)s townships", count),
            Kind.SPECIAL_ZONE: lambda: ngettext("%(count)s special zone", "%(count)s special zones", count),
        }[kind]()


class SizeText(NameText):
    """Sizes, directions and places."""

    def area(self, square_metres: float) -> str:
        return f"{self._decimal(square_metres / _KM2)} km²"

    def length(self, metres: float) -> str:
        """In kilometres; below one, in metres."""
        if metres >= _KM and metres % _KM == 0:
            return f"{self.language.number(int(metres) // _KM)} km"
        return (
            f"{self.language.number(round(metres))} m"
            if metres < _KM
            else f"{self._decimal(metres / _KM)} km"
        )

    def direction(self, degrees: float) -> str:
        return self.compass(sector(degrees))

    def compass(self, point: int) -> str:
        _ = self.language.gettext
        return (
            _("north"),
            _("north-east"),
            _("east"),
            _("south-east"),
            _("south"),
            _("south-west"),
            _("west"),
            _("north-west"),
        )[point]

    def degrees(self, degrees: float) -> str:
        return f"{round(degrees) % 360}°"

    def place(self, place: Place | None) -> str:
        """Where a unit is in the whole, or its inset; "" if it is not drawn."""
        _ = self.language.gettext
        if place is None:
            return ""
        if place.inset:
            return self.section(place.inset)
        if place.sector is None:
            return _("in the middle")
        return _("in the %(direction)s", direction=self.compass(place.sector))

    def form(self, elongation: float, solidity: float) -> str:
        """The shape in words: how long it is for its width, and whether it has arms or bays."""
        _ = self.language.gettext
        long = _("compact")
        if elongation >= _VERY_LONG:
            long = _("long and narrow")
        elif elongation >= _LONG:
            long = _("oblong")
        return _("%(shape)s, with deep bays or arms", shape=long) if solidity < _RAGGED else long

    def axis(self, degrees: float) -> str:
        """The directions of the longest side."""
        _ = self.language.gettext
        one = sector(degrees)
        return _("%(one)s to %(other)s", one=self.compass(one), other=self.compass((one + 4) % 8))

    def section(self, name: str) -> str:
        """The name of a section of the map, or of an inset."""
        _ = self.language.gettext
        if name.startswith("inset-"):
            return _("Inset %(number)s", number=name.removeprefix("inset-"))
        return {
            "all": _("Whole map"),
            "nw": _("North-western part"),
            "ne": _("North-eastern part"),
            "sw": _("South-western part"),
            "se": _("South-eastern part"),
        }[name]

    def _decimal(self, value: float) -> str:
        return self.language.decimal(value) if value < _FEW else self.language.number(round(value))


class MapUiText(SizeText):
    """All texts of the pages; here those about time."""

    def share(self, share: Share) -> str:
        _ = self.language.gettext
        if share == ALL:
            return _("all")
        if share == NOTHING:
            return _("nothing")
        if share.value is None:
            return _("a part") if share.is_part else _("not known")
        percent = self.language.percent(float(share.value))
        return _("about %(share)s (estimate)", share=percent) if share.estimated else percent

    def shares(self, area: Share, population: Share) -> str:
        """Both shares in a few words: "all", or "area: 60%, population: not known"."""
        _ = self.language.gettext
        if area == population == ALL:
            return _("all of it")
        if area == population == PART:
            return _("a part of it")
        return _(
            "area: %(area)s, population: %(population)s",
            area=self.share(area),
            population=self.share(population),
        )

    def event(self, kind: EventKind) -> str:
        _ = self.language.gettext
        return event_title(_, kind, _("Change of the unit above"))

    def act(self, event: Event) -> str:
        """The act with its day and clause; "" if it is not recorded."""
        _ = self.language.gettext
        act = event.act
        if not act.number:
            return ""
        said = act.number
        if act.issued is not None:
            said = _("%(act)s of %(day)s", act=said, day=self.day(act.issued))
        return f"{said}, {act.clause}" if act.clause else said

    def day(self, day: date) -> str:
        return self.language.short_day(day)

    def joined(self, parts: Iterable[Markup | str]) -> Markup:
        """A list in a sentence: "a, b and c"."""
        several = [escape(part) for part in parts]
        if len(several) < 2:  # noqa: PLR2004 - nothing to join
            return several[0] if several else Markup()
        last = escape(self.language.gettext("and"))
        return Markup(", ").join(several[:-1]) + Markup(" {} ").format(last) + several[-1]
