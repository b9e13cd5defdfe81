"""What a run talks to: a live target, the embedded reference service, or the evidence of an earlier run."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from conformance.client.budget import tokens_in
from conformance.client.http import Client
from conformance.client.retry_policy import is_settled
from conformance.clients.recordings.recorded_run import recorded_contract, recorded_run
from conformance.engine.run import Run
from conformance.errors import UsageError
from conformance.evidence.store import Store, options_of, read
from conformance.model.options import RunOptions
from conformance.model.secret import Secret
from conformance.model.target import Limits, Target
from conformance.plugin.evidence import drop, evidence_beside, gather
from conformance.plugin.settings import Settings, target_of

__all__ = ["Endpoint"]

_EMBEDDED_KEY = "sk-reference"


class Endpoint:
    """Whom one pytest session asks. ``base_url`` is given where another process has started the embedded service.

    ``worker`` names an xdist worker, which keeps evidence of its own. To be closed.
    """

    def __init__(self, settings: Settings, base_url: str = "", worker: str = "") -> None:
        self._settings = settings
        self._base_url = settings.options.base_url or base_url
        self._worker = worker
        self._resources = ExitStack()
        self._client: Client | None = None

    @property
    def base_url(self) -> str:
        """The base URL under judgement, starting the embedded service where none is given."""
        if not self._base_url:
            from conformance.service import Service  # noqa: PLC0415  # a run against a base URL needs no server

            service = Service(
                self._settings.options.contract, faults=self._settings.options.faults or (), key=_EMBEDDED_KEY
            )
            self._base_url = self._resources.enter_context(service).base_url
        return self._base_url

    def leave(self) -> None:
        """Wait no longer than what is on the wire takes, since somebody wants to stop."""
        if self._client is not None:
            self._client.leave()

    def close(self) -> None:
        """Close connections, and the embedded service."""
        self._resources.close()

    def begin_evidence(self) -> None:
        """Make the evidence file ready for the workers of this run. Raises UsageError where that cannot be."""
        if self._settings.replay is None:
            self._recording(self._target())

    def gather_evidence(self) -> None:
        """Put what workers recorded into the one file of the run."""
        gather(self._settings.results)

    def run(self, wanted: Mapping[str, Collection[str]]) -> Run:
        """Return a run of these checks, by model. Raises UsageError where evidence or target cannot be used."""
        settings = self._settings
        if settings.recorded is not None and settings.replay is not None:
            return recorded_run(
                settings.contract,
                wanted,
                recorded=settings.recorded,
                asked_by=recorded_contract(settings.recorded, settings.contract),
                memory=Store.recorded(settings.replay),
                plan=settings.options.plan,
            )
        target = self._target()
        store = self._store(target)
        self._client = self._resources.enter_context(Client(self._within_limits(target)))
        return Run(settings.contract, target, wanted, sender=self._client, memory=store, options=settings.options.plan)

    def _target(self) -> Target:
        settings = self._settings
        if settings.options.base_url:
            return target_of(settings)
        return Target(
            self.base_url,
            Secret(_EMBEDDED_KEY),
            client_limits=settings.client_limits,
            limits=settings.limits,
            headers=settings.headers,
        )

    def _store(self, target: Target) -> Store:
        if not self._worker:
            return self._recording(target)
        own = evidence_beside(self._settings.results, self._worker)
        whole = read(evidence_beside(self._settings.results)) if self._settings.resume else ()
        return Store(own, earlier=filter(is_settled, whole))

    def _recording(self, target: Target) -> Store:
        """Return the store of the whole run; what killed workers left behind is part of what is gone on with."""
        settings, path = self._settings, evidence_beside(self._settings.results)
        options = self._options(target)
        if settings.resume:
            gather(settings.results)
        else:
            drop(settings.results)
        if settings.resume and path.exists():
            _refuse_other_target(options, path)
        return Store(path, options, resume=settings.resume)

    def _within_limits(self, target: Target) -> Target:
        """Return the target with what an interrupted run has spent of its limits."""
        limits, path = target.limits, evidence_beside(self._settings.results)
        if not self._settings.resume or limits == Limits():
            return target
        attempts = [
            exchange.request for exchange in Store.recorded(path) for attempt in exchange.attempts if not attempt.unsent
        ]
        spent = replace(limits, spent_requests=len(attempts), spent_tokens=sum(map(tokens_in, attempts)))
        return replace(target, limits=spent)

    def _options(self, target: Target) -> RunOptions:
        """Return the options of the run, with what became known since: its target's URL, key variable and headers."""
        return replace(
            self._settings.options,
            base_url=target.base_url.rstrip("/"),
            key_variable=target.key_variable,
            headers=tuple(header.name for header in target.headers),
        )


def _refuse_other_target(options: RunOptions, path: Path) -> None:
    """Raise UsageError where answers of one target would be taken for those of another."""
    earlier = options_of(path)
    same = options.faults == earlier.faults if options.faults is not None else options.base_url == earlier.base_url
    if not same:
        whose = "the embedded service" if earlier.faults is not None else earlier.base_url
        broken = f" with {', '.join(earlier.faults)}" if earlier.faults else ""
        raise UsageError(
            f"{path} is evidence of {whose}{broken}", "judge the same again, or leave --emb-resume out to begin anew"
        )
