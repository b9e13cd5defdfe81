"""Long texts in pairs that differ in their endings, up to the documented length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from conformance.answers.answer import Answer
from conformance.answers.comparison import have_one_vector, tail_pairs
from conformance.answers.embedding_space import space_of
from conformance.generation.words import words
from conformance.model.case import Case, Expect
from conformance.model.message import template
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.model.rule import RuleId
from conformance.probes.lengths import tokens_per_word
from conformance.probes.plan_context import PlanContext
from conformance.probes.registry import Estimate, Stage, adaptive_probe
from conformance.probes.relation_cases import case_in_role

__all__ = ["pairs_of_endings"]

_WITH_ENDING = template("request.long-text-ending", "a text of about {tokens} tokens, ending {number}")
_UNCHANGED = template("request.long-text-unchanged", "a text of about {tokens} tokens, as it was")
_OTHER_BEGINNING = template("request.long-text-other-beginning", "a text of about {tokens} tokens, another beginning")
_OTHER_MIDDLE = template("request.long-text-other-middle", "a text of about {tokens} tokens, another middle")
_AGAIN = template("request.long-text-again", "the long text again")
_CHANGED_FROM = template("request.long-text-changed-from", "the long text, changed from word {word} on")

_LEVELS = (600, 1000, 2000)
_JUST_UNDER = 0.93
_TAIL = 0.02
_SHORTEST_TAIL = 6
_USUAL_RATE = 1.3
_CUTS = 5


@adaptive_probe(
    ProbeName.LONG_TEXTS,
    Stage.LENGTHS,
    needs=(ProbeName.TOKEN_UNIT,),
    decided=(),
    estimate=Estimate(requests=2 * (len(_LEVELS) + 1) + 2, lengths=3.3),
)
def plan_two_endings(context: PlanContext, answers: Sequence[Answer]) -> Iterator[Case]:
    """Send texts of about 600, 1000, 2000 tokens and just under the limit, each with two endings."""
    limit = context.model.max_tokens
    rate = tokens_per_word(answers) or _USUAL_RATE
    most = None if limit is None else int(limit * _JUST_UNDER)
    levels = [level for level in _LEVELS if most is None or level < 0.97 * most]
    for level in [*levels, *([] if most is None else [most])]:
        for ending in (1, 2):
            title, text = _WITH_ENDING(tokens=level, number=ending), _with_ending(int(level / rate), ending)
            case = case_in_role(context, ProbeName.LONG_TEXTS, Role.TAIL, title, text, f"tail:{level}")
            yield _open_where_unlimited(case, limit)
    longest = max(levels, default=most or 0)
    yield from (_open_where_unlimited(case, limit) for case in _other_places(context, longest, rate))


def pairs_of_endings(context: PlanContext, count: int) -> Iterator[Case]:
    """Give texts of ``count`` words in pairs that differ in their endings, beginnings and middles."""
    for ending in (1, 2):
        title, text = _WITH_ENDING(tokens=count, number=ending), _with_ending(count, ending)
        yield case_in_role(context, ProbeName.LONG_TEXTS, Role.TAIL, title, text, f"tail:{count}")
    yield from _other_places(context, count, 1.0)


def _open_where_unlimited(case: Case, limit: int | None) -> Case:
    return case if limit is not None else replace(case, expect=Expect.EITHER, rule=RuleId.TEXT_OVER_LENGTH)


def _other_places(context: PlanContext, level: int, rate: float) -> Iterator[Case]:
    """Change the same text at its beginning and in its middle: some servers read the end and drop those."""
    text = _with_ending(int(level / rate), 1).split()
    tail = max(int(len(text) * _TAIL), _SHORTEST_TAIL)
    for place, at, changed_there in (("beginning", 0, _OTHER_BEGINNING), ("middle", len(text) // 2, _OTHER_MIDDLE)):
        changed = [*text[:at], *words(tail, salt=75).split(), *text[at + tail :]]
        for title, parts in ((_UNCHANGED, text), (changed_there, changed)):
            group = f"{place}:{level}"
            yield case_in_role(context, ProbeName.LONG_TEXTS, Role.TAIL, title(tokens=level), " ".join(parts), group)


def _with_ending(count: int, ending: int) -> str:
    """Return a text of ``count`` words whose last two in a hundred depend on the ending."""
    tail = max(int(count * _TAIL), _SHORTEST_TAIL)
    return f"{words(count - tail, salt=70)} {words(tail, salt=70 + ending)}"


@adaptive_probe(
    ProbeName.CUT_POINT,
    Stage.LENGTHS,
    needs=(ProbeName.LONG_TEXTS,),
    decided=(),
    estimate=Estimate(1 + _CUTS, 1.0 + _CUTS, reserved=True),
)
def plan_cut_point(context: PlanContext, answers: Sequence[Answer]) -> Iterator[Case]:
    """Where an ending is not read, change the text from several places on, to find how far it is read."""
    space = space_of(answers)
    within = (pair for name, pair in tail_pairs(answers).items() if not name.startswith("over"))
    failing = next((pair for pair in within if have_one_vector(*pair, space)), None)
    if failing is None:
        return
    text = failing[0].text.split()
    whole = case_in_role(context, ProbeName.CUT_POINT, Role.CUT, _AGAIN(), " ".join(text), "whole")
    yield replace(whole, request=replace(whole.request, repeat=1))
    for part in range(1, _CUTS + 1):
        at = len(text) * part // (_CUTS + 1)
        changed = " ".join(text[:at]) + " " + words(len(text) - at, salt=90)
        yield case_in_role(context, ProbeName.CUT_POINT, Role.CUT, _CHANGED_FROM(word=at), changed, str(at))
