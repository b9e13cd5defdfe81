"""Long texts in pairs that differ in their endings, up to the documented length, and all of them in one list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from conformance.answers.answer import Answer
from conformance.answers.comparison import differs_at_end, have_one_vector, tail_pairs
from conformance.answers.embedding_space import space_of
from conformance.generation.endings import changed, with_ending
from conformance.generation.make import CHINESE, LINES, SENTENCES, WORDS, Make
from conformance.generation.sentences import sentences
from conformance.generation.words import words
from conformance.model.case import Case, Expect
from conformance.model.depth import DEEP
from conformance.model.message import Message, template
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.model.rule import RuleId
from conformance.probes.lengths import (
    USUAL_RATE,
    counts_characters,
    just_under,
    tokens_beside_words,
    tokens_per_word,
)
from conformance.probes.plan_context import ENOUGH, PlanContext
from conformance.probes.registry import Estimate, Stage, adaptive_probe
from conformance.probes.relation_cases import ANSWERED, case_in_role

__all__ = ["longer_endings", "pairs_of_endings"]

_MADE_WITH_ENDING = template("request.long-text-of-make", "a text of about {tokens} tokens in {make}, ending {number}")
_FULL = template("request.full-list", "a list of {count:text} just under {limit:token} each")
_TOGETHER = template("request.long-texts-together", "a list of {count:long text}")
_WITH_ENDING = template("request.long-text-ending", "a text of about {tokens} tokens, ending {number}")
_UNCHANGED = template("request.long-text-unchanged", "a text of about {tokens} tokens, as it was")
_OTHER_BEGINNING = template("request.long-text-other-beginning", "a text of about {tokens} tokens, another beginning")
_OTHER_MIDDLE = template("request.long-text-other-middle", "a text of about {tokens} tokens, another middle")
_AROUND_SEAM = template(
    "request.around-seam", "a text, and {count} that differ from it in one word each around token {tokens}"
)
_AGAIN = template("request.long-text-again", "the long text again")
_CHANGED_FROM = template("request.long-text-changed-from", "the long text, changed from word {word} on")

_BEGINNING, _MIDDLE = "beginning", "middle"
_LEVELS = (600, 1000, 2000)
_CUTS = 5
_FEW_MORE = 3
"""Short texts that may stand before long ones in a list."""
_SALT = 12
"""Of sentences that stand in no list whose order is turned."""
_WINDOW = 512
"""Tokens of the windows into which most of those cut long texts that read them in pieces."""
_BEHIND_SEAM = 16
_AT_SEAM = {
    509: ("bread", "books"),
    510: ("milk", "fire"),
    511: ("fish", "town"),
    512: ("salt", "tree"),
    513: ("rice", "rain"),
}
"""Words around the end of the first window, by place, and what stands there instead: nouns, which no model skips."""


@adaptive_probe(
    ProbeName.LONG_TEXTS,
    Stage.LENGTHS,
    needs=(ProbeName.TOKEN_UNIT,),
    decided=(ANSWERED,),
    estimate=Estimate(requests=2 * (len(_LEVELS) + 1) + 5, lengths=7.2),
)
def plan_two_endings(context: PlanContext, answers: Sequence[Answer]) -> Iterator[Case]:
    """Send texts of about 600, 1000, 2000 tokens and just under the limit, each with two endings; then all in a list.

    Each length is of a make of its own, since what cuts one may leave another whole. The longest text is in the list
    with both endings, since texts of a list may be cut shorter than those that come alone. Its middle is changed, too.
    Where each word is one token, a list goes beside it whose texts differ in one word each where a window may end. A
    documented limit is in the target's own count, whatever that is; else what counts characters tells no tokens.
    """
    limit = context.model.max_tokens
    uncounted = limit is None and counts_characters(answers)
    rate = (None if uncounted else tokens_per_word(answers)) or USUAL_RATE
    most = None if limit is None else just_under(limit, answers)
    makes = {level: make for level, make in _makes(context).items() if most is None or level < 0.97 * most}
    makes |= {} if most is None else {most: WORDS}
    for level, make in makes.items():
        for ending in (1, 2):
            text = _text(make, level, rate, ending)
            title = _title(make, level, ending)
            case = case_in_role(context, ProbeName.LONG_TEXTS, Role.TAIL, title, text, f"{make.name}:{level}")
            yield _open_where_unlimited(case, limit)
    inner = max((level for level, make in makes.items() if make.spaced and 1000 <= level != most), default=most or 0)
    others = _other_places(context, makes[inner], inner, rate) if inner else ()
    yield from (_open_where_unlimited(case, limit) for case in others)
    if most is not None and inner != most:
        yield from _other_places(context, WORDS, most, rate, (_MIDDLE,))
    if most is not None and len(makes) > 1:
        longs = [_text(make, level, rate, 1) for level, make in makes.items()] + [_text(WORDS, most, rate, 2)]
        # A full list, where that is not much longer: its last row is the longest text.
        few = (context.model.max_items or 0) <= len(longs) + _FEW_MORE
        listed = [*sentences(_FEW_MORE, salt=_SALT), *longs] if few else longs
        longs = listed[-(context.model.max_items or len(longs)) :]
        yield case_in_role(context, ProbeName.LONG_TEXTS, Role.BATCH, _TOGETHER(count=len(longs)), longs)
    if most is not None and most >= _WINDOW + _BEHIND_SEAM and tokens_beside_words(answers) is not None:
        yield _around_a_seam(context)


def _around_a_seam(context: PlanContext) -> Case:
    """Return a list of one text and the same with one word changed at each place at which a window may end."""
    units = [*WORDS.draw(_WINDOW + _BEHIND_SEAM, 76)]
    for at, (word, _) in _AT_SEAM.items():
        units[at] = word
    texts = [units, *([*units[:at], other, *units[at + 1 :]] for at, (_, other) in _AT_SEAM.items())]
    title = _AROUND_SEAM(count=len(texts) - 1, tokens=_WINDOW)
    return case_in_role(context, ProbeName.LONG_TEXTS, Role.SEAM, title, [WORDS.join(text) for text in texts])


def _makes(context: PlanContext) -> Mapping[int, Make]:
    """Return of what to make the texts of each length; of words most, where it is to be learned how many are taken."""
    if context.model.max_tokens is None:
        return dict(zip(_LEVELS, (WORDS, SENTENCES, WORDS), strict=True))
    chinese = "zh" in context.contract.languages
    return dict(zip(_LEVELS, (SENTENCES, CHINESE if chinese else SENTENCES, LINES), strict=True))


def _text(make: Make, level: int, rate: float, ending: int) -> str:
    return make.join(with_ending(make, int(level / make.unit_cost(rate)), ending))


def _title(make: Make, level: int, ending: int) -> Message:
    if make.description is None:
        return _WITH_ENDING(tokens=level, number=ending)
    return _MADE_WITH_ENDING(tokens=level, number=ending, make=make.description)


def pairs_of_endings(context: PlanContext, count: int) -> Iterator[Case]:
    """Give texts of ``count`` words in pairs that differ in their endings, beginnings and middles."""
    yield from _two_endings(context, count)
    yield from _other_places(context, WORDS, count, 1.0)


def longer_endings(context: PlanContext, count: int) -> Iterator[Case]:
    """Give a text of ``count`` words with two endings, more than is known to be taken: it may be refused."""
    for case in _two_endings(context, count):
        yield _open_where_unlimited(replace(case, probe=ProbeName.LONGER_STEP), limit=None)


def _two_endings(context: PlanContext, count: int) -> Iterator[Case]:
    for ending in (1, 2):
        title, text = _WITH_ENDING(tokens=count, number=ending), WORDS.join(with_ending(WORDS, count, ending))
        yield case_in_role(context, ProbeName.LONG_TEXTS, Role.TAIL, title, text, f"tail:{count}")


def _open_where_unlimited(case: Case, limit: int | None) -> Case:
    return case if limit is not None else replace(case, expect=Expect.EITHER, rule=RuleId.TEXT_OVER_LENGTH)


def _other_places(
    context: PlanContext, make: Make, level: int, rate: float, places: tuple[str, ...] = (_BEGINNING, _MIDDLE)
) -> Iterator[Case]:
    """Change the same text at its beginning and in its middle: some servers read the end and drop those."""
    text = with_ending(make, int(level / make.unit_cost(rate)), 1)
    changes = {_BEGINNING: (0, _OTHER_BEGINNING), _MIDDLE: (len(text) // 2, _OTHER_MIDDLE)}
    for place in places:
        at, changed_there = changes[place]
        for title, parts in ((_UNCHANGED, text), (changed_there, changed(text, at))):
            group = f"{place}:{level}"
            yield case_in_role(context, ProbeName.LONG_TEXTS, Role.TAIL, title(tokens=level), make.join(parts), group)


@adaptive_probe(
    ProbeName.FULL_LIST,
    Stage.LENGTHS,
    needs=(ProbeName.TOKEN_UNIT,),
    decided=(ANSWERED,),
    estimate=Estimate(requests=1, lengths=1.0, listed=True),
    share=DEEP,
)
def plan_full_list(context: PlanContext, answers: Sequence[Answer]) -> Iterator[Case]:
    """Send a list as long as it may be of texts as long as they may be: two that are also sent alone, in turn."""
    limit, most = context.model.max_tokens, context.model.max_items
    if limit is None or most is None or most > ENOUGH:
        return
    rate = tokens_per_word(answers) or USUAL_RATE
    one, other = (_text(WORDS, just_under(limit, answers), rate, ending) for ending in (1, 2))
    listed = [other if at % 2 else one for at in range(most)]
    title = _FULL(count=most, limit=limit)
    yield case_in_role(context, ProbeName.FULL_LIST, Role.BATCH, title, listed)


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
    within = (pair for name, pair in tail_pairs(answers).items() if differs_at_end(name))
    failing = next((pair for pair in within if " " in pair[0].text and have_one_vector(*pair, space)), None)
    if failing is None:
        return
    text = failing[0].text.split(" ")
    whole = case_in_role(context, ProbeName.CUT_POINT, Role.CUT, _AGAIN(), " ".join(text), "whole")
    yield replace(whole, request=replace(whole.request, repeat=1))
    for part in range(1, _CUTS + 1):
        at = len(text) * part // (_CUTS + 1)
        other = " ".join(text[:at]) + " " + words(len(text) - at, salt=90)
        yield case_in_role(context, ProbeName.CUT_POINT, Role.CUT, _CHANGED_FROM(word=at), other, str(at))
