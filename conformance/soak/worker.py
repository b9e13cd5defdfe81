"""One worker of a soak: asks what is needed to compare with, calls under load, and tells the master its tally."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from locust.env import Environment

from conformance.answers.answer import Reader
from conformance.client.http import Client
from conformance.soak.assessor import Assessor
from conformance.soak.caller import Equipment, equipped
from conformance.soak.load_profile import LoadProfile

__all__ = ["SETTLE", "SETTLED", "work"]

SETTLE, SETTLED = "settle", "settled"
"""What the master asks when the load is over, and what a worker answers with its tally."""


def work(load_profile: LoadProfile, master: tuple[str, int], number: int) -> None:
    """Serve a master until it is done with us; ``number`` tells this worker's requests from the others'."""
    reader = Reader(load_profile.contract)
    with Client(load_profile.target) as client:
        baseline = [reader.read(case, client.send(case.request)) for case in load_profile.baseline()]
        assessor = Assessor(load_profile, baseline)
        caller = equipped(Equipment(load_profile.turns(number), client, reader, assessor))
        runner = Environment(user_classes=[caller]).create_worker_runner(*master)

        def settle(environment: Environment, msg: Any, **_: Mapping[str, Any]) -> None:
            del environment, msg
            runner.send_message(SETTLED, {"tally": json.dumps(assessor.tally().to_json())})

        runner.register_message(SETTLE, settle)
        runner.greenlet.join()
