"""The site as people meet it, in a browser: run by ``tox -e browser``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "site"))

from judged_run import judged_run  # found by the line above

from conformance.site.bundles import archive
from conformance.site.bundles.packing import pack
from conformance.site.writing import write_site

PAGES = (
    "index.html",
    "zh/index.html",
    "features/dimensions.html",
    "zh/features/long-text.html",
    "servers/broken.html",
    "runs/broken",
    "zh/runs/broken",
    "compare/index.html",
    "compare/broken-right.html",
    "clients/index.html",
    "clients/sample.html",
)
WIDTHS = (375, 768, 1280)


def _as_client(results: Path) -> None:
    """Make of a run what a gate leaves of a client that was put through a scenario."""
    document = json.loads(results.read_bytes())
    document["target"]["client"] = "sample 1.0"
    scenario = {"id": "scenarios.list", "kind": "right", "statement": "Each text of a list gets its own vector."}
    asked = {
        "model": "m",
        "asked": "three texts",
        "verdict": "fail",
        "got": "other vectors",
        "detail": "row 0 is row 1",
    }
    document["scenarios"] = [{**scenario, **asked, "requests": 1, "seconds": 0.1}]
    results.write_text(json.dumps(document), "utf-8")


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages of a site of two servers and a client, by their paths."""
    folder, bundles = tmp_path_factory.mktemp("site"), []
    for name, faults in {
        "broken 1.0": ("dim-ignored", "index-starts-at-one"),
        "right 2.0": (),
        "a name that is very long and has no place to break: " + "x" * 60: (),
        "": (),
    }.items():
        run = tmp_path_factory.mktemp("run")
        results = judged_run(run, *faults, name=name)
        if not name:
            _as_client(results)
        archive.write(pack([results], slim=True), run / "bundle.zip")
        bundles.append(run / "bundle.zip")
    write_site(bundles, folder)
    pages = {str(path.relative_to(folder)): path for path in folder.rglob("*.html")}
    named = {name.partition("-1-0")[0]: path for name, path in pages.items() if "runs/broken" in name}
    return {**pages, **named}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_of_the_site_loads_nothing_and_fits(name: str, width: int, visit: Callable[..., Any]) -> None:
    """One file, no request, no complaint, and no scrolling sideways on a phone."""
    found = visit(name, width=width)
    assert len(found.requests) == 1
    assert found.messages == []
    found.page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert found.page.evaluate("() => document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_an_accessibility_engine_finds_nothing_on_the_site(
    name: str, scheme: str, width: int, visit: Callable[..., Any]
) -> None:
    """Contrast, names, landmarks, headings and tables hold in both colour schemes, on desktop and phone."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page = visit(name, width=width, scheme=scheme, csp=False).page
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    violations = axe.Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"][:120] for node in each["nodes"][:3]]) for each in violations] == []


def test_the_keyboard_leads_from_the_matrix_to_the_request(visit: Callable[..., Any]) -> None:
    """Tab reaches the skip link and every cell; Enter leads from a cell to what was seen, and to the evidence."""
    page = visit("index.html").page
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    page.locator("a[href='features/dimensions.html#broken']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/features/dimensions.html#broken")
    row = page.locator("tr#broken")
    assert 0 <= row.bounding_box()["y"] < 800
    row.locator(".seen-list a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/runs/broken-*")
    entry = page.locator("[id='check-dimensions.asked']")
    assert 0 <= entry.bounding_box()["y"] < 800
    entry.locator("a").first.focus()
    page.keyboard.press("Enter")
    exchange = page.locator(page.evaluate("() => `[id='${location.hash.slice(1)}']`"))
    assert exchange.locator("pre").first.is_visible()


def test_a_page_of_the_site_is_read_without_a_script(browser: Any, files: dict[str, Path]) -> None:
    """Where scripts are switched off, everything is there."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(files["features/dimensions.html"].as_uri())
    assert "vectors of 1,024 dimensions where" in page.inner_text("main")
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_site_prints_on_paper(name: str, visit: Callable[..., Any]) -> None:
    """Nothing of the matrix is cut off, and black stands on white in the dark scheme too."""
    page = visit(name, scheme="dark").page
    page.emulate_media(media="print")
    assert page.evaluate("() => getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    page.set_viewport_size({"width": 718, "height": 1000})
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 718
    assert page.pdf(format="A4").startswith(b"%PDF")
