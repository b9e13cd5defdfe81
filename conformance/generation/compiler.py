"""JSON Schema turned into a Hypothesis strategy, for the keywords our request schemas use.

Every other keyword is refused: a strategy that overlooks one would draw requests that are not valid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from conformance.errors import ContractError
from conformance.generation.literals import admits
from conformance.generation.numbers import integers, numbers
from conformance.generation.pools import pool

__all__ = ["KEYWORDS", "compile_schema"]

Strategy = st.SearchStrategy[Any]

KEYWORDS: Mapping[str, frozenset[str]] = {
    "string": frozenset({"minLength", "maxLength"}),
    "array": frozenset({"items", "minItems", "maxItems"}),
    "integer": frozenset({"minimum", "maximum"}),
    "number": frozenset({"minimum", "maximum"}),
    "object": frozenset({"properties", "required"}),
    "boolean": frozenset(),
    "null": frozenset(),
}
"""The types that can be drawn, and the keywords that bound each; ``type``, ``enum``, ``const`` and ``anyOf`` aside."""

_ANNOTATIONS = frozenset({"default", "title", "description", "$comment", "$id", "$schema"})
_LITERAL = frozenset({"type", "enum", "const"})
_LONGEST_DRAWN = 64


def compile_schema(schema: Mapping[str, Any], texts: st.SearchStrategy[str]) -> Strategy:
    """Return a strategy whose every value is valid against ``schema`` (JSON Schema 2020-12).

    Strings come from ``texts``, cut or repeated where the schema bounds their length. Raises ContractError naming
    keyword and JSON pointer where the schema says something this compiler does not know, or admits nothing.
    """
    return _Compiler(texts).any_schema(schema, "")


@dataclass(frozen=True, slots=True)
class _Compiler:
    texts: st.SearchStrategy[str]

    def any_schema(self, schema: Any, pointer: str) -> Strategy:
        if schema is True:
            return self.texts
        if not isinstance(schema, Mapping):
            raise _refusal(f"the schema at {pointer or '/'} admits nothing")
        stated = {key: value for key, value in schema.items() if not _is_annotation(key)}
        if "enum" in stated or "const" in stated:
            return _literals(stated, pointer)
        if "anyOf" in stated:
            return self.alternatives(stated, pointer)
        return st.one_of([self.one_type(name, stated, pointer) for name in _types(stated, pointer)])

    def alternatives(self, stated: Mapping[str, Any], pointer: str) -> Strategy:
        beside = {key: value for key, value in stated.items() if key != "anyOf"}
        branches = []
        for index, branch in enumerate(stated["anyOf"]):
            place = f"{pointer}/anyOf/{index}"
            for key in sorted(beside.keys() & branch.keys()):
                raise _refusal(f"the keyword {key!r} at {place} stands beside anyOf too")
            branches.append(self.any_schema({**beside, **branch}, place))
        # Not one_of: it leans to some branches within an example, and to strings among them.
        return pool(range(len(branches))).flatmap(branches.__getitem__)

    def one_type(self, name: str, stated: Mapping[str, Any], pointer: str) -> Strategy:
        draw: Mapping[str, Callable[[Mapping[str, Any], str], Strategy]] = {
            "string": self.string,
            "array": self.array,
            "object": self.object,
            "integer": lambda stated, _: integers(stated.get("minimum"), stated.get("maximum")),
            "number": lambda stated, _: numbers(stated.get("minimum"), stated.get("maximum")),
            "boolean": lambda _, __: pool((False, True)),
            "null": lambda _, __: st.none(),
        }
        return draw[name](stated, pointer)

    def string(self, stated: Mapping[str, Any], pointer: str) -> Strategy:
        shortest, longest = _bounds(stated, "Length", pointer)
        return self.texts.map(lambda text: _fit(text, shortest, longest))

    def array(self, stated: Mapping[str, Any], pointer: str) -> Strategy:
        least, most = _bounds(stated, "Items", pointer)
        items = self.any_schema(stated.get("items", True), f"{pointer}/items")
        sizes = _sizes(least, least + 5 if most is None else most)
        return st.one_of([_list_of(items, size) for size in sizes])

    def object(self, stated: Mapping[str, Any], pointer: str) -> Strategy:
        properties = dict(stated.get("properties", {}))
        required = list(stated.get("required", ()))
        properties.update({name: True for name in required if name not in properties})
        members = {
            name: self.any_schema(schema, f"{pointer}/properties/{_escaped(name)}")
            for name, schema in properties.items()
            if schema is not False or name in required
        }
        return st.fixed_dictionaries(
            {name: members[name] for name in members if name in required},
            optional={name: members[name] for name in members if name not in required},
        )


def _literals(stated: Mapping[str, Any], pointer: str) -> Strategy:
    bounds = stated.keys() - _LITERAL
    for key in sorted(bounds - frozenset().union(*KEYWORDS.values())):
        raise _unknown(key, pointer)
    for key in sorted(bounds & {"items", "properties", "required"}):
        raise _refusal(f"the keyword {key!r} at {pointer}/{key} stands beside enum or const")
    values = stated.get("enum", [stated.get("const")])
    fitting = [value for value in values if admits(stated, value)]
    if not fitting:
        raise _refusal(f"the schema at {pointer or '/'} admits none of its own values")
    return pool(fitting)


def _types(stated: Mapping[str, Any], pointer: str) -> Sequence[str]:
    """Return the types to draw: those named, else those the keywords speak of, else text."""
    named = stated.get("type")
    types = [named] if isinstance(named, str) else named
    if types is None:
        types = [name for name in KEYWORDS if name != "number" and KEYWORDS[name] & stated.keys()][:1] or ["string"]
    for name in types:
        if name not in KEYWORDS:
            raise _refusal(f"the type {name!r} at {pointer}/type is not one of JSON")
    known = frozenset({"type"}).union(*(KEYWORDS[name] for name in types))
    for key in stated:
        if key not in known:
            raise _unknown(key, pointer)
    return types


def _bounds(stated: Mapping[str, Any], noun: str, pointer: str) -> tuple[int, int | None]:
    least, most = stated.get(f"min{noun}", 0), stated.get(f"max{noun}")
    if most is not None and most < least:
        raise _refusal(f"the keyword 'max{noun}' at {pointer}/max{noun} is below min{noun}")
    return least, most


def _sizes(least: int, most: int) -> Iterator[int]:
    """Give few, middling and as many as may be, each once."""
    wanted = {least, least + 1, least + 2, (least + most) // 2, most}
    return iter(sorted(size for size in wanted if least <= size <= most))


def _list_of(items: Strategy, size: int) -> Strategy:
    # A long list repeats its beginning: Hypothesis gives up on examples that take thousands of choices.
    drawn = min(size, _LONGEST_DRAWN)
    return st.lists(items, min_size=drawn, max_size=drawn).map(lambda some: [some[i % drawn] for i in range(size)])


def _fit(text: str, shortest: int, longest: int | None) -> str:
    while len(text) < shortest:
        text = f"{text} {text}" if text else "word"
    return text[:longest]


def _is_annotation(key: str) -> bool:
    return key in _ANNOTATIONS or key.startswith("x-")


def _escaped(name: str) -> str:
    """Return a member's name as a part of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


def _unknown(key: str, pointer: str) -> ContractError:
    return _refusal(f"the keyword {key!r} at {pointer}/{key} cannot be drawn")


def _refusal(problem: str) -> ContractError:
    known = sorted({"type", "enum", "const", "anyOf", *frozenset().union(*KEYWORDS.values())})
    return ContractError(problem, f"write the request schema with {', '.join(known)} and satisfiable bounds")
