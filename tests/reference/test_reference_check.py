"""A target is held against a reference: what became of a model is named, and nothing right is accused."""

from __future__ import annotations

import json

import pytest
from reference_samples import MODEL, checked, recorded

from conformance.answers.kinship_verdict import Kinship
from conformance.contract.loading import load
from conformance.model.exit_status import ExitStatus
from conformance.reference.outputs import as_json, as_openmetrics, exit_status

NAMED = {
    "eighth-replica-wrong": Kinship.MODEL,
    "another-model-throughout": Kinship.MODEL,
    "space-turned": Kinship.MODEL,
    "pooled-by-place": Kinship.READING,
    "pooled-from-one-token": Kinship.OTHER,
    "prefix-put-before-all": Kinship.READING,
    "cut-at-512": Kinship.READING,
    "cut-at-1536": Kinship.READING,
    "four-bits-throughout": Kinship.PRECISION,
    "weights-of-few-bits": Kinship.PRECISION,
    "norms-of-three": Kinship.RENORMALISED,
    "width-of-half": Kinship.PREFIX,
    "tokens-of-four-letters": Kinship.TOKENIZER,
}
NOISY = (
    "batch-noise",
    "gpu-jitter",
    "kernel-by-batch-size",
    "kernel-by-load",
    "bfloat16-in-batches",
    "eight-bits-in-batches",
    "norm-jitter",
    "kernel-by-length-997",
    "replicas-997",
    "bfloat16-shapes-998",
)
OFTEN = "eighth-replica-wrong"
"""What shows by the number of a request, whatever the seed: one seed is enough."""


@pytest.mark.parametrize("fault", NAMED)
def test_what_became_of_a_model_is_named(fault: str, request: pytest.FixtureRequest) -> None:
    """Each change has its own name, with --all-seeds for three of them, and ends with 1."""
    for seed in (1, 2, 3) if request.config.getoption("--all-seeds", default=False) else (1,):
        found = checked(recorded().reference, faults=(fault,), seed=seed)
        assert found.verdict.kinship is NAMED[fault], str(found.verdict.message)
        assert exit_status(found) is ExitStatus.NON_CONFORMANT


@pytest.mark.parametrize("oddity", NOISY)
def test_noise_of_right_hardware_is_no_change(oddity: str) -> None:
    """Neither a reference of a calm service nor one of a noisy one accuses the noisy service."""
    for reference in (recorded(), recorded(oddities=(oddity,))):
        found = checked(reference.reference, oddities=(oddity,), seed=5)
        assert exit_status(found) is ExitStatus.CONFORMANT, str(found.verdict.message)


@pytest.mark.parametrize(
    ("contract", "model"),
    [("dashscope", MODEL), ("dashscope", "text-embedding-v1"), ("openai", "text-embedding-3-small")],
)
def test_a_check_costs_a_request_for_each_list_and_six_more(contract: str, model: str) -> None:
    """64 texts are asked for, in as many lists as leave two requests for what is asked again, and never more."""
    reference, limit = recorded(model, contract).reference, load(contract).model(model).max_items
    assert limit is not None
    assert len(reference.texts) == 64
    allowed = -(-64 // limit) + 6
    assert allowed - 2 <= checked(reference, contract=contract).requests <= allowed


@pytest.mark.parametrize("before", range(8))
def test_a_second_model_behind_a_name_is_named_where_one_list_may_hold_all(before: int) -> None:
    """Whichever of the requests meets it, so long as one does."""
    model = "text-embedding-3-small"
    found = checked(recorded(model, "openai").reference, faults=(OFTEN,), contract="openai", before=before)
    assert found.requests <= 7
    assert (found.verdict.kinship is Kinship.MODEL) == (before > 0), str(found.verdict.message)
    if before:
        assert found.verdict.why.id == "kinship.at-times"


def test_what_is_refused_cannot_be_told() -> None:
    """A service that refuses the texts is no other model."""
    found = checked(recorded().reference, faults=("list-rejected",))
    assert (found.verdict.kinship, exit_status(found)) == (Kinship.UNKNOWN, ExitStatus.INCOMPLETE)


def test_the_outcome_is_told_to_machines() -> None:
    """As one object of JSON, and as gauges that end as OpenMetrics does."""
    reference = recorded().reference
    found = checked(reference, faults=("norms-of-three",))
    told = json.loads(as_json(found, reference))
    assert (told["kinship"], told["index"], told["exit_status"]) == ("re-normalised", "re-normalise", 1)
    assert told["measures"]["norms"] == pytest.approx([3.0, 3.0], rel=1e-3)
    lines = as_openmetrics(found, reference).splitlines()
    assert f'embedding_reference_kinship{{model="{MODEL}",kinship="re-normalised"}} 1' in lines
    assert f'embedding_reference_exit_status{{model="{MODEL}"}} 1' in lines
    assert lines[-1] == "# EOF"
