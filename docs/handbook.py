"""Writes the handbook of docs/vi as HTML into the package, for the help in the admin area. The area needs no
reader of Markdown then. Pictures are left out, because the page itself is on the screen.
"""

import re
from pathlib import Path

from markdown_it import MarkdownIt

SOURCE = Path(__file__).parent / "vi"
TARGET = Path(__file__).parent.parent / "src" / "portal_widgets" / "admin" / "handbook"


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    for page in SOURCE.glob("*.md"):
        (TARGET / f"{page.stem}.html").write_text(as_html(page.read_text("utf-8")), "utf-8")


def as_html(source: str) -> str:
    text = re.sub(r"^ *!\[.*\n+", "", source, flags=re.MULTILINE)
    return MarkdownIt().render(re.sub(r"\]\((\w+)\.md\)", r"](\1)", text))


if __name__ == "__main__":
    main()
