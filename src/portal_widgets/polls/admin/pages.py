"""Makes the panel's pages and does what its buttons ask."""

import itertools
import re

from flask import Response, abort, flash, make_response, redirect, request

from ...core.app.portal import Portal
from ...core.http.request_body import is_submission
from ...core.text.table_export import KINDS as FILES
from ...core.text.table_export import file_name, write_table
from ...core.text.urls import may_be_linked
from ..definition import read_content
from ..public.helpers import context
from ..rules import PollState, QuestionKind, Terms, Visibility, Voters, may_see_ballots, may_see_results
from ..service import PollService, PollView
from ..store.ballots import NotOpenError
from ..store.polls import FrozenPollError, Poll, SlugTakenError
from ..ui_text import PollUiText
from . import files, poll_form
from .poll_form import PollForm, QuestionForm

MOST_CODES = 1000
_SLUG = re.compile("[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")


class PollAdminPages:
    """Makes the panel's pages and does what its buttons ask."""

    def __init__(self, portal: Portal, service: PollService) -> None:
        self._portal = portal
        self._service = service

    def find(self, number: int) -> Poll:
        known = self._service.polls.by_number(number) if number < 2**31 else None
        return known or abort(404, self._portal.gettext("There is no such poll."))

    def listed(self) -> str:
        now = self._service.now()
        polls = [(poll, poll.state(now)) for poll in self._service.polls.every()]
        return self._page("admin_list.html", polls=polls)

    def show(self, poll: Poll, codes: list[str] | None = None) -> Response:
        """Turnout and refusals always; results only where the poll's rule lets the office see them."""
        state = poll.state(self._service.now())
        seen = may_see_results(poll.terms.visibility, state, staff=True)
        found = self._service.with_result(poll, state) if seen else PollView(poll, state, None)
        honest = found.disclosure or self._service.disclosure(poll)
        page = self._page(
            "admin_poll.html",
            **context(self._portal, found),
            refusals=honest.refused,
            versions=honest.versions,
            verdict=self._service.results.verify(poll) if seen and poll.chain_length else None,
            codes=codes or [],
        )
        return make_response(page)

    def file(self, poll: Poll, table: str, kind: str) -> Response:
        """Result or ballots as a file, where the poll's rule lets the office see them."""
        portal, state = self._portal, poll.state(self._service.now())
        words = PollUiText(portal.language, portal.clock)
        if not may_see_results(poll.terms.visibility, state, staff=True):
            abort(403, words.hidden(poll.terms.visibility, poll.terms))
        if table == "ballots" and not may_see_ballots(poll.terms.visibility, state, staff=True):
            abort(403, words.ballots_later())
        if table == "results":
            sheet = files.results(portal.language, poll, self._service.results.result(poll))
        else:
            sheet = files.ballots(portal.language, poll, self._service.results.ballots(poll))
        about = files.about(portal, poll)
        response = Response(write_table(kind, sheet, about, portal.gettext), mimetype=FILES[kind])
        name = file_name(f"{table} {poll.slug}", about, kind)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def preview(self, poll: Poll) -> str:
        """The ballot as readers see it; how it looks in each theme, the reading options show."""
        shown = context(self._portal, self._service.view(poll))
        return self._page("admin_preview.html", **{**shown, "state": PollState.OPEN, "result": None})

    def write(self, poll: Poll | None) -> Response:
        """The form: as it is stored, as it was typed with one question more, or with what is wrong."""
        if not is_submission(request):
            return self._form(poll, self._stored(poll) if poll else PollForm())
        form = poll_form.read_form(request.form)
        if "add" in request.form:
            form.questions.append(QuestionForm())
            return self._form(poll, form)
        errors = self._errors(poll, form)
        return self._form(poll, form, errors) if errors else self._save_form(poll, form)

    def _stored(self, poll: Poll) -> PollForm:
        return poll_form.of_poll(poll.slug, poll.content, poll.terms, self._portal.clock.zone)

    def _save_form(self, poll: Poll | None, form: PollForm) -> Response:
        _ = self._portal.gettext
        try:
            number = self._save(poll, form)
        except SlugTakenError:
            return self._form(
                poll, form, {"slug": _("Another poll has this address. Please choose another one.")}
            )
        except FrozenPollError as error:
            words = PollUiText(self._portal.language, self._portal.clock)
            field = {"visibility": "visibility", "end": "closes"}.get(str(error), "q0")
            return self._form(poll, form, {field: words.frozen(str(error))})
        except ValueError:
            return self._form(poll, form, {"q0": _("Please look at the questions once more.")})
        self._service.invalidate()
        flash(_("The poll is saved."))
        return self._to(number)

    def act(self, poll: Poll, action: str) -> Response:
        """One of the buttons. What an action is not good for at this moment, it leaves as it is."""
        polls, now = self._service.polls, self._service.now()
        if action == "codes":
            return self._codes(poll)
        if action == "duplicate":
            return self._duplicate(poll)
        if action == "delete":
            polls.delete_draft(poll.id)
            return make_response(redirect(self._portal.url("admin.polls.index"), 303))
        does = {
            "publish": lambda: polls.publish(poll.id, now),
            "close": lambda: polls.close(poll.id, now, self._who()),
            "archive": lambda: polls.archive(poll.id, archived=True),
            "restore": lambda: polls.archive(poll.id, archived=False),
        }.get(action)
        if does is None:
            abort(404)
        if action == "archive" and poll.state(now) is not PollState.CLOSED:
            abort(409, self._portal.gettext("Only a poll that is closed goes into the archive."))
        does()
        self._service.invalidate()
        flash(self._portal.gettext("Done."))
        return self._to(poll.id)

    def _codes(self, poll: Poll) -> Response:
        count = request.form.get("count", 0, type=int)
        if poll.terms.voters is not Voters.CODE or not 1 <= count <= MOST_CODES:
            abort(400, self._portal.gettext("Please ask for 1 to %(most)s codes.", most=MOST_CODES))
        try:
            made = self._service.invite(poll, count)
        except NotOpenError:
            abort(409, self._portal.gettext("This poll takes no ballots now."))
        return self.show(poll, made)

    def _duplicate(self, poll: Poll) -> Response:
        """A draft with the same questions, under the next address that is free."""
        taken = {one.slug for one in self._service.polls.every()}
        slug = next(name for at in itertools.count(2) if (name := f"{poll.slug[:75]}-{at}") not in taken)
        terms = Terms(None, None, poll.terms.visibility, poll.terms.voters)
        at = self._service.now()
        number = self._service.polls.create(slug, poll.content, terms, who=self._who(), at=at)
        return self._to(number, "edit")

    def _save(self, poll: Poll | None, form: PollForm) -> int:
        asked = read_content(poll_form.definition(form, poll.content if poll else None), may_be_linked)
        terms = self._terms(poll, form)
        at, who = self._service.now(), self._who()
        if poll is None:
            return self._service.polls.create(form.slug, asked, terms, who=who, at=at)
        self._service.polls.edit(poll.id, asked, terms, who=who, at=at)
        return poll.id

    def _terms(self, poll: Poll | None, form: PollForm) -> Terms:
        return poll_form.terms(form, self._portal.clock.zone, poll.terms if poll else None)

    def _errors(self, poll: Poll | None, form: PollForm) -> dict[str, str]:
        """A sentence for every field that cannot be taken."""
        _ = self._portal.gettext
        errors = {}
        if not _SLUG.fullmatch(form.slug):
            errors["slug"] = _("The address is made of small letters a to z, digits and hyphens.")
        if not (form.title_vi or form.title_en):
            errors["title_vi"] = _("Please give the poll a title.")
        try:
            self._terms(poll, form)
        except ValueError:
            errors["closes"] = _("Please give days and times, the end after the beginning.")
        words = PollUiText(self._portal.language, self._portal.clock)
        for at, question in enumerate(form.questions):
            fault = poll_form.find_fault(question, may_be_linked)
            if fault:
                errors[f"q{at}"] = words.question(fault)
        return errors

    def _form(self, poll: Poll | None, form: PollForm, errors: dict[str, str] | None = None) -> Response:
        page = self._page(
            "admin_form.html",
            poll=poll,
            form=form,
            errors=errors or {},
            kinds=list(QuestionKind),
            visibilities=list(Visibility),
            voters=[one for one in Voters if one is not Voters.PERSON or self._portal.settings["POLL_VOTER"]],
        )
        return make_response(page, 400 if errors else 200)

    def _page(self, template: str, **values: object) -> str:
        words = PollUiText(self._portal.language, self._portal.clock)
        return self._portal.render_page(f"polls/{template}", **{"pw_words": words, **values})

    def _who(self) -> str:
        person = self._portal.person
        return person.name if person else ""

    def _to(self, number: int, view: str = "one") -> Response:
        return make_response(redirect(self._portal.url(f"admin.polls.{view}", number=number), 303))
