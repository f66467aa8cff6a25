"""The settings of the link directory."""

from dataclasses import dataclass
from functools import partial
from typing import Literal

from ..config import boolean, one_of, optional, setting
from ..core.text.email_addresses import address
from ..core.text.urls import may_be_linked
from .directory_data import read_configured
from .rules import Directory


@dataclass(frozen=True)
class LinkSettings:
    """The first directory, how its links open, and the link check."""

    # The first version of the directory. After an edit in the admin area, the database has the current
    # version.
    links: Directory = setting(
        {},
        partial(read_configured, may_be_linked=may_be_linked),
        "Groups of links by key, until they are edited in the admin area: each a list of links, or a "
        "dictionary with `title`, `layout` (`row`, `list`, `cards`, `columns`, `select` or `carousel`), "
        "`links` and `groups`. A link has `title` and `url`, and may have `description`, `icon` (a picture "
        "of this site), `icon_text`, `owner`, `starts`, `ends`, `review`, `languages`, `new_window` and "
        "`nofollow`. Texts may be given by language code.",
    )
    link_window: Literal["same", "new"] = setting(
        "same",
        one_of("same", "new"),
        "Where links to other sites open. A new window is announced in the link's text (WCAG G201).",
    )
    link_clicks: bool = setting(
        True,
        boolean,
        "Whether clicks on links are counted, by the rules of views.",
    )
    link_quarantine: bool = setting(
        True,
        boolean,
        "Whether a link that is broken for days or leads to another owner is held back from readers, "
        "until an editor has checked it. Its name is still shown, without the link.",
    )
    link_alerts: str | None = setting(
        None,
        optional(address),
        "E-mail address for the faults that `flask portal links check --mail` finds.",
    )
