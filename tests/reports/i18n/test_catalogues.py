"""The catalogues are complete: all that can be told has its words in every language, and nothing is left over."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from declared_templates import declared_templates

from conformance.checks import CHECKS
from conformance.model.message import places_in
from conformance.model.verdict import RunVerdict, Verdict
from conformance.model.waiver import WaiverState
from conformance.reports.i18n import language
from conformance.reports.i18n.language import LANGUAGES, Language, needs_words

ROOT = Path(__file__).parents[3]
FOLDER = Path(language.__file__).parent / "languages"
OTHERS = [code for code in LANGUAGES if code != "en"]
_STATEMENT = "statement."
_ABOUT_CLIENTS = "client"
"""What begins the ids of clauses that every contract implies for clients; they are no family of checks."""
_OF_RUNS = {"budget", "failure", "judging", "learned", "preflight", "request", "run"}
_OF_SURVEYS = {"request.first-text", "request.some-dimensions", "request.some-list", "request.of-soak"}
_KEPT = re.compile(r"`[^`]+`|[0-9]{2,}")


@pytest.fixture(scope="module")
def declared() -> Mapping[str, str]:
    """Every template that any module declares, by its id."""
    return declared_templates()


@pytest.fixture(scope="module")
def statements(declared: Mapping[str, str]) -> Mapping[str, str]:
    """What checks, requirements, scenarios and clauses about clients state."""
    return {id_: text for id_, text in declared.items() if id_.startswith(_STATEMENT)}


def _messages(code: str) -> Iterator[tuple[Path, str]]:
    for path in sorted((FOLDER / code).glob("*.toml")):
        yield from ((path, id_) for id_ in tomllib.loads(path.read_text("utf-8")).get("messages", {}))


@pytest.mark.parametrize("code", OTHERS)
def test_every_template_has_its_words(code: str, declared: Mapping[str, str]) -> None:
    """Whatever can be told in English can be told in the language; what is missing is named with its English."""
    wanted = {id_: text for id_, text in declared.items() if needs_words(text)} | Language.named("en").messages
    missing = [f"{id_}: {text}" for id_, text in wanted.items() if id_ not in Language.named(code).messages]
    assert "\n".join(missing) == "", f"add them to a file of {FOLDER / code}"


@pytest.mark.parametrize("code", OTHERS)
def test_no_words_are_left_over(code: str, declared: Mapping[str, str]) -> None:
    """No entry outlives the template it was made for."""
    known = declared.keys() | Language.named("en").messages.keys()
    left = [f"{path.name}: {id_}" for path, id_ in _messages(code) if id_ not in known]
    assert "\n".join(left) == "", "take them out, or give them the id of their template"


@pytest.mark.parametrize("code", OTHERS)
def test_the_words_have_the_places_of_their_template(code: str, declared: Mapping[str, str]) -> None:
    """Every value that is told in one language is told in the other."""
    told = Language.named(code).messages
    differ = [
        f"{id_}: {sorted(places_in(text))} in English, {sorted(places_in(told[id_]))} in {code}"
        for id_, text in declared.items()
        if id_ in told and set(places_in(told[id_])) != set(places_in(text))
    ]
    assert "\n".join(differ) == ""


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_id_has_two_entries(code: str) -> None:
    """A message is told in one file alone."""
    assert [id_ for id_, count in Counter(id_ for _, id_ in _messages(code)).items() if count > 1] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_families_and_verdicts_have_their_words(code: str, statements: Mapping[str, str]) -> None:
    """A new family of checks is told in words.toml of every language, or the audit page has a row without meaning."""
    families = {id_.split(".")[1] for id_ in statements} - {_ABOUT_CLIENTS}
    wanted = [f"family.{name}" for name in sorted(families)]
    wanted += [f"verdict.{verdict}" for verdict in Verdict]
    wanted += [f"run.{verdict}" for verdict in RunVerdict]
    wanted += [f"waiver-state.{state.replace(' ', '-')}" for state in WaiverState]
    missing = [id_ for id_ in wanted if id_ not in Language.named(code).messages]
    assert missing == [], f"add them to {FOLDER / code / 'words.toml'}"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_check_says_why_it_matters_and_what_brings_it_about(code: str) -> None:
    """Who meets a finding is told of this very check, in the language of the page."""
    wanted = [f"{said}.{check}" for check in CHECKS for said in ("why", "usual-cause")]
    missing = [id_ for id_ in wanted if id_ not in Language.named(code).messages]
    assert missing == [], f"add them to {FOLDER / code / 'reasons.toml'}"


@pytest.mark.parametrize("code", OTHERS)
def test_a_statement_names_what_its_original_names(code: str, statements: Mapping[str, str]) -> None:
    """Parameters in code marks and figures of several digits are the same in both, and statements hold no places."""
    told = Language.named(code).messages
    for id_, english in statements.items():
        assert set(_KEPT.findall(told[id_])) == set(_KEPT.findall(english)), id_
        assert list(places_in(told[id_])) == [], id_


@pytest.mark.parametrize("code", OTHERS)
def test_a_sentence_ends_as_one(code: str, statements: Mapping[str, str]) -> None:
    """A statement has its full stop, and none of the other language's."""
    told = Language.named(code).messages
    sentences = {id_: told[id_] for id_, english in statements.items() if english.endswith(".")}
    assert [id_ for id_, text in sentences.items() if not text.endswith("。")] == []


def test_whoever_reads_results_knows_all_that_they_may_say(declared: Mapping[str, str]) -> None:
    """A command that renders results declares what runs can say, so that no id stands where a sentence should."""
    importing = "from conformance.cli.reports import views; from conformance.model.message import TEMPLATES"
    script = f"{importing}; views([]); print(*TEMPLATES)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True)
    said = {id_ for id_ in declared if id_.partition(".")[0] in _OF_RUNS}
    assert said - _OF_SURVEYS - set(done.stdout.split()) == set()
