"""The command that serves the reference service in the foreground."""

from __future__ import annotations

import contextlib
import re
import signal
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from conformance.errors import UsageError

if TYPE_CHECKING:
    from conformance.service import Service

__all__ = ["seconds", "serve", "serving"]

_DURATION = re.compile(r"(?P<number>[0-9]+(\.[0-9]+)?)(?P<unit>ms|s)")


def serve(
    *,
    contract: Annotated[str, typer.Option(metavar="NAME", help="The contract to play.")] = "dashscope",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = 0,
    fault: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Break it like this (repeatable).")] = None,
    oddity: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Be unusual (repeatable).")] = None,
    latency: Annotated[str, typer.Option(metavar="TIME", help="Wait before every answer: 200ms, 1.5s.")] = "0s",
    key: Annotated[str | None, typer.Option(help="The key asked for. [sk-reference where one is required]")] = None,
) -> None:
    """Serve the reference service of a contract on 127.0.0.1 until Ctrl-C."""
    pause = seconds(latency)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a supervisor stops it as cleanly as Ctrl-C does
    with (
        contextlib.suppress(KeyboardInterrupt),
        serving(contract, port, faults=fault or (), oddities=oddity or (), latency=pause, key=key) as service,
    ):
        typer.echo(service.base_url)
        threading.Event().wait()


@contextlib.contextmanager
def serving(contract: str, port: int, **behaviour: Any) -> Iterator[Service]:
    """Serve a contract while the context lasts; raises UsageError for invalid contracts, names and ports."""
    from conformance.contract.folder import find
    from conformance.contract.loading import load
    from conformance.service import Service
    from conformance.service.catalogue import UnknownBehaviourError

    load(contract)
    with contextlib.ExitStack() as stack:
        try:
            service = Service(str(find(contract).resolve()), port=port, **behaviour)
            stack.enter_context(service)
        except UnknownBehaviourError as error:
            raise UsageError(error.problem, error.remedy) from None
        except OSError as error:
            raise UsageError(f"port {port} cannot be used ({error.strerror})", "give another with --port") from None
        yield service


def seconds(duration: str, option: str = "--latency") -> float:
    """Return the seconds of a duration such as ``200ms`` or ``1.5s``; raises UsageError for anything else."""
    found = _DURATION.fullmatch(duration)
    if found is None:
        raise UsageError(f"{option} {duration!r} is no duration", "give one such as 200ms or 1.5s")
    return float(found["number"]) / (1000 if found["unit"] == "ms" else 1)
