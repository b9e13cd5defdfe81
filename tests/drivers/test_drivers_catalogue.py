"""Every client kept in the repository is in the catalogue, and pinned."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from driven import DRIVERS

sys.path.insert(0, str(DRIVERS))

import install
from catalogue import CLIENTS, Client


def test_every_folder_with_a_driver_is_a_client() -> None:
    """The catalogue leaves none out and invents none."""
    assert {path.parent for path in DRIVERS.glob("*/driver.*")} == {client.folder for client in CLIENTS.values()}


@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)
def test_a_client_with_a_package_pins_all_it_depends_on(client: Client) -> None:
    """Each line of a requirements file is exact, each entry of a lock has its digest; no registry is named."""
    pins = client.environment.pins
    assert bool(client.package) == (pins is not None)
    if pins is None:
        return
    text = pins.read_text("utf-8")
    if pins.suffix == ".json":
        entries = {name: entry for name, entry in json.loads(text)["packages"].items() if name}
        assert entries
        assert all(entry["integrity"].startswith("sha512-") for entry in entries.values())
        assert not any("resolved" in entry for entry in entries.values())
    else:
        assert all(re.fullmatch(r"[A-Za-z0-9._-]+==\S+", line) for line in text.splitlines())
    assert re.match(r"\d+\.\d+", client.version)


def test_pins_that_changed_make_an_environment_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment is ready while it is of the pins that lie beside it."""
    monkeypatch.setattr("catalogue.FOLDER", tmp_path)
    client = Client("some", "Some", "some-package")
    environment = tmp_path / "some" / ".venv"
    environment.mkdir(parents=True)
    pins = tmp_path / "some" / "requirements.txt"
    pins.write_text("some-package==1.2\n", "utf-8")
    assert not client.ready
    (environment / "made-from").write_bytes(pins.read_bytes())
    assert (client.ready, client.version) == (True, "1.2")
    pins.write_text("some-package==1.3\n", "utf-8")
    assert (client.ready, client.version) == (False, "1.3")


def test_a_client_nobody_knows_is_refused_with_those_there_are() -> None:
    """The command names the clients."""
    done = subprocess.run(
        [sys.executable, str(DRIVERS / "run.py"), "nobody"], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert all(name in done.stderr for name in CLIENTS)


@pytest.mark.parametrize(
    ("named", "installed"), [([], list(CLIENTS)), (["litellm", "curl"], ["litellm", "curl"])], ids=["all", "some"]
)
def test_clients_that_are_named_are_installed_or_all(
    named: list[str], installed: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One that cannot be is told of, and the others are installed all the same."""

    def refusing(client: Client) -> str:
        if client.name == "litellm":
            raise OSError("no room")
        return "is installed"

    monkeypatch.setattr(install, "install", refusing)
    monkeypatch.setattr(sys, "argv", ["install.py", *named])
    assert install.main() == 1
    told = capsys.readouterr().out.splitlines()
    assert all(line.startswith(CLIENTS[name].title) for line, name in zip(told, installed, strict=True))
    assert sum(line.endswith("cannot be installed: no room") for line in told) == 1


def test_a_name_nobody_has_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the clients there are."""
    monkeypatch.setattr(sys, "argv", ["install.py", "nobody"])
    with pytest.raises(SystemExit, match="there is no client nobody; name one of curl, openai-python"):
        install.main()
