"""Each way a run can end has its exit status, seen from outside."""

from __future__ import annotations

import signal
import socket
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from suite_runs import KEY, QUICK, SuiteRun, command, environment, run_suite

from conformance.service import Service

IDS = "structure.id"


def test_a_conforming_target_ends_with_0(tmp_path: Path) -> None:
    """The embedded service needs neither base URL nor key, and conforms."""
    run = run_suite(tmp_path, *QUICK, "-k", IDS)
    assert run.status == 0, run.output
    assert run.document["run"]["verdict"] == "conformant"
    assert set(run.verdicts.values()) == {"pass"}


def test_a_fault_ends_with_1_and_names_what_was_seen(tmp_path: Path) -> None:
    """A non-conforming target fails with got, expected and place, and what stays right still passes."""
    run = run_suite(tmp_path, *QUICK, "-k", "ordering", "--emb-fault", "index-starts-at-one")
    assert run.status == 1, run.output
    assert run.verdicts["ordering.index-set"] == "fail"
    assert run.verdicts["ordering.index-integer"] == "pass"
    assert "faults: index-starts-at-one" in run.output
    assert "`index` is 1, expected 0" in run.output
    assert run.document["run"]["exit_status"] == 1
    assert "Traceback" not in run.output


def test_advice_ends_with_0_unless_the_run_is_strict(tmp_path: Path) -> None:
    """A violated SHOULD passes, under its own word; with --emb-strict it gates."""
    arguments = (*QUICK, "-k", "errors.code-not-null", "--emb-fault", "code-null")
    advisory = run_suite(tmp_path / "mild", *arguments)
    strict = run_suite(tmp_path / "strict", *arguments, "--emb-strict")
    assert (advisory.status, strict.status) == (0, 1), advisory.output + strict.output
    assert advisory.verdicts == strict.verdicts == {"errors.code-not-null": "advice"}
    assert "1 advice" in advisory.output


CRASHING = """
import dataclasses
from conformance.checks import registry

def crash(answer):
    raise KeyError("data")

entry = registry._checks["structure.id"]
registry._checks["structure.id"] = dataclasses.replace(entry, judge=crash)
"""


def test_a_check_that_crashes_ends_with_3(tmp_path: Path) -> None:
    """Our own bug is an error and never a fail of the target."""
    (tmp_path / "crashing.py").write_text(CRASHING)
    run = run_suite(tmp_path, "-p", "crashing", *QUICK, "-k", IDS, PYTHONPATH=str(tmp_path))
    assert run.status == 3, run.output
    assert run.verdicts["structure.id"] == "error"
    assert run.document["run"]["verdict"] == "incomplete"


MISTAKES = {
    "a URL without a scheme": (("--base-url=localhost:8000/v1",), KEY, "is no base URL"),
    "no key": (("--base-url=http://127.0.0.1:9/v1",), "", "put it into EMB_API_KEY"),
    "a URL with half an address": (("--base-url=http://[::1/v1",), KEY, "is no base URL"),
    "a URL with a port too large": (("--base-url=http://h:99999/v1",), KEY, "is no base URL"),
    "results under too long a name": (
        (f"--emb-results={'r' * 300}.json",),
        "",
        "give a path that can be written",
    ),
    "results in no folder": (("--emb-results=/dev/null/r.json",), "", "give a path that can be written"),
    "an unknown fault": (("--emb-fault", "index-starts-at-two"), "", "index-starts-at-one"),
}


