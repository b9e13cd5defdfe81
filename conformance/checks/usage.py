"""What is metered."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.answers.answer import Answer
from conformance.answers.usage import counts, prompt_tokens
from conformance.checks.registry import check, successes
from conformance.checks.schema_claims import claimed
from conformance.model.finding import Finding, finding_kind
from conformance.model.values import wire_value

_answered = successes()

_NONE_FOR_TEXT = finding_kind(
    "usage.none-for-text", "{tokens:token} for ordinary text", expected="at least 1", observed="{tokens}"
)
_TOTAL_DIFFERS = finding_kind(
    "usage.total-differs",
    "`total_tokens` is {total:json}, `prompt_tokens` {prompt:json}",
    expected="{prompt:json}",
    observed="{total:json}",
)

check("usage.present", "`usage` is an object.", selector=_answered, after=("structure.body-object",))(claimed("/usage"))

_AFTER = ("usage.present",)
_whole = claimed("/usage/prompt_tokens")


def _is_no_number(answer: Answer) -> bool:
    return prompt_tokens(answer) is None


@check(
    "usage.prompt-tokens",
    "`usage.prompt_tokens` is an integer, at least 1 for ordinary text.",
    selector=_answered,
    after=_AFTER,
    masks=_is_no_number,
)
def prompt_tokens_are_counted(answer: Answer) -> Iterator[Finding]:
    """No text with words in it has no tokens."""
    yield from _whole(answer)
    tokens = prompt_tokens(answer)
    if answer.case.ordinary and tokens is not None and tokens < 1:
        yield _NONE_FOR_TEXT(at=f"/usage/{answer.contract.prompt_tokens}", tokens=tokens)


check("usage.total-tokens", "`usage.total_tokens` is an integer.", selector=_answered, after=_AFTER)(
    claimed("/usage/total_tokens")
)


check(
    "usage.completion-tokens",
    "`usage.completion_tokens` is an integer, where it is documented.",
    selector=_answered,
    after=_AFTER,
)(claimed("/usage/completion_tokens"))


@check(
    "usage.total-equals-prompt",
    "`usage.total_tokens` equals `usage.prompt_tokens`.",
    selector=_answered,
    after=(*_AFTER, "usage.prompt-tokens", "usage.total-tokens"),
)
def total_equals_prompt(answer: Answer) -> Iterator[Finding]:
    """An embedding has no completion to pay for."""
    usage = counts(answer)
    if usage.get("total_tokens") != usage.get("prompt_tokens"):
        total, prompt = wire_value(usage.get("total_tokens")), wire_value(usage.get("prompt_tokens"))
        yield _TOTAL_DIFFERS(at="/usage/total_tokens", total=total, prompt=prompt)
