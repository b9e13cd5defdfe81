"""A results document with every verdict, three models and the strings a hostile target would send."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

ADVERSARIAL = "\x1b[2J\x1b]0;owned\x07<script>alert(1)</script>\u202egnp.exe\x9b31m\r\n</pre>'\" & \x00"
"""ANSI, OSC, C1, markup, bidi, quotes and NUL."""

MODELS = ("text-embedding-v1", "text-embedding-v2", "text-embedding-v3")

_CLAUSES = [
    ("response.body", "MUST", "A successful answer is a JSON object.", "返回参数", ["structure.body-object"]),
    (
        "response.index",
        "MUST",
        "`index` is the place of the item in the array of inputs, counted from 0.",
        "返回参数 > data[x].index",
        ["ordering.index-integer", "ordering.index-set", "ordering.index-position"],
    ),
    (
        "vectors.of-its-input",
        "MUST",
        "`data` holds the embeddings of this call's inputs, item by item.",
        "返回参数 > data",
        ["vectors.nonzero", "vectors.distinct"],
    ),
    (
        "dimensions.values",
        "MUST",
        "`dimensions` is one of 1024, 768 and 512, and only for v3.",
        "输入参数 > dimensions",
        ["dimensions.asked"],
    ),
    (
        "limits.items",
        "MUST",
        "A call holds at most 25 texts (v1, v2) or 6 (v3).",
        "输入参数 > input",
        ["limits.items-at-cap", "limits.items-over-cap"],
    ),
    ("errors.shape", "SHOULD", "A refusal carries `type` and `param`.", "异常响应", ["errors.type-and-param"]),
    (
        "auth.bearer",
        "MUST",
        "A wrong key is refused with code invalid_api_key.",
        "异常响应 > 示例",
        ["auth.wrong-key-code"],
    ),
    (
        "usage.total",
        "MUST",
        "`usage.total_tokens` equals `usage.prompt_tokens`.",
        "返回参数 > usage",
        ["usage.total-equals-prompt"],
    ),
]

_TITLES = {
    "structure.body-object": "The body of a successful answer is a JSON object",
    "ordering.index-integer": "Each index is an integer",
    "ordering.index-set": "The indices are 0 to n-1, each once",
    "ordering.index-position": "Each item stands at the place its index names",
    "vectors.nonzero": "Ordinary text is not the zero vector",
    "vectors.distinct": "Different sentences have different vectors",
    "dimensions.asked": "A vector has the width asked for",
    "limits.items-at-cap": "As many texts as documented are answered",
    "limits.items-over-cap": "More texts than documented are refused",
    "errors.type-and-param": "A refusal carries type and param",
    "auth.wrong-key-code": "The code for a wrong key is invalid_api_key",
    "usage.total-equals-prompt": "total_tokens equals prompt_tokens",
}


def _finding(message: str, expected: str, observed: str, pointer: str, exchange: str) -> dict[str, str]:
    return {"message": message, "expected": expected, "observed": observed, "pointer": pointer, "exchange": exchange}


_SWAPPED = [
    _finding(f"item {n} carries index {24 - n}", str(n), str(24 - n), f"/data/{n}/index", "x1") for n in range(13)
]
_SPECIAL: dict[tuple[str, str | None], dict[str, Any]] = {
    ("ordering.index-position", MODELS[0]): {"verdict": "fail", "findings": _SWAPPED},
    ("ordering.index-position", MODELS[1]): {"verdict": "fail", "findings": _SWAPPED[:1]},
    ("dimensions.asked", MODELS[2]): {
        "verdict": "fail",
        "findings": [
            _finding(
                "the vector is 1024 wide, not as asked",
                "512 numbers",
                "[0.013, -0.2, … 1022 more]",
                "/data/0/embedding",
                "x2",
            )
        ],
    },
    ("dimensions.asked", MODELS[0]): {
        "verdict": "not-applicable",
        "reason": "the model offers no dimensions",
        "judged": 0,
    },
    ("dimensions.asked", MODELS[1]): {
        "verdict": "not-applicable",
        "reason": "the model offers no dimensions",
        "judged": 0,
    },
    ("limits.items-at-cap", MODELS[1]): {
        "verdict": "inconclusive",
        "reason": "429 four times in a row, the last after 30 s",
    },
    ("usage.total-equals-prompt", MODELS[2]): {
        "verdict": "waived",
        "reason": "OPS-1417 until 2027-01-31: counts cached tokens apart",
    },
    ("errors.type-and-param", None): {
        "verdict": "advice",
        "findings": [
            _finding(f"the refusal lacks `param`: {ADVERSARIAL}", "a member `param`", ADVERSARIAL, "/error", "x3")
        ],
    },
    ("vectors.distinct", MODELS[2]): {
        "verdict": "error",
        "reason": "the check crashed: ZeroDivisionError: division by zero",
    },
}
_TARGET_WIDE = ("errors.type-and-param", "auth.wrong-key-code")


def _result(check: str, model: str | None) -> dict[str, Any]:
    clauses = [clause for clause in _CLAUSES if check in clause[4]]
    return {
        "id": check,
        "clauses": [clause[0] for clause in clauses],
        "level": clauses[0][1],
        "model": model,
        "verdict": "pass",
        "title": _TITLES[check],
        "judged": 41,
        "findings": [],
        "reason": "",
        **_SPECIAL.get((check, model), {}),
    }


def _exchange(body: Any, status: int, answer: str, *, failed: bool = False) -> dict[str, Any]:
    text = json.dumps(body, ensure_ascii=False)
    digest = "sha256:" + "9f86d081884c7d65" * 4
    attempts = [{"started": 1795343000.25, "seconds": 0.182, "status": status, "failure": None, "detail": ""}]
    if failed:
        attempts.insert(
            0,
            {"started": 1795342999.0, "seconds": 1.0, "status": None, "failure": "connection reset", "detail": "peer"},
        )
    return {
        "request": {
            "method": "POST",
            "url": "http://127.0.0.1:8080/compatible-mode/v1/embeddings",
            "headers": [["Authorization", "Bearer $DASHSCOPE_API_KEY"], ["Content-Type", "application/json"]],
            "body": text,
            "sha256": digest,
        },
        "curl": (
            "curl -sS -X POST http://127.0.0.1:8080/compatible-mode/v1/embeddings \\\n"
            "  -H \"Authorization: Bearer $DASHSCOPE_API_KEY\" -H 'Content-Type: application/json' \\\n"
            f"  --data-raw '{text}'"
        ),
        "response": {
            "status": status,
            "http_version": "HTTP/1.1",
            "headers": [["content-type", "application/json"], ["x-request-id", "f62c2ae7-0906-9758-ab34-47c5764f07e2"]],
            "body": answer,
            "sha256": digest,
        },
        "attempts": attempts,
    }


def _exchanges() -> dict[str, Any]:
    poem = ["风急天高猿啸哀", "渚清沙白鸟飞回", "无边落木萧萧下", "不尽长江滚滚来"]
    rows = ", ".join(
        f'{{"object": "embedding", "index": {24 - n}, "embedding": [1.4284451, -2.7454426, … 1534 more]}}'
        for n in range(4)
    )
    usage = '{"prompt_tokens": 26, "total_tokens": 26}'
    answer = f'{{"object": "list", "data": [{rows}], "model": "text-embedding-v1", "usage": {usage}}}'
    return {
        "x1": _exchange({"model": MODELS[0], "input": poem, "encoding_format": "float"}, 200, answer, failed=True),
        "x2": _exchange({"model": MODELS[2], "input": "The river runs east.", "dimensions": 512}, 200, answer),
        "x3": _exchange({"model": "no-such-model", "input": "a"}, 404, f'{{"error": {{"message": "{ADVERSARIAL}"}}}}'),
    }


def document() -> dict[str, Any]:
    """Return a fresh results document, not conformant, with every verdict in it."""
    per_model = [check for check in _TITLES if check not in _TARGET_WIDE]
    whole = {
        "format": 1,
        "tool": {"name": "embedding-conformance", "version": "0.1.0", "python": "3.11.7", "hypothesis": "6.170.0"},
        "target": {
            "base_url": "http://127.0.0.1:8080/compatible-mode/v1",
            "contract": "dashscope",
            "contract_digest": "sha256:" + "0123456789abcdef" * 4,
            "models": list(MODELS),
        },
        "selection": {"must_clauses": 41, "must_judged": 39, "expression": ""},
        "run": {
            "verdict": "non-conformant",
            "started": "2026-11-22T10:42:51Z",
            "finished": "2026-11-22T10:43:07Z",
            "seed": 20241122,
            "exit_status": 1,
        },
        "traffic": {
            "sent": 412,
            "reused": 1630,
            "retried": 3,
            "input_tokens": 81234,
            "seconds": 16.4,
            "bytes": 9123456,
        },
        "clauses": [
            {"id": name, "level": level, "statement": statement, "locator": locator, "checks": checks}
            for name, level, statement, locator, checks in _CLAUSES
        ],
        "results": [
            *(_result(check, model) for model in MODELS for check in per_model),
            *(_result(check, None) for check in _TARGET_WIDE),
        ],
        "observations": [
            {
                "id": "vectors.norm",
                "model": MODELS[0],
                "statement": "vectors are not of unit length",
                "value": 4.18,
                "exchange": "x1",
            }
        ],
        "measurements": {},
        "exchanges": _exchanges(),
    }
    return deepcopy(whole)
