"""JSON: everything in a directory."""

import json

from ..directory_data import as_data
from ..rules import Directory

KIND = "portal-widgets links"


def write(directory: Directory) -> bytes:
    document = {"format": KIND, "version": 1, "groups": as_data(directory)}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def read(file: bytes) -> list[object]:
    document = load(file)
    if not isinstance(document, dict) or document.get("format") != KIND:
        raise ValueError(f'this is not a file of links: "format" must be "{KIND}"')
    groups = document.get("groups")
    if not isinstance(groups, list):
        raise ValueError('"groups" must be a list')  # noqa: TRY004 - a fault of the file, not of the program
    return groups


def load(file: bytes) -> object:
    """The content of a JSON file. Raises ValueError if it is not JSON, or nested too deeply."""
    try:
        return json.loads(file.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"this is not JSON: {error}") from error
