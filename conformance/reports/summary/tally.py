"""Results counted: by family and model, and as the one sentence a run comes down to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from conformance.model.verdict import RunVerdict, Verdict
from conformance.reports.i18n.catalogue import Translate

__all__ = [
    "BY_WEIGHT",
    "Grid",
    "broken_waivers",
    "by_weight",
    "counted",
    "family",
    "grid",
    "number",
    "outcome",
    "replayed",
    "sentence",
    "shared_prefix",
]

BY_WEIGHT = (
    Verdict.ERROR,
    Verdict.FAIL,
    Verdict.ADVICE,
    Verdict.INCONCLUSIVE,
    Verdict.WAIVED,
    Verdict.PASS,
    Verdict.NOT_APPLICABLE,
)
"""The verdicts, what needs attention most first."""
_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Grid:
    """Verdicts counted: ``cells`` maps (family, model) to counts by verdict; model None is the target as a whole."""

    families: tuple[str, ...]
    models: tuple[str | None, ...]
    cells: Mapping[tuple[str, str | None], Mapping[str, int]]


def family(check: str) -> str:
    """Return the family of a check: what its id says before the first dot."""
    return check.partition(".")[0]


def by_weight(verdict: str) -> int:
    """Return the place of a verdict among all, what needs attention most at 0; words unknown to us come last."""
    return BY_WEIGHT.index(Verdict(verdict)) if verdict in set(BY_WEIGHT) else len(BY_WEIGHT)


def counted(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return verdicts with their counts, what needs attention most first."""
    return sorted(counts.items(), key=lambda item: by_weight(item[0]))


