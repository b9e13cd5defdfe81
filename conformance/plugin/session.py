"""One pytest session of the suite: in a process of its own, as xdist's controller, or as one of its workers."""

from __future__ import annotations

import gc
import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

import pytest

from conformance.engine.run import Run
from conformance.errors import UsageError
from conformance.evidence.run_lock import run_lock
from conformance.model.exit_status import ExitStatus
from conformance.model.result import Result
from conformance.plugin import outcomes, progress, selection
from conformance.plugin.command import command_of
from conformance.plugin.defaults import prefer_our_reports
from conformance.plugin.endpoint import Endpoint
from conformance.plugin.extra_headers import HANDED_ON, header_lines
from conformance.plugin.html_hooks import HtmlHooks
from conformance.plugin.settings import Settings, settings_of, target_of
from conformance.plugin.spreading import by_model
from conformance.reports.files import results_file
from conformance.reports.terminal import run_summary as terminal
from conformance.reports.terminal.wrapping import fitting_width
from conformance.results.document import RunInfo, assemble
from conformance.results.files_beside import file_beside
from conformance.results.partial_results import partial_results
from conformance.results.view import ResultsView
from conformance.waivers import drafting
from conformance.waivers.standing import apply_waivers

__all__ = ["ConformanceSession", "begin", "session_of"]

T = TypeVar("T")
_KEY = pytest.StashKey["ConformanceSession"]()
_BASE_URL, _PORTION = "emb_base_url", "emb_portion"


def begin(config: pytest.Config) -> None:
    """Register the session; options it cannot run with end pytest with one sentence."""
    try:
        settings = settings_of(config)
        if not config.option.collectonly:
            results_file.refuse_unwritable(settings.results)
            if not hasattr(config, "workerinput"):
                lock = ExitStack()
                lock.enter_context(run_lock(settings.results, "--emb-results"))
                config.add_cleanup(lock.close)
        if settings.options.base_url and settings.replay is None and not config.option.collectonly:
            target_of(settings)
    except UsageError as error:
        raise pytest.UsageError(str(error)) from None
    _refuse_unknown(settings.options.faults or ())
    session = ConformanceSession(config, settings)
    config.stash[_KEY] = session
    config.pluginmanager.register(session, "embedding-conformance-session")
    config.pluginmanager.register(HtmlHooks(session), "embedding-conformance-html")
    outcomes.declare_markers(config)
    if not config.option.collectonly:
        prefer_our_reports(config, settings)


def _refuse_unknown(faults: Sequence[str]) -> None:
    """Refuse misspelt faults before anything is collected or written."""
    if faults:
        from conformance.service.catalogue import ALL_FAULTS, pick  # noqa: PLC0415  # only where one is asked for

        try:
            pick(ALL_FAULTS, faults)
        except ValueError as error:
            raise pytest.UsageError(str(error)) from None


def _or_usage_error(do: Callable[[], T]) -> T:
    """Let a mistake of the user end pytest with one sentence, wherever it shows."""
    try:
        return do()
    except UsageError as error:
        raise pytest.UsageError(str(error)) from None


def session_of(config: pytest.Config) -> ConformanceSession:
    """Return the session of this pytest run."""
    return config.stash[_KEY]


