"""What a driven client is put through: behaviour that is right or forbidden, and what is asked meanwhile."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from conformance.errors import UsageError
from conformance.model.contract import Contract
from conformance.model.verdict import Level

__all__ = ["PLAIN", "Asked", "Scenario", "ScenarioKind", "known_scenarios", "scenarios", "width_of"]


class ScenarioKind(StrEnum):
    """What a sound client does in a scenario."""

    RIGHT = "right"
    """The answers are right, if unusual: the caller gets its vectors."""
    PASSING = "passing"
    """Right, and over in a moment: the caller gets its vectors, after a wait if need be."""
    OPEN = "open"
    """The caller gets its vectors or an error, and no other vectors."""
    REFUSED = "refused"
    """Every call is refused: the caller gets an error, and the service is not asked for ever."""
    FORBIDDEN = "forbidden"
    """The answers are wrong, and show it: the caller gets an error, or its own vectors all the same."""


class Asked(StrEnum):
    """What is asked for in a scenario."""

    ONE = "one text"
    THREE = "three texts"
    SOME_TWICE = "three texts, two of them equal"
    LINES = "two texts of several lines"
    LONG = "one long text"
    NARROW = "three texts in a width other than the default"
    MANY = "more texts than a call may carry"


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario under a permanent id; ``behaviours`` are the names of those the service shows meanwhile."""

    id: str
    statement: str
    kind: ScenarioKind
    behaviours: tuple[str, ...] = ()
    asked: Asked = Asked.THREE


def _right(name: str, statement: str, *behaviours: str, asked: Asked = Asked.THREE) -> Scenario:
    return Scenario(f"scenarios.{name}", statement, ScenarioKind.RIGHT, behaviours, asked)


def _passing(name: str, statement: str) -> Scenario:
    return Scenario(f"scenarios.{name}", statement, ScenarioKind.PASSING, (name,))


def _refused(name: str, statement: str) -> Scenario:
    return Scenario(f"scenarios.{name}", statement, ScenarioKind.REFUSED, (name,))


def _forbidden(name: str, statement: str, asked: Asked = Asked.THREE, *more: str) -> Scenario:
    return Scenario(f"scenarios.{name}", statement, ScenarioKind.FORBIDDEN, (name, *more), asked)


