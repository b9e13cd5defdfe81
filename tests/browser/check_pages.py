"""The pages as people meet them, in a browser: run by ``tox -e browser``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

PAGES = (
    "measured",
    "comparing",
    "hostile",
    "large",
    "chinese",
    "compared",
    "compared-5",
    "compared-12",
    "compared-chinese",
    "compared-hostile",
    "soak",
    "soak-chinese",
    "client",
    "client-chinese",
    "clients",
    "clients-chinese",
    "discovered",
    "discovered-chinese",
)
FINDING = "ordering.index-position"
SHOWN = "() => [...document.querySelectorAll('[data-entry]')].filter(e => e.getClientRects().length).length"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_nothing_and_complains_of_nothing(name: str, visit: Callable[..., Any]) -> None:
    """It opens from disk without a request, an error in the console, or a breach of its own policy."""
    found = visit(name)
    assert [url for url in found.requests if not url.startswith("file:")] == []
    assert len(found.requests) == 1
    assert found.messages == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [320, 375, 768, 1280])
def test_a_page_never_scrolls_sideways(name: str, width: int, visit: Callable[..., Any]) -> None:
    """On a phone everything wraps or scrolls within itself, long words of a target included."""
    page = visit(name, width=width).page
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", ["hostile", "compared-hostile"])
def test_nothing_a_target_sends_comes_alive(name: str, visit: Callable[..., Any]) -> None:
    """Markup in any field of the results stays text, even where no policy would stop it."""
    found = visit(name, csp=False)
    found.page.wait_for_timeout(200)
    assert found.page.evaluate("() => window.owned") is None
    assert found.page.locator("img, iframe, object, embed, textarea, base, form").count() == 0
    assert found.page.locator("script:not([type='application/json'])").count() == 1
    assert found.page.evaluate("() => [...document.links].every((each) => each.hash && !each.host)")
    assert found.dialogs == []
    handlers = (
        "() => [...document.querySelectorAll('*')].flatMap((e) => e.getAttributeNames()).filter((n) => /^on/.test(n))"
    )
    assert found.page.evaluate(handlers) == []
    assert "{{7*7}}" in found.page.inner_text("main")


@pytest.mark.parametrize("width", [375, 1280])
def test_the_log_of_pytest_opens_without_complaint(width: int, visit: Callable[..., Any]) -> None:
    """The engineer's page asks for nothing, prints no error, and fits a phone; a click on its filters narrows it."""
    found = visit("log", width=width)
    assert [url for url in found.requests if not url.startswith(("file:", "data:"))] == []
    assert found.messages == []
    assert found.page.evaluate("() => document.documentElement.scrollWidth") <= width
    rows = found.page.locator("tr.collapsible")
    everything = rows.count()
    found.page.locator("input[data-test-result='passed']").click()
    assert 0 < rows.count() < everything


def test_search_and_filters_narrow_what_is_shown(visit: Callable[..., Any]) -> None:
    """Words, family, level, verdict and model each narrow; clearing brings all back."""
    page = visit("measured").page
    everything = page.evaluate(SHOWN)
    for choose in (
        lambda: page.fill("#filter-text", "index carries"),
        lambda: page.select_option("#filter-family", "dimensions"),
        lambda: page.select_option("#filter-level", "SHOULD"),
        lambda: page.select_option("#filter-verdict", "advice"),
        lambda: page.select_option("#filter-model", "text-embedding-v2"),
    ):
        choose()
        assert 0 < page.evaluate(SHOWN) < everything
        assert f"of {everything} entries" in page.inner_text("#filter-told")
        page.click("#filter-clear")
        assert page.evaluate(SHOWN) == everything
    page.fill("#filter-text", "no such words anywhere")
    assert page.evaluate(SHOWN) == 0


def test_a_link_leads_to_its_finding_opened(visit: Callable[..., Any]) -> None:
    """A forwarded link shows the finding with its evidence unfolded, within the window."""
    page = visit("measured", f"#finding-{FINDING}").page
    finding = page.locator(f"[id='finding-{FINDING}']")
    assert finding.locator("details.proof").get_attribute("open") is not None
    assert finding.locator("pre").first.is_visible()
    assert 0 <= finding.bounding_box()["y"] < 800


def test_a_link_is_followed_through_a_filter(visit: Callable[..., Any]) -> None:
    """What is filtered away comes back when a link leads to it."""
    page = visit("measured").page
    page.select_option("#filter-family", "dimensions")
    finding = page.locator(f"[id='finding-{FINDING}']")
    assert not finding.is_visible()
    page.evaluate(f"() => {{ location.hash = 'finding-{FINDING}'; }}")
    finding.wait_for(state="visible", timeout=2_000)
    assert page.input_value("#filter-family") == ""


