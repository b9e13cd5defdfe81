"""The beginning of a new contract: a folder that can be used at once, and says what to fill in."""

from __future__ import annotations

import json
import re
from pathlib import Path

from conformance.contract.folder import SCHEMAS, find, read
from conformance.contract.loading import load
from conformance.errors import ContractError
from conformance.model.contract import Contract

__all__ = ["begin"]

_TABLE = "contract.toml"
_TEXT = """\
# What one vendor documents at one date. Only what differs from the contract named under "extends" has to be said here;
# a table of the same name or id replaces, member by member, what is said there. "[removed]" takes clauses out.
# request.json, response.json and error.json beside this file are that contract's, to be changed; or else they may go.
# "contracts validate" tells what is amiss and what no clause judges, "contracts check" tries it all.
format = 1
extends = {base}
name = {name}
title = {title}
date = {date}
source = "the title of the page that this is read from"
# url = "https://host/page"          # its address, which reports link to

# [endpoint]
# base_url = "https://host/v1"
# path = "/embeddings"               # may hold {{model}}, and a query: "/{{model}}/embeddings?version=1"
# key = {{ header = "Authorization", scheme = "Bearer" }}    # or {{ header = "api-key" }}, or {{ query = "key" }}
# hosts = ["host"]                   # the key of key_variable goes nowhere else
# auth = "required"                  # or optional, or none
# key_variable = "VENDOR_API_KEY"

# The vendor's names. Its further parameters stand in request.json: those under "required" go out with every request.
# [parameters]
# dimensions = "dimensions"
# encoding_format = "encoding_format"

# Models and limits, written here alone; request.json describes the parameters.
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
    """Write a new contract that extends another into a folder, named after it, and return what it holds.

    Its schemas are those of the other, so that they can be changed at once. Raises ContractError where the base does
    not exist, the folder holds a contract already or cannot be written, or its name cannot be a contract's.
    """
    name, file = folder.resolve().name, folder / _TABLE
    title, found = load(base).title, read(find(base))
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ContractError(f"{name!r} cannot be a contract's name", "use lower-case words joined by dashes")
    if file.exists():
        raise ContractError(f"{file} exists already", "name a new folder")
    values = {"base": _base(base), "name": name, "title": f"New, after: {title}", "date": date}
    written = {key: json.dumps(value, ensure_ascii=False) for key, value in values.items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(_TEXT.format_map(written), "utf-8", newline="\n")
        for part in SCHEMAS:
            own = f"urn:embedding-conformance:{name}:{part.removesuffix('.json')}"
            schema = json.dumps({**found.schemas[part], "$id": own}, ensure_ascii=False, indent=2)
            (folder / part).write_text(f"{schema}\n", "utf-8", newline="\n")
    except OSError as error:
        raise ContractError(f"{folder} cannot be written ({error.strerror})", "name another folder") from error
    return load(str(folder.resolve()))


def _base(url: str) -> str:
    """Return a known name as it is, and a path as one that holds from anywhere."""
    path = Path(url)
    return str(path.resolve()) if path.exists() else url
