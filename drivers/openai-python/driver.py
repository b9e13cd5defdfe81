"""The official Python SDK, as its page shows it: no format named, vectors in the order they came."""

from __future__ import annotations

from typing import Any

from driving import drive
from openai import OpenAI

CLIENT = OpenAI()


def embed(
    texts: str | list[str], model: str, parameters: dict[str, Any] | None = None, **width: int
) -> list[list[float]]:
    """Return the vector of each item."""
    made = CLIENT.embeddings.create(model=model, input=texts, extra_body=parameters, **width)
    return [item.embedding for item in made.data]


drive(embed)
