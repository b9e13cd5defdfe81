"""What a driven client is put through: how the service behaves, right or wrong, and what the client is asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum
from types import MappingProxyType

from conformance.errors import UsageError
from conformance.model.contract import Contract
from conformance.model.message import Message, Template, template
from conformance.model.verdict import Level

__all__ = ["ASKED", "PLAIN", "Asked", "Scenario", "ScenarioKind", "applicable_scenarios", "other_width", "scenario_ids"]


class ScenarioKind(StrEnum):
    """What a client has to do in a scenario."""

    RIGHT = "right"
    """The answers are right, if unusual: the caller gets its vectors."""
    PASSING = "passing"
    """Right, and over in a moment: the caller gets its vectors, after a wait if need be."""
    OPEN = "open"
    """The caller gets its vectors or an error, and no other vectors."""
    REFUSED = "refused"
    """A call is refused: the caller gets an error and no vectors, and the service is not asked for ever."""
    BEYOND = "beyond"
    """More is asked for than is documented: the caller gets its vectors or an error, and nothing made up in silence."""
    FORBIDDEN = "forbidden"
    """The answers are wrong, and show it: the caller gets an error, or its own vectors all the same."""


class Asked(StrEnum):
    """What is asked for in a scenario."""

    ONE = "one-text"
    THREE = "three-texts"
    SOME_TWICE = "some-twice"
    LINES = "lines"
    LONG = "long-text"
    NARROW = "narrow"
    MANY = "many-texts"
    PARTS = "texts-for-parts"
    CONTROLS = "control-characters"
    BLANK = "blank"
    TOO_LONG = "too-long-text"


ASKED: Mapping[Asked, Template] = MappingProxyType(
    {
        Asked.ONE: template("asked.one-text", "one text"),
        Asked.THREE: template("asked.three-texts", "three texts"),
        Asked.SOME_TWICE: template("asked.some-twice", "three texts, two of them equal"),
        Asked.LINES: template("asked.lines", "two texts of several lines"),
        Asked.LONG: template("asked.long-text", "one long text"),
        Asked.NARROW: template("asked.narrow", "three texts in a width other than the default"),
        Asked.MANY: template("asked.many-texts", "more texts than a call may carry"),
        Asked.PARTS: template("asked.texts-for-parts", "texts for several calls"),
        Asked.CONTROLS: template("asked.control-characters", "three texts with control characters"),
        Asked.BLANK: template("asked.blank", "three texts, one of them blank"),
        Asked.TOO_LONG: template("asked.too-long-text", "one text over the limit"),
    }
)
"""What is asked for, in words."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario under a permanent id; ``behaviours`` are the names of those the service shows meanwhile."""

    id: str
    statement: Message
    """Declared as ``statement.`` and the id, as are those of checks."""
    kind: ScenarioKind
    behaviours: tuple[str, ...] = ()
    asked: Asked = Asked.THREE

    @classmethod
    def named(
        cls, name: str, statement: str, kind: ScenarioKind, behaviours: tuple[str, ...], asked: Asked = Asked.THREE
    ) -> Scenario:
        """Declare a scenario with its statement in English."""
        id_ = f"{_FAMILY}{name}"
        return cls(id_, template(f"statement.{id_}", statement)(), kind, behaviours, asked)


_FAMILY = "scenarios."


def _right(name: str, statement: str, *behaviours: str, asked: Asked = Asked.THREE) -> Scenario:
    return Scenario.named(name, statement, ScenarioKind.RIGHT, behaviours, asked)


def _passing(name: str, statement: str) -> Scenario:
    return Scenario.named(name, statement, ScenarioKind.PASSING, (name,))


def _open(name: str, statement: str, *behaviours: str, asked: Asked) -> Scenario:
    return Scenario.named(name, statement, ScenarioKind.OPEN, behaviours, asked)


def _refused(name: str, statement: str, asked: Asked = Asked.THREE) -> Scenario:
    return Scenario.named(name, statement, ScenarioKind.REFUSED, (name,), asked)


def _forbidden(name: str, statement: str, asked: Asked = Asked.THREE, *more: str) -> Scenario:
    return Scenario.named(name, statement, ScenarioKind.FORBIDDEN, (name, *more), asked)


