"""Semantic Kernel's embeddings for OpenAI, with the settings they come with."""

from __future__ import annotations

import asyncio
from functools import cache

from driving import drive
from openai import AsyncOpenAI
from semantic_kernel.connectors.ai.open_ai import OpenAITextEmbedding

LOOP = asyncio.new_event_loop()
"""One for all requests, so that connections are kept."""


@cache
def embedding(model: str) -> OpenAITextEmbedding:
    """Return that of a model; where to send is told to the client it is given."""
    return OpenAITextEmbedding(ai_model_id=model, async_client=AsyncOpenAI())


def embed(texts: str | list[str], model: str, dimensions: int | None = None) -> list[list[float]]:
    """Return the vector of each text; it takes lists."""
    width = {} if dimensions is None else {"dimensions": dimensions}
    listed = [texts] if isinstance(texts, str) else texts
    rows: list[list[float]] = LOOP.run_until_complete(embedding(model).generate_embeddings(listed, **width)).tolist()
    return rows


drive(embed)
