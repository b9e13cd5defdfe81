"""One exchange of a results document as folded HTML: request, response, curl, attempts."""

from __future__ import annotations

import sys
import time

from conformance.model.message import Message, template
from conformance.reports.html.exchange_text import failure_word, head_and_body
from conformance.reports.html.html_text import text
from conformance.reports.i18n.language import Language
from conformance.results.exchange_view import AttemptView, ExchangeView, RequestView, ResponseView

__all__ = ["label", "transcript"]

_LONGEST_NAME = 12
_WHOLE = sys.maxsize

_TITLE = template("page.transcript", "Exchange {name}: {method} {outcome}{after}")
_ANSWERED = template("page.transcript-answered", "answered {status}")
_FAILED = template("page.transcript-failed", "failed")
_AFTER = template("page.transcript-after", " after {count:attempt}")
_DIGEST = template("page.transcript-digest", "(whole body: {digest})")


def transcript(exchange: ExchangeView, language: Language) -> str:
    """Return an exchange as one folded block."""
    attempts = (_attempt(place, attempt, language) for place, attempt in enumerate(exchange.attempts, 1))
    parts = [
        ("curl", exchange.curl),
        (language.say("Request"), _whole(exchange.request, language)),
        (language.say("Response"), _response(exchange.response, language)),
        (language.say("Attempts"), "\n".join(attempts)),
    ]
    shown = "".join(f"<h3>{title}</h3><pre>{text(content)}</pre>" for title, content in parts)
    title = text(language.message(_title(exchange)))
    return f'<details class="emb-exchange"><summary>{title}</summary>{shown}</details>'


def label(name: str) -> str:
    """Return the name of an exchange for a reader: a digest is told by its beginning."""
    return name[:_LONGEST_NAME]


def _title(exchange: ExchangeView) -> Message:
    response, tries = exchange.response, len(exchange.attempts)
    return _TITLE(
        name=label(exchange.id),
        method=exchange.request.method,
        outcome=_ANSWERED(status=response.status) if response else _FAILED(),
        after=_AFTER(count=tries) if tries > 1 else None,
    )


def _response(response: ResponseView | None, language: Language) -> str:
    return language.say("no response") if response is None else _whole(response, language)


def _whole(message: RequestView | ResponseView, language: Language) -> str:
    digest = ["", language.message(_DIGEST(digest=message.sha256))] if message.sha256 else []
    return head_and_body(message, _WHOLE, digest)


def _attempt(place: int, attempt: AttemptView, language: Language) -> str:
    clock = time.strftime("%H:%M:%SZ", time.gmtime(attempt.started))
    outcome = failure_word(attempt.failure, language) or attempt.status
    detail = f" ({attempt.detail})" if attempt.detail else ""
    return f"{place}. {clock}  {attempt.seconds:.3f} s  {outcome}{detail}"
