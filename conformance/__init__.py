"""A conformance suite for OpenAI-compatible Embeddings endpoints."""
