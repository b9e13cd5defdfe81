"""Every statement of checks and contracts is there in every language, and what changes is told by its fixed words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sample_audit import adversarial, measured

from conformance.checks import CHECKS
from conformance.clients.driving.scenario import scenarios
from conformance.clients.driving.scenario_results import CLAUSES
from conformance.clients.requests.requirement import REQUIREMENTS
from conformance.contract.loading import known, load
from conformance.engine.plan import applicable, plan_model
from conformance.errors import UsageError
from conformance.probes import PlanContext
from conformance.reports.html import audit
from conformance.reports.html.summary_html import summary_html
from conformance.reports.i18n.catalogue import LANGUAGES, entries, statements, translator
from conformance.reports.i18n.statements import translated

ROOT = Path(__file__).parents[3]
OTHERS = [language for language in LANGUAGES if language != "en"]
EXAMPLES = sorted((ROOT / "reports" / "examples").glob("*/results.json"))
_ENGLISH = re.compile(r"[a-z]{2,} [a-z]{2,}")
_PLACE = re.compile(r"%\([a-z]+\)s")
ASSEMBLED = {
    "in a text; more is cut without a word",
    "in a text; more is refused",
    "a malformed Authorization header",
    "failed with",
    "tokens, another beginning",
    "tokens, another end",
    "tokens, another middle",
    "tokens, as it was",
}
"""Fixed parts that the source puts together from smaller ones, of requests that are planned from answers."""
_SHORTEST = 5
"""Letters of a fixed part that can be looked for in the source."""


def _stated() -> Iterator[str]:
    """Yield what must be translated."""
    yield from (check.statement for check in CHECKS.values())
    yield from (scenario.statement for scenario in scenarios(load("dashscope"), "text-embedding-v3"))
    yield from (clause.statement for clause in CLAUSES)
    for requirement in REQUIREMENTS.values():
        yield requirement.statement
        yield from [requirement.implied.statement] if requirement.implied else []
    for contract in (load(name) for name in known()):
        yield contract.title
        for clause in contract.clauses:
            yield clause.statement
            yield from [clause.untestable] if clause.untestable else []


def _located() -> set[str]:
    """Return the places in the documents."""
    return {clause.locator for name in known() for clause in load(name).clauses}


def _titles() -> set[str]:
    """Return the titles of all enumerated requests to the models of the shipped contracts."""
    found = set()
    for contract in (load(name) for name in known()):
        for model in [each.name for each in contract.models] or ["any"]:
            context = PlanContext.of(contract, model, seed=1, examples=0, first=True)
            found |= {case.title for case in plan_model(context, frozenset(applicable(contract))).cases}
    return found


@pytest.mark.parametrize("language", OTHERS)
def test_no_statement_is_missing_and_none_is_left_over(language: str) -> None:
    """The catalogue translates every check, clause and reason of the shipped contracts, and locators, each once."""
    stated = set(_stated())
    assert sorted(stated - statements(language).keys()) == []
    assert sorted(statements(language).keys() - stated - _located()) == []
    assert len(statements(language)) == len(entries(language, "statement"))


@pytest.mark.parametrize("language", OTHERS)
def test_locators_in_a_chinese_document_speak_one_language(language: str) -> None:
    """Where a locator has English words of ours beside the document's, it is translated."""
    mixed = {text for text in _located() if _ENGLISH.search(text) and re.search("[\u4e00-\u9fff]", text)}
    assert mixed <= statements(language).keys()


@pytest.mark.parametrize("language", OTHERS)
def test_a_statement_names_what_its_original_names(language: str) -> None:
    """Parameters in code marks and figures of several digits are the same in both."""
    kept = re.compile(r"`[^`]+`|[0-9]{2,}")
    for english, told in statements(language).items():
        assert set(kept.findall(told)) == set(kept.findall(english)), english


@pytest.mark.parametrize("language", OTHERS)
def test_a_chinese_sentence_ends_as_one(language: str) -> None:
    """A statement has its full stop, and none of the other language's."""
    sentences = [told for english, told in statements(language).items() if english.endswith(".")]
    assert sentences
    assert [told for told in sentences if not told.endswith("。")] == []


