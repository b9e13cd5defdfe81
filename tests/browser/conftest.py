"""What the tests in a browser share: the browser, pages made from sample results, and what happened on them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from sample_audit import (
    adversarial,
    comparing,
    driven,
    large,
    measured,
    of_client,
    soaked,
    worse,
)  # found by the line above

from conformance.client.http import Client
from conformance.discovery.account import account_of
from conformance.discovery.survey import Survey
from conformance.evidence.store import Store
from conformance.model.secret import Secret
from conformance.model.target import Limits, Target
from conformance.reports.html import audit, compare, discovery_page, results_page
from conformance.reports.html.page import put
from conformance.results.view import ResultsView
from conformance.service import Service

_BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
DOCUMENTS = {"measured": measured, "comparing": comparing, "hostile": adversarial, "large": large}


@dataclass
class RequestSlot:
    """A page in the browser, with what it printed, asked for and popped up."""

    page: Any
    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium of the distribution, without a window."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium is installed: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages under test, written once."""
    folder = tmp_path_factory.mktemp("pages")
    for name, make in DOCUMENTS.items():
        audit.write(ResultsView.of(make()), folder / f"{name}.html")
    audit.write(ResultsView.of(measured()), folder / "chinese.html", "zh")
    compare.write([ResultsView.of(measured()), ResultsView.of(measured(turn=0.5))], folder / "compared.html")
    runs = [ResultsView.of(each) for each in (measured(), *(worse(number) for number in range(11)))]
    compare.write(runs[:5], folder / "compared-5.html")
    compare.write(runs, folder / "compared-12.html")
    compare.write(runs[:3], folder / "compared-chinese.html", "zh")
    compare.write([ResultsView.of(adversarial())] * 2, folder / "compared-hostile.html")
    results_page.write(ResultsView.of(soaked()), folder / "soak.html")
    results_page.write(ResultsView.of(soaked()), folder / "soak-chinese.html", "zh")
    results_page.write(ResultsView.of(of_client()), folder / "client.html")
    results_page.write(ResultsView.of(of_client()), folder / "client-chinese.html", "zh")
    several = [ResultsView.of(driven()), ResultsView.of(driven("pass"))]
    put(results_page.render_several(several), folder / "clients.html")
    put(results_page.render_several(several, "zh"), folder / "clients-chinese.html")
    _survey(folder)
    return {path.stem: path for path in folder.glob("*.html")}


def _survey(folder: Path) -> None:
    """Write the pages of a survey of sixty requests."""
    with Service("dashscope", faults=["code-null"], key="sk-reference") as service:
        target = Target(service.base_url, Secret("sk-reference"), limits=Limits(requests=60))
        with Client(target) as client:
            memory = Store(folder / "evidence.jsonl")
            survey = Survey(target, ["text-embedding-v3"], sender=client, memory=memory, date="2026-11-28")
            facts = list(survey.explore())[-1][1]
            account = account_of(survey.conclude([facts], folder / "observed.toml"), target)
    for name, language in (("discovered", "en"), ("discovered-chinese", "zh")):
        put(discovery_page.render(account, "observed.toml", 60, language), folder / f"{name}.html")


@pytest.fixture(scope="session")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The log of pytest-html of a short run against a broken server."""
    folder = tmp_path_factory.mktemp("log")
    options = ["--pyargs", "conformance", "-p", "no:cacheprovider", "-k", "structure", "--emb-model=text-embedding-v3"]
    command = [sys.executable, "-m", "pytest", *options, "--emb-examples=0", "--emb-fault=id-missing"]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    assert done.returncode == 1, done.stdout + done.stderr
    return folder / "reports" / "report.html"


@pytest.fixture
def visit(browser: Any, files: dict[str, Path], request: pytest.FixtureRequest) -> Iterator[Callable[..., RequestSlot]]:
    """Open a page by name, with what else its address holds, as wide as asked."""
    contexts = []

    def opened(
        name: str, fragment: str = "", *, width: int = 1280, scheme: str = "light", csp: bool = True
    ) -> RequestSlot:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=not csp)
        contexts.append(context)
        found = RequestSlot(context.new_page())
        found.page.on("console", lambda message: found.messages.append(message.text))
        found.page.on("pageerror", lambda error: found.messages.append(str(error)))
        found.page.on("request", lambda request: found.requests.append(request.url))
        found.page.on("dialog", lambda dialog: (found.dialogs.append(dialog.message), dialog.dismiss()))
        path = request.getfixturevalue("log") if name == "log" else files[name]
        found.page.goto(path.as_uri() + fragment)
        return found

    yield opened
    for context in contexts:
        context.close()
