"""One exchange of a results document as a page shows it: texts to read, and a command to copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conformance.model.exchange import Failure
from conformance.model.message import Message, template
from conformance.reports.i18n.language import Language
from conformance.results.exchange_view import ExchangeView, RequestView, ResponseView
from conformance.shortening import shorten_text

__all__ = ["ExchangeText", "exchange_text", "failure_word", "head_and_body"]

_LONGEST_REQUEST = 2_000
_LONGEST_RESPONSE = 2_000
_LONGEST_CURL = 12_000

_TITLE = template("page.exchange", "{method}: {outcome}{took}{tries}")
_STATUS = template("page.exchange-status", "status {status}")
_FAILED = template("page.exchange-failed", "failed")
_TOOK = template("page.exchange-took", ", {milliseconds:,.0f} ms")
_TRIES = template("page.exchange-tries", ", {count:attempt}")


@dataclass(frozen=True, slots=True)
class ExchangeText:
    """What was sent, what came back, how to send it again, and how long it took."""

    title: str
    request: str
    """Empty where the command tells it whole."""
    response: str
    curl: str
    """Empty where it is too long to be read."""
    cut: bool
    """Whether the command is too long to be read."""


def exchange_text(exchange: ExchangeView, language: Language) -> ExchangeText:
    """Return an exchange ready to be shown, no part of it twice."""
    cut = len(exchange.curl) > _LONGEST_CURL
    curl = "" if cut else exchange.curl
    return ExchangeText(
        title=language.message(_title(exchange, language)),
        request="" if curl else head_and_body(exchange.request, _LONGEST_REQUEST),
        response=head_and_body(exchange.response, _LONGEST_RESPONSE) if exchange.response else "",
        curl=curl,
        cut=cut,
    )


def head_and_body(message: RequestView | ResponseView, limit: int, more: Sequence[str] = ()) -> str:
    """Return a request or a response as text: its first line, its headers, its body up to ``limit``, and ``more``."""
    headers = [f"{name}: {content}" for name, content in message.headers]
    body = ["", shorten_text(message.body, limit)] if message.body else []
    return "\n".join([_first_line(message), *headers, *body, *more])


def _first_line(message: RequestView | ResponseView) -> str:
    if isinstance(message, RequestView):
        return f"{message.method} {message.url}"
    return f"{message.http_version or 'HTTP'} {message.status}"


def failure_word(failure: str, language: Language) -> str:
    """Return how an attempt failed, in words; a word of a newer version stays as it is."""
    word = Failure(failure).name.lower().replace("_", "-") if failure in set(Failure) else ""
    return language.word(f"failure.{word}", failure)


def _title(exchange: ExchangeView, language: Language) -> Message:
    attempts, response = exchange.attempts, exchange.response
    failure = failure_word(attempts[-1].failure, language) if attempts else ""
    return _TITLE(
        method=exchange.request.method,
        outcome=_STATUS(status=response.status) if response else failure or _FAILED(),
        took=_TOOK(milliseconds=attempts[-1].seconds * 1000) if attempts else None,
        tries=_TRIES(count=len(attempts)) if len(attempts) > 1 else None,
    )
