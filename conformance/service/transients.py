"""What a service does for a while, or to one call: right behaviour that a client meets and has to get over."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from email.utils import formatdate
from types import MappingProxyType
from typing import Any

from conformance.service.behaviour import Behaviour, Stage
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.parsed_request import ParsedRequest
from conformance.service.payloads import put
from conformance.service.refusal import Refusal
from conformance.service.reply import Reply, json_reply
from conformance.service.state import ABSENT

__all__ = ["TRANSIENTS"]

_FOUND: dict[str, Behaviour] = {}

TRANSIENTS: Mapping[str, Behaviour] = MappingProxyType(_FOUND)

_LATE = 2.0
"""Seconds; longer than anybody's patience with a machine, shorter than any client's."""


def _transient(name: str, stage: Stage) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        _FOUND[name] = Behaviour(name, " ".join((function.__doc__ or "").split()), stage, function)
        return function

    return register


def _refuse(draft: ParsedRequest, refusal: Refusal) -> Reply:
    """Return a refusal in the shape the contract gives its status."""
    body = draft.served_contract.shape(refusal.status).write(refusal.parts)
    return Reply(refusal.status, b"", ()) if body is ABSENT else json_reply(body, refusal.status)


def _busy(draft: ParsedRequest, status: int) -> Reply:
    code, kind = ("limit_requests", "rate_limit_error") if status == 429 else ("service_unavailable", "server_error")
    return _refuse(draft, Refusal("busy", "Too many requests, please try again later.", status, code, type=kind))


@_transient("rate-limit-once", Stage.REQUEST)
def _rate_limit_once(draft: ParsedRequest) -> ParsedRequest | Reply:
    """Refuses the first call with 429 and asks to wait one second."""
    return draft if draft.state.tick("rate-limit-once") else _busy(draft, 429).with_header("retry-after", "1")


@_transient("rate-limit-once-date", Stage.REQUEST)
def _rate_limit_once_date(draft: ParsedRequest) -> ParsedRequest | Reply:
    """Refuses the first call with 429 until a date, two seconds ahead."""
    until = formatdate(time.time() + 2, usegmt=True)
    return draft if draft.state.tick("rate-limit-once-date") else _busy(draft, 429).with_header("retry-after", until)


@_transient("unavailable-once", Stage.REQUEST)
def _unavailable_once(draft: ParsedRequest) -> ParsedRequest | Reply:
    """Is not available for the first call, without saying how long."""
    return draft if draft.state.tick("unavailable-once") else _busy(draft, 503)


@_transient("late", Stage.WIRE)
def _late(_draft: ParsedRequest, reply: Reply) -> Reply:
    """Takes two seconds for an answer."""
    return replace(reply, delay=_LATE)


@_transient("hang-up-after-answer", Stage.WIRE)
def _hang_up_after_answer(_draft: ParsedRequest, reply: Reply) -> Reply:
    """Closes the connection after each answer without having said so."""
    return replace(reply, hangs_up=True)


@_transient("other-ids", Stage.BODY)
def _other_ids(_call: EmbeddingCall, body: Any) -> Any:
    """Gives answers an id of another form."""
    return put(body, id="embd-0c5f7b3e9a")


@_transient("refused-null-members", Stage.REQUEST)
def _refused_null_members(draft: ParsedRequest) -> Reply:
    """Refuses every call with 400, its error null in param and code."""
    return _refuse(draft, Refusal("episode", "The input was refused.", code=None, param=None))


@_transient("refused-at-length", Stage.REQUEST)
def _refused_at_length(draft: ParsedRequest) -> Reply:
    """Refuses every call with 400 and a long message in Chinese."""
    return _refuse(draft, Refusal("episode", "输入内容不符合要求，请检查参数“input”后重试；" * 80, param="input"))


@_transient("key-refused", Stage.REQUEST)
def _key_refused(draft: ParsedRequest) -> Reply:
    """Refuses every call with 401, whatever its key."""
    return _refuse(draft, Refusal("episode", "Incorrect API key provided.", 401, "invalid_api_key"))
