"""Token numbers in company."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.answers.answer import Answer
from conformance.answers.embedding_space import EmbeddingSpace, cosine_distance
from conformance.checks.registry import Scope, UndecidedError, check
from conformance.checks.relations.comparing import AFTER, by_role
from conformance.model.finding import Finding


@check(
    "relations.token-lists",
    "A list of token numbers has the vector alone that it has among others.",
    selector=by_role("tokens"),
    scope=Scope.SPACE,
    after=tuple(name for name in AFTER if name != "vectors.nonzero"),
    probes=("noise", "forms"),
)
def token_lists_are_kept_apart(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Servers that know texts only embed the numbers one by one, or lose the order of the lists."""
    alone = [answer for answer in answers if answer.case.token_lists == 1]
    together = [answer for answer in answers if answer.case.token_lists not in (None, 1)]
    if not alone or not together:
        raise UndecidedError("the lists were not answered both alone and together")
    for answer in together:
        for at, (one, vector) in enumerate(zip(alone, answer.by_input, strict=False)):
            own = one.by_input[0] if one.by_input else None
            if own is None or vector is None or (distance := cosine_distance(own, vector)) <= space.tolerance:
                continue
            message = f"{answer.case.title}: list {at} differs from the vector it has alone (cosine {1 - distance:.6f})"
            yield Finding(message, "one vector", f"a cosine of {1 - distance:.6f}", f"/data/{at}/embedding", answer.key)
