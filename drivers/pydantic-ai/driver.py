"""Pydantic AI's embedder for OpenAI, with the settings it comes with."""

from __future__ import annotations

from functools import cache

from driving import drive
from pydantic_ai import Embedder


@cache
def embedder(model: str) -> Embedder:
    """Return that of a model, with its connections."""
    return Embedder(f"openai:{model}")


def embed(texts: str | list[str], model: str, dimensions: int | None = None) -> list[list[float]]:
    """Return the vector of a query, or those of documents."""
    settings = None if dimensions is None else {"dimensions": dimensions}
    used = embedder(model)
    ask = used.embed_query_sync if isinstance(texts, str) else used.embed_documents_sync
    return [list(row) for row in ask(texts, settings=settings).embeddings]


drive(embed)
