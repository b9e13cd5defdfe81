"""Episodes show once or to every call, and a service can change its behaviour while it runs."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import numpy as np
import pytest

from conformance.service import Service
from conformance.service.transients import TRANSIENTS

CALL = {"model": "text-embedding-v3", "input": ["A heron.", "A lamp."]}


def _call(service: Service, **more: Any) -> httpx.Response:
    headers = {"Authorization": "Bearer sk-reference"}
    url = f"{service.base_url}/embeddings"
    return httpx.post(url, json={**CALL, **more}, headers=headers, trust_env=False, timeout=10)


@pytest.mark.parametrize(
    ("name", "status"), [("rate-limit-once", 429), ("rate-limit-once-date", 429), ("unavailable-once", 503)]
)
def test_a_transient_error_response_passes_after_one_call(name: str, status: int) -> None:
    """The first call is refused, the second answered; played again, the first is refused again."""
    with Service() as service:
        for _ in range(2):
            service.behave(name)
            first, second = _call(service), _call(service)
            assert (first.status_code, second.status_code) == (status, 200)
            assert first.json()["error"]["message"]
        wait = first.headers.get("retry-after", "")
        assert {"rate-limit-once": wait == "1", "unavailable-once": wait == ""}.get(name, True)
        if name == "rate-limit-once-date":
            assert 0 < parsedate_to_datetime(wait).timestamp() - time.time() <= 2


@pytest.mark.parametrize(
    ("name", "status"), [("refused-null-members", 400), ("refused-at-length", 400), ("key-refused", 401)]
)
def test_a_permanent_error_response_stays(name: str, status: int) -> None:
    """Every call is refused in the contract's own shape."""
    with Service() as service:
        service.behave(name)
        answers = [_call(service) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [status] * 2
        assert set(answers[0].json()["error"]) == {"message", "type", "param", "code"}


def test_a_service_that_hangs_up_answers_whole_and_announces_nothing() -> None:
    """The answer is complete and does not announce the end; the connection is gone after it."""
    with Service() as service, httpx.Client(trust_env=False, timeout=10) as client:
        service.behave("hang-up-after-answer")
        for _ in range(3):
            answer = client.post(
                f"{service.base_url}/embeddings", json=CALL, headers={"Authorization": "Bearer sk-reference"}
            )
            assert answer.status_code == 200
            assert "connection" not in answer.headers
            time.sleep(0.02)


def test_a_service_changes_its_behaviour_and_back() -> None:
    """The names of faults, oddities and transients are known; no name at all restores correct behaviour."""
    with Service() as service:
        service.behave("data-empty")
        assert _call(service).json()["data"] == []
        service.behave("other-ids", "pretty-printed")
        assert _call(service).json()["id"] == "embd-0c5f7b3e9a"
        service.behave()
        rows = [item["embedding"] for item in _call(service, dimensions=512).json()["data"]]
        truth = service.vectors(CALL["input"], "text-embedding-v3", 512)
        assert np.allclose(rows, truth)
        with pytest.raises(ValueError, match="did you mean 'rate-limit-once'"):
            service.behave("rate-limit-onc")
        with pytest.raises(ValueError, match="no model"):
            service.vectors(["A."], "none")


def test_every_transient_says_what_it_does() -> None:
    """One sentence each, and no name that a fault or an oddity has."""
    from conformance.service import FAULTS, ODDITIES  # noqa: PLC0415  # as the package loads them

    assert all(transient.sentence.endswith(".") for transient in TRANSIENTS.values())
    assert not set(TRANSIENTS) & (set(FAULTS) | set(ODDITIES))
