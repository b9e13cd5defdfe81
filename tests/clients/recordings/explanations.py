"""Why each check finds fault with each recorded exchange: what the server really answered there.

``status`` and ``says`` stand in every exchange an explanation speaks of, so that a reason cannot outlive its bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["IF_DOCUMENTED", "OPENAI_COMPATIBLE", "Explanation"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One reason for the findings of one check with several probes, their names separated by spaces."""

    check: str
    reason: str
    status: int
    says: bytes
    probes: str


_VALIDATED = (
    "input_null input_missing input_number input_bool input_object input_list_of_objects input_mixed input_mixed_null"
    " input_nested_strings tokens tokens_list tokens_hello_world tokens_hello_world_special tokens_nested_empty"
    " tokens_out_of_range tokens_negative tokens_float tokens_mixed_nested model_null model_number json_malformed"
    " json_truncated json_trailing_comma json_trailing_garbage json_single_quotes json_array json_string json_number"
    " json_null json_empty_object body_empty body_none"
)
"""What infinity's web framework refuses before infinity sees it, and the document refuses too."""

_INFINITY = (
    Explanation(
        "errors.envelope",
        "The web framework's own validation answers with its list of complaints under `detail`; there is no `error`.",
        422,
        b'{"detail":[{"type":',
        f"{_VALIDATED} input_empty_list enc_foo enc_empty enc_null enc_number enc_upper dim_1_5 dim_null dim_list"
        " user_number ct_text_plain ct_form ct_form_but_json ct_none ct_bogus",
    ),
    Explanation(
        "errors.envelope",
        "A body that is no UTF-8 text is refused with one sentence under `detail`; there is no `error`.",
        400,
        b'{"detail":"There was an error parsing the body"}',
        "body_invalid_utf8 body_gzip",
    ),
    Explanation(
        "errors.field-types",
        "Its own refusals have the envelope, with a null `type` and the status as a number for `code`.",
        400,
        b'"type":null,"param":null,"code":400}',
        "dim_1024 dim_neg1 dim_huge",
    ),
    Explanation(
        "validation.odd-text",
        "Half a surrogate pair in a text, valid JSON by its grammar, ends in an unhandled exception.",
        500,
        b"Internal Server Error",
        "lone_surrogate bad_surrogate_pair",
    ),
    Explanation(
        "validation.body-malformed",
        "NaN passes the parser, fails the validation, and breaks the writing of the complaint about it.",
        500,
        b"Internal Server Error",
        "json_nan",
    ),
)

_AIMOCK = (
    Explanation(
        "errors.code",
        "The envelope of some refusals holds nothing but `message` and `type`.",
        400,
        b'"type":"invalid_request_error"}}',
        "input_null input_missing json_array json_string json_number json_null json_empty_object",
    ),
    Explanation(
        "errors.type-and-param",
        "The same refusals have no `param` either.",
        400,
        b'"type":"invalid_request_error"}}',
        "input_null input_missing json_array json_string json_number json_null json_empty_object",
    ),
    Explanation(
        "errors.type-and-param",
        "Refusals of unreadable JSON have a `code` and no `param`.",
        400,
        b'"type":"invalid_request_error","code":"invalid_json"}}',
        "json_malformed json_truncated json_trailing_comma json_trailing_garbage json_single_quotes json_nan json_bom"
        " body_empty body_none body_utf16 ct_form body_gzip",
    ),
    Explanation(
        "usage.prompt-tokens",
        "The mock counts no tokens: every answer has zeros.",
        200,
        b'"usage":{"prompt_tokens":0,"total_tokens":0}',
        "string list4_zh list1 list_dup enc_float enc_base64 dim_1024 repeat_1 repeat_2",
    ),
)

OPENAI_COMPATIBLE: Mapping[str, tuple[Explanation, ...]] = MappingProxyType(
    {
        "infinity": _INFINITY,
        "aimock": (
            *_AIMOCK,
            Explanation(
                "usage.prompt-tokens",
                "The mock counts no tokens for a width of its own either.",
                200,
                b'"usage":{"prompt_tokens":0,"total_tokens":0}',
                "dim_128",
            ),
        ),
    }
)
"""Under the contract for any compatible server, by the server's name."""

IF_DOCUMENTED: Mapping[str, tuple[Explanation, ...]] = MappingProxyType(
    {
        "infinity": (
            *_INFINITY,
            Explanation(
                "errors.status-documented",
                "Mistakes in parameters are answered with 422, where the error-code page has 400.",
                422,
                b'{"detail":[{"type":',
                _VALIDATED,
            ),
            Explanation(
                "validation.model-required",
                "A request that names no model gets the vectors of the only one loaded.",
                200,
                b'"model":"all-MiniLM-L6-v2"',
                "model_missing",
            ),
            Explanation(
                "validation.model-unknown",
                "A request for a model that is not there gets the vectors of the only one loaded, under its name.",
                200,
                b'"model":"all-MiniLM-L6-v2"',
                "model_unknown model_empty",
            ),
            Explanation(
                "dimensions.documented-accepted",
                "The model is 384 wide, so the server refuses the documented 1024.",
                400,
                b"Select between 1 and 384",
                "dim_1024",
            ),
            Explanation(
                "dimensions.outside-refused",
                "Any width up to 384 cuts the vector, and 0 is taken for none asked.",
                200,
                b'"object":"embedding"',
                "dim_384 dim_128 dim_1 dim_0 dim_128_0 dim_128_base64",
            ),
            Explanation(
                "encoding.base64-harmless",
                "The same call for an undocumented width, answered in base64: the width alone ought to be refused.",
                200,
                b'"object":"embedding"',
                "dim_128_base64",
            ),
            Explanation(
                "auth.wrong-key-refused",
                "It was started without a key and looks at none.",
                200,
                b'"object":"list"',
                "auth_wrong",
            ),
            Explanation(
                "auth.malformed-key-refused",
                "It was started without a key and looks at none.",
                200,
                b'"object":"list"',
                "auth_empty_bearer auth_empty auth_basic",
            ),
        ),
        "aimock": (
            *_AIMOCK,
            Explanation(
                "errors.code-not-null",
                "Refusals of a parameter's value have a null `code`.",
                400,
                b'"param":null,"code":null}}',
                "input_number input_bool input_object input_list_of_objects input_mixed input_mixed_null"
                " input_nested_strings tokens_mixed_nested dim_0 dim_neg1 dim_str128 dim_1_5 dim_huge dim_true"
                " dim_list",
            ),
            Explanation(
                "structure.id",
                "Answers hold `object`, `data`, `model` and `usage` only.",
                200,
                b'{"object":"list","data":[{"object":"embedding","index":0,',
                "string list4_zh list1 list_dup input_empty_string enc_float enc_base64 dim_1024 repeat_1 repeat_2",
            ),
            Explanation(
                "validation.input-type",
                "Token numbers are answered, as at OpenAI; the document knows texts only.",
                200,
                b'"object":"embedding"',
                "tokens tokens_list",
            ),
            Explanation(
                "dimensions.outside-refused",
                "Any width is answered.",
                200,
                b'"object":"embedding"',
                "dim_128",
            ),
        ),
    }
)
"""Under the document's contract, had the recorded model been one of its own, by the server's name."""
