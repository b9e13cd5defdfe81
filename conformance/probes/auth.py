"""Requests with a wrong key: at most three a run, none with anything derived from the real key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.model.case import Case, Expect
from conformance.model.contract import Auth
from conformance.model.exchange import Credential
from conformance.model.message import template
from conformance.model.probe_name import ProbeName
from conformance.probes.plan_context import PlanContext
from conformance.probes.registry import Stage, probe

_WRONG = template("request.wrong-key", "a wrong key")
_MISSING = template("request.no-key", "no Authorization header")
_BLANK = template("request.blank-key", "a blank Authorization header")
_MALFORMED = template("request.malformed-key", "a malformed Authorization header")


@probe(ProbeName.AUTH, Stage.NEGATIVE)
def plan_wrong_keys(context: PlanContext) -> Iterator[Case]:
    """Send the plainest request with a bogus key, without a key, and with a blank or malformed one, by the seed.

    Three failures are few enough for services that lock out callers who fail often.
    """
    if context.contract.auth is not Auth.REQUIRED or not context.first:
        return
    third = ((Credential.MALFORMED, _MALFORMED), (Credential.BLANK, _BLANK))[context.options.seed % 2]
    for decided_by, (credential, title) in (
        ("auth.wrong-key-refused", (Credential.BOGUS, _WRONG)),
        ("auth.missing-key-refused", (Credential.MISSING, _MISSING)),
        ("auth.malformed-key-refused", third),
    ):
        yield Case(
            title=title(),
            probe=ProbeName.AUTH,
            decided_by=decided_by,
            model=context.model.name,
            request=replace(context.plain, credential=credential),
            expect=Expect.REFUSE,
            rule=f"auth.{credential}",
            control=context.plain,
        )
