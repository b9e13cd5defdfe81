"""Installs, starts and judges the servers kept here, or those named: ``python servers/judge.py [SERVER …]``.

Each is judged by its own contract and by ``openai-compatible``, explored by ``discover``, held to what that wrote three
times, recorded as a reference, and packed into a bundle; all of it goes into a folder of its name (``--into``,
reports/servers). A server that did not start, or a step that says nothing of a server, ends the command with status 1;
what a server was found to do does not.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from inventory import FOLDER, Server, chosen
from serving import Serving, StartError, running

__all__ = ["Done", "Step", "judge", "steps"]

OURS = [sys.executable, "-c", "from conformance.cli import main; main()"]
GENTLE = ["--emb-concurrency=2", "--emb-timeout=300", "--emb-progress=off"]
"""Whoever asks shares the machine with the server, which may take minutes for its longest list."""
KEYS = {"EMB_API_KEY", "EMB_API_KEY_2"}
"""What whoever starts this has set is for no server here."""
SEEDS = (1, 2, 3)
OUR_FAULT = {3, 4}
"""Exit statuses that say nothing of a server: a defect of the suite, a mistake in how it was called."""


@dataclass(frozen=True, slots=True)
class Step:
    """One command of ours: what it is called, the file it leaves, and its arguments."""

    name: str
    leaves: str
    arguments: Sequence[str]


@dataclass(frozen=True, slots=True)
class Done:
    """A step that was taken: with which exit status it ended, after how many seconds."""

    name: str
    leaves: str
    exit_status: int
    seconds: float


def steps(server: Server, serving: Serving) -> Iterator[Step]:
    """Yield what is asked of a server that is up, in order; files are named as they lie in its folder.

    Only runs can send headers, so that a server which needs some is judged, and not explored.
    """
    for contract in dict.fromkeys([server.contract, "openai-compatible"]):
        yield _run(server, serving, contract, f"{contract}/results.json")
    if server.headers:
        return
    target = [f"--base-url={serving.url}", f"--model={server.model}"]
    yield Step("discover", "observed.toml", ["discover", *target, "--concurrency=2", "--output=observed.toml"])
    for seed in SEEDS:
        yield _run(server, serving, "observed.toml", f"observed-{seed}/results.json", f"--emb-seed={seed}")
    if not server.selection:
        yield Step("reference", "reference.json", ["reference", "record", *target, "--output=reference.json"])


def _run(server: Server, serving: Serving, contract: str, results: str, *more: str) -> Step:
    named = f"--emb-name={server.title} {server.version}"
    target = [f"--base-url={serving.url}", *(f"--emb-header={header}" for header in serving.headers)]
    options = [*target, f"--emb-contract={contract}", f"--emb-model={server.model}", named, *GENTLE, *more]
    selection = ["--", "-m", server.selection] if server.selection else []
    name = results.partition("/")[0]
    return Step(name, results, ["run", *options, f"--emb-results={results}", *selection])


def judge(server: Server, folder: Path) -> Sequence[Done]:
    """Take all steps with a server, which is running meanwhile, and tell each on the terminal.

    Raises StartError where it does not start, OSError or CalledProcessError where it cannot be installed.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as logs, running(server, Path(logs)) as serving:
        done = [_taken(step, folder, server.key) for step in steps(server, serving)]
    done.append(_taken(_packing(done), folder))
    written = {"server": server.name, "version": server.version, "steps": [asdict(each) for each in done]}
    (folder / "judged.json").write_text(json.dumps(written, indent=1) + "\n", "utf-8")
    return done


def _packing(done: Sequence[Done]) -> Step:
    results = [each.leaves for each in done if each.leaves.endswith("results.json")]
    return Step("bundle", "bundle.zip", ["pack", *results, "--output=bundle.zip"])


def _taken(step: Step, folder: Path, key: str = "") -> Done:
    around = {name: value for name, value in os.environ.items() if name not in KEYS}
    began = time.monotonic()
    with (folder / f"{step.name}.txt").open("wb") as written:
        done = subprocess.run(  # noqa: S603  # a command of our own
            [*OURS, *step.arguments],
            cwd=folder,
            env={**around, **({"EMB_API_KEY": key} if key else {})},
            check=False,
            stdout=written,
            stderr=subprocess.STDOUT,
        )
    seconds = round(time.monotonic() - began, 1)
    print(f"  {step.name}: exit {done.returncode}, {seconds} s", flush=True)  # noqa: T201  # a command
    return Done(step.name, step.leaves, done.returncode, seconds)


def main() -> int:
    """Judge what is asked for, one after another, since the machine is shared."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("server", nargs="*", metavar="SERVER")
    parser.add_argument("--into", type=Path, default=FOLDER.parent / "reports" / "servers", metavar="FOLDER")
    asked = parser.parse_args()
    # Whoever ends this command ends the server with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    lost = 0
    for server in chosen(asked.server):
        print(" ".join(filter(None, [server.title, server.version])), flush=True)  # noqa: T201  # a command
        if server.missing:
            print(f"  not run: {server.missing}", flush=True)  # noqa: T201  # a command
            continue
        try:
            done = judge(server, asked.into.resolve() / server.name)
        except (OSError, StartError, subprocess.CalledProcessError) as error:
            print(f"  {error}", flush=True)  # noqa: T201  # a command
            lost += 1
        else:
            lost += any(each.exit_status in OUR_FAULT for each in done)
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
