"""Our Lua scripts. Each one makes its changes in one step."""

from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import Any

from ....core.redis import Client, Value
from .keys import meta


class Script:
    """A script of ours, registered once, because computing its name, the hash of its text, is slow."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._registered: Callable[..., list[Any]] | None = None

    def run(self, client: Client, site: str, arguments: Sequence[Value]) -> list[Any]:
        if self._registered is None:
            lua = files("portal_widgets.counting.store.redis") / "lua" / f"{self._name}.lua"
            self._registered = client.register_script(lua.read_text("utf-8"))
        return self._registered(keys=[meta(site)], args=arguments, client=client)
