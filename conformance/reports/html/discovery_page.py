"""The page of a survey: what was found out of a service that no document describes, and which request showed it."""

from __future__ import annotations

import shlex

from conformance.model.message import Message, template
from conformance.reports.html.exchange_text import exchange_text
from conformance.reports.html.page import page
from conformance.reports.html.page_data import page_data
from conformance.reports.i18n.language import Language
from conformance.results.survey_view import SurveyView

__all__ = ["render"]

_SUMMARY = template(
    "discovery.summary",
    "{sent:request} sent; {held:check} found nothing, {broken:check} did not hold; {rules:kind of wrong request|kinds "
    "of wrong request} tried",
)


def render(survey: SurveyView, file: str, sent: int, language: str = "en") -> str:
    """Return what was found as HTML; ``file`` names the contract that was written, ``sent`` counts the requests.

    Raises UsageError where there is no such language.
    """
    words = Language.named(language)
    exchanges = {exchange.id: exchange_text(exchange, words) for exchange in survey.exchanges.values()}
    return page(
        "discovery.html",
        words,
        running=survey.base_url,
        survey=survey,
        file=file,
        summary=_summary(survey, sent),
        again=shlex.join(["pytest", f"--base-url={survey.base_url}", f"--emb-contract={file}"]),
        names={key: exchange.id for key, exchange in survey.exchanges.items()},
        exchanges=exchanges,
        data=page_data(exchanges, ()),
    )


def _summary(survey: SurveyView, sent: int) -> Message:
    return _SUMMARY(sent=sent, held=len(survey.held), broken=len(survey.broken), rules=len(survey.rules))
