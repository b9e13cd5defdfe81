"""How the model behind some vectors is related to that of earlier ones, and what that means for an index."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from conformance.model.message import Message, Template, template

__all__ = ["ADVICE", "NAMES", "IndexAdvice", "Kinship", "KinshipVerdict"]


class Kinship(StrEnum):
    """How the model of now is related to that of before."""

    SAME = "same"
    BUILD = "build"
    """The same, but for a precision or build that moves all vectors by no more than right hardware does."""
    RENORMALISED = "re-normalised"
    PREFIX = "prefix"
    PRECISION = "precision"
    READING = "reading"
    MODEL = "model"
    TOKENIZER = "tokenizer"
    OTHER = "other"
    """Surely not the same, by a cause that does not show."""
    UNKNOWN = "cannot-tell"
    """Whether it is the same cannot be judged."""


class IndexAdvice(StrEnum):
    """What becomes of an index that was made before."""

    KEEP = "keep"
    RENORMALISE = "re-normalise"
    REINDEX = "re-index"
    WAIT = "wait"
    """Nothing is to be mixed before more is known."""


@dataclass(frozen=True, slots=True)
class KinshipVerdict:
    """The relation, what it means for an index, and why, in one sentence."""

    kinship: Kinship
    index: IndexAdvice
    why: Message

    @property
    def same(self) -> bool:
        """Whether an index may be kept as it is, and nothing else changed either."""
        return self.kinship in {Kinship.SAME, Kinship.BUILD}

    @property
    def message(self) -> Message:
        """The verdict in sentences: the relation, why, and what becomes of an index."""
        return _TOLD(kinship=NAMES[self.kinship](), why=self.why, index=ADVICE[self.index]())


NAMES: dict[Kinship, Template] = {
    Kinship.SAME: template("kinship.same", "the same vectors"),
    Kinship.BUILD: template("kinship.build", "the same vectors, in another precision or build"),
    Kinship.RENORMALISED: template("kinship.re-normalised", "the same vectors, re-normalised"),
    Kinship.PREFIX: template("kinship.prefix", "the same vectors at another width"),
    Kinship.PRECISION: template("kinship.precision", "another precision or quantisation"),
    Kinship.READING: template("kinship.reading", "other pooling, prefix or cut"),
    Kinship.MODEL: template("kinship.model", "another model or version"),
    Kinship.TOKENIZER: template("kinship.tokenizer", "another tokenizer or count of tokens"),
    Kinship.OTHER: template("kinship.other", "other vectors"),
    Kinship.UNKNOWN: template("kinship.cannot-tell", "cannot tell"),
}
ADVICE: dict[IndexAdvice, Template] = {
    IndexAdvice.KEEP: template("index.keep", "keep the index"),
    IndexAdvice.RENORMALISE: template(
        "index.re-normalise", "bring the vectors of the index to the same width and norm, and keep it"
    ),
    IndexAdvice.REINDEX: template("index.re-index", "make the index anew"),
    IndexAdvice.WAIT: template("index.wait", "add nothing to the index before this is settled"),
}
_TOLD = template("kinship.told", "{kinship}: {why}. For an index: {index}")
