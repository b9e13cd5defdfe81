"""Tests of what a run prints at its end."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sample_results import MODELS, document

from conformance.reports.terminal import run_summary
from conformance.reports.terminal.wrapping import terminal_width
from conformance.results.view import ResultsView


def summary(run: dict[str, Any], width: int = 80, *, colour: bool = False) -> list[str]:
    """Return what a run prints at its end, from its document."""
    return run_summary.summary(ResultsView.of(run), width, colour=colour)


def _text(run: dict[str, Any], width: int = 80) -> str:
    return "\n".join(summary(run, width))


def _commands(run: dict[str, Any]) -> set[str]:
    return {line for exchange in run["exchanges"].values() for line in exchange["curl"].split("\n")}


@pytest.mark.parametrize("width", [50, 60, 80, 120, 200])
def test_lines_keep_to_the_width_but_for_commands(width: int) -> None:
    """Only commands to copy may run over."""
    lines = [line for line in summary(document(), width) if line not in _commands(document())]
    assert [line for line in lines if terminal_width(line) > width] == []


def test_the_table_counts_families_by_model() -> None:
    """Bad words are loud, what is not judged is a dot; families stand in the order of their names, as everywhere."""
    lines = summary(document())
    assert lines[0].split() == [*MODELS, "the", "target"]
    names = [line.split()[0] for line in lines[1:] if line[:1].isalpha() and " " * 3 in line and "·" in line]
    assert names == sorted(names)
    assert "ordering" in names
    ordering = next(line for line in lines if line.startswith("ordering"))
    assert ordering.split(maxsplit=1) == ["ordering", "1 FAIL, 2 pass     1 FAIL, 2 pass     3 pass             ·"]


def test_columns_that_do_not_fit_are_stacked() -> None:
    """A narrow window shows every model under its full name."""
    heads = [line.split() for line in summary(document(), 50) if line.startswith(" " * 10 + "  text-")]
    assert heads == [[*MODELS[:2]], [MODELS[2], "the", "target"]]


def test_names_lose_what_they_share_before_they_are_stacked() -> None:
    """What the ellipsis stands for is said below the table."""
    lines = summary(document(), 66)
    assert lines[0].split() == ["…v1", "…v2", "…v3", "the", "target"]
    assert "(… stands for text-embedding-)" in lines


def test_a_failure_tells_all_that_is_needed() -> None:
    """Id, model, clause with statement and locator, expected, observed, pointer, count and command are there."""
    text = _text(document(), 200)
    block = text[text.index("FAIL ordering.index-position · text-embedding-v1") :]
    for part in (
        "item 0 carries index 24",
        "clause   response.index (MUST): `index` is the place of the item",
        "[返回参数 > data[x].index]",
        "expected 0",
        "observed 24",
        "where    /data/0/index",
        "more     12 more findings; 41 exchanges judged",
    ):
        assert part in block
    assert document()["exchanges"]["x1"]["curl"] in block


def test_a_long_command_is_named_by_its_place_on_the_page() -> None:
    """Hundreds of words of a text to embed push everything else off the screen."""
    run = document()
    run["exchanges"]["x1"]["curl"] = "curl " + "x" * 2000
    assert "# a command of 2,005 characters: audit.html#finding-ordering.index-position has it" in _text(run)


def test_a_command_for_the_embedded_service_is_a_comment() -> None:
    """That service has ended with the run, so that nobody should copy the command."""
    run = document()
    run["target"] |= {"embedded": True, "faults": ["index-reversed"]}
    lines = _text(run).split("\n")
    assert "# the reference service has ended; it was asked with" in lines
    assert [line for line in lines if line.startswith("curl")] == []


def test_other_verdicts_are_brief() -> None:
    """Advice, errors and what could not be judged take a headline and a sentence, without command."""
    text = _text(document())
    assert "inconclusive limits.items-at-cap · text-embedding-v2 (limits.items, MUST)\n    429 four times" in text
    assert document()["exchanges"]["x3"]["curl"].partition("\n")[2] not in text


@pytest.mark.parametrize("colour", [True, False])
def test_nothing_of_the_target_steers_the_terminal(colour: bool) -> None:
    """The only escape sequences are our own colours."""
    text = "\n".join(summary(document(), colour=colour))
    ours = re.sub(r"\x1b\[[0-9;]+m", "", text) if colour else text
    assert re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", ours) is None
    assert "\\x1b[2J" in text


def test_a_hostile_command_is_shown_harmless() -> None:
    """Commands keep their lines and lose control characters."""
    run = document()
    run["exchanges"]["x2"]["curl"] = "curl \\\n --data-raw '\x1b]0;x\x07'"
    assert "curl \\\n --data-raw '\\x1b]0;x\\x07'" in _text(run)


def test_colour_changes_no_word() -> None:
    """Without its colours the coloured text is the plain one."""
    coloured = "\n".join(summary(document(), colour=True))
    assert "\x1b[31;1mFAIL\x1b[0m ordering" in coloured
    assert re.sub(r"\x1b\[[0-9;]+m", "", coloured) == _text(document())


def test_the_end_tells_traffic_and_verdict() -> None:
    """The last lines are what was sent and the one sentence."""
    assert summary(document())[-2:] == [
        "412 requests sent, 1,630 reused, 3 retried; 81,234 input tokens; 16 s",
        "non-conformant: 2 MUST checks fail, on 3 of 3 models",
    ]


def test_the_summary_speaks_the_language_asked_for() -> None:
    """What is ours is told in Chinese, within the columns of the terminal; what the target said is as it was."""
    lines = run_summary.summary(ResultsView.of(document()), 80, language="zh")
    text = "\n".join(lines)
    assert lines[-2:] == [
        "发送 412 次请求，复用 1,630 次，重试 3 次；输入 81,234 个 Token；16 秒",
        "不符合：2 项 MUST 检查未通过，涉及 3 个模型中的 3 个",
    ]
    for part in ("未通过 ordering.index-position · text-embedding-v1", "item 0 carries index 24", "未通过 1、通过 2"):
        assert part in text
    for label in ("条款     response.index（MUST）：", "预期     ", "实际     ", "位置     /data/0/index"):
        assert label in text
    assert max(terminal_width(line) for line in lines if line not in _commands(document())) <= 80
    assert re.search(r"\b(judged|finding|warning|expected|observed|clause)\b", text) is None


def test_a_clean_run_is_short() -> None:
    """Passing checks appear in the table only."""
    run = document()
    run["run"]["verdict"] = "conformant"
    for result in run["results"]:
        result.update(verdict="pass", findings=[])
    lines = summary(run)
    assert len(lines) == 12
    assert lines[-1] == "conformant in 39 of 41 MUST clauses"


def test_a_run_without_results_still_ends() -> None:
    """Nothing judged is told, not a crash."""
    run = {**document(), "results": [], "exchanges": {}}
    run["run"]["verdict"] = "incomplete"
    assert summary(run)[-1] == "incomplete: nothing could be judged"


def test_huge_observations_are_cut() -> None:
    """A text of a megabyte takes some lines, not the window."""
    run = document()
    run["results"][3]["findings"] = [{"message": "m", "observed": "y" * 1_000_000}]
    assert sum(map(len, summary(run))) < 20_000


def test_a_replay_says_that_it_judged_and_sent_nothing() -> None:
    """No line tells of requests sent where none was, and one of anything is told in the singular."""
    run = document()
    run["replay"] = {"lacking": 0, "titles": []}
    run["traffic"] = {**run["traffic"], "sent": 1, "reused": 0}
    told = _text(run)
    assert "1 recorded request judged, 0 reused" in told
    assert "nothing was sent" in told
    assert "request sent" not in told
