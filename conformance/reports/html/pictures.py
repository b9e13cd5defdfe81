"""Measurements as pictures: latency, usage, norms, noise, and how near texts lie to each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from conformance.reports.html.drawing import marks
from conformance.reports.html.latency_charts import latency_charts
from conformance.reports.html.measured import Measured
from conformance.reports.html.picture import Picture
from conformance.reports.html.range_charts import noise_chart, norms_chart
from conformance.reports.html.similarity import similarity_map
from conformance.reports.html.usage_chart import usage_chart
from conformance.reports.i18n.language import Language

__all__ = ["Legend", "legend", "pictures"]


@dataclass(frozen=True, slots=True)
class Legend:
    """The mark of one model."""

    model: str
    svg: Markup


def legend(models: Sequence[str]) -> list[Legend]:
    """Return the mark of each model."""
    return [
        Legend(model, Markup('<svg class="key" viewBox="0 0 12 12" aria-hidden="true">{}</svg>').format(_mark(place)))
        for place, model in enumerate(models)
    ]


def _mark(series: int) -> Markup:
    return Markup(marks([(6, 6)], series))  # noqa: S704 (numbers only)


def pictures(measured: Measured, models: Sequence[str], language: Language) -> list[Picture]:
    """Return a picture of everything that was measured, in the order in which they are read."""
    timings = [row for row in measured.timings if row.seconds > 0]
    measured_models = ((model, measured.sentinels[model]) for model in models if model in measured.sentinels)
    return [
        *latency_charts(timings, models, language),
        *usage_chart(timings, models, language),
        *norms_chart(measured.norms, models, language),
        *noise_chart(measured.noise, models, language),
        *(picture for model, sentinels in measured_models for picture in similarity_map(model, sentinels, language)),
    ]
