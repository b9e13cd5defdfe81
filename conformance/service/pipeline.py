"""The service's work on one request, from bytes to reply, with a place for behaviours at every stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from conformance.service.behaviour import Behaviour, Stage
from conformance.service.embedder import embed
from conformance.service.embedding_call import EmbeddingCall, accept, success
from conformance.service.packing import pack, packs
from conformance.service.parsed_request import ParsedRequest, parse
from conformance.service.payloads import change_vectors
from conformance.service.refusal import Refusal
from conformance.service.reply import Reply, json_reply
from conformance.service.rules import enforced, first_broken
from conformance.service.served_contract import ServedContract
from conformance.service.state import ABSENT, Received, ServiceState

__all__ = ["Pipeline"]

_T = TypeVar("_T", ParsedRequest, EmbeddingCall)
_V = TypeVar("_V")


@dataclass(frozen=True, slots=True)
class Pipeline:
    """What a service does, given its terms, its memory and its behaviours."""

    served_contract: ServedContract
    state: ServiceState
    behaviours: Sequence[Behaviour]
    adversarial: Sequence[Behaviour] = ()
    """One of them meets every request; several take turns, with an answer as it should be before each round."""

    def answer(self, received: Received, number: int) -> Reply:
        """Answer one request; ``number`` counts the requests of this service from 0."""
        draft = ParsedRequest(
            received=received,
            served_contract=self.served_contract,
            state=self.state,
            request_slot=self.state.request_slot(number),
            rules=enforced(self.served_contract),
            payload=parse(received.body),
        )
        reply = self._reply(draft)
        reply = self._pass(Stage.REPLY, reply, draft)
        reply = self._pass(Stage.WIRE, reply, draft)
        turn = self._turn(number)
        return reply if turn is None else turn.apply(draft, reply)

    def _turn(self, number: int) -> Behaviour | None:
        """Return the hostile behaviour whose turn it is, or None."""
        if len(self.adversarial) < 2:
            return self.adversarial[0] if self.adversarial else None
        turn = number % (len(self.adversarial) + 1)
        return self.adversarial[turn - 1] if turn else None

    def _reply(self, draft: ParsedRequest) -> Reply:
        changed = self._lead(Stage.REQUEST, draft)
        if isinstance(changed, Reply):
            return changed
        broken = first_broken(changed)
        return self._serve(changed) if broken is None else self._refuse(changed, broken.refusal(changed))

    def _refuse(self, draft: ParsedRequest, refusal: Refusal) -> Reply:
        refusal = self._pass(Stage.ERROR_RESPONSE, refusal, draft)
        body = draft.served_contract.shape(refusal.status).write(refusal.parts)
        body = self._pass(Stage.ERROR, body, refusal)
        reply = Reply(refusal.status, b"", ()) if body is ABSENT else json_reply(body, refusal.status)
        # RFC 9110, section 15.5.6: who refuses a method says which there are.
        return reply.with_header("allow", "POST") if refusal.status == 405 else reply

    def _serve(self, draft: ParsedRequest) -> Reply:
        call = self._lead(Stage.CALL, accept(draft))
        if isinstance(call, Reply):
            return call
        vectors = self._pass(Stage.VECTORS, embed(call.texts, call.model, call.width), call)
        self.state.remember(call.texts)
        body = self._pass(Stage.BODY, success(call, vectors), call)
        return json_reply(change_vectors(body, pack) if packs(call) else body)

    def _lead(self, stage: Stage, value: _T) -> _T | Reply:
        """Let behaviours change a value, or answer in its stead: the first answer ends the work."""
        current: _T | Reply = value
        for behaviour in self._at(stage):
            current = behaviour.apply(current)
            if isinstance(current, Reply):
                break
        return current

    def _pass(self, stage: Stage, value: _V, context: ParsedRequest | EmbeddingCall | Refusal) -> _V:
        for behaviour in self._at(stage):
            value = behaviour.apply(context, value)
        return value

    def _at(self, stage: Stage) -> list[Behaviour]:
        return [behaviour for behaviour in self.behaviours if behaviour.stage is stage]
