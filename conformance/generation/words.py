"""Text of any length in short English words, or in Chinese characters, for limits counted in tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import accumulate, islice, repeat
from types import MappingProxyType

__all__ = ["EVERY_WORD", "characters", "counted", "others", "words"]

_SHORT = """
    the old man saw two red boats near a small house and then he went home with some bread milk fish salt tea rice
    when rain fell on dry land we sat by our fire to read books while dogs ran past one tall tree under blue sky for
    hours until night came so all of us could rest well after long days at work in town
"""
_WORDS = tuple(_SHORT.split())
_KNOWN = frozenset(_WORDS)
EVERY_WORD = " ".join(dict.fromkeys(_WORDS))
"""Each of the words once."""
_CHARACTERS = (
    "山水花草树木云雨风雪春夏秋冬天地日月星光河海江湖鸟鱼虫马牛羊米面茶果瓜豆桌椅门窗书画笔纸红黄蓝白大小长短高低远近"
)
_MODULUS = 2**31


def _following(units: Iterable[str]) -> Iterator[tuple[str, str]]:
    by_length: dict[int, list[str]] = {}
    for unit in dict.fromkeys(units):
        by_length.setdefault(len(unit), []).append(unit)
    for alike in by_length.values():
        yield from zip(alike, (*alike[1:], alike[0]), strict=True)


_OTHER: Mapping[str, str] = MappingProxyType({**dict(_following(_WORDS)), **dict(_following(_CHARACTERS))})


def words(n: int, salt: int = 0) -> str:
    """Return ``n`` short English words with one space between, always the same; each text begins the next longer one.

    Two salts give two texts, and no text repeats its own beginning.
    """
    return " ".join(_drawn(_WORDS, n, salt))


def characters(n: int, salt: int = 0) -> str:
    """Return ``n`` common Chinese characters with nothing between them, in the way of ``words``."""
    return "".join(_drawn(_CHARACTERS, n, salt))


def others(units: Iterable[str]) -> Iterator[str]:
    """Give another word or character for each that there is, as long as the one in its place.

    A word that no other is as long as stays.
    """
    return (_OTHER[unit] for unit in units)


@lru_cache(maxsize=16)  # a long text is sent with several endings
def _drawn(pool: tuple[str, ...] | str, n: int, salt: int) -> tuple[str, ...]:
    states = accumulate(repeat(None), _next_state, initial=(salt * 7919 + 1) % _MODULUS)
    return tuple(pool[(state >> 15) % len(pool)] for state in islice(states, 1, n + 1))


def _next_state(state: int, _: None) -> int:
    # Not random's generator: its choice of a word may change between Python versions. Constants of ANSI C's example.
    return (state * 1103515245 + 12345) % _MODULUS


def counted(text: str) -> int:
    """Return how many words a text has that is made of these words alone, 0 for any other."""
    found = text.split(" ")
    return len(found) if _KNOWN.issuperset(found) else 0
