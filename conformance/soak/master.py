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
from conformance.soak.course import Course
from conformance.soak.tally import Tally, added
from conformance.soak.worker import SETTLE, SETTLED

__all__ = ["Harvest", "conduct"]

_BEGINNING, _ENDING = 60.0, 60.0
"""Seconds that workers are given to begin, and to judge what is left."""
_SHARES = (0.5, 0.9, 0.95, 0.99, 1.0)
HOST = "127.0.0.1"

Harvest = tuple[Tally, dict[str, Any], str]
"""The tally of all workers, what was measured, and what went wrong."""


def conduct(course: Course, command: Sequence[str]) -> Harvest:
    """Run a soak over workers of this machine, each started by a command that takes where the master is."""
    port = _free_port()
    runner = Environment(user_classes=[Caller]).create_master_runner(HOST, port)
    told: list[Tally] = []

    def settled(environment: Environment, msg: Any, **_: Mapping[str, Any]) -> None:
        del environment
        told.append(Tally.from_json(json.loads(msg.data["tally"])))

    runner.register_message(SETTLED, settled)
    try:
        with _workers([*command, f"--master={HOST}:{port}"], course.workers) as processes:
            _until(lambda: len(runner.clients.ready) >= course.workers, _BEGINNING, processes)
            began = time.monotonic()
            interrupted = _under_load(runner, course)
            seconds = time.monotonic() - began
            runner.stop()
            runner.send_message(SETTLE)
            _until(lambda: len(told) >= course.workers, _ENDING, processes)
            measured = _measured(runner.stats, course, seconds)
    finally:
        runner.quit()
    lost = course.workers - len(told)
    problems = ["the soak was interrupted"] * interrupted + [f"{lost} of {course.workers} workers were lost"] * (
        lost > 0
    )
    return added(told), measured, "; ".join(problems)


def _under_load(runner: MasterRunner, course: Course) -> bool:
    """Let the users call for the time given; tell whether somebody ended it before."""
    runner.start(course.users, spawn_rate=course.users)
    try:
        gevent.sleep(course.seconds)
    except KeyboardInterrupt:
        return True
    return False


def _measured(stats: RequestStats, course: Course, seconds: float) -> dict[str, Any]:
    """Return what Locust measured: requests, their pace, and latencies in seconds at several shares."""

    def latencies(entry: Any) -> dict[str, float]:
        return {f"{share:.0%}": (entry.get_response_time_percentile(share) or 0) / 1000 for share in _SHARES}

    return {
        "users": course.users,
        "workers": course.workers,
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