def test_links_within_a_page_lead_somewhere(visit: Callable[..., Any]) -> None:
    """Every link has its place on the page, and every name of a place is there once."""
    for name in PAGES:
        page = visit(name).page
        named = set(page.evaluate("() => [...document.links].map((e) => decodeURIComponent(e.hash.slice(1)))"))
        ids = page.evaluate("() => [...document.querySelectorAll('[id]')].map((each) => each.id)")
        assert named <= set(ids)
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "name",
    [
        "measured",
        "comparing",
        "chinese",
        "compared",
        "compared-5",
        "compared-12",
        "soak",
        "client",
        "clients",
        "discovered",
        "log",
    ],
)
@pytest.mark.parametrize("width", [375, 768, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_accessibility_engine_finds_nothing(name: str, width: int, scheme: str, visit: Callable[..., Any]) -> None:
    """Contrast, names, landmarks, headings and tables hold in both colour schemes, on desktop and phone."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page = visit(name, width=width, scheme=scheme, csp=False).page
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    violations = axe.Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"][:120] for node in each["nodes"][:3]]) for each in violations] == []


def test_the_keyboard_reaches_everything(visit: Callable[..., Any]) -> None:
    """Tab leads from the link past the head to search, and Enter unfolds a finding."""
    page = visit("measured").page
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    page.locator("details.proof > summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.proof").first.get_attribute("open") is not None


@pytest.mark.parametrize("width", [375, 1280])
def test_a_word_is_explained_where_it_stands(width: int, visit: Callable[..., Any]) -> None:
    """By a tap or by the keyboard, within the window, in the sentence of the glossary; Escape takes it away."""
    page = visit("measured", f"#finding-{FINDING}", width=width).page
    told = page.locator("#meaning-must")
    word = page.locator(".finding:visible .explained", has_text="MUST").first
    word.focus()
    page.keyboard.press("Enter")
    assert told.inner_text().startswith("MUST The document demands it.")
    box = told.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    page.keyboard.press("Escape")
    assert not told.is_visible()
    word.click()
    assert told.is_visible()


def test_a_large_page_can_be_searched(visit: Callable[..., Any]) -> None:
    """Among a hundred findings the search leaves some and hides the others; benchmarks/pages.py tells how fast."""
    page = visit("large").page
    everything = page.evaluate(SHOWN)
    page.fill("#filter-text", "number")
    assert 0 < page.evaluate(SHOWN) < everything


def test_on_paper_the_page_is_dark_on_light_without_controls(visit: Callable[..., Any]) -> None:
    """Printing leaves out what cannot be used on paper, also from a dark screen."""
    page = visit("measured", scheme="dark").page
    page.emulate_media(media="print")
    assert not page.locator("search").is_visible()
    assert not page.locator("nav").is_visible()
    assert page.evaluate("() => getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_what_is_to_be_taken_along_is_copied_by_a_button(visit: Callable[..., Any]) -> None:
    """The script of a comparison, whole; the button says that it did."""
    page = visit("comparing").page
    page.evaluate("() => { navigator.clipboard.writeText = async (text) => { window.copied = text; }; }")
    page.locator("details.script > summary").click()
    button = page.locator("details.script button.copy")
    button.click()
    page.wait_for_function("() => window.copied")
    assert page.evaluate("() => window.copied") == page.locator("details.script pre").text_content()
    assert button.inner_text() == "Copied"


def test_both_sides_stand_beside_each_other_where_there_is_room(visit: Callable[..., Any]) -> None:
    """What differs is marked, and on a phone the sides stand below each other."""
    for width, beside in ((1280, True), (375, False)):
        page = visit("comparing", width=width).page
        this, other = (page.locator(".side").nth(at) for at in (0, 1))
        assert (this.bounding_box()["y"] == other.bounding_box()["y"]) is beside
        marked, opposite = (side.locator("mark").all_inner_texts() for side in (this, other))
        assert marked
        assert opposite
        assert marked != opposite


def test_the_verdict_and_the_filters_stay_in_sight(visit: Callable[..., Any]) -> None:
    """Far down the page stands what was judged and how it came out; findings are counted apart."""
    page = visit("measured", f"#finding-{FINDING}").page
    assert "Not conformant" in page.inner_text(".standing")
    assert page.locator("search").bounding_box()["y"] <= 0
    page.fill("#filter-text", "index carries")
    assert "of 5 findings" in page.inner_text("#filter-told")


def test_a_cell_of_the_grid_leads_to_its_findings(visit: Callable[..., Any]) -> None:
    """What fails in a family is what is shown then."""
    page = visit("measured").page
    page.locator("[data-show-family='ordering'][data-show-verdict='fail']").first.click()
    assert page.input_value("#filter-family") == "ordering"
    assert page.locator(".finding:visible").count() == 1
    assert page.locator(f"[id='finding-{FINDING}']").is_visible()


def test_all_that_is_folded_is_unfolded_at_once(visit: Callable[..., Any]) -> None:
    """One button opens everything below the findings, and folds it again."""
    page = visit("comparing").page
    folded = page.locator("#findings details:not([open])")
    page.click("#expand-all")
    assert folded.count() == 0
    page.click("#expand-all")
    assert folded.count() == page.locator("#findings details").count()


def test_a_comparison_of_many_runs_stays_short_on_a_phone(visit: Callable[..., Any]) -> None:
    """One matrix that scrolls within itself, whatever the number of runs; pairs are built when they are opened."""
    few, many = (visit(name, width=375).page for name in ("compared-5", "compared-12"))
    heights = [page.evaluate("() => document.documentElement.scrollHeight") for page in (few, many)]
    assert max(heights) <= 6_000
    assert many.locator("#matrix-table thead th").count() == 13
    assert many.locator(".difference").count() == 0
    many.click("#pair-C > summary")
    many.locator("#pair-C .difference").first.wait_for(state="visible", timeout=2_000)
    assert many.locator(".difference .found").first.bounding_box()["width"] >= 280


def test_a_family_of_the_matrix_opens_its_checks(visit: Callable[..., Any]) -> None:
    """By keyboard, and again; what is alike can be left out."""
    page = visit("compared-5").page
    button = page.locator("button.opens").first
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    assert page.locator("tbody.checks tr:visible").count() > 0
    page.keyboard.press("Enter")
    assert page.locator("tbody.checks tr:visible").count() == 0
    rows = page.locator("#matrix-table tbody:visible").count()
    page.check(".narrow input")
    assert page.locator("#matrix-table tbody:visible").count() < rows


def test_a_link_of_the_matrix_opens_its_pair(visit: Callable[..., Any]) -> None:
    """What is worse in one run is a click away."""
    page = visit("compared-5").page
    page.locator("a[href='#pair-C']").click()
    page.locator("#pair-C .difference").first.wait_for(state="visible", timeout=2_000)


@pytest.mark.parametrize("name", ["compared-12", "soak", "client", "clients", "discovered"])
def test_a_page_prints_whole(name: str, visit: Callable[..., Any]) -> None:
    """On paper nothing is wider than the page, and nothing asks for a click."""
    page = visit(name, scheme="dark", width=700).page
    page.emulate_media(media="print")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 700
    assert not page.locator("nav").is_visible()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_a_comparison_is_built_when_it_is_unfolded(visit: Callable[..., Any]) -> None:
    """Among a hundred findings nothing of it is there before; then both sides, and the script whole."""
    page = visit("large").page
    finding = page.locator("[id='finding-structure.number-4']")
    assert finding.locator(".side, .transcript").count() == 0
    finding.locator("details.compared > summary").click()
    finding.locator(".side").first.wait_for()
    assert finding.locator(".side").count() == 2
    script = finding.locator("details.script pre").text_content()
    assert script.startswith("#!/bin/sh")
    assert "4 others" in script
    assert script.rstrip().endswith("END")


@pytest.mark.parametrize("name", PAGES)
def test_every_page_names_its_target_on_paper(name: str, visit: Callable[..., Any]) -> None:
    """Each sheet begins with whom the page is about, whatever page it is."""
    assert "@top-left { content: " in visit(name).page.locator("style").first.text_content()


@pytest.mark.parametrize("name", ["compared-5", "soak", "client", "clients", "discovered"])
def test_pages_of_their_own_explain_their_words(name: str, visit: Callable[..., Any]) -> None:
    """What MUST, a warning and inconclusive mean stands on each, and opens where the words stand."""
    page = visit(name).page
    assert page.locator("#words").inner_text().count("The document demands it.") == 1
    for word in page.locator("main .explained:visible").all()[:2]:
        word.click()
        assert page.locator("[popover]:popover-open").count() == 1
        page.keyboard.press("Escape")


def test_the_tool_leads_to_what_made_the_page(visit: Callable[..., Any]) -> None:
    """Its version and the command that judges the same again, which can be copied."""
    page = visit("measured").page
    page.locator("a[href='#made']").first.click()
    assert "embedding-conformance" in page.locator("#made").inner_text()
    assert page.locator("#made button.copy").count() == 1
