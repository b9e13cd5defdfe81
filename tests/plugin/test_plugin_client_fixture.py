"""The fixture for tests of clients: a strict service, ordered to misbehave, failing what is undocumented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from suite_runs import run_pytest

CLIENT_TESTS = """
import json, os, time, urllib.error, urllib.request
import pytest

def call(body, base_url=None, key=None):
    url = (base_url or os.environ["OPENAI_BASE_URL"]) + "/embeddings"
    headers = {"Authorization": "Bearer " + (key or os.environ["OPENAI_API_KEY"]), "Content-Type": "application/json"}
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    return json.load(opener.open(urllib.request.Request(url, json.dumps(body).encode(), headers), timeout=10))

PLAIN = {"model": "text-embedding-v3", "input": ["A lamp.", "A door."]}

def test_documented(emb_service):
    rows = [item["embedding"] for item in call(PLAIN)["data"]]
    truth = emb_service.vectors(PLAIN["input"], "text-embedding-v3")
    assert abs(truth - rows).max() < 1e-6
    assert len(emb_service.requests) == 1

def test_nothing_sent(emb_service):
    assert emb_service.base_url == os.environ["EMB_BASE_URL"]

def test_too_many(emb_service):
    with pytest.raises(urllib.error.HTTPError):
        call({**PLAIN, "input": ["a"] * 7})

def test_parameter(emb_service):
    call({**PLAIN, "user": "me"})

def test_allowed(emb_service):
    emb_service.allow("input.maxItems", "unknown-parameter")
    with pytest.raises(urllib.error.HTTPError):
        call({**PLAIN, "input": ["a"] * 7, "user": "me"})

def test_rate_limit(emb_service):
    emb_service.fault("rate-limit-once")
    with pytest.raises(urllib.error.HTTPError) as refused:
        call(PLAIN)
    assert refused.value.code == 429
    time.sleep(float(refused.value.headers["Retry-After"]))
    assert len(call(PLAIN)["data"]) == 2

def test_too_soon(emb_service):
    emb_service.fault("rate-limit-once")
    with pytest.raises(urllib.error.HTTPError):
        call(PLAIN)
    call(PLAIN)

def test_fault_and_oddity(emb_service):
    emb_service.oddity("extra-fields")
    emb_service.fault("last-item-dropped")
    answer = call(PLAIN)
    assert len(answer["data"]) == 1 and "provider" in answer
    emb_service.sound()
    assert len(call(PLAIN)["data"]) == 2

def test_unknown_names(emb_service):
    with pytest.raises(ValueError, match="rate-limit-once"):
        emb_service.fault("rate-limit-onec")
    with pytest.raises(Exception, match="did you mean"):
        emb_service.allow("model.enun")

def test_own_failure(emb_service):
    call({**PLAIN, "user": "me"})
    assert False, "own reason"

def test_without():
    assert "EMB_BASE_URL" not in os.environ
"""
FAILING = {"test_too_many", "test_parameter", "test_too_soon", "test_own_failure"}


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The output of pytest for a client's tests."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "test_client.py").write_text(CLIENT_TESTS, "utf-8")
    done = run_pytest(folder, "-rA", "-q")
    assert {path.name for path in folder.iterdir()} <= {"test_client.py", "__pycache__"}
    return done.stdout


def test_tests_that_send_what_is_documented_pass(output: str) -> None:
    """Every test but those that send something else passes; none ends as an error."""
    outcomes = dict(re.findall(r"^(PASSED|FAILED|ERROR) test_client.py::(\w+)", output, re.MULTILINE))
    by_outcome = {word: set(re.findall(rf"^{word} test_client.py::(\w+)", output, re.MULTILINE)) for word in outcomes}
    assert by_outcome["FAILED"] == FAILING
    assert len(by_outcome["PASSED"]) == 7
    assert "ERROR" not in by_outcome


@pytest.mark.parametrize(
    "line",
    [
        "requests.batch-size: the list holds more inputs than documented; expected at most 6 inputs",
        "requests.parameters: a parameter is sent that the contract does not name",
        "requests.retry-after: a refused request is sent again before the time it was asked to wait",
    ],
)
def test_a_failure_names_what_was_undocumented(output: str, line: str) -> None:
    """Requirement, what was seen and what is documented, in one line."""
    assert line in output


def test_a_test_that_fails_by_itself_keeps_its_reason(output: str) -> None:
    """What it sent does not hide why it failed."""
    assert "own reason" in output


def test_the_contract_is_that_of_the_option(tmp_path: Path) -> None:
    """Under another contract other things are documented; one that there is not is told in one sentence."""
    (tmp_path / "test_client.py").write_text(
        CLIENT_TESTS.partition("def test_documented")[0]
        + "def test_any_model(emb_service):\n    call({**PLAIN, 'model': 'mine', 'input': 'A lamp.'})\n",
        "utf-8",
    )
    assert run_pytest(tmp_path, "--emb-contract=openai-compatible").returncode == 0
    done = run_pytest(tmp_path, "--emb-contract=nobody")
    assert done.returncode == 1
    assert "there is no contract 'nobody'" in done.stdout
