"""Texts that must have different vectors, in every script and style, and texts that must have similar ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from conformance.generation.contrasts import COMMON_BEGINNINGS, KINDS, LONG_BEGINNINGS, TWINS
from conformance.generation.text_kind import SENTENCE_KINDS
from conformance.generation.twins import ADDED, ADDITIONS
from conformance.generation.words import words
from conformance.model.case import Case
from conformance.model.depth import smoke
from conformance.model.message import Message, template
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.probes.plan_context import PlanContext
from conformance.probes.registry import Stage, probe
from conformance.probes.relation_cases import TEXT_ALONE, case_in_role
from conformance.probes.request_title import with_parameters

_NAME = ProbeName.DIFFERING

_SENTENCES = template("request.sentences-of-kind", "a list of sentences: {kind}")
_ONE_BEGINNING = template("request.one-beginning", "two texts that begin with the same {characters} characters")
_TWINS = template("request.twins", "{count:sentence} with their twins ({language})")
_TWINS_BY_DEFAULT = template("request.twins-default", "{count:sentence} with their twins, default dimensions")
_TWINS_RESIZED = template("request.twins-resized", "{count:sentence} with their twins, {dimensions} dimensions")

_WITHOUT_LIMIT = 6
_TWO_PAIRS = 4
"""In a list of fewer texts no sentence can be nearer to its twin than to another sentence."""


@probe(_NAME, Stage.CONTRASTS, share=smoke(2))
def plan_contrasts(context: PlanContext) -> Iterator[Case]:
    """Send lists of sentences of one kind, pairs with one beginning, and twins with every number of dimensions."""
    most = min(context.model.max_items or _WITHOUT_LIMIT, _WITHOUT_LIMIT)
    for kind, texts in KINDS.items():
        yield from _compared(context, Role.KINDS, _SENTENCES(kind=SENTENCE_KINDS[kind]), texts[: max(most, 2)])
    yield from _common_beginnings(context)
    if most >= _TWO_PAIRS:
        pairs = most // 2
        for language in [name for name in context.contract.languages if name in TWINS] or ["en"]:
            title = _TWINS(count=pairs, language=language)
            yield case_in_role(context, _NAME, Role.LIKE, title, TWINS[language][: 2 * pairs])
        fitting = [pair for pair in ADDED if context.surely_takes(*pair)]
        for at in range(0, len(fitting), pairs):
            added = [text for pair in fitting[at : at + pairs] for text in pair]
            yield case_in_role(context, _NAME, Role.TWINS, ADDITIONS(), added)
        yield from _every_dimensions(context, TWINS["en"][: 2 * pairs])


def _compared(context: PlanContext, role: Role, title: Message, texts: Sequence[str]) -> Iterator[Case]:
    """Send texts in one list, or, where a list may hold one text alone, each by itself."""
    if context.model.max_items == 1:
        yield from (case_in_role(context, _NAME, Role.SWEPT, TEXT_ALONE(), text) for text in texts)
    else:
        yield case_in_role(context, _NAME, role, title, texts)


def _common_beginnings(context: PlanContext) -> Iterator[Case]:
    """Send pairs that begin alike, the longest in fewer dimensions than by default, in which other texts are read."""
    for characters in COMMON_BEGINNINGS:
        if context.surely_takes(*(pair := _begun_alike(characters))):
            yield from _compared(context, Role.PREFIXES, _ONE_BEGINNING(characters=characters), pair)
    long = LONG_BEGINNINGS if context.model.max_tokens else LONG_BEGINNINGS[:1]
    pairs = ((characters, _begun_alike(characters)) for characters in long)
    fitting = [(characters, pair) for characters, pair in pairs if context.surely_takes(*pair)]
    for characters, pair in fitting[-1:]:
        title = _ONE_BEGINNING(characters=characters)
        if (reduced := _between(context)) is None:
            yield from _compared(context, Role.PREFIXES, title, pair)
        else:
            asked = with_parameters(title, {"dimensions": reduced})
            yield case_in_role(context, _NAME, Role.PREFIXES, asked, pair, dimensions=reduced)


def _begun_alike(characters: int) -> tuple[str, str]:
    """Return two texts that share a beginning of so many characters."""
    beginning = words(characters // 2, salt=characters)[:characters]
    one, other = _ENDINGS
    return f"{beginning} {one}", f"{beginning} {other}"


def _between(context: PlanContext) -> int | None:
    """Return a number of dimensions that is neither the default nor the least, or None; at the default ends are read.

    A list of one text is no list of two, and has no reduced one.
    """
    others = [dimension for dimension in context.dimensions if dimension != context.model.default_dimensions][:-1]
    return max(others, default=None) if context.model.max_items != 1 else None


_ENDINGS = (
    "but then seven black elephants marched through the flooded railway station in silence",
    "so our accountant finally signed that contract about frozen strawberries before lunch",
)
"""As long as each other, so that no length tells them apart."""


def _every_dimensions(context: PlanContext, texts: tuple[str, ...]) -> Iterator[Case]:
    """Send the same twins with every number of dimensions, the default first, then the least, which loses most."""
    count = len(texts) // 2
    offered = sorted(context.dimensions)
    for dimensions in (None, *offered) if len(offered) > 1 else ():
        title = _TWINS_BY_DEFAULT(count=count)
        asked: Mapping[str, int] = {}
        if dimensions is not None:
            title = _TWINS_RESIZED(count=count, dimensions=dimensions)
            asked = {"dimensions": dimensions}
        request = context.request(texts, **context.usual_parameters, **asked)
        case = case_in_role(context, _NAME, Role.DIMENSIONS, title, texts, Role.DIMENSIONS)
        yield replace(case, request=request, dimensions=dimensions)
