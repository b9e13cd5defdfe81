"""Two servers beside each other: what they answer differently, and what checks say of one and not of the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from conformance.reports.html.compare import NOTES
from conformance.reports.summary.comparison import DIFFERING, Difference, changes
from conformance.site.answers import FeatureAnswer
from conformance.site.features import FEATURES, Feature
from conformance.site.pages.matrix import Answers
from conformance.site.subjects import Judged, JudgedRun, JudgedVersion

__all__ = ["ServerPair", "ServerPairRow", "VersionChange", "pair_of", "version_changes"]


@dataclass(frozen=True, slots=True)
class ServerPairRow:
    """A question with both answers."""

    feature: Feature
    cells: tuple[FeatureAnswer, FeatureAnswer]

    @property
    def differs(self) -> bool:
        """Whether both were asked and do not do the same."""
        one, other = self.cells
        return bool(one.facts and other.facts) and (one.verdict, one.reply) != (other.verdict, other.reply)


@dataclass(frozen=True, slots=True)
class ServerPair:
    """Two servers, the runs of their latest versions that are most alike, and what differs."""

    servers: tuple[Judged, Judged]
    runs: tuple[JudgedRun, JudgedRun]
    rows: tuple[ServerPairRow, ...]
    notes: tuple[str, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class VersionChange:
    """Two versions of a server, the runs of them that are most alike, and what differs."""

    older: JudgedVersion
    newer: JudgedVersion
    runs: tuple[JudgedRun, JudgedRun]
    notes: tuple[str, ...]
    differences: tuple[Difference, ...]


def pair_of(servers: tuple[Judged, Judged], answers: Answers) -> ServerPair:
    """Return what differs between two servers as they were judged last."""
    first, second = servers
    runs = min(product(first.latest.runs, second.latest.runs), key=_unlike)
    rows = [
        ServerPairRow(feature, (answers.of(runs[0], feature), answers.of(runs[1], feature))) for feature in FEATURES
    ]
    return ServerPair(servers, runs, tuple(rows), tuple(_notes(runs)), _differences(runs))


def version_changes(server: Judged) -> Iterator[VersionChange]:
    """Yield what differs between each version of a server and the one before it, the latest first."""
    for newer, older in pairwise(server.versions):
        runs = min(product(older.runs, newer.runs), key=_unlike)
        yield VersionChange(older, newer, runs, tuple(_notes(runs)), _differences(runs))


def _differences(runs: tuple[JudgedRun, JudgedRun]) -> tuple[Difference, ...]:
    return tuple(row for row in changes(runs[0].view, runs[1].view) if row.change in DIFFERING)


def _unlike(runs: Sequence[JudgedRun]) -> tuple[bool, int, int]:
    """Order pairs of runs: whole ones before soaks, by what else differs, those that judge most first."""
    judged = sum(run.view.selection.must_judged for run in runs)
    return any(run.soaked for run in runs), sum(1 for _ in _notes(runs)), -judged


def _notes(runs: Sequence[JudgedRun]) -> Iterator[str]:
    for template, read in NOTES.items():
        if len({read(run.view) for run in runs}) > 1:
            yield template
