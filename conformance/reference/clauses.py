"""A contract that holds a model against a reference: what a reference states, as clauses among the others."""

from __future__ import annotations

from dataclasses import replace

from conformance.model.clause import Clause
from conformance.model.contract import Contract
from conformance.model.reference import Reference
from conformance.model.verdict import Level

__all__ = ["REFERENCE_CHECKS", "with_reference"]

_STATEMENTS = {
    "vectors-kept": ("Texts have the vectors of the reference.", "文本的向量与参考一致。"),
    "norms-kept": ("Vectors have the L2 norms of the reference.", "向量的 L2 范数与参考一致。"),
    "width-kept": ("Vectors have the dimensions of the reference.", "向量的维度与参考一致。"),
    "tokens-kept": ("Texts count as many tokens as in the reference.", "文本的 token 数与参考一致。"),
}
REFERENCE_CHECKS = tuple(f"reference.{name}" for name in _STATEMENTS)
"""The checks of every reference, which no document asks for."""


def with_reference(contract: Contract, reference: Reference) -> Contract:
    """Return a contract with a reference and its clauses, which bind the model that is held against it."""
    source = reference.source or reference.tool
    where, zh_where = f"reference of {reference.date} ({source})", f"{reference.date} 的参考（{source}）"
    clauses = tuple(
        Clause(
            id=f"reference.{name}",
            level=Level.MUST,
            statement=statement,
            locator=where,
            checks=(f"reference.{name}",),
            models=(reference.model,),
            zh=(("statement", chinese), ("locator", zh_where)),
        )
        for name, (statement, chinese) in _STATEMENTS.items()
    )
    return replace(contract, reference=reference, clauses=(*contract.clauses, *clauses))
