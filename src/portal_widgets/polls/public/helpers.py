"""Template helper: a poll in a page that any cache may keep."""

from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from ...core.app.helpers import empty_part
from ...core.app.portal import Portal
from ..ballot_form import fields
from ..history import PollChange, changes
from ..rules import PollState, may_see_ballots, may_see_results
from ..service import PollService, PollView
from ..ui_text.poll import PollUiText

SHOWS = ("newest", "rotate")


class PollHelpers:
    """The template helper of one portal."""

    def __init__(self, portal: Portal, service: PollService) -> None:
        self._portal = portal
        self._service = service

    def poll(self, slug: str | None = None, show: str = "newest") -> Markup:
        """A poll by its address. Without one, the newest open poll, or another open poll each day ("rotate").
        Empty if there is none. It is the same for every reader.
        """
        if show not in SHOWS:
            raise ValueError(f"poll: show must be one of {', '.join(SHOWS)}, not {show!r}")
        found = self._choose(slug, show)
        if found is None:
            return empty_part(self._portal.app, "poll", _why_none(slug))
        poll = found.poll
        depends = (poll.id, poll.version, str(poll.terms), found.state, str(found.result))
        return self._portal.cached_fragment(
            self._portal.page,
            "polls/block.html",
            *depends,
            make=lambda: self._portal.render("polls/block.html", **context(self._portal, found)),
        )

    def _choose(self, slug: str | None, show: str) -> PollView | None:
        published = self._service.published()
        if slug is not None:
            named = next((one for one in published if one.poll.slug == slug), None)
            return self._service.with_final_result(named) if named else None
        open_now = [one for one in published if one.state is PollState.OPEN]
        if not open_now:
            return None
        return open_now[self._service.today().toordinal() % len(open_now) if show == "rotate" else 0]


def _why_none(slug: str | None) -> str:
    if slug is not None:
        return f"no published poll has the address {slug}"
    return "no poll is open; create one in the admin area or with `flask portal polls`"


def context(portal: Portal, view: PollView, **more: object) -> dict[str, object]:
    """The variables of a poll's templates."""
    poll = view.poll
    return {
        "poll": poll,
        "asked": poll.content,
        "fields": fields(poll.content),
        "terms": poll.terms,
        "state": view.state,
        "result": view.result,
        "honest": view.disclosure,
        "changes": changes_since_opening(portal, view),
        "ballots_published": may_see_ballots(poll.terms.visibility, view.state),
        "result_published": may_see_results(poll.terms.visibility, view.state),
        "pw_words": PollUiText(portal.language, portal.clock),
        "given": MultiDict(),
        "faults": {},
        "ticket": "",
        "mine": "",
        **more,
    }


def changes_since_opening(portal: Portal, view: PollView) -> list[PollChange]:
    """The changes after the opening, for readers who may see the result."""
    if view.disclosure is None:
        return []
    return changes(view.disclosure.versions, view.poll.terms.opens_at or 0, portal.language.text)
