"""Faults in the token counts of an answer."""

from __future__ import annotations

from typing import Any

from conformance.service.embedding_call import EmbeddingCall
from conformance.service.payloads import put, take
from conformance.service.registry import fault

__all__: list[str] = []


def _counts(body: Any, **members: Any) -> Any:
    return put(body, usage={**body["usage"], **members})


@fault("usage-missing", "body", "usage.present")
def _usage_missing(_call: EmbeddingCall, body: Any) -> Any:
    """Leaves out the usage."""
    return take(body, "usage")


@fault("usage-null", "body", "usage.present")
def _usage_null(_call: EmbeddingCall, body: Any) -> Any:
    """Sends null as the usage."""
    return put(body, usage=None)


@fault("usage-number", "body", "usage.present")
def _usage_number(_call: EmbeddingCall, body: Any) -> Any:
    """Sends the bare token count as the usage."""
    return put(body, usage=body["usage"]["total_tokens"])


@fault("usage-missing-for-list", "body", "usage.present")
def _usage_missing_for_list(call: EmbeddingCall, body: Any) -> Any:
    """Leaves out the usage wherever the input was a list."""
    return body if call.single else take(body, "usage")


@fault("usage-prompt-missing", "body", "usage.prompt-tokens")
def _usage_prompt_missing(_call: EmbeddingCall, body: Any) -> Any:
    """Counts the total only."""
    return put(body, usage=take(body["usage"], "prompt_tokens"))


@fault("usage-prompt-null", "body", "usage.prompt-tokens")
def _usage_prompt_null(_call: EmbeddingCall, body: Any) -> Any:
    """Sends null as the number of prompt tokens."""
    return _counts(body, prompt_tokens=None)


@fault("usage-prompt-string", "body", "usage.prompt-tokens")
def _usage_prompt_string(_call: EmbeddingCall, body: Any) -> Any:
    """Sends the number of prompt tokens as a string."""
    return _counts(body, prompt_tokens=str(body["usage"]["prompt_tokens"]))


@fault("usage-prompt-fraction", "body", "usage.prompt-tokens")
def _usage_prompt_fraction(_call: EmbeddingCall, body: Any) -> Any:
    """Estimates the number of prompt tokens, with half a token."""
    return _counts(body, prompt_tokens=body["usage"]["prompt_tokens"] + 0.5)


@fault("usage-zero", "body", "usage.prompt-tokens")
def _usage_zero(_call: EmbeddingCall, body: Any) -> Any:
    """Counts no tokens for whatever text."""
    return _counts(body, prompt_tokens=0, total_tokens=0)


@fault("usage-negative", "body", "usage.prompt-tokens")
def _usage_negative(_call: EmbeddingCall, body: Any) -> Any:
    """Sends minus one for counts it does not know."""
    return _counts(body, prompt_tokens=-1, total_tokens=-1)


@fault("usage-renamed", "body", "usage.prompt-tokens")
def _usage_renamed(_call: EmbeddingCall, body: Any) -> Any:
    """Calls the prompt tokens input tokens."""
    return put(
        body, usage={"input_tokens": body["usage"]["prompt_tokens"], "total_tokens": body["usage"]["total_tokens"]}
    )


@fault("usage-total-missing", "body", "usage.total-tokens")
def _usage_total_missing(_call: EmbeddingCall, body: Any) -> Any:
    """Counts the prompt tokens only."""
    return put(body, usage=take(body["usage"], "total_tokens"))


@fault("usage-total-null", "body", "usage.total-tokens")
def _usage_total_null(_call: EmbeddingCall, body: Any) -> Any:
    """Sends null as the total."""
    return _counts(body, total_tokens=None)


@fault("usage-total-string", "body", "usage.total-tokens")
def _usage_total_string(_call: EmbeddingCall, body: Any) -> Any:
    """Sends the total as a string."""
    return _counts(body, total_tokens=str(body["usage"]["total_tokens"]))


@fault("usage-total-bool", "body", "usage.total-tokens")
def _usage_total_bool(_call: EmbeddingCall, body: Any) -> Any:
    """Says true instead of a total."""
    return _counts(body, total_tokens=True)


@fault("usage-total-with-completion", "body", "usage.total-equals-prompt")
def _usage_total_with_completion(_call: EmbeddingCall, body: Any) -> Any:
    """Adds a token for an end mark to the total only."""
    return _counts(body, total_tokens=body["usage"]["total_tokens"] + 1)


@fault("usage-total-of-last", "body", "usage.total-equals-prompt")
def _usage_total_of_last(call: EmbeddingCall, body: Any) -> Any:
    """Counts the whole list as prompt but only its last text as total."""
    return _counts(body, total_tokens=call.counts[-1])


@fault("usage-completion-missing", "body", "usage.completion-tokens")
def _usage_completion_missing(_call: EmbeddingCall, body: Any) -> Any:
    """Leaves out the completion tokens that are documented."""
    return put(body, usage=take(body["usage"], "completion_tokens"))
