"""Pages a second behind real servers, and reports of views a second, with the load on the same cores."""

from contextlib import ExitStack
from typing import Any

from measure import Load, interleaved, median, redis_server, server, wrk

PAGES = ("bare", "server", "server, Redis", "all", "naive-redis", "naive-sql", "naive-hitcount")


def pages(kind: str, rounds: int = 9) -> dict[str, Any]:
    """Requests a second kept of the bare page's, each round's ratio against the bare page of that round."""
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
    kept = {
        name: round(100 * median([own / bare for own, bare in zip(seen[name], seen["bare"], strict=True)]), 1)
        for name in PAGES[1:]
    }
    return {f"{kind}_bare_per_second": round(median(seen["bare"])), f"{kind}_kept_percent": kept}


def _answered(name: str, load: Load) -> float:
    """Pages a second. An error page is made quickly: it must not count as one."""
    if load.errors:
        raise RuntimeError(f"{name}: {load.errors} of {load.requests} requests failed")
    return load.per_second


def beacons(kind: str, rounds: int = 5) -> dict[str, Any]:
    """Reports a second: with verdict and fresh number (Redis), and accepted only (the image)."""
    results = {}
    with redis_server() as redis_url, server(kind, "beacon", redis_url) as address:
        # What this machine gives a route that does nothing.
        empty = [wrk(address + "/empty", 3, 32) for _ in range(rounds)]
        results["empty route"] = round(median([load.per_second for load in empty]))
        for name, how in (("verdict", {}), ("accepted", {"BY_IMAGE": "1"})):
            wrk(address, 6, 32, "reports.lua", **how)
            loads = [wrk(address, 3, 32, "reports.lua", **how) for _ in range(rounds)]
            results[name] = round(median([load.per_second for load in loads]))
            results[f"{name}_p99_ms"] = round(median([load.p99_ms for load in loads]), 1)
    return {f"{kind}_beacon_per_second": results}
