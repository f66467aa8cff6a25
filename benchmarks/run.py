"""`make bench`: all parts, or the named ones. It prints a table to read, and one line of JSON to compare."""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import outage
import page
import redis_costs
import slow_line
import small
import units
import weight
import whole

import dashboard
import feedback
import gazette
import links
import polls
import reading
import servers

PARTS: dict[str, Callable[[], dict[str, Any]]] = {
    "page": page.run,
    "whole": whole.run,
    "small": small.run,
    "weight": weight.run,
    "redis": redis_costs.run,
    "gunicorn": lambda: servers.pages("gunicorn"),
    "granian": lambda: servers.pages("granian"),
    "steady-gunicorn": lambda: servers.steady("gunicorn"),
    "steady-granian": lambda: servers.steady("granian"),
    "beacon-gunicorn": lambda: servers.beacons("gunicorn"),
    "beacon-granian": lambda: servers.beacons("granian"),
    "outage": outage.run,
    "dashboard": dashboard.run,
    "reading": reading.run,
    "slow-line": slow_line.run,
    "polls": polls.run,
    "feedback": feedback.run,
    "links": links.run,
    "map": units.run,
    "gazette": gazette.run,
}
# The goals on two cores: the figure, its part, and whether it is an upper or a lower limit. If a figure
# depends on the speed of the machine, the goal is its ratio to something that every machine can measure. The
# goals were set on a machine with 120 microseconds for a bare page, 16,200 answers a second from an empty
# route on granian, and 43 microseconds of Redis for a script for each view.
GOALS: list[tuple[str, str | None, str, float]] = [
    ("page_added_us", "server", "<=", 15),
    ("page_added_us", "all", "<=", 100),
    ("page_added_percent", "server", "<=", 12.5),
    ("page_added_percent", "all", "<=", 83),
    ("page_added_instructions_percent", "server", "<=", 8),
    *(
        (f"whole_cost_ratio, {workload}", part, "<=", most)
        for workload in whole.WORKLOADS
        for part, most in (("embedded of naive-sql", 0.8), ("Redis of naive-redis", 0.5))
    ),
    ("whole_stage_us_per_view", "idle, ms a second", "<=", 2),
    ("weight_import_ratio", "all", "<=", 2.5),
    ("weight_mount_ms", "all", "<=", 30),
    ("weight_megabytes", "reading", "<=", 8),
    ("snapshot_read_us", "block", "<=", 1),
    ("snapshot_read_us", "article", "<=", 1),
    ("hostile_agent_added_us", None, "<=", 100),
    ("sql_statements_per_view_on_the_request_path", None, "<=", 0),
    ("redis_bytes_per_article_total", None, "<=", 6),
    ("redis_bytes_per_active_article_day", None, "<=", 9),
    ("redis_bytes_per_visitor_and_article", None, "<=", 80),
    ("redis_cpu_us_per_view", "10,000 readers", "<=", 10),
    ("redis_cpu_percent_of_a_script_for_each", None, "<=", 23),
    ("top_20_of_a_million_ms", "ever", "<=", 0.2),
    ("top_20_of_a_million_ms", "7 days", "<=", 1),
    ("gunicorn_kept_percent", "server", ">=", 92),
    ("granian_kept_percent", "server", ">=", 90),
    ("gunicorn_steady_p99_of_bare", "server", "<=", 1.1),
    ("granian_steady_p99_of_bare", "server", "<=", 1.1),
    ("gunicorn_beacon_per_second", "verdict", ">=", 5000),
    ("granian_beacon_per_second", "verdict", ">=", 5000),
    ("granian_beacon_per_second", "accepted", ">=", 12000),
    ("granian_beacon_percent_of_empty_route", "verdict", ">=", 31),
    ("granian_beacon_percent_of_empty_route", "accepted", ">=", 74),
    ("outage_errors", None, "<=", 0),
    ("outage_lost", None, "<=", 0),
    ("outage_doubled", None, "<=", 0),
    *(("dashboard_statements", page, "<=", 12) for page in dashboard.PAGES),
    ("reading_bytes_gzip", "head script", "<=", 700),
    ("reading_bytes_gzip", "all scripts", "<=", 5000),
    ("reading_bytes_gzip", "stylesheet", "<=", 6000),
    ("reading_loaded_before_it_is_needed", None, "<=", 0),
    ("reading_third_party_hosts", None, "<=", 0),
    ("reading_mutations_of_larger", "outside", "<=", 1),
    ("reading_apply_times_one_attribute", "larger", "<=", 1.1),
    ("reading_elements_with_a_style_attribute", "after all choices", "<=", 0),
    ("reading_return_layout_shift", "cached copy", "<=", 0),
    ("reading_return_choices_missing_at_body", "cached copy", "<=", 0),
    ("reading_return_frames_in_default", "cached copy", "<=", 0),
    # web.dev/articles/lcp: a good page has its largest paint within 2.5 s.
    ("slow_line_lcp_ms", "with the widgets", "<=", 2500),
    *(("reading_controls_not_exposing_it", form, "<=", 0) for form in reading.FORMS),
    *(("reading_targets_below_44_px", form, "<=", 0) for form in reading.FORMS),
    *(
        ("reading_axe_failing_nodes", state, "<=", 0)
        for state in ("closed", "panel open", "panel open, 320 px")
    ),
    ("reading_escape_closes_and_returns_focus", None, ">=", 1),
    *(("reading_viewport_covered_percent_at_320_px", form, "<=", 0) for form in reading.FORMS),
    ("map_points", None, ">=", units.POINTS),
    ("map_import_seconds", None, "<=", 10),
    ("map_process_peak_mb", None, "<=", 400),
    ("map_picture_bytes", "raw", "<=", 50_000),
    ("map_picture_bytes", "gzip", "<=", 16_000),
    *(("map_page_statements", page, "<=", 0) for page in ("map", "unit")),
    *(("map_page_statements", page, "<=", 3) for page in ("search", "day", "A to B")),
    ("map_neighbours_lost_in_the_pages", None, "<=", 0),
    *(
        ("gazette_search_ms", f"{database}, {part}", "<=", most)
        for database in gazette.DATABASES
        for part, most in gazette.LIMITS.items()
    ),
    *(
        (figure, f"{database}, ours", "<=", 0)
        for figure in ("polls_surplus_ballots", "polls_tally_off_by")
        for database in polls.DATABASES
    ),
]


def main() -> None:
    wanted = sys.argv[1:] or list(PARTS)
    results: dict[str, Any] = {}
    for name in wanted:
        began = time.monotonic()
        print(f"{name} ...", end=" ", file=sys.stderr, flush=True)
        results |= PARTS[name]()
        print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
    _table(results)
    print(json.dumps(results, ensure_ascii=False))


def _table(results: dict[str, Any]) -> None:
    goals = {(figure, part): (sign, goal) for figure, part, sign, goal in GOALS}
    for figure, value in results.items():
        parts = value if isinstance(value, dict) else {None: value}
        for part, number in parts.items():
            name = f"{figure} [{part}]" if part else figure
            print(f"  {name:62}{number:>12}  {_judged(number, goals.get((figure, part)))}")


def _judged(number: float, goal: tuple[str, float] | None) -> str:
    if goal is None:
        return ""
    sign, wanted = goal
    reached = number <= wanted if sign == "<=" else number >= wanted
    return f"{'reached' if reached else 'MISSED '} {sign} {wanted}"


if __name__ == "__main__":
    main()
