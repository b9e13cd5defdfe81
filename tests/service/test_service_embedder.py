"""The embedder puts like beside like, and counts tokens by a fixed rule."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from conformance.service.embedder import embed
from conformance.service.served_contract import ServedModel
from conformance.service.tokens import count, cut, split

MODEL = ServedModel("model", full_dimensions=1024, offered_dimensions=(1024, 768, 512))


def _cosine(first: str, second: str) -> float:
    rows = embed([first, second], MODEL, 1024).astype(float)
    return float(rows[0] @ rows[1])


def test_similar_texts_are_close_and_others_far() -> None:
    """A changed word keeps a sentence near, another subject makes it orthogonal."""
    assert _cosine("the quick brown fox jumps over a dog", "the quick brown fox jumps over a cat") > 0.7
    assert abs(_cosine("the quick brown fox jumps over a dog", "interest rates fell in march")) < 0.15


@pytest.mark.parametrize("unit", ["word ", "字", "lorem ipsum dolor sit amet "])
def test_the_last_of_many_words_is_heard(unit: str) -> None:
    """Another last word after thousands moves the vector measurably."""
    text = unit * 1500
    assert _cosine(text + " apple", text + " pear") < 1 - 1e-5


@pytest.mark.parametrize(
    ("first", "second"),
    [("a cat and a dog", "a dog and a cat"), ("May rose", "may rose"), ("  ", "\n"), ("", "."), ("x1", "x2")],
)
def test_order_case_and_marks_are_heard(first: str, second: str) -> None:
    """Texts of the same words in another order or case, and blank texts, have vectors of their own."""
    assert _cosine(first, second) < 0.999


def test_rows_do_not_depend_on_their_batch() -> None:
    """A text has the same bits alone and among others."""
    texts = [f"sentence {number} about nothing" for number in range(25)]
    together = embed(texts, MODEL, 1024)
    assert all((embed([text], MODEL, 1024)[0] == row).all() for text, row in zip(texts, together, strict=True))


@pytest.mark.parametrize("width", [768, 512])
def test_a_smaller_width_is_a_renormalised_prefix(width: int) -> None:
    """A smaller vector points where the beginning of the full one does, and has length one."""
    full, small = (embed(["some text"], MODEL, size)[0].astype(float) for size in (1024, width))
    assert np.allclose(small, full[:width] / np.linalg.norm(full[:width]), atol=1e-6)
    assert np.isclose(np.linalg.norm(small), 1, atol=1e-6)


def test_models_have_unrelated_spaces() -> None:
    """One text points elsewhere in another model."""
    rows = [
        embed(["some text"], ServedModel(name, full_dimensions=512), 512)[0].astype(float) for name in ("one", "two")
    ]
    assert abs(float(rows[0] @ rows[1])) < 0.2


def test_no_texts_give_no_rows() -> None:
    """An empty list is embedded as an array of no rows."""
    assert embed([], MODEL, 512).shape == (0, 512)


def test_another_process_computes_the_same() -> None:
    """Vectors do not depend on the process, its hash seed or its history."""
    code = (
        "from conformance.service.embedder import embed; from conformance.service.served_contract import ServedModel;"
        "print(embed(['中文 text'], ServedModel('model', full_dimensions=1024), 1024).tobytes().hex())"
    )
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert output.strip() == embed(["中文 text"], MODEL, 1024).tobytes().hex()


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("衣服漂亮", ["衣", "服", "漂", "亮"]),
        ("embedding it", ["embedd", "ing", "it"]),
        ("a1234, b", ["a", "123", "4", ",", "b"]),
        ("中a文", ["中", "a", "文"]),
        (" \n", []),
    ],
)
def test_tokens_follow_the_rule(text: str, tokens: list[str]) -> None:
    """A CJK character, up to six letters, up to three digits or a mark are a token each."""
    assert split(text) == tuple(tokens)
    assert count(text) == max(1, len(tokens))


def test_a_text_is_cut_at_a_token() -> None:
    """Cutting keeps as many tokens as allowed, and the whole of a text that is short enough."""
    assert count(cut("one two three four", 3)) == 3
    assert cut("one two", 9) == "one two"
