"""Writes configuration.md and dimensions.md from the code itself, so that they cannot fall behind."""

from pathlib import Path

from portal_widgets.config import PREFIX, Setting
from portal_widgets.counting.classify.dimensions import DIMENSIONS, Dimension, Tallied
from portal_widgets.counting.classify.enrich import VALUES
from portal_widgets.extension import setting_sections

HEAD = """# Configuration

Every setting is read once, when `init_app` runs, and never again. Each can be given in these ways:

- in the application's configuration, with the prefix: `app.config["PORTAL_WIDGETS_SITE"] = "main"`;
- in the environment, as `FLASK_PORTAL_WIDGETS_SITE`, if the application calls
  `app.config.from_prefixed_env()` ([recipe](recipes.md#settings-from-the-environment));
- to the extension, in lower case: `PortalWidgets(site="main")`. This one wins.

A value that is not allowed, and a key that does not exist, stop the application at once with a
`ConfigurationError` that names the key and what is allowed. Flask's own `SECRET_KEY` must be set;
`SECRET_KEY_FALLBACKS` is honoured, so that keys can be changed without losing views of cached pages.

## Which widgets

`PortalWidgets(app, widgets=["reading", "feedback"])` mounts these two alone: no address, rule of the
stylesheet, script, command, thread or panel of another. A name that does not exist stops the start with
the one that was meant.

- A helper of a widget that is left out draws nothing and logs once. In debug mode it leaves an HTML
  comment that says what is missing. `{% if "poll" in portal %}` asks whether the helper's widget is there.
  `html_attributes()` still gives the page's language, and without the reading options the widgets have
  the colours of the light theme.
- The settings of a widget that is left out may stay. They are checked as ever. The name in `ORGANISATION`
  is used also where the organisation's widget is left out.
- Counting (journals, tables, thread, `archive`, `import-log`, `opening-balance`, `dead-letters`) comes
  with `views`, `statistics`, `links` and `dashboard`. Clicks on links are counted by the rules of views,
  so links bring it, too.
- The admin area is there when a mounted widget has a panel.
- A widget that needs what is not installed is left out; if it is named, the start stops with the line for
  pip. Today every widget can be mounted as it comes: what `portal_widgets[links]` adds is needed by
  `flask portal links check` alone, which says so.
"""

DIMENSIONS_HEAD = """# Dimensions

What page loads are tallied under. The sums are kept by day and month. The [dashboard](widgets/dashboard.md)
shows a list of each dimension, whose name stands in the addresses of its files; the hours are its chart. Of
each dimension a day keeps so many different values and calls the rest "(other)".

| dimension | list | name of the list | tallied are | values a day |
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
