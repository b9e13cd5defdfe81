"""Every fault and oddity really does what it is there for, over HTTP."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest

from conformance.service import FAULTS, ODDITIES, Behaviour, Received, Service
from conformance.service.embedder import embed
from conformance.service.packing import pack
from conformance.service.pipeline import Pipeline
from conformance.service.reply import Reply
from conformance.service.served_contract import read_served_contract
from conformance.service.state import ServiceState

TERMS = read_served_contract("dashscope")
KEY = "sk-reference"
BASE = (
    ("accept-encoding", "gzip, deflate"),
    ("content-type", "application/json"),
    ("authorization", f"Bearer {KEY}"),
)
SINGLE = [
    fault
    for fault in FAULTS.values()
    if not any(check.startswith("relations.") or check == "structure.id-unique" for check in fault.caught)
    and not fault.apply.__module__.endswith((".load", ".framing"))
]
"""Faults that show in one answer; those of relations are tested with related requests, and no client library shows
where a response ends."""
PLAIN = [
    oddity
    for oddity in ODDITIES.values()
    if oddity.apply.__module__.rpartition(".")[2] not in ("noise", "concurrency") and not oddity.contract
]
"""Oddities that show in one answer; those that resemble faults, or have a contract, are tested with those."""
OF_ANOTHER_MODEL = frozenset({"first-token-outweighs"})
"""Oddities by which vectors are another model's, each right for its text."""


def _words(count: int) -> str:
    return " ".join(f"w{number % 7}x"[:1] + "abc"[number % 3] for number in range(count))


def _bodies(model: str, items: int, limit: int) -> list[Any]:
    many = [f"sentence number {number} of a list" for number in range(items + 1)]
    ordinary = ["a cat sleeps", "两只黄鹂", "mixed 中文", "42", "so 🎉 nice", "<b>x</b>", '{"a": 1}', "more words"]
    inputs: list[Any] = [
        "a cat sleeps",
        ["a cat sleeps", "stocks fell", "衣服很漂亮"],
        ["one", "two"],
        ["one"],
        ["one", "one"],
        *ordinary,
        *(f"text {number}" for number in range(12)),
        "渚清沙白鸟飞回",
        many[:-1],
        many,
        _words(limit - 5),
        _words(limit * 2),
        "",
        [],
        ["a", ""],
        " ",
        7,
        None,
        {"a": 1},
        [1, 2],
        ["a", None],
        "a\x01b",
        "<|endoftext|>",
        "\ud83d",
    ]
    extras: list[dict[str, Any]] = [{"encoding_format": value} for value in ("float", "base64", "hex", None, 3)]
    extras += [{"dimensions": value} for value in (1024, 768, 512, 256, 2048, 0, "512", 512.5, None)]
    bodies = [{"model": model, "input": value} for value in inputs]
    bodies += [{"model": model, "input": "a cat sleeps", **extra} for extra in (*extras, {"user": "x"})]
    bodies += [{"model": model, "input": ["a cat", "a dog"], "dimensions": 512}, {"model": model}]
    return bodies


@cache
def _battery() -> tuple[Received, ...]:
    bodies = [body for model in TERMS.models for body in _bodies(model.name, model.items, model.tokens)]
    bodies += [{"input": "a"}, {"model": 7, "input": "a"}, {"model": "no-such-model", "input": "a"}]
    battery = [_request(json.dumps(body).encode()) for body in bodies]
    battery += [_request(raw) for raw in (b"{", b"[]", b"")]
    valid = json.dumps(bodies[0]).encode()
    battery += [_request(valid, authorization=value) for value in ("Bearer sk-wrong", "", "sk-wrong")]
    return (*battery, _request(valid, **{"content-type": "text/plain"}), Received("GET", _path(), BASE, b""))


def _path() -> str:
    return TERMS.base_path + TERMS.endpoint


def _request(body: bytes, **headers: str) -> Received:
    pairs = {**dict(BASE), **headers}
    return Received("POST", _path(), tuple((name, value) for name, value in pairs.items() if value), body)


def _replies(behaviours: tuple[Behaviour, ...]) -> list[Reply]:
    pipeline = Pipeline(TERMS, ServiceState(KEY, 0), behaviours)
    return [pipeline.answer(received, number) for number, received in enumerate(_battery())]


@cache
def _clean() -> list[Reply]:
    return _replies(())


def _revealing(behaviour: Behaviour) -> int | None:
    """Return the number of the first request of the battery that shows a behaviour."""
    pipeline = Pipeline(TERMS, ServiceState(KEY, 0), (behaviour,))
    for number, (received, clean) in enumerate(zip(_battery(), _clean(), strict=True)):
        if pipeline.answer(received, number) != clean:
            return number
    return None


