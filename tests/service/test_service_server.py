"""The running service: its records, its end, its silence."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import httpx
import pytest

from conformance.service import Service

V3 = "text-embedding-v3"


def _client(service: Service, key: str = "sk-reference") -> httpx.Client:
    return httpx.Client(base_url=service.base_url, headers={"authorization": f"Bearer {key}"}, trust_env=False)


def _ask(client: httpx.Client, **body: Any) -> httpx.Response:
    return client.post("/embeddings", json=body)


def test_requests_are_recorded() -> None:
    """A test can look at the method, path, headers and body of every request received."""
    with Service(key="sk-mine") as service, _client(service, "sk-mine") as client:
        assert client.post("/embeddings", content=b'{"input": 1}').status_code == 400
        (received,) = service.received
    assert (received.method, received.path) == ("POST", "/compatible-mode/v1/embeddings")
    assert received.header("Authorization") == "Bearer sk-mine"
    assert received.body == b'{"input": 1}'


def test_a_service_ends_while_a_request_waits() -> None:
    """Leaving the service does not wait for a request that hangs."""
    body = {"model": V3, "input": "a", "encoding_format": "base64"}
    with Service(faults=["b64-hang"]) as service, _client(service) as client, pytest.raises(httpx.ReadTimeout):
        client.post("/embeddings", json=body, timeout=0.2)
    with pytest.raises(httpx.TransportError):
        httpx.get(service.base_url)


def test_the_service_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """Neither an answer, a refusal nor a broken connection writes to the terminal."""
    with Service(faults=["truncated-body"]) as service, _client(service) as client:
        assert client.get("/embeddings").status_code == 405
        with pytest.raises(httpx.RemoteProtocolError):
            _ask(client, model=V3, input="a")
    assert capfd.readouterr() == ("", "")


def test_importing_the_package_is_cheap() -> None:
    """The package alone imports neither numpy nor a server."""
    code = "import sys, conformance.service; print(sorted({'numpy', 'uvicorn', 'starlette'} & set(sys.modules)))"
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert output.strip() == "[]"


def test_a_bug_of_the_service_is_not_hidden() -> None:
    """Where two faults contradict each other the service keeps the exception for its user."""
    with Service(faults=["usage-missing", "usage-zero"]) as service, _client(service) as client:
        assert _ask(client, model=V3, input="a").status_code == 500
        assert [type(error) for error in service.crashes] == [KeyError]


def test_a_busy_port_is_told() -> None:
    """A port that another service has is an OSError, not a hang."""
    with Service() as first, pytest.raises(OSError, match="in use"), Service(port=first.port):
        pass


def test_latency_comes_before_every_answer() -> None:
    """Every answer takes at least the latency asked for."""
    with Service(latency=0.05) as service, _client(service) as client:
        assert _ask(client, model=V3, input="a").elapsed.total_seconds() >= 0.05
