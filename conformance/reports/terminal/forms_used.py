"""Which documented forms of a request a client used, told in few lines."""

from __future__ import annotations

from conformance.model.message import template
from conformance.reports.i18n.language import Language
from conformance.reports.sanitising import one_line
from conformance.reports.terminal.wrapping import wrap
from conformance.results.result_view import ObservationView
from conformance.results.view import ResultsView

__all__ = ["forms_used"]

_FORMS = "forms."
_ALL_USED = template("terminal.forms-all-used", "{used} of {forms:documented form} used")
_SOME_USED = template("terminal.forms-some-used", "{used} of {forms:documented form} used, never used:")
_NONE_USED = template("terminal.forms-none-used", "{model}: no form at all")
_UNUSED = template("terminal.forms-unused", "{model}: {forms}")


def forms_used(view: ResultsView, width: int = 80, language: str = "en") -> list[str]:
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
    words = Language.named(language)
    summed = _SOME_USED if count else _ALL_USED
    lines = [words.message(summed(used=len(facts) - count, forms=len(facts)))]
    for model, forms in unused.items():
        none = len(forms) == sum(fact.model == model for fact in facts)
        named = tuple(form.statement.value for form in forms)
        never = _NONE_USED(model=model) if none else _UNUSED(model=model, forms=named)
        lines += wrap(one_line(words.message(never)), width, "    ", "        ")
    return lines
