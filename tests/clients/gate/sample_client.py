"""A small client of an embeddings endpoint, sound unless a defect is asked for by name.

    python sample_client.py [DEFECT]            a driver: one JSON line asks, one JSON line tells
    python sample_client.py corpus [DEFECT]     embeds thirteen texts, six a call

Each defect is one that users of real clients have met.
"""

from __future__ import annotations

import base64
import gzip
import http.client
import json
import os
import re
import struct
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

BASE_URL, KEY = urlsplit(os.environ["OPENAI_BASE_URL"]), os.environ["OPENAI_API_KEY"]
DEFECT = sys.argv[-1]
BATCH = 6
PASSING = {429, 502, 503, 504}


def path() -> str:
    """Return the path of the endpoint."""
    ends = {
        "double-slash": "//embeddings",
        "double-v1": "/v1/embeddings",
        "full-url": "/embeddings/embeddings",
        "acme": "/embed",
    }
    return BASE_URL.path + ends.get(DEFECT, "/embeddings")


def headers() -> dict[str, str]:
    """Return what stands above a body."""
    own = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json", "Accept-Encoding": "gzip"}
    if DEFECT in {"api-key", "x-api-key", "acme"}:
        own = {
            "X-Acme-Key" if DEFECT == "acme" else DEFECT: KEY,
            **{name: value for name, value in own.items() if name != "Authorization"},
        }
    left_out = {"key-withheld": "Authorization", "no-content-type": "Content-Type"}.get(DEFECT)
    return {name: value for name, value in own.items() if name != left_out}


