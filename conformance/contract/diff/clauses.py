"""Statements that came, went, or bind more or less than they did."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model.change import ContractChange, Effect
from conformance.model.clause import Clause
from conformance.model.contract import Contract
from conformance.model.message import template
from conformance.model.verdict import Level

__all__ = ["clause_changes"]

_STRENGTH = (Level.MAY, Level.SHOULD, Level.MUST)
_GONE = template("change.clause-gone", "no longer stated ({level}): {statement}")
_NEW = template("change.clause-new", "new ({level}): {statement}")
_LEVEL = template("change.clause-level", "{level}, it was {before}: {statement}")
_REWORDED = template("change.clause-reworded", "now: {statement} It was: {before}")
_MODELS = template("change.clause-models", "speaks of {models}; it was {before}")
_ALL_MODELS = template("change.all-models", "all models")


def clause_changes(before: Contract, after: Contract) -> Iterator[ContractChange]:
    """Yield what changed in the clauses, told apart by their ids.

    A clause is neither missed nor new where others, under whatever ids, hold the other contract to the same checks.
    """
    old, new = ({clause.id: clause for clause in contract.clauses} for contract in (before, after))
    for name, clause in old.items():
        if name in new:
            yield from _between(clause, new[name])
        elif not _held(clause, after):
            gone = _GONE(level=str(clause.level), statement=clause.statement_message)
            yield ContractChange(_weight(clause, Effect.BREAKS), name, gone)
    for name, clause in new.items():
        if name not in old and not _held(clause, before):
            came = _NEW(level=str(clause.level), statement=clause.statement_message)
            yield ContractChange(_weight(clause, Effect.ALLOWS), name, came)


def _held(clause: Clause, contract: Contract) -> bool:
    """Tell whether another contract binds every check of a clause at least as strongly."""
    levels = [contract.level_of(check) for check in clause.checks]
    return bool(levels) and all(level and _STRENGTH.index(level) >= _STRENGTH.index(clause.level) for level in levels)


def _weight(clause: Clause, effect: Effect) -> Effect:
    """Return the effect of a clause that came or went; what nothing can judge promises a client nothing."""
    return effect if clause.checks else Effect.CONCERNS


def _between(old: Clause, new: Clause) -> Iterator[ContractChange]:
    if old.level is not new.level:
        weaker = _STRENGTH.index(new.level) < _STRENGTH.index(old.level)
        sentence = _LEVEL(level=str(new.level), before=str(old.level), statement=new.statement_message)
        yield ContractChange(Effect.BREAKS if weaker else Effect.ALLOWS, new.id, sentence)
    elif old.statement != new.statement:
        yield ContractChange(
            Effect.CONCERNS, new.id, _REWORDED(statement=new.statement_message, before=old.statement_message)
        )
    if old.models != new.models:
        was, now = (clause.models or _ALL_MODELS() for clause in (old, new))
        yield ContractChange(Effect.CONCERNS, new.id, _MODELS(models=now, before=was))
