"""One worker of a soak: sends the baseline, calls under load, and sends the master its counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from locust.env import Environment

from conformance.answers.answer import Reader
from conformance.client.http import Client
from conformance.soak.assessor import Assessor
from conformance.soak.caller import WorkerResources, caller_with
from conformance.soak.load_profile import LoadProfile

__all__ = ["COUNTS", "SEND_COUNTS", "work"]

SEND_COUNTS, COUNTS = "send-counts", "counts"
"""The message of the master when the load is over, and that of a worker with its counts."""


def work(load_profile: LoadProfile, master: tuple[str, int], number: int) -> None:
    """Work for a master until it quits; ``number`` keeps this worker's requests apart from those of others."""
    reader = Reader(load_profile.contract)
    with Client(load_profile.target) as client:
        baseline = [reader.read(case, client.send(case.request)) for case in load_profile.baseline()]
        assessor = Assessor(load_profile, baseline)
        caller = caller_with(WorkerResources(load_profile.turns(number), client, reader, assessor))
        runner = Environment(user_classes=[caller]).create_worker_runner(*master)

        def send_counts(environment: Environment, msg: Any, **_: Mapping[str, Any]) -> None:
            del environment, msg
            runner.send_message(COUNTS, {"counts": json.dumps(assessor.counts().to_json())})

        runner.register_message(SEND_COUNTS, send_counts)
        runner.greenlet.join()
