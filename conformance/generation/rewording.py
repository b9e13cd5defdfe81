"""Requests with other texts, the same in all else."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.generation.body import encode
from conformance.model.case import Case
from conformance.model.exchange import Request
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role

__all__ = ["of_one_text", "reworded", "reworded_request"]

Reword = Callable[[str], str]


def reworded(case: Case, reword: Reword) -> Case:
    """Return a case with every text reworded, and those of its control."""
    texts = None if case.texts is None else tuple(map(reword, case.texts))
    control = None if case.control is None else reworded_request(case.control, reword)
    return replace(case, texts=texts, request=reworded_request(case.request, reword), control=control)


def reworded_request(request: Request, reword: Reword) -> Request:
    """Return a request with every text reworded; one whose body holds none stays as it is."""
    try:
        body = json.loads(request.body)
    except ValueError:
        return request
    texts = body.get("input") if isinstance(body, dict) else None
    changed: Any = texts
    if isinstance(texts, str):
        changed = reword(texts)
    elif isinstance(texts, list):
        changed = [reword(text) if isinstance(text, str) else text for text in texts]
    return request if changed == texts else replace(request, body=encode({**body, "input": changed}))


def of_one_text(case: Case, text: str) -> Case:
    """Return a case for one text in place of its own, sent in the same form, which plays no role and has no control."""
    body = json.loads(case.request.body)
    single = isinstance(body["input"], str)
    request = replace(case.request, body=encode({**body, "input": text if single else [text]}), repeat=0)
    return replace(
        case,
        request=request,
        texts=(text,),
        role=Role.NONE,
        group="",
        control=None,
        probe=ProbeName.CONTROLS,
        random=False,
    )
