"""The form for writing a poll, and the poll that it saves."""

from enum import StrEnum

from flask import Response, flash, make_response, request

from ...core.http.request_body import is_submission
from ...core.text.slugs import is_slug
from ...core.text.urls import may_be_linked
from ..definition import read_content
from ..rules import QuestionKind, Terms, Voters
from ..settings import PollSettings
from ..store.polls import LONGEST_SLUG, FrozenPollError, Poll, SlugTakenError
from ..terms import Term, each_term
from . import poll_form
from .context import PollAdminContext
from .poll_form import PollForm, QuestionForm


class PollFormPages:
    """Shows the form and saves it, with a message for every invalid field."""

    def __init__(self, context: PollAdminContext) -> None:
        self._context = context
        self._portal = context.portal
        self._service = context.service
        self._knows_persons = context.portal.settings[PollSettings].poll_voter is not None

    def write(self, poll: Poll | None) -> Response:
        """The form with the stored poll, with the typed poll and one more question, or with the errors."""
        if not is_submission(request):
            return self._form(poll, self._stored_form(poll) if poll else PollForm())
        form = poll_form.read_form(request.form)
        if "add" in request.form:
            form.questions.append(QuestionForm())
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
            return self._service.polls.create(form.slug, asked, terms, who=who, at=at)
        self._service.polls.edit(poll.id, asked, terms, who=who, at=at)
        return poll.id

    def _terms(self, poll: Poll | None, form: PollForm) -> Terms:
        return poll_form.terms(form, self._portal.clock.zone, poll.terms if poll else None)

    def _errors(self, poll: Poll | None, form: PollForm) -> dict[str, str]:
        """A message for every invalid field."""
        _ = self._portal.gettext
        errors = {}
        if not is_slug(form.slug, LONGEST_SLUG):
            errors["slug"] = _("The address may contain only small letters a to z, digits and hyphens.")
        if not (form.title_vi or form.title_en):
            errors["title_vi"] = _("Please give the poll a title.")
        try:
            self._terms(poll, form)
        except ValueError:
            errors["closes"] = _("Please give days and times. The end must be after the beginning.")
        ui_text = self._context.ui_text()
        for at, question in enumerate(form.questions):
            fault = poll_form.find_fault(question, may_be_linked)
            if fault:
                errors[f"q{at}"] = ui_text.question(fault)
        return errors

    def _form(self, poll: Poll | None, form: PollForm, errors: dict[str, str] | None = None) -> Response:
        page = self._context.page(
            "admin_form.html",
            poll=poll,
            form=form,
            errors=errors or {},
            kinds=list(QuestionKind),
            terms=each_term(Terms),
            offered=self._offered,
        )
        return make_response(page, 400 if errors else 200)

    def _offered(self, term: Term) -> list[StrEnum]:
        """The values of a choice. "One ballot for each person" is offered only if the host knows who is
        signed in.
        """
        return [one for one in term.choices if one is not Voters.PERSON or self._knows_persons]
