"""The wheel as a user installs it; ``tox -e package`` runs this, ``pytest tests`` does not, since it builds."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = "Scripts" if os.name == "nt" else "bin"
NARROW = ("--pyargs", "conformance", "--emb-examples=0", "-q")


def run(*command: str, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command without the environment's settings of ours, but with more of them."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("EMB_", "PYTEST_"))}
    environment |= more
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
    assert {"conformance/py.typed", *(f"conformance/reports/html/pytest_html.{end}" for end in ("css", "js"))} <= names
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


@pytest.fixture(scope="session")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the commands pipx, uv and uvx, as pip installs them."""
    folder = tmp_path_factory.mktemp("tools")
    venv.create(folder, with_pip=True)
    done = run(str(folder / BIN / "python"), "-m", "pip", "install", "--quiet", "pipx", "uv", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / BIN


@pytest.fixture(scope="session")
def live(scripts: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base URL of a service that listens, to be judged like any other."""
    command = [str(scripts / "embedding-conformance"), "serve", "--contract", "openai-compatible"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path_factory.mktemp("live")) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


def _of_readme(tool: str) -> list[str]:
    """Return the words of the one command of README.md that begins with a tool."""
    text = (ROOT / "README.md").read_text("utf-8")
    (line,) = re.findall(rf"^{tool} .*SOURCE.*$", text, re.MULTILINE)
    return shlex.split(line)


@pytest.mark.parametrize("tool", ["pip", "pipx", "uv", "uvx"])
def test_by_each_command_of_the_readme_a_live_service_is_judged(
    tool: str, built: Path, tools: Path, scripts: Path, live: str, tmp_path: Path
) -> None:
    """In an empty folder: installed by the command as it stands, and then run, or run at once."""
    places = {name: str(tmp_path / "places" / name) for name in ("PIPX_HOME", "PIPX_BIN_DIR", "UV_TOOL_DIR")}
    places |= {"UV_TOOL_BIN_DIR": places["PIPX_BIN_DIR"], "UV_PYTHON": sys.executable, "EMB_API_KEY": "sk-reference"}
    wheel, empty = str(next(built.glob("*.whl"))), tmp_path / "empty"
    empty.mkdir()
    ours = [f"--base-url={live}", "--emb-contract=openai-compatible", "--emb-model=m", "--emb-examples=0"]
    words = ["pip"] if tool == "pip" else [wheel if word == "SOURCE" else word for word in _of_readme(tool)]
    if tool == "uvx":
        command = [word for word in words if not word.startswith("--base-url")]
    elif tool == "pip":
        command = [str(scripts / "embedding-conformance"), "run"]
    else:
        done = run(str(tools / words[0]), *words[1:], cwd=empty, **places)
        assert done.returncode == 0, done.stdout + done.stderr
        command = [str(Path(places["PIPX_BIN_DIR"]) / "embedding-conformance"), "run"]
    if tool == "uvx":
        command[0] = str(tools / "uvx")
    done = run(*command, *ours, "--", "-q", "-k", "ordering", "-W", "error", cwd=empty, **places)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "conformant in" in done.stdout
    assert {path.name for path in empty.iterdir()} == {"reports"}


PLUGINS = ("asyncio", "cov", "randomly", "timeout", "rerunfailures", "sugar", "xdist")
"""What many projects have beside pytest."""


@pytest.fixture(scope="session")
def crowded(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of an environment with the wheel and the plugins that many projects have."""
    folder = tmp_path_factory.mktemp("crowded")
    venv.create(folder, with_pip=True)
    wheel, plugins = next(built.glob("*.whl")), [f"pytest-{name}" for name in PLUGINS]
    done = run(str(folder / BIN / "python"), "-m", "pip", "install", "--quiet", str(wheel), *plugins, cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / BIN


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a package ``conformance`` of its own, and strict settings."""
    (tmp_path / "conformance").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "pyproject.toml").write_text(
        "[tool.pytest.ini_options]\npythonpath = '.'\naddopts = '-W error --strict-markers'\nasyncio_mode = 'auto'\n"
        "asyncio_default_fixture_loop_scope = 'function'\n"
    )
    (tmp_path / "conformance" / "__init__.py").write_text("OWN = True\n")
    (tmp_path / "conformance" / "engine.py").write_text("def twice(n):\n    return 2 * n\n")
    (tmp_path / "tests" / "test_engine.py").write_text(
        "from conformance.engine import twice\n\n\n"
        "def test_twice():\n    assert twice(2) == 4\n\n\n"
        "async def test_later():\n    assert twice(3) == 6\n"
    )
    return tmp_path


@pytest.mark.parametrize("more", [(), ("-n", "2"), ("--cov=conformance",), ("--timeout=60", "--reruns=1")], ids=str)
@pytest.mark.parametrize("command", [("pytest",), ("python", "-m", "pytest")], ids=" ".join)
def test_a_project_with_many_plugins_stays_green(
    crowded: Path, project: Path, command: tuple[str, ...], more: tuple[str, ...]
) -> None:
    """Its tests run as if ours were not installed."""
    done = run(str(crowded / command[0]), *command[1:], *more, cwd=project)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout
    assert "embedding-conformance:" not in done.stdout


@pytest.mark.parametrize("more", [(), ("--", "-n", "2"), ("--", "--strict-markers", "--reruns=1")])
def test_the_suite_runs_among_many_plugins(crowded: Path, project: Path, more: tuple[str, ...]) -> None:
    """Shuffled, spread and re-run, the verdict is the same."""
    narrow = ["--emb-examples=0", "--emb-model=text-embedding-v1", *(more or ("--",)), "-k", "ordering"]
    done = run(str(crowded / "embedding-conformance"), "run", *narrow, cwd=project)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "conformant in" in done.stdout
