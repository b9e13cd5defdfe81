"""Haystack's embedders for OpenAI, told to raise what fails: as they come, documents that failed have no vector."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"

from driving import drive
from haystack import Document
from haystack.components.embedders import OpenAIDocumentEmbedder, OpenAITextEmbedder


@cache
def embedders(model: str, **width: int) -> tuple[OpenAITextEmbedder, OpenAIDocumentEmbedder]:
    """Return those of a model in a width: of queries, and of documents."""
    settings: dict[str, Any] = {"model": model, "api_base_url": os.environ["OPENAI_BASE_URL"], **width}
    documents = OpenAIDocumentEmbedder(**settings, progress_bar=False, raise_on_failure=True)
    return OpenAITextEmbedder(**settings), documents


def embed(texts: str | list[str], model: str, dimensions: int | None = None) -> list[list[float]]:
    """Return the vector of a query, or those of documents, each of which has an id of its own."""
    width = {} if dimensions is None else {"dimensions": dimensions}
    query, documents = embedders(model, **width)
    if isinstance(texts, str):
        return [query.run(text=texts)["embedding"]]
    made = documents.run(documents=[Document(id=str(place), content=text) for place, text in enumerate(texts)])
    return [document.embedding for document in made["documents"]]


drive(embed)
