"""What measures of two sets of vectors say of the models behind them, and what that means for an index.

Pure: from a ``Likeness`` to a ``KinshipVerdict``. What right hardware does is never told as another model, and where a
cause does not show beyond doubt, none is named.
"""

from __future__ import annotations

from itertools import pairwise
from statistics import median

from conformance.answers.kinship_verdict import IndexAdvice, Kinship, KinshipVerdict
from conformance.answers.likeness import Likeness, TextLikeness
from conformance.answers.noise import HARDWARE, HARM, SAME
from conformance.model.message import Message, Template, template
from conformance.model.reference import LONG_TEXT, TextClass

__all__ = ["STRANGE", "judge_kinship"]

_EXACT = 1e-9
"""Below here vectors differ as the printing of their numbers does."""
_PRINTED = 1e-7
"""Below here they differ as a reference in half precision does from what it was recorded from."""
_TIMES_NOISE = 4.0
_NORM_ALLOWED = 0.02
_FEWEST = 4
_MOST_LOST = 0.5
STRANGE = 0.35
"""Below this relation two vectors of one text are of unrelated spaces."""
_NEARLY_ALL = 0.9
_ROUNDED = 0.05
"""Typical distance up to which weights of few bits are known to move vectors; a new version may move them as far."""
_BY_LENGTH = 0.35
"""Correlation of distance with length from which fewer bits, which ask nothing of length, are not the cause."""
_SEVERAL = 2
_EXCEPTIONS = 20
"""One text in so many may lie on the wrong side of a length: what is counted is tokens, which bytes do not tell."""
_NO_RELATION = 0.1
_LEAST_MOVED = 1e-6
"""Less than this moves nothing that fewer bits, or what is put before a text, would leave alone."""
_LEAST_SHARE = 0.05
"""Where a text moves by less than this share of what is typical, something else moves the others than a precision."""
_EVENLY = 4.0
"""The farthest of texts that fewer bits moved is moved no more times as far as is typical, seen up to 3.2."""
_PLAINLY = 8.0
"""So many times as far apart is no matter of where a bound lies."""
_TURNED = 0.1
"""Pairwise cosines that agree so much better than chance are those of one space that was turned as a whole."""
_WIDTH_ALIKE = 0.97


