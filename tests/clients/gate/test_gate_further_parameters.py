"""What a contract says of parameters that only its vendor has holds for clients, too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sent import exchange

from conformance.checks import CHECKS
from conformance.clients.recordings.captured_request import credential_of, numbered
from conformance.clients.requests.client_call import calls
from conformance.clients.requests.forms import forms
from conformance.clients.requests.recorded_case import recorded_case
from conformance.clients.requests.requirement import known_rules
from conformance.clients.requests.requirement_results import judge
from conformance.clients.requests.violations import violated_rules
from conformance.contract.loading import load
from conformance.model.case import Case
from conformance.model.elements import ElementType
from conformance.model.exchange import Credential
from conformance.model.key_place import KeyPlace
from conformance.model.message import plain
from conformance.model.verdict import Verdict

VENDOR = load(str(Path(__file__).parents[2] / "faults" / "further-parameters.toml"))
BODY = {"model": "fixed", "input": "A lamp in the window.", "purpose": "query"}


def _case(contract: str = "", **members: Any) -> Case:
    terms = load(contract) if contract else VENDOR
    case = recorded_case(terms, members.get("model", "fixed"), exchange({**BODY, **members}), plain("recorded"))
    assert case is not None
    return case


@pytest.mark.parametrize(
    ("members", "rules"),
    [
        ({"purpose": "search"}, ("purpose.enum",)),
        ({"tier": "middling"}, ()),
        ({"dimensions": 512}, ()),
        ({"colour": "red"}, ("unknown-parameter",)),
    ],
)
def test_what_is_ignored_breaks_no_rule(members: dict[str, Any], rules: tuple[str, ...]) -> None:
    """A document that says so leaves nothing to warn of; a value that is refused is one."""
    assert violated_rules(VENDOR, "fixed", exchange({**BODY, **members}).request) == rules


def test_a_value_that_is_refused_is_a_failure_of_the_client() -> None:
    """It hears of the clause at its level, unless it breaks the rule on purpose."""
    assert _case(purpose="search").decided_by == "validation.parameter-value"
    sent = [*calls(VENDOR, numbered([exchange({**BODY, "purpose": "search"})]))]
    for intended, verdict in (((), Verdict.FAIL), (known_rules(["purpose.enum"]), Verdict.WAIVED)):
        (found,) = (row for row in judge(VENDOR, sent, intended) if row.check == "requests.parameters")
        assert found.verdict is verdict
        assert "request.purpose" in found.clauses


def test_a_width_that_is_ignored_is_not_wanted_of_the_answer() -> None:
    """The model has one width, and the document says that another is accepted."""
    assert _case(dimensions=512).dimensions is None
    assert _case(model="wide", dimensions=256).dimensions == 256


def test_calls_with_other_parameters_are_not_held_against_each_other() -> None:
    """A text as a query and as a document has two vectors; the length of neither is that of plain ones."""
    assert not _case().varied
    varied = _case(purpose="document")
    assert varied.varied
    assert not CHECKS["vectors.unit-length"].selector.wants(varied)
    assert CHECKS["vectors.unit-length"].selector.wants(_case())


def test_calls_for_bytes_are_not_read_as_floats() -> None:
    """What vectors are made of is asked for by the client."""
    elements = _case("voyage", model="voyage-4", output_dtype="int8").elements
    assert elements is not None
    assert elements.type is ElementType.INT8


def test_what_has_to_be_sent_is_not_left_out_in_a_documented_form() -> None:
    """Nobody is told that a call without a required parameter was never tried."""
    told = {str(form.statement) for form in forms(VENDOR, "fixed")}
    assert "tier left out" in told
    assert "purpose left out" not in told


@pytest.mark.parametrize(
    ("value", "credential"),
    [("Bearer sk-1", Credential.MISPLACED), ("sk-1", Credential.MISPLACED), ("Bearer other", Credential.MISSING)],
)
def test_the_key_as_a_bearer_token_is_misplaced_where_a_header_of_its_own_is_documented(
    value: str, credential: Credential
) -> None:
    """Clients of OpenAI put it there; another token may be for a proxy on the way."""
    headers = (("authorization", value),)
    assert credential_of(headers, "sk-1", places=(KeyPlace(header="X-Acme-Key", scheme=""),)) is credential
