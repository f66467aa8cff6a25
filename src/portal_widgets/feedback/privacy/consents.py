"""The consents to the use of personal data. Each purpose has its own text, with a version."""

import hashlib

from ...core.app.portal import Portal
from ..rules import Consent, Message, Purpose
from ..settings import FeedbackSettings
from ..submission.forms import MessageForm

VERSION_LETTERS = 12


class Consents:
    """The consent texts of one portal, in the reader's language."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._own = portal.settings[FeedbackSettings].feedback_consent

    def text(self, purpose: Purpose) -> str:
        """The host's text for the purpose, or ours."""
        if purpose in self._own:
            return self._portal.language.text(self._own[purpose])
        _ = self._portal.gettext
        return {
            Purpose.ANSWER: _("I agree that my details are used only to answer this message."),
            Purpose.PUBLISH: _(
                "My question and its answer may be published without anything that identifies me."
            ),
        }[purpose]

    def given_consents(self, form: MessageForm, message: Message) -> tuple[Consent, ...]:
        """The ticked consents. Without personal data, only the publication needs a consent."""
        ticked = {Purpose.ANSWER: form["answer"] and message.personal, Purpose.PUBLISH: form["publish"]}
        texts = {purpose: self.text(purpose) for purpose, yes in ticked.items() if yes}
        return tuple(Consent(purpose, _version(text), text) for purpose, text in texts.items())


def _version(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:VERSION_LETTERS]
