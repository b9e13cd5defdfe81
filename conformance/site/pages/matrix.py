"""The first page's matrix: a row a question, a column a server as it was judged last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from conformance.site.answers import FeatureAnswer, answer_of, heaviest
from conformance.site.features import FEATURES, Feature
from conformance.site.subjects import Judged, JudgedRun, JudgedVersion

__all__ = ["Answers", "FeatureRow", "feature_rows"]


class Answers:
    """The answers of all runs to all questions, each made once."""

    def __init__(self, runs: Sequence[JudgedRun]) -> None:
        self._made: Mapping[tuple[str, str], FeatureAnswer] = {
            (run.slug, feature.id): answer_of(run.view, feature, run.documented.get(feature.id, {}))
            for run in runs
            for feature in FEATURES
        }

    def of(self, run: JudgedRun, feature: Feature) -> FeatureAnswer:
        """Return what a run answers."""
        return self._made[run.slug, feature.id]

    def of_version(self, version: JudgedVersion, feature: Feature) -> FeatureAnswer:
        """Return what the runs of a version answer together: the heaviest verdict or the reply, and all facts."""
        answers = [self.of(run, feature) for run in version.runs]
        facts = tuple(fact for answer in answers for fact in answer.facts)
        verdict = heaviest(answer.verdict for answer in answers)
        partial = bool(verdict) and all(answer.partial for answer in answers if answer.verdict == verdict)
        whole = FeatureAnswer(verdict, facts, partial=partial)
        reply = next((answer.reply for answer in answers if answer.reply), None)
        return FeatureAnswer("", facts, reply) if reply and whole.clear else whole


@dataclass(frozen=True, slots=True)
class FeatureRow:
    """A question, with the answer of each server."""

    feature: Feature
    cells: tuple[FeatureAnswer, ...]


def feature_rows(servers: Sequence[Judged], answers: Answers) -> list[FeatureRow]:
    """Return the rows of the matrix."""
    return [
        FeatureRow(feature, tuple(answers.of_version(server.latest, feature) for server in servers))
        for feature in FEATURES
    ]
