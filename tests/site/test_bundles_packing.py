"""What a bundle holds, and what is never packed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from forging import members_of
from jsonschema import Draft202012Validator

from conformance.cli import main
from conformance.contract import suite_schema
from conformance.errors import UsageError
from conformance.model.exchange import BOGUS_BASIC
from conformance.site.bundles.credentials import credential_in, keys_of_the_environment
from conformance.site.bundles.packing import pack


def test_the_same_runs_make_the_same_bytes(broken_run: Path, bundle: Path, tmp_path: Path) -> None:
    """No date and no order of a folder goes into a bundle."""
    again = tmp_path / "again.zip"
    with pytest.raises(SystemExit) as ended:
        main(["pack", str(broken_run), "-o", str(again), "--by", "a test", "--where", "this machine"])
    assert ended.value.code == 0
    assert again.read_bytes() == bundle.read_bytes()


def test_a_bundle_holds_results_contract_evidence_and_a_manifest(bundle: Path) -> None:
    """The manifest is of its schema and names who and where; what judged is told by the results."""
    members = members_of(bundle)
    manifest = json.loads(members["manifest.json"])
    assert next(iter(members)) == "manifest.json"
    assert Draft202012Validator(suite_schema.read("bundle")).is_valid(manifest)
    assert (manifest["by"], manifest["where"], manifest["form"]) == ("a test", "this machine", "whole")
    (run,) = manifest["runs"]
    assert {run["results"], run["evidence"], run["vectors"], f"{run['contract'][0]}/contract.toml"} <= set(members)


def test_a_slim_bundle_has_the_digests_of_what_it_leaves_out(broken_run: Path, bundle: Path) -> None:
    """They are those of the whole bundle, so that either can be held against the other."""
    slim = json.loads(pack([broken_run], slim=True)["manifest.json"])
    whole = json.loads(members_of(bundle)["manifest.json"])
    assert {**slim["members"], **slim["left_out"]} == whole["members"]
    assert set(slim["left_out"]) == {"runs/1/evidence.jsonl", "runs/1/vectors.f32"}
    assert slim["runs"] == whole["runs"]


def test_several_runs_share_a_contract(broken_run: Path) -> None:
    """Reruns and models are packed together, the contract once."""
    members = pack([broken_run, broken_run])
    assert {"runs/1/results.json", "runs/2/results.json"} <= set(members)
    assert sum(name.endswith("contract.toml") for name in members) == 1


def test_results_without_their_evidence_are_refused(broken_run: Path, tmp_path: Path) -> None:
    """A slim bundle, too, is made from the whole."""
    alone = tmp_path / "results.json"
    alone.write_bytes(broken_run.read_bytes())
    with pytest.raises(UsageError, match=r"evidence\.jsonl is not there"):
        pack([alone])


def test_a_contract_that_has_changed_since_is_refused(broken_run: Path, tmp_path: Path) -> None:
    """What is packed is the contract that judged, or nothing is."""
    document = json.loads(broken_run.read_bytes())
    document["target"]["contract_digest"] = "sha256:" + "0" * 64
    (tmp_path / "results.json").write_text(json.dumps(document), "utf-8")
    (tmp_path / "evidence.jsonl").write_bytes(broken_run.with_name("evidence.jsonl").read_bytes())
    with pytest.raises(UsageError, match="has changed since"):
        pack([tmp_path / "results.json"])


@pytest.mark.parametrize(
    "key",
    [
        "sk-proj-Ab3dEf6hIj9lMn2pQr5t",
        "Authorization: Bearer a1b2c3d4e5f6a7b8c9d0",
        "hf_AbCdEfGhIjKlMnOpQrStUvWxYz012345",
        "https://somebody:secret@host/v1",
        "eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.SflKxwRJSMeKKF2QT4",
        "-----BEGIN RSA PRIVATE KEY-----",
        "AKIAIOSFODNN7EXAMPLE",
        '[\n  "Authorization",\n  "AbCdEfGhIjKl"\n ]',
        '["api-key","0123456789abcdef"]',
        '["x-portkey-api-key", "q8Zr7uTn4mWv2xYb6cKd"]',
        '["Ocp-Apim-Subscription-Key","0123456789abcdef0123456789abcdef"]',
        '["X-Gateway-Pass","q8Zr7uTn4mWv2xYb6cKd"]',
        "https://host/v1/embeddings?api_key=q8Zr7uTn4mWv2xYb6cKd",
        '{"api_key": "q8Zr7uTn4mWv2xYb6cKd"}',
    ],
)
def test_what_looks_like_a_credential_is_refused(
    key: str, broken_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wherever it stands, with one sentence that does not repeat it, and exit status 4."""
    document = json.loads(broken_run.read_bytes())
    document["exchanges"]["x1"]["curl"] = "PLACE"
    written = json.dumps(document).replace('"PLACE"', key if key.startswith("[") else json.dumps(key))
    assert credential_in(written.encode())
    document["exchanges"]["x1"]["curl"] = key
    (tmp_path / "results.json").write_text(json.dumps(document), "utf-8")
    (tmp_path / "evidence.jsonl").write_bytes(broken_run.with_name("evidence.jsonl").read_bytes())
    if key.startswith("["):
        return
    with pytest.raises(SystemExit) as ended:
        main(["pack", str(tmp_path / "results.json"), "-o", str(tmp_path / "bundle.zip")])
    told = capsys.readouterr().err
    assert (ended.value.code, told.count("\n")) == (4, 1)
    assert "runs/1/results.json would hold a" in told
    assert key not in told
    assert not (tmp_path / "bundle.zip").exists()


