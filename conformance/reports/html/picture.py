"""A picture of a page, and the table that holds the same numbers for those who cannot see it."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

__all__ = ["Picture", "Table"]


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers in words: the heads of the columns, and rows that begin with what they are about."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with its title, what to read from it, and its numbers."""

    title: str
    caption: str
    svg: Markup
    table: Table
    map: bool = False
