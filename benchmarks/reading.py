"""The cost of the reading options for a page and its reader (bytes, writes, shifts, time), and their
accessibility.
"""

import gzip
import re
from typing import Any
from urllib.parse import urlsplit

import reading_access
import reading_choice
import reading_return
from chromium import Site, example_portal
from playwright.sync_api import Response

from portal_widgets.core.app.assets import Assets
from portal_widgets.reading.styles import stylesheet

FORMS = tuple(reading_access.CONTROLS)
# Files that a stylesheet or script may load later. Their names contain a hash, as in the text.
ON_DEMAND = re.compile(rb"[\w-]+-[0-9a-f]{12}\.(?:mjs|woff2|svg)")


def run() -> dict[str, Any]:
    with example_portal() as site:
        return {
            **_bytes(site),
            **reading_choice.run(site),
            **reading_return.run(site),
            **reading_access.run(site),
        }


def _bytes(site: Site) -> dict[str, Any]:
    """Bytes of the files that the browser really requested. The example portal's own stylesheet is
    separate.
    """
    loaded, hosts = _loaded(site)
    ours = {name: body for name, body in loaded.items() if "/portal/assets/" in name}
    later = _on_demand(site, ours)
    groups = {
        "head script": [body for name, body in ours.items() if "/head-" in name],
        "all scripts": [body for name, body in ours.items() if name.endswith(".js")],
        "stylesheet": [body for name, body in ours.items() if name.endswith(".css")],
        "reading options alone": _alone(),
        "the example's own stylesheet": [
            body for name, body in loaded.items() if name not in ours and name.endswith(".css")
        ],
    }
    return {
        "reading_bytes": {name: sum(map(len, bodies)) for name, bodies in groups.items()},
        "reading_bytes_gzip": {name: sum(map(_packed, bodies)) for name, bodies in groups.items()},
        # Fonts are compressed already.
        "reading_bytes_on_demand": {
            _plain(name): min(len(body), _packed(body)) for name, body in later.items()
        },
        "reading_loaded_before_it_is_needed": sum(name in loaded for name in later),
        "reading_third_party_hosts": len(hosts - {urlsplit(site.address).netloc}),
    }


def _loaded(site: Site) -> tuple[dict[str, bytes], set[str]]:
    """Path and body of everything that an article page requests, and the hosts."""
    answers: list[Response] = []

    def hear(answer: Response) -> None:
        answers.append(answer)

    with site.page(prepare=lambda page: page.on("response", hear)):
        bodies = {urlsplit(answer.url).path: answer.body() for answer in answers if answer.ok}
    return bodies, {urlsplit(answer.url).netloc for answer in answers}


def _on_demand(site: Site, files: dict[str, bytes]) -> dict[str, bytes]:
    names = sorted({name.decode() for body in files.values() for name in ON_DEMAND.findall(body)})
    client = site.app.test_client()
    return {name: client.get(f"/portal/assets/{name}").data for name in names}


def _alone() -> list[bytes]:
    """The files of a portal that has only the reading options."""
    assets = Assets(["core", "reading"], [stylesheet()])
    return [asset.body for asset in (assets.head, assets.script, assets.style)]


def _packed(body: bytes) -> int:
    return len(gzip.compress(body, 9, mtime=0))


def _plain(name: str) -> str:
    return re.sub(r"-[0-9a-f]{12}\.", ".", name)
