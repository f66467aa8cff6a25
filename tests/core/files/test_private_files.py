"""Files of the widgets are only for the portal's user, or for its group, under any umask."""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal_widgets.core.files.private_files import PRIVATE, PrivateFiles

SHARED = PrivateFiles(for_group=True)


@pytest.fixture(params=[0, 0o022, 0o077, 0o277], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


@pytest.mark.parametrize(
    ("files", "of_file", "of_folder"), [(PRIVATE, "0o600", "0o700"), (SHARED, "0o660", "0o2770")]
)
def test_the_umask_changes_nothing(
    umask: int, tmp_path: Path, files: PrivateFiles, of_file: str, of_folder: str
):
    tmp_path.chmod(0o2750)
    folder = tmp_path / "one" / "two"
    files.make_folder(folder)
    os.close(files.create(folder / "created"))
    os.close(files.open(folder / "opened"))
    files.write(folder / "written", b"text")

    assert [mode(one) for one in (folder.parent, folder)] == [of_folder, of_folder]
    assert [mode(one) for one in folder.iterdir()] == [of_file] * 3
    assert mode(tmp_path) == "0o2750", "it was there before"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a folder to any group")
def test_what_is_shared_has_the_group_of_its_folder(tmp_path: Path):
    os.chown(tmp_path, -1, 12345)
    SHARED.make_folder(tmp_path / "folder")
    SHARED.write(tmp_path / "folder" / "file", b"")

    assert {path.stat().st_gid for path in tmp_path.rglob("*")} == {12345}


def test_a_folder_whose_group_is_a_strangers_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "chown", refuse)
    SHARED.write(tmp_path / "file", b"")

    assert mode(tmp_path / "file") == "0o660"


@pytest.mark.parametrize("make", [PRIVATE.write, lambda path, _: PRIVATE.make_folder(path / "inside")])
def test_a_place_that_is_taken_is_an_error(tmp_path: Path, make: Callable[[Path, bytes], None]):
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        make(tmp_path / "file" / "taken", b"")


def test_a_file_that_was_there_keeps_its_mode_and_gets_its_content(tmp_path: Path):
    """The user may have prepared the file so that others can read the output."""
    file = tmp_path / "open-data.csv"
    file.write_text("a longer text from before")
    file.chmod(0o644)
    PRIVATE.write(file, b"new")

    assert (file.read_bytes(), mode(file)) == (b"new", "0o644")


@pytest.mark.parametrize(
    ("files", "before", "after"),
    [
        (PRIVATE, 0o644, "0o600"),
        (PRIVATE, 0o666, "0o600"),
        (PRIVATE, 0o660, "0o600"),
        (PRIVATE, 0o400, "0o400"),
        (SHARED, 0o600, "0o660"),
        (SHARED, 0o644, "0o660"),
        (SHARED, 0o400, "0o440"),
    ],
)
def test_a_file_of_an_earlier_version_is_repaired(
    tmp_path: Path, files: PrivateFiles, before: int, after: str
):
    file = tmp_path / "file"
    file.touch()
    file.chmod(before)
    files.repair([file, tmp_path / "missing"])

    assert mode(file) == after


def test_folders_links_and_strangers_files_are_not_repaired(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "folder").mkdir()
    strange = tmp_path / "strange"
    strange.touch()
    strange.chmod(0o644)
    (tmp_path / "link").symlink_to(strange)
    tmp_path.joinpath("folder").chmod(0o755)
    PRIVATE.repair([tmp_path / "folder", tmp_path / "link"])
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    PRIVATE.repair([strange])

    assert [mode(tmp_path / name) for name in ("folder", "strange")] == ["0o755", "0o644"]


@pytest.mark.parametrize(
    ("files", "of_folder", "danger", "opening"),
    [
        (PRIVATE, 0o700, False, False),
        (PRIVATE, 0o750, False, False),
        (PRIVATE, 0o755, False, True),
        (PRIVATE, 0o711, False, True),
        (PRIVATE, 0o777, True, True),
        (SHARED, 0o2770, False, False),
        (SHARED, 0o2775, False, True),
        (SHARED, 0o770, True, False),
        (SHARED, 0o700, True, False),
    ],
    ids=lambda value: oct(value) if isinstance(value, int) and value > 1 else None,
)
def test_a_folder_from_before_is_named_with_the_remedy(
    tmp_path: Path, files: PrivateFiles, of_folder: int, danger: bool, opening: bool
):
    folder = tmp_path / "folder"
    folder.mkdir()
    folder.chmod(of_folder)
    said = [files.danger_of(folder), files.opening_of(folder)]

    assert [bool(one) for one in said] == [danger, opening]
    for one in filter(None, said):
        assert one.startswith(f"folder {folder} ")
        assert one.endswith(f": chmod {files.folder_mode:o} {folder}")


def test_a_folder_that_is_not_there_is_no_danger(tmp_path: Path):
    for files in (PRIVATE, SHARED):
        assert not files.danger_of(tmp_path / "missing") + files.opening_of(tmp_path / "missing")


def test_a_file_is_exposed_where_others_can_get_at_it(tmp_path: Path):
    file = tmp_path / "file"
    file.touch()
    file.chmod(0o644)
    for of_folder, found in ((0o700, []), (0o755, [file])):
        tmp_path.chmod(of_folder)
        assert PRIVATE.exposed([file, tmp_path / "missing"]) == found
    file.chmod(0o600)

    assert PRIVATE.exposed([file]) == []
