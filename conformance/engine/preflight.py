"""What keeps a whole model, or the whole target, from being judged; seen at its first request."""

from __future__ import annotations

import codecs
from collections.abc import Collection
from dataclasses import dataclass
from math import ceil
from urllib.parse import urlsplit

from conformance.answers.answer import Answer, AnswerKind
from conformance.client.retry_policy import retry_after
from conformance.engine.readiness import PATIENCE
from conformance.model import statuses
from conformance.model.excerpt import excerpt
from conformance.model.exchange import Attempt, Failure
from conformance.model.exit_status import ExitStatus
from conformance.model.message import Message, template

__all__ = ["PreflightFailure", "diagnose"]


_SILENT = template("preflight.silent", "{url} does not answer ({reason}): {remedy}")
_SEE_IT_RUNS = template("preflight.see-it-runs", "see that the base URL is right and the service runs")
_WRITE_HTTP = template("preflight.write-http", "it does not speak TLS, so write http:// if that is meant")
_NAME_AUTHORITY = template(
    "preflight.name-authority",
    "let SSL_CERT_FILE name the authority that signed its certificate, or take it unverified: --emb-insecure",
)
_MEND_PROXY = template(
    "preflight.mend-proxy", "mend the proxy named by HTTPS_PROXY or HTTP_PROXY, or name the target in NO_PROXY"
)
_SPEAKS_TLS = template("preflight.speaks-tls", "the target speaks TLS, and {url} does not: give {secure}")
_NOT_JUDGEABLE = template("preflight.not-judgeable", "nothing can be judged, {reason}: settle that with the vendor")
_KEY_REFUSED = template(
    "preflight.key-refused", "the target refuses the key with {status}: set {variable} to a key that is valid there"
)
_UNKNOWN_MODEL = template(
    "preflight.unknown-model", "the target does not know the model '{model}': name one it serves with --emb-model"
)
_REDIRECTS = template(
    "preflight.redirects",
    "{url} redirects to {location} with {status}: give the base URL behind the redirect",
)
_ANSWERS_WITH_A_PAGE = template(
    "preflight.answers-with-a-page",
    "{url} answers {status} with a page of HTML, so it is no Embeddings endpoint: give the base URL of the API",
)
_ANSWERS_NO_JSON = template(
    "preflight.answers-no-json",
    "{url} answers {status} with text that is no JSON ({text:quote}), so it is no Embeddings endpoint: "
    "give the base URL of the API",
)
_NOT_READY = template(
    "preflight.not-ready",
    "{url} still answers {status} after {count:request} in {seconds} s: {remedy}",
)
_COME_BACK = template(
    "preflight.come-back",
    "{url} answers {status} and asks to come back in {seconds} s, which no run waits for: begin again then",
)
_WAIT_FOR_IT = template(
    "preflight.wait-for-it", "wait until the service is ready and its limits allow requests, then begin again"
)
_MEND_GATEWAY = template(
    "preflight.mend-gateway", "the gateway answers for a service behind it: see that this runs, then begin again"
)
_WRONG_PATH = template(
    "preflight.wrong-path", "{url} answers {status}: give the base URL under which the target serves {path}"
)

_PAGE = 4096
"""Bytes of a page in which a server says that it was spoken to in the wrong way."""


@dataclass(frozen=True, slots=True)
class PreflightFailure:
    """One sentence with the remedy, and the exit status where every model is in trouble."""

    sentence: Message
    exit_status: ExitStatus


def diagnose(first: Answer, base_url: str, key_variable: str) -> PreflightFailure | None:
    """Diagnose the answer to a model's first and plainest request; None where judging can begin."""
    if first.exchange.unsent:
        return None  # it was never asked, and every verdict will say why
    if first.exchange.response is None:
        remedy = _remedy(first.exchange.last)
        return PreflightFailure(_SILENT(url=base_url, reason=first.reason, remedy=remedy), ExitStatus.INCOMPLETE)
    return _misdirected(first, base_url) or _not_ready(first, base_url) or _refused(first, key_variable)


def _not_ready(first: Answer, base_url: str) -> PreflightFailure | None:
    """Tell whether a target, or a gateway before it, still said that it cannot answer when the waiting ended."""
    if first.status not in statuses.TRANSIENT:
        return None
    url, attempts, last = _url(first, base_url), first.exchange.attempts, first.exchange.last
    asked = retry_after(first.response, last.started + last.seconds)
    if asked is not None and asked > PATIENCE:
        come_back = _COME_BACK(url=url, status=first.status, seconds=ceil(asked))
        return PreflightFailure(come_back, ExitStatus.INCOMPLETE)
    remedy = _WAIT_FOR_IT() if first.status in statuses.LOAD else _MEND_GATEWAY()
    took = ceil(last.started + last.seconds - attempts[0].started)
    sentence = _NOT_READY(url=url, status=first.status, count=len(attempts), seconds=took, remedy=remedy)
    return PreflightFailure(sentence, ExitStatus.INCOMPLETE)


