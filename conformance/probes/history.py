"""A sequence of requests, sent one after another: an earlier request must not change the answer to a later one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from conformance.answers.answer import Answer, AnswerKind
from conformance.generation.sentences import sentences
from conformance.generation.words import words
from conformance.model.case import Case, Manner
from conformance.model.depth import DEEP
from conformance.model.exchange import Connection
from conformance.model.message import Message, template
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.probes.encodings import as_base64
from conformance.probes.long_texts import longer_endings
from conformance.probes.plan_context import Input, PlanContext
from conformance.probes.registry import Estimate, Stage, adaptive_probe, probe
from conformance.probes.relation_cases import case_in_role, long_text

_NAME = ProbeName.HISTORY

_STEP = template("request.step", "step {number} of a sequence")
_AFTER_PAUSE = template("request.after-silence", "after two seconds of silence")
_AFTER_LONG_PAUSE = template("request.after-long-silence", "after two and a half minutes of silence")

_LONGER = template("request.longer-step", "a much longer text")
_AFTER_LONGER = template("request.after-longer-step", "the first text again, after a much longer one")

_LONG_WORDS = 900
_LONG_WITHOUT_LIMIT = 150
_SHARED_WORDS = 120
_ENDINGS = range(6, 0, -1)
"""Sentences in which texts that begin alike end, as many as are taken."""
_PAUSE, _LONG_PAUSE = 2.0, 150.0
"""Seconds: more than some servers keep a connection, or a model in memory."""
_SHORTLY = 0.5
"""Seconds in which a request that was sent before has arrived."""
_LONGER_WORDS = 5000
_SALT = 17
_FIRST_REPEAT = 10
"""Steps are requests of their own, even where the same bytes were sent before."""


@probe(_NAME, Stage.SEQUENCES, manner=Manner.SEQUENCE)
def plan_sequence(context: PlanContext) -> Iterator[Case]:
    """Send a text before and after a long one, another in lists, to another model, in other dimensions; two in turn.

    A third, which nothing else sends, is asked for as base64 twice, and then as floats: a cache may know no formats.
    A fourth is asked for in few dimensions only: a cache may hold all, and cut them otherwise.
    """
    yield from _steps(context)


@probe(ProbeName.IDLE, Stage.SEQUENCES, manner=Manner.BURST)
def plan_idle_request(context: PlanContext) -> Iterator[Case]:
    """Send the first text of the sequence once more, on its connection, after two seconds without any request."""
    yield from _after_silence(context, ProbeName.IDLE, _AFTER_PAUSE(), _PAUSE)


@probe(ProbeName.LONG_IDLE, Stage.SEQUENCES, manner=Manner.BURST, share=DEEP)
def plan_long_idle_request(context: PlanContext) -> Iterator[Case]:
    """Send it once more after minutes, in which models are put to sleep and connections of gateways end."""
    yield from _after_silence(context, ProbeName.LONG_IDLE, _AFTER_LONG_PAUSE(), _LONG_PAUSE)


def _after_silence(context: PlanContext, name: ProbeName, title: Message, pause: float) -> Iterator[Case]:
    if context.first:  # silence is the target's: one is enough for all its models
        first, *_ = steps = list(_steps(context))
        request = replace(first.request, pause=pause, repeat=_FIRST_REPEAT + len(steps))
        yield replace(first, probe=name, title=title, request=request, control=first.request)


@adaptive_probe(
    ProbeName.LONGER_STEP,
    Stage.LENGTHS,
    needs=(ProbeName.HISTORY, ProbeName.LONG_TEXTS),
    decided=(),
    estimate=Estimate(requests=3, lengths=6.4, unlimited=True),
)
def plan_longer_step(context: PlanContext, answers: Sequence[Answer]) -> Iterator[Case]:
    """Where no limit is documented and no long text was refused, send one much longer, then the first text again.

    The longer one goes out with two endings: what cuts texts in silence often does beyond what others send.
    """
    long = [answer for answer in answers if answer.case.probe == ProbeName.LONG_TEXTS]
    if (
        context.model.max_tokens is not None
        or not long
        or any(answer.kind is not AnswerKind.SUCCESS for answer in long)
    ):
        return
    first, *_ = steps = list(_steps(context))
    longer, other = longer_endings(context, _LONGER_WORDS)
    yield replace(longer, role=Role.HISTORY, title=_LONGER(), group=ProbeName.LONGER_STEP)
    yield from (longer, other)
    request = replace(first.request, pause=_SHORTLY, repeat=2 * _FIRST_REPEAT + len(steps))
    yield replace(first, probe=ProbeName.LONGER_STEP, title=_AFTER_LONGER(), request=request, control=first.request)


def _steps(context: PlanContext) -> Iterator[Case]:
    (text,) = sentences(1)
    narrow, fresh, a, b, c = sentences(40, salt=_SALT)[-5:]
    long = long_text(context, _LONG_WORDS, _LONG_WITHOUT_LIMIT, salt=8)
    steps: list[tuple[Input, Mapping[str, Any]]] = [(input_, {}) for input_ in (text, long, text)]
    steps += [(input_, {}) for input_ in ([a], [b, a, c], [c, b, a], [b, a], a)]
    steps += [(a, {"model": context.other})] if context.other is not None else []
    steps += [(a, {})]
    if len(context.dimensions) > 1:
        one, other = context.dimensions[-2:]
        steps += [(narrow, {"dimensions": dimensions}) for dimensions in (one, other, one)]
    steps += [(input_, {}) for input_ in _one_beginning(context)]
    steps += [(fresh, {"encoding_format": "base64"})] * 2 + [(fresh, {})]
    for turn, (input_, fields) in enumerate(steps):
        yield _step(context, turn, input_, **fields)


def _one_beginning(context: PlanContext) -> Iterator[str]:
    """Give a text, another that shares its first words and ends in other sentences, and the first again."""
    most = _SHARED_WORDS if context.model.max_tokens is None else context.model.max_tokens // 4
    shared = words(min(_SHARED_WORDS, most), salt=9)
    texts = [[f"{shared} {' '.join(sentences(count, salt=ending))}" for ending in (3, 4, 3)] for count in _ENDINGS]
    yield from next(filter(lambda three: context.surely_takes(*three), texts), texts[-1])


def _step(context: PlanContext, turn: int, input_: Input, model: str = "", **parameters: Any) -> Case:
    case = case_in_role(context, _NAME, Role.HISTORY, _STEP(number=turn + 1), input_, _NAME, **parameters)
    if case.encoding == "base64":
        case = as_base64(context, case)
    if model:
        request = context.on(model).request(input_, **context.usual_parameters)
        case = replace(case, model=model, request=request)
    return replace(case, request=replace(case.request, connection=Connection.APART, repeat=_FIRST_REPEAT + turn))
