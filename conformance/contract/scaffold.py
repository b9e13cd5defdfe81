"""The beginning of a new contract: a folder that can be used at once, and says what to fill in."""

from __future__ import annotations

import json
import re
from pathlib import Path

from conformance.contract.loading import load
from conformance.errors import ContractError
from conformance.model.contract import Contract

__all__ = ["begin"]

_TABLE = "contract.toml"
_TEXT = """\
# What one vendor documents at one date. Only what differs from the contract named under "extends" has to be said here;
# a table of the same name or id replaces, member by member, what is said there. "[removed]" takes clauses out.
format = 1
extends = {base}
name = {name}
title = {title}
date = {date}
source = "the title and address of the page that this is read from"

# [endpoint]
# base_url = "https://host/v1"
# hosts = ["host"]                   # the key of key_variable goes nowhere else
# auth = "required"                  # or optional, or none
# key_variable = "VENDOR_API_KEY"

# Models and limits; request.json, which is to be copied and changed beside this file, must say the same.
# any_model = false
# [[models]]
# name = "model"
# max_items = 2048
# max_tokens = 8192
# dimensions = [1024, 512]           # or {{ min = 1, max = 1024 }}
# default_dimensions = 1024

# What to expect where a rule is broken: refuse, answer, or either where the page is silent.
# [policy]
# "input.maxItems" = "refuse"

# A clause for every statement of the page: MUST where it says so, SHOULD where other evidence does.
# [[clauses]]
# id = "limits.items"
# level = "MUST"
# statement = "A list carries at most 2048 texts; more are refused."
# zh.statement = "列表最多包含 2048 条文本；超出则拒绝。"    # for reports in Chinese
# locator = "Page > section > field"
# checks = ["limits.items-at-cap", "limits.items-over-cap"]
"""


def begin(folder: Path, base: str, date: str) -> Contract:
    """Write the table of a new contract that extends another into a folder, named after it, and return what it holds.

    Raises ContractError where the base does not exist, the folder holds a contract already or cannot be written, or
    its name cannot be a contract's.
    """
    name, file = folder.resolve().name, folder / _TABLE
    title = load(base).title
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ContractError(f"{name!r} cannot be a contract's name", "use lower-case words joined by dashes")
    if file.exists():
        raise ContractError(f"{file} exists already", "name a new folder")
    values = {"base": _base(base), "name": name, "title": f"New, after: {title}", "date": date}
    written = {key: json.dumps(value, ensure_ascii=False) for key, value in values.items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(_TEXT.format_map(written), "utf-8", newline="\n")
    except OSError as error:
        raise ContractError(f"{folder} cannot be written ({error.strerror})", "name another folder") from error
    return load(str(folder.resolve()))


def _base(given: str) -> str:
    """Return a known name as it is, and a path as one that holds from anywhere."""
    path = Path(given)
    return str(path.resolve()) if path.exists() else given
