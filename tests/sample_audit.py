"""Results documents as an audit page meets them: measured, hostile, and large."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Callable
from typing import Any

from sample_results import MODELS, document

TEXTS = ("A heron stood in the water.", "Copper roofs turn green.", "夜里下了一场大雪。")
PAYLOAD = (
    '"><script>window.owned=1</script><img src=x onerror="window.owned=1"><svg/onload=window.owned=1>'
    "'</style></script></textarea>{{7*7}}{% raw %}\u202e\x00javascript:window.owned=1 %s %(x)d &amp;"
)
_STRUCTURAL = frozenset({"verdict", "level", "vectors", "format"})


def packed(vectors: list[list[float]]) -> str:
    """Return vectors as results hold them."""
    return base64.b64encode(b"".join(struct.pack(f"<{len(each)}f", *each) for each in vectors)).decode()


def measurements(turn: float = 0.0, length: float = 1.0) -> dict[str, Any]:
    """Return measurements of all models; ``turn`` moves the vectors, ``length`` stretches them."""
    vectors = [[length * (one + turn * two) for one, two in zip(row, row[::-1], strict=True)] for row in _ROWS]
    return {
        "latency": [
            {"model": model, "inputs": n, "characters": 20 * n, "seconds": 0.01 * n, "tokens": 5 * n}
            for model in MODELS
            for n in (1, 2, 5)
        ],
        "norms": {
            model: {"min": 0.9, "max": 1.1, "count": 9, "quantiles": [0.9, 0.92, 0.95, 1.0, 1.02, 1.05, 1.1]}
            for model in MODELS
        },
        "noise": {model: {"wavering": 0.0, "floor": 2e-6, "tolerance": 1e-4, "cap": 1e-3} for model in MODELS},
        "sentinels": {model: {"width": 4, "texts": list(TEXTS), "vectors": packed(vectors)} for model in MODELS},
    }


_ROWS = [[1.0, 0.1, 0.0, 0.2], [0.0, 1.0, 0.3, 0.0], [0.1, 0.0, 1.0, 0.7]]


def measured(**more: float) -> dict[str, Any]:
    """Return a document with measurements, an untestable clause, and a check kept from being judged by another."""
    found = document()
    found["measurements"] = measurements(**more)
    found["clauses"].append(
        {
            "id": "model.tokenizer",
            "level": "MAY",
            "statement": "The tokenizer stays.",
            "locator": "§ 9",
            "untestable": "It is not documented.",
        }
    )
    row = next(each for each in found["results"] if each["id"] == "ordering.index-set" and each["model"] == MODELS[0])
    reason = "3 not judged: what it rests on, ordering.index-position, fails there (first: a list)"
    row.update(verdict="inconclusive", reason=reason, masked_by=["ordering.index-position"])
    return found


def comparing() -> dict[str, Any]:
    """Return a document in which a finding holds two answers against each other."""
    found = measured()
    row = next(each for each in found["results"] if each["id"] == "ordering.index-position")
    vectors = ([0.5, 0.25, -1.0], [0.5, 0.75, -1.0])
    places = zip(("x1", "x2"), ("this", "compared-with"), vectors, strict=True)
    exchanges = [
        {"id": name, "part": part, "pointer": "/data/0/embedding", "vector": {"size": 3, "first": at, "outline": at}}
        for name, part, at in places
    ]
    for name, text in (("x1", "one red fox"), ("x2", "one blue fox")):
        found["exchanges"][name]["request"]["body"] = json.dumps({"model": MODELS[0], "input": [text, "another"]})
    row["findings"][0].update(values={"cosine": 0.9, "least": 0.999}, exchanges=exchanges, confirmed=True)
    return found


def worse(number: int) -> dict[str, Any]:
    """Return a document in which a check fails that passes in ``measured``; by its number, others are not judged."""
    found = measured()
    row = next(each for each in found["results"] if (each["id"], each["model"]) == ("ordering.index-set", MODELS[1]))
    said = "the indices of three items are 0, 0 and 2, so that one of them is missing and another stands twice"
    finding = {"message": said, "expected": "", "observed": "", "pointer": "/data", "exchange": "x1"}
    row.update(verdict="fail", findings=[finding], reason="")
    for each in found["results"][number :: len(found["results"])]:
        each.update(verdict="inconclusive", findings=[], reason="nothing was answered")
    return found


def soaked(*, amiss: bool = True) -> dict[str, Any]:
    """Return the document of a soak of two minutes, in which rows were wrong and requests refused for a time."""
    found = document()
    if not amiss:
        found["results"] = [row for row in found["results"] if row["verdict"] == "pass"]
        found["run"].update(verdict="conformant", exit_status=0)
    wrong = {4: 8, 5: 10} if amiss else {}
    lost = {5: 15, 9: 10} if amiss else {}
    timeline = [
        {
            "at": 10.0 * place,
            "requests": 100,
            "per_second": 10.0,
            "retries": 1,
            "wrong": wrong.get(place, 0),
            "statuses": {"200": 100 - lost.get(place, 0), "503": lost.get(place, 0)},
            "latencies": {"50%": 0.02 + 0.01 * place, "95%": 0.06, "99%": 0.09, "100%": 0.2},
            "failing": {"ordering.index-position": wrong[place]} if place in wrong else {},
        }
        for place in range(12)
    ]
    rates = [("ordering.index-position", sum(wrong.values())), ("structure.body-object", 0)]
    found["measurements"] = {
        "soak": {
            "users": 8,
            "workers": 2,
            "seconds": 120.0,
            "requests": 1200,
            "unanswered": 0,
            "per_second": 10.0,
            "latencies": {"50%": 0.025, "90%": 0.05, "95%": 0.06, "99%": 0.09, "100%": 0.2},
            "by_inputs": {f"{n} inputs": {"50%": 0.03 + 0.001 * n, "95%": 0.08 + 0.001 * n} for n in (1, 10, 2)},
            "load_profile": {
                "users": 8,
                "workers": 2,
                "seconds": 120.0,
                "model": MODELS[0],
                "most_inputs": 10,
                "compared_windows": 1,
            },
            "failure_rates": [
                {"check": check, "clauses": [], "judged": 1200, "failing": count, "rate": count / 1200}
                for check, count in rates
            ],
            "slice_seconds": 10.0,
            "timeline": timeline,
        }
    }
    return found


def of_client() -> dict[str, Any]:
    """Return the document of a client that sent a list too long, and went to another path."""
    found = document()
    found["target"].update(client="python indexer.py", models=[MODELS[0]])
    found["traffic"]["sent"] = 7
    for number, (name, url) in enumerate((("x1", "embeddings"), ("x2", "v1/embeddings")), 3):
        found["exchanges"][name]["number"] = number
        found["exchanges"][name]["request"].update(method="POST", url=f"http://127.0.0.1:9/{url}")
    told = (
        ("requests.endpoint", None, "the call goes to another path", "x2", "", "endpoint.path"),
        (
            "requests.batch-size",
            MODELS[0],
            "the list holds more inputs than documented",
            "x1",
            "/input",
            "input.maxItems",
        ),
    )
    found["results"] = [
        {
            "id": check,
            "clauses": [],
            "level": "MUST",
            "model": model,
            "verdict": "fail",
            "title": "A call is as documented.",
            "judged": 7,
            "found": 1,
            "findings": [
                {
                    "message": message,
                    "expected": "as documented",
                    "observed": "not so",
                    "pointer": pointer,
                    "exchange": exchange,
                    "rule": rule,
                }
            ],
            "reason": "",
        }
        for check, model, message, exchange, pointer, rule in told
    ]
    found["observations"] = [
        {"id": f"forms.{form}", "model": MODELS[0], "statement": words, "value": value, "exchange": exchange}
        for form, words, value, exchange in (
            ("list", "input as a list of strings", "7 times", "x1"),
            ("string", "input as one string", "never used", ""),
        )
    ]
    for name in ("waivers", "drop_in", "clients", "causes"):
        found.pop(name, None)
    return found


def driven(width: str = "fail") -> dict[str, Any]:
    """Return the document of a client in three scenarios; what became of the width asked for is the verdict given."""
    found = of_client()
    found["target"]["client"] = "python driver.py"
    got = "its vectors" if width == "pass" else "other vectors"
    detail = "" if width == "pass" else "vector 0 has 1,024 dimensions, not 512"
    words = "RateLimitError 429 Slow down."
    said = {"kind": "outcome.error-words", "values": {"words": words}}
    told = (
        ("width", "right", width, got, detail, None),
        ("base64-honoured", "right", "pass", "its vectors", "", None),
        ("rate-limit-once", "passing", "advice" if width == "fail" else "pass", "an error", words, said),
    )
    found["scenarios"] = [
        {
            "id": f"scenarios.{name}",
            "kind": kind,
            "statement": f"The service plays {name}.",
            "model": MODELS[0],
            "asked": "a list",
            "verdict": verdict,
            "got": outcome,
            "detail": detail,
            **({"detail_data": data} if data else {}),
            "requests": 1,
            "seconds": 0.1,
        }
        for name, kind, verdict, outcome, detail, data in told
    ]
    return found


def adversarial() -> dict[str, Any]:
    """Return a document in which every string ends in markup, template code, bidi and control characters."""
    return _mapped(comparing(), lambda text: text + PAYLOAD)


def _mapped(value: Any, spoil: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {
            (spoil(key) if key in {*MODELS, "x1", "x2", "x3"} else key): (
                item if key in _STRUCTURAL else _mapped(item, spoil)
            )
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_mapped(item, spoil) for item in value]
    return spoil(value) if isinstance(value, str) else value


def large(findings: int = 100) -> dict[str, Any]:
    """Return a document of three models, about ninety checks each, and many findings with exchanges of full size.

    Every fourth of them holds two answers against each other.
    """
    found = comparing()
    template = next(each for each in found["results"] if each["id"] == "ordering.index-position")
    alone = {name: value for name, value in template["findings"][0].items() if name != "exchanges"}
    passing = next(each for each in found["results"] if each["verdict"] == "pass")
    for place in range(findings):
        name, other = f"y{place}", f"z{place}"
        body = f"{place} words " * 500
        exchange = {**found["exchanges"]["x1"], "curl": f"curl --data-raw '{body[:4000]}'"}
        exchange["request"] = {**exchange["request"], "body": body[:4000]}
        exchange["response"] = {**exchange["response"], "body": body[:4000]}
        found["exchanges"][name] = exchange
        finding = {**alone, "exchange": name, "pointer": f"/data/{place}", "observed": body[:300]}
        if place % 4 == 0:
            this, compared = template["findings"][0]["exchanges"]
            found["exchanges"][other] = {**found["exchanges"]["x2"], "curl": f"curl --data-raw '{place} others'"}
            finding["exchanges"] = [{**this, "id": name}, {**compared, "id": other}]
        row = {**template, "id": f"structure.number-{place}", "findings": [finding], "model": MODELS[place % 3]}
        found["results"].append(row)
    for place in range(180):
        found["results"].append({**passing, "id": f"limits.number-{place % 60}", "model": MODELS[place // 60]})
    rows = found["measurements"]["latency"]
    rows += [{**rows[0], "characters": 10 + place, "seconds": 0.001 * (1 + place % 97)} for place in range(900)]
    return found
