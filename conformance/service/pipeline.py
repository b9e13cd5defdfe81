"""The service's work on one request, from bytes to reply, with behaviours applied at every stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from conformance.service.behaviour import Behaviour, PipelineStage
from conformance.service.embedder import embed
from conformance.service.embedding_call import EmbeddingCall, accept, success
from conformance.service.error_response import ErrorResponse
from conformance.service.model_list import resource, resource_of
from conformance.service.packing import pack, packs
from conformance.service.parsed_request import ParsedRequest, parse
from conformance.service.payloads import change_vectors, with_usage_as
from conformance.service.quantizing import elements_of, in_form, quantize
from conformance.service.reply import Reply, json_reply
from conformance.service.rules import RULES, enforced, first_violated
from conformance.service.served_contract import ServedContract
from conformance.service.state import ABSENT, Received, ServiceState

__all__ = ["Pipeline"]

_T = TypeVar("_T", ParsedRequest, EmbeddingCall)
_V = TypeVar("_V")


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The work of a service, by its contract, its state and its behaviours."""

    served_contract: ServedContract
    state: ServiceState
    behaviours: Sequence[Behaviour]
    adversarial: Sequence[Behaviour] = ()
    """A single one acts on every request; several take turns, with one correct answer before each round."""

    @property
    def continues(self) -> bool:
        """Whether a request that waits for 100 Continue gets it."""
        return all(behaviour.apply() for behaviour in self._at(PipelineStage.HEAD))

    def answer(self, received: Received, number: int) -> Reply:
        """Answer one request; ``number`` counts the requests of this service from 0."""
        request = ParsedRequest(
            received=received,
            served_contract=self.served_contract,
            state=self.state,
            request_slot=self.state.request_slot(number),
            rules=enforced(self.served_contract),
            payload=parse(received.body),
        )
        reply = self._reply(request)
        reply = self._pass(PipelineStage.REPLY, reply, request)
        reply = self._pass(PipelineStage.WIRE, reply, request)
        turn = self._turn(number)
        return reply if turn is None else turn.apply(request, reply)

    def _turn(self, number: int) -> Behaviour | None:
        """Return the adversarial behaviour whose turn it is, or None."""
        if len(self.adversarial) < 2:
            return self.adversarial[0] if self.adversarial else None
        turn = number % (len(self.adversarial) + 1)
        return self.adversarial[turn - 1] if turn else None

    def _reply(self, request: ParsedRequest) -> Reply:
        changed = self._lead(PipelineStage.REQUEST, request)
        if isinstance(changed, Reply):
            return changed
        if resource_of(changed):
            return self._tell(changed)
        violated = first_violated(changed)
        return self._serve(changed) if violated is None else self._refuse(changed, violated.error_response(changed))

    def _tell(self, request: ParsedRequest) -> Reply:
        """Tell of the service itself whoever has the key."""
        keyed = replace(request, rules=frozenset(rule for rule in request.rules if rule.startswith("auth.")))
        violated, body = first_violated(keyed), resource(request)
        if violated is None and body is None:
            violated = next(rule for rule in RULES if rule.name == "model.enum")
        return json_reply(body) if violated is None else self._refuse(request, violated.error_response(request))

    def _refuse(self, request: ParsedRequest, error_response: ErrorResponse) -> Reply:
        error_response = self._pass(PipelineStage.ERROR_RESPONSE, error_response, request)
        body = request.served_contract.shape(error_response.status).write(error_response.parts)
        body = self._pass(PipelineStage.ERROR, body, error_response)
        reply = Reply(error_response.status, b"", ()) if body is ABSENT else json_reply(body, error_response.status)
        # RFC 9110, section 15.5.6: a response with 405 lists the allowed methods.
        return reply.with_header("allow", "POST") if error_response.status == 405 else reply

    def _serve(self, request: ParsedRequest) -> Reply:
        call = self._lead(PipelineStage.CALL, accept(request))
        if isinstance(call, Reply):
            return call
        vectors = self._pass(PipelineStage.VECTORS, embed(call.texts, call.model, call.dimensions), call)
        self.state.remember(call.texts)
        body = self._pass(PipelineStage.BODY, success(call, vectors), call)
        body = with_usage_as(request.served_contract.prompt_tokens, body)
        if (elements := elements_of(call)) is not None:
            return json_reply(
                change_vectors(body, lambda row: in_form(quantize(row, elements), base64=elements.base64))
            )
        return json_reply(change_vectors(body, pack) if packs(call) else body)

    def _lead(self, stage: PipelineStage, value: _T) -> _T | Reply:
        """Let behaviours change a value or answer the request; the first answer ends the work."""
        current: _T | Reply = value
        for behaviour in self._at(stage):
            current = behaviour.apply(current)
            if isinstance(current, Reply):
                break
        return current

    def _pass(self, stage: PipelineStage, value: _V, context: ParsedRequest | EmbeddingCall | ErrorResponse) -> _V:
        for behaviour in self._at(stage):
            value = behaviour.apply(context, value)
        return value

    def _at(self, stage: PipelineStage) -> list[Behaviour]:
        return [behaviour for behaviour in self.behaviours if behaviour.stage is stage]
