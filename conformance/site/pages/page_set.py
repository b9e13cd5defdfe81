"""All pages of the site in one language, by their paths below the language's folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from markupsafe import Markup

from conformance.model.message import Message, template
from conformance.model.verdict import RunVerdict, Verdict
from conformance.reports.files.badge import render_svg
from conformance.reports.html.page import PAGES, page
from conformance.reports.i18n.language import LANGUAGES, Language
from conformance.reports.summary.client_rows import client_rows
from conformance.reports.summary.statement import titled
from conformance.site.features import FEATURES
from conformance.site.pages.matrix import Answers, feature_rows
from conformance.site.pages.pair_page import pair_of, version_changes
from conformance.site.pages.requirements import client_requirement_rows, requirement_rows
from conformance.site.pages.run_page import run_evidence
from conformance.site.pages.scenario_matrix import scenario_groups
from conformance.site.subjects import Judged, JudgedKind, JudgedRun

__all__ = ["PageSet", "folder_of"]

_LOOK = PAGES.of_site(Path(__file__).parent / "templates", ("page.css", "matrix.css", "site.css"))
_SHAPES: Mapping[str, Verdict] = {
    RunVerdict.CONFORMANT: Verdict.PASS,
    RunVerdict.NON_CONFORMANT: Verdict.FAIL,
    RunVerdict.INCOMPLETE: Verdict.INCONCLUSIVE,
}


_WHERE = {
    str(told): told
    for told in (
        template("where.its-machine", "the machine it ran on")(),
        template("where.its-machine-without-gpu", "the machine it ran on, without a GPU")(),
    )
}
"""What judges say of the place in words that are known; other words stay as they are."""


def folder_of(language: str) -> str:
    """Return the folder of a language's pages, which is that of the site for the first."""
    return "" if language == LANGUAGES[0] else f"{language}/"


class PageSet:
    """The pages of the site in one language."""

    def __init__(self, judged: Sequence[Judged], answers: Answers, language: str) -> None:
        self._servers = [subject for subject in judged if subject.kind is JudgedKind.SERVER]
        self._clients = [subject for subject in judged if subject.kind is JudgedKind.CLIENT]
        self._scenario_groups = scenario_groups(self._clients)
        self._answers = answers
        self._language = Language.named(language)

    def pages(self) -> Iterator[tuple[str, str]]:
        """Yield the path and the content of each page."""
        yield "index.html", self._page("index.html", "index.html", rows=feature_rows(self._servers, self._answers))
        for feature in FEATURES:
            path = f"features/{feature.id}.html"
            rows = list(requirement_rows(self._servers, feature))
            callers = list(client_requirement_rows(self._servers)) if feature.drop_in else []
            yield path, self._page("feature.html", path, feature=feature, rows=rows, callers=callers)
        for server in self._servers:
            path = f"servers/{server.slug}.html"
            yield path, self._page("server.html", path, server=server, changed=list(version_changes(server)))
        for client in self._clients:
            path = f"clients/{client.slug}.html"
            yield path, self._page("client.html", path, client=client)
        if self._clients:
            path = "clients/index.html"
            yield path, self._page("clients.html", path)
        for run in self._runs():
            path = f"runs/{run.slug}.html"
            yield path, self._page("run.html", path, run=run, evidence=run_evidence(run.view, self._language))
        if len(self._servers) > 1:
            yield "compare/index.html", self._page("pairs.html", "compare/index.html")
        for one, other in combinations(self._servers, 2):
            path = f"compare/{one.slug}-{other.slug}.html"
            yield path, self._page("pair.html", path, pair=pair_of((one, other), self._answers))

    def _page(self, template: str, path: str, **values: Any) -> str:
        here = folder_of(self._language.code) + path
        return page(
            template,
            self._language,
            _LOOK,
            **values,
            root="../" * path.count("/"),
            top="../" * here.count("/"),
            path=path,
            folders=[(code, folder_of(code)) for code in LANGUAGES],
            servers=self._servers,
            clients=self._clients,
            scenario_groups=self._scenario_groups,
            features=FEATURES,
            answers=self._answers,
            badge_of=_badge,
            shape_of=_shape,
            where_of=_where,
            titled=titled,
            client_rows=client_rows,
        )

    def _runs(self) -> Iterator[JudgedRun]:
        for judged in (*self._servers, *self._clients):
            for version in judged.versions:
                yield from version.runs


def _where(run: JudgedRun) -> Message | str:
    return _WHERE.get(run.manifest.where, run.manifest.where)


def _badge(run: JudgedRun) -> Markup:
    return Markup(render_svg(run.view))  # noqa: S704 (escapes what it shows)


def _shape(run: JudgedRun) -> str:
    return str(_SHAPES.get(run.view.verdict_word, Verdict.NOT_APPLICABLE))
