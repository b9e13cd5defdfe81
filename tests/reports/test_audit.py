"""The audit page holds everything a reader needs, and nothing that acts."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from sample_audit import PAYLOAD, adversarial, large, measured
from sample_results import MODELS, document

from conformance.errors import UsageError
from conformance.reports.html import audit
from conformance.results.view import ResultsView


class Page(HTMLParser):
    """The elements and texts of a page, those included that its script builds from its data."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(content)
        (stored,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', content, re.DOTALL)
        data = json.loads(stored)
        self.texts += [
            data["lines"][place] for each in data["exchanges"].values() for at in each.values() for place in at
        ]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        self.texts.append(data)

    @property
    def text(self) -> str:
        """All text on one line."""
        return " ".join(" ".join(self.texts).split())


def _rendered(document: dict[str, Any], language: str = "en") -> str:
    return audit.render(ResultsView.of(document), language)


@pytest.fixture(scope="module")
def page() -> Page:
    """The page of a run with every verdict."""
    return Page(_rendered(measured()))


def test_headings_of_a_chinese_document_are_told_in_english_beside_them() -> None:
    """Who cannot read the locator learns where in the document it leads; who can is told it once."""
    document = measured()
    document["clauses"][0]["locator"] = "返回参数说明 > data[x].index; 重要 (silent)"
    told = '<cite lang="zh">返回参数说明 &gt; data[x].index; 重要 (silent)</cite>'
    english, chinese = (audit.render(ResultsView.of(document), language) for language in ("en", "zh"))
    assert f"{told} (Returned parameters &gt; data[x].index; Important (silent))" in english
    assert "Returned parameters" not in chinese


def test_the_contract_leads_to_its_document_and_the_tool_to_what_made_the_page() -> None:
    """An address of the web alone becomes a link; a tool that names no page of its own is told of on this one."""
    document = measured()
    document["target"]["contract_url"] = "https://docs.example.com/embeddings"
    page = audit.render(ResultsView.of(document))
    assert '<a href="https://docs.example.com/embeddings" rel="noreferrer">' in page
    assert re.search(r'<a href="(#made|https://[^"]+)"[^>]*>embedding-conformance 0', page)
    assert 'id="made"' in page
    document["target"]["contract_url"] = "javascript:alert(1)"
    assert "javascript:alert" not in audit.render(ResultsView.of(document))


@pytest.mark.parametrize(
    "said",
    [
        "Not conformant",
        "2 MUST checks fail, on 3 of 3 models",
        "Item 0 carries index 24",
        "ordering.index-position",
        "`index` is the place of the item in the array of inputs",
        "返回参数 > data[x].index",
        "Not judged because of this ordering.index-set",
        "text-embedding-v1: 13 in 41 exchanges",
        "curl -sS -X POST",
        "HTTP/1.1 200",
        "Not judged",
        "429 four times in a row, the last after 30 s",
        "Observed behaviour",
        "vectors are not of unit length",
        "The tokenizer stays.",
        "It is not documented.",
        "OPS-1417 until 2027-01-31",
        "sha256:0123456789abcdef",
        "Seed 20241122",
        "412 sent, 3 retried; 81,234 input tokens",
        "--emb-seed=20241122",
        "2 verdicts inconclusive",
    ],
)
def test_the_page_tells(said: str, page: Page) -> None:
    """Verdict, what it rests on, findings with their evidence, what is open and what was only observed."""
    assert said in page.text


def test_a_page_runs_its_own_script_only() -> None:
    """The policy names the digests of the one script and style; nothing has handlers or styles of its own."""
    content = _rendered(measured())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', content)
    assert policy is not None
    for tag in ("script", "style"):
        (inside,) = re.findall(rf"<{tag}>(.*?)</{tag}>", content, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src &#39;sha256-{digest}&#39;" in policy[1]
    assert policy[1].startswith("default-src &#39;none&#39;;")
    attributes = {name for _, each in Page(content).elements for name in each}
    assert not [name for name in attributes if name.startswith("on") or name == "style"]


def test_a_page_refers_to_nothing_outside() -> None:
    """No address leads anywhere but to the page itself."""
    for tag, attributes in Page(_rendered(adversarial())).elements:
        assert tag not in {"img", "iframe", "link", "base", "form", "object", "embed"}
        assert "src" not in attributes
        assert (attributes.get("href") or "#").startswith("#")


def test_markup_of_a_target_is_text_in_every_field() -> None:
    """Hostile strings everywhere add no element, break no attribute and turn no line around."""
    clean, spoiled = _rendered(measured()), _rendered(adversarial())
    tags = {tag for tag, _ in Page(clean).elements}
    assert {tag for tag, _ in Page(spoiled).elements} <= tags | {"strong"}
    assert "\u202e" not in spoiled
    assert "\x00" not in spoiled
    assert spoiled.count("<script") == 2
    assert PAYLOAD[:20] not in spoiled


def test_a_document_without_extras_is_rendered(page: Page) -> None:
    """Results of an earlier version, without measurements or dates, have their page too."""
    assert "Measurements" not in Page(_rendered(document())).text
    assert "Measurements" in page.text


def _conformant() -> dict[str, Any]:
    found = measured()
    found["run"]["verdict"] = "conformant"
    for row in found["results"]:
        row.update(verdict="pass", findings=[], reason="")
    found["selection"] = {"must_clauses": 41, "must_judged": 41, "expression": ""}
    return found


def test_a_clean_run_has_nothing_but_good_to_tell() -> None:
    """Without findings there is no section of them, and all families hold."""
    told = Page(_rendered(_conformant())).text
    assert "Holds in 41 of 41 MUST clauses" in told
    assert "What does not hold" not in told
    assert "Partial run" not in told


def test_a_run_of_a_part_says_so_at_the_top() -> None:
    """A selection is told with the verdict, so that no one takes a part for the whole."""
    found = _conformant()
    found["selection"].update(must_judged=7, expression="-k index")
    told = Page(_rendered(found)).text
    assert "Partial run. 7 of 41 MUST clauses" in told
    assert "Selected: -k index." in told


def test_a_large_page_stays_small() -> None:
    """Three models, all checks and a hundred findings with full exchanges: a megabyte, and 12,000 elements, at most."""
    content = _rendered(large())
    assert len(content.encode()) <= 1_000_000
    assert len(Page(content).elements) <= 12_000


def test_a_page_holds_no_exchange_twice() -> None:
    """What a finding and the evidence both show stands in the data of the page, line by line, once."""
    found = measured()
    found["exchanges"]["x1"]["curl"] = "curl 'https://host/only-here'"
    assert _rendered(found).count("https://host/only-here") == 1


def test_numbers_that_time_cannot_parse_are_left_out() -> None:
    """A start that is no date leaves the page whole."""
    found = measured()
    found["run"]["started"] = "yesterday"
    assert "yesterday" in Page(_rendered(found)).text


def test_a_page_is_written_whole(tmp_path: Path) -> None:
    """Missing folders are made, and lines end as on every system."""
    path = tmp_path / "new" / "audit.html"
    audit.write(ResultsView.of(measured()), path)
    content = path.read_bytes()
    assert content.startswith(b"<!DOCTYPE html>")
    assert b"\r" not in content


def test_a_path_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    """A user's mistake names the path and the remedy."""
    with pytest.raises(UsageError, match="cannot be written"):
        audit.write(ResultsView.of(measured()), tmp_path)


def test_an_unknown_language_is_one_sentence() -> None:
    """There are two languages, and the message names them."""
    with pytest.raises(UsageError, match="choose one of en, zh"):
        _rendered(measured(), "fr")


def test_every_model_stands_in_the_grid(page: Page) -> None:
    """Heads of columns and rows are marked as such."""
    heads = [attributes for tag, attributes in page.elements if tag == "th"]
    assert all(each.get("scope") in {"row", "col"} for each in heads)
    assert all(model in page.text for model in MODELS)


def test_each_sheet_of_paper_names_the_target() -> None:
    """The style repeats it, every character as an escape, so that nothing a name holds gets out of the string."""
    told = re.search(r'@top-left \{ content: "([^"]*)"', audit.render(ResultsView.of(measured())))
    assert told
    assert re.fullmatch(r"(\\[0-9a-f]+ )+", told[1])
    assert "".join(chr(int(code, 16)) for code in told[1].replace("\\", "").split()) == "127.0.0.1:8080 · dashscope"