@pytest.mark.parametrize(("arguments", "key", "sentence"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_of_the_user_ends_with_4_and_the_remedy(
    tmp_path: Path, arguments: tuple[str, ...], key: str, sentence: str
) -> None:
    """What cannot be is said in one sentence, without a traceback and without files."""
    run = run_suite(tmp_path, *arguments, "-k", IDS, key=key)
    assert run.status == 4, run.output
    assert sentence in run.output
    assert "Traceback" not in run.output
    assert "INTERNALERROR" not in run.output
    assert [path for path in run.files if path.suffix in {".json", ".html"}] == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_a_disk_that_is_full_at_the_end_ends_with_4(tmp_path: Path) -> None:
    """What could not be written is said in one sentence, and is never taken for a verdict on the target."""
    (tmp_path / "results.json").symlink_to("/dev/full")
    run = run_suite(tmp_path, *QUICK, "-k", IDS, "--emb-results=results.json")
    assert run.status == 4, run.output
    assert "results cannot be written" in run.output
    assert "conformant in" in run.output
    assert "Traceback" not in run.output


def test_a_path_nobody_serves_ends_with_4(tmp_path: Path) -> None:
    """404 on the first request means the base URL is wrong, not the target: nothing fails for it."""
    with Service(key=KEY) as service:
        run = run_suite(tmp_path, *QUICK, "-m", "validation", f"--base-url={service.base_url}/v9", key=KEY)
        sent = len(service.received)
    assert run.status == 4, run.output
    assert "give the base URL under which the target serves /embeddings" in " ".join(run.output.split())
    assert set(run.verdicts.values()) <= {"inconclusive", "not-applicable"}
    assert sent == 1


def test_nothing_judged_ends_with_5(tmp_path: Path) -> None:
    """A selection of no tests keeps pytest's status, and is never green."""
    run = run_suite(tmp_path, *QUICK, "-k", "no_such_check")
    assert run.status == 5, run.output


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_a_target_that_does_not_answer_ends_with_10(tmp_path: Path) -> None:
    """Nothing listening is incomplete, with the remedy, and after one request only."""
    url = f"http://127.0.0.1:{_free_port()}/v1"
    run = run_suite(tmp_path, *QUICK, "-k", IDS, f"--base-url={url}", key=KEY)
    assert run.status == 10, run.output
    assert set(run.verdicts.values()) == {"inconclusive"}
    assert "does not answer (connection refused" in run.document["run"]["troubles"][0]
    assert run.document["traffic"]["sent"] == 1


def test_a_refused_key_ends_with_10(tmp_path: Path) -> None:
    """A key the target does not take says nothing of its conformance."""
    with Service(key=KEY) as service:
        run = run_suite(tmp_path, *QUICK, "-k", IDS, f"--base-url={service.base_url}", key=f"{KEY}-wrong")
    assert run.status == 10, run.output
    assert "refuses the key with 401: set EMB_API_KEY" in run.output


FIRST_ANSWERS: dict[str, tuple[int, dict[str, str], bytes, int]] = {
    "another path": (404, {"content-type": "text/plain"}, b"not found", 4),
    "a page": (200, {"content-type": "text/html"}, b"<!doctype html><title>Sign in</title>", 4),
    "a page in place of an error": (404, {"content-type": "text/html"}, b"<html>nothing here</html>", 4),
    "a redirect": (302, {"location": "/login"}, b"", 4),
    "text": (200, {"content-type": "text/plain"}, b"it works", 4),
    "an unknown model": (404, {}, b'{"error":{"message":"The model m does not exist","code":"model_not_found"}}', 4),
    "a refused key": (401, {}, b'{"error":{"message":"Incorrect API key","code":"invalid_api_key"}}', 10),
    "a blocked account": (403, {}, b'{"error":{"message":"Access denied","code":"access_denied"}}', 10),
    "asked to come back": (503, {"retry-after": "3600"}, b"busy", 10),
}
"""What a target answers to every request, and how the run ends."""


@pytest.mark.parametrize("case", FIRST_ANSWERS)
def test_the_first_answer_decides_by_one_rule(tmp_path: Path, case: str) -> None:
    """4 where what was typed leads elsewhere, 10 where the target may be right and cannot show it now."""
    status, headers, body, expected = FIRST_ANSWERS[case]

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(status)
            for name, value in {**headers, "content-length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        run = run_suite(tmp_path, *QUICK, f"--base-url=http://127.0.0.1:{server.server_port}/v1", key=KEY)
        server.shutdown()
    assert run.status == expected, run.output
    assert "Traceback" not in run.output


def _interrupted(folder: Path, service: Service) -> SuiteRun:
    process = subprocess.Popen(
        command(*QUICK, f"--base-url={service.base_url}"),
        cwd=folder,
        env=environment(EMB_API_KEY=KEY),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not service.received and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    return SuiteRun(process.returncode, output, folder)


def test_an_interrupt_ends_with_2_and_keeps_what_was_measured(tmp_path: Path) -> None:
    """Ctrl-C leaves pytest's status, an incomplete results file and the evidence so far."""
    with Service(key=KEY, latency=0.3) as service:
        run = _interrupted(tmp_path, service)
        assert 0 < len(service.received) < 95
    assert run.status == 2, run.output
    assert "Traceback" not in run.output
    assert (tmp_path / "reports" / "evidence.jsonl").stat().st_size > 0
    assert run.document["run"]["verdict"] == "incomplete"
    assert run.document["run"]["exit_status"] == 2
    traffic = run.document["traffic"]
    assert traffic["sent"] == len(run.evidence) > 0
    assert traffic["input_tokens"] > 0
    assert f"{traffic['sent']} requests sent" in run.output
