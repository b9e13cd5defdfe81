"""Faults in asking for the key."""

from __future__ import annotations

from dataclasses import replace

from conformance.service.parsed_request import ParsedRequest
from conformance.service.refusal import Refusal
from conformance.service.registry import fault

__all__: list[str] = []

_RULES = ("auth.missing", "auth.malformed", "auth.wrong")


@fault("auth-bypass", "request", "auth.wrong-key-refused", "auth.missing-key-refused", "auth.malformed-key-refused")
def _auth_bypass(draft: ParsedRequest) -> ParsedRequest:
    """Answers whether there is a key or not."""
    return draft.without(*_RULES)


@fault("wrong-key-answered", "request", "auth.wrong-key-refused")
def _wrong_key_answered(draft: ParsedRequest) -> ParsedRequest:
    """Wants a key but takes any."""
    return draft.without("auth.wrong")


@fault("missing-key-answered", "request", "auth.missing-key-refused")
def _missing_key_answered(draft: ParsedRequest) -> ParsedRequest:
    """Compares keys but answers where none is given."""
    return draft.without("auth.missing")


@fault("malformed-key-answered", "request", "auth.malformed-key-refused")
def _malformed_key_answered(draft: ParsedRequest) -> ParsedRequest:
    """Answers where the header holds no well-formed key."""
    return draft.without("auth.malformed")


@fault("wrong-key-500", "refusal", "auth.wrong-key-refused")
def _wrong_key_500(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Fails with 500 for a wrong key."""
    return replace(refusal, status=500) if refusal.rule == "auth.wrong" else refusal


@fault("missing-key-500", "refusal", "auth.missing-key-refused")
def _missing_key_500(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Fails with 500 where the Authorization header is missing."""
    return replace(refusal, status=500) if refusal.rule == "auth.missing" else refusal


@fault("malformed-key-500", "refusal", "auth.malformed-key-refused")
def _malformed_key_500(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Fails with 500 where the Authorization header is malformed."""
    return replace(refusal, status=500) if refusal.rule == "auth.malformed" else refusal


@fault("wrong-key-native-code", "refusal", "auth.wrong-key-code")
def _wrong_key_native_code(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Refuses a wrong key with the code of another interface."""
    return replace(refusal, code="InvalidApiKey") if refusal.rule == "auth.wrong" else refusal


@fault("wrong-key-403", "refusal", advice=("auth.wrong-key-status",))
def _wrong_key_403(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Refuses a wrong key with status 403."""
    return replace(refusal, status=403) if refusal.rule == "auth.wrong" else refusal


@fault("wrong-key-400", "refusal", advice=("auth.wrong-key-status",))
def _wrong_key_400(_draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Refuses a wrong key like a wrong parameter, with status 400."""
    return replace(refusal, status=400) if refusal.rule == "auth.wrong" else refusal


@fault("error-leaks", "refusal", advice=("auth.key-not-echoed",))
def _error_leaks(draft: ParsedRequest, refusal: Refusal) -> Refusal:
    """Repeats the key it was given in the message that refuses it."""
    known = refusal.rule == "auth.wrong"
    return replace(refusal, message=f"Incorrect API key provided: {draft.token}.") if known else refusal