def number(count: int, noun: str) -> str:
    """Return a count with its noun, in the plural where it is not one."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def grid(document: Mapping[str, Any]) -> Grid:
    """Return the results counted by family and model, both in the order in which they appear; the target comes last."""
    results = document["results"]
    cells: dict[tuple[str, str | None], Counter[str]] = {}
    for result in results:
        cells.setdefault((family(result["id"]), result.get("model")), Counter())[result["verdict"]] += 1
    families = tuple(dict.fromkeys(name for name, _ in cells))
    models = sorted(dict.fromkeys(model for _, model in cells), key=lambda model: model is None)
    return Grid(families, tuple(models), cells)


def shared_prefix(names: Sequence[str]) -> str:
    """Return what several names begin with, up to a mark that parts words; empty where that saves nothing."""
    alike = takewhile(
        lambda pair: pair[0] == pair[1], zip(min(names, default=""), max(names, default=""), strict=False)
    )
    prefix = "".join(first for first, _ in alike) if len(names) > 1 else ""
    end = max(prefix.rfind(mark) for mark in "-_/:") + 1
    return prefix[:end] if end > 1 else ""


def sentence(document: Mapping[str, Any], say: Translate = str) -> str:
    """Return what the run comes down to, in one sentence."""
    verdict = document["run"]["verdict"]
    if verdict == RunVerdict.CONFORMANT:
        return say("conformant in %(judged)s of %(total)s MUST clauses") % _coverage(document) + _also(document, say)
    named = {
        RunVerdict.NON_CONFORMANT.value: say("non-conformant: %(told)s"),
        RunVerdict.INCOMPLETE.value: say("incomplete: %(told)s"),
    }
    return named.get(verdict, "%(told)s") % {"told": outcome(document, say)}


def outcome(document: Mapping[str, Any], say: Translate = str) -> str:
    """Return what the verdict of a run rests on, without the verdict; a verdict unknown to us is all there is."""
    verdict = document["run"]["verdict"]
    if verdict == RunVerdict.CONFORMANT:
        return say("holds in %(judged)s of %(total)s MUST clauses") % _coverage(document) + _also(document, say)
    if verdict == RunVerdict.NON_CONFORMANT:
        return _non_conformant(document, say)
    return _incomplete(document, say) if verdict == RunVerdict.INCOMPLETE else str(verdict)


def replayed(document: Mapping[str, Any], say: Translate = str) -> str:
    """Return what a replay lacked of the requests it planned; empty where a target was asked."""
    replay = document.get("replay")
    if replay is None:
        return ""
    told = say("Recorded evidence was judged, and nothing was sent.")
    if not replay["lacking"]:
        return told
    lacking = say("%(count)s of the planned requests are not in it, the first: %(title)s.")
    return f"{told} " + lacking % {"count": f"{replay['lacking']:,}", "title": replay["titles"][0]}


def broken_waivers(document: Mapping[str, Any], say: Translate = str) -> list[str]:
    """Return a sentence with the remedy for every waiver that is stale or expired."""
    sentences = {
        "stale": say("The waiver of %(check)s%(whom)s is stale, since nothing is amiss there: take it out."),
        "expired": say("The waiver of %(check)s%(whom)s has expired on %(day)s: settle what it waives, or extend it."),
    }
    return [
        sentences[row["state"]]
        % {
            "check": row["id"],
            "whom": say(" for %(model)s") % {"model": row["model"]} if row["model"] else "",
            "day": row["expires"],
        }
        for row in document.get("waivers") or ()
        if row["state"] in sentences
    ]


def _also(document: Mapping[str, Any], say: Translate) -> str:
    advice = len(_checks(document, Verdict.ADVICE))
    waived = len(_checks(document, Verdict.WAIVED))
    told = say("; %(count)s check gives advice" if advice == 1 else "; %(count)s checks give advice")
    borne = say("; %(count)s check is waived" if waived == 1 else "; %(count)s checks are waived")
    return (told % {"count": f"{advice:,}"} if advice else "") + (borne % {"count": f"{waived:,}"} if waived else "")


def _non_conformant(document: Mapping[str, Any], say: Translate) -> str:
    failing, advice = (len(_checks(document, verdict)) for verdict in (Verdict.FAIL, Verdict.ADVICE))
    if failing:
        told = say("%(count)s MUST check fails" if failing == 1 else "%(count)s MUST checks fail")
        return told % {"count": f"{failing:,}"} + _share(document, say)
    if advice:
        told = say(
            "%(count)s check gives advice, which counts as failure"
            if advice == 1
            else "%(count)s checks give advice, which counts as failure"
        )
        return told % {"count": f"{advice:,}"}
    return say("no check fails, but a waiver is stale or expired")


def _incomplete(document: Mapping[str, Any], say: Translate) -> str:
    crashed = len(_checks(document, Verdict.ERROR))
    if crashed:
        told = say(
            "%(count)s check crashed, which is a bug of this suite"
            if crashed == 1
            else "%(count)s checks crashed, which is a bug of this suite"
        )
        return told % {"count": f"{crashed:,}"}
    if not any(result.get("judged") for result in document["results"]):
        return say("nothing could be judged")
    return _undecided(document, say)


def _undecided(document: Mapping[str, Any], say: Translate) -> str:
    unjudged = [
        result
        for result in document["results"]
        if result["verdict"] == Verdict.INCONCLUSIVE and result.get("level") == "MUST"
    ]
    if not unjudged:
        return say("nothing failed, but the run was not whole")
    checks = {result["id"] for result in unjudged}
    reasons = {str(result["reason"]) for result in unjudged if result.get("reason")}
    because = say(" (%(reason)s)") % {"reason": say(reasons.pop())} if len(reasons) == 1 else ""
    told = say(
        "%(count)s MUST check could not be judged%(because)s, nothing failed"
        if len(checks) == 1
        else "%(count)s MUST checks could not be judged%(because)s, nothing failed"
    )
    return told % {"count": f"{len(checks):,}", "because": because}


def _coverage(document: Mapping[str, Any]) -> Mapping[str, Any]:
    selection = document["selection"]
    return {"judged": selection["must_judged"], "total": selection["must_clauses"]}


def _share(document: Mapping[str, Any], say: Translate) -> str:
    models = {result["model"] for result in document["results"] if result.get("model")}
    failing = {
        result["model"] for result in document["results"] if result["verdict"] == Verdict.FAIL and result.get("model")
    }
    if not failing or len(models) < _SEVERAL:
        return ""
    return say(", on %(failing)s of %(total)s models") % {"failing": len(failing), "total": len(models)}


def _checks(document: Mapping[str, Any], verdict: Verdict) -> set[str]:
    return {result["id"] for result in document["results"] if result["verdict"] == verdict}
