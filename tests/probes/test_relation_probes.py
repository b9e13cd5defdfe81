"""The probes of comparisons send few requests, and those that their titles state."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from itertools import takewhile

import pytest

from conformance.checks import CHECKS, Scope
from conformance.contract.loading import contract_names, load
from conformance.engine.plan import ModelPlan, applicable, plan_model
from conformance.generation.contrasts import COMMON_BEGINNINGS, LONG_BEGINNINGS
from conformance.model.case import Case, Expect, Manner
from conformance.model.exchange import Connection, Request
from conformance.model.options import PlanOptions
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.probes import PROBES, PlanContext

CONTRACT = load("dashscope")
MODEL, OTHER = "text-embedding-v3", "text-embedding-v2"
CONTEXT = PlanContext.of(CONTRACT, MODEL, options=PlanOptions(seed=1, examples=0), first=True, others=(OTHER,))
RELATED = ("noise", "batches", "differing", "history", "load", "long-texts")
MOST = 190
EVERYTHING = [
    (name, model.name)
    for name in contract_names()
    for model in (load(name).models or (replace(CONTRACT.models[0], name="m"),))
]
IN_TURN = pytest.mark.parametrize(("contract", "model"), EVERYTHING, scope="module")
"""Model by model, so that what is planned of one is planned once."""


def _cases(probe: str, context: PlanContext = CONTEXT) -> list[Case]:
    return list(PROBES[probe].plan(context, ()))


def _distinct(cases: Collection[Case]) -> list[Request]:
    return list({case.request.key: case.request for case in cases}.values())


def _plan(contract_name: str, model: str, checks: Collection[str], *, burst: int = 32) -> ModelPlan:
    contract = load(contract_name)
    another = ("another",) if contract.any_model else ()
    others = tuple(each.name for each in contract.models if each.name != model) or another
    context = PlanContext.of(
        contract, model, options=PlanOptions(seed=1, examples=0, burst=burst), first=True, others=others
    )
    return plan_model(context, frozenset(checks))


@IN_TURN
def test_relations_cost_few_requests(contract: str, model: str) -> None:
    """No model of any contract is asked more than 190 requests for relations, with the largest burst."""
    plan = _plan(contract, model, applicable(load(contract)))
    sent = _distinct([case for case in plan.cases if case.probe in RELATED])
    later = sum(probe.estimate.requests for probe in plan.later if probe.name in RELATED)
    assert 50 < len(sent) + later <= MOST


@IN_TURN
def test_without_the_comparing_checks_nothing_is_sent_for_them(contract: str, model: str) -> None:
    """Odd texts between others are a form of odd text, and base64 in a sequence one of base64; nothing else is left."""
    checks = [name for name in applicable(load(contract)) if _judges_calls_one_by_one(name)]
    plan = _plan(contract, model, checks)
    left = [case for case in plan.cases if case.probe in RELATED]
    assert {case.decided_by.partition(".")[0] for case in left} <= {"encoding", "validation"}
    assert {case.role for case in left} <= {Role.HISTORY, Role.NEIGHBOURS}
    assert {probe.name for probe in plan.later} <= {
        "key-after-wrong",
        "key-on-its-own",
        "listed-model",
        "open-dimensions",
        "token-limits",
    }


def _judges_calls_one_by_one(check: str) -> bool:
    """Tell whether a check compares nothing; ``vectors.filled`` looks at the same texts in several dimensions."""
    compares = CHECKS[check].scope is Scope.SPACE or CHECKS[check].family == "relations"
    return not compares and ProbeName.DIFFERING not in CHECKS[check].probes


@pytest.mark.parametrize("most", [1, 2, 3, 4, 5])
@pytest.mark.parametrize(
    "probe", ["noise", "batches", "differing", "scripts", "cleaned", "cache-keys", "history", "load"]
)
def test_no_list_is_longer_than_a_small_limit(probe: str, most: int) -> None:
    """A model that takes a few texts at a time is asked for no more of them, and alone texts go on."""
    small = replace(CONTEXT, model=replace(CONTEXT.model, max_items=most))
    planned = plan_model(small, applicable(small.contract)).cases
    cases = [case for case in planned if case.probe == probe]
    assert cases
    assert all(len(case.texts or ()) <= most for case in cases)


def test_neutral_requests_are_repeated_three_times_each() -> None:
    """The noise floor comes from three answers to one string and three to one list."""
    cases = _cases("noise")
    assert Counter(case.group for case in cases) == {"noise:string": 3, "noise:list": 3}
    assert len(_distinct(cases)) == 6
    assert len({case.request.body for case in cases}) == 2


def test_permuted_lists_hold_the_same_texts_in_an_order_of_their_own() -> None:
    """Reversed and shuffled, the shuffle by the seed and the same in every process."""
    cases = {str(case.title): case.texts or () for case in _cases("batches")}
    whole, turned, shuffled = (cases[name] for name in ("a list of 6", "the same 6 in reverse", "the same 6 shuffled"))
    assert turned == whole[::-1]
    assert sorted(shuffled) == sorted(whole)
    assert shuffled not in {whole, turned}
    again = {str(case.title): case.texts for case in _cases("batches", replace(CONTEXT, options=PlanOptions(2, 0)))}
    assert again["the same 6 shuffled"] != shuffled


def test_every_text_of_a_comparison_is_sent_alone() -> None:
    """A list can be judged only where its texts have vectors of their own."""
    cases = _cases("batches")
    alone = {(case.texts or ("",))[0] for case in cases if case.role is Role.ALONE}
    compared = {Role.BATCH, Role.PERMUTED, Role.LIST_OF_ONE, Role.DUPLICATES, Role.EQUAL, Role.UNEQUAL}
    variants = {text for case in cases if "variant" in str(case.title) for text in (case.texts or ())[::2]}
    sent = {text for case in cases if case.role in compared for text in case.texts or ()}
    assert (sent - variants, len(variants), variants & alone) == (alone, 2, set())
    assert {text for case in _cases("load") for text in case.texts or ()} <= alone


def test_texts_with_one_beginning_differ_after_it_only() -> None:
    """They share 64, 512 and 3000 characters, and go on in other words; the last are asked for in fewer dimensions."""
    pairs = [(case.texts or (), case.dimensions) for case in _cases("differing") if case.role is Role.PREFIXES]
    assert [dimensions for _, dimensions in pairs] == [None, None, 768]
    for length, ((one, other), _) in zip((*COMMON_BEGINNINGS, LONG_BEGINNINGS[-1]), pairs, strict=True):
        assert one[:length] == other[:length]
        assert set(one[length:].split()).isdisjoint(other[length:].split())


@pytest.mark.parametrize(("most", "longest"), [(None, 2000), (512, 512), (1536, 2000), (2048, 3000)])
def test_texts_with_one_beginning_are_as_long_as_surely_fits(most: int | None, longest: int) -> None:
    """Where no length is documented, a text that a common model does not take is not sent for its beginning."""
    model = replace(CONTEXT.model, max_tokens=most)
    cases = _cases("differing", replace(CONTEXT, model=model))
    pairs = [case.texts or ("", "") for case in cases if case.role is Role.PREFIXES]
    alike = [[*takewhile(lambda both: both[0] == both[1], zip(*pair, strict=False))] for pair in pairs]
    assert max(map(len, alike)) - longest in {0, 1}


def test_twins_are_sent_with_every_number_of_dimensions_the_least_after_the_default() -> None:
    """The vectors of one model with more and fewer dimensions are compared by the same texts."""
    cases = [case for case in _cases("differing") if case.role is Role.DIMENSIONS]
    assert [case.dimensions for case in cases] == [None, *sorted(CONTEXT.dimensions)]
    assert [json.loads(case.request.body).get("dimensions") for case in cases] == [case.dimensions for case in cases]
    assert len({case.texts for case in cases}) == 1


def test_long_texts_differ_at_their_end_and_stay_within_the_documented_length() -> None:
    """Pairs of about 600, 1000, 2000 tokens and just under the limit, each of a make, differ in their last words."""
    cases = [case for case in PROBES["long-texts"].plan(CONTEXT, ()) if case.role is Role.TAIL]
    groups: dict[str, list[list[str]]] = {}
    for case in cases:
        text = (case.texts or ("",))[0]
        groups.setdefault(case.group, []).append(text.split() if " " in text else list(text))
    assert CONTEXT.model.max_tokens == 8192
    ends = ["sentences:600", "chinese:1000", "lines:2000", "tail:7618"]
    assert list(groups) == [*ends, "beginning:2000", "middle:2000", "middle:7618"]
    for name, (one, other) in groups.items():
        different = [at for at in range(len(one)) if one[at] != other[at]]
        assert len(one) == len(other)
        assert 0 < len(different) <= max(0.021 * len(one), 6)
        assert 1.3 * len(one) <= 8192
        if name in ends:
            assert different[0] >= 0.97 * len(one)
    assert {case.expect for case in cases} == {Expect.ANSWER}


def test_long_texts_are_sent_together_once_and_are_more_than_one_may_be() -> None:
    """Each is known alone; the list is full, and longer in all than one text may be. Short ones stand before them."""
    cases = list(PROBES["long-texts"].plan(CONTEXT, ()))
    (together,) = [case for case in cases if case.role is Role.BATCH]
    alone = {(case.texts or ("",))[0] for case in cases if case.role is Role.TAIL}
    short = [text for text in together.texts or () if text not in alone]
    assert len(together.texts or ()) == CONTEXT.model.max_items
    assert list(together.texts or ())[: len(short)] == short
    assert 1.3 * sum(len(text.split()) for text in together.texts or ()) > 8192
    unlimited = replace(CONTEXT, model=replace(CONTEXT.model, max_tokens=None))
    assert {case.role for case in PROBES["long-texts"].plan(unlimited, ())} == {Role.TAIL}


def test_where_no_document_names_a_limit_most_long_texts_are_plain_words() -> None:
    """What a service takes is learned from texts of words alone, and Chinese is sent where it is claimed."""
    unlimited = replace(CONTEXT, model=replace(CONTEXT.model, max_tokens=None))
    groups = {case.group for case in PROBES["long-texts"].plan(unlimited, ())}
    assert {"tail:600", "tail:2000", "sentences:1000"} <= groups
    english = replace(CONTEXT, contract=replace(CONTRACT, languages=("en",)))
    assert not any(case.group.startswith("chinese") for case in PROBES["long-texts"].plan(english, ()))


def test_a_text_is_sent_once_more_on_the_connection_of_the_sequence_after_that_was_idle() -> None:
    """Two seconds after whatever was sent last, with nothing beside it, and once for all models."""
    (first, *_), (idle,) = _cases("history"), _cases("idle")
    assert (str(idle.title), idle.request.pause, idle.texts) == ("after two seconds of silence", 2.0, first.texts)
    assert PROBES["idle"].manner is Manner.BURST
    assert idle.control in {case.request for case in _cases("history")}
    assert {case.request.connection for case in (*_cases("history"), idle)} == {Connection.APART}
    assert {case.request.connection for case in _cases("load")} == {Connection.FRESH}
    assert _cases("idle", replace(CONTEXT, first=False)) == []


def test_two_models_are_asked_in_turns_only_where_there_are_two() -> None:
    """The same text goes to one model, to another and to the first again."""
    both, single = _cases("history"), _cases("history", replace(CONTEXT, others=()))
    at = next(at for at, case in enumerate(both) if case.model == OTHER)
    assert [case.model for case in both[at - 1 : at + 2]] == [MODEL, OTHER, MODEL]
    assert len({case.texts for case in both[at - 1 : at + 2]}) == 1
    assert {case.model for case in single} == {MODEL}
