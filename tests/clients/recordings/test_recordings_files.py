"""The recorded files are evidence in our own format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from convert import convert
from jsonschema import Draft202012Validator
from recorded_servers import SERVERS, Server, answers, exchanges

from conformance.contract.loading import load
from conformance.evidence.store import Store, read
from conformance.locations import schemas_folder
from conformance.model.exchange import Credential, Failure

DATA = Path(__file__).resolve().parent.parent.parent / "data"
COUNTS = {"infinity": 123, "aimock": 59}
each_server = pytest.mark.parametrize("server", SERVERS, ids=lambda server: server.name)


@each_server
def test_lines_obey_the_schema_of_evidence(server: Server) -> None:
    """Each line is what schemas/suite/exchange.json describes, and the count is the one documented."""
    schema = json.loads((schemas_folder() / "suite" / "exchange.json").read_text(encoding="utf-8"))
    validator = Draft202012Validator(schema)
    lines = (DATA / f"{server.name}.jsonl").read_bytes().splitlines()
    for line in lines:
        validator.validate(json.loads(line))
    assert len(lines) == COUNTS[server.name]


@each_server
def test_the_store_reads_every_exchange_under_a_key_of_its_own(server: Server) -> None:
    """Repeats are told apart, so no exchange replaces another in the store."""
    path = DATA / f"{server.name}.jsonl"
    assert len({exchange.request.key for exchange in read(path)}) == COUNTS[server.name]
    assert len(Store.recorded(path)) == COUNTS[server.name]


@each_server
def test_calls_are_judged_and_other_requests_left_alone(server: Server) -> None:
    """Other methods and paths are a gateway's business; everything else makes a case."""
    judged = {str(answer.case.title) for answer in answers(server, load("openai-compatible"))}
    left = exchanges(server).keys() - judged
    assert left == {name for name in exchanges(server) if name.startswith(("method_", "path_", "cors_"))} - {
        "path_query"
    }


def _line(**more: Any) -> str:
    request = {"method": "POST", "path": "/v1/embeddings", "headers": {"user-agent": "probe"}, "body": "{}"}
    response = {"status": 200, "http_version": "HTTP/1.1", "headers": {"content-length": "2"}, "body": "{}"}
    return json.dumps({"kind": "exchange", "probe": "p", "request": request, **response, "elapsed_ms": 5, **more})


@pytest.mark.parametrize(
    "more",
    [
        {"cut": "vectors to 3 numbers", "body": None},
        {"headers": {"content-length": "3"}},
        {"request": {"raw_socket": "POST / HTTP/1.1"}},
        {"request": {"method": "GET", "path": "/v1/models", "headers": {}}},
        {"request": {"method": "POST", "path": "/embeddings", "headers": {}}},
        {"kind": "check"},
    ],
)
def test_what_is_not_whole_is_left_out(more: dict[str, Any]) -> None:
    """Cut bodies, raw sockets, other paths and remarks make no evidence, while a whole exchange does."""
    assert len(list(convert([_line()], "http://127.0.0.1:1/v1"))) == 1
    assert list(convert([_line(**more)], "http://127.0.0.1:1/v1")) == []


def test_a_third_sending_of_one_request_is_left_out() -> None:
    """Two sendings are kept, the second marked as a repeat."""
    kept = [json.loads(line) for line in convert([_line(), _line(), _line()], "http://127.0.0.1:1/v1")]
    assert [line["request"]["repeat"] for line in kept] == [0, 1]


def test_failed_tries_and_keys_are_kept_as_what_they_were() -> None:
    """A reset before the answer is an attempt of its own, and a wrong key is remembered as wrong."""
    recorded = exchanges(SERVERS[0])
    assert [attempt.failure for attempt in recorded["json_array"].attempts] == [Failure.RESET, None]
    credentials = [recorded[name].request.credential for name in ("string", "auth_wrong", "auth_empty", "auth_basic")]
    assert credentials == [Credential.VALID, Credential.BOGUS, Credential.BLANK, Credential.MALFORMED]
