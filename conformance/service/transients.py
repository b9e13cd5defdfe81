"""Transient behaviours: conforming deviations for one call or a while, which a client must handle."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from email.utils import formatdate
from types import MappingProxyType
from typing import Any

from conformance.service.behaviour import Behaviour, PipelineStage
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.error_response import ErrorResponse
from conformance.service.parsed_request import ParsedRequest
from conformance.service.payloads import put
from conformance.service.reply import Reply, json_reply
from conformance.service.state import ABSENT

__all__ = ["TRANSIENTS"]

_REGISTERED: dict[str, Behaviour] = {}

TRANSIENTS: Mapping[str, Behaviour] = MappingProxyType(_REGISTERED)

_LATE = 2.0
"""Seconds; less than the timeout of any client, more than that of an impatient one."""
_LATER_THAN_OTHERS = 1.0
"""Seconds; calls that are sent together are answered in much less."""


def _transient(name: str, stage: PipelineStage) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        _REGISTERED[name] = Behaviour(name, " ".join((function.__doc__ or "").split()), stage, function)
        return function

    return register


def _refuse(request: ParsedRequest, error_response: ErrorResponse) -> Reply:
    """Return an error response in the shape the contract gives its status."""
    body = request.served_contract.shape(error_response.status).write(error_response.parts)
    return Reply(error_response.status, b"", ()) if body is ABSENT else json_reply(body, error_response.status)


def _busy(request: ParsedRequest, status: int) -> Reply:
    code, kind = ("limit_requests", "rate_limit_error") if status == 429 else ("service_unavailable", "server_error")
    return _refuse(
        request, ErrorResponse("busy", "Too many requests, please try again later.", status, code, type=kind)
    )


@_transient("rate-limit-once", PipelineStage.REQUEST)
def _rate_limit_once(request: ParsedRequest) -> ParsedRequest | Reply:
    """Refuses the first call with 429 and asks to wait one second."""
    return request if request.state.tick("rate-limit-once") else _busy(request, 429).with_header("retry-after", "1")


@_transient("rate-limit-once-date", PipelineStage.REQUEST)
def _rate_limit_once_date(request: ParsedRequest) -> ParsedRequest | Reply:
    """Refuses the first call with 429 until a date, two seconds ahead."""
    until = formatdate(time.time() + 2, usegmt=True)
    return (
        request if request.state.tick("rate-limit-once-date") else _busy(request, 429).with_header("retry-after", until)
    )


@_transient("unavailable-once", PipelineStage.REQUEST)
def _unavailable_once(request: ParsedRequest) -> ParsedRequest | Reply:
    """Is not available for the first call, without saying how long."""
    return request if request.state.tick("unavailable-once") else _busy(request, 503)


@_transient("late", PipelineStage.WIRE)
def _late(_request: ParsedRequest, reply: Reply) -> Reply:
    """Answers after two seconds."""
    return replace(reply, delay=_LATE)


@_transient("first-call-late", PipelineStage.WIRE)
def _first_call_late(request: ParsedRequest, reply: Reply) -> Reply:
    """Answers the first call after all others that come within a second."""
    return reply if request.state.tick("first-call-late") else replace(reply, delay=_LATER_THAN_OTHERS)


@_transient("second-call-refused", PipelineStage.REQUEST)
def _second_call_refused(request: ParsedRequest) -> ParsedRequest | Reply:
    """Answers the first call, and refuses all later ones with 400."""
    return _refused_null_members(request) if request.state.tick("second-call-refused") else request


@_transient("hang-up-after-answer", PipelineStage.WIRE)
def _hang_up_after_answer(_request: ParsedRequest, reply: Reply) -> Reply:
    """Closes the connection after each answer without announcing it."""
    return replace(reply, hangs_up=True)


@_transient("other-ids", PipelineStage.BODY)
def _other_ids(_call: EmbeddingCall, body: Any) -> Any:
    """Gives answers an id of another form."""
    return put(body, id="embd-0c5f7b3e9a")


@_transient("refused-null-members", PipelineStage.REQUEST)
def _refused_null_members(request: ParsedRequest) -> Reply:
    """Refuses every call with 400, its error null in param and code."""
    return _refuse(request, ErrorResponse("transient", "The input was refused.", code=None, param=None))


@_transient("refused-at-length", PipelineStage.REQUEST)
def _refused_at_length(request: ParsedRequest) -> Reply:
    """Refuses every call with 400 and a long message in Chinese."""
    return _refuse(
        request, ErrorResponse("transient", "输入内容不符合要求，请检查参数“input”后重试；" * 80, param="input")
    )


@_transient("key-refused", PipelineStage.REQUEST)
def _key_refused(request: ParsedRequest) -> Reply:
    """Refuses every call with 401, whatever its key."""
    return _refuse(request, ErrorResponse("transient", "Incorrect API key provided.", 401, "invalid_api_key"))
