"""One text as every client in use sends it, and in forms that are allowed and rare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from conformance.generation.dresses import CLIENTS, RARE_FORMS, RARER_FORMS, Dress, Spelling
from conformance.model.case import Case, Expect
from conformance.model.depth import Depth, smoke
from conformance.model.exchange import Connection, Request
from conformance.model.key_place import BEARER
from conformance.model.message import Message, template
from conformance.model.probe_name import ProbeName
from conformance.model.role import Role
from conformance.probes.plan_context import PlanContext
from conformance.probes.registry import Stage, probe
from conformance.probes.relation_cases import text_alone

TEXT = "The café of Zoë, 北京路 12 号 😀: bread & butter < 5 €/kg, isn't it?"
"""A text with letters of one to four bytes in UTF-8, and with what one client or another escapes."""

_PLAINLY = template("request.sent-plainly", "a text sent plainly")
_SENT_BY = template("request.sent-by", "a text as sent by {client}")
_FORMS: Mapping[str, Message] = MappingProxyType(
    {
        "http-1.0": template("request.rare-http-1.0", "a text in HTTP/1.0")(),
        "expect": template("request.rare-expect", "a text that waits for 100 Continue")(),
        "long-headers": template("request.rare-long-headers", "a text with 2.6 kB of headers")(),
        "scheme": template("request.rare-scheme", "a text with bearer in small letters")(),
        "query": template("request.rare-query", "a text with a query behind the path")(),
        "white-space": template("request.rare-white-space", "a text with much white space in its JSON")(),
        "longer-headers": template("request.rare-longer-headers", "a text with 5 kB of headers")(),
        "many-headers": template("request.rare-many-headers", "a text with 80 headers")(),
        "all-escaped": template("request.rare-all-escaped", "a text with every letter of its JSON escaped")(),
    }
)

_LONG_BODY = template("request.rare-long-body", "a text behind {size} kB of white space in its JSON")

_PIECE = 64 * 1024
"""Bytes of the pieces in which most servers read; smaller ones divide it."""
_LEAST_PIECES, _MOST_PIECES = 2, 17
_BYTES_OF_A_TOKEN = 4


@probe(ProbeName.CLIENTS, Stage.COMPARISONS, share=smoke(2))
def plan_clients(context: PlanContext) -> Iterator[Case]:
    """Send a text plainly, then as each client in use sends it; what reads requests is the same for all models.

    What is demanding has a connection of its own: where its body is not read, the next request there is read amid it.
    """
    if not context.first:
        return
    plain = _plain(context)
    yield plain
    for dress in CLIENTS:
        connection = Connection.FRESH if dress.demanding else Connection.SHARED
        yield replace(
            plain,
            title=_SENT_BY(client=dress.name),
            decided_by="clients.usual-forms-answered",
            request=replace(_dressed(context, dress), connection=connection),
            expect=Expect.EITHER if dress.demanding else Expect.ANSWER,
            role=Role.RARE if dress.demanding else Role.CLIENT,
            control=plain.request,
        )


@probe(ProbeName.RARE_FORMS, Stage.COMPARISONS, share=smoke(1))
def plan_rare_forms(context: PlanContext) -> Iterator[Case]:
    """Send the same text in each rare form, in a deep run in rarer ones, too; what no client sends may be refused."""
    if not context.first:
        return
    plain = _plain(context)
    forms = {**RARE_FORMS, **(RARER_FORMS if context.options.depth is Depth.DEEP else {})}
    edge = Spelling(edge=_PIECE * _pieces(context))
    forms = {name: replace(dress, spelling=edge) if dress.spelling.edge else dress for name, dress in forms.items()}
    for name, dress in forms.items():
        # A second query would not be of a rare form, but none; without a scheme there is none in small letters.
        if (dress.query and context.contract.route.query) or (dress.scheme == "bearer" and not _is_bearer(context)):
            continue
        yield replace(
            plain,
            title=_LONG_BODY(size=dress.spelling.edge // 1024) if dress.spelling.edge else _FORMS[name],
            probe=ProbeName.RARE_FORMS,
            decided_by="clients.rare-forms-answered",
            request=replace(_dressed(context, dress), connection=Connection.FRESH),
            expect=Expect.EITHER,
            role=Role.RARE,
            control=plain.request,
        )


def _pieces(context: PlanContext) -> int:
    """Return how many pieces the longest list of long texts comes to: a server that takes it takes as long a body."""
    model = context.model
    if model.max_items is None or model.max_tokens is None:
        return _LEAST_PIECES
    tokens = min(model.max_items * model.max_tokens, model.max_request_tokens or model.max_items * model.max_tokens)
    return min(max(tokens * _BYTES_OF_A_TOKEN // _PIECE, _LEAST_PIECES), _MOST_PIECES)


def _is_bearer(context: PlanContext) -> bool:
    """Tell whether the key is carried as clients of OpenAI carry it."""
    return context.contract.key_places[0] == BEARER


def _plain(context: PlanContext) -> Case:
    return replace(text_alone(context, ProbeName.CLIENTS, TEXT), title=_PLAINLY())


def _dressed(context: PlanContext, dress: Dress) -> Request:
    body = dress.spelling.write(context.body(TEXT, **context.usual_parameters))
    request = context.to_endpoint(body, headers=dress.headers, framing=dress.framing, bare=True)
    place = request.key_place
    return replace(
        request,
        path=request.path + dress.query,
        key_place=replace(place, scheme=dress.scheme) if place.scheme == BEARER.scheme else place,
    )
