"""A client is answered with what was recorded, and what was not is never made up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from recorded_calls import DASHSCOPE, ONE, TWO, V3, both_ways, captured, refused, rows

from conformance.clients.playback.player import Player

RECORDED = [*both_ways(ONE), *both_ways(TWO), refused([[1, 2], [3]])]


@pytest.fixture
def player() -> Iterator[Player]:
    """A player of one text, a list of two and a refusal of tokens."""
    with Player(DASHSCOPE, "https://host.example/v1", captured(RECORDED), RECORDED) as playing:
        yield playing


def _asked(player: Player, texts: Any, path: str = "/embeddings", **body: Any) -> tuple[int, Any]:
    answer = httpx.post(player.base_url + path, json={"model": V3, "input": texts, **body}, trust_env=False)
    return answer.status_code, answer.json()


def _embeddings(told: tuple[int, Any]) -> list[Any]:
    assert told[0] == 200
    return [item["embedding"] for item in told[1]["data"]]


def test_each_encoding_gets_its_own_answer(player: Player) -> None:
    """Floats where they are asked for or nothing is named, base64 where that is asked for."""
    assert player.base_url.endswith("/v1")
    assert _embeddings(_asked(player, TWO)) == _embeddings(_asked(player, TWO, encoding_format="float")) == rows(TWO)
    assert all(isinstance(each, str) for each in _embeddings(_asked(player, TWO, encoding_format="base64")))
    heard = player.heard()
    assert heard.played == (RECORDED[2], RECORDED[2], RECORDED[3])
    assert heard.unknown == ()
    assert player.heard().played == ()


def test_a_list_of_one_gets_the_answer_to_its_text(player: Player) -> None:
    """Some clients put every text into a list."""
    assert _embeddings(_asked(player, [ONE])) == rows(ONE)


def test_tokens_get_the_refusal_that_was_recorded(player: Player) -> None:
    """It is of the form, not of these tokens."""
    status, told = _asked(player, [[7, 8, 9]])
    assert (status, told["error"]["message"]) == (400, "Input must be texts.")
    assert player.heard().unknown == ()


@pytest.mark.parametrize(
    ("given", "path", "said"),
    [
        ({"texts": "Another text."}, "/embeddings", "one text as floats"),
        (
            {"texts": ONE, "dimensions": 4, "encoding_format": "base64"},
            "/embeddings",
            "one text, 4 dimensions as base64",
        ),
        ({"texts": [7, 8]}, "/embeddings", "an array of token IDs"),
        ({"texts": ONE, "user": "me"}, "/embeddings", "a request of another form"),
        ({"texts": ONE}, "/v1/embeddings", "POST /v1/embeddings"),
    ],
)
def test_what_was_not_recorded_is_told(player: Player, given: dict[str, Any], path: str, said: str) -> None:
    """It is refused with a status that no client takes for a reason to ask again."""
    status, told = _asked(player, given.pop("texts"), path, **given)
    assert (status, told["error"]["type"]) == (400, "playback")
    assert [str(unknown) for unknown in player.heard().unknown] == [said]


def test_tokens_that_were_answered_are_not_known() -> None:
    """What other tokens would bring cannot be told from one answer."""
    with Player(DASHSCOPE, "https://host.example/v1", captured(RECORDED), RECORDED[:4]) as player:
        assert _asked(player, [[7, 8]])[0] == 400
        assert [str(unknown) for unknown in player.heard().unknown] == ["arrays of token IDs"]
