"""The drivers of real clients speak the protocol: those that need no environment of their own; tox runs the rest."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from driven import DRIVERS, TEXTS, closely, driven, on_the_wire

from conformance.service import Service

sys.path.insert(0, str(DRIVERS / "protocol"))

from driving import drive  # the path to it is set above

CURL = pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
HERE = [pytest.param("curl", "", marks=CURL, id="curl"), pytest.param("openai-python", sys.executable, id="openai")]

EMBED_IN_NODE = """
const rows = { well: [[0.5]], nan: [[NaN, -Infinity]] };
await drive(async ({ texts }) => {
  if (!(texts in rows)) throw Object.assign(new TypeError(texts), { status: 400 });
  return rows[texts];
});
"""


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    """The reference service without faults."""
    with Service("dashscope") as running:
        yield running


@pytest.mark.parametrize(("client", "python"), HERE)
def test_a_driver_tells_vectors_and_errors_of_one_request_after_another(
    service: Service, client: str, python: str
) -> None:
    """A list, one text, another width, an error with its status, and another list after it."""
    listed, one, narrow, lost, after = driven(
        client,
        service,
        {"texts": TEXTS},
        {"texts": TEXTS[1]},
        {"texts": TEXTS[:2], "dimensions": 512},
        {"texts": TEXTS, "model": "no-such-model"},
        {"texts": TEXTS[1:], "dimensions": None},
        python=python,
    )
    assert listed["vectors"] == closely(on_the_wire(service, TEXTS))
    assert one["vectors"] == closely(on_the_wire(service, TEXTS[1]))
    assert narrow["vectors"] == closely(on_the_wire(service, TEXTS[:2], dimensions=512))
    assert lost["error"]["status"] == 404
    assert "no-such-model" in lost["error"]["message"]
    assert lost["error"]["type"].endswith("Error")
    assert after["vectors"] == closely(on_the_wire(service, TEXTS[1:]))


@pytest.mark.parametrize(("client", "python"), HERE)
def test_a_driver_passes_on_the_key_it_was_given(service: Service, client: str, python: str) -> None:
    """A wrong key is refused, and stands in no message."""
    told = driven(client, service, {"texts": TEXTS}, key="sk-not-this-one", python=python)
    assert told[0]["error"]["status"] == 401
    assert "sk-not-this-one" not in str(told)


def test_what_has_no_form_in_json_is_told_as_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A client that raises, or returns what cannot be written, does not end its driver."""
    asked = [{"id": f"r{at}", "texts": texts, "model": "m"} for at, texts in enumerate(["raise", "object"])]
    lines = "".join(f"{json.dumps(each)}\n" for each in asked)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))

    def embed(texts: str, _model: str) -> object:
        return {"raise": lambda: next(iter([])), "object": object}[texts]()

    drive(embed)
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(each["id"], each["error"]["type"]) for each in told] == [("r0", "StopIteration"), ("r1", "TypeError")]
    assert all(each["error"]["status"] is None for each in told)


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no Node")
def test_a_driver_of_node_tells_vectors_errors_and_what_is_no_number(tmp_path: Path) -> None:
    """It does so in the words of one of Python, and NaN stays what it is."""
    protocol = (DRIVERS / "protocol" / "driving.mjs").as_uri()
    driver = tmp_path / "driver.mjs"
    driver.write_text(f'import {{ drive }} from "{protocol}";\n{EMBED_IN_NODE}', "utf-8")
    asked = "".join(f"{json.dumps({'id': texts, 'texts': texts, 'model': 'm'})}\n" for texts in ("well", "nan", "lost"))
    command = [shutil.which("node") or "node", str(driver)]
    done = subprocess.run(command, input=asked, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines() == [
        '{"id":"well","vectors":[[0.5]]}',
        '{"id":"nan","vectors":[[NaN,NaN]]}',
        '{"id":"lost","error":{"type":"TypeError","message":"lost","status":400}}',
    ]
