"""The pictures of the pages, as they are read without a mouse: run by ``tox -e browser``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_a_chart_is_read_by_keyboard_and_by_touch(visit: Callable[..., Any]) -> None:
    """Arrow keys move along a soak's slices, a touch reads one; the table beneath holds the same."""
    page = visit("soak", width=375).page
    figure = page.locator("figure").first
    figure.locator("svg").focus()
    page.keyboard.press("ArrowRight")
    assert figure.locator(".readout").inner_text() == "10 s: 10.0 requests a second (100 requests)"
    box = figure.locator("[data-value]").nth(5).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40)
    page.mouse.down()
    assert figure.locator(".readout").inner_text().startswith("50 s: ")
    figure.locator("summary").click()
    assert figure.locator("tbody tr").count() == 12


def test_the_values_of_a_picture_are_told_by_keys_pointer_and_touch(visit: Callable[..., Any]) -> None:
    """Arrow keys step from value to value, a pointer names the one below it, and a table holds them all."""
    page = visit("measured").page
    figure = page.locator("#measured figure").first
    figure.locator("svg").focus()
    first = figure.locator(".readout").inner_text()
    assert "p50" in first
    page.keyboard.press("ArrowRight")
    assert figure.locator(".readout").inner_text() != first
    similar = page.locator("figure.map").first
    similar.locator("[data-value^='2 · 1']").hover()
    assert similar.locator(".readout").inner_text().startswith("2 · 1: ")
    page.keyboard.press("Tab")
    figure.locator("summary").click()
    assert figure.locator("tbody tr").count() > 1


def test_the_values_of_the_usage_chart_are_told_by_keys(visit: Callable[..., Any]) -> None:
    """Each group of lengths with what is counted of it, as the table beneath has it."""
    page = visit("measured", width=375).page
    figure = page.locator("#measured figure", has_text="Usage by length of text")
    figure.locator("svg").focus()
    told = figure.locator(".readout")
    first = told.inner_text()
    assert "characters: p50" in first
    assert "tokens" in first
    page.keyboard.press("ArrowRight")
    assert told.inner_text() != first