def _misdirected(first: Answer, base_url: str) -> PreflightFailure | None:
    """Tell whether something answers, but no Embeddings endpoint."""
    if _wants_tls(first, base_url):
        secure = f"https{base_url.removeprefix('http')}"
        return PreflightFailure(_SPEAKS_TLS(url=base_url, secure=secure), ExitStatus.USAGE)
    url = _url(first, base_url)
    if statuses.is_redirect(first.status):
        return PreflightFailure(_REDIRECTS(url=url, status=first.status, location=_location(first)), ExitStatus.USAGE)
    if first.kind is AnswerKind.SUCCESS and first.parsed.problem and not first.response.undecodable:
        if _is_page(first.response.body):
            return PreflightFailure(_ANSWERS_WITH_A_PAGE(url=url, status=first.status), ExitStatus.USAGE)
        if text := _plain_text(first.response.body):
            return PreflightFailure(_ANSWERS_NO_JSON(url=url, status=first.status, text=text), ExitStatus.USAGE)
    if first.status in statuses.NOT_SERVED and first.kind is not AnswerKind.NOT_ATTRIBUTABLE:
        return _not_found(first, url)
    return None


def _location(first: Answer) -> str:
    """Return where a redirect leads, without credentials and query, which may hold secrets."""
    parts = urlsplit(first.response.header("location") or "")
    host = parts.netloc.rpartition("@")[2]
    return excerpt(f"{parts.scheme}://{host}{parts.path}" if host else parts.path or "nowhere")


def _is_page(body: bytes) -> bool:
    """Tell whether a body is HTML or XML: it begins with a tag, behind white space or a byte order mark."""
    return _text_of(body).startswith("<")


def _plain_text(body: bytes) -> str:
    """Return a body in which nothing looks like JSON, whatever may be wrong with that; else an empty string."""
    text = _text_of(body)
    return "" if any(sign in text for sign in '{["') or any(sign in body for sign in b"\0{[") else text


def _text_of(body: bytes) -> str:
    """Return the beginning of a body as text, in the encoding its byte order mark tells, without white space before."""
    wide = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    # White space before a page may be longer than what is looked at.
    head = body[:_PAGE] if wide else body.removeprefix(codecs.BOM_UTF8).lstrip()[:_PAGE]
    return head.decode("utf-16" if wide else "utf-8", "replace").strip()


def _url(first: Answer, base_url: str) -> str:
    return f"{base_url.rstrip('/')}{first.case.request.path}"


def _refused(first: Answer, key_variable: str) -> PreflightFailure | None:
    """Tell whether the account or its key is refused."""
    if first.filtered:
        return None  # another text may be answered
    if first.kind is AnswerKind.NOT_ATTRIBUTABLE:
        return PreflightFailure(_NOT_JUDGEABLE(reason=first.reason), ExitStatus.INCOMPLETE)
    if first.status in statuses.UNAUTHORISED:
        return PreflightFailure(_KEY_REFUSED(status=first.status, variable=key_variable), ExitStatus.INCOMPLETE)
    return None


def _remedy(last: Attempt) -> Message:
    """Return what helps against a failure to get any response."""
    if last.failure is Failure.TLS:
        return _WRITE_HTTP() if "WRONG_VERSION_NUMBER" in last.detail else _NAME_AUTHORITY()
    return _MEND_PROXY() if last.failure is Failure.PROXY else _SEE_IT_RUNS()


def _wants_tls(first: Answer, base_url: str) -> bool:
    """Tell whether a plain request was sent where TLS is spoken: sent on to https, or told so by a usual server."""
    if not base_url.lower().startswith("http:"):
        return False
    there = urlsplit(first.response.header("location") or "")
    to_https = there.scheme == "https" and there.hostname == urlsplit(base_url).hostname
    moved = statuses.is_redirect(first.status) and to_https
    return moved or (first.status == statuses.BAD_REQUEST and b"HTTPS port" in first.response.body[:_PAGE])


def _not_found(first: Answer, url: str) -> PreflightFailure:
    if _speaks_of_the_model(first):
        return PreflightFailure(_UNKNOWN_MODEL(model=first.case.model), ExitStatus.USAGE)
    return PreflightFailure(_WRONG_PATH(url=url, status=first.status, path=first.case.request.path), ExitStatus.USAGE)


def _speaks_of_the_model(first: Answer) -> bool:
    value = first.parsed.value
    while isinstance(value, list | dict) and len(value) == 1:
        value = next(iter(value if isinstance(value, list) else value.values()))
    words: Collection[object] = value.values() if isinstance(value, dict) else [value]
    return any("model" in str(word).lower() for word in words)