_TOO_FEW = template("kinship.too-few", "{count:text} can be held against each other, {lost:text} cannot")
_WITHIN = template(
    "kinship.within-noise", "{count:text} differ by {typical:.1e} typically, {largest:.1e} at most (noise {noise:.1e})"
)
_AS_HARDWARE_DOES = template(
    "kinship.as-hardware-does",
    "{count:text} differ by {typical:.1e} typically, {largest:.1e} at most: more than repeats do (noise {noise:.1e}), "
    "and no more than other kernels, hardware and number formats do",
)
_BUILT_OTHERWISE = template(
    "kinship.built-otherwise",
    "all of {count:text} differ, by {typical:.1e} typically, {largest:.1e} at most, and repeats by {noise:.1e}: so "
    "much do number formats, builds and shapes of batches do; {changed:text has|texts have} another nearest "
    "text, and {ten:.0%} of the ten nearest are the same",
)
_COLLAPSED = template("kinship.collapsed", "all texts have nearly one vector now")
_BETWEEN = template(
    "kinship.between",
    "{count:text} differ by {typical:.1e} typically, {largest:.1e} at most: more than right hardware does, by no "
    "rule that names the cause",
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
    "all of {count:text} differ by about as much, {typical:.1e} typically, {largest:.1e} at most; "
    "{changed:text has|texts have} another nearest text, and {ten:.0%} of the ten nearest are the same",
)
_FEW_VALUES = template(
    "kinship.few-values",
    "the numbers of a vector are of few bits now; {count:text} differ by {typical:.1e} typically, "
    "{changed:text has|texts have} another nearest text, and {ten:.0%} of the ten nearest are the same",
)
_FROM_LENGTH = template(
    "kinship.from-length",
    "texts of up to {agrees:byte} agree, those from {differs:byte} on differ, by {distance:.1e} typically{aside}",
)
_ASIDE = template("kinship.aside", ", but for {count:vector}")
_SHORTER_MORE = template(
    "kinship.shorter-more",
    "the shorter a text, the more it differs: by {short:.1e} short, {long:.1e} long, as what is added to it does",
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
_MIXED_UP = template("kinship.mixed-up", "{count:text has|texts have} a vector that another text had before")
_SOME_DIFFER = template(
    "kinship.some-differ",
    "{differing} of {count:text} differ by more than {harm:.0e}, up to {largest:.1e}, by no rule that names the cause",
)
_RELATED = template(
    "kinship.related",
    "{differing} of {count:text} are elsewhere, by {typical:.1e} typically, up to {largest:.1e}, and not unrelated to "
    "where they were: another pooling, layer or prefix, fewer bits or another version do that, which vectors alone do "
    "not tell apart",
)


def judge_kinship(likeness: Likeness) -> KinshipVerdict:
    """Return what the measures say."""
    texts = likeness.texts
    count = len({row.text for row in texts})
    if count < _FEWEST or likeness.unanswered > _MOST_LOST * (count + likeness.unanswered):
        return _unknown(_TOO_FEW(count=count, lost=likeness.unanswered))
    if unsteady := _unsteady(likeness):
        return unsteady
    if likeness.widths[0] != likeness.widths[1]:
        return _of_other_width(likeness)
    differing = [row for row in texts if row.distance > HARM]
    if any(row.anothers for row in differing):
        return _other(_MIXED_UP(count=len({row.text for row in differing if row.anothers})), IndexAdvice.WAIT)
    return _of_other_directions(likeness, differing) if differing else _of_near_directions(likeness)


def _unknown(why: Message) -> KinshipVerdict:
    return KinshipVerdict(Kinship.UNKNOWN, IndexAdvice.WAIT, why)


def _other(why: Message, index: IndexAdvice = IndexAdvice.REINDEX) -> KinshipVerdict:
    return KinshipVerdict(Kinship.OTHER, index, why)


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
    strange = [request for request in requests.values() if all(text.related < STRANGE for text in request)]
    mixed_up = {text.text for rows in strange for text in rows if text.anothers}
    if mixed_up:
        return _unknown(_MIXED_UP(count=len(mixed_up)))
    right = [request for request in requests.values() if all(text.distance <= HARM for text in request)]
    if not strange or len(strange) + len(right) < len(requests):
        return _unknown(_UNSTEADY(count=len(spread), distance=max(most for _, most in spread)))
    return KinshipVerdict(Kinship.MODEL, IndexAdvice.REINDEX, _AT_TIMES(count=len(strange), requests=len(requests)))


def _spread(likeness: Likeness) -> list[tuple[float, float]]:
    """Return the least and the largest distance of each text that came near to its vector once, and once did not."""
    by_text: dict[str, list[float]] = {}
    for row in likeness.texts:
        by_text.setdefault(row.text, []).append(row.distance)
    found = [(min(distances), max(distances)) for distances in by_text.values()]
    return [(least, most) for least, most in found if most > HARM and most > 2 * least + SAME]


def _by_request(likeness: Likeness) -> dict[str, list[TextLikeness]]:
    found: dict[str, list[TextLikeness]] = {}
    for row in likeness.texts:
        found.setdefault(row.request, []).append(row)
    return found


def _of_other_width(likeness: Likeness) -> KinshipVerdict:
    before, now = likeness.widths
    if likeness.typical <= _bound(HARDWARE, likeness.noise) and likeness.largest <= HARM:
        why = _FIRST_NUMBERS(before=before, now=now, shared=min(before, now), typical=likeness.typical)
        return KinshipVerdict(Kinship.PREFIX, IndexAdvice.RENORMALISE, why)
    why = _OTHER_WIDTH(before=before, now=now)
    if likeness.pairwise.correlation >= _WIDTH_ALIKE:
        return _other(why)
    return KinshipVerdict(Kinship.MODEL, IndexAdvice.REINDEX, why)


def _of_near_directions(likeness: Likeness) -> KinshipVerdict:
    """Judge vectors of which none points far from where it did."""
    if likeness.typical <= _bound(HARDWARE, likeness.noise):
        return _of_one_direction(likeness)
    if likeness.pairwise.deviation < _TURNED * likeness.pairwise.by_chance:
        return _reindex(Kinship.MODEL, _TURNED_SPACE(typical=likeness.typical))
    if _is_even(likeness):
        return _reindex(Kinship.PRECISION, _moved_by(_ROUNDED_BY, likeness, largest=likeness.largest))
    count = len({row.text for row in likeness.texts})
    return _unknown(_BETWEEN(count=count, typical=likeness.typical, largest=likeness.largest))


def _of_one_direction(likeness: Likeness) -> KinshipVerdict:
    """Judge vectors of one direction by their norms, their token counts, and how near they are."""
    norms = [row.norm for row in likeness.texts]
    count = len({row.text for row in likeness.texts})
    if sum(abs(norm - 1) > _NORM_ALLOWED for norm in norms) > len(norms) / 2:
        why = _NORMS(count=count, least=min(norms), most=max(norms))
        return KinshipVerdict(Kinship.RENORMALISED, IndexAdvice.RENORMALISE, why)
    counts = [pair for pair in likeness.counts if pair.before != pair.now]
    if 2 * len(counts) > len(likeness.counts):
        why = _OTHER_COUNTS(
            differing=len(counts), count=len(likeness.counts), before=counts[0].before, now=counts[0].now
        )
        return KinshipVerdict(Kinship.TOKENIZER, IndexAdvice.KEEP, why)
    if likeness.typical > max(_PRINTED, _TIMES_NOISE * likeness.noise) and _all_moved(likeness):
        return KinshipVerdict(
            Kinship.BUILD,
            IndexAdvice.KEEP,
            _moved_by(_BUILT_OTHERWISE, likeness, largest=likeness.largest, noise=likeness.noise),
        )
    as_repeats = likeness.typical <= max(_EXACT, _TIMES_NOISE * likeness.noise)
    within = _WITHIN if as_repeats else _AS_HARDWARE_DOES
    why = within(count=count, typical=likeness.typical, largest=likeness.largest, noise=likeness.noise)
    return KinshipVerdict(Kinship.SAME, IndexAdvice.KEEP, why)


def _of_other_directions(likeness: Likeness, differing: list[TextLikeness]) -> KinshipVerdict:
    """Judge vectors of which some, or all, point elsewhere."""
    nearly_all = len(differing) >= _NEARLY_ALL * len(likeness.texts)
    if nearly_all and (whole := _of_another_space(likeness)) is not None:
        return whole
    if (why := _boundary(likeness) or _fading(likeness)) is not None:
        return _reindex(Kinship.READING, why)
    if _is_even(likeness):
        return _reindex(Kinship.PRECISION, _moved_by(_ROUNDED_BY, likeness, largest=likeness.largest))
    count, elsewhere = len({row.text for row in likeness.texts}), len({row.text for row in differing})
    if nearly_all and sum(row.related > _NO_RELATION for row in differing) >= _NEARLY_ALL * len(differing):
        return _other(_RELATED(differing=elsewhere, count=count, typical=likeness.typical, largest=likeness.largest))
    why = _SOME_DIFFER(differing=elsewhere, count=count, harm=HARM, largest=likeness.largest)
    if likeness.typical > HARM:
        return _other(why)
    plainly = {row.text for row in differing if row.distance > _ROUNDED}
    return _other(why, IndexAdvice.WAIT) if len(plainly) >= _SEVERAL else _unknown(why)


def _of_another_space(likeness: Likeness) -> KinshipVerdict | None:
    """Return the verdict where what all vectors have in common tells it: one place, a turn, no relation, few values."""
    if likeness.collapsed:
        return _other(_COLLAPSED())
    if likeness.pairwise.deviation < _TURNED * likeness.pairwise.by_chance:
        return _reindex(Kinship.MODEL, _TURNED_SPACE(typical=likeness.typical))
    strange = [row for row in likeness.texts if row.related < STRANGE]
    if len(strange) >= _NEARLY_ALL * len(likeness.texts) and median(row.related for row in strange) < _NO_RELATION:
        count = len({row.text for row in likeness.texts})
        return _reindex(Kinship.MODEL, _STRANGERS(count=count, cosine=1 - likeness.typical))
    return _reindex(Kinship.PRECISION, _moved_by(_FEW_VALUES, likeness)) if likeness.few_values else None


def _reindex(kinship: Kinship, why: Message) -> KinshipVerdict:
    return KinshipVerdict(kinship, IndexAdvice.REINDEX, why)


def _boundary(likeness: Likeness) -> Message | None:
    """Return from which length on texts differ, where nearly all do that are as long, and shorter ones agree.

    Odd texts are left out, which may differ by themselves, and so are vectors of no relation, which no cut explains.
    """
    ordered = sorted((text for text in likeness.texts if text.sort is not TextClass.ODD), key=lambda row: row.size)
    differ = [row.distance > HARM for row in ordered]
    wrong = [sum(differ[:at]) + differ[at:].count(False) for at in range(len(ordered) + 1)]
    at = max(range(len(wrong)), key=lambda place: (-wrong[place], place))
    agreeing = [row for row in ordered[:at] if row.distance <= HARM]
    differing = [row for row in ordered[at:] if row.distance > HARM]
    if wrong[at] > len(ordered) // _EXCEPTIONS or len(agreeing) < _SEVERAL or not differing:
        return None
    apart = median(row.distance for row in differing)
    if median(row.related for row in differing) < _NO_RELATION or apart < _PLAINLY * median(
        row.distance for row in agreeing
    ):
        return None
    return _FROM_LENGTH(
        agrees=agreeing[-1].size,
        differs=differing[0].size,
        distance=apart,
        aside=_ASIDE(count=wrong[at]) if wrong[at] else None,
    )


def _fading(likeness: Likeness) -> Message | None:
    """Return by how much texts differ where it is the less, the longer they are: something was put before them."""
    plain = [row for row in likeness.texts if row.sort is not TextClass.ODD]
    short = [row.distance for row in plain if len(row.text) <= LONG_TEXT]
    longs = [row for row in plain if len(row.text) > LONG_TEXT]
    if len(longs) < _SEVERAL or not short or median(short) <= HARDWARE:
        return None
    by_length = [row.distance for row in sorted(longs, key=lambda text: text.size)]
    if by_length[0] >= median(short) or by_length[-1] > median(short) / 4:
        return None
    if any(longer > shorter for shorter, longer in pairwise(by_length)):
        return None
    if min(by_length) < _LEAST_MOVED:  # other things than their length are different about those that moved
        return None
    return _SHORTER_MORE(short=median(short), long=by_length[-1])


def _is_even(likeness: Likeness) -> bool:
    """Tell whether all texts moved by about as much, each by itself: what fewer bits do."""
    return (
        likeness.typical <= _ROUNDED
        and likeness.largest <= _EVENLY * likeness.typical
        and abs(likeness.trend) < _BY_LENGTH
        and min(row.distance for row in likeness.texts) > max(_LEAST_MOVED, likeness.typical / 10)
    )


def _all_moved(likeness: Likeness) -> bool:
    """Tell whether every text moved: replicas and kernels by length leave some where they were."""
    return min(row.distance for row in likeness.texts) > _LEAST_SHARE * likeness.typical


def _moved_by(sentence: Template, likeness: Likeness, **more: float) -> Message:
    return sentence(
        count=len({row.text for row in likeness.texts}),
        typical=likeness.typical,
        changed=likeness.neighbours.changed,
        ten=likeness.neighbours.ten,
        **more,
    )
