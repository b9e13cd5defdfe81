"""Facts in words, for a terminal and for observations."""

from __future__ import annotations

from conformance.model.facts import Beyond, Bracket, Facts, Widths

__all__ = ["describe_beyond", "describe_forms", "describe_limit", "describe_widths"]

_FORMS = {"string": "a string", "list": "a list", "tokens": "token numbers", "token-lists": "lists of token numbers"}


def describe_widths(widths: Widths) -> str:
    """Tell which widths may be asked for, or what becomes of those that are."""
    if widths.range is not None:
        return f"any from {widths.range[0]} to {widths.range[1]}"
    return ", ".join(map(str, widths.listed)) or str(widths.offer)


def describe_forms(facts: Facts) -> str:
    """Tell which forms of input are answered, and which are not."""
    taken = [_FORMS[form] for form, answered in facts.forms if answered]
    refused = [_FORMS[form] for form, answered in facts.forms if not answered]
    return "; ".join([", ".join(taken) or "unknown", *([f"not {', not '.join(refused)}"] if refused else [])])


def describe_limit(found: Bracket | None, where: str) -> str:
    """Tell what a limit lies between; ``where`` says what it is a limit of, such as «in a request»."""
    if found is None:
        return "unknown"
    if found.beyond is None:
        return f"no limit found up to {found.answered} {where}"
    if found.exact:
        return f"at most {found.answered} {where}"
    return f"at least {found.answered}, fewer than {found.beyond} {where}"


def describe_beyond(beyond: Beyond | None) -> str:
    """Tell what becomes of what is over a limit, to be put behind it; nothing where that is not known."""
    return {Beyond.REFUSED: "; more is refused", Beyond.CUT: "; more is cut without a word", None: ""}[beyond]
