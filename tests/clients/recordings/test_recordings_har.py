"""HAR files as browsers and proxies write them are read, and what they leave out says nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conformance.clients.recordings.recording import Recording, read
from conformance.contract.loading import load
from conformance.errors import UsageError
from conformance.model.exchange import Credential

DATA = Path(__file__).parent.parent.parent / "data"
DASHSCOPE = load("dashscope")
FILES = ["chromium.har", "mitmproxy.har"]
each_file = pytest.mark.parametrize("name", FILES)


def _edited(folder: Path, name: str, edit: Callable[[dict[str, Any]], None]) -> Path:
    """Write a HAR file anew with every entry edited."""
    document = json.loads((DATA / name).read_text("utf-8"))
    for entry in document["log"]["entries"]:
        edit(entry)
    path = folder / name
    path.write_text(json.dumps(document), "utf-8")
    return path


def _calls(recording: Recording) -> list[int]:
    """Return the statuses of the calls of the endpoint."""
    calls = [each for each in recording.exchanges if each.request.path == "/embeddings"]
    return [each.response.status for each in calls if each.response]


@each_file
def test_a_file_is_read_whole(name: str) -> None:
    """Base URL, requests, answers and keys are found; no key is kept."""
    recording = read(DATA / name, DASHSCOPE)
    assert recording.base_url == "http://127.0.0.1:8123/compatible-mode/v1"
    assert _calls(recording) == [200, 200, 400]
    assert {each.request.credential for each in recording.exchanges if each.request.body} == {Credential.VALID}
    assert "example-key" not in repr(recording)
    texts = json.loads(recording.exchanges[-3].request.body)["input"]
    assert texts == ["风急天高猿啸哀", "A lamp."]


@each_file
def test_an_export_without_keys_says_nothing_of_keys(tmp_path: Path, name: str) -> None:
    """Browsers leave out what is secret; no request is held to have been sent without a key."""

    def without(entry: dict[str, Any]) -> None:
        headers = entry["request"]["headers"]
        entry["request"]["headers"] = [each for each in headers if each["name"].lower() != "authorization"]

    recording = read(_edited(tmp_path, name, without), DASHSCOPE)
    assert {each.request.credential for each in recording.exchanges} == {Credential.VALID}


@each_file
def test_bodies_that_were_not_recorded_are_not_judged(tmp_path: Path, name: str) -> None:
    """An answer without its content is none; a request whose body is missing is left out."""
    unanswered = read(_edited(tmp_path, name, lambda entry: entry["response"]["content"].pop("text", None)), DASHSCOPE)
    assert _calls(unanswered) == []
    assert len(unanswered.exchanges) >= 3
    posted = _edited(tmp_path, name, lambda entry: entry["request"].pop("postData", None))
    with pytest.raises(UsageError, match="no request"):
        read(posted, DASHSCOPE)


def test_what_is_sent_to_other_hosts_is_left_out(tmp_path: Path) -> None:
    """A page's own files and other services are nobody's calls; the base URL can be given."""
    path = DATA / "mitmproxy.har"
    with pytest.raises(UsageError, match="--base-url"):
        read(path, DASHSCOPE, "https://other.example/v1")
    document = json.loads(path.read_text("utf-8"))
    document["log"]["entries"][0]["request"]["url"] = "https://other.example/v1/embeddings"
    copy = tmp_path / "two.har"
    copy.write_text(json.dumps(document), "utf-8")
    assert len(read(copy, DASHSCOPE).exchanges) == 2


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'{"log": {"entries": [{}]}}', "no HAR file"),
        (b'{"log": 7}', "no HAR file"),
        (b"hello", "not an exchange recorded by this tool"),
        (b"", "holds no request"),
    ],
)
def test_other_files_are_refused_in_one_sentence(tmp_path: Path, content: bytes, told: str) -> None:
    """Neither a broken HAR file nor anything else ends in a traceback."""
    path = tmp_path / "file.har"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=told):
        read(path, DASHSCOPE)
    with pytest.raises(UsageError, match="cannot be read"):
        read(tmp_path / "none.har", DASHSCOPE)


def test_evidence_of_ours_is_a_recording() -> None:
    """The exchanges are those of the file, under the base URL they were sent to."""
    recording = read(DATA / "infinity.jsonl", load("openai-compatible"))
    assert recording.base_url.startswith("http://127.0.0.1")
    assert len(recording.exchanges) > 100
