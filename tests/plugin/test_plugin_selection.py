"""Tests can be selected, stopped and spread over processes; only what is asked for is sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from suite_runs import KEY, QUICK, V1, run_pytest, run_suite

from conformance.contract.loading import load
from conformance.engine.plan import applicable
from conformance.service import Service

_CHECKOUT = Path(__file__).resolve().parents[2]
V2, V3 = "text-embedding-v2", "text-embedding-v3"


def _collected(folder: Path, *arguments: str) -> set[str]:
    run = run_suite(folder, *QUICK, "--collect-only", "-q", *arguments)
    assert run.status in {0, 5}, run.output
    return {line.partition("[")[2].rstrip("]") for line in run.output.splitlines() if "test_conformance[" in line}


def test_results_of_an_earlier_run_do_not_lose_the_suite(tmp_path: Path) -> None:
    """In the checkout, an existing file named after an option does not let pytest collect all other tests too."""
    (tmp_path / "results.json").touch()
    run = run_pytest(_CHECKOUT, *QUICK, "--emb-results", str(tmp_path / "results.json"), "--collect-only", "-q")
    ids = [line for line in run.stdout.splitlines() if "::" in line]
    assert run.returncode == 0, run.stdout + run.stderr
    assert ids
    assert all("test_conformance.py::" in node_id for node_id in ids)


def test_levels_and_families_are_markers(tmp_path: Path) -> None:
    """-m selects by level and family, and every test has one of each."""
    contract = load("dashscope")
    must = {check for check in applicable(contract) if contract.level_of(check, V1) == "MUST"}
    found = _collected(tmp_path, "-m", "must and errors")
    assert found == {f"{V1}-{check}" for check in must if check.startswith("errors.")}


def test_ids_read_as_model_and_check(tmp_path: Path) -> None:
    """-k finds a check by its permanent id; what concerns the whole target stands there once."""
    found = _collected(tmp_path, "-k", "index-position or wrong-key-code", "--emb-model", V2)
    assert found == {f"{V1}-ordering.index-position", f"{V2}-ordering.index-position", "target-auth.wrong-key-code"}


def test_a_selection_sends_what_it_needs_only(tmp_path: Path) -> None:
    """One check of one rule costs a handful of requests."""
    with Service(key=KEY) as service:
        run = run_suite(tmp_path, *QUICK, "-k", "model-required", f"--base-url={service.base_url}", key=KEY)
        sent = len(service.received)
    assert run.status == 0, run.output
    assert sent == 2
    assert "conformant in 1 of" in run.output


def test_x_stops_at_the_first_fail(tmp_path: Path) -> None:
    """With -x the first fail ends the run, which says how far it came."""
    run = run_suite(tmp_path, *QUICK, "-x", "-k", "usage", "--emb-fault", "usage-missing")
    assert run.status == 1, run.output
    assert list(run.verdicts.values()).count("fail") == 1
    assert len(run.verdicts) < 4


def test_four_processes_send_nothing_twice(tmp_path: Path) -> None:
    """With -n 4 each model is judged by one worker; results, evidence and report become one of each."""
    pytest.importorskip("xdist")
    with Service(key=KEY) as service:
        models = ("--emb-model", V2, "--emb-model", V3)
        arguments = ("-n", "4", *models, "-k", "structure or auth", f"--base-url={service.base_url}")
        run = run_suite(tmp_path, *QUICK, *arguments, key=KEY)
        received = service.received
    assert run.status == 0, run.output
    sent = [(request.body, request.header("authorization")) for request in received]
    assert len(set(sent)) == len(sent) == run.document["traffic"]["sent"]
    rows = [(row["id"], row["model"]) for row in run.document["results"]]
    assert len(set(rows)) == len(rows)
    assert {model for _, model in rows} == {V1, V2, V3, None}
    assert {row["verdict"] for row in run.document["results"]} == {"pass"}
    assert (tmp_path / "reports" / "report.html").exists()
    assert [path.name for path in (tmp_path / "reports").glob("*.jsonl")] == ["evidence.jsonl"]
    assert len({line["key"] for line in run.evidence}) == len(run.evidence) == len(sent)


def test_processes_share_one_reference_service(tmp_path: Path) -> None:
    """Where the embedded service is judged, the workers ask the one of their controller."""
    pytest.importorskip("xdist")
    run = run_suite(tmp_path, *QUICK, "-n", "2", "--emb-model", V2, "-k", "structure.id")
    assert run.status == 0, run.output
    urls = {line["url"] for line in run.evidence}
    assert len(urls) == 1
    assert urls == {f"{run.document['target']['base_url']}/embeddings"}


def test_the_list_shows_every_clause_and_sends_nothing(tmp_path: Path) -> None:
    """--emb-list needs neither key nor target, and writes nothing."""
    run = run_suite(tmp_path, "--emb-list", "--base-url=http://127.0.0.1:9/v1")
    assert run.status == 0, run.output
    for clause in load("dashscope").clauses:
        assert clause.id in run.output
    assert list(run.files) == []


def test_the_environment_can_name_the_target(tmp_path: Path) -> None:
    """pytest-base-url's variable serves as well as its option, and is stripped of secrets all the same."""
    with Service(key=KEY) as service:
        url = service.base_url.replace("http://", "http://me:pass-in-url@")
        run = run_suite(tmp_path, *QUICK, "-k", "structure.id-unique", key=KEY, PYTEST_BASE_URL=url)
        assert run.status == 0, run.output
        assert len(service.received) > 10
    assert "pass-in-url" not in run.output
    assert not any(b"pass-in-url" in path.read_bytes() for path in run.files)


