"""Who was judged: servers and clients by name and version, each with the runs that bundles hold of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from urllib.parse import urlsplit

from conformance.model.message import Message
from conformance.model.verdict import Verdict
from conformance.results.section_views import ScenarioView
from conformance.results.view import ResultsView
from conformance.site.bundles.manifest import Manifest

__all__ = ["Judged", "JudgedKind", "JudgedRun", "JudgedVersion", "judged_of", "slug_of"]

_VERSION = re.compile(r"v?\d[\w.+-]*")
_NO_SLUG = re.compile(r"[^a-z0-9]+")
_REFERENCE = "Reference service"
_FOR_PARTS = "asked.texts-for-parts"
"""What is asked where a scenario is of what becomes of the second call."""


class JudgedKind(StrEnum):
    """What was judged."""

    SERVER = "server"
    CLIENT = "client"


@dataclass(frozen=True, slots=True)
class JudgedRun:
    """A run, with the bundle that it is from."""

    view: ResultsView
    manifest: Manifest
    bundle: str
    """The name of the bundle's file beside the pages."""
    slug: str
    documented: Mapping[str, Mapping[str, Message]] = field(default_factory=dict)
    """What its contract says in numbers, by question and model."""

    @property
    def date(self) -> str:
        """The day it began."""
        return self.view.run.started[:10]

    @property
    def soaked(self) -> bool:
        """Whether it was sustained load."""
        return "soak" in self.view.measurements

    @property
    def scenarios(self) -> tuple[ScenarioView, ...]:
        """What a client was put through; what is of several calls does not apply where it made one."""
        return tuple(
            replace(row, verdict=Verdict.NOT_APPLICABLE) if _was_whole(row) else row for row in self.view.scenarios
        )

    @property
    def kind(self) -> JudgedKind:
        """What it judged."""
        return JudgedKind.CLIENT if self.view.target.client else JudgedKind.SERVER

    @property
    def named(self) -> tuple[str, str]:
        """The name and the version of what it judged; the version is empty where the name tells none."""
        target = self.view.target
        known_as = self.manifest.name or target.name or target.client
        if not known_as:
            known_as = _REFERENCE if target.embedded else _host(target.base_url)
        name, _, last = known_as.rpartition(" ")
        return (name, last) if name and _VERSION.fullmatch(last) else (known_as, "")


@dataclass(frozen=True, slots=True)
class JudgedVersion:
    """A version of what was judged, its latest run first."""

    version: str
    runs: tuple[JudgedRun, ...]

    @property
    def date(self) -> str:
        """The day of the latest run."""
        return self.runs[0].date


@dataclass(frozen=True, slots=True)
class Judged:
    """A server or a client, its latest version first."""

    kind: JudgedKind
    name: str
    slug: str
    versions: tuple[JudgedVersion, ...]

    @property
    def latest(self) -> JudgedVersion:
        """The version that was judged last."""
        return self.versions[0]


def judged_of(runs: Iterable[JudgedRun]) -> list[Judged]:
    """Return who was judged in some runs, by name."""
    found: dict[tuple[JudgedKind, str], dict[str, list[JudgedRun]]] = {}
    for run in runs:
        name, version = run.named
        found.setdefault((run.kind, name), {}).setdefault(version, []).append(run)
    everybody = []
    taken: set[str] = set()
    for (kind, name), by_version in sorted(found.items(), key=lambda item: (item[0][0], item[0][1].lower())):
        versions = [JudgedVersion(version, tuple(sorted(own, key=_latest))) for version, own in by_version.items()]
        versions.sort(key=lambda version: version.runs[0].view.run.started, reverse=True)
        everybody.append(Judged(kind, name, slug_of(name, taken), tuple(versions)))
    return everybody


def slug_of(name: str, taken: set[str]) -> str:
    """Return a name as it stands in addresses, another than those that are taken, and take it."""
    bare = _NO_SLUG.sub("-", name.lower()).strip("-")[:60].strip("-") or "unnamed"
    slug = next(text for text in (bare, *(f"{bare}-{number}" for number in range(2, 10_000))) if text not in taken)
    taken.add(slug)
    return slug


def _was_whole(row: ScenarioView) -> bool:
    parts = row.asked.data is not None and row.asked.data.id == _FOR_PARTS
    return parts and row.requests == 1 and row.verdict == Verdict.PASS


def _latest(run: JudgedRun) -> tuple[bool, tuple[int, ...]]:
    """Order runs: whole ones before soaks, the latest first."""
    return run.soaked, tuple(-ord(character) for character in run.view.run.started)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc or url
    except ValueError:
        return url
