"""The prose can be read once: listed phrases do not occur (CONTRIBUTING.md, English)."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")]
PAGES += [page for page in sorted((ROOT / "docs").rglob("*.md")) if "_build" not in page.parts]
MODULES = [path for folder in ("src", "examples") for path in sorted((ROOT / folder).rglob("*.py"))]
COMMENTS = {
    ".lua": r"(?:^ *--.*\n)+",
    ".css": r"/\*[\s\S]*?\*/",
    ".mjs": r"(?:^ *//.*\n)+",
    ".js": r"(?:^ *//.*\n)+",
    ".html": r"\{#[\s\S]*?#\}",
    ".svg": r"\{#[\s\S]*?#\}",
}
SOURCES = [
    path
    for folder in ("src", "examples")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in COMMENTS and "instance" not in path.parts
]
CATALOGUE = ROOT / "src/portal_widgets/translations/vi/LC_MESSAGES/portal_widgets.po"
# Their texts that are not prose, such as hostile input, may contain anything.
TOOLS = [path for folder in ("tests", "benchmarks", "docs") for path in sorted((ROOT / folder).rglob("*.py"))]
FILES = [*PAGES, *MODULES, *SOURCES, CATALOGUE, *TOOLS]

START = r"(?:^|(?<=[.:;!?] ))"
PHRASES = {
    "a clause as subject: name the subject": START
    + r"(?:What|Whatever|Who|Whoever|Whose)\b[^.?;]*(?:[.;]|$)",
    '"whoever": name the person': r"\b[Ww]hoever\b|\b[Ww]homever\b",
    'a sentence that begins with "Of"': START + r"Of (?!course)",
    '"is to be": "must be" or "will be"': r"\b(?:is|are|was|were) to be\b",
    "negation of a negation": r"\b[Nn]obody\b[^.]*\bnothing\b",
    '"so many that": two sentences': r"\bso (?:many|much|few|little)\b[^.]* that\b",
    '"anew": "again"': r"\banew\b",
    '"of its own accord": "by itself"': r"\bof (?:its|their|one's) own accord\b",
    '"at hand": "available"': r"\bat hand\b",
    '"the like": "similar ..."': r"\bthe like\b",
    '"for ever", "as ever": "permanently", "as before"': r"\b(?:for|as) ever\b",
    '"else" without "if": "otherwise"': r"\b(?:and|or) else\b|, else\b",
    '"none" as predicate: "not a ..."': r"(?<!there )\b(?:is|are|was|were) none\b|\bnone of (?:ours|theirs)\b|\bnone but\b",
    '"stands": "is"': r"\b(?:[Ss]tands?|[Ss]tood|[Ss]tanding)\b(?! out)",
    '"is told", "tells of": "is reported", "reports"': r"\b(?:is|are|was|were) told\b(?! apart)|\btells? of\b",
    '"bring home": "commit to SQL"': r"\b(?:bring|brings|brought)\b[^.]{0,40}\bhome\b",
    '"the very": leave it out': r"\b(?:[Tt]his|[Tt]he) very\b",
    '"knows no": "does not depend on"': r"\bknows? (?:no|nothing|neither)\b",
    '"speaks against": "prevents"': r"\b(?:speaks?|spoke) against\b|\bheld against\b",
    '"by chance": "at random"': r"\bby chance\b",
    '"dear": "expensive"': r"\b[Dd]ear\b",
    '"mend": "fix"': r"\b[Mm]end(?:s|ed|ing)?\b",
    '"thanked": "gets a receipt"': r"\bthanked\b",
    '"all but": "all except"': r"\b(?:all|every\w*|any\w*|nothing|none|nobody|no one) but\b|\bbut for\b",
    '"lest": "so that ... not"': r"\b[Ll]est\b",
    '"need not": "does not have to"': r"\bneeds? not\b",
    '"alone": "only"': r"(?<!leave )(?<!left )\balone\b",
    '"is no": "is not a"': r"(?<!there )(?<!There )\b(?:is|are|was|were) no\b(?! longer)",
    '"lies in": "is in"': r"\blies\b|\blie (?:in|on|there)\b",
    '"for who": "for people who"': r"\b(?:by|to|for|as|like|from) who\b",
    '"is said": "is reported"': r"\b(?:is|are|was|were|be) said\b",
    '"told apart": "distinguished"': r"\btold (?:\w+ ){0,2}apart\b",
    '"are the most": "at most"': r"\b(?:is|are) the most[.;]",
    '"cannot be taken": "is refused"': r"\bcannot be taken\b",
    '"folded into months": "merged"': r"\bfold(?:s|ed)?\b[^.]{0,40}\b(?:days?|months?)\b",
    '"of so many": "of this number of"': r"\b(?:every|after|in|of|for|by) so (?:many|much)\b",
    '"by turns": "in turn"': r"\bby turns\b",
    '"is away": "is unavailable"': r"\b(?:is|are|was|were) away\b",
    '"is left alone": "is not called"': r"\b(?:is|are|was|were) left alone\b",
    '"of which": two sentences': r"\bof (?:which|whom)\b",
    '"to be had": "available"': r"\bto be had\b",
    '"of itself": "by itself"': r"\bof (?:itself|themselves)\b",
    '"good for a while": "valid"': r"\bgood for (?:one|a while)\b",
    '"goes on": "continues"': r"\b(?:goes|go|went|going) on\b",
    '"set right": "corrected"': r"\b(?:put|set) right\b",
    '"at leisure", "in vain", "unawares"': r"\b(?:at leisure|in vain|unawares)\b",
    '"verdict": "result"': r"\bverdicts?\b",
    '"beside the requests": "in the background"': r"\bbeside the requests\b",
}


def of_page(text: str) -> Iterator[str]:
    """Paragraphs, list items and table cells of a page, without code and headings (their anchors stay)."""
    text = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^(?:#.*|    .*)$", "", text, flags=re.MULTILINE)
    for part in re.split(r"\n\s*\n|\n(?=\|)|\n(?=\s*(?:[-*]|\d+\.) )", text):
        yield from part.split("|") if part.startswith("|") else [re.sub(r"^\s*(?:[-*]|\d+\.) ", "", part)]


def of_module(text: str) -> Iterator[str]:
    """Comments, docstrings and other texts: messages, help, descriptions of settings."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield from map(_label, re.split(r"\n\s*\n", node.value))
    yield from _comments(text)


