"""`flask portal map`: import and export units, events and areas, and check the register."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TypedDict, Unpack

import click
from flask.cli import AppGroup

from ..core.app.portal import Portal
from ..core.files.private_files import PRIVATE
from ..core.history.event_data import read_key
from ..core.text.languages import language
from . import editing
from .fault_text import FaultText
from .importing.csv_files import read_events, read_units, write_events, write_units
from .importing.faults import FileFault, ImportRefusedError
from .package import read_package, write_package
from .rules import DrawingSource, Register, Text, find_faults
from .service import UnitService
from .store.contents import DRAWING

WHO = "flask portal map"
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, writable=True, path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])


class AreaOptions(TypedDict):
    """The options of `import-areas` about the drawing."""

    title: str
    title_en: str
    source: str
    licence: str
    scale: str
    dated: datetime | None
    parent: str
    open: bool
    redrawn: bool
    repair: bool
    dry_run: bool


def register_commands(parent: AppGroup, portal: Portal) -> None:
    group = AppGroup("map", help="The administrative units and their map.")
    parent.add_command(group)
    _table_commands(group, portal)
    _area_commands(group, portal)
    _package_commands(group, portal)


def _table_commands(group: AppGroup, portal: Portal) -> None:
    @group.command("import-units")
    @click.argument("file", type=FILE)
    @click.option("--dry-run", is_flag=True, help="Show the changes and save nothing.")
    def import_units(file: Path, dry_run: bool) -> None:
        """Read units from CSV, a line for each version. Units with the same key are replaced."""
        with _refusals(portal):
            units, faults = read_units(file.read_bytes())
        _stop_for(portal, faults)
        _save(portal, lambda now: editing.put_units(now, units), file.name, dry_run=dry_run)

    @group.command("import-events")
    @click.argument("file", type=FILE)
    @click.option("--dry-run", is_flag=True, help="Show the changes and save nothing.")
    def import_events(file: Path, dry_run: bool) -> None:
        """Read events from CSV, a line for each part. Events with the same key are replaced."""
        with _refusals(portal):
            events, faults = read_events(file.read_bytes())
        _stop_for(portal, faults)
        _save(portal, lambda now: editing.put_events(now, events), file.name, dry_run=dry_run)

    @group.command("export-units")
    @click.argument("file", type=OUT)
    def export_units(file: Path) -> None:
        """Write the units into a CSV file."""
        PRIVATE.write(file, write_units(_newest(portal)))

    @group.command("export-events")
    @click.argument("file", type=OUT)
    def export_events(file: Path) -> None:
        """Write the events into a CSV file."""
        PRIVATE.write(file, write_events(_newest(portal)))

    @group.command()
    def check() -> None:
        """Report faults of the register, such as a unit that ends without an event."""
        register = _newest(portal)
        found = find_faults(register)
        for fault in found:
            click.echo(_text(portal).register(fault, register))
        if found:
            raise SystemExit(1)
        click.echo(
            f"{len(register.history.entities)} units and {len(register.history.events)} events are in order."
        )


def _area_commands(group: AppGroup, portal: Portal) -> None:
    @group.command("import-areas")
    @click.argument("file", type=FILE)
    @click.option("--map", "slug", required=True, help="The map's name in addresses, such as lam-chau.")
    @click.option("--title", default="", help="Its title in Vietnamese.")
    @click.option("--title-en", default="", help="Its title in English.")
    @click.option("--since", type=DAY, required=True, help="The day from which the drawing is shown.")
    @click.option("--source", required=True, help="The source of the areas.")
    @click.option("--licence", required=True, help="The licence of the areas.")
    @click.option("--scale", default="", help="The scale of the source, such as 1:50,000.")
    @click.option("--dated", type=DAY, help="The day of the state of the data.")
    @click.option("--parent", default="", help="Key of the unit whose parts must all be in the file.")
    @click.option("--open", is_flag=True, help="The licence lets everyone download the areas: offer them.")
    @click.option("--redrawn", is_flag=True, help="Only the drawing is new, no border has changed.")
    @click.option("--repair", is_flag=True, help="Give each overlap to the unit with the longest border.")
    @click.option("--dry-run", is_flag=True, help="Show the findings and save nothing.")
    def import_areas(file: Path, slug: str, since: datetime, **options: Unpack[AreaOptions]) -> None:
        """Read the areas of the units from GeoJSON in WGS 84, check and simplify them. Needs
        portal_widgets[map].
        """
        if not options["source"].strip() or not options["licence"].strip():
            raise click.ClickException("A drawing needs its source and its licence.")
        drawing = _draw(portal, file, since, options)
        reason = "redrawn" if options["redrawn"] else "administrative"
        digest = portal.service(UnitService).contents.put(DRAWING, drawing, portal.clock.milliseconds())
        facts = (
            options["source"],
            options["licence"],
            options["scale"],
            _day(options),
            reason,
            options["open"],
        )
        source = DrawingSource(digest, since.date(), *facts)

        def do(now: Register) -> Register:
            return editing.put_drawing(now, read_key(slug), _title(options), source)

        _save(portal, do, file.name, dry_run=options["dry_run"])


def _title(options: AreaOptions) -> Text:
    given = {"vi": options["title"].strip(), "en": options["title_en"].strip()}
    return {code: text for code, text in given.items() if text}


def _day(options: AreaOptions) -> date | None:
    return options["dated"].date() if options["dated"] else None


def _draw(portal: Portal, file: Path, since: datetime, options: AreaOptions) -> str:
    """The stored form of the drawing of a file, with a progress bar over the steps."""
    try:
        from .importing.pipeline import STEPS, import_areas
    except ImportError as error:
        raise click.ClickException("Please install portal_widgets[map] to import areas.") from error
    with click.progressbar(length=len(STEPS), label="Importing", show_pos=True) as bar, _refusals(portal):
        result = import_areas(
            file.read_bytes(), _newest(portal), since.date(), parent=options["parent"],
            dated=_day(options), repair=options["repair"], progress=lambda _step: bar.update(1),
        )  # fmt: skip
    for fault in result.faults:
        click.echo(("note: " if fault.warning else "fault: ") + _text(portal).file(fault), err=True)
    if result.drawing is None:
        raise click.ClickException("Nothing was imported.")
    click.echo(f"{len(result.drawing.shapes)} units drawn.")
    return result.drawing.dump()


def _package_commands(group: AppGroup, portal: Portal) -> None:
    @group.command("export")
    @click.argument("file", type=OUT)
    def export(file: Path) -> None:
        """Write everything into one file, for the setting MAP_FILE or another portal."""
        service = portal.service(UnitService)
        PRIVATE.write(file, write_package(_newest(portal), service.drawing_text))

    @group.command("import")
    @click.argument("file", type=FILE)
    @click.option("--dry-run", is_flag=True, help="Show the changes and save nothing.")
    def import_(file: Path, dry_run: bool) -> None:
        """Read everything from a file of `map export`, in place of the present register."""
        try:
            package = read_package(file.read_bytes())
        except ValueError as error:
            raise click.ClickException(str(error)) from error
        if not dry_run:
            contents, now = portal.service(UnitService).contents, portal.clock.milliseconds()
            for drawing in package.drawings.values():
                contents.put(DRAWING, drawing, now)
        _save(portal, lambda _now: package.register, file.name, dry_run=dry_run)


def _save(portal: Portal, do: Callable[[Register], Register], name: str, *, dry_run: bool) -> None:
    """Show the changes and the faults of the register, and save it if it has no new fault."""
    before = _newest(portal)
    after = do(before)
    for change in editing.changes(before, after):
        click.echo(f"{change.how} {change.what}: {change.name} ({change.key})")
    known = find_faults(before)
    faults = [fault for fault in find_faults(after) if fault not in known]
    for fault in faults:
        click.echo(f"note: {_text(portal).register(fault, after)}", err=True)
    if dry_run:
        click.echo("Nothing was saved.")
        return
    done = portal.service(UnitService).document.change(do, who=WHO, what=f"import {name}")
    click.echo("Saved." if done else "Nothing has changed.")


def _stop_for(portal: Portal, faults: Sequence[FileFault]) -> None:
    for fault in faults:
        click.echo(f"fault: {_text(portal).file(fault)}", err=True)
    if faults:
        raise click.ClickException("Nothing was imported.")


@contextmanager
def _refusals(portal: Portal) -> Iterator[None]:
    try:
        yield
    except ImportRefusedError as error:
        raise click.ClickException(_text(portal).file(error.fault)) from error


def _text(portal: Portal) -> FaultText:
    return FaultText(language(portal.languages.default))


def _newest(portal: Portal) -> Register:
    return portal.service(UnitService).document.store.current()[1]