@dataclass(frozen=True)
class Delivered:
    """What came over the wire."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def _send(service: Service, received: Received, timeout: float = 20) -> Delivered | None:
    """Send a request and return what came back, or None where nothing whole did."""
    connection = http.client.HTTPConnection(urlsplit(service.base_url).netloc, timeout=timeout)
    try:
        connection.request(received.method, received.path, received.body, dict(received.headers))
        response = connection.getresponse()
        return Delivered(response.status, tuple(response.getheaders()), response.read())
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


@pytest.mark.parametrize("behaviour", SINGLE, ids=lambda one: one.name)
def test_a_fault_changes_what_is_sent(behaviour: Behaviour) -> None:
    """Some request gets another answer from the broken service than from the sound one, over HTTP too."""
    number = _revealing(behaviour)
    assert number is not None
    received = _battery()[number]
    with Service(faults=[behaviour.name]) as broken:
        reply = _send(broken, received, timeout=0.3 if "hang" in behaviour.name else 20)
    assert not broken.crashes
    clean = _clean()[number]
    assert (
        reply is None
        or (reply.status, reply.body) != (clean.status, clean.body)
        or _types(reply)
        != (
            clean.header("content-type"),
            clean.header("content-encoding"),
        )
    )


def _types(reply: Delivered) -> tuple[str | None, str | None]:
    named = {name.lower(): value for name, value in reply.headers}
    return named.get("content-type"), named.get("content-encoding")


@pytest.mark.parametrize("name", ["id-constant", "id-by-model"])
def test_two_calls_share_an_id(name: str) -> None:
    """Faults of unique ids show in two different calls of one model."""
    with Service(faults=[name]) as service:
        answers = [_send(service, received) for received in _battery()[:2]]
    ids = {json.loads(reply.body)["id"] for reply in answers if reply is not None}
    assert len(ids) == 1


@pytest.mark.parametrize("behaviour", PLAIN, ids=lambda one: one.name)
def test_an_oddity_changes_what_is_sent(behaviour: Behaviour) -> None:
    """Some request of the battery gets another reply than from the plain service."""
    assert _revealing(behaviour) is not None


@pytest.mark.parametrize("name", [oddity.name for oddity in PLAIN if oddity.name not in OF_ANOTHER_MODEL])
def test_an_oddity_still_gives_the_right_vectors(name: str) -> None:
    """Behind every oddity there is strict JSON with one right vector for each text, in order."""
    with Service(oddities=[name]) as service:
        for received in (_battery()[0], _battery()[1], _request(_base64_request())):
            _assert_right(json.loads(received.body), _answered(service, received))
        assert not service.crashes


def _base64_request() -> bytes:
    return json.dumps({"model": "text-embedding-v3", "input": ["中文", "b"], "dimensions": 512}).encode()


def _answered(service: Service, received: Received) -> bytes:
    """Send without content codings, again where the service is busy."""
    plain = tuple(pair for pair in received.headers if pair[0] != "accept-encoding")
    for _ in range(12):
        reply = _send(service, Received("POST", received.path, plain, received.body))
        assert reply is not None
        if reply.status == 200:
            return reply.body
        assert reply.status in (429, 503)
    raise AssertionError("the service stays busy")


def _assert_right(asked: dict[str, Any], body: bytes) -> None:
    answer = json.loads(body, parse_constant=pytest.fail)
    texts = asked["input"] if isinstance(asked["input"], list) else [asked["input"]]
    model = TERMS.model(asked["model"])
    assert model is not None
    expected = embed(texts, model, asked.get("dimensions") or model.default or model.full_dimensions)
    assert [item["index"] for item in answer["data"]] == list(range(len(texts)))
    for item, row in zip(answer["data"], expected, strict=True):
        vector = np.array(item["embedding"], dtype=float)
        assert vector @ row / np.linalg.norm(vector) / np.linalg.norm(row) > 0.998


def test_base64_is_little_endian_float32() -> None:
    """The oddity that honours base64 sends four bytes a number, the least significant first."""
    asked = {"model": "text-embedding-v3", "input": "a", "encoding_format": "base64"}
    with Service(oddities=["base64-honoured"]) as service:
        reply = _send(service, _request(json.dumps(asked).encode()))
    model = TERMS.model("text-embedding-v3")
    assert reply is not None
    assert model is not None
    assert json.loads(reply.body)["data"][0]["embedding"] == pack(embed(["a"], model, 1024)[0])


def test_several_behaviours_work_together() -> None:
    """Oddities come before faults, each group in the order given."""
    with Service(faults=["id-missing", "index-constant"], oddities=["pretty-printed", "usage-details"]) as service:
        reply = _send(service, _battery()[1])
    assert reply is not None
    answer = json.loads(reply.body)
    assert "id" not in answer
    assert [item["index"] for item in answer["data"]] == [0, 0, 0]
    assert answer["usage"]["completion_tokens"] == 0
    assert reply.body.count(b"\n") > 1000
