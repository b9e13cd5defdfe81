"""LangChain's embeddings for OpenAI: as they come, or with ``texts`` as its page advises for other providers."""

from __future__ import annotations

import sys
from functools import cache

from driving import drive
from langchain_openai import OpenAIEmbeddings

SENDS_TOKENS = sys.argv[1:] != ["texts"]


@cache
def embeddings(model: str, **width: int) -> OpenAIEmbeddings:
    """Return those of a model in a width, with their connections."""
    return OpenAIEmbeddings(model=model, check_embedding_ctx_length=SENDS_TOKENS, **width)


def embed(texts: str | list[str], model: str, dimensions: int | None = None) -> list[list[float]]:
    """Return the vector of a query, or those of documents."""
    width = {} if dimensions is None else {"dimensions": dimensions}
    used = embeddings(model, **width)
    return [used.embed_query(texts)] if isinstance(texts, str) else used.embed_documents(texts)


drive(embed)