def _planned(output: str) -> int:
    return int(output.partition("in all")[2].split()[0])


@pytest.mark.parametrize("narrow", [("-k", "ordering"), ("-m", "dimensions")])
def test_the_plan_is_narrowed_as_the_run_is(tmp_path: Path, narrow: tuple[str, str]) -> None:
    """What -k and -m leave out is neither planned nor sent, and planning needs no key."""
    planned = run_suite(tmp_path, *QUICK, "--emb-plan", *narrow, "--base-url=https://host.example/v1")
    whole = run_suite(tmp_path, *QUICK, "--emb-plan")
    assert (planned.status, whole.status) == (0, 0), planned.output
    assert list(planned.files) == []
    ran = run_suite(tmp_path, *QUICK, *narrow)
    assert 0 < ran.document["traffic"]["sent"] <= _planned(planned.output) < _planned(whole.output)


@pytest.mark.parametrize("more", [(), ("-n", "1")])
def test_the_query_of_a_base_url_is_sent_and_hidden(tmp_path: Path, more: tuple[str, ...]) -> None:
    """Gateways choose by it; it reaches them with every request, and no file or line holds its values."""
    query = "api-version=2024-10-21&code=tenant-secret-77"
    with Service(key=KEY, faults=["id-missing"]) as service:
        url = f"--base-url={service.base_url}?{query}"
        run = run_suite(tmp_path, *QUICK, "-k", "structure", url, *more, key=KEY)
        assert {received.query for received in service.received} == {query}
    assert run.status == 1, run.output
    assert '"?api-version=$API_VERSION&code=$CODE"' in run.output
    assert "tenant-secret" not in run.output
    assert not any(b"tenant-secret" in path.read_bytes() for path in run.files)
    assert run.document["target"]["base_url"] == service.base_url


def test_a_smoke_run_leaves_out_what_it_does_not_ask_and_goes_on_from_there(tmp_path: Path) -> None:
    """Checks without requests are deselected as by -k, and a deeper run sends only the rest."""
    with Service(key=KEY) as service:
        narrowed = ("-k", "limits or structure", f"--base-url={service.base_url}")
        smoke = run_suite(tmp_path, *QUICK, *narrowed, key=KEY)
        sent = len(service.received)
        assert smoke.status == 0, smoke.output
        assert "conformant in" in smoke.output
        assert smoke.document["run"]["depth"] == "smoke"
        assert "--emb-depth=smoke" in smoke.document["selection"]["expression"]
        assert "limits.tokens-over" not in smoke.verdicts
        assert sent == smoke.document["traffic"]["sent"] <= 60
        standard = run_suite(tmp_path, *QUICK, "--emb-depth=standard", "--emb-resume", *narrowed, key=KEY)
        received = service.received
    assert standard.status == 0, standard.output
    assert standard.verdicts["limits.tokens-over"] == "pass"
    keys = [line["key"] for line in standard.evidence]
    assert len(set(keys)) == len(keys) == len(received)
