"""The sign-in, its second step, and signing out."""

from flask import Response, flash, make_response, redirect, request

from ...core.app.portal import Portal
from ...core.forms import Form
from ...core.http.request_body import sent_form
from ...core.text.urls import safe_redirect_target
from ..access_control import AccessControl
from ..sign_in import CODE_FIELDS, FIELDS, SignIn, SignInForm


class SignInPages:
    """The pages for a person who is not signed in yet."""

    def __init__(self, portal: Portal, access_control: AccessControl, signing: SignIn) -> None:
        self._portal = portal
        self._access_control = access_control
        self._signing = signing

    def show(self) -> Response:
        back = self._back(request.args.get("next"))
        if self._portal.person is not None:
            return make_response(redirect(back))
        return self._answer(self._signing.form(back))

    def attempt(self) -> Response:
        typed = sent_form(Form, FIELDS)
        cookie, back = self._access_control.cookie(), self._back(typed["next"])
        return self._answer(self._signing.attempt(typed, request.remote_addr, cookie, back))

    def attempt_code(self) -> Response:
        """The second step: a code of the app, or a recovery code."""
        typed = sent_form(Form, CODE_FIELDS)
        cookie, back = self._access_control.cookie(), self._back(typed["next"])
        return self._answer(self._signing.attempt_code(typed, request.remote_addr, cookie, back))

    def sign_out(self) -> Response:
        self._signing.sign_out(self._portal.person, self._access_control.cookie())
        self._access_control.set_cookie(None)
        flash(self._portal.gettext("You have signed out."))
        return make_response(redirect(self._portal.url("admin.sign_in"), code=303))

    def _answer(self, form: SignInForm) -> Response:
        """The form, or with a new cookie the page that was asked for."""
        if form.cookie:
            self._access_control.set_cookie(form.cookie)
            return make_response(redirect(form.next, code=303))
        template = "admin/sign_in_code.html" if form.pending else "admin/sign_in.html"
        response = make_response(self._portal.render_page(template, form=form), form.status)
        if form.wait:
            response.headers["Retry-After"] = str(form.wait)
        return response

    def _back(self, target: str | None) -> str:
        return safe_redirect_target(target, self._portal.url("admin.start"))
