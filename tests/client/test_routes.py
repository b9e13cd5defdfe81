"""Loopback targets and proxies."""

from __future__ import annotations

import pytest

from conformance.client.routes import is_loopback, proxy_for


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the proxies of the machine out of the environment."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8000/v1", "https://LOCALHOST/", "http://[::1]/", "http://127.9.9.9", "http://a.localhost/"],
)
def test_this_machine_is_loopback(url: str) -> None:
    """Every address of 127.0.0.0/8, ::1 and the names under localhost are this machine."""
    assert is_loopback(url)


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/", "https://localhost.example/", "http://0x7f.example", "", "http://"]
)
def test_other_machines_are_not(url: str) -> None:
    """A name that only looks like this machine is not taken for it."""
    assert not is_loopback(url)


def test_proxy_goes_by_scheme(monkeypatch: pytest.MonkeyPatch) -> None:
    """HTTPS targets use HTTPS_PROXY, others HTTP_PROXY, and ALL_PROXY stands in; a bare host is http."""
    monkeypatch.setenv("https_proxy", "http://secure.example:1")
    monkeypatch.setenv("all_proxy", "all.example:2")
    assert proxy_for("https://api.example/v1") == "http://secure.example:1"
    assert proxy_for("http://api.example/v1") == "http://all.example:2"


def test_no_proxy_where_none_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without variables, for loopback, and for hosts in NO_PROXY, requests go straight."""
    assert proxy_for("https://api.example/v1") is None
    monkeypatch.setenv("https_proxy", "http://secure.example:1")
    monkeypatch.setenv("no_proxy", "api.example")
    assert proxy_for("https://api.example:8443/v1") is None
    assert proxy_for("https://localhost/v1") is None
    assert proxy_for("https://other.example/v1") == "http://secure.example:1"
