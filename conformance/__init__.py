"""A conformance suite for OpenAI-compatible Embeddings endpoints.

PYTEST_DONT_REWRITE: pytest would warn that the command which starts it has loaded this package before.
"""

from pkgutil import extend_path

# A project may have a folder of this name that is no package; Python would not look into it behind ours.
__path__ = extend_path(__path__, __name__)
