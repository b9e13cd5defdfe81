"""Chroma's embedding function for OpenAI, with the settings it comes with."""

from __future__ import annotations

import os
from functools import cache

from chromadb.utils.embedding_functions import OpenAIEmbeddingFunction
from driving import drive


@cache
def function(model: str, **width: int) -> OpenAIEmbeddingFunction:
    """Return that of a model in a width, with its connections."""
    return OpenAIEmbeddingFunction(model_name=model, api_base=os.environ["OPENAI_BASE_URL"], **width)


def embed(texts: str | list[str], model: str, dimensions: int | None = None) -> list[list[float]]:
    """Return the vector of each text; the function takes lists."""
    width = {} if dimensions is None else {"dimensions": dimensions}
    rows = function(model, **width)([texts] if isinstance(texts, str) else texts)
    return [row.tolist() for row in rows]


drive(embed)
