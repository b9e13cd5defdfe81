"""What visitors ask of a service, in their own words, and what of a results document answers it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from conformance.model.message import Message, Template, template

__all__ = ["FEATURES", "Feature"]


@dataclass(frozen=True, slots=True)
class Feature:
    """A question, with the checks and the observations that answer it; ``drop_in`` asks the second layer, too."""

    id: str
    asked: Template
    named: Template
    """In a word or two, for the head of a row."""
    about: Template
    """What is done to find out, and what follows from it."""
    checks: frozenset[str]
    observations: frozenset[str] = frozenset()
    drop_in: bool = False
    leading: frozenset[str] = frozenset()
    """What answers the question itself is told before what is asked around it."""

    @property
    def question(self) -> Message:
        """The question as a message."""
        return self.asked()


def _feature(
    id_: str, asked: str, named: str, about: str, checks: str, observations: str = "", *, drop_in: bool = False
) -> Feature:
    return Feature(
        id_,
        template(f"feature.{id_}.asked", asked),
        template(f"feature.{id_}.named", named),
        template(f"feature.{id_}.about", about),
        frozenset(checks.split()),
        frozenset(observations.split()),
        drop_in=drop_in,
    )


FEATURES: tuple[Feature, ...] = (
    _feature(
        "openai-client",
        "May I use my OpenAI client?",
        "OpenAI client",
        "Calls are sent as OpenAI's own SDK and other clients make them, and all answers are judged once more "
        "by what such a client needs. What is ignored in silence counts here, since a caller gets what was not "
        "asked for.",
        "clients.plain-call-answered clients.usual-forms-answered clients.one-vector "
        "clients.rare-forms-answered clients.coding-accepted encoding.sdk-default",
        drop_in=True,
    ),
    _feature(
        "dimensions",
        "Does dimensions work?",
        "dimensions",
        "Vectors are asked for in widths that are documented and in others, and counted. A server that ignores "
        "the parameter answers with the full width and says nothing.",
        "dimensions.asked dimensions.constant-width dimensions.default dimensions.documented-accepted "
        "dimensions.outside-refused dimensions.unoffered noticed.dimensions relations.widths-agree",
        "learned.width open.dimensions.forbidden open.dimensions.null open.dimensions.numeric-string vectors.prefix",
    ),
    _feature(
        "base64",
        "What does base64 do?",
        "base64",
        "The same text is asked for with encoding_format base64 and as floats, and the numbers are compared. "
        "OpenAI's SDK for Python asks for base64 unless told otherwise.",
        "encoding.base64-accepted encoding.base64-harmless encoding.base64-strings encoding.float-accepted "
        "encoding.float-is-list encoding.other-value encoding.sdk-default",
        "open.encoding_format.base64 open.encoding_format.enum",
    ),
    _feature(
        "long-text",
        "What becomes of over-long text?",
        "over-long text",
        "Long texts are sent that differ only at their end. Where both have one vector, the end was not read; "
        "where a limit is documented, texts just below and well above it are sent.",
        "limits.tokens-over limits.tokens-under relations.answered relations.long-text-read "
        "relations.neighbours-unharmed",
        "learned.tokens open.text.over-length",
    ),
    _feature(
        "list-size",
        "How many texts may one request hold?",
        "texts in a request",
        "Lists of growing size are sent, up to the documented limit and beyond it.",
        "limits.batch-sizes limits.items-at-cap limits.items-over-cap limits.total-over validation.list-accepted "
        "structure.item-count",
        "learned.inputs open.input.maxItems",
    ),
    _feature(
        "batch",
        "Does a text get the same vector in a list as alone?",
        "batch = single",
        "Each text is sent alone and in lists, in other orders and beside longer ones, and the vectors are "
        "compared beyond what the hardware's noise explains.",
        "relations.batch-equals-alone relations.duplicates-agree relations.equal-lengths relations.list-of-one "
        "relations.order-follows-input relations.unequal-lengths",
        "noise.floor",
    ),
    _feature(
        "order",
        "Do vectors come in the order of the texts?",
        "order",
        "The index of each item is held against its place, and vectors against those of the texts alone.",
        "ordering.index-integer ordering.index-position ordering.index-set relations.order-follows-input",
    ),
    _feature(
        "own-vector",
        "Does every text get a vector of its own?",
        "own vectors",
        "Texts that differ in a word, a sign, a script or their end are sent, one after another and together. "
        "Caches, cleaning and cuts make two texts one.",
        "relations.different-texts-differ relations.texts-stay-apart relations.text-as-sent "
        "relations.text-keeps-vector relations.history-free relations.like-is-near relations.twins-stay-near "
        "vectors.distinct "
        "vectors.nonzero relations.forms-agree",
    ),
    _feature(
        "repeats",
        "Does the same request bring the same vector again?",
        "repeats",
        "Requests are repeated, and what they differ by is measured.",
        "relations.repeats-agree relations.one-norm vectors.unit-length",
        "noise.floor vectors.unit-length",
    ),
    _feature(
        "load",
        "Does it hold while many ask at once?",
        "load",
        "Requests are sent at the same moment, in a soak for minutes, and each vector is held against that of "
        "its text without load.",
        "relations.load-answered relations.load-changes-nothing attempts.first-answered attempts.throttling-status",
        "load.retry-after",
    ),
    replace(
        _feature(
            "unknown-model",
            "What becomes of an unknown model?",
            "unknown model",
            "A model is named that does not exist, and one that is called as models of others are.",
            "noticed.model validation.model-unknown validation.model-required validation.model-type "
            "structure.model-echo",
            "model.substituted open.model.required open.model.type",
        ),
        leading=frozenset({"noticed.model", "validation.model-unknown", "model.substituted"}),
    ),
    _feature(
        "key",
        "Is a wrong key refused?",
        "wrong key",
        "Requests are sent with a wrong key, a malformed one and none.",
        "auth.wrong-key-refused auth.missing-key-refused auth.malformed-key-refused auth.wrong-key-status "
        "auth.wrong-key-code auth.key-not-echoed noticed.wrong-key",
        "open.auth.bogus open.auth.missing",
    ),
    _feature(
        "errors",
        "Do errors tell what was wrong?",
        "errors",
        "Requests are broken in one way each, and the status and the body of the error are held against what is "
        "documented. A client's mistake that ends in a 500 is a fault of the server.",
        "errors.envelope errors.message errors.code errors.code-documented errors.code-not-null "
        "errors.field-types errors.status-documented errors.type-and-param errors.no-error-in-success "
        "validation.body-malformed validation.input-required validation.input-type",
        "learned.refusals",
    ),
    _feature(
        "odd-text",
        "What becomes of blank, empty and odd text?",
        "odd text",
        "Blank text, empty strings, control characters, emoji, half a surrogate pair and what looks like a "
        "special token are sent, alone and between others.",
        "validation.odd-text validation.empty-input validation.ordinary-text-accepted validation.languages-accepted",
        "open.text.blank open.text.odd open.text.surrogate open.input.minLength open.input.minItems",
    ),
    _feature(
        "token-ids",
        "May I send token IDs?",
        "token IDs",
        "Lists of token IDs are sent in place of text. LangChain does so unless told otherwise, for models of OpenAI.",
        "validation.tokens-accepted validation.token-lists-accepted noticed.token-ids relations.token-lists",
        "open.input.items.type",
    ),
    _feature(
        "usage",
        "Does usage count tokens?",
        "usage",
        "The usage of an answer is held against itself: the same for the same text, the sum for a list.",
        "usage.present usage.prompt-tokens usage.total-tokens usage.total-equals-prompt usage.adds-up "
        "usage.completion-tokens",
        "learned.usage",
    ),
)
"""In the order of the matrix."""
