"""The form for writing a poll, and the poll that it saves."""

from enum import StrEnum

from flask import Response, flash, make_response, request

from ...core.http.request_body import is_submission, sent_form
from ...core.text.urls import may_be_linked
from ..definition import MOST_OPTIONS, MOST_QUESTIONS, read_content
from ..rules import QuestionKind, Terms, Voters
from ..settings import PollSettings
from ..store.polls import FrozenPollError, Poll, SlugTakenError
from ..terms import Term, each_term
from . import poll_form
from .context import PollAdminContext
from .poll_form import PollForm


class PollFormPages:
    """Shows the form and saves it, with a message for every invalid field."""

    def __init__(self, context: PollAdminContext) -> None:
        self._context = context
        self._portal = context.portal
        self._service = context.service
        self._knows_persons = context.portal.settings[PollSettings].poll_voter is not None

    def write(self, poll: Poll | None) -> Response:
        """The form with the stored poll, with the typed poll and one more part, or with the errors."""
        if not is_submission(request):
            zone = self._portal.clock.zone
            return self._form(poll, self._stored_form(poll) if poll else poll_form.new_poll(zone))
        form = sent_form(PollForm)
        if "add" in form:
            form.add()
            return self._form(poll, form)
        errors = self._errors(poll, form)
        return self._form(poll, form, errors) if errors else self._save_form(poll, form)

    def _stored_form(self, poll: Poll) -> PollForm:
        return poll_form.from_poll(poll.slug, poll.content, poll.terms, self._portal.clock.zone)

    def _save_form(self, poll: Poll | None, form: PollForm) -> Response:
        _ = self._portal.gettext
        try:
            number = self._save(poll, form)
        except SlugTakenError:
            return self._form(
                poll, form, {"slug": _("Another poll has this address. Please choose another one.")}
            )
        except FrozenPollError as error:
            field = {"visibility": "visibility", "end": "closes"}.get(str(error), "q0")
            return self._form(poll, form, {field: self._context.ui_text().frozen(str(error))})
        except ValueError:
            return self._form(poll, form, {"q0": _("Please check the questions again.")})
        self._service.invalidate()
        flash(_("The poll is saved."))
        return self._context.redirect(number)

    def _save(self, poll: Poll | None, form: PollForm) -> int:
        asked = read_content(poll_form.definition(form, poll.content if poll else None), may_be_linked)
        terms = self._terms(poll, form)
        at, who = self._service.now(), self._context.who()
        if poll is None:
            slug = self._context.free_slug(form["slug"]) if form.proposes_slug else form["slug"]
            return self._service.polls.create(slug, asked, terms, who=who, at=at)
        self._service.polls.edit(poll.id, asked, terms, who=who, at=at)
        return poll.id

    def _terms(self, poll: Poll | None, form: PollForm) -> Terms:
        return poll_form.terms(form, self._portal.clock.zone, poll.terms if poll else None)

    def _errors(self, poll: Poll | None, form: PollForm) -> dict[str, str]:
        """A message for every invalid field."""
        ui_text = self._context.ui_text()
        faults = form.find_faults()
        if faults.keys().isdisjoint(form.terms) and not self._is_in_order(poll, form):
            faults["closes"] = "moment"
        errors = {name: ui_text.poll_fault(name, fault) for name, fault in faults.items()}
        for at, question in enumerate(form.questions):
            for name, fault in question.faults(may_be_linked).items():
                errors[f"q{at}-{name}"] = ui_text.question_fault(at + 1, fault, question)
        return errors

    def _is_in_order(self, poll: Poll | None, form: PollForm) -> bool:
        try:
            self._terms(poll, form)
        except ValueError:
            return False
        return True

    def _form(self, poll: Poll | None, form: PollForm, errors: dict[str, str] | None = None) -> Response:
        page = self._context.page(
            "admin_form.html",
            poll=poll,
            form=form,
            errors=errors or {},
            kinds=list(QuestionKind),
            terms=each_term(Terms),
            offered=self._offered,
            most_questions=MOST_QUESTIONS,
            most_options=MOST_OPTIONS,
        )
        return make_response(page, 400 if errors else 200)

    def _offered(self, term: Term) -> list[StrEnum]:
        """The values of a choice. "One ballot for each person" is offered only if the host knows who is
        signed in.
        """
        return [one for one in term.choices if one is not Voters.PERSON or self._knows_persons]
