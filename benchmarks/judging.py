"""What judging an answer costs, as a multiple of the bare parse of its body; CPU time, best of several.

Small answers are judged twenty at a time, as in a run, in which what is done once for a check is shared.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from conformance.answers.answer import Reader
from conformance.checks import CHECKS, Scope
from conformance.contract.loading import load
from conformance.engine.judge import Judge
from conformance.engine.plan import applicable
from conformance.model.case import Case
from conformance.model.exchange import Attempt, Exchange, Request, Response

__all__ = ["SIZES", "measure"]

SIZES = ((1, 1024), (25, 1024), (2048, 1536), (2048, 3072))
_ROUNDS = 7


def _body(items: int, width: int) -> bytes:
    """Return an answer as the reference service would write it, with numbers of float32 precision."""
    draw = random.Random(items * width)  # noqa: S311  # numbers, no secrets
    row = [float(f"{draw.gauss(0, 0.03):.8g}") for _ in range(width)]
    data = [
        {"object": "embedding", "index": at, "embedding": [*row[at % width :], *row[: at % width]]}
        for at in range(items)
    ]
    return orjson.dumps(
        {
            "id": "0",
            "object": "list",
            "model": "text-embedding-v3",
            "data": data,
            "usage": {"prompt_tokens": items, "total_tokens": items},
        }
    )


def _best(work: Callable[[], Any], rounds: int) -> float:
    """Return the least CPU time in seconds of several rounds."""
    times = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def _peak(body: bytes, work: Callable[[], Any]) -> int:
    """Return the most memory that is resident while something is done, beyond what was before, and the body itself.

    What Python is asked for would be no measure: the parser reserves twelve times the body and touches a part of it.
    """
    Path("/proc/self/clear_refs").write_text("5", "ascii")  # the high-water mark begins anew (proc(5))
    before = _high_water()
    work()
    return _high_water() - before + len(body)


def _high_water() -> int:
    """Return the most bytes that were resident at once."""
    status = Path("/proc/self/status").read_text("ascii")
    return 1024 * int(status.partition("VmHWM:")[2].split()[0])


def measure(sizes: Sequence[tuple[int, int]] = SIZES) -> list[dict[str, Any]]:
    """Return one row per size: parse and judging in milliseconds, their ratio, peak memory over the body's size."""
    contract = load("dashscope")
    reader = Reader(contract)
    checks = [CHECKS[name] for name in applicable(contract) if CHECKS[name].scope is Scope.EACH]
    rows = []
    for items, width in sizes:
        body = _body(items, width)
        texts = tuple(f"text {at}" for at in range(items))
        request = Request(b"{}")
        case = Case("", "", "validation.list-accepted", "text-embedding-v3", request, texts=texts, dimensions=width)
        response = Response(200, (("content-type", "application/json"),), body)
        exchange = Exchange(request, (Attempt(0.0, 0.0, response),))

        many = 20 if items < 1000 else 1
        exchanges = [replace(exchange, request=replace(request, repeat=at)) for at in range(many)]
        cases = [replace(case, request=repeated.request) for repeated in exchanges]

        def judge(cases: Sequence[Case] = cases, exchanges: Sequence[Exchange] = exchanges) -> None:
            verdicts = Judge(contract, [reader.read(*pair) for pair in zip(cases, exchanges, strict=True)])
            for check in checks:
                verdicts.judge(check, "text-embedding-v3")

        rounds = _ROUNDS if items < 1000 else 2
        parse, judging = _best(lambda body=body: orjson.loads(body), rounds), _best(judge, rounds) / many
        peak = _peak(body, partial(judge, cases[:1], exchanges[:1]))
        rows.append(
            {
                "answer": f"{items} × {width}",
                "body_mb": round(len(body) / 1e6, 2),
                "parse_ms": round(parse * 1e3, 2),
                "judging_ms": round(judging * 1e3, 2),
                "ratio": round(judging / parse, 2),
                "peak_over_body": round(peak / len(body), 2),
            }
        )
    return rows


if __name__ == "__main__":
    for line in measure(SIZES[: int(sys.argv[1])] if len(sys.argv) > 1 else SIZES):
        print(line)  # noqa: T201  # a command
