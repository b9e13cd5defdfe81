"""What a service does for a while, or to one call: right behaviour that a client meets and has to get over."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from email.utils import formatdate
from types import MappingProxyType
from typing import Any

from conformance.service.behaviour import Behaviour, Stage
from conformance.service.call import Call
from conformance.service.draft import Draft
from conformance.service.payloads import put
from conformance.service.refusal import Refusal
from conformance.service.reply import Reply, json_reply
from conformance.service.state import ABSENT

__all__ = ["EPISODES"]

_FOUND: dict[str, Behaviour] = {}

EPISODES: Mapping[str, Behaviour] = MappingProxyType(_FOUND)

_LATE = 2.0
"""Seconds; longer than anybody's patience with a machine, shorter than any client's."""


def _episode(name: str, stage: Stage) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        _FOUND[name] = Behaviour(name, " ".join((function.__doc__ or "").split()), stage, function)
        return function

    return register


def _refuse(draft: Draft, refusal: Refusal) -> Reply:
    """Return a refusal in the shape the contract gives its status."""
    body = draft.terms.shape(refusal.status).write(refusal.parts)
    return Reply(refusal.status, b"", ()) if body is ABSENT else json_reply(body, refusal.status)


def _busy(draft: Draft, status: int) -> Reply:
    code, kind = ("limit_requests", "rate_limit_error") if status == 429 else ("service_unavailable", "server_error")
    return _refuse(draft, Refusal("busy", "Too many requests, please try again later.", status, code, type=kind))


@_episode("rate-limit-once", Stage.REQUEST)
def _rate_limit_once(draft: Draft) -> Draft | Reply:
    """Refuses the first call with 429 and asks to wait one second."""
    return draft if draft.state.tick("rate-limit-once") else _busy(draft, 429).with_header("retry-after", "1")


@_episode("rate-limit-once-date", Stage.REQUEST)
def _rate_limit_once_date(draft: Draft) -> Draft | Reply:
    """Refuses the first call with 429 until a date, two seconds ahead."""
    until = formatdate(time.time() + 2, usegmt=True)
    return draft if draft.state.tick("rate-limit-once-date") else _busy(draft, 429).with_header("retry-after", until)


@_episode("unavailable-once", Stage.REQUEST)
def _unavailable_once(draft: Draft) -> Draft | Reply:
    """Is not available for the first call, without saying how long."""
    return draft if draft.state.tick("unavailable-once") else _busy(draft, 503)


@_episode("late", Stage.WIRE)
def _late(_draft: Draft, reply: Reply) -> Reply:
    """Takes two seconds for an answer."""
    return replace(reply, delay=_LATE)


@_episode("hang-up-after-answer", Stage.WIRE)
def _hang_up_after_answer(_draft: Draft, reply: Reply) -> Reply:
    """Closes the connection after each answer without having said so."""
    return replace(reply, hangs_up=True)


@_episode("other-ids", Stage.BODY)
def _other_ids(_call: Call, body: Any) -> Any:
    """Gives answers an id of another form."""
    return put(body, id="embd-0c5f7b3e9a")


@_episode("refused-null-members", Stage.REQUEST)
def _refused_null_members(draft: Draft) -> Reply:
    """Refuses every call with 400, its error null in param and code."""
    return _refuse(draft, Refusal("episode", "The input was refused.", code=None, param=None))


@_episode("refused-at-length", Stage.REQUEST)
def _refused_at_length(draft: Draft) -> Reply:
    """Refuses every call with 400 and a long message in Chinese."""
    return _refuse(draft, Refusal("episode", "输入内容不符合要求，请检查参数“input”后重试；" * 80, param="input"))


@_episode("key-refused", Stage.REQUEST)
def _key_refused(draft: Draft) -> Reply:
    """Refuses every call with 401, whatever its key."""
    return _refuse(draft, Refusal("episode", "Incorrect API key provided.", 401, "invalid_api_key"))
