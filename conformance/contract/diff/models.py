"""Models that came and went, and their limits."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model.change import ContractChange, Effect
from conformance.model.contract import Contract, Model

__all__ = ["model_changes"]


def model_changes(before: Contract, after: Contract) -> Iterator[ContractChange]:
    """Yield what changed in the table of models."""
    old, new = ({model.name: model for model in contract.models} for contract in (before, after))
    if before.any_model != after.any_model:
        effect = Effect.ALLOWS if after.any_model else Effect.BREAKS
        yield ContractChange(
            effect, "models", f"{'any model' if after.any_model else 'only listed models'} may be called now"
        )
    for name in () if after.any_model else (name for name in old if name not in new):
        yield ContractChange(Effect.BREAKS, name, "the model is no longer documented")
    for name in (name for name in new if name not in old):
        yield ContractChange(Effect.ALLOWS, name, f"the model is new: {_described(new[name])}")
    for name in (name for name in old if name in new):
        yield from _limit(name, "inputs in a request", old[name].max_items, new[name].max_items)
        yield from _limit(name, "tokens in a text", old[name].max_tokens, new[name].max_tokens)
        yield from _limit(name, "tokens in a request", old[name].max_request_tokens, new[name].max_request_tokens)
        yield from _widths(old[name], new[name])


def _described(model: Model) -> str:
    limits = [
        f"at most {model.max_items} inputs" if model.max_items else "",
        f"at most {model.max_tokens} tokens each" if model.max_tokens else "",
        f"dimensions {_offered(model)}" if model.dimensions or model.dimension_range else "",
    ]
    return ", ".join(filter(None, limits)) or "no documented limits"


def _limit(model: str, what: str, old: int | None, new: int | None) -> Iterator[ContractChange]:
    if old == new:
        return
    if new is None:
        yield ContractChange(Effect.ALLOWS, model, f"no limit of {what} is documented any more; it was {old}")
    elif old is None:
        yield ContractChange(Effect.BREAKS, model, f"at most {new} {what}; no limit was documented")
    else:
        yield ContractChange(
            Effect.BREAKS if new < old else Effect.ALLOWS, model, f"at most {new} {what}, {_than(new, old)} than {old}"
        )


def _than(new: int, old: int) -> str:
    return "fewer" if new < old else "more"


def _offered(model: Model) -> str:
    return (
        _listed(model.dimensions) if model.dimension_range is None else "from {} to {}".format(*model.dimension_range)
    )


def _widths(old: Model, new: Model) -> Iterator[ContractChange]:
    if old.dimension_range != new.dimension_range:
        gone = not all(map(new.offers, (*old.dimensions, *(old.dimension_range or ()))))
        sentence = f"dimensions may be {_offered(new) or 'none'}; they could be {_offered(old) or 'none'}"
        yield ContractChange(Effect.BREAKS if gone else Effect.ALLOWS, old.name, sentence)
    else:
        yield from _listed_widths(old, new)
    if old.default_dimensions != new.default_dimensions:
        was, now = (model.default_dimensions or "not documented" for model in (old, new))
        effect = Effect.BREAKS if old.default_dimensions else Effect.ALLOWS
        yield ContractChange(effect, old.name, f"the width without dimensions is {now}; it was {was}")


def _listed_widths(old: Model, new: Model) -> Iterator[ContractChange]:
    if gone := set(old.dimensions) - set(new.dimensions):
        yield ContractChange(Effect.BREAKS, old.name, f"dimensions may no longer be {_listed(gone)}")
    if came := set(new.dimensions) - set(old.dimensions):
        yield ContractChange(Effect.ALLOWS, old.name, f"dimensions may be {_listed(came)} as well")


def _listed(widths: object) -> str:
    assert isinstance(widths, set | tuple)
    return ", ".join(map(str, sorted(widths, reverse=True)))
