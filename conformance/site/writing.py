"""Writes the site of some bundles into a folder: pages in every language, badges, the bundles, and the data."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from conformance.errors import UsageError
from conformance.reports.files.badge import render_json, render_svg
from conformance.reports.html.page import put
from conformance.reports.i18n.language import LANGUAGES
from conformance.results.view import ResultsView
from conformance.site.bundles.opening import laid_open
from conformance.site.data import site_data
from conformance.site.documented import documented_limits
from conformance.site.pages.matrix import Answers
from conformance.site.pages.page_set import PageSet, folder_of
from conformance.site.subjects import Judged, JudgedRun, judged_of, slug_of

__all__ = ["write_site"]

_DECLARING = ("checks", "clients.document", "inference.observations", "probes")
"""What says the sentences of results: their templates are declared there."""


def write_site(bundles: Sequence[Path], folder: Path) -> list[Judged]:
    """Write the site, and return who is in it.

    Digests and schemas of the bundles are checked; nothing is replayed. Raises UsageError where a bundle is none, is
    not what its manifest says, or the folder cannot be written.
    """
    for name in _DECLARING:
        import_module(f"conformance.{name}")
    taken: set[str] = set()
    files: dict[str, Path] = {}
    runs: list[JudgedRun] = []
    for path in bundles:
        name = f"{hashlib.sha256(_bytes(path)).hexdigest()[:16]}.zip"
        if name not in files:
            files[name] = path
            runs += _runs(path, name, taken)
    judged, answers = judged_of(runs), Answers(runs)
    for language in LANGUAGES:
        for place, content in PageSet(judged, answers, language).pages():
            put(content, folder / (folder_of(language) + place))
    for subject in judged:
        put(render_svg(subject.latest.runs[0].view), folder / "badges" / f"{subject.slug}.svg")
        put(render_json(subject.latest.runs[0].view), folder / "badges" / f"{subject.slug}.json")
    put(json.dumps(site_data(judged, answers), ensure_ascii=False, indent=1) + "\n", folder / "site.json")
    _copy(files, folder / "bundles")
    return judged


def _runs(path: Path, name: str, taken: set[str]) -> Iterator[JudgedRun]:
    with tempfile.TemporaryDirectory(prefix="bundle-") as scratch:
        bundle = laid_open(path, Path(scratch), sparing=True)
        if bundle.problems:
            raise UsageError(f"{path}: {bundle.problems[0]}", "verify it, and ask who made it")
        for run in bundle.manifest.runs:
            view = ResultsView.of(bundle.results(run))
            made = JudgedRun(view, bundle.manifest, name, "")
            slug = slug_of(" ".join((*made.named, view.target.contract, made.date)), taken)
            limits = documented_limits(bundle.contract(run.contract), view.target.models)
            yield JudgedRun(view, bundle.manifest, name, slug, limits)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror})", "name a bundle") from error


def _copy(files: dict[str, Path], folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, path in files.items():
            shutil.copyfile(path, folder / name)
    except OSError as error:
        raise UsageError(f"{folder} cannot be written ({error.strerror})", "give another folder with -o") from error