_ALL = (
    _right("one-text", "One text gets its vector.", asked=Asked.ONE),
    _right("list", "Each text of a list gets its own vector."),
    _right("equal-texts", "Equal texts get a vector each.", asked=Asked.SOME_TWICE),
    _right("line-ends", "Texts of several lines are sent as they are.", asked=Asked.LINES),
    _right("long-text", "A long text within the limit is sent whole, and gets one vector.", asked=Asked.LONG),
    _right("width", "The width asked for is sent, and vectors have it.", asked=Asked.NARROW),
    _open("many-texts", "More texts than a call may carry are parted, or refused.", asked=Asked.MANY),
    _open(
        "first-part-late",
        "Where texts are parted and the first part is answered last, every text gets its own vector.",
        "first-call-late",
        asked=Asked.PARTS,
    ),
    _open("control-characters", "Control characters are escaped and sent, or refused.", asked=Asked.CONTROLS),
    _open("blank-text", "A blank text among others is sent and gets a vector, or is refused.", asked=Asked.BLANK),
    Scenario.named(
        "too-long-text",
        "A text over the limit is refused, and neither cut nor parted in silence.",
        ScenarioKind.BEYOND,
        (),
        Asked.TOO_LONG,
    ),
    _passing("rate-limit-once", "A 429 that asks to wait a second is waited out."),
    _passing("rate-limit-once-date", "A 429 that asks to wait until a date is waited out."),
    _passing("unavailable-once", "A 503 without Retry-After is waited out."),
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
    _refused("refused-null-members", "An error response whose param and code are null is reported to the caller."),
    _refused("refused-at-length", "An error response with a long message in Chinese is reported to the caller."),
    _refused("key-refused", "A refused key is reported to the caller, and not tried for ever."),
    _refused("second-call-refused", "Where texts are parted and one part is refused, the caller is told.", Asked.PARTS),
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
    _forbidden("error-as-200", "An error response comes with status 200.", Asked.THREE, "refused-at-length"),
)

PLAIN = f"{_FAMILY}list"
"""The scenario on which all others depend: an ordinary list, answered as documented."""
_SCRAMBLED = "order-scrambled-truthful"
_IN_ANOTHER_ORDER = Scenario.named(
    _SCRAMBLED,
    "Vectors come from the last to the first, each with its true index.",
    ScenarioKind.RIGHT,
    (_SCRAMBLED,),
)
_POSITION = "ordering.index-position"


def scenario_ids(names: Iterable[str]) -> frozenset[str]:
    """Return the ids of scenarios by their names; raises UsageError for one there is not."""
    ids = {scenario.id.removeprefix(_FAMILY): scenario.id for scenario in (*_ALL, _IN_ANOTHER_ORDER)}
    short_names = [name.removeprefix(_FAMILY) for name in names]
    for name in short_names:
        if name not in ids:
            near = get_close_matches(name, ids, n=1, cutoff=0.0)[0]
            raise UsageError(f"--scenario {name!r} is no scenario", f"did you mean {near!r}?")
    return frozenset(ids[name] for name in short_names)


def applicable_scenarios(contract: Contract, model: str, wanted: Collection[str] = ()) -> Iterator[Scenario]:
    """Yield the scenarios that mean something for a model under a contract, those wanted by id or all.

    Vectors in another order than the texts, with truthful indices, are right where no MUST speaks against them.
    """
    limits = contract.model(model)
    without = {Asked.NARROW} if other_width(contract, model) is None else set()
    without |= {Asked.MANY} if limits.max_items is None else set()
    without |= {Asked.TOO_LONG} if limits.max_tokens is None else set()
    kind = ScenarioKind.FORBIDDEN if contract.level_of(_POSITION, model) is Level.MUST else ScenarioKind.RIGHT
    for scenario in (*_ALL, replace(_IN_ANOTHER_ORDER, kind=kind)):
        if scenario.asked not in without and (not wanted or scenario.id in wanted):
            yield scenario


def other_width(contract: Contract, model: str) -> int | None:
    """Return a documented width other than the default, the smallest, or None where a model has none."""
    limits = contract.model(model)
    offered = limits.dimensions or limits.dimension_range or ()
    return min((width for width in offered if width != limits.default_dimensions), default=None)
