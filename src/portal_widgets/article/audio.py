"""An editor's recording of an article: a player, and the file and its text as links."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from markupsafe import Markup

from ..core.app.helpers import empty_part
from ..core.app.portal import Portal
from ..core.text.lazy import words_of
from ..core.text.urls import linkable

# Formats that browsers play, by the end of the address (RFC 3003, RFC 4337, RFC 5334, RFC 6716).
TYPES = {
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "webm": "audio/webm",
    "wav": "audio/wav",
    "flac": "audio/flac",
}
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording and its facts. `kind` is "" if the address does not show it; unknown numbers are 0."""

    url: str
    kind: str
    transcript: str
    minutes: int
    megabytes: float

    @property
    def mimetype(self) -> str:
        return TYPES.get(self.kind, "")


def recording(url: str, transcript: str, duration: float | timedelta | None, size: int | None) -> Recording:
    """Check a recording. `duration` is in seconds, `size` in bytes. Raises ValueError if the address
    cannot be a file on the web, or if a number is below 0.
    """
    seconds = duration.total_seconds() if isinstance(duration, timedelta) else float(duration or 0)
    if not linkable(url) or urlsplit(url).scheme not in {"", "http", "https"}:
        raise ValueError(f"a recording is a file of this site or of the web, not {url!r}")
    if not 0 <= seconds < timedelta.max.total_seconds() or (size or 0) < 0:
        raise ValueError("the duration is a number of seconds and the size one of bytes, not below 0")
    kind = PurePosixPath(urlsplit(url).path).suffix.lstrip(".").lower()
    return Recording(
        url,
        kind if kind in TYPES else "",
        linkable(transcript),
        max(1, round(seconds / 60)) if seconds else 0,
        max(0.1, round(size / MEGABYTE, 1)) if size else 0,
    )


class AudioHelper:
    """The template helper of one portal."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def audio(
        self,
        url: str | None,
        title: str | None = None,
        transcript: str | None = None,
        duration: float | timedelta | None = None,
        *,
        size: int | None = None,
        lang: str = "",
    ) -> Markup:
        """A recording of the article that an editor has made: a player, which loads nothing until it is
        pressed, and links to the file and to the address of its text. `duration` is in seconds, `size` in
        bytes, `lang` the language of the title if it differs from the page's. Empty without a `url`.
        """
        if not url:
            return empty_part(self._portal.app, "audio", "it was given no file")
        known = recording(url, transcript or "", duration, size)
        said = words_of(title) if title else ""
        return self._portal.render("article/audio.html", recording=known, title=said, lang=lang)
