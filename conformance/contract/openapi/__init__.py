"""A contract as an OpenAPI document, for tools that speak that language."""

from __future__ import annotations

from conformance.contract.openapi.document import openapi_of

__all__ = ["openapi_of"]