def test_a_key_of_the_environment_is_found_in_any_spelling(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key of no known form is known, since the process was given it."""
    monkeypatch.setitem(os.environ, "EMB_API_KEY", "unusual/key/of:a-gateway")
    assert credential_in(b'{"echo":"unusual\\/key\\/of:a-gateway"}', keys_of_the_environment())
    assert not credential_in(b'{"echo":"another"}', keys_of_the_environment())


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer $EMB_API_KEY",
        "Bearer sk-00000000000000000000000000000000",
        "expected a Bearer authentication_token",
        '["Authorization","Bearer $EMB_API_KEY"]',
        '["Authorization","Bearer"]',
        f'["Authorization","Basic {BOGUS_BASIC}"]',
        "task-specific-instructions-for-retrieval",
        "http://user-guide.example/a:b@c",
        "https://host/v1/embeddings?api_key=$EMB_API_KEY",
        '["x-ratelimit-limit-tokens","150000"]',
        '["x-csrf-token","q8Zr7uTn4mWv2xYb6cKd"]',
        '{"api_key": "Ask your administrator for one"}',
    ],
)
def test_what_stands_in_place_of_a_key_is_none(text: str) -> None:
    """Variables, the one wrong key that runs send, and words about keys are let through."""
    assert not credential_in(text.encode())


def test_cookies_are_left_out(broken_run: Path, tmp_path: Path) -> None:
    """Of a cookie that a target set, a bundle tells that there was one."""
    set_cookie = ("content-type", "application/json"), ("set-cookie", "session=from-a-gateway")
    for name in ("results.json", "evidence.jsonl"):
        text = broken_run.with_name(name).read_text("utf-8")
        kept, added = ('["content-type","application/json"]', '["set-cookie","session=from-a-gateway"]')
        (tmp_path / name).write_text(text.replace(kept, f"{kept},{added}"), "utf-8")
    document = json.loads((tmp_path / "results.json").read_bytes())
    document["exchanges"]["x1"]["response"]["headers"] = [list(header) for header in set_cookie]
    (tmp_path / "results.json").write_text(json.dumps(document), "utf-8")
    members = pack([tmp_path / "results.json"])
    assert not [name for name, data in members.items() if b"from-a-gateway" in data]
    assert b"$COOKIE" in members["runs/1/evidence.jsonl"]
    assert b"$COOKIE" in members["runs/1/results.json"]
