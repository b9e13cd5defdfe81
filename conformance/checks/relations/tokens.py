"""Lists of token IDs beside others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.answers.answer import Answer
from conformance.answers.embedding_space import EmbeddingSpace, cosine_distance, is_rather
from conformance.answers.noise import HARM
from conformance.checks.registry import Scope, UndecidedError, check
from conformance.checks.relations.comparing import AFTER, by_role
from conformance.model.finding import Evidence, Finding, Part, finding_kind
from conformance.model.message import template
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role

_DIFFERS = finding_kind(
    "relations.token-list-differs",
    "{case}: list {item} differs from the vector it has alone (cosine {cosine:.6f})",
    expected="one vector",
    observed="a cosine of {cosine:.6f}",
)
_ONE_SIDE = template("relations.token-lists-one-side", "the lists were not answered both alone and together")


@check(
    "relations.token-lists",
    "A list of token IDs has the vector alone that it has among others.",
    selector=by_role(Role.TOKENS),
    scope=Scope.SPACE,
    after=tuple(name for name in AFTER if name != "vectors.nonzero"),
    probes=(ProbeName.NOISE, ProbeName.FORMS),
)
def token_lists_are_kept_apart(answers: Sequence[Answer], space: EmbeddingSpace) -> Iterator[Finding]:
    """Servers that know texts only embed the IDs one by one, or lose the order of the lists."""
    alone = [answer for answer in answers if answer.case.token_lists == 1]
    together = [answer for answer in answers if answer.case.token_lists not in (None, 1)]
    if not together or len(alone) < max(answer.case.token_lists or 0 for answer in together):
        raise UndecidedError(_ONE_SIDE())
    own = [answer.by_input[0] if answer.by_input else None for answer in alone]
    for answer in together:
        for at, (mine, vector) in enumerate(zip(own, answer.by_input, strict=False)):
            if mine is None or vector is None or mine.size != vector.size:
                continue  # other dimensions are told by checks of their own
            others = [other for other in own if other is not None and other is not mine]
            foreign = any(is_rather(vector, other, mine, space.noise) for other in others)
            distance = cosine_distance(mine, vector)
            if distance > space.tolerance or foreign:
                yield _DIFFERS(
                    at=f"/data/{at}/embedding",
                    of=answer.key,
                    beside=(Evidence(alone[at].key, Part.COMPARED_WITH, "/data/0/embedding"),),
                    advisory=distance <= HARM and not foreign,
                    case=answer.case.title,
                    item=at,
                    cosine=1 - distance,
                )
