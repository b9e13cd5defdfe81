"""What came of a reference check, for machines: as JSON, and as OpenMetrics text for a scheduled job."""

from __future__ import annotations

import json
from typing import Any

from conformance.answers.kinship_verdict import Kinship
from conformance.model.exit_status import ExitStatus
from conformance.model.reference import Reference
from conformance.reference.asking import Checked

__all__ = ["as_json", "as_openmetrics", "exit_status"]

_METRICS = (
    ("typical_distance", "The median cosine distance of a text's vectors."),
    ("largest_distance", "The largest cosine distance of a text's vectors."),
    ("noise", "The largest cosine distance between two vectors of one text on either side."),
    ("same_nearest", "The share of texts whose nearest text is the same."),
    ("same_ten_nearest", "The share of the ten nearest texts that are the same."),
    ("texts", "Texts that could be held against the reference."),
    ("unanswered", "Texts that could not."),
    ("requests", "Requests sent."),
)


def exit_status(checked: Checked) -> ExitStatus:
    """Return 0 for the same, 1 for another, 10 where it cannot be told."""
    if checked.verdict.kinship is Kinship.UNKNOWN:
        return ExitStatus.INCOMPLETE
    return ExitStatus.CONFORMANT if checked.verdict.same else ExitStatus.NON_CONFORMANT


def as_json(checked: Checked, reference: Reference) -> str:
    """Return verdict and measures as one JSON object."""
    verdict = checked.verdict
    document = {
        "format": 1,
        "kinship": str(verdict.kinship),
        "index": str(verdict.index),
        "exit_status": int(exit_status(checked)),
        "sentence": str(verdict.message),
        "why": verdict.why.to_json(),
        "model": reference.model,
        "reference": {"date": reference.date, "source": reference.source, "digest": reference.digest},
        "measures": _measures(checked),
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def as_openmetrics(checked: Checked, reference: Reference) -> str:
    """Return verdict and measures as gauges, in what is OpenMetrics 1.0 and Prometheus' text format at once."""
    labels = f'model="{_escaped(reference.model)}"'
    measures = _measures(checked)
    lines = [
        "# TYPE embedding_reference_kinship gauge",
        "# HELP embedding_reference_kinship How the model is related to that of the reference.",
        *(
            f'embedding_reference_kinship{{{labels},kinship="{kinship}"}} {int(kinship is checked.verdict.kinship)}'
            for kinship in Kinship
        ),
        "# TYPE embedding_reference_exit_status gauge",
        "# HELP embedding_reference_exit_status 0: the same; 1: another; 10: cannot tell.",
        f"embedding_reference_exit_status{{{labels}}} {int(exit_status(checked))}",
    ]
    for name, help_text in _METRICS:
        if measures[name] is not None:
            lines += [
                f"# TYPE embedding_reference_{name} gauge",
                f"# HELP embedding_reference_{name} {help_text}",
                f"embedding_reference_{name}{{{labels}}} {measures[name]:g}",
            ]
    return "\n".join([*lines, "# EOF", ""])


def _measures(checked: Checked) -> dict[str, Any]:
    likeness = checked.likeness
    norms = [row.norm for row in likeness.texts]
    return {
        "texts": len({row.text for row in likeness.texts}),
        "unanswered": likeness.unanswered,
        "requests": checked.requests,
        "typical_distance": likeness.typical if norms else None,
        "largest_distance": likeness.largest if norms else None,
        "noise": likeness.noise,
        "widths": list(likeness.widths),
        "norms": [min(norms), max(norms)] if norms else [],
        "same_nearest": likeness.neighbours.nearest,
        "same_ten_nearest": likeness.neighbours.ten,
        "pairwise_deviation": likeness.pairwise.deviation,
        "pairwise_correlation": likeness.pairwise.correlation,
        "token_counts": len(likeness.counts),
        "token_counts_differing": sum(pair.before != pair.now for pair in likeness.counts),
        "by_text": [
            {"text": row.text[:80], "sort": str(row.sort), "bytes": row.size, "distance": row.distance}
            for row in likeness.texts
        ],
    }


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