class ConformanceSession:
    """The hooks of a session, and the run behind it."""

    def __init__(self, config: pytest.Config, settings: Settings) -> None:
        self._config = config
        self._settings = settings
        self._worker: Mapping[str, Any] | None = getattr(config, "workerinput", None)
        self._controlling = self._worker is None and getattr(config.option, "numprocesses", None) not in {None, 0}
        worker = self._worker or {}
        self._endpoint = Endpoint(settings, worker.get(_BASE_URL, ""), worker.get("workerid", ""))
        self._run: Run | None = None
        self._results: list[Result] = []
        self._led: dict[str, Mapping[str, str]] = {}
        self._parts: list[dict[str, Any]] = []
        self._document: dict[str, Any] = {}
        self._annotations: Sequence[str] = ()
        self._started = time.time()
        self._today = datetime.now().astimezone().date()

    def judge(self, check: str, model: str) -> Result:
        """Return the verdict of one check for one model, sending what it needs."""
        assert self._run is not None
        try:
            self._await(self._run, model)
            judged = self._run.judge(check, model)
            leading = self._leading(self._run, model).get(check, "")
        except UsageError as error:  # the evidence cannot be written, or was changed: nothing can be judged any more
            pytest.exit(str(error), ExitStatus.USAGE)
        result = apply_waivers(judged, self._settings.waivers, self._today, leading)
        self._results.append(result)
        return result

    def _leading(self, run: Run, model: str) -> Mapping[str, str]:
        """Return which check leads the cause of what another finds, where a waiver asks for it."""
        if model not in self._led:
            asked = any(waiver.whole_cause for waiver in self._settings.waivers)
            self._led[model] = run.leading(model) if asked else {}
        return self._led[model]

    def _await(self, run: Run, model: str) -> None:
        """Wait for a model's answers, telling a person how it goes."""
        reporter = self._config.pluginmanager.get_plugin("terminalreporter")
        if model in run.collector.asked or reporter is None:
            return
        capture = self._config.pluginmanager.get_plugin("capturemanager")
        open_terminal = capture.global_and_fixture_disabled() if capture else nullcontext()
        with open_terminal, progress.tell_run(reporter, run, model, self._settings.progress):
            run.collector.wait(model)

    def pytest_report_header(self) -> list[str]:
        """Say what is judged, by what, and how to get the same run again."""
        settings, contract, plan = self._settings, self._settings.contract, self._settings.options.plan
        target = settings.options.base_url or "the embedded reference service"
        lines = [
            f"conformance: {target}{', as recorded: nothing is sent' if settings.replay else ''}",
            f"contract: {contract.name} ({contract.date}), {contract.digest[:19]}",
            f"models: {', '.join(settings.options.models)}",
            f"seed: {plan.seed}, {plan.examples} random examples a probe",
            f"depth: {plan.depth}",
        ]
        if settings.options.insecure:
            lines.append("TLS: certificates are not verified (--emb-insecure)")
        if settings.options.faults:
            lines.append(f"faults: {', '.join(settings.options.faults)}")
        return [*lines, *([settings.note] if settings.note else [])]

    def pytest_sessionstart(self) -> None:
        """Make the evidence file ready before workers begin to write theirs."""
        if self._controlling and not self._config.option.collectonly:
            _or_usage_error(self._endpoint.begin_evidence)

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Make one test of every check and model."""
        if {"check", "model"} <= set(metafunc.fixturenames):
            parameters = selection.parameters(self._settings.contract, self._settings.options.models)
            metafunc.parametrize(("check", "model"), parameters)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Deselect what the depth of the run has no requests for."""
        selection.deselect_beyond(self._config, items, self._settings.contract, self._settings.options)

    def pytest_report_collectionfinish(self) -> str:
        """Say how much of an interrupted run need not be asked again."""
        if self._run is None or not self._settings.resume:
            return ""
        return f"resumed: {self._run.collector.already_answered:,} answers are known, and will not be asked for again"

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Plan for what is left after deselection, and let the first requests go."""
        if session.items and not self._controlling and not self._config.option.collectonly:
            wanted = selection.wanted(session.items)
            self._run = _or_usage_error(lambda: self._endpoint.run(wanted))
            gc.freeze()  # what is imported and planned stays, and need not be walked through while answers come in
            if self._worker is None:
                self._run.collector.prefetch()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Any:
        """Let the report carry the verdict, which pytest's outcomes cannot say."""
        report = yield
        report.emb_result = outcomes.attached_result(item)
        return report

    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """Give verdicts their own words in the terminal."""
        return outcomes.status(report)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Any:
        """Let one worker judge all of a model, unless another distribution is asked for."""
        return by_model(config, log, self._settings.options.models) if config.option.dist == "loadgroup" else None

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Give an xdist worker the one embedded service of this run."""
        node.workerinput[_BASE_URL] = self._endpoint.base_url
        node.workerinput[HANDED_ON] = header_lines(self._settings.headers)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over what an xdist worker measured."""
        if part := getattr(node, "workeroutput", {}).get(_PORTION):
            self._parts.append(json.loads(part))

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Write down everything measured, whatever ended the session."""
        if exitstatus == pytest.ExitCode.INTERRUPTED:
            self._endpoint.leave()
        if self._run is not None:
            self._run.close()
            if exitstatus != ExitStatus.USAGE:
                self._parts += self._collected(session, self._run)
        self._endpoint.close()
        if self._worker is not None:
            self._config.workeroutput[_PORTION] = json.dumps(self._parts[0]) if self._parts else ""  # type: ignore[attr-defined]
        elif self._parts:
            self._endpoint.gather_evidence()
            self._finish(session, exitstatus)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the summary of the run."""
        if self._document:
            terminalreporter.section("conformance")
            page, colour = file_beside(self._settings.results, "audit.html").name, terminalreporter.hasmarkup
            width = fitting_width(self._config.get_terminal_writer().fullwidth)
            view, language = ResultsView.of(self._document), self._settings.language
            for line in terminal.summary(view, width, colour=colour, page=page, language=language):
                terminalreporter.write_line(line)
            terminalreporter.write_line(terminal.where_results_are(self._settings.results, page, language))
            if self._document["run"]["exit_status"] == ExitStatus.INTERRUPTED and not self._settings.replay:
                terminalreporter.write_line("to go on where it was interrupted: the same command with --emb-resume")
            for line in self._annotations:
                terminalreporter.write_line(line)

    @property
    def settings(self) -> Settings:
        """What was asked for."""
        return self._settings

    @property
    def document(self) -> dict[str, Any]:
        """The results document, empty until the session is finished."""
        return self._document

    def evidence_of(self, result: Result) -> dict[str, Any]:
        """Return a result as its reports show it, with the exchanges it refers to."""
        assert self._run is not None
        return outcomes.evidence(result, self._run, self._settings.contract)

    def _collected(self, session: pytest.Session, run: Run) -> list[dict[str, Any]]:
        """Return what was measured, or nothing, with the reason on the terminal, where the evidence was changed."""
        try:
            return [partial_results(run.collected(), self._results, run.rows)]
        except UsageError as error:
            session.exitstatus = ExitStatus.USAGE
            session.shouldstop = str(error)
            return []

    def _finish(self, session: pytest.Session, exitstatus: int) -> None:
        decided = exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}
        head = RunInfo(
            contract=self._settings.contract,
            options=replace(self._settings.options, base_url=self._endpoint.base_url),
            strict=self._settings.strict,
            replayed=self._settings.replay is not None,
            waivers=self._settings.waivers,
            today=self._today,
            baseline=self._settings.baseline,
            expression=selection.expression(self._config, self._settings.contract, self._settings.options),
            started=self._started,
            finished=time.time(),
            name=self._settings.name,
            command=command_of(self._config, self._settings),
        )
        self._document = assemble(head, self._parts, None if decided else int(exitstatus))
        session.exitstatus = self._document["run"]["exit_status"]
        try:
            self._write(strict=head.strict)
        except UsageError as error:  # a disk that is full says nothing of the target
            self._annotations = [str(error)]
            session.exitstatus = ExitStatus.USAGE

    def _write(self, *, strict: bool) -> None:
        results_file.write(self._document, self._settings.results)
        from conformance.reports.finishing import finish  # noqa: PLC0415  # brings a template engine with it

        view = ResultsView.of(self._document)
        self._annotations = finish(view, self._settings.results, os.environ, self._settings.language)
        if (path := self._settings.draft) is not None:
            drafted = drafting.draft(self._document["results"], self._settings.waivers, self._today, strict=strict)
            drafting.write(drafted, path)
