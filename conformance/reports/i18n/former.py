"""Sentences of earlier versions whose templates had other places: results that were stored then are told by these."""

from __future__ import annotations

from conformance.model.message import TEMPLATES, Message, template

__all__ = ["former"]

_FORMER = "former."

template(f"{_FORMER}noticed.model-ignored", "a model that does not exist is answered for, with {embeddings:embedding}")
template(f"{_FORMER}figures.norms-differ", "from {low:.4g} to {high:.4g}, whatever the length of the text")
template(f"{_FORMER}relations.norm-differs", "{case}: {text:quote} has an L2 norm of {norm:.4f}, alone {alone:.4f}")


def former(message: Message) -> Message | None:
    """Return a message as an earlier version told it, or None where none told it otherwise."""
    id_ = f"{_FORMER}{message.id}"
    return Message(id_, message.items) if id_ in TEMPLATES else None
