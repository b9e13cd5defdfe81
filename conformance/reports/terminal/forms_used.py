"""Which documented forms of a request a client used, told in few lines."""

from __future__ import annotations

from conformance.reports.sanitising import one_line
from conformance.reports.summary.tally import number
from conformance.reports.terminal.wrapping import wrap
from conformance.results.result_view import ObservationView
from conformance.results.view import ResultsView

__all__ = ["forms_used"]

_FORMS = "forms."


def forms_used(view: ResultsView, width: int = 80) -> list[str]:
    """Return lines of at most ``width`` columns; none where no form is documented.

    A form that was used has the first exchange that shows it.
    """
    facts = [fact for fact in view.observations if fact.id.startswith(_FORMS)]
    if not facts:
        return []
    unused: dict[str, list[ObservationView]] = {}
    for fact in facts:
        if not fact.exchange:
            unused.setdefault(str(fact.model), []).append(fact)
    count = sum(map(len, unused.values()))
    lines = [
        f"{len(facts) - count} of {number(len(facts), 'documented form')} used" + (", never used:" if count else "")
    ]
    for model, forms in unused.items():
        whole = len(forms) == sum(fact.model == model for fact in facts)
        named = "no form at all" if whole else ", ".join(form.statement.english for form in forms)
        lines += wrap(one_line(named), width, f"    {one_line(model)}: ", "        ")
    return lines
