"""Parses and compares addresses of databases."""

from pathlib import Path, PurePath

import sqlalchemy as sa

from ..files.private_files import PrivateFiles
from .sqlite_file import SqliteFile


def with_driver(url: str) -> str:
    """Psycopg is the driver of our extra, so plain postgresql:// uses it."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def default_address(folder: Path) -> sa.URL:
    """The SQLite file in the instance folder. It is made of its parts, because a ? in the folder's name would
    end the path in an address.
    """
    return sa.URL.create("sqlite", database=str(folder / "portal_widgets.sqlite3"))


def file_of(url: sa.URL, files: PrivateFiles, *, ours: bool) -> SqliteFile | None:
    """The file of an SQLite database; None for a database in memory, and for other databases."""
    place = url.database if url.get_backend_name() == "sqlite" else None
    if not place or place.startswith((":memory:", "file:")):
        return None
    return SqliteFile(Path(place).absolute(), files, ours=ours)


def describe(found: sa.URL) -> str:
    """Kind, host and name, such as "PostgreSQL, portal at db.example:5432"; without user and password."""
    if found.get_backend_name() == "sqlite":
        return f"SQLite, {found.database or 'in memory'}"
    host, port = found.host or "the local socket", f":{found.port}" if found.port else ""
    return f"PostgreSQL, {found.database or 'its default database'} at {host}{port}"


def is_same_database(one: str, other: str) -> bool:
    """Return whether two SQLAlchemy addresses name the same database. SQLite files are compared by name."""
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
