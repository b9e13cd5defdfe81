"""What the documents say is what is there."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib

import limits_page
import pytest
from checkout import ROOT, pytest_in
from checks_page import PAGE, page

from conformance.checks import CHECKS
from conformance.contract.loading import load
from pytest_embedding_conformance import options

README = (ROOT / "README.md").read_text("utf-8")
CHINESE = (ROOT / "README.zh-CN.md").read_text("utf-8")
CI = (ROOT / ".ci" / "run").read_text("utf-8")


def quick_start() -> list[str]:
    """Return the commands between the markers of the quick start."""
    found = re.search(r"<!-- quick start -->\n```sh\n(.*?)```\n<!-- end of quick start -->", README, re.DOTALL)
    assert found is not None
    return found[1].splitlines()


def declared_options() -> set[str]:
    """Return every option of ours, as the plugin declares it."""
    parser = pytest.Parser(_ispytest=True)
    options.add(parser)
    group = parser.getgroup("embedding-conformance")
    return {name for option in group.options for name in option.names()}


def test_the_quick_start_is_two_commands_that_need_no_more_than_python() -> None:
    """The first makes its own environment, the second uses it."""
    first, second = quick_start()
    assert first == "python3 -m venv .venv && .venv/bin/pip install -e . && .venv/bin/pytest"
    assert second == ".venv/bin/pip install -e '.[test]' && .venv/bin/pytest tests"


@pytest.mark.skipif(shutil.which("sed") is None, reason="the commands are taken out with sed")
def test_ci_runs_the_commands_of_the_quick_start() -> None:
    """The expression of .ci/run takes exactly those lines out of README.md."""
    expression = re.search(r"sed -n '(.+?)' README\.md", CI)
    assert expression is not None
    done = subprocess.run(
        ["sed", "-n", expression[1], "README.md"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout.splitlines() == quick_start()


def test_every_option_is_in_the_table_and_every_one_in_the_table_exists() -> None:
    """The table of options is complete and invents nothing."""
    table = set(re.findall(r"^\| `(--emb-[a-z-]+)", README, re.MULTILINE))
    assert table == declared_options()


def test_every_option_anywhere_in_the_documents_exists() -> None:
    """No example uses an option there is not."""
    texts = [README, CHINESE, *(path.read_text("utf-8") for path in (ROOT / "docs").glob("*.md"))]
    used = {option for text in texts for option in re.findall(r"--emb-[a-z-]+", text)}
    assert used <= declared_options()


@pytest.mark.parametrize("extra", ["test", "dev"])
def test_an_extra_the_documents_install_exists(extra: str) -> None:
    """README.md and CONTRIBUTING.md name extras of pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert f".[{extra}]" in README + (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert extra in project["optional-dependencies"]


def test_every_environment_of_tox_is_there() -> None:
    """The listed environments are defined, or are Pythons; one that writes files, or takes an hour, is run by name."""
    text = (ROOT / "tox.ini").read_text("utf-8")
    listed = re.search(r"^env_list = (.+)$", text, re.MULTILINE)
    assert listed is not None
    defined = set(re.findall(r"^\[testenv:(.+)\]$", text, re.MULTILINE))
    names = {name.strip() for name in listed[1].split(",")}
    assert {name for name in names if not re.fullmatch(r"py3\d+", name)} == defined - {"examples", "servers"}


def test_the_page_of_checks_is_what_the_registry_says() -> None:
    """docs/checks.md holds every id with its statement; if not: python tests/repository/checks_page.py."""
    assert PAGE.read_text("utf-8") == page()


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_a_check_is_documented_once(check: str) -> None:
    """An id stands in one row of the page, beside its statement, which is a sentence."""
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith(f"| `{check}` |")]
    assert len(rows) == 1
    assert CHECKS[check].statement in rows[0]
    assert CHECKS[check].statement.endswith(".")


@pytest.mark.parametrize("contract", ["dashscope", "openai"])
def test_the_list_shows_every_clause(contract: str) -> None:
    """``--emb-list`` prints each clause with its checks or the reason none can judge it."""
    done = pytest_in(ROOT, "--emb-list", f"--emb-contract={contract}")
    assert done.returncode == 0, done.stderr
    told = " ".join(done.stdout.split())
    for clause in load(contract).clauses:
        assert f"{clause.level} {clause.id} " in told
        assert all(check in told for check in clause.checks)


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#]+?)\)", README + CHINESE))))
def test_a_link_leads_somewhere(link: str) -> None:
    """Every relative link of the READMEs is a file."""
    assert link.startswith("http") or (ROOT / link).is_file()


def test_the_readmes_lead_to_each_other() -> None:
    """A reader of either finds the other in the first lines."""
    assert "(README.zh-CN.md)" in "".join(README.splitlines()[:4])
    assert "(README.md)" in "".join(CHINESE.splitlines()[:4])


def test_the_chinese_readme_has_the_commands_of_the_english_one() -> None:
    """Every block of commands or output is the same, in the same order."""
    blocks = re.compile(r"^```\w+\n.*?^```$", re.DOTALL | re.MULTILINE)
    assert blocks.findall(CHINESE) == blocks.findall(README)


def _blocks(text: str) -> list[tuple[str, list[str]]]:
    """Return for each paragraph, list, table, heading and example what it is and which code it names."""
    plain = re.sub(r"<!--.*?-->\n?", "", re.sub(r"```.*?```", "EXAMPLE", text, flags=re.DOTALL))
    blocks = [block.strip() for block in re.split(r"\n\s*\n", plain) if block.strip()]
    return [(_kind(block), sorted(set(re.findall(r"`[^`]+`|\]\([^)]+\)", block)))) for block in blocks]


def _kind(block: str) -> str:
    marked = re.match(r"#+|\||- |EXAMPLE", block)
    return marked[0] if marked else "paragraph"


def test_the_chinese_readme_says_what_the_english_one_says_in_its_order() -> None:
    """Block for block: the same headings, paragraphs, lists, tables and examples, naming the same code and links."""
    chinese, english = _blocks(CHINESE), _blocks(README)
    first = ("paragraph", ["](README.md)"])  # each leads to the other
    assert chinese[1] == first
    assert [chinese[0], *chinese[2:]] == [english[0], *english[2:]]


def test_the_chinese_readme_has_the_options_tables_and_figures_of_the_english_one() -> None:
    """Headings, rows and points are as many; options, words of verdicts, figures and what is code are the same."""
    for mark in (r"^#+ ", r"^\| ", r"^- "):
        assert len(re.findall(mark, CHINESE, re.MULTILINE)) == len(re.findall(mark, README, re.MULTILINE)), mark
    for same in (
        r"(?<!`)`[^`\n]+`(?!`)",
        r"--[a-z-]+",
        r"[0-9][0-9.,]*[0-9]",
        r"^\| ([0-9][0-9, ]*) \|",
        r"^\| (pass|fail|advice|inconclusive|not-applicable|error)\b",
    ):
        found = re.compile(same, re.MULTILINE)
        assert set(found.findall(CHINESE)) == set(found.findall(README)), same


def test_the_limits_of_all_contracts_are_those_of_the_contracts() -> None:
    """`python tests/repository/limits_page.py` renews the file."""
    assert limits_page.FILE.read_text("utf-8") == limits_page.text()
