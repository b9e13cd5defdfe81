"""What a server says of its version."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.answers.answer import Answer, AnswerKind
from conformance.model import statuses
from conformance.model.excerpt import excerpt
from conformance.model.finding import Observation
from conformance.model.message import template

__all__ = ["observe_version"]

_LONGEST = 200

_VERSION = template("version.told", "the version that the server tells")
_TOLD = template("version.text", "{body}")


def observe_version(answers: Sequence[Answer]) -> Iterator[Observation]:
    """Yield what came back where the document has a path for the version; it concerns no model."""
    for answer in answers:
        asked = answer.kind is AnswerKind.BESIDE and answer.case.decided_by == "models.version"
        if asked and statuses.is_success(answer.status):
            body = excerpt(answer.response.body.decode("utf-8", "replace").strip(), _LONGEST)
            yield Observation("server.version", None, _VERSION(), _TOLD(body=body), answer.key)
