"""Rules about the model and the inputs."""

from __future__ import annotations

from conformance.model.rule import ErrorCase, Rule, RuleId
from conformance.model.rules.declaring import declare

__all__ = ["INPUTS"]

_FORMS = "a string, or a list of strings"

INPUTS: tuple[Rule, ...] = (
    declare(
        RuleId.MODEL_REQUIRED,
        "A model is named.",
        "without a model",
        "no model is named",
        check="validation.model-required",
        of_the_target=True,
    ),
    declare(
        RuleId.MODEL_TYPE,
        "The name of the model is a string.",
        "with a model that is no string",
        "the model's name is no string",
        check="validation.model-type",
        of_the_target=True,
    ),
    declare(
        RuleId.MODEL_ENUM,
        "The model is one of those documented.",
        "for an unknown model",
        "the contract lists no such model",
        check="validation.model-unknown",
        error_cases=(ErrorCase.UNKNOWN_MODEL, ErrorCase.PARAMETER),
        of_the_target=True,
    ),
    declare(
        RuleId.INPUT_REQUIRED,
        "There is an input.",
        "without an input",
        "there is no input",
        _FORMS,
        check="validation.input-required",
    ),
    declare(
        RuleId.INPUT_STRING,
        "The input is a list, where only lists are documented.",
        "with a single string as its input",
        "the input is a string, and only lists are documented",
        _FORMS,
    ),
    declare(
        RuleId.INPUT_TYPE,
        "The input is a string or a list.",
        "with an input of another type",
        "the input is neither a string nor a list",
        _FORMS,
        check="validation.input-type",
    ),
    declare(
        RuleId.INPUT_ITEMS_TYPE,
        "The items of a list of inputs are of a documented type.",
        "with an item in its input that is of another type",
        "the input is a list of something else than strings",
        _FORMS,
        check="validation.input-type",
    ),
    declare(
        RuleId.INPUT_NULL,
        "The input is not null.",
        "with null as its input",
        "the input is null",
        _FORMS,
        check="validation.input-type",
    ),
    declare(
        RuleId.INPUT_MAX_ITEMS,
        "The list holds no more inputs than documented.",
        "with more inputs than the limit",
        "the list holds more inputs than documented",
        "at most {most:input}",
        "{count:input}",
        check="limits.items-over-cap",
    ),
    declare(
        RuleId.INPUT_TOTAL,
        "The texts of a request are within its limit together.",
        "with texts that are too much together",
        "the texts together are more than documented",
        "at most {most_together} together",
        "{together} together",
        check="limits.total-over",
    ),
    declare(
        RuleId.INPUT_MIN_ITEMS,
        "The list of inputs is not empty.",
        "with an empty list as its input",
        "the list of inputs is empty",
        "at least one input",
        check="validation.empty-input",
    ),
    declare(
        RuleId.INPUT_MIN_LENGTH,
        "No input is an empty string.",
        "with an empty string in its input",
        "an input is an empty string",
        "no empty string",
        check="validation.empty-input",
    ),
)
