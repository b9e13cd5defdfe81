"""What a run measures besides judging: latency, usage, norms, noise, and the vectors of a few texts."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from conformance.answers.answer import Answer, AnswerKind
from conformance.answers.embedding_space import EmbeddingSpace, VectorRow, space_of
from conformance.answers.noise import HARM
from conformance.answers.usage import prompt_tokens
from conformance.generation.sentences import sentences
from conformance.generation.texts import ODD
from conformance.model.exchange import Connection
from conformance.model.probe_name import ProbeName
from conformance.model.reference import LONG_TEXT, TextClass
from conformance.results.vector_comparison import text_digest

__all__ = ["measurements", "merged"]

_MOST_SENTINELS = 12
_MOST_OF_A_SORT = 8
_ODD = frozenset(text for texts in ODD.values() for text in texts)
_SHARES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)


def measurements(answers: Sequence[Answer]) -> dict[str, Any]:
    """Return what the answers to all models measure, as JSON values.

    ``latency`` has a row for each answered exchange: seconds and, where counted, ``tokens``, beside inputs and
    characters. By model: ``norms`` (``quantiles`` at 0, 5, 25, 50, 75, 95 and 100 percent), ``noise`` in cosine
    distance, by kind and with what follows from it, and ``sentinels``, the own vectors of the same ordinary sentences
    in every run, ``(n, d)`` little-endian float32 in base64; ``texts`` likewise those of long and odd texts, which are
    told by their SHA-256 and length.
    """
    models = dict.fromkeys(answer.case.model for answer in answers)
    own = {model: [answer for answer in answers if answer.case.model == model] for model in models}
    spaces = {model: space_of(group) for model, group in own.items()}
    found = {
        "norms": {model: _norms(group) for model, group in own.items()},
        "noise": {model: _noise(own[model], space) for model, space in spaces.items()},
        "sentinels": {model: _sentinels(space) for model, space in spaces.items()},
        "texts": {model: _texts(space) for model, space in spaces.items()},
    }
    measured = {name: {model: row for model, row in rows.items() if row} for name, rows in found.items()}
    return {"latency": list(_latency(answers)), **measured}


def merged(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the measurements of several processes as one; of a model that several measured, most vectors count."""
    names = ("norms", "noise", "sentinels", "texts")
    models = dict.fromkeys(model for part in parts for name in names for model in part.get(name, {}))
    by_count = {model: sorted(parts, key=lambda part: _count(part, model)) for model in models}
    by_model = {
        name: {model: part[name][model] for model in models for part in by_count[model] if model in part.get(name, {})}
        for name in names
    }
    return {"latency": [row for part in parts for row in part["latency"]], **by_model}


def _count(part: Mapping[str, Any], model: str) -> int:
    """Tell how many vectors of a model one process measured."""
    count: int = part.get("norms", {}).get(model, {}).get("count", 0)
    return count


def _latency(answers: Sequence[Answer]) -> Iterator[dict[str, Any]]:
    for answer in {answer.key: answer for answer in answers}.values():
        texts = answer.case.texts
        if answer.kind is AnswerKind.SUCCESS and texts is not None and _timed(answer):
            yield {
                "model": answer.case.model,
                "inputs": len(texts),
                "characters": sum(map(len, texts)),
                "seconds": round(answer.exchange.last.seconds, 4),
                **_tokens(answer),
            }


def _timed(answer: Answer) -> bool:
    """Tell whether the time of an exchange is that of its answer: no second attempt, no pause to watch what follows."""
    return len(answer.exchange.attempts) == 1 and answer.case.request.connection is not Connection.WATCHED


def _tokens(answer: Answer) -> dict[str, int]:
    count = prompt_tokens(answer)
    return {} if count is None else {"tokens": count}


def _norms(answers: Sequence[Answer]) -> dict[str, Any]:
    """Give the Euclidean lengths of a model's vectors of ordinary text: smallest, largest and between."""
    good = [answer for answer in answers if answer.kind is AnswerKind.SUCCESS and answer.case.ordinary]
    pairs = (pair for answer in good for pair in zip(answer.vectors, answer.squares, strict=True))
    found = [math.sqrt(square) for vector, square in pairs if vector is not None and vector.size]
    finite = [norm for norm in found if math.isfinite(norm)]
    if not finite:
        return {}
    quantiles = [float(value) for value in np.quantile(finite, _SHARES)]
    return {"min": min(finite), "max": max(finite), "count": len(finite), "quantiles": quantiles}


def _noise(answers: Sequence[Answer], space: EmbeddingSpace) -> dict[str, float]:
    noise = space.noise
    if not any(answer.case.probe == ProbeName.NOISE and answer.kind is AnswerKind.SUCCESS for answer in answers):
        return {}
    return {
        "wavering": noise.repeats,
        "shape": noise.shape,
        "length": noise.length,
        "load": noise.load,
        "floor": noise.floor,
        "tolerance": noise.tolerance,
        "cap": HARM,
    }


def _sentinels(space: EmbeddingSpace) -> dict[str, Any]:
    """Give the vectors of ordinary sentences sent alone, all of one width and finite as float32."""
    rows = [row for row in space.own.values() if _is_sentinel(row)]
    widths = [row.vector.size for row in rows]
    width = max(set(widths), key=widths.count, default=0)
    kept = sorted((row for row in rows if row.vector.size == width), key=lambda row: row.text)[:_MOST_SENTINELS]
    if not kept:
        return {}
    packed = np.stack([row.vector for row in kept]).astype("<f4").tobytes()
    return {"width": width, "texts": [row.text for row in kept], "vectors": base64.b64encode(packed).decode()}


def _texts(space: EmbeddingSpace) -> dict[str, Any]:
    """Give the vectors of long and of odd texts sent alone, the first few of each, all of one width."""
    own = [row for row in space.own.values() if row.dimensions is None and _is_finite(row)]
    widths = [row.vector.size for row in own]
    width = max(set(widths), key=widths.count, default=0)
    rows = [(sort, row) for row in own if row.vector.size == width and (sort := _sort(row.text)) is not None]
    kept = [
        pair
        for wanted in (TextClass.LONG, TextClass.ODD)
        for pair in [(sort, row) for sort, row in rows if sort is wanted][:_MOST_OF_A_SORT]
    ]
    if not kept:
        return {}
    packed = np.stack([row.vector for _, row in kept]).astype("<f4").tobytes()
    digests = [{"sha256": text_digest(row.text), "bytes": _bytes(row.text), "sort": str(sort)} for sort, row in kept]
    return {"width": width, "texts": digests, "vectors": base64.b64encode(packed).decode()}


def _sort(text: str) -> TextClass | None:
    if len(text) > LONG_TEXT:
        return TextClass.LONG
    return TextClass.ODD if text in _ODD else None


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _is_sentinel(row: VectorRow) -> bool:
    return row.dimensions is None and row.text in set(sentences(_MOST_SENTINELS)) and _is_finite(row)


def _is_finite(row: VectorRow) -> bool:
    with np.errstate(all="ignore"):
        return bool(np.isfinite(row.vector.astype(np.float32)).all())
