"""Pages a second behind real servers, and reports of views a second, with the load on the same cores."""

from contextlib import ExitStack
from typing import Any

from measure import Load, interleaved, median, percent, redis_server, server, wrk

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


def _answered(name: str, load: Load) -> float:
    """Answers a second. Errors do not count, because they are answered quickly."""
    if load.errors:
        raise RuntimeError(f"{name}: {load.errors} of {load.requests} requests failed")
    return load.per_second


def beacons(kind: str, rounds: int = 5) -> dict[str, Any]:
    """Reports a second: with result and new number (Redis), and accepted only (the image). For comparison, in
    the same rounds: a route that does nothing.
    """
    ways = {"empty route": {"WAY": "empty"}, "accepted": {"WAY": "image"}, "verdict": {}}
    with redis_server() as redis_url, server(kind, "beacon", redis_url) as address:

        def load(name: str, seconds: float = 3) -> Load:
            return wrk(address, seconds, 32, "reports.lua", **ways[name])

        load("accepted", 15)  # each process has seen each of the ten thousand browsers
        load("verdict")
        loads: dict[str, list[Load]] = {name: [] for name in ways}

        def noted(name: str) -> float:
            loads[name].append(load(name))
            return _answered(name, loads[name][-1])

        seen = interleaved(list(ways), noted, rounds)
    results = {name: round(median(values)) for name, values in seen.items()}
    late = {f"{name}_p99_ms": round(median([each.p99_ms for each in loads[name]]), 1) for name in ways}
    kept = {name: percent(seen[name], seen["empty route"]) for name in ("accepted", "verdict")}
    return {f"{kind}_beacon_per_second": results | late, f"{kind}_beacon_percent_of_empty_route": kept}
