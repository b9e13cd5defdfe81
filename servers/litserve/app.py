"""LitServe with its own specification of embeddings over sentence-transformers: ``app.py WEIGHTS PORT``."""

from __future__ import annotations

import sys
from typing import Any

import litserve
from sentence_transformers import SentenceTransformer


class Embeddings(litserve.LitAPI):
    """Requests, answers and errors are LitServe's; only the model is here."""

    def setup(self, device: str) -> None:
        """Load the model."""
        self.model = SentenceTransformer(sys.argv[1], device=device)

    def predict(self, inputs: Any) -> Any:
        """Return a vector for each text."""
        return self.model.encode(inputs)


if __name__ == "__main__":
    server = litserve.LitServer(Embeddings(spec=litserve.OpenAIEmbeddingSpec()), accelerator="cpu", timeout=300)
    server.run(host="127.0.0.1", port=int(sys.argv[2]), generate_client_file=False)
