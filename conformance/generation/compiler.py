"""JSON Schema turned into a Hypothesis strategy, for the keywords that the table of keywords knows.

Every other keyword is refused: a strategy that ignores one would draw requests that are not valid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from conformance.contract.drawable import constraints, refuse_undrawable, types_drawn
from conformance.generation.literals import admits
from conformance.generation.numbers import integers, numbers

__all__ = ["compile_schema"]

Strategy = st.SearchStrategy[Any]

_LONGEST_DRAWN = 64


def compile_schema(schema: Mapping[str, Any], texts: st.SearchStrategy[str]) -> Strategy:
    """Return a strategy whose every value is valid against ``schema`` (JSON Schema 2020-12).

    Strings come from ``texts``, cut or repeated where the schema bounds their length. Raises ContractError naming
    keyword and JSON pointer where the schema says something this compiler does not know, or admits nothing.
    """
    refuse_undrawable(schema)
    return _Compiler(texts).any_schema(schema)


@dataclass(frozen=True, slots=True)
class _Compiler:
    texts: st.SearchStrategy[str]

    def any_schema(self, schema: Any) -> Strategy:
        if schema is True:
            return self.texts
        stated = constraints(schema)
        if "enum" in stated or "const" in stated:
            values = stated.get("enum", [stated.get("const")])
            return st.sampled_from([value for value in values if admits(stated, value)])
        if "anyOf" in stated:
            return self.alternatives(stated)
        return st.one_of([self.one_type(name, stated) for name in types_drawn(stated)])

    def alternatives(self, stated: Mapping[str, Any]) -> Strategy:
        beside = {key: value for key, value in stated.items() if key != "anyOf"}
        branches = [self.any_schema({**beside, **({} if branch is True else branch)}) for branch in stated["anyOf"]]
        # Not one_of: it leans to some branches within an example, and to strings among them.
        return st.integers(0, len(branches) - 1).flatmap(branches.__getitem__)

    def one_type(self, name: str, stated: Mapping[str, Any]) -> Strategy:
        draw: Mapping[str, Callable[[Mapping[str, Any]], Strategy]] = {
            "string": self.string,
            "array": self.array,
            "object": self.object,
            "integer": lambda stated: integers(stated.get("minimum"), stated.get("maximum")),
            "number": lambda stated: numbers(stated.get("minimum"), stated.get("maximum")),
            "boolean": lambda _: st.booleans(),
            "null": lambda _: st.none(),
        }
        return draw[name](stated)

    def string(self, stated: Mapping[str, Any]) -> Strategy:
        shortest, longest = stated.get("minLength", 0), stated.get("maxLength")
        return self.texts.map(lambda text: _fit(text, shortest, longest))

    def array(self, stated: Mapping[str, Any]) -> Strategy:
        least, most = stated.get("minItems", 0), stated.get("maxItems")
        items = self.any_schema(stated.get("items", True))
        sizes = _sizes(least, least + 5 if most is None else most)
        return st.one_of([_list_of(items, size) for size in sizes])

    def object(self, stated: Mapping[str, Any]) -> Strategy:
        properties = dict(stated.get("properties", {}))
        required = list(stated.get("required", ()))
        properties.update({name: True for name in required if name not in properties})
        members = {name: self.any_schema(schema) for name, schema in properties.items() if schema is not False}
        return st.fixed_dictionaries(
            {name: members[name] for name in members if name in required},
            optional={name: members[name] for name in members if name not in required},
        )


def _sizes(least: int, most: int) -> Iterator[int]:
    """Yield the least, a middle and the largest sizes, each once."""
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
