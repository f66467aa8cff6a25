"""Writes configuration.md and dimensions.md from the code itself, so that they cannot fall behind."""

from pathlib import Path

from portal_widgets.config import PREFIX, Setting
from portal_widgets.counting.classify.dimensions import DIMENSIONS, Dimension, Tallied
from portal_widgets.counting.classify.enrich import VALUES
from portal_widgets.extension import setting_sections

HEAD = """# Configuration

Every setting is read once, when `init_app` runs. You can set it in three ways:

- in the application's configuration, with the prefix: `app.config["PORTAL_WIDGETS_SITE"] = "main"`;
- in the environment, as `FLASK_PORTAL_WIDGETS_SITE`, if the application calls
  `app.config.from_prefixed_env()` ([recipe](recipes.md#settings-from-the-environment));
- as an argument of the extension, in lower case: `PortalWidgets(site="main")`. This one overrides the
  others.

An invalid value or an unknown key stops the application with a `ConfigurationError`. The error names the
key and the allowed values. Flask's own `SECRET_KEY` must be set. `SECRET_KEY_FALLBACKS` is supported, so
you can change keys without losing views of cached pages.

## Which widgets

`PortalWidgets(app, widgets=["reading", "feedback"])` mounts only these two. The other widgets add no
address, CSS rule, script, command, thread or panel. An unknown name stops the application, and the error
suggests the closest name.

- A helper of a widget that is not mounted draws nothing and logs once. In debug mode it leaves an HTML
  comment that names the missing widget. `{% if "poll" in portal %}` checks whether the helper's widget is
  mounted. `html_attributes()` still writes the page's language. Without the reading options the widgets
  have the colours of the light theme.
- You may keep the settings of a widget that is not mounted. They are still checked. The name in
  `ORGANISATION` is also used if the organisation's widget is not mounted.
- Counting (journals, tables, thread, `archive`, `import-log`, `opening-balance`, `dead-letters`) is mounted
  with `views`, `statistics`, `links` and `dashboard`. Links need it because their clicks are counted by the
  rules of views.
- The admin area is mounted if a mounted widget has a panel.
- If a package that a widget needs is not installed, the widget is left out. If you named the widget, the
  application stops, and the error contains the command for pip. `views`, `statistics`, `links` and
  `dashboard` need `portal_widgets[statistics]`, and `feedback` needs `[feedback]`. Without `[export]`, tables
  are offered as CSV and JSON only. Without `[share]`, there is no QR code. `flask portal links check` needs
  `[links]`, `flask portal map import-areas` needs `[map]`, and `PROOF_OF_WORK` needs `[polls]`.
"""

DIMENSIONS_HEAD = """# Dimensions

A dimension is a property by which page loads are tallied. The sums are kept by day and month. The
[dashboard](widgets/dashboard.md) shows a list of each dimension, and the hours as its chart. The name of
the list is part of the addresses of its files. A day keeps a limited number of different values and calls
the rest "(other)".

| dimension | list | name of the list | what is tallied | values per day |
|---|---|---|---|---|
"""
TALLIED = {
    Tallied.PAGE_VIEW: "page views",
    Tallied.VISIT: "visits",
    Tallied.VIEW: "views of articles",
}
HERE = Path(__file__).parent


def main() -> None:
    sections = [(title, settings) for title, settings in setting_sections() if settings]
    text = HEAD + "".join(_section(title, settings) for title, settings in sections)
    (HERE / "configuration.md").write_text(text, "utf-8")
    (HERE / "dimensions.md").write_text(DIMENSIONS_HEAD + "".join(map(_dimension, DIMENSIONS)), "utf-8")


def _section(title: str, settings: dict[str, Setting]) -> str:
    return f"\n## {title}\n" + "".join(_setting(key, setting) for key, setting in settings.items())


def _setting(key: str, setting: Setting) -> str:
    default = dict(setting.default) if hasattr(setting.default, "items") else setting.default
    secret = "\n\nMay hold a secret: no error, log or check repeats it." if setting.secret else ""
    return f"\n### {PREFIX}{key}\n\n{setting.about}{secret}\n\nDefault: `{default!r}`\n"


def _dimension(one: Dimension) -> str:
    name = f"`{one.plural}`" if one.plural else ""
    return f"| `{one.key}` | {one.title} | {name} | {TALLIED[one.tallied]} | {one.limit or VALUES} |\n"


if __name__ == "__main__":
    main()
