"""What measures of two sets of vectors say of the models behind them, and what that means for an index.

Pure: from a ``Likeness`` to a ``KinshipVerdict``. What right hardware does is never told as another model, and where a
cause does not show beyond doubt, none is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from conformance.answers.likeness import Likeness, TextLikeness
from conformance.answers.noise import HARDWARE, HARM, SAME
from conformance.model.message import Message, Template, template
from conformance.model.reference import LONG_TEXT, TextClass

__all__ = ["ADVICE", "NAMES", "STRANGE", "IndexAdvice", "Kinship", "KinshipVerdict", "judge_kinship"]

_EXACT = 1e-9
"""Below here vectors differ as the printing of their numbers does."""
_TIMES_NOISE = 4.0
_NORM_ALLOWED = 0.02
_FEWEST = 4
_MOST_LOST = 0.5
STRANGE = 0.35
"""Below this relation two vectors of one text are of unrelated spaces."""
_NEARLY_ALL = 0.9
_ROUNDED = 0.05
"""Typical distance up to which weights of few bits are known to move vectors; a new version may move them as far."""
_ROUNDED_LARGEST = 0.2
_LIKE_CAUSE = 0.6
"""Correlation with length from which length is the cause."""
_SEVERAL = 2
_EXCEPTIONS = 20
"""One text in so many may lie on the wrong side of a length: what is counted is tokens, which bytes do not tell."""
_NO_RELATION = 0.1
_PLAINLY = 8.0
"""So many times as far apart is no matter of where a bound lies."""
_TURNED = 0.1
"""Pairwise cosines that agree so much better than chance are those of one space that was turned as a whole."""
_WIDTH_ALIKE = 0.97


class Kinship(StrEnum):
    """How the model of now is related to that of before."""

    SAME = "same"
    RENORMALISED = "re-normalised"
    PREFIX = "prefix"
    PRECISION = "precision"
    READING = "reading"
    MODEL = "model"
    TOKENIZER = "tokenizer"
    UNKNOWN = "cannot-tell"


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
        return self.kinship is Kinship.SAME or (self.kinship is Kinship.PRECISION and self.index is IndexAdvice.KEEP)

    @property
    def told(self) -> Message:
        """The verdict in sentences: the relation, why, and what becomes of an index."""
        return _TOLD(kinship=NAMES[self.kinship](), why=self.why, index=ADVICE[self.index]())


NAMES: dict[Kinship, Template] = {
    Kinship.SAME: template("kinship.same", "the same vectors"),
    Kinship.RENORMALISED: template("kinship.re-normalised", "the same vectors, re-normalised"),
    Kinship.PREFIX: template("kinship.prefix", "the same vectors at another width"),
    Kinship.PRECISION: template("kinship.precision", "another precision or quantisation"),
    Kinship.READING: template("kinship.reading", "other pooling, prefix or cut"),
    Kinship.MODEL: template("kinship.model", "another model or version"),
    Kinship.TOKENIZER: template("kinship.tokenizer", "another tokenizer"),
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

_TOO_FEW = template("kinship.too-few", "{count:text} can be held against each other, {lost:text} cannot")
_WITHIN = template(
    "kinship.within-noise", "{count:text} differ by {typical:.1e} typically, {largest:.1e} at most (noise {noise:.1e})"
)
_AS_HARDWARE_DOES = template(
    "kinship.as-hardware-does",
    "{count:text} differ by {typical:.1e} typically, {largest:.1e} at most: more than repeats do (noise {noise:.1e}), "
    "and no more than other kernels, hardware and number formats do",
)
_NORMS = template(
    "kinship.norms", "one direction for {count:text}, and norms of {least:.3g} to {most:.3g} times those before"
)
_FIRST_NUMBERS = template(
    "kinship.first-numbers",
    "{before} numbers before and {now} now; their first {shared} differ by {typical:.1e} typically",
)
_ROUNDED_BY = template(
    "kinship.rounded-by",
    "all of {count:text} differ by about as much, {typical:.1e} typically, {largest:.1e} at most; {changed:text} "
    "have another nearest text, and {ten:.0%} of the ten nearest are the same",
)
_FEW_VALUES = template(
    "kinship.few-values",
    "the numbers of a vector are of few bits now; {count:text} differ by {typical:.1e} typically, {changed:text} have "
    "another nearest text, and {ten:.0%} of the ten nearest are the same",
)
_FROM_LENGTH = template(
    "kinship.from-length",
    "texts of up to {agrees:character} agree, those from {differs:character} on differ, by {distance:.1e} typically",
)
_SHORTER_MORE = template(
    "kinship.shorter-more",
    "the shorter a text, the more it differs: by {short:.1e} short, {long:.1e} long, as what is put before it does",
)
_STRANGERS = template(
    "kinship.strangers", "the vectors of {count:text} are unrelated to those before (typical cosine {cosine:.2f})"
)
_AT_TIMES = template(
    "kinship.at-times",
    "{count:request} of {requests} got vectors that are unrelated to those before, and the others the same as before",
)
_TURNED_SPACE = template(
    "kinship.turned", "texts lie to each other as before, but all turned: each is {typical:.1e} from where it was"
)
_OTHER_WIDTH = template("kinship.other-width", "{before} numbers before and {now} now, which are not the first of them")
_OTHER_COUNTS = template(
    "kinship.other-counts", "{differing} of {count:count} of tokens differ, as {now} and {before}, where vectors agree"
)
_UNSTEADY = template("kinship.unsteady", "{count:text} got another vector each time ({distance:.1e} apart)")
_MIXED_UP = template("kinship.mixed-up", "{count:text} have vectors that other texts had before")
_SOME_DIFFER = template(
    "kinship.some-differ",
    "{differing} of {count:text} differ by more than {harm:.0e}, up to {largest:.1e}, by no rule that names the cause",
)


def judge_kinship(likeness: Likeness) -> KinshipVerdict:
    """Return what the measures say."""
    texts = likeness.texts
    count = len({each.text for each in texts})
    if count < _FEWEST or likeness.unanswered > _MOST_LOST * (count + likeness.unanswered):
        return _unknown(_TOO_FEW(count=count, lost=likeness.unanswered))
    if unsteady := _unsteady(likeness):
        return unsteady
    if likeness.widths[0] != likeness.widths[1]:
        return _of_other_width(likeness)
    differing = [each for each in texts if each.distance > HARM]
    if not differing and likeness.typical <= _bound(HARDWARE, likeness.noise):
        return _of_one_direction(likeness)
    if any(each.anothers for each in differing):
        return _unknown(_MIXED_UP(count=len({each.text for each in differing if each.anothers})))
    return _of_other_directions(likeness, differing)


def _unknown(why: Message) -> KinshipVerdict:
    return KinshipVerdict(Kinship.UNKNOWN, IndexAdvice.WAIT, why)


def _bound(least: float, noise: float) -> float:
    """Return what counts as one vector: what was measured may be more than is usual, and never beyond harm."""
    return min(HARM, max(least, _TIMES_NOISE * noise))


def _unsteady(likeness: Likeness) -> KinshipVerdict | None:
    """Return the verdict where a text got two vectors: two models behind one name, or nothing to go by."""
    spread = _spread(likeness)
    if not spread:
        return None
    between = [found for found in spread if found[0] <= HARM and found[1] >= 1 - STRANGE]
    if len(between) < len(spread):
        return _unknown(_UNSTEADY(count=len(spread), distance=max(most for _, most in spread)))
    requests = _by_request(likeness)
    strange = [each for each in requests.values() if all(text.related < STRANGE for text in each)]
    if not strange:
        return _unknown(_UNSTEADY(count=len(spread), distance=max(most for _, most in spread)))
    return KinshipVerdict(Kinship.MODEL, IndexAdvice.REINDEX, _AT_TIMES(count=len(strange), requests=len(requests)))


def _spread(likeness: Likeness) -> list[tuple[float, float]]:
    """Return the least and the largest distance of each text that came near to its vector once, and once did not."""
    by_text: dict[str, list[float]] = {}
    for each in likeness.texts:
        by_text.setdefault(each.text, []).append(each.distance)
    found = [(min(distances), max(distances)) for distances in by_text.values()]
    return [(least, most) for least, most in found if most > HARM and most > 2 * least + SAME]


def _by_request(likeness: Likeness) -> dict[str, list[TextLikeness]]:
    found: dict[str, list[TextLikeness]] = {}
    for each in likeness.texts:
        found.setdefault(each.request, []).append(each)
    return found


def _of_other_width(likeness: Likeness) -> KinshipVerdict:
    before, now = likeness.widths
    if likeness.typical <= _bound(HARDWARE, likeness.noise) and likeness.largest <= HARM:
        why = _FIRST_NUMBERS(before=before, now=now, shared=min(before, now), typical=likeness.typical)
        return KinshipVerdict(Kinship.PREFIX, IndexAdvice.RENORMALISE, why)
    why = _OTHER_WIDTH(before=before, now=now)
    if likeness.pairwise.correlation >= _WIDTH_ALIKE:
        return _unknown(why)
    return KinshipVerdict(Kinship.MODEL, IndexAdvice.REINDEX, why)


def _of_one_direction(likeness: Likeness) -> KinshipVerdict:
    """Judge vectors of one direction by their norms, their token counts, and how near they are."""
    norms = [each.norm for each in likeness.texts]
    count = len({each.text for each in likeness.texts})
    if sum(abs(norm - 1) > _NORM_ALLOWED for norm in norms) > len(norms) / 2:
        why = _NORMS(count=count, least=min(norms), most=max(norms))
        return KinshipVerdict(Kinship.RENORMALISED, IndexAdvice.RENORMALISE, why)
    counts = [each for each in likeness.counts if each.before != each.now]
    if 2 * len(counts) > len(likeness.counts):
        why = _OTHER_COUNTS(
            differing=len(counts), count=len(likeness.counts), before=counts[0].before, now=counts[0].now
        )
        return KinshipVerdict(Kinship.TOKENIZER, IndexAdvice.KEEP, why)
    if likeness.typical <= _bound(SAME, likeness.noise):
        as_repeats = likeness.typical <= max(_EXACT, _TIMES_NOISE * likeness.noise)
        within = _WITHIN if as_repeats else _AS_HARDWARE_DOES
        why = within(count=count, typical=likeness.typical, largest=likeness.largest, noise=likeness.noise)
        return KinshipVerdict(Kinship.SAME, IndexAdvice.KEEP, why)
    return KinshipVerdict(Kinship.PRECISION, IndexAdvice.KEEP, _rounded(likeness))


def _of_other_directions(likeness: Likeness, differing: list[TextLikeness]) -> KinshipVerdict:
    """Judge vectors of which some, or all, point elsewhere."""
    nearly_all = len(differing) >= _NEARLY_ALL * len(likeness.texts)
    if nearly_all and likeness.pairwise.deviation < _TURNED * likeness.pairwise.by_chance:
        return _reindex(Kinship.MODEL, _TURNED_SPACE(typical=likeness.typical))
    if sum(each.related < STRANGE for each in likeness.texts) >= _NEARLY_ALL * len(likeness.texts):
        count = len({each.text for each in likeness.texts})
        return _reindex(Kinship.MODEL, _STRANGERS(count=count, cosine=1 - likeness.typical))
    if nearly_all and likeness.few_values:
        return _reindex(Kinship.PRECISION, _few_values(likeness))
    if (why := _boundary(likeness) or _fading(likeness)) is not None:
        return _reindex(Kinship.READING, why)
    if _is_even(likeness):
        return _reindex(Kinship.PRECISION, _rounded(likeness))
    why = _SOME_DIFFER(
        differing=len({each.text for each in differing}),
        count=len({each.text for each in likeness.texts}),
        harm=HARM,
        largest=likeness.largest,
    )
    return _reindex(Kinship.UNKNOWN, why) if nearly_all else _unknown(why)


def _reindex(kinship: Kinship, why: Message) -> KinshipVerdict:
    return KinshipVerdict(kinship, IndexAdvice.REINDEX, why)


def _boundary(likeness: Likeness) -> Message | None:
    """Return from which length on texts differ, where nearly all do that are as long, and shorter ones agree.

    Odd texts are left out, which may differ by themselves, and so are vectors of no relation, which no cut explains.
    """
    ordered = sorted((each for each in likeness.texts if each.sort is not TextClass.ODD), key=lambda each: each.size)
    differ = [each.distance > HARM for each in ordered]
    wrong = [sum(differ[:at]) + differ[at:].count(False) for at in range(len(ordered) + 1)]
    at = min(range(len(wrong)), key=wrong.__getitem__)
    agreeing = [each for each in ordered[:at] if each.distance <= HARM]
    differing = [each for each in ordered[at:] if each.distance > HARM]
    if wrong[at] > len(ordered) // _EXCEPTIONS or len(agreeing) < _SEVERAL or not differing:
        return None
    apart = median(each.distance for each in differing)
    if median(each.related for each in differing) < _NO_RELATION or apart < _PLAINLY * median(
        each.distance for each in agreeing
    ):
        return None
    return _FROM_LENGTH(
        agrees=len(agreeing[-1].text),
        differs=len(differing[0].text),
        distance=apart,
    )


def _fading(likeness: Likeness) -> Message | None:
    """Return by how much texts differ where it is the less, the longer they are: something was put before them."""
    plain = [each for each in likeness.texts if each.sort is not TextClass.ODD]
    short = [each.distance for each in plain if len(each.text) <= LONG_TEXT]
    longs = [each for each in plain if len(each.text) > LONG_TEXT]
    if len(longs) < _SEVERAL or not short or median(short) <= HARM:
        return None
    by_length = [each.distance for each in sorted(longs, key=lambda each: each.size)]
    if max(by_length) >= median(short) / 2 or by_length[-1] > median(short) / 4 or by_length[-1] > by_length[0]:
        return None
    return _SHORTER_MORE(short=median(short), long=by_length[-1])


def _is_even(likeness: Likeness) -> bool:
    """Tell whether all texts moved by about as much, each by itself: what fewer bits do."""
    return (
        likeness.typical <= _ROUNDED
        and likeness.largest <= _ROUNDED_LARGEST
        and abs(likeness.trend) < _LIKE_CAUSE
        and min(each.distance for each in likeness.texts) > likeness.typical / 10
    )


def _rounded(likeness: Likeness) -> Message:
    return _ROUNDED_BY(
        count=len({each.text for each in likeness.texts}),
        typical=likeness.typical,
        largest=likeness.largest,
        changed=likeness.neighbours.changed,
        ten=likeness.neighbours.ten,
    )


def _few_values(likeness: Likeness) -> Message:
    return _FEW_VALUES(
        count=len({each.text for each in likeness.texts}),
        typical=likeness.typical,
        changed=likeness.neighbours.changed,
        ten=likeness.neighbours.ten,
    )
