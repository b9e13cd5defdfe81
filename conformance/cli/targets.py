"""The target of a command that asks one by its URL, with the key of the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from conformance.errors import UsageError

if TYPE_CHECKING:
    from conformance.model.contract import Contract
    from conformance.model.target import ClientLimits, Limits, Target

__all__ = ["target_at"]


def target_at(url: str, contract: Contract, client_limits: ClientLimits, limits: Limits) -> Target:
    """Return the target at a URL; what was mended in that is told on standard error.

    Raises UsageError where the URL is empty or malformed, and where a key is needed and none is set.
    """
    from conformance.model.target import Target
    from conformance.plugin.base_url import read_base_url
    from conformance.plugin.settings import key_for

    parsed = read_base_url(url, contract)
    if not parsed.url:
        raise UsageError("--base-url is empty", "give one such as https://host/v1")
    if parsed.note:
        typer.echo(parsed.note, err=True)
    key, variable = key_for(contract, parsed.url)
    return Target(parsed.url, key, variable, client_limits, limits, query=parsed.query)
