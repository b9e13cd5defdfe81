"""Rules about optional parameters."""

from __future__ import annotations

from conformance.model.rule import Rule, RuleId
from conformance.model.rules.declaring import declare

__all__ = ["OPTIONS"]


OPTIONS: tuple[Rule, ...] = (
    declare(
        RuleId.DIMENSIONS_ENUM,
        "The dimensions asked for are among those documented.",
        "for dimensions that are not listed",
        "undocumented dimensions are asked for",
        check="dimensions.outside-refused",
    ),
    declare(
        RuleId.DIMENSIONS_TYPE,
        "The dimensions are an integer.",
        "with dimensions that are no integer",
        "the dimensions are no integer",
        check="validation.optional-type",
    ),
    declare(
        RuleId.DIMENSIONS_MINIMUM,
        "The dimensions are not fewer than the least documented.",
        "for dimensions below the least",
        "fewer dimensions than the least documented are asked for",
        check="dimensions.outside-refused",
    ),
    declare(
        RuleId.DIMENSIONS_MAXIMUM,
        "The dimensions are not more than the most documented.",
        "for dimensions above the most",
        "more dimensions than the most documented are asked for",
        check="dimensions.outside-refused",
    ),
    declare(
        RuleId.DIMENSIONS_FORBIDDEN,
        "Dimensions are asked for of models that offer a choice.",
        "with dimensions, for a model that has none",
        "dimensions are asked for, which this model does not offer",
        check="dimensions.unoffered",
    ),
    declare(
        RuleId.DIMENSIONS_NULL,
        "The dimensions are not null.",
        "with null as its dimensions",
        "the dimensions are null",
        check="validation.null-optional",
    ),
    declare(
        RuleId.DIMENSIONS_NUMERIC_STRING,
        "The dimensions are no number in quotes.",
        "with its dimensions in quotes",
        "the dimensions are a string",
        check="validation.numeric-string",
    ),
    declare(
        RuleId.ENCODING_FORMAT_ENUM,
        "The format asked for is among those documented.",
        "for a format that is not listed",
        "an undocumented encoding is asked for",
        check="encoding.other-value",
    ),
    declare(
        RuleId.ENCODING_FORMAT_TYPE,
        "The format is a string.",
        "with a format that is no string",
        "the format is no string",
        check="validation.optional-type",
    ),
    declare(
        RuleId.ENCODING_FORMAT_NULL,
        "The format is not null.",
        "with null as its format",
        "the format is null",
        check="validation.null-optional",
    ),
    declare(
        RuleId.ENCODING_FORMAT_BASE64,
        "Base64 is asked for where it is documented.",
        "for base64",
        "base64 is asked for, which the contract does not promise",
        check="encoding.base64-harmless",
    ),
    declare(
        RuleId.UNKNOWN_PARAMETER,
        "Only documented parameters are sent.",
        "with an unknown parameter",
        "a parameter is sent that the contract does not name",
        "only {known}",
        "{parameters}",
        check="validation.unknown-parameter",
    ),
    declare(
        RuleId.PARAMETER_REQUIRED,
        "Every required parameter is sent.",
        "without a required parameter",
        "a parameter that the contract requires is not sent",
        "{missing}",
        "only {sent}",
        check="validation.parameter-required",
    ),
    declare(
        RuleId.PARAMETER_ENUM,
        "A further parameter has one of its documented values.",
        "with another value of a further parameter",
        check="validation.parameter-value",
        policy=None,
    ),
    declare(
        RuleId.CALL_PLAIN,
        "A call carries what the contract wants beside model, input and a bearer token.",
        "with nothing but model, input and a bearer token",
        "a call carries less than the contract wants",
        check="clients.plain-call-answered",
        error_cases=(),  # it may be refused for its key, its query or a parameter
    ),
)
