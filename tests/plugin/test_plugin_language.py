"""The pages of a run in the language asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from suite_runs import QUICK, run_suite

FEW = (*QUICK, "-k", "structure or usage")


def test_pages_are_chinese_where_that_is_asked_for_results_stay_english(tmp_path: Path) -> None:
    """The audit page, the end of the run and the top of the log change; programs read the same as ever."""
    run = run_suite(tmp_path, *FEW, "--emb-lang=zh")
    assert run.status == 0, run.output
    page = (tmp_path / "reports" / "audit.html").read_text("utf-8")
    assert '<html lang="zh-Hans">' in page
    assert "返回参数 usage 为对象，表示本次请求所消耗的 token 数据。" in page
    assert "The field usage is an object" not in page
    assert "符合：可检验的 MUST 条款共" in (tmp_path / "reports" / "report.html").read_text("utf-8")
    assert "符合：可检验的 MUST 条款共" in run.output
    titles = [row["title"] for row in run.document["results"]]
    assert titles
    assert all(title.isascii() for title in titles)


@pytest.mark.parametrize("option", ["--emb-lang=de", "--emb-lang="])
def test_a_language_there_is_none_of_is_a_mistake_in_the_command(tmp_path: Path, option: str) -> None:
    """It is refused with those there are, before anything is sent or written."""
    run = run_suite(tmp_path, *FEW, option)
    assert run.status == 4
    assert "--emb-lang" in run.output
    assert "en" in run.output
    assert "zh" in run.output
    assert "Traceback" not in run.output
    assert list(run.files) == []
