"""The commands that make bundles of results, verify them, and make a site of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from conformance.model.exit_status import ExitStatus

if TYPE_CHECKING:
    from conformance.site.bundles.verifying import VerifiedRun

__all__ = ["pack", "site", "verify"]


def pack(
    results: Annotated[
        list[Path], typer.Argument(metavar="RESULTS", help="Results files, their evidence beside them.")
    ],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where the bundle is written.")],
    slim: Annotated[bool, typer.Option("--slim", help="Without the evidence: its digests only.")] = False,
    name: Annotated[str, typer.Option(metavar="TEXT", help="What was judged, where its results do not say.")] = "",
    by: Annotated[str, typer.Option(metavar="TEXT", help="Who judged.")] = "",
    where: Annotated[str, typer.Option(metavar="TEXT", help="From where, such as a region or a machine.")] = "",
) -> None:
    """Make one file of results, the contract as it judged, and the evidence, for others to verify.

    What looks like a credential is refused. The same runs make the same bytes.
    """
    from conformance.site.bundles import archive, packing

    archive.write(packing.pack(results, slim=slim, name=name, by=by, where=where), output)
    runs = "1 run" if len(results) == 1 else f"{len(results)} runs"
    typer.echo(f"{output}: {runs}, {output.stat().st_size:,} bytes")


def verify(
    bundle: Annotated[Path, typer.Argument(metavar="FILE", help="A bundle, whoever made it.")],
) -> int:
    """Verify a bundle: digests, schemas, and that its evidence gives the same verdicts by its contract.

    Nothing is sent, and nothing of the bundle is run. Exit status: 0 it is what it says, 1 it is not, 10 this version
    cannot tell, 4 it is no bundle or not fit to be opened.
    """
    from conformance.reports.sanitising import one_line
    from conformance.site.bundles.verifying import verify as verified

    found = verified(bundle)
    for run in found.runs:
        typer.echo(one_line(f"{run.subject}: {run.verdict}; {_outcome(run)}"))
        for note in run.notes:
            typer.echo(one_line(f"  {note}"))
    for problem in found.all_problems:
        typer.echo(one_line(f"embedding-conformance: {bundle}: {problem}"), err=True)
    if found.all_problems:
        return ExitStatus.NON_CONFORMANT
    return ExitStatus.INCOMPLETE if any(run.undecided for run in found.runs) else ExitStatus.CONFORMANT


def _outcome(run: VerifiedRun) -> str:
    """Return what was seen of a run in a few words."""
    if run.problems:
        return "not what it says"
    if run.undecided:
        return "cannot be told by this version"
    return "hashes checked, not replayed" if run.same is None else f"the same in {run.same} results"


def site(
    bundles: Annotated[list[Path], typer.Argument(metavar="BUNDLE", help="Bundles, whole or slim.")],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where the site is written.")],
) -> None:
    """Make a static site of bundles: what each server and client does, with where it shows.

    Digests are checked, and nothing is replayed: verify does that.
    """
    from conformance.site.writing import write_site

    judged = write_site(bundles, output)
    versions = sum(len(subject.versions) for subject in judged)
    typer.echo(f"{output / 'index.html'}: {len(judged)} servers and clients in {versions} versions")
