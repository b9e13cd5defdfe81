"""What is metered."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.answers.answer import Answer
from conformance.checks.registry import check, successes
from conformance.checks.schema_claims import claimed
from conformance.checks.wording import shown
from conformance.model.finding import Finding

_answered = successes()

check("usage.present", "`usage` is an object.", selector=_answered, after=("structure.body-object",))(claimed("/usage"))

_AFTER = ("usage.present",)
_whole = claimed("/usage/prompt_tokens")


@check(
    "usage.prompt-tokens",
    "`usage.prompt_tokens` is an integer, at least 1 for ordinary text.",
    selector=_answered,
    after=_AFTER,
)
def prompt_tokens_are_counted(answer: Answer) -> Iterator[Finding]:
    """No text with words in it has no tokens."""
    yield from _whole(answer)
    tokens = answer.body.get("usage", {}).get("prompt_tokens")
    if answer.case.ordinary and type(tokens) is int and tokens < 1:
        yield Finding(f"{tokens} tokens for ordinary text", "at least 1", shown(tokens), "/usage/prompt_tokens")


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
    usage = answer.body["usage"]
    if usage.get("total_tokens") != usage.get("prompt_tokens"):
        yield Finding(
            "`total_tokens` differs from `prompt_tokens`",
            shown(usage.get("prompt_tokens")),
            shown(usage.get("total_tokens")),
            "/usage/total_tokens",
        )
