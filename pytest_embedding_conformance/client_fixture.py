"""The fixture ``emb_service``: a strict service for the tests of a client."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import pytest

from pytest_embedding_conformance import options, ownership

if TYPE_CHECKING:
    from conformance.plugin.client_service import ClientService

__all__ = ["emb_service", "pytest_runtest_call"]

_KEY = pytest.StashKey["ClientService"]()


@pytest.fixture
def emb_service(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[ClientService]:
    """A reference service of the contract in ``--emb-contract``; environment variables lead clients to it.

    A test that sends it an undocumented request fails, unless ``allow`` permits the violated rule.
    """
    if other := ownership.other_package():
        pytest.fail(f"emb_service is of another package named conformance than {other}, which hides it", pytrace=False)
    from conformance.plugin.client_service import ClientService  # noqa: PLC0415  # only for tests that use it

    contract = request.config.option.emb_contract or options.DEFAULT_CONTRACT
    with ClientService(contract) as service:
        for name, value in service.variables.items():
            monkeypatch.setenv(name, value)
        request.node.stash[_KEY] = service
        yield service


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a test that passed but sent an undocumented request."""
    result = yield
    service = item.stash.get(_KEY, None)
    if service is not None and (violations := service.describe_violations()):
        pytest.fail(violations, pytrace=False)
    return result
