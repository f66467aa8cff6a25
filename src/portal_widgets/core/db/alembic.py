"""For hosts that share their database with the widgets and manage their own tables with Alembic."""

from collections.abc import Mapping

PREFIX = "pw_"


def include_name(name: str | None, type_: str, parent_names: Mapping[str, str | None]) -> bool:
    """Return whether Alembic may process an object of the database: every object except our tables. Without
    this filter `flask db migrate` writes a migration that drops our tables. A host passes it to
    `EnvironmentContext.configure`, or to Flask-Migrate: `Migrate(app, db,
    include_name=portal_widgets.include_name)`.
    """
    table = name if type_ == "table" else parent_names.get("table_name")
    return not (table or "").startswith(PREFIX)
