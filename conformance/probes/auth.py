"""Wrong keys: at most three requests a run, none with anything derived from the real key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.model.case import Case, Expect
from conformance.model.contract import Auth
from conformance.model.exchange import Credential
from conformance.probes.plan_context import PlanContext
from conformance.probes.registry import Stage, probe

NAME = "auth"


@probe(NAME, Stage.NEGATIVE)
def wrong_keys(context: PlanContext) -> Iterator[Case]:
    """Send the plainest request with a bogus key, without one, and with one that is blank or malformed, by the seed.

    Three failures are few enough for services that lock out callers who fail often.
    """
    if context.contract.auth is not Auth.REQUIRED or not context.first:
        return
    third = (Credential.MALFORMED, Credential.BLANK)[context.seed % 2]
    for decided_by, credential, title in (
        ("auth.wrong-key-refused", Credential.BOGUS, "a wrong key"),
        ("auth.missing-key-refused", Credential.MISSING, "no Authorization header"),
        ("auth.malformed-key-refused", third, f"a {third} Authorization header"),
    ):
        yield Case(
            title=title,
            probe=NAME,
            decided_by=decided_by,
            model=context.model.name,
            request=replace(context.plain, credential=credential),
            expect=Expect.REFUSE,
            rule=f"auth.{credential}",
            control=context.plain,
        )
