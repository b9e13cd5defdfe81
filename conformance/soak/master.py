"""The master of a soak: lets workers call for a while, then adds up their counts."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import gevent
from locust.env import Environment
from locust.runners import MasterRunner
from locust.stats import RequestStats

from conformance.errors import SuiteError
from conformance.model.message import Message, template
from conformance.results.stopping import join_reasons
from conformance.soak.caller import Caller
from conformance.soak.counts import Counts, add_counts
from conformance.soak.load_profile import LoadProfile
from conformance.soak.worker import COUNTS, SEND_COUNTS

__all__ = ["Measured", "Watch", "run_soak"]

_BEGINNING, _ENDING = 60.0, 60.0
"""Seconds that workers are given to begin, and to judge what is left."""
_SHARES = (0.5, 0.9, 0.95, 0.99, 1.0)
HOST = "127.0.0.1"

_INTERRUPTED = template("soak.interrupted", "the soak was interrupted")
_WORKERS_LOST = template("soak.workers-lost", "{lost} of {workers:worker} were lost")

Watch = Callable[[Callable[[], tuple[int, int]]], AbstractContextManager[None]]
Measured = tuple[Counts, dict[str, Any], Message | None]
"""The counts of all workers, what Locust measured, and why something is missing, or None."""


def run_soak(load_profile: LoadProfile, command: Sequence[str], watch: Watch) -> Measured:
    """Run a soak over workers of this machine, each started by a command that takes where the master is.

    It is watched by a context that is given what tells how many requests were answered so far, and how many were not.
    """
    port = _free_port()
    runner = Environment(user_classes=[Caller]).create_master_runner(HOST, port)
    received: list[Counts] = []

    def receive(environment: Environment, msg: Any, **_: Mapping[str, Any]) -> None:
        del environment
        received.append(Counts.from_json(json.loads(msg.data["counts"])))

    runner.register_message(COUNTS, receive)
    try:
        with _workers([*command, f"--master={HOST}:{port}"], load_profile.workers) as processes:
            _wait_until(lambda: len(runner.clients.ready) >= load_profile.workers, _BEGINNING, processes)
            began = time.monotonic()
            with watch(lambda: (runner.stats.total.num_requests, runner.stats.total.num_failures)):
                interrupted = _under_load(runner, load_profile)
            seconds = time.monotonic() - began
            runner.stop()
            runner.send_message(SEND_COUNTS)
            _wait_until(lambda: len(received) >= load_profile.workers, _ENDING, processes)
            measured = _measured(runner.stats, load_profile, seconds)
    finally:
        runner.quit()
    lost = load_profile.workers - len(received)
    reasons = (
        _INTERRUPTED() if interrupted else None,
        _WORKERS_LOST(lost=lost, workers=load_profile.workers) if lost > 0 else None,
    )
    return add_counts(received), measured, join_reasons(reasons)


def _under_load(runner: MasterRunner, load_profile: LoadProfile) -> bool:
    """Let the users call for the seconds of the profile; return whether Ctrl-C ended it before."""
    runner.start(load_profile.users, spawn_rate=load_profile.users)
    try:
        gevent.sleep(load_profile.seconds)
    except KeyboardInterrupt:
        return True
    return False


def _measured(stats: RequestStats, load_profile: LoadProfile, seconds: float) -> dict[str, Any]:
    """Return what Locust measured: requests, their rate, and percentiles of the latency in seconds."""

    def latencies(entry: Any) -> dict[str, float]:
        return {f"{share:.0%}": (entry.get_response_time_percentile(share) or 0) / 1000 for share in _SHARES}

    return {
        "users": load_profile.users,
        "workers": load_profile.workers,
        "seconds": round(seconds, 1),
        "requests": stats.total.num_requests,
        "unanswered": stats.total.num_failures,
        "per_second": round(stats.total.num_requests / seconds, 1),
        "latencies": latencies(stats.total),
        "by_inputs": {name: latencies(entry) for (name, _), entry in sorted(stats.entries.items())},
    }


@contextmanager
def _workers(command: Sequence[str], count: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Start workers, and end all of them with the block."""
    # In sessions of their own, so that Ctrl-C reaches the master alone, which asks them for their counts.
    started = [
        subprocess.Popen([*command, f"--number={number}"], start_new_session=True)  # noqa: S603  # our own command
        for number in range(count)
    ]
    try:
        yield started
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait()


def _wait_until(done: Any, seconds: float, processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Wait until something is done, at most so many seconds. Raises SuiteError where a worker failed meanwhile."""
    deadline = time.monotonic() + seconds
    while not done() and time.monotonic() < deadline:
        if any(process.poll() for process in processes):
            raise SuiteError("a worker of the soak ended early: see its output above")
        gevent.sleep(0.05)


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        return int(listener.getsockname()[1])
