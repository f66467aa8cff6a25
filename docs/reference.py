"""Writes configuration.md from the settings themselves, so that it cannot fall behind."""

from pathlib import Path

from portal_widgets import admin, counting
from portal_widgets.config import CORE, PREFIX, Setting
from portal_widgets.core.mail.settings import MAIL_DEFAULTS
from portal_widgets.widgets import WIDGETS

HEAD = """# Configuration

Every setting is read once, when `init_app` runs, and never again. Each can be given in two ways:

- in the application's configuration, with the prefix: `app.config["PORTAL_WIDGETS_SITE"] = "main"`;
- to the extension, in lower case: `PortalWidgets(site="main")`. This one wins.

A value that is not allowed, and a key that does not exist, stop the application at once with a
`ConfigurationError` that names the key and what is allowed. Flask's own `SECRET_KEY` must be set;
`SECRET_KEY_FALLBACKS` is honoured, so that keys can be changed without losing views of cached pages.
"""


def main() -> None:
    sections = [("Everywhere", CORE), ("Mail", MAIL_DEFAULTS)]
    sections += [("Counting", counting.DEFAULTS), ("Admin area", admin.DEFAULTS)]
    sections += [(f"Widget: {widget.name}", dict(widget.defaults)) for widget in WIDGETS if widget.defaults]
    text = HEAD + "".join(_section(title, settings) for title, settings in sections)
    (Path(__file__).parent / "configuration.md").write_text(text, "utf-8")


def _section(title: str, settings: dict[str, Setting]) -> str:
    return f"\n## {title}\n" + "".join(_setting(key, setting) for key, setting in settings.items())


def _setting(key: str, setting: Setting) -> str:
    default = dict(setting.default) if hasattr(setting.default, "items") else setting.default
    return f"\n### {PREFIX}{key}\n\n{setting.about}\n\nDefault: `{default!r}`\n"


if __name__ == "__main__":
    main()
