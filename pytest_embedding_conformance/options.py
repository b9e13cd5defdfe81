"""The command line of the suite."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

__all__ = [
    "DEFAULT_CONTRACT",
    "DEFAULT_EXAMPLES",
    "DEFAULT_SEED",
    "OPTIONS",
    "Option",
    "add",
    "base_url_of",
    "given_options",
    "refuse_unknown",
]

_PREFIX = "--emb-"
DEFAULT_CONTRACT = "dashscope"
DEFAULT_SEED = 20241122
DEFAULT_EXAMPLES = 25


@dataclass(frozen=True, slots=True)
class Option:
    """One option. Without a ``metavar`` it is a flag; ``read`` makes a value of what was typed."""

    name: str
    help: str
    metavar: str = ""
    default: Any = None
    read: Callable[[str], Any] = str
    repeatable: bool = False

    @property
    def destination(self) -> str:
        """The name of its value among pytest's options."""
        return self.name.removeprefix("--").replace("-", "_")

    @property
    def unset(self) -> Any:
        """Its value where it is not given."""
        if self.repeatable:
            return []
        return self.default if self.metavar else False

    @property
    def typed(self) -> dict[str, Any]:
        """How argparse reads it."""
        if not self.metavar:
            return {"action": "store_true"}
        action = {"action": "append"} if self.repeatable else {}
        return {**action, "default": self.unset, "metavar": self.metavar, "type": _reader(self)}


def _reader(option: Option) -> Callable[[str], Any]:
    def read(typed: str) -> Any:
        try:
            return option.read(typed)
        except ValueError:
            called = "whole number" if option.read is int else "number"
            raise pytest.UsageError(f"{option.name} {typed!r} is no {called}: give one such as 8") from None

    return read


OPTIONS = (
    Option("--emb-contract", f"the contract to judge by (default {DEFAULT_CONTRACT})", "NAME|PATH"),
    Option("--emb-model", "a model to judge (repeatable; default: all)", "NAME", repeatable=True),
    Option("--emb-results", "where to write the results file", "PATH", default="reports/results.json"),
    Option("--emb-depth", "how much is asked (default standard)", "smoke|standard|deep"),
    Option(
        "--emb-examples",
        f"random examples per probe; 0: boundaries only (default {DEFAULT_EXAMPLES})",
        "N",
        read=int,
    ),
    Option("--emb-seed", "seed of the random examples (fixed by default)", "N", read=int),
    Option("--emb-waivers", "known deviations (TOML), which do not gate for a time", "FILE"),
    Option("--emb-write-waivers", "draft a waivers file from what this run finds", "FILE"),
    Option("--emb-reference", "vectors that a model is held against, as reference record writes them", "FILE"),
    Option("--emb-baseline", "results of an older run: the exit status gates on what is new", "RESULTS"),
    Option("--emb-strict", "let advice count as failure"),
    Option("--emb-concurrency", "requests in flight at once (default 8)", "N", default=8, read=int),
    Option("--emb-timeout", "seconds one attempt may take (default 60)", "S", default=60.0, read=float),
    Option("--emb-max-requests", "hard limit of requests, retries included", "N", read=int),
    Option("--emb-max-tokens", "hard limit of input tokens, estimated before sending", "N", read=int),
    Option(
        "--emb-header",
        "a header to send with every request, its value a secret (repeatable)",
        "'K: V'",
        repeatable=True,
    ),
    Option("--emb-insecure", "take the target's TLS certificate unverified"),
    Option("--emb-rate", "at most so many requests a second (N/s) or a minute (N/m)", "N/s"),
    Option("--emb-token-rate", "at most so many input tokens a minute (N/m) or a second (N/s), estimated", "N/m"),
    Option("--emb-client-cert", "certificate to show the target, its key in the same file (PEM)", "PATH"),
    Option("--emb-resume", "go on with an interrupted run, from the evidence beside the results"),
    Option("--emb-replay", "judge recorded evidence again, and send nothing", "EVIDENCE"),
    Option("--emb-list", "print the contract's clauses and checks, send nothing"),
    Option("--emb-plan", "print what would be sent, send nothing; needs no key"),
    Option("--emb-price", "price of a million input tokens, for the plan", "P", read=float),
    Option("--emb-fault", "break the embedded reference service in this way (repeatable)", "NAME", repeatable=True),
    Option("--emb-name", "what the target is called in reports", "TEXT", default=""),
    Option("--emb-progress", "how a run tells how far it is: auto, plain or off (default auto)", "HOW", default="auto"),
    Option("--emb-lang", "language of the reports: en or zh (default en)", "en|zh", default="en"),
)

_OF_THE_FIXTURE = "--emb-contract"
"""What the fixture ``emb_service`` reads in test runs that are not ours."""


def add(parser: pytest.Parser) -> None:
    """Declare every option; none of them does anything while another suite runs."""
    group = parser.getgroup("embedding-conformance", "conformance of Embeddings endpoints")
    for option in OPTIONS:
        group.addoption(option.name, help=option.help, **option.typed)


def refuse_unknown(arguments: Sequence[str]) -> None:
    """Raise pytest.UsageError, which names the nearest, for an option that begins like ours and is none."""
    known = {option.name for option in OPTIONS}
    for argument in arguments:
        name = argument.partition("=")[0]
        if name.startswith(_PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            raise pytest.UsageError(f"there is no option {name}: {_remedy(near)}")


def _remedy(near: Sequence[str]) -> str:
    return f"did you mean {near[0]}?" if near else "embedding-conformance run -h tells those there are"


def given_options(config: pytest.Config) -> tuple[str, ...]:
    """Return the options that were given and can only be meant for the suite."""
    return tuple(
        option.name
        for option in OPTIONS
        if option.name != _OF_THE_FIXTURE and getattr(config.option, option.destination) != option.unset
    )


def base_url_of(config: pytest.Config) -> str:
    """Return the base URL from the command line, the environment or the ini file; empty where none is given."""
    return str(config.getoption("base_url") or config.getini("base_url") or "")
