"""Pages a second behind real servers, and reports of views a second, with the load on the same cores."""

from contextlib import ExitStack
from typing import Any

from measure import Load, interleaved, median, percent, redis_server, server, wrk

# Designs whose pages are asked for 300 times a second, which leaves most of two cores idle.
STEADY = ("bare", "bare-journal", "server", "naive-sql")
STEADY_CONNECTIONS, STEADY_PAUSE_MS = 16, 52
PAGES = ("bare", "server", "server, Redis", "all", "naive-redis", "naive-sql", "naive-hitcount")


def pages(kind: str, rounds: int = 9) -> dict[str, Any]:
    """The share of the bare page's requests a second. Each round is compared with the bare page of the same
    round.
    """
    with ExitStack() as stack:
        redis_url = stack.enter_context(redis_server())
        addresses = {}
        for name in PAGES:
            needs = redis_url if name in {"server, Redis", "naive-redis"} else None
            addresses[name] = stack.enter_context(server(kind, name.split(",")[0], needs))
        for address in addresses.values():
            wrk(address + "/bai/1", 2, script="readers.lua")
        seen = interleaved(
            PAGES,
            lambda name: _answered(name, wrk(addresses[name] + "/bai/1", 2, script="readers.lua")),
            rounds,
        )
    kept = {name: percent(seen[name], seen["bare"]) for name in PAGES[1:]}
    return {f"{kind}_bare_per_second": round(median(seen["bare"])), f"{kind}_kept_percent": kept}


def steady(kind: str, rounds: int = 15) -> dict[str, Any]:
    """How late the last page of a hundred is while the server is far from busy."""
    with ExitStack() as stack:
        addresses = {name: stack.enter_context(server(kind, name)) for name in STEADY}

        def load(name: str, seconds: float, pause: int) -> Load:
            url = addresses[name] + "/bai/1"
            return wrk(url, seconds, STEADY_CONNECTIONS, "readers.lua", PAUSE=str(pause))

        for name in STEADY:
            load(name, 3, 1)
        seen = interleaved(STEADY, lambda name: load(name, 4, STEADY_PAUSE_MS).p99_ms, rounds)
    ratios = {name: round(percent(seen[name], seen["bare"]) / 100, 2) for name in STEADY[1:]}
    milliseconds = {name: round(median(values), 2) for name, values in seen.items()}
    return {f"{kind}_steady_p99_ms": milliseconds, f"{kind}_steady_p99_of_bare": ratios}


def _check_results(load: Load) -> None:
    """A report that is only accepted is answered quickly, too."""
    if load.without_result > load.requests // 100:
        raise RuntimeError(f"{load.without_result} of {load.requests} reports got no result")


def _answered(name: str, load: Load) -> float:
    """Answers a second. Errors do not count, because they are answered quickly."""
    if load.errors:
        raise RuntimeError(f"{name}: {load.errors} of {load.requests} requests failed")
    return load.per_second


def beacons(kind: str, rounds: int = 5) -> dict[str, Any]:
    """Reports a second: with result and new number (Redis, and embedded), and accepted only (the image). For
    comparison, in the same rounds: a route that does nothing.
    """
    ways = {
        "empty route": {"WAY": "empty"},
        "accepted": {"WAY": "image"},
        "verdict": {},
        "verdict, embedded": {},
    }
    with (
        redis_server() as redis_url,
        server(kind, "beacon", redis_url) as redis,
        server(kind, "beacon") as own,
    ):

        def load(name: str, seconds: float = 3, **more: str) -> Load:
            address = own if "embedded" in name else redis
            return wrk(address, seconds, 32, "reports.lua", **ways[name], **more)

        for address in (redis, own):  # each process has seen each of the ten thousand browsers
            wrk(address, 15, 32, "reports.lua", WAY="image")
        for name in ("verdict", "verdict, embedded"):
            load(name)
            _check_results(load(name, CHECK="1"))
        loads: dict[str, list[Load]] = {name: [] for name in ways}

        def noted(name: str) -> float:
            loads[name].append(load(name))
            return _answered(name, loads[name][-1])

        seen = interleaved(list(ways), noted, rounds)
    results = {name: round(median(values)) for name, values in seen.items()}
    late = {f"{name}_p99_ms": round(median([each.p99_ms for each in loads[name]]), 1) for name in ways}
    kept = {name: percent(seen[name], seen["empty route"]) for name in list(ways)[1:]}
    return {f"{kind}_beacon_per_second": results | late, f"{kind}_beacon_percent_of_empty_route": kept}
