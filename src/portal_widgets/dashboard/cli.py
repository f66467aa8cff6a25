"""The operator's commands of the dashboard: demo-data, and the commands for files and reports."""

from datetime import date, timedelta
from itertools import groupby

import click
from flask.cli import AppGroup

from ..core.app.portal import Portal
from ..core.text.clock import months_ago
from ..counting.settings import CountingSettings
from .demo.data import CATEGORIES, demo_days, publication_dates
from .demo.store import DemoStore
from .export import cli as export_cli
from .report import cli as report_cli
from .report.store import ReportStore

VISITS_A_DAY = 1_600


def register_commands(group: AppGroup, portal: Portal) -> None:
    store = ReportStore(portal.database)
    export_cli.register_commands(group, portal, store)
    report_cli.register_commands(group, portal, store)

    @group.command("demo-data")
    @click.option("--years", type=click.IntRange(1, 20), default=5, show_default=True)
    @click.option(
        "--articles",
        type=click.IntRange(0, 1_000_000),
        default=100_000,
        show_default=True,
        help="Number of articles to invent. With 0, the articles that pages have described are used.",
    )
    @click.option("--visits", type=click.IntRange(1, 1_000_000), default=VISITS_A_DAY, help="Visits per day.")
    @click.option(
        "--seed", type=int, default=1, show_default=True, help="The same seed gives the same figures."
    )
    def demo_data(years: int, articles: int, visits: int, seed: int) -> None:
        """Invent years of figures, to try the dashboard. Only for a site that has not counted any visit."""
        store = DemoStore(portal.database, portal.site)
        if store.has_counted():
            raise click.ClickException(
                "This site has counted real visits. Invented visits would falsify its figures permanently. "
                "Use another instance folder or another PORTAL_WIDGETS_SITE.",
            )
        today = portal.clock.today()
        first = _years_ago(today, years)
        # Nothing is invented for today, which has only real readers.
        days = [first + timedelta(days=number) for number in range((today - first).days)]
        if articles:
            store.invent(_articles(articles, first, today))
        known = store.articles()
        if not known:
            raise click.ClickException(
                "No page has described an article yet. Open some articles, or give --articles."
            )
        born = publication_dates(len(known), first, today)
        kept_from = months_ago(today, portal.settings[CountingSettings].retention_months)
        figures = demo_days(
            born, [one.category for one in known], [one.path for one in known], days, visits, seed
        )
        numbers = [one.number for one in known]
        with click.progressbar(length=len(days), label="Inventing days") as bar:
            for month, each in groupby(figures, lambda one: one.day.replace(day=1)):
                made = list(each)
                store.fill(month, made, numbers, kept=month >= kept_from, over=month < today.replace(day=1))
                bar.update(len(made))
        store.finish()
        click.echo(f"{len(days)} days of {len(known)} articles invented, from {first} to {days[-1]}.")


def _articles(count: int, first: date, today: date) -> list[dict[str, object]]:
    born = publication_dates(count, first, today)
    return [
        {
            "id": f"bai-{number}",
            "title": f"Bài viết thử số {number}",
            "url": f"/bai-viet/bai-{number}",
            "category": CATEGORIES[number * 7 % len(CATEGORIES)],
            "language": "vi",
            "published": day,
        }
        for number, day in enumerate(born, 1)
    ]


def _years_ago(today: date, years: int) -> date:
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return date(today.year - years, 3, 1)
