"""The master of a soak: lets workers call for a while, then gathers their tallies into one results document."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import gevent
from locust.env import Environment
from locust.runners import MasterRunner
from locust.stats import RequestStats

from conformance.errors import SuiteError
from conformance.soak.caller import Caller
from conformance.soak.counts import Counts, added
from conformance.soak.load_profile import LoadProfile
from conformance.soak.worker import SETTLE, SETTLED

__all__ = ["Harvest", "conduct"]

_BEGINNING, _ENDING = 60.0, 60.0
"""Seconds that workers are given to begin, and to judge what is left."""
_SHARES = (0.5, 0.9, 0.95, 0.99, 1.0)
HOST = "127.0.0.1"

Harvest = tuple[Counts, dict[str, Any], str]
"""The tally of all workers, what was measured, and what went wrong."""


def conduct(load_profile: LoadProfile, command: Sequence[str]) -> Harvest:
    """Run a soak over workers of this machine, each started by a command that takes where the master is."""
    port = _free_port()
    runner = Environment(user_classes=[Caller]).create_master_runner(HOST, port)
    told: list[Counts] = []

    def settled(environment: Environment, msg: Any, **_: Mapping[str, Any]) -> None:
        del environment
        told.append(Counts.from_json(json.loads(msg.data["tally"])))

    runner.register_message(SETTLED, settled)
    try:
        with _workers([*command, f"--master={HOST}:{port}"], load_profile.workers) as processes:
            _until(lambda: len(runner.clients.ready) >= load_profile.workers, _BEGINNING, processes)
            began = time.monotonic()
            interrupted = _under_load(runner, load_profile)
            seconds = time.monotonic() - began
            runner.stop()
            runner.send_message(SETTLE)
            _until(lambda: len(told) >= load_profile.workers, _ENDING, processes)
            measured = _measured(runner.stats, load_profile, seconds)
    finally:
        runner.quit()
    lost = load_profile.workers - len(told)
    problems = ["the soak was interrupted"] * interrupted + [f"{lost} of {load_profile.workers} workers were lost"] * (
        lost > 0
    )
    return added(told), measured, "; ".join(problems)


def _under_load(runner: MasterRunner, load_profile: LoadProfile) -> bool:
    """Let the users call for the time given; tell whether somebody ended it before."""
    runner.start(load_profile.users, spawn_rate=load_profile.users)
    try:
        gevent.sleep(load_profile.seconds)
    except KeyboardInterrupt:
        return True
    return False


def _measured(stats: RequestStats, load_profile: LoadProfile, seconds: float) -> dict[str, Any]:
    """Return what Locust measured: requests, their pace, and latencies in seconds at several shares."""

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
    """Start workers, and see that none is left."""
    # In sessions of their own, so that Ctrl-C reaches the master alone, which asks them for what they have.
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


def _until(done: Any, seconds: float, processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Wait for something, no longer than given, nor when a worker has ended. Raises SuiteError for one that failed."""
    deadline = time.monotonic() + seconds
    while not done() and time.monotonic() < deadline:
        if any(process.poll() for process in processes):
            raise SuiteError("a worker of the soak ended early: see what it said above")
        gevent.sleep(0.05)


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        return int(listener.getsockname()[1])
