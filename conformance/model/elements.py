"""What a vector is made of, where it is no list of floats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

__all__ = ["CODED", "NAMED", "ElementType", "Elements", "elements_named"]


class ElementType(StrEnum):
    """A type of elements, by the name that vendors share."""

    INT8 = "int8"
    """Whole numbers from -128 to 127, in proportion to the floats."""
    UINT8 = "uint8"
    """The same, moved up by 128."""
    BINARY = "binary"
    """One bit a dimension, set where the float is above 0; eight of them, the first highest, as a number less 128."""
    UBINARY = "ubinary"
    """The same from 0 to 255."""


@dataclass(frozen=True, slots=True)
class Elements:
    """A type of elements, as a list of numbers or as base64 of their bytes."""

    type: ElementType
    base64: bool = False
    greatest: int | None = None
    """The greatest element of every vector by magnitude, less 128 where there is no sign, where a document says so."""

    @property
    def packed(self) -> bool:
        """Whether eight dimensions make one number."""
        return self.type in {ElementType.BINARY, ElementType.UBINARY}

    @property
    def range(self) -> tuple[int, int]:
        """The least and the largest number that may stand in a list."""
        return (0, 255) if self.type in {ElementType.UINT8, ElementType.UBINARY} else (-128, 127)

    @property
    def bits(self) -> int:
        """How many bits there are to a dimension."""
        return 1 if self.packed else 8


NAMED: Mapping[str, Elements] = MappingProxyType({str(kind): Elements(kind) for kind in ElementType})
"""What the usual values of a parameter for the type of elements ask for."""

CODED = "base64_"
"""Before the name of a type: as base64 of its bytes."""


def elements_named(value: object) -> Elements | None:
    """Return what a value asks for by the names that vendors share, some of which say base64 first; None: of floats."""
    kind = str(value).removeprefix(CODED)
    return Elements(ElementType(kind), base64=kind != value) if kind in NAMED else None
