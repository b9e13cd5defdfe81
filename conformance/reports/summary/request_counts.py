"""What a run sent, what it cost, and how long it took, in one sentence."""

from __future__ import annotations

from conformance.model.message import Message, template
from conformance.results.view import ResultsView

__all__ = ["request_counts"]

_TRAFFIC = template("page.traffic", "{requests}, {reused:,} reused{retried}; {tokens:input token}{seconds}")
_SENT = template("page.traffic-sent", "{count:request} sent")
_RECORDED = template("page.traffic-recorded", "{count:recorded request} judged")
_RETRIED = template("page.traffic-retried", ", {count:,} retried")
_SECONDS = template("page.traffic-seconds", "; {seconds:,.0f} s")


def request_counts(view: ResultsView) -> Message:
    """Return it; a replay sent nothing."""
    counts, seconds = view.traffic, view.run.duration
    return _TRAFFIC(
        requests=(_SENT if view.replay is None else _RECORDED)(count=counts.sent),
        reused=counts.reused,
        retried=_RETRIED(count=counts.retried) if counts.retried else None,
        tokens=counts.input_tokens,
        seconds=None if seconds is None else _SECONDS(seconds=seconds),
    )
