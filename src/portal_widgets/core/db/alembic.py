"""For hosts that share their database with the widgets and migrate their own tables by Alembic."""

from collections.abc import Mapping
from pathlib import PurePath

import sqlalchemy as sa

PREFIX = "pw_"


def include_name(name: str | None, type_: str, parent_names: Mapping[str, str | None]) -> bool:
    """Whether Alembic may look at something in the database: anything but our tables. Without this filter
    `flask db migrate` writes a migration that drops them. A host hands it to `EnvironmentContext.configure`,
    or to Flask-Migrate: `Migrate(app, db, include_name=portal_widgets.include_name)`.
    """
    table = name if type_ == "table" else parent_names.get("table_name")
    return not (table or "").startswith(PREFIX)


def is_same_database(one: str, other: str) -> bool:
    """Whether two SQLAlchemy addresses name the same database; of SQLite files the names are compared."""
    try:
        first, second = sa.make_url(one), sa.make_url(other)
    except sa.exc.ArgumentError:
        return False
    if first.get_backend_name() != second.get_backend_name():
        return False
    if first.get_backend_name() == "sqlite":
        return PurePath(first.database or "").name == PurePath(second.database or "").name
    places = [(url.host or "localhost", url.port or 5432, url.database) for url in (first, second)]
    return places[0] == places[1]
