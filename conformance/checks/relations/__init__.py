"""Relations between several answers: what no single one can show."""

from __future__ import annotations

from conformance.checks.relations import batches, history, lengths, load, metering, texts, tokens

__all__ = ["batches", "history", "lengths", "load", "metering", "texts", "tokens"]
