"""Rules about the call as a whole: where it goes, its key, its headers, its body, its repeats."""

from __future__ import annotations

from conformance.model.rule import ErrorCase, Rule, RuleId
from conformance.model.rules.declaring import declare

__all__ = ["CALLS"]

_KEY = "{places}"
_ENDPOINT = "POST {path} under the base URL"
_REQUESTED = "{method} {requested}"
_OBJECT = "one JSON object"

CALLS: tuple[Rule, ...] = (
    declare(
        RuleId.BODY_JSON,
        "The body is JSON.",
        "whose body is not JSON",
        "the body is no JSON",
        _OBJECT,
        check="validation.body-malformed",
        of_the_target=True,
    ),
    declare(
        RuleId.BODY_LENIENT,
        "The body is JSON to every parser.",
        "whose body is JSON to lenient parsers only",
        "the body is JSON to lenient parsers only",
        _OBJECT,
        check="validation.body-malformed",
        policy=None,
        of_the_target=True,
    ),
    declare(
        RuleId.BODY_OBJECT,
        "The body is an object.",
        "whose body is no object",
        "the body is JSON, but no object",
        _OBJECT,
        check="validation.body-malformed",
        of_the_target=True,
    ),
    declare(
        RuleId.BODY_EMPTY,
        "There is a body.",
        "without a body",
        "the body is empty",
        _OBJECT,
        check="validation.body-malformed",
        of_the_target=True,
    ),
    declare(
        RuleId.ENDPOINT_PATH,
        "A call goes to the documented path.",
        "to another path",
        "the call goes to another path",
        _ENDPOINT,
        _REQUESTED,
        policy=None,
    ),
    declare(
        RuleId.ENDPOINT_METHOD,
        "A call is made with POST.",
        "with another method",
        "the call is not made with POST",
        _ENDPOINT,
        _REQUESTED,
        policy=None,
    ),
    declare(
        RuleId.QUERY_REQUIRED,
        "The query that every call has is sent.",
        "without the query that every call has",
        "a parameter that every query has is not sent",
        "{query}",
        _REQUESTED,
        check="validation.query-required",
        of_the_target=True,
    ),
    declare(
        RuleId.AUTH_MISSING,
        "A call carries a key.",
        "without a key",
        "the call carries no key",
        _KEY,
        check="auth.missing-key-refused",
        policy=None,
        error_cases=(ErrorCase.MISSING_KEY,),
    ),
    declare(
        RuleId.AUTH_BLANK,
        "There is a key where the key belongs.",
        "with nothing where the key belongs",
        "there is no key where the key belongs",
        _KEY,
        check="auth.malformed-key-refused",
        policy=None,
        error_cases=(),
    ),
    declare(
        RuleId.AUTH_MALFORMED,
        "The key is written as documented.",
        "with a key that is not written as documented",
        "the key is not written as documented",
        _KEY,
        check="auth.malformed-key-refused",
        policy=None,
        error_cases=(),
    ),
    declare(
        RuleId.AUTH_BOGUS,
        "A call carries the key it was given.",
        "with a wrong key",
        "the call carries another key than the one given",
        _KEY,
        check="auth.wrong-key-refused",
        policy=None,
        error_cases=(ErrorCase.WRONG_KEY,),
    ),
    declare(
        RuleId.HEADERS_CONTENT_TYPE,
        "The body is labelled as JSON in UTF-8.",
        "of another content type",
        "the body is not labelled as JSON in UTF-8",
        "Content-Type: application/json",
        check="validation.content-type",
    ),
    declare(
        RuleId.HEADERS_ACCEPT,
        "The Accept header leaves room for JSON.",
        "that does not accept JSON",
        "the Accept header leaves no room for JSON",
        "an Accept header that admits application/json, or none",
        policy=None,
    ),
    declare(
        RuleId.RETRY_EARLY,
        "What was refused for a time is not sent again before that time.",
        "that comes again before it may",
        "a refused request is sent again before the time it was asked to wait",
        "a pause of {wait:.1f} s or more, as Retry-After asks",
        "sent again after {apart:.1f} s",
        policy=None,
    ),
    declare(
        RuleId.RETRY_BLIND,
        "What was refused for good is not sent again and again.",
        "that comes again and again",
        "a request that was refused for good is sent again and again",
        "an error told to the caller",
        "{count:time}, refused with status {status}",
        policy=None,
    ),
)