def send(body: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    """Send one request on a connection of its own."""
    connection = http.client.HTTPConnection(BASE_URL.hostname or "", BASE_URL.port, timeout=20)
    try:
        connection.request("POST", path(), written(body), headers())
        response = connection.getresponse()
        content = response.read()
        told = {name.lower(): value for name, value in response.getheaders()}
    finally:
        connection.close()
    return response.status, told, gzip.decompress(content) if "gzip" in told.get("content-encoding", "") else content


def written(body: dict[str, Any]) -> str:
    """Return a body as it is sent."""
    text = json.dumps(body)
    escaped = r"\\u00([01][0-9a-f])" if DEFECT == "raw-controls" else r"(?!)"
    return re.sub(escaped, lambda found: chr(int(found[1], 16)), text)


def pause(told: dict[str, str]) -> float:
    """Return the seconds a refusal asks to wait."""
    asked = told.get("retry-after", "0.1")
    if DEFECT == "retry-at-once":
        return 0
    return float(asked) if asked[0].isdigit() else parsedate_to_datetime(asked).timestamp() - time.time()


def ask(body: dict[str, Any]) -> Any:
    """Return the parsed answer to one request, sent again where it was refused for a time."""
    status, told, content = send(body)
    for _ in range(30 if DEFECT == "asks-for-ever" else 4):
        if status not in PASSING and not (DEFECT == "asks-for-ever" and status == 401):
            break
        time.sleep(max(0, pause(told)) if status in PASSING else 0)
        status, told, content = send(body)
    answer = json.loads(content, parse_constant=_refused)
    if status != 200 and DEFECT == "zeros-for-refusals":
        return {"data": [{"index": place, "embedding": [0.0] * 1024} for place in range(len(body["input"]))]}
    if status != 200:
        raise RuntimeError(f"{status}: {answer['error']['message']}")
    return answer


def _refused(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


def decode(embedding: Any) -> Any:
    """Return a vector from either form it may have."""
    if not isinstance(embedding, str) or DEFECT == "base64-undecoded":
        return embedding
    raw = base64.b64decode(embedding, validate=True)
    if DEFECT == "base64-from-pool" and len(raw) < 4096:
        raw = raw[8:] + bytes(8)
    return list(struct.unpack(f"<{len(raw) // 4}f", raw))


def vectors(answer: Any, count: int, width: int | None) -> list[Any]:
    """Return the vectors of an answer in the order of the texts."""
    if DEFECT == "strict-shape" and set(answer) - {"data", "model", "object", "usage", "id"}:
        raise ValueError("unsupported response format")
    items = answer["data"]
    if DEFECT == "trusts-count":
        return [decode(item["embedding"]) for item in items]
    if DEFECT != "ignores-index":
        items = sorted(items, key=lambda item: item["index"])
        assert [item["index"] for item in items] == list(range(count)), "indices"
    assert len(items) == count, "count"
    found = [decode(item["embedding"]) for item in items]
    if DEFECT not in {"base64-undecoded", "dimensions-not-sent", "zeros-for-refusals"}:
        assert all(any(row) and all(type(value) in {int, float} for value in row) for row in found), "vectors"
        assert len({len(row) for row in found} | ({width} if width else set())) == 1, "width"
    return [row[:width] for row in found]


FURTHER: dict[str, Any] = {}
"""What the contract wants in every call, where that is sent at all."""


def call(texts: Any, model: str, width: int | None) -> list[Any]:
    """Return the vectors of one call's texts."""
    body: dict[str, Any] = {"model": model, "input": texts, **FURTHER}
    if DEFECT.startswith("base64"):
        body["encoding_format"] = "base64"
    if width and DEFECT != "dimensions-not-sent":
        body["dimensions"] = width
    return vectors(ask(body), 1 if isinstance(texts, str) else len(texts), width)


def embed(texts: Any, model: str, width: int | None = None) -> list[Any]:
    """Return the vectors of texts, in as many calls as it takes."""
    if DEFECT in {"model-enum", "tokenizer-by-model"} and not model.startswith("text-embedding-3"):
        raise KeyError(f"could not map {model} to a tokenizer")
    if DEFECT == "newlines":
        texts = texts.replace("\n", " ") if isinstance(texts, str) else [text.replace("\n", " ") for text in texts]
    if DEFECT.startswith("cuts-at-"):
        most = int(DEFECT.removeprefix("cuts-at-"))
        texts = texts[:most] if isinstance(texts, str) else [text[:most] for text in texts]
    if DEFECT == "drops-blank" and not isinstance(texts, str):
        texts = [text for text in texts if text.strip()]
    if DEFECT == "chunk-average" and isinstance(texts, str) and len(texts) > 1000:
        halves = call([texts[: len(texts) // 2], texts[len(texts) // 2 :]], model, width)
        return [[(one + other) / 2 for one, other in zip(*halves, strict=True)]]
    if isinstance(texts, str):
        return call(texts, model, width)
    if DEFECT == "deduplicates":
        texts = list(dict.fromkeys(texts))
    size = len(texts) if DEFECT == "batch-setting" else BATCH
    parts = [texts[start : start + size] for start in range(0, len(texts), size)]
    if DEFECT == "as-they-arrive":
        with ThreadPoolExecutor(len(parts)) as pool:
            arriving = as_completed([pool.submit(call, part, model, width) for part in parts])
            return [row for arrived in arriving for row in arrived.result()]
    return [row for part in parts for row in answered(part, model, width)]


def answered(part: list[str], model: str, width: int | None) -> list[Any]:
    """Return the vectors of a part of a list."""
    try:
        return call(part, model, width)
    except RuntimeError:
        if DEFECT != "skips-failed-parts":
            raise
        return []


def drive() -> None:
    """Answer every line of the driver protocol."""
    for line in sys.stdin:
        asked = json.loads(line)
        FURTHER.update(asked.get("parameters", {}) if DEFECT in {"sends-parameters", "acme"} else {})
        try:
            told = {"vectors": embed(asked["texts"], asked["model"], asked.get("dimensions"))}
        except Exception as error:  # noqa: BLE001  # whatever goes wrong is told
            told = {"error": {"type": type(error).__name__, "message": str(error), "status": None}}
        sys.stdout.write(json.dumps({"id": asked["id"], **told}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    if "corpus" in sys.argv:
        embed([f"Text number {number} of the corpus." for number in range(13)], "text-embedding-v3")
    else:
        drive()
