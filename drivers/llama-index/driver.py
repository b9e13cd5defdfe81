"""LlamaIndex's embeddings for OpenAI, with the settings they come with."""

from __future__ import annotations

from functools import cache

from driving import drive
from llama_index.embeddings.openai import OpenAIEmbedding


@cache
def embedding(model: str, **width: int) -> OpenAIEmbedding:
    """Return that of a model in a width; ``model_name`` takes names that are not OpenAI's."""
    return OpenAIEmbedding(model_name=model, **width)


def embed(texts: str | list[str], model: str, dimensions: int | None = None) -> list[list[float]]:
    """Return the vector of a text, or those of a batch."""
    width = {} if dimensions is None else {"dimensions": dimensions}
    used = embedding(model, **width)
    return [used.get_text_embedding(texts)] if isinstance(texts, str) else used.get_text_embedding_batch(texts)


drive(embed)
