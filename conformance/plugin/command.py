"""The command that judges the same again, as a user types it, without its secrets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conformance.plugin.settings import Settings
from pytest_embedding_conformance.options import OPTIONS

__all__ = ["command_of"]

_BEGINNING = ("pytest", "--pyargs", "conformance")
_ALWAYS = ("--emb-contract", "--emb-seed")
"""What is said even where it was left out: a default may be another one day."""
_OF_ITS_OWN = frozenset(
    {"--emb-header", "--emb-resume", "--emb-write-waivers", "--emb-progress", "--emb-results", *_ALWAYS}
)
"""What changes nothing of what is judged, and what is said otherwise."""


def command_of(config: pytest.Config, settings: Settings) -> tuple[str, ...]:
    """Return the words of a command that judges the same target likewise; variables stand for secrets."""
    return (*_BEGINNING, *_target(settings), *_options(config, settings), *_selection(config))


def _target(settings: Settings) -> Iterator[str]:
    if settings.options.base_url and settings.replay is None:
        query = f"?{settings.query.redacted}" if settings.query else ""
        yield f"--base-url={settings.options.base_url}{query}"


def _options(config: pytest.Config, settings: Settings) -> Iterator[str]:
    yield f"--emb-contract={settings.options.contract}"
    yield f"--emb-seed={settings.options.plan.seed}"
    yield from (f"--emb-header={header.name}: ${header.variable}" for header in settings.headers)
    for option in OPTIONS:
        chosen = getattr(config.option, option.destination)
        if option.name not in _OF_ITS_OWN and chosen != option.unset:
            for value in chosen if option.repeatable else (chosen,):
                yield f"{option.name}={value}" if option.metavar else option.name


def _selection(config: pytest.Config) -> Iterator[str]:
    for name, expression in (("-k", config.option.keyword), ("-m", config.option.markexpr)):
        if expression:
            yield from (name, expression)
