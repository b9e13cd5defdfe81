"""Cases answered as another case is: for every check that decides whether answering or refusing is right."""

from __future__ import annotations

from recorded_answers import Row
from single_edits import reply

__all__ = ["BROKEN", "UNUSUAL"]

ERROR_RESPONSE = b'{"error": {"message": "no", "type": "invalid_request_error", "param": null, "code": "invalid"}}'
V1 = "text-embedding-v1"

ANSWERED = (
    "validation.examples-answered",
    "validation.string-accepted",
    "validation.list-accepted",
    "validation.languages-accepted",
    "validation.ordinary-text-accepted",
    "validation.duplicates-accepted",
    "dimensions.documented-accepted",
    "encoding.float-accepted",
    "limits.batch-sizes",
    "limits.items-at-cap",
    "limits.tokens-under",
)
REFUSED = (
    "validation.model-required",
    "validation.model-type",
    "validation.model-unknown",
    "validation.input-required",
    "validation.input-type",
    "validation.body-malformed",
    "dimensions.outside-refused",
    "limits.items-over-cap",
    "auth.wrong-key-refused",
    "auth.missing-key-refused",
    "auth.malformed-key-refused",
)
EITHER = (
    "validation.content-type",
    "validation.unknown-parameter",
    "validation.null-optional",
    "validation.numeric-string",
    "validation.optional-type",
    "validation.empty-input",
    "validation.odd-text",
    "dimensions.unoffered",
    "encoding.other-value",
    "limits.tokens-over",
)

_SUCCESS = reply(200, b'{"object": "list", "data": [{"object": "embedding", "index": 0, "embedding": [0.5]}]}')
_REFUSAL = reply(400, ERROR_RESPONSE)
_CRASH = reply(500, b"Internal Server Error")
_REDIRECT = reply(302, b"")


def _model(check: str) -> str:
    return V1 if check == "dimensions.unoffered" else "text-embedding-v3"


BROKEN = [
    *(Row(check, edit, case="") for check in ANSWERED for edit in (_REFUSAL, _CRASH, _REDIRECT)),
    *(Row(check, edit, case="") for check in REFUSED for edit in (_SUCCESS, _CRASH, _REDIRECT)),
    *(
        Row(check, edit, case="", advisory=True, model=_model(check))
        for check in EITHER
        for edit in (_CRASH, _REDIRECT)
    ),
]

UNUSUAL = [
    *(Row(check, reply(201), case="") for check in ANSWERED),
    *(Row(check, reply(status, ERROR_RESPONSE), case="") for check in REFUSED for status in (413, 422)),
    *(Row(check, edit, case="", model=_model(check)) for check in EITHER for edit in (_SUCCESS, _REFUSAL)),
]
