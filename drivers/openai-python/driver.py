"""The official Python SDK, as its page shows it: no format named, vectors in the order they came."""

from __future__ import annotations

from driving import drive
from openai import OpenAI

CLIENT = OpenAI()


def embed(texts: str | list[str], model: str, **width: int) -> list[list[float]]:
    """Return the vector of each item."""
    made = CLIENT.embeddings.create(model=model, input=texts, **width)
    return [item.embedding for item in made.data]


drive(embed)
