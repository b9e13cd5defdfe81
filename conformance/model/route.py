"""The way to an endpoint below its base URL: a path in which the model may stand, and a query."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote

__all__ = ["Route"]

_MODEL = "{model}"


@dataclass(frozen=True, slots=True)
class Route:
    """A template such as ``/deployments/{model}/embeddings?api-version=2024-10-21``; its query goes with every call.

    ``further`` are the names of parameters that the query of a call may have besides.
    """

    template: str
    further: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The template without its query."""
        return self.template.partition("?")[0]

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        """The parameters that go with every call, by name."""
        return tuple(parse_qsl(self.template.partition("?")[2], keep_blank_values=True))

    @property
    def names_model(self) -> bool:
        """Whether the model stands in the path."""
        return _MODEL in self.template

    def to(self, model: str) -> str:
        """Return the path to a model, with the query."""
        return self.template.replace(_MODEL, quote(model, safe=""))

    def plain(self, model: str) -> str:
        """Return the path to a model without the query."""
        return self.to(model).partition("?")[0]

    def leads_here(self, path: str) -> bool:
        """Tell whether a path, its query aside, is one of the endpoint."""
        return self._match(path) is not None

    def model_in(self, path: str) -> str | None:
        """Return the model that a path names, or None."""
        found = self._match(path)
        return unquote(found["model"]) if found and self.names_model else None

    def lacking(self, path: str) -> tuple[str, ...]:
        """Return the names of parameters that the query of a path lacks."""
        parameters = dict(parse_qsl(path.partition("?")[2], keep_blank_values=True))
        return tuple(name for name, _ in self.query if name not in parameters)

    def strange(self, path: str) -> tuple[str, ...]:
        """Return the names of parameters in the query of a path that are not documented."""
        names = {*dict(self.query), *self.further}
        return tuple(name for name, _ in parse_qsl(path.partition("?")[2], keep_blank_values=True) if name not in names)

    def base_of(self, url: str) -> str:
        """Return what stands before the endpoint's path at the end of a URL without query; empty where it does not."""
        found = re.fullmatch(f"(?P<base>.*?){self._pattern}", url)
        return found["base"] if found else ""

    def _match(self, path: str) -> re.Match[str] | None:
        return re.fullmatch(self._pattern, path.partition("?")[0])

    @property
    def _pattern(self) -> str:
        return re.escape(self.path).replace(re.escape(_MODEL), "(?P<model>[^/]+)")
