"""The wheel as a user installs it; ``tox -e package`` runs this, ``pytest tests`` does not, since it builds."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = "Scripts" if os.name == "nt" else "bin"
NARROW = ("--pyargs", "conformance", "--emb-examples=0", "-q")


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command without the environment's settings of ours."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("EMB_", "PYTEST_"))}
    return subprocess.run(command, cwd=cwd, env=environment, check=False, capture_output=True, text=True, timeout=600)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a wheel and a source distribution, the first built from the second."""
    folder = tmp_path_factory.mktemp("dist")
    done = run(sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT), cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="session")
def scripts(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of an environment that holds the wheel and what it asks for."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=True)
    wheel = next(built.glob("*.whl"))
    done = run(str(folder / BIN / "python"), "-m", "pip", "install", "--quiet", str(wheel), cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / BIN


def test_the_wheel_holds_the_package_with_its_contracts(built: Path) -> None:
    """Schemas, style sheet and type marker are inside the package; tests are not."""
    names = set(zipfile.ZipFile(next(built.glob("*.whl"))).namelist())
    schemas = {
        path.relative_to(ROOT / "schemas").as_posix() for path in (ROOT / "schemas").rglob("*") if path.is_file()
    }
    assert {f"conformance/schemas/{name}" for name in schemas} <= names
    assert {"conformance/py.typed", "conformance/reports/html/pytest_html.css"} <= names
    assert {name.split("/")[0].partition("-")[0] for name in names} == {
        "conformance",
        "embedding_conformance",
        "pytest_embedding_conformance",
    }


def test_the_source_distribution_holds_what_its_tests_need(built: Path) -> None:
    """Tests, documents and the CI script travel with the source."""
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"tests/conftest.py", "docs/checks.md", ".ci/run", "tox.ini", "README.md", "LICENSE"} <= names


def test_it_runs_in_an_empty_folder_and_leaves_only_reports(scripts: Path, tmp_path: Path) -> None:
    """``pytest --pyargs conformance`` judges the reference service from anywhere."""
    done = run(str(scripts / "pytest"), *NARROW, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "conformant in" in done.stdout
    assert {path.name for path in tmp_path.iterdir()} - {".pytest_cache"} == {"reports"}


def test_it_runs_beside_another_package_called_conformance(scripts: Path, tmp_path: Path) -> None:
    """A folder that has a ``conformance/`` of its own does not get in the way of the ``pytest`` command."""
    own = tmp_path / "conformance"
    own.mkdir()
    (own / "__init__.py").write_text("raise RuntimeError('the wrong package')\n", "utf-8")
    (own / "test_own.py").write_text("def test_own():\n    assert False\n", "utf-8")
    done = run(str(scripts / "pytest"), *NARROW, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "conformant in" in done.stdout


def test_the_console_command_is_installed(scripts: Path, tmp_path: Path) -> None:
    """The command finds the contracts inside the package."""
    done = run(str(scripts / "embedding-conformance"), "contracts", "validate", "dashscope", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("dashscope holds together")
