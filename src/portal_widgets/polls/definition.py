"""The questions of a poll as JSON: checked when parsed, and always written in the same form."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import TypeGuard

from ..config import Text
from ..core.text.clock import Microseconds
from ..core.text.identity import identity
from ..core.text.normalization import one_line
from ..core.text.slugs import is_slug
from .rules import OTHER, Content, Option, Question, QuestionKind, Terms, Visibility
from .terms import each_term

LONGEST_TEXT = 500
LONGEST_INTRO = 5000
MOST_OPTIONS = 60
MOST_QUESTIONS = 20
FEWEST_OPTIONS = 2
MOST_STEPS = 11
LONGEST_KEY = 40
# The longest slug, in characters. The slug names the poll in its address.
LONGEST_SLUG = 80
MayLink = Callable[[str], bool]


def read_content(value: object, may_link: MayLink) -> Content:
    """The questions, from JSON. Raises ValueError with the fault and its place."""
    given = _mapping("the poll", value, {"title", "intro", "questions"})
    questions = given.get("questions")
    if not isinstance(questions, list | tuple) or not 1 <= len(questions) <= MOST_QUESTIONS:
        raise ValueError(f"questions: there must be 1 to {MOST_QUESTIONS}")
    read = tuple(_question(f"question {at}", one, may_link) for at, one in enumerate(questions, 1))
    _unique("questions", [question.key for question in read])
    return Content(
        _text("title", given.get("title")),
        read,
        _text("intro", given.get("intro", ""), most=LONGEST_INTRO, empty=True),
    )


def as_json(asked: Content) -> dict[str, object]:
    return asdict(asked)


def is_unseen(text: Text) -> bool:
    """Whether a reader would see nothing of a text, in one of its languages or in all of them."""
    texts = list(text.values()) if isinstance(text, Mapping) else [text]
    return not any(texts) or any(given and not one_line(given) for given in texts)


def find_same(texts: Sequence[Text]) -> tuple[int, int] | None:
    """The places of the first two texts that read the same in one of the languages, None if no two do.
    Neither case, blanks, invisible signs nor the way a letter is composed tells two texts apart.
    """
    codes = dict.fromkeys(code for text in texts if isinstance(text, Mapping) for code in text)
    for code in codes or {"": None}:
        places: dict[str, int] = {}
        for at, text in enumerate(texts):
            before = places.setdefault(_as_read(_in_language(text, code)), at)
            if before != at:
                return before, at
    return None


def _in_language(text: Text, code: str) -> str:
    """As `Language.text` shows it: if the language is missing, the first one."""
    return text if isinstance(text, str) else text.get(code) or next(iter(text.values()), "")


def _as_read(text: str) -> str:
    return one_line(identity(text).casefold())


def meaning_changes(before: Content, after: Content) -> str:
    """The differences that are not in the wording; "" if there are none. After the first ballot only words
    may change.
    """
    if [question.key for question in before.questions] != [question.key for question in after.questions]:
        return "questions"
    for old, new in zip(before.questions, after.questions, strict=True):
        if [option.key for option in old.options] != [option.key for option in new.options]:
            return f"{old.key}: options"
        rules = [(one.kind, one.least, one.most, one.other) for one in (old, new)]
        if rules[0] != rules[1]:
            return f"{old.key}: rules"
    return ""


def terms_changes(before: Terms, after: Terms, at: Microseconds, *, over: bool) -> str:
    """A term that must not change but does; "" if there is none. The voters and the kind of voting must not
    change. The end may move, but not into the past, and not after the poll has closed. Results may be shown
    more openly or less, but secret results stay secret.
    """
    stay = [one.attribute for one in each_term(type(before)) if one.stays]
    if any(getattr(after, name) != getattr(before, name) for name in stay):
        return "terms"
    moved = after.closes_at != before.closes_at
    if moved and (over or (after.closes_at is not None and after.closes_at < at)):
        return "end"
    if before.visibility is Visibility.SECRET and after.visibility is not before.visibility and not over:
        return "visibility"
    return ""


def _question(where: str, value: object, may_link: MayLink) -> Question:
    names = {"key", "text", "kind", "options", "least", "most", "other", "low", "high"}
    given = _mapping(where, value, names)
    kind = given.get("kind", QuestionKind.SINGLE)
    if not isinstance(kind, str) or kind not in {*QuestionKind}:
        raise ValueError(f"{where}: kind must be one of {', '.join(QuestionKind)}")
    options = _options(where, given.get("options"), may_link)
    other = given.get("other", False)
    if not isinstance(other, bool) or (other and kind not in {QuestionKind.SINGLE, QuestionKind.MULTIPLE}):
        raise ValueError(f"{where}: only a single or multiple choice may have an answer in one's own words")
    if kind == QuestionKind.SCALE:
        _numbers(where, options)
    least, most = _limits(where, QuestionKind(kind), given, len(options) + other)
    return Question(
        _key(where, given.get("key")),
        _text(f"{where}: text", given.get("text")),
        QuestionKind(kind),
        options,
        least,
        most,
        other,
        _text(f"{where}: low", given.get("low", ""), empty=True),
        _text(f"{where}: high", given.get("high", ""), empty=True),
    )


def _options(where: str, value: object, may_link: MayLink) -> tuple[Option, ...]:
    if not isinstance(value, list | tuple) or not FEWEST_OPTIONS <= len(value) <= MOST_OPTIONS:
        raise ValueError(f"{where}: there must be {FEWEST_OPTIONS} to {MOST_OPTIONS} options")
    read = tuple(_option(f"{where}, option {at}", one, may_link) for at, one in enumerate(value, 1))
    _unique(where, [option.key for option in read])
    if OTHER in {option.key for option in read}:
        raise ValueError(f"{where}: {OTHER!r} is the reserved key of an answer in one's own words")
    same = find_same([option.text for option in read])
    if same:
        named = " and ".join(f"{at + 1} ({_as_named(read[at].text)!r})" for at in same)
        raise ValueError(f"{where}: options {named} read the same")
    return read


def _as_named(text: Text) -> str:
    return text if isinstance(text, str) else " | ".join(text.values())


def _option(where: str, value: object, may_link: MayLink) -> Option:
    given = _mapping(where, value, {"key", "text", "link", "picture", "picture_text"})
    link, picture = (_address(where, name, given.get(name, ""), may_link) for name in ("link", "picture"))
    picture_text = _text(f"{where}: picture_text", given.get("picture_text", ""), empty=True)
    if picture and is_unseen(picture_text):
        raise ValueError(f"{where}: a picture needs a text that describes it")
    return Option(
        _key(where, given.get("key")),
        _text(f"{where}: text", given.get("text")),
        link,
        picture,
        picture_text,
    )


def _address(where: str, name: str, value: object, may_link: MayLink) -> str:
    if not isinstance(value, str) or (value and not may_link(value)):
        raise ValueError(f"{where}: {name} must be an address on the web or of this site")
    return value


def _numbers(where: str, options: tuple[Option, ...]) -> None:
    numbers = [int(option.key) if option.key.isdigit() else -1 for option in options]
    if len(numbers) > MOST_STEPS or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        raise ValueError(f"{where}: the options of a scale are 2 to {MOST_STEPS} numbers in a row")


def _limits(where: str, kind: QuestionKind, given: Mapping[str, object], choices: int) -> tuple[int, int]:
    """At least `least` and at most `most` options; 0 makes the question optional. Without `most` a voter may
    choose all options, as in the form of the office.
    """
    several = kind in {QuestionKind.MULTIPLE, QuestionKind.RANKED}
    most = given.get("most", choices if several else 1)
    least = given.get("least", 1)
    if not _is_whole(least) or not _is_whole(most):
        raise ValueError(f"{where}: least and most must be whole numbers")
    if kind in {QuestionKind.SINGLE, QuestionKind.SCALE} and most != 1:
        raise ValueError(f"{where}: a {kind} question has exactly one choice")
    if not 0 <= least <= most <= choices or most < 1:
        raise ValueError(f"{where}: least and most must be from 0 to {choices}, least not above most")
    return least, most


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _mapping(where: str, value: object, names: set[str]) -> Mapping[str, object]:
    if not isinstance(value, Mapping) or not value.keys() <= names:
        raise ValueError(f"{where} must be an object with some of: {', '.join(sorted(names))}")
    return value


def _key(where: str, value: object) -> str:
    if not isinstance(value, str) or not is_slug(value, LONGEST_KEY):
        raise ValueError(f"{where}: key must be 1 to 40 of a-z, 0-9 and -")
    return value


def _unique(where: str, keys: list[str]) -> None:
    if len(set(keys)) < len(keys):
        raise ValueError(f"{where}: a key occurs twice")


def _text(where: str, value: object, *, most: int = LONGEST_TEXT, empty: bool = False) -> Text:
    given = [*value.values()] if isinstance(value, Mapping) else [value]
    texts = [text for text in given if isinstance(text, str) and len(text) <= most]
    if len(texts) < len(given):
        raise ValueError(f"{where} must be a text of at most {most} characters, or one by language code")
    read: Text = dict(value) if isinstance(value, Mapping) else texts[0]
    if not empty and is_unseen(read):
        raise ValueError(f"{where} must not be empty")
    return read
