"""How much memory a run has when everything is answered and judged, by the number of exchanges.

One model of 1536 numbers a vector, with many random examples; the sender answers in the process itself, at once. Each
run has a process of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from conformance.contract.loading import load
from conformance.engine.plan import applicable
from conformance.engine.run import Run
from conformance.evidence.store import Store
from conformance.model.exchange import Attempt, Exchange, Request, Response
from conformance.model.options import PlanOptions
from conformance.model.secret import Secret
from conformance.model.target import ClientLimits, Target

__all__ = ["measure"]

EXAMPLES = (350, 2400, 5200)
"""Random examples a probe: about 1,000, 5,000 and 10,000 requests."""
WIDTH = 1536
_JSON = (("content-type", "application/json"),)
_REFUSAL = b'{"error": {"message": "no", "type": "invalid_request_error", "param": null, "code": "invalid"}}'


class Answering:
    """A sender that knows the answer."""

    def send(self, request: Request) -> Exchange:
        """Answer lists of texts with vectors made of them, and refuse all else."""
        response = _response(request.body)
        return Exchange(request, (Attempt(time.time(), 0.0, response),), "http://host/v1/embeddings")


def _response(body: bytes) -> Response:
    try:
        asked = json.loads(body)
        texts = [asked["input"]] if isinstance(asked["input"], str) else list(asked["input"])
        rows = [_vector(str(text)) for text in texts]
    except (ValueError, LookupError, TypeError):
        return Response(400, _JSON, _REFUSAL)
    data = [{"object": "embedding", "index": at, "embedding": row} for at, row in enumerate(rows)]
    usage = {"prompt_tokens": len(texts), "total_tokens": len(texts)}
    body_of_answer = {"object": "list", "model": asked.get("model"), "data": data, "usage": usage}
    return Response(200, _JSON, orjson.dumps(body_of_answer, option=orjson.OPT_SERIALIZE_NUMPY))


def _vector(text: str) -> Any:
    drawn = np.random.default_rng(list(text.encode("utf-8", "replace"))[:64]).standard_normal(WIDTH)
    return (drawn / np.linalg.norm(drawn)).astype(np.float32)


def measure() -> list[dict[str, Any]]:
    """Return a row for each number of exchanges, with megabytes resident in the end and at most."""
    command = [sys.executable, __file__]
    done = [subprocess.run([*command, str(count)], check=True, capture_output=True) for count in EXAMPLES]
    return [json.loads(process.stdout) for process in done]


def _run(examples: int) -> dict[str, Any]:
    contract = load("dashscope")
    model, checks = contract.models[0].name, applicable(contract)
    target = Target("http://host/v1", Secret("sk-1"), client_limits=ClientLimits(concurrency=4))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "evidence.jsonl"
        store = Store(path)
        wanted = {model: frozenset(checks)}
        run = Run(contract, target, wanted, sender=Answering(), memory=store, options=PlanOptions(examples=examples))
        before = _resident("VmRSS")
        for check in checks:
            run.judge(check, model)
        run.close()
        row = {"exchanges": len(store), "answers, MB": round(path.stat().st_size / 1e6)}
    return {**row, "before, MB": before, "in the end, MB": _resident("VmRSS"), "at most, MB": _resident("VmHWM")}


def _resident(what: str) -> int:
    """Return megabytes of this process, now or at most."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition(f"{what}:")[2].split()[0]) // 1024


if __name__ == "__main__":
    print(json.dumps(_run(int(sys.argv[1]))) if len(sys.argv) > 1 else measure())  # noqa: T201  # a command
