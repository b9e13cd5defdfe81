"""The data of the site as JSON, so that others can build on it (schemas/suite/site.json)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from conformance.reports.i18n.language import Language
from conformance.results.sentence import Sentence
from conformance.site.answers import FeatureAnswer, FeatureFact
from conformance.site.features import FEATURES
from conformance.site.pages.matrix import Answers
from conformance.site.subjects import Judged, JudgedKind, JudgedRun

__all__ = ["FORMAT", "site_data"]

FORMAT = 1
_ENGLISH = Language.named("en")


def site_data(judged: Sequence[Judged], answers: Answers) -> dict[str, Any]:
    """Return what the pages are made of: questions, and for every run what it answers."""
    return {
        "format": FORMAT,
        "features": [{"id": feature.id, "question": str(feature.question)} for feature in FEATURES],
        "judged": [_judged(subject, answers) for subject in judged],
    }


def _judged(judged: Judged, answers: Answers) -> dict[str, Any]:
    return {
        "kind": judged.kind.value,
        "name": judged.name,
        "page": f"{judged.kind.value}s/{judged.slug}.html",
        "versions": [
            {"version": version.version, "runs": [_run(run, answers) for run in version.runs]}
            for version in judged.versions
        ],
    }


def _run(run: JudgedRun, answers: Answers) -> dict[str, Any]:
    view, manifest = run.view, run.manifest
    about: dict[str, Any] = {
        "page": f"runs/{run.slug}.html",
        "bundle": f"bundles/{run.bundle}",
        "slim": manifest.slim,
        "by": manifest.by,
        "where": manifest.where,
        "started": view.run.started,
        "tool": view.tool.version,
        "contract": view.target.contract,
        "contract_digest": view.target.digest,
        "models": list(view.target.models),
        "depth": str(view.run.depth),
        "expression": view.selection.expression,
        "soak": run.soaked,
        "verdict": str(view.run.verdict),
    }
    if run.kind is JudgedKind.CLIENT:
        rows = [{"id": row.id, "verdict": str(row.verdict), "got": row.got} for row in run.scenarios]
        return {**about, "scenarios": rows}
    return {**about, "answers": {feature.id: _answer(answers.of(run, feature)) for feature in FEATURES}}


def _answer(answer: FeatureAnswer) -> dict[str, Any]:
    reply = {"reply": _sentence(Sentence.saying(answer.reply))} if answer.reply else {}
    return {"verdict": answer.verdict or None, **reply, "facts": list(map(_fact, answer.facts))}


def _fact(fact: FeatureFact) -> dict[str, Any]:
    return {
        "kind": fact.kind.value,
        "id": fact.id,
        "verdict": fact.verdict or None,
        "models": list(fact.models),
        "told": _sentence(fact.statement),
        **({} if fact.value is None else {"value": _sentence(fact.value)}),
    }


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {"text": _ENGLISH.rendered(sentence), **({"data": sentence.data.to_json()} if sentence.data else {})}