_ALL = (
    _right("one-text", "One text gets its vector.", asked=Asked.ONE),
    _right("list", "Each text of a list gets its own vector."),
    _right("equal-texts", "Equal texts get a vector each.", asked=Asked.SOME_TWICE),
    _right("line-ends", "Texts of several lines are sent as they are.", asked=Asked.LINES),
    _right("long-text", "A long text within the limit is sent whole, and gets one vector.", asked=Asked.LONG),
    _right("width", "The width asked for is sent, and vectors have it.", asked=Asked.NARROW),
    Scenario(
        "scenarios.many-texts",
        "More texts than a call may carry are parted, or refused.",
        ScenarioKind.OPEN,
        (),
        Asked.MANY,
    ),
    _passing("rate-limit-once", "A 429 that asks to wait a second is got over."),
    _passing("rate-limit-once-date", "A 429 that asks to wait until a date is got over."),
    _passing("unavailable-once", "A 503 without Retry-After is got over."),
    _right("late", "An answer that takes two seconds is waited for.", "late"),
    _right("connection-closed", "Connections are closed after each answer, which says so.", "connection-closed"),
    _right("hang-up-after-answer", "Connections are closed after each answer, unannounced.", "hang-up-after-answer"),
    _right("gzip", "Answers come compressed where the client takes that.", "gzip"),
    _right("chunked", "Answers come in chunks.", "chunked"),
    _right("extra-fields", "Answers have more members than documented.", "extra-fields"),
    _right("null-members", "Answers have more members, null all of them.", "null-members"),
    _right("other-ids", "The id of an answer has another form.", "other-ids"),
    _right("other-key-order", "The members of every object come in another order.", "other-key-order"),
    _right("pretty-printed", "Answers are printed over many lines.", "pretty-printed"),
    _right("whole-numbers", "The elements of vectors are whole numbers without a point.", "integers-for-whole-numbers"),
    _right("exponents", "The elements of vectors are written with exponents.", "exponents"),
    _right("base64-honoured", "Where a client asks for base64, it gets base64.", "base64-honoured"),
    _right("base64-narrow", "The same in a smaller width.", "base64-honoured", asked=Asked.NARROW),
    _refused("refused-null-members", "A refusal whose error is null in param and code is told to the caller."),
    _refused("refused-at-length", "A refusal with a long message in Chinese is told to the caller."),
    _refused("key-refused", "A refused key is told to the caller, and not tried for ever."),
    _forbidden("first-only", "A list is answered with the vector of its first text alone."),
    _forbidden("last-item-dropped", "The last vector of a list is missing."),
    _forbidden("extra-item", "There is a vector more than texts."),
    _forbidden("data-empty", "There are no vectors at all."),
    _forbidden("data-null", "There is null in place of the vectors."),
    _forbidden("index-missing", "Vectors come without an index."),
    _forbidden("index-constant", "Every vector has the index 0."),
    _forbidden("index-starts-at-one", "Indices begin with 1."),
    _forbidden("zero-vector-always", "Every vector is all zeros."),
    _forbidden("nan-literal", "An element of a vector is NaN."),
    _forbidden("embedding-null-elements", "Elements of a vector are null."),
    _forbidden("embedding-strings", "Elements of vectors are strings."),
    _forbidden("nested-vector", "Each vector is a list in a list."),
    _forbidden("empty-vector", "A vector has no elements."),
    _forbidden("second-vector-short", "One vector is shorter than the others."),
    _forbidden("dim-ignored", "The width asked for is ignored.", Asked.NARROW),
    _forbidden("b64-unasked", "Vectors come as base64 strings whatever was asked for."),
    _forbidden("b64-cut", "Where a client asks for base64, it gets two thirds of it."),
    _forbidden("b64-float64", "Where a client asks for base64, it gets doubles."),
    _forbidden("native-shape", "The answer has the shape of another, native interface."),
    _forbidden("body-in-a-list", "The answer is a list with the object in it."),
    _forbidden("truncated-body", "The connection is closed in the midst of an answer."),
    _forbidden("gzip-header-lie", "An answer says that it is compressed, and is not."),
    _forbidden("empty-200", "An answer has status 200 and no body."),
    _forbidden("error-as-200", "A refusal comes with status 200.", Asked.THREE, "refused-at-length"),
)

_FAMILY = "scenarios."
PLAIN = f"{_FAMILY}list"
"""The scenario without which no other says anything: an ordinary list, answered as ever."""
_SCRAMBLED = "order-scrambled-truthful"
_POSITION = "ordering.index-position"


def known_scenarios(names: Iterable[str]) -> frozenset[str]:
    """Return the ids of scenarios by their names; raises UsageError for one there is not."""
    known = {each.id.removeprefix(_FAMILY): each.id for each in _ALL} | {_SCRAMBLED: f"{_FAMILY}{_SCRAMBLED}"}
    given = [name.removeprefix(_FAMILY) for name in names]
    for name in given:
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.0)[0]
            raise UsageError(f"--scenario {name!r} is no scenario", f"did you mean {near!r}?")
    return frozenset(known[name] for name in given)


def scenarios(contract: Contract, model: str, wanted: Collection[str] = ()) -> Iterator[Scenario]:
    """Yield the scenarios that mean something for a model under a contract, those wanted by id or all.

    Vectors in another order than the texts, with truthful indices, are right where no MUST speaks against them.
    """
    limits = contract.model(model)
    without = {Asked.NARROW} if width_of(contract, model) is None else set()
    without |= {Asked.MANY} if limits.max_items is None else set()
    kind = ScenarioKind.FORBIDDEN if contract.level_of(_POSITION, model) is Level.MUST else ScenarioKind.RIGHT
    statement = "Vectors come from the last to the first, each with its true index."
    for scenario in (*_ALL, Scenario(f"{_FAMILY}{_SCRAMBLED}", statement, kind, (_SCRAMBLED,))):
        if scenario.asked not in without and (not wanted or scenario.id in wanted):
            yield scenario


def width_of(contract: Contract, model: str) -> int | None:
    """Return a documented width other than the default, the smallest, or None where a model has none."""
    limits = contract.model(model)
    offered = limits.dimensions or limits.dimension_range or ()
    return min((width for width in offered if width != limits.default_dimensions), default=None)
