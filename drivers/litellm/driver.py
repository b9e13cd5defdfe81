"""LiteLLM, told that the provider is an OpenAI-compatible one."""

from __future__ import annotations

import os

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # else its import fetches a price list

import litellm
from driving import drive

litellm.suppress_debug_info = True


def embed(texts: str | list[str], model: str, dimensions: int | None = None) -> list[list[float]]:
    """Return the vector of each item."""
    width = {} if dimensions is None else {"dimensions": dimensions}
    made = litellm.embedding(f"openai/{model}", texts, api_base=os.environ["OPENAI_BASE_URL"], **width)
    return [item["embedding"] for item in made.data]


drive(embed)
