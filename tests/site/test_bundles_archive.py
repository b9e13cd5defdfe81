"""A bundle is what a stranger sent: nothing of it leads outside, and nothing is unpacked that no bundle has."""

from __future__ import annotations

import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from forging import forged

from conformance.cli import main
from conformance.site.bundles import archive

Write = Callable[[zipfile.ZipFile], None]


def _entry(name: str, mode: int = stat.S_IFREG) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (mode | 0o644) << 16
    return entry


def _twice(file: zipfile.ZipFile) -> None:
    file.writestr(_entry("manifest.json"), b"{}")
    with pytest.warns(UserWarning, match="Duplicate name"):
        file.writestr(_entry("manifest.json"), b"{}")


UNFIT: dict[str, tuple[Write, str]] = {
    "a path upwards": (lambda file: file.writestr("../owned.json", b""), "'../owned.json', which no bundle has"),
    "a path upwards within": (lambda file: file.writestr("runs/../../owned", b""), "which no bundle has"),
    "an absolute path": (lambda file: file.writestr("/etc/owned", b""), "'/etc/owned', which no bundle has"),
    "a path of Windows": (lambda file: file.writestr("c:\\owned", b""), "which no bundle has"),
    "a hidden file": (lambda file: file.writestr(".ssh/authorized", b""), "which no bundle has"),
    "a folder": (lambda file: file.writestr("runs/", b""), "'runs/', which no bundle has"),
    "a link": (lambda file: file.writestr(_entry("runs/1", stat.S_IFLNK), b"/etc"), "is a link or no file at all"),
    "a device": (lambda file: file.writestr(_entry("runs/1", stat.S_IFCHR), b""), "is a link or no file at all"),
    "one name twice": (_twice, "has two members named manifest.json"),
    "an odd way of packing": (lambda file: file.writestr("a.json", b"", zipfile.ZIP_LZMA), "packed as none is"),
    "no manifest": (lambda file: file.writestr("a.json", b""), "has no member manifest.json"),
    "a manifest of nothing": (lambda file: file.writestr("manifest.json", b"[]"), "is not of type 'object'"),
    "a manifest that nests": (lambda file: file.writestr("manifest.json", b"[" * 200_000), "is no JSON"),
    "a later format": (lambda file: file.writestr("manifest.json", b'{"format": 2}'), "has format 2, newer than 1"),
    "many members": (lambda file: [file.writestr(f"m/{at}", b"") for at in range(2_001)] and None, "has 2,001 members"),
    "a large manifest": (
        lambda file: file.writestr("manifest.json", b" " * 2_000_000, zipfile.ZIP_DEFLATED),
        "has 2,000,000 bytes, more than",
    ),
}


def _refused(path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["verify", str(path)])
    told = capsys.readouterr()
    assert (ended.value.code, told.out, told.err.count("\n")) == (4, "", 1)
    return told.err


@pytest.mark.parametrize("what", UNFIT)
def test_what_no_bundle_has_is_refused(what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With one sentence and exit status 4, before anything is written."""
    write, sentence = UNFIT[what]
    path = tmp_path / "bundle.zip"
    with zipfile.ZipFile(path, "w") as file:
        write(file)
    assert sentence in _refused(path, capsys)
    assert list(tmp_path.iterdir()) == [path]


def test_a_bomb_is_refused_by_what_it_says_of_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What would unpack to more than a bundle may is not begun with."""
    path = tmp_path / "bundle.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("manifest.json", b"{}")
    data = bytearray(path.read_bytes())
    directory = data.index(b"PK\1\2")
    data[directory + 24 : directory + 28] = struct.pack("<L", 3 * 1024**3)
    path.write_bytes(data)
    assert "unpacks to 3,221,225,472 bytes" in _refused(path, capsys)


def test_a_member_that_says_less_than_it_unpacks_to_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No more is unpacked than was said, and the rest shows."""
    path = tmp_path / "bundle.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("manifest.json", b"{}" + b" " * 100_000)
    data = bytearray(path.read_bytes())
    directory = data.index(b"PK\1\2")
    data[directory + 24 : directory + 28] = struct.pack("<L", 2)
    path.write_bytes(data)
    assert "is damaged" in _refused(path, capsys)


@pytest.mark.parametrize(
    "data", [b"", b"no zip at all", b"PK\5\6" + b"\0" * 17, b"PK\6\7" + b"\0" * 16 + b"PK\5\6" + b"\0" * 18]
)
def test_what_is_no_zip_file_is_refused(data: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is cut, something else, or of the form for more than 65,535 members."""
    path = tmp_path / "bundle.zip"
    path.write_bytes(data)
    assert "is no bundle" in _refused(path, capsys)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With a sentence that names it."""
    assert "cannot be read" in _refused(tmp_path / "none.zip", capsys)


def test_a_key_in_a_bundle_is_refused(bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever put it there: verifying does not publish it further, nor repeat it."""

    def edit(members: dict[str, bytes]) -> None:
        name = next(name for name in members if name.endswith("contract.toml"))
        members[name] += b"\n# sk-proj-Ab3dEf6hIj9lMn2pQr5t\n"

    told = _refused(forged(bundle, tmp_path / "bundle.zip", edit), capsys)
    assert "holds a key that begins with sk-" in told
    assert "Ab3dEf6h" not in told


def test_members_are_written_in_one_order(tmp_path: Path) -> None:
    """The manifest first, the others by name, none with a date of its own."""
    archive.write({"b": b"1", "manifest.json": b"{}", "a": b"2"}, tmp_path / "bundle.zip")
    with zipfile.ZipFile(tmp_path / "bundle.zip") as file:
        assert file.namelist() == ["manifest.json", "a", "b"]
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
