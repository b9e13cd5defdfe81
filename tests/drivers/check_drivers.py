"""The clients kept in drivers/, each in its own environment; ``tox -e clients`` runs this, for it installs them.

Also that what is known of them shows: these are facts about the pinned versions, and change when the pins do.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from driven import DRIVERS, TEXTS, closely, driven, on_the_wire

from conformance.service import Service

sys.path.insert(0, str(DRIVERS))

from catalogue import CLIENTS  # the path to it is set above

SENDS_TOKENS = {"langchain"}
KEEPS_WIDTHS_BACK = {"litellm"}
"""Raises where a width is asked of a model whose name is none of OpenAI's, and sends nothing."""
LEAVES_WIDTHS_OUT = {"chroma"}
"""Sends no width where the name of the model is none of OpenAI's, and says nothing of it."""


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    """The reference service without faults."""
    with Service("dashscope") as running:
        yield running


@pytest.mark.parametrize("client", sorted(set(CLIENTS) - SENDS_TOKENS))
def test_a_sound_service_gives_every_client_its_vectors(client: str) -> None:
    """Floats where they are asked for, base64 where that is, for a list, one text and another width."""
    with Service("dashscope", oddities=["base64-honoured"]) as service:
        listed, one, narrow = driven(
            client, service, {"texts": TEXTS}, {"texts": TEXTS[0]}, {"texts": TEXTS, "dimensions": 512}
        )
        assert listed["vectors"] == closely(on_the_wire(service, TEXTS))
        assert one["vectors"] == closely(on_the_wire(service, TEXTS[0]))
        if client in KEEPS_WIDTHS_BACK:
            assert "dimensions" in narrow["error"]["message"]
        elif client in LEAVES_WIDTHS_OUT:
            assert narrow["vectors"] == listed["vectors"]
        else:
            assert narrow["vectors"] == closely(on_the_wire(service, TEXTS, dimensions=512))


@pytest.mark.parametrize("client", sorted(CLIENTS))
def test_a_client_tells_a_refusal_with_its_status(service: Service, client: str) -> None:
    """An unknown model is an error of the client's own kind."""
    told = driven(client, service, {"texts": TEXTS, "model": "no-such-model"})
    assert "error" in told[0]


def test_a_client_that_sends_tokens_is_refused_where_texts_are_documented(service: Service) -> None:
    """LangChain sends arrays of tokens unless told not to, and DashScope documents texts only."""
    told = driven("langchain", service, {"texts": TEXTS})
    assert told[0]["error"]["status"] == 400