def of_tool(text: str) -> Iterator[str]:
    """Docstrings and comments, without other texts."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield from re.split(r"\n\s*\n", ast.get_docstring(node) or "")
    yield from _comments(text)


def _comments(text: str) -> Iterator[str]:
    comments: dict[int, str] = {}  # the last line of each run of comments
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            before = comments.pop(token.start[0] - 1, "")
            comments[token.start[0]] = f"{before} {token.string.lstrip('# ')}"
    yield from comments.values()


def of_source(text: str, suffix: str) -> Iterator[str]:
    """Comments of templates, styles and scripts; those on the lines of code are too short to matter."""
    for comment in re.findall(COMMENTS[suffix], text, re.MULTILINE):
        yield re.sub(r"^\W+", "", re.sub(r"\n *(?:--|//|\*)?", " ", comment))


def of_catalogue(text: str) -> Iterator[str]:
    for block in re.findall(r'^msgid(?:_plural)? ((?:"[^\n]*"\n)+)', text, re.MULTILINE):
        yield _label("".join(ast.literal_eval(line) for line in block.splitlines()))


def _label(text: str) -> str:
    """A label may begin with a clause, such as "What the numbers mean"; a sentence may not."""
    return text if re.search(r"[.:;]\s*$", text) else f"- {text}"


READERS = {".md": of_page, ".py": of_module, ".po": of_catalogue}
READERS |= {suffix: partial(of_source, suffix=suffix) for suffix in COMMENTS}


@cache
def hits(file: Path) -> list[str]:
    """The phrases of the file that have to be read twice, each with the advice."""
    found = []
    reader = of_tool if file in TOOLS else READERS[file.suffix]
    for part in reader(file.read_text("utf-8")):
        prose = " ".join(re.sub(r"`[^`]*`", "`code`", part).split())
        for advice, pattern in PHRASES.items():
            found += [f"{advice}: {match[0]!r} in {prose[:90]!r}" for match in re.finditer(pattern, prose)]
    return found


def name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("file", FILES, ids=name)
def test_the_english_is_read_once(file: Path):
    assert not hits(file)


@pytest.mark.parametrize(
    "sentence",
    [
        "What it cannot read is refused.",
        "It waits. Whoever has no role gets a 404.",
        "Of a widget that is left out there is no style.",
        "The address is to be resolved anew.",
        "So much came in so little time that nobody was told.",
        "It is shown to who has voted, the office included, and goes on.",
        "The server is away: no verdict is to be had, and nothing is said of it.",
    ],
)
def test_phrases_that_once_occurred_are_found(sentence: str):
    assert any(re.search(pattern, sentence) for pattern in PHRASES.values())


@pytest.mark.parametrize(
    "sentence",
    [
        "What is still missing?",
        "If Redis is down, the count is wrong.",
        "There is no route.",
        "The text says why.",
    ],
)
def test_plain_sentences_and_questions_pass(sentence: str):
    assert not any(re.search(pattern, sentence) for pattern in PHRASES.values())
