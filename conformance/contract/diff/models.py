"""Models that came and went, and their limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conformance.model.change import ContractChange, Effect
from conformance.model.contract import Contract, Model
from conformance.model.message import Message, Template, template

__all__ = ["model_changes"]

_ANY_MODEL = template("change.any-model", "any model may be called now")
_LISTED_MODELS = template("change.listed-models", "only listed models may be called now")
_GONE = template("change.model-gone", "the model is no longer documented")
_NEW = template("change.model-new", "the model is new: {limits}")
_INPUTS = template("change.at-most-inputs", "at most {most} inputs")
_TOKENS = template("change.at-most-tokens", "at most {most} tokens each")
_DIMENSIONS = template("change.dimensions", "dimensions {offered}")
_SHARED = template("change.space-shared", "it shares one space with {models}")
_LEFT = template("change.space-left", "it no longer shares one space with {models}")
_KEEPS = template("change.parameter-keeps-space", "vectors stay comparable with {name}")
_MAY_CHANGE = template("change.parameter-may-change-space", "vectors with {name} are no longer said to be comparable")
_NO_LIMITS = template("change.no-limits", "no documented limits")
_INPUTS_OF_A_REQUEST = template("change.inputs-of-a-request", "inputs in a request")
_TOKENS_OF_A_TEXT = template("change.tokens-of-a-text", "tokens in a text")
_TOKENS_OF_A_REQUEST = template("change.tokens-of-a-request", "tokens in a request")
_NO_LIMIT = template("change.limit-gone", "no limit of {what} is documented any more; it was {before}")
_FIRST_LIMIT = template("change.limit-new", "at most {most} {what}; no limit was documented")
_FEWER = template("change.limit-fewer", "at most {most} {what}, fewer than {before}")
_MORE = template("change.limit-more", "at most {most} {what}, more than {before}")
_OFFER = template("change.dimensions-offered", "dimensions may be {offered}; they could be {before}")
_RANGE = template("change.dimension-range", "from {least} to {most}")
_NONE = template("change.no-dimensions", "none")
_DEFAULT = template("change.default-dimensions", "the width without dimensions is {now}; it was {before}")
_NO_DEFAULT = template("change.default-not-documented", "not documented")
_NO_LONGER = template("change.dimensions-gone", "dimensions may no longer be {widths}")
_AS_WELL = template("change.dimensions-new", "dimensions may be {widths} as well")


def model_changes(before: Contract, after: Contract) -> Iterator[ContractChange]:
    """Yield what changed in the table of models."""
    old, new = ({model.name: model for model in contract.models} for contract in (before, after))
    if before.any_model != after.any_model:
        effect = Effect.ALLOWS if after.any_model else Effect.BREAKS
        yield ContractChange(effect, "models", _ANY_MODEL() if after.any_model else _LISTED_MODELS())
    for name in () if after.any_model else (name for name in old if name not in new):
        yield ContractChange(Effect.BREAKS, name, _GONE())
    for name in (name for name in new if name not in old):
        yield ContractChange(Effect.ALLOWS, name, _NEW(limits=tuple(_described(new[name])) or _NO_LIMITS()))
    for name in (name for name in old if name in new):
        yield from _limit(name, _INPUTS_OF_A_REQUEST, old[name].max_items, new[name].max_items)
        yield from _limit(name, _TOKENS_OF_A_TEXT, old[name].max_tokens, new[name].max_tokens)
        yield from _limit(name, _TOKENS_OF_A_REQUEST, old[name].max_request_tokens, new[name].max_request_tokens)
        yield from _widths(old[name], new[name])
    yield from _spaces(before, after)


def _spaces(before: Contract, after: Contract) -> Iterator[ContractChange]:
    """Yield which models, and which parameters, keep a space now, or no longer do."""
    old, new = before.shared_spaces, after.shared_spaces
    for name in dict.fromkeys(model.name for model in (*before.models, *after.models)):
        was, now = old.fellows(name), new.fellows(name)
        if left := tuple(text for text in was if text not in now):
            yield ContractChange(Effect.BREAKS, name, _LEFT(models=left))
        if joined := tuple(text for text in now if text not in was):
            yield ContractChange(Effect.ALLOWS, name, _SHARED(models=joined))
    for name in (name for name in old.parameters if name not in new.parameters):
        yield ContractChange(Effect.BREAKS, "requests", _MAY_CHANGE(name=name))
    for name in (name for name in new.parameters if name not in old.parameters):
        yield ContractChange(Effect.ALLOWS, "requests", _KEEPS(name=name))


def _described(model: Model) -> Iterator[Message]:
    if model.max_items:
        yield _INPUTS(most=model.max_items)
    if model.max_tokens:
        yield _TOKENS(most=model.max_tokens)
    if model.dimensions or model.dimension_range:
        yield _DIMENSIONS(offered=_offered(model))


def _limit(model: str, what: Template, old: int | None, new: int | None) -> Iterator[ContractChange]:
    if old == new:
        return
    if new is None:
        yield ContractChange(Effect.ALLOWS, model, _NO_LIMIT(what=what(), before=old))
    elif old is None:
        yield ContractChange(Effect.BREAKS, model, _FIRST_LIMIT(most=new, what=what()))
    else:
        effect, sentence = (Effect.BREAKS, _FEWER) if new < old else (Effect.ALLOWS, _MORE)
        yield ContractChange(effect, model, sentence(most=new, what=what(), before=old))


def _offered(model: Model) -> Message | tuple[int, ...]:
    if model.dimension_range is not None:
        least, most = model.dimension_range
        return _RANGE(least=least, most=most)
    return _listed(model.dimensions) or _NONE()


def _widths(old: Model, new: Model) -> Iterator[ContractChange]:
    if old.dimension_range != new.dimension_range:
        gone = not all(map(new.offers, (*old.dimensions, *(old.dimension_range or ()))))
        sentence = _OFFER(offered=_offered(new), before=_offered(old))
        yield ContractChange(Effect.BREAKS if gone else Effect.ALLOWS, old.name, sentence)
    else:
        yield from _listed_widths(old, new)
    if old.default_dimensions != new.default_dimensions:
        was, now = (model.default_dimensions or _NO_DEFAULT() for model in (old, new))
        effect = Effect.BREAKS if old.default_dimensions else Effect.ALLOWS
        yield ContractChange(effect, old.name, _DEFAULT(now=now, before=was))


def _listed_widths(old: Model, new: Model) -> Iterator[ContractChange]:
    if gone := set(old.dimensions) - set(new.dimensions):
        yield ContractChange(Effect.BREAKS, old.name, _NO_LONGER(widths=_listed(gone)))
    if came := set(new.dimensions) - set(old.dimensions):
        yield ContractChange(Effect.ALLOWS, old.name, _AS_WELL(widths=_listed(came)))


def _listed(widths: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(widths, reverse=True))
