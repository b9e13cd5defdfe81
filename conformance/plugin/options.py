"""The command line of the suite."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit

import pytest

from conformance.reports.i18n.language import LANGUAGES

__all__ = ["DEFAULT_CONTRACT", "DEFAULT_EXAMPLES", "DEFAULT_SEED", "add", "base_url_of", "strip_base_url", "stripped"]

DEFAULT_CONTRACT = "dashscope"
DEFAULT_SEED = 20241122
DEFAULT_EXAMPLES = 25

Number = TypeVar("Number", int, float)


def add(parser: pytest.Parser) -> None:
    """Declare every option; none of them does anything while another suite runs."""
    group = parser.getgroup("embedding-conformance", "conformance of Embeddings endpoints")
    group.addoption(
        "--emb-contract",
        default=None,
        metavar="NAME|PATH",
        help=f"the contract to judge by (default {DEFAULT_CONTRACT})",
    )
    group.addoption(
        "--emb-model", action="append", default=[], metavar="NAME", help="a model to judge (repeatable; default: all)"
    )
    group.addoption(
        "--emb-results", default="reports/results.json", metavar="PATH", help="where to write the results file"
    )
    group.addoption(
        "--emb-examples",
        type=_whole("--emb-examples"),
        default=None,
        metavar="N",
        help=f"random examples per probe; 0: boundaries only (default {DEFAULT_EXAMPLES})",
    )
    group.addoption(
        "--emb-seed",
        type=_whole("--emb-seed"),
        default=None,
        metavar="N",
        help="seed of the random examples (fixed by default)",
    )
    group.addoption(
        "--emb-waivers", default=None, metavar="FILE", help="known deviations (TOML), which do not gate for a time"
    )
    group.addoption(
        "--emb-write-waivers", default=None, metavar="FILE", help="draft a waivers file from what this run finds"
    )
    group.addoption("--emb-strict", action="store_true", help="let advice count as failure")
    group.addoption(
        "--emb-concurrency",
        type=_whole("--emb-concurrency"),
        default=8,
        metavar="N",
        help="requests in flight at once (default 8)",
    )
    group.addoption(
        "--emb-timeout",
        type=_number("--emb-timeout"),
        default=60.0,
        metavar="S",
        help="seconds one attempt may take (default 60)",
    )
    group.addoption(
        "--emb-max-requests",
        type=_whole("--emb-max-requests"),
        default=None,
        metavar="N",
        help="hard limit of requests, retries included",
    )
    group.addoption(
        "--emb-max-tokens",
        type=_whole("--emb-max-tokens"),
        default=None,
        metavar="N",
        help="hard limit of input tokens, estimated before sending",
    )
    group.addoption(
        "--emb-header",
        action="append",
        default=[],
        metavar="'K: V'",
        help="a header to send with every request, its value a secret (repeatable)",
    )
    group.addoption("--emb-insecure", action="store_true", help="take the target's TLS certificate unverified")
    group.addoption(
        "--emb-rate", default=None, metavar="N/s", help="at most so many requests a second (N/s) or a minute (N/m)"
    )
    group.addoption(
        "--emb-resume", action="store_true", help="go on with an interrupted run, from the evidence beside the results"
    )
    group.addoption(
        "--emb-replay", default=None, metavar="EVIDENCE", help="judge recorded evidence again, and send nothing"
    )
    group.addoption("--emb-list", action="store_true", help="print the contract's clauses and checks, send nothing")
    group.addoption("--emb-plan", action="store_true", help="print what would be sent, send nothing; needs no key")
    group.addoption(
        "--emb-price",
        type=_number("--emb-price"),
        default=None,
        metavar="P",
        help="price of a million input tokens, for the plan",
    )
    group.addoption(
        "--emb-fault",
        action="append",
        default=[],
        metavar="NAME",
        help="break the embedded reference service in this way (repeatable)",
    )
    group.addoption("--emb-lang", choices=LANGUAGES, default="en", help="language of the pages (default en)")


def _whole(option: str) -> Callable[[str], int]:
    """Return what reads a whole number; it raises UsageError, in one sentence, for anything else."""
    return lambda given: _read(option, given, int, "whole number")


def _number(option: str) -> Callable[[str], float]:
    """Return what reads a number; it raises UsageError, in one sentence, for anything else."""
    return lambda given: _read(option, given, float, "number")


def _read(option: str, given: str, kind: Callable[[str], Number], called: str) -> Number:
    try:
        return kind(given)
    except ValueError:
        raise pytest.UsageError(f"{option} {given!r} is no {called}: give one such as 8") from None


def base_url_of(config: pytest.Config) -> str:
    """Return the base URL from the command line, the environment or the ini file; empty where none is given."""
    return str(config.getoption("base_url") or config.getini("base_url") or "")


def strip_base_url(config: pytest.Config) -> None:
    """Take userinfo, query and fragment out of the base URL before any other plugin prints it."""
    given = base_url_of(config)
    if given:
        config.option.base_url = stripped(given)


def stripped(url: str) -> str:
    """Return a URL without userinfo, query and fragment."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