@pytest.mark.parametrize("language", OTHERS)
def test_the_title_of_every_planned_request_has_a_pattern(language: str) -> None:
    """Reasons and observations name requests by their titles; none stays in English."""
    say = translator(language)
    assert sorted(title for title in _titles() if say(title) == title) == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_fixed_part_of_a_pattern_is_somewhere_in_the_source(language: str) -> None:
    """No pattern outlives the sentence or the title it was made for, and both sides have the same places."""
    source = "\n".join(_titles())
    source += "\n".join(path.read_text("utf-8") for path in (ROOT / "conformance").rglob("*.py"))
    source += "\n".join(path.read_text("utf-8") for path in (ROOT / "schemas").rglob("*.toml"))
    for entry in entries(language, "pattern"):
        assert sorted(_PLACE.findall(entry["en"])) == sorted(_PLACE.findall(entry[language])), entry["en"]
        for part in (part.strip("«»,:; ()") for part in _PLACE.split(entry["en"])):
            assert len(part) < _SHORTEST or part in source or part in ASSEMBLED, entry["en"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_observations_and_reasons_of_real_runs_are_told_in_chinese(path: Path) -> None:
    """In the examples nothing that was observed and no reason is left in English."""
    document: Mapping[str, Any] = json.loads(path.read_bytes())
    say = translator("zh")
    seen = translated(document, "zh")["observations"]
    assert [row for row in seen if not re.search("[\u4e00-\u9fff]", row["statement"] + row["value"])] == []
    reasons = {str(row["reason"]) for row in document["results"] if row.get("reason")}
    assert [reason for reason in reasons if say(reason) == reason] == []


def test_changing_parts_are_told_too() -> None:
    """A reason within a reason, and the title of a request within it, are looked up in turn."""
    reason = "3 not judged: timed out (first: input: an empty list); 2 for other reasons"
    assert translator("zh")(reason) == "3 次交互未判定：超时（首例：input：空列表）；另有 2 次因其他原因"


def test_what_a_target_says_is_never_taken_for_a_format() -> None:
    """Per cent signs and places in a changing part come through as they are, and long text is left alone."""
    say = translator("zh")
    assert say('refused with 400, code "%(x)s %s"') == '被拒绝，状态码 400，code 为 "%(x)s %s"'
    long = "refused with " + "4" * 500
    assert say(long) == long


def test_statements_are_told_wherever_they_stand() -> None:
    """Clauses of a contract and titles of checks are replaced, with reason and locator; findings are not."""
    document = measured()
    clause = next(each for each in load("dashscope").clauses if each.id == "document.updated")
    document["clauses"] = [
        {"id": clause.id, "statement": clause.statement, "untestable": clause.untestable, "level": "MAY", "locator": ""}
    ]
    for row in document["results"]:
        row["title"] = CHECKS[row["id"]].statement
    told = translated(document, "zh")
    assert told["clauses"][0]["statement"] == "页面设有“更新时间”一栏，内容为空。"
    assert told["clauses"][0]["untestable"].startswith("该栏为空")
    assert told["results"][0]["title"] == statements("zh")[document["results"][0]["title"]]
    assert [row["findings"] for row in told["results"]] == [row["findings"] for row in document["results"]]


def test_a_statement_that_reads_otherwise_stays_in_english() -> None:
    """A contract of the same name, or an older document, is not given words it does not say."""
    document = measured()
    document["clauses"][0] = {**document["clauses"][0], "id": "input.string", "statement": "Another statement."}
    assert translated(document, "zh")["clauses"][0]["statement"] == "Another statement."
    assert translated(document, "en") is document


def test_the_page_says_that_findings_stay_in_english() -> None:
    """One line of the Chinese page tells it; the English page has no need to."""
    assert "保留英文原文" in audit.render(measured(), "zh")
    assert "quoted as recorded" not in audit.render(measured())


def test_the_summary_of_the_log_speaks_the_language() -> None:
    """Verdict, facts and the grid above pytest's table are Chinese; an unknown language is refused."""
    told = "".join(summary_html(measured(), "audit.html", "zh"))
    assert all(word in told for word in ("不符合：", "目标", "审核页面", "无法判定"))
    assert "MUST check" not in told
    with pytest.raises(UsageError, match="en, zh"):
        summary_html(measured(), "", "de")


def test_what_is_translated_is_escaped_as_ever() -> None:
    """Markup of a target in any field stays text on the Chinese page and in the Chinese summary."""
    for told in (audit.render(adversarial(), "zh"), "".join(summary_html(adversarial(), "audit.html", "zh"))):
        assert "<img src=x" not in told
        assert "<svg/onload" not in told
        assert "&lt;img src=x" in told
