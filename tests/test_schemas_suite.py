"""The schemas of our own files allow what we write and refuse what we never write."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from conformance.contract import folder
from conformance.contract.loading import contract_names
from conformance.locations import schemas_folder
from conformance.model.exchange import Connection, Credential, Failure
from conformance.model.exit_status import ExitStatus
from conformance.model.finding import Part
from conformance.model.verdict import Level, RunVerdict, Verdict

DIGEST = "sha256:" + "0123456789abcdef" * 4


def _schema(name: str) -> Any:
    return json.loads((schemas_folder() / "suite" / f"{name}.json").read_text("utf-8"))


def _valid(name: str, value: Any) -> bool:
    return Draft202012Validator(_schema(name)).is_valid(value)


def _line() -> dict[str, Any]:
    response = {
        "status": 200,
        "http_version": "HTTP/1.1",
        "headers": [["content-type", "application/json"]],
        "body": "{}",
        "undecodable": "",
        "redacted": False,
    }
    return {
        "format": 1,
        "key": "a" * 64,
        "url": "http://127.0.0.1:8080/v1/embeddings",
        "request": {
            "method": "POST",
            "path": "/embeddings",
            "headers": [["Content-Type", "application/json"]],
            "body": '{"model": "m", "input": "好"}',
            "credential": "valid",
            "connection": "shared",
            "repeat": 0,
            "pause": 0.0,
        },
        "attempts": [
            {"started": 1.5, "seconds": 0.2, "failure": "connection reset", "detail": "by peer", "response": None},
            {"started": 2.5, "seconds": 0.2, "failure": None, "detail": "", "response": response},
        ],
    }


def _results() -> dict[str, Any]:
    finding = {
        "message": "starts at 1",
        "expected": "0",
        "observed": "1",
        "pointer": "/data/0/index",
        "exchange": "x1",
        "kind": "ordering.starts-elsewhere",
        "values": {"index": 1, "place": {"kind": "ordering.place", "values": {}}},
        "exchanges": [{"id": "x1", "part": "this", "pointer": "/data/0/index"}, {"id": "x1", "part": "control"}],
        "cause": "c1",
        "confirmed": None,
    }
    return {
        "format": 2,
        "tool": {"name": "embedding-conformance", "version": "0.1.0", "python": "3.11.7", "hypothesis": "6.170.0"},
        "target": {"base_url": "http://127.0.0.1/v1", "contract": "c", "contract_digest": DIGEST, "models": ["m"]},
        "selection": {"must_clauses": 2, "must_judged": 1, "expression": None},
        "run": {
            "verdict": "non-conformant",
            "started": "2026-11-22T10:42:51Z",
            "finished": "2026-11-22T10:43:07.25+08:00",
            "seed": 1,
            "exit_status": 1,
            "troubles": ["no answer"],
            "troubles_data": [{"kind": "preflight.silent", "values": {}}],
        },
        "traffic": {"sent": 1, "reused": 2, "retried": 0, "input_tokens": 9, "seconds": 0.5, "bytes": 100},
        "clauses": [
            {"id": "a.b", "level": "MUST", "statement": "s", "locator": "l", "checks": ["ordering.index-set"]},
            {"id": "a.c", "level": "MAY", "statement": "s", "locator": "l", "untestable": "advice"},
        ],
        "results": [
            {
                "id": "ordering.index-set",
                "clauses": ["a.b"],
                "level": "MUST",
                "model": "m",
                "verdict": "fail",
                "title": "t",
                "judged": 1,
                "findings": [finding],
                "reason": "",
            },
            {
                "id": "usage.present",
                "clauses": [],
                "level": None,
                "model": None,
                "verdict": "not-applicable",
                "title": "t",
                "judged": 0,
                "findings": [],
                "reason": "the contract says nothing of it",
                "reason_data": {"kind": "judging.contract-silent", "values": {}},
                "masked_by": ["ordering.index-set"],
            },
        ],
        "causes": [
            {
                "id": "c1",
                "kind": "ordering.starts-elsewhere",
                "values": {"index": 1},
                "findings": [[0, 0]],
                "checks": ["ordering.index-set"],
            }
        ],
        "observations": [
            {
                "id": "o",
                "model": None,
                "statement": "s",
                "statement_data": {"kind": "observed.s", "values": {}},
                "value": [1],
                "exchange": "x1",
            }
        ],
        "measurements": {},
        "exchanges": {
            "x1": {
                "request": {"method": "POST", "url": "http://127.0.0.1/v1/embeddings", "headers": [], "body": "{}"},
                "curl": "curl …",
                "response": {"status": 200, "headers": [["a", "b"]], "body": "{}", "sha256": DIGEST},
                "attempts": [{"started": 1.0, "seconds": 0.1, "status": 200, "failure": None}],
            }
        },
    }


def _reference() -> dict[str, Any]:
    return {
        "format": 1,
        "tool": "embedding-conformance 0.2.0",
        "source": "https://host/v1",
        "date": "2026-11-28",
        "contract": "c",
        "model": "m",
        "dimensions": None,
        "width": 1,
        "noise": 1e-7,
        "precision": "float16",
        "texts": [{"sort": "ordinary", "text": "cat"}, {"sort": "long", "words": 300, "salt": 60}],
        "vectors": "AAABAA==",
        "tokens": [{"texts": [0, 1], "tokens": 303}],
        "digest": DIGEST,
    }


def _waivers() -> dict[str, Any]:
    waiver = {"id": "ordering.index-set", "model": "m", "reason": "known", "ticket": "T-1", "expires": "2027-01-31"}
    return {"waiver": [waiver, {"id": "usage.present", "reason": "known", "expires": "2027-01-31"}]}


VALID = {"reference": _reference, "exchange": _line, "results": _results, "waivers": _waivers}


def _broken(name: str, pointer: str, *replacement: Any) -> Any:
    """Replace a member of a valid instance, or take it out where no replacement is given."""
    instance = copy.deepcopy(VALID[name]())
    *parents, last = [int(step) if step.isdigit() else step for step in pointer.split("/")[1:]]
    place: Any = instance
    for step in parents:
        place = place[step]
    if replacement:
        place[last] = replacement[0]
    else:
        del place[last]
    return instance


@pytest.mark.parametrize("name", ["contract", "results", "exchange", "waivers", "vocabulary"])
def test_our_schemas_are_json_schema_2020_12(name: str) -> None:
    """They are declared, named and well-formed."""
    schema = _schema(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"urn:embedding-conformance:suite:{name}"


@pytest.mark.parametrize("name", VALID)
def test_what_we_write_is_valid(name: str) -> None:
    """A full instance with every optional member, and one without."""
    assert list(Draft202012Validator(_schema(name)).iter_errors(VALID[name]())) == []


@pytest.mark.parametrize("name", contract_names())
def test_every_contract_table_is_valid(name: str) -> None:
    """The tables of the project fit their schema, laid over those they extend."""
    table = folder.read(folder.find(name)).table
    assert list(Draft202012Validator(_schema("contract")).iter_errors(table)) == []


@pytest.mark.parametrize(
    ("name", "pointer", "value"),
    [
        ("exchange", "/format", 2),
        ("exchange", "/key", ""),
        ("exchange", "/attempts", []),
        ("exchange", "/attempts/0/failure", "bad luck"),
        ("exchange", "/attempts/0/failure", None),
        ("exchange", "/attempts/1/response", None),
        ("exchange", "/attempts/1/response/body", {"base64": "no base64!"}),
        ("exchange", "/attempts/1/response/body", None),
        ("exchange", "/attempts/1/response/headers", {"a": "b"}),
        ("exchange", "/request/credential", "sk-real"),
        ("exchange", "/request/headers/0", ["Content-Type"]),
        ("exchange", "/request/repeat", -1),
        ("results", "/format", 1),
        ("results", "/format", 3),
        ("results", "/tool/name", "another"),
        ("results", "/target/base_url", "https://user:secret@host/v1"),
        ("results", "/target/base_url", "https://host/v1?key=secret"),
        ("results", "/target/contract_digest", "sha256:0"),
        ("results", "/run/verdict", "passed"),
        ("results", "/run/started", "yesterday"),
        ("results", "/run/exit_status", 6),
        ("results", "/traffic/sent", -1),
        ("results", "/clauses/0/level", "OUGHT"),
        ("results", "/clauses/0/untestable", "and checks too"),
        ("results", "/results/0/verdict", "failed"),
        ("results", "/results/0/findings", []),
        ("results", "/results/0/findings/0/message", ""),
        ("results", "/results/0/findings/0/kind", ""),
        ("results", "/results/0/findings/0/values", []),
        ("results", "/results/0/findings/0/confirmed", "yes"),
        ("results", "/results/0/findings/0/exchanges/0/part", "witness"),
        ("results", "/results/0/findings/0/exchanges/0/id", ""),
        ("results", "/results/1/reason", ""),
        ("results", "/results/1/reason_data", {"kind": "judging.contract-silent"}),
        ("results", "/results/1/masked_by", "ordering.index-set"),
        ("results", "/causes/0/kind", ""),
        ("results", "/causes/0/findings", []),
        ("results", "/causes/0/findings/0", [0]),
        ("results", "/causes/0/checks", []),
        ("results", "/run/troubles_data/0", "no answer"),
        ("results", "/exchanges/x1/attempts", []),
        ("results", "/exchanges/x1/response/status", "200"),
        ("reference", "/format", 2),
        ("reference", "/source", "https://user:secret@host/v1"),
        ("reference", "/source", "https://host/v1?key=secret"),
        ("reference", "/date", "yesterday"),
        ("reference", "/width", 0),
        ("reference", "/noise", -1e-6),
        ("reference", "/precision", "int8"),
        ("reference", "/texts", []),
        ("reference", "/texts/0/sort", "short"),
        ("reference", "/texts/0/text", ""),
        ("reference", "/texts/1/text", "and a recipe too"),
        ("reference", "/vectors", "no base64!"),
        ("reference", "/tokens/0/texts", []),
        ("reference", "/tokens/0/texts/0", -1),
        ("reference", "/digest", "sha256:0"),
        ("waivers", "/waiver/0/id", "all of them"),
        ("waivers", "/waiver/0/reason", " "),
        ("waivers", "/waiver/0/expires", "never"),
        ("waivers", "/waiver/0/expire", "2027-01-31"),
        ("waivers", "/waivers", []),
    ],
)
def test_what_we_never_write_is_not_valid(name: str, pointer: str, value: Any) -> None:
    """One member is wrong in an otherwise valid instance."""
    assert not _valid(name, _broken(name, pointer, value))


@pytest.mark.parametrize(
    ("name", "pointer"),
    [
        *(("exchange", f"/{member}") for member in ("format", "key", "url", "request", "attempts")),
        ("exchange", "/attempts/0/response"),
        ("exchange", "/attempts/1/response/redacted"),
        *(("results", f"/{member}") for member in _results()),
        ("results", "/results/0/level"),
        ("results", "/results/0/findings/0/kind"),
        ("results", "/results/0/findings/0/values"),
        ("results", "/results/0/findings/0/exchanges"),
        ("results", "/results/1/reason_data"),
        ("results", "/observations/0/statement_data"),
        ("results", "/clauses/1/untestable"),
        ("results", "/exchanges/x1/curl"),
        *(("reference", f"/{member}") for member in _reference()),
        ("reference", "/texts/0/text"),
        ("reference", "/texts/1/salt"),
        ("reference", "/tokens/0/tokens"),
        ("waivers", "/waiver/0/reason"),
        ("waivers", "/waiver/0/expires"),
    ],
)
def test_a_missing_member_is_not_valid(name: str, pointer: str) -> None:
    """Readers may rely on every member the schemas require."""
    assert not _valid(name, _broken(name, pointer))


def test_results_of_format_1_are_valid() -> None:
    """Files that were written before findings had data are read as they are."""
    sample = Path(__file__).parent / "data" / "format-1" / "results.json"
    assert _valid("results", json.loads(sample.read_text("utf-8")))


@pytest.mark.parametrize("name", ["exchange", "reference", "results"])
def test_members_of_a_later_release_are_allowed(name: str) -> None:
    """Readers ignore what they do not know."""
    assert _valid(name, VALID[name]() | {"later": 1})


def test_bodies_that_are_no_text_are_valid_as_base64() -> None:
    """Bytes that are not UTF-8 are kept exactly."""
    for text in ("", "/w==", "//8=", "////"):
        assert _valid("exchange", _broken("exchange", "/attempts/1/response/body", {"base64": text}))


def test_an_incomplete_body_is_valid_beside_its_failure() -> None:
    """What arrived of a body that broke off is kept."""
    assert _valid("exchange", _broken("exchange", "/attempts/1/failure", "body incomplete"))


def test_the_words_of_the_schemas_are_those_of_the_model() -> None:
    """Levels, verdicts, credentials, connections and failures are listed once in code and once in data."""
    results, attempt = _schema("results"), _schema("exchange")["properties"]["attempts"]["items"]["properties"]
    request = _schema("exchange")["properties"]["request"]["properties"]
    result = results["properties"]["results"]["items"]["properties"]
    assert result["verdict"]["enum"] == list(Verdict)
    assert results["properties"]["run"]["properties"]["verdict"]["enum"] == list(RunVerdict)
    assert results["$defs"]["level"]["enum"] == list(Level)
    assert results["properties"]["run"]["properties"]["exit_status"]["enum"] == list(ExitStatus)
    part = result["findings"]["items"]["properties"]["exchanges"]["items"]["properties"]["part"]
    assert part["enum"] == list(Part)
    assert request["credential"]["enum"] == list(Credential)
    assert request["connection"]["enum"] == list(Connection)
    assert attempt["failure"]["enum"] == [None, *Failure]
