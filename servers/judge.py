"""Installs, starts and judges the servers kept here, or those named: ``python servers/judge.py [SERVER …]``.

Each is judged by its own contract and by ``openai-compatible``, explored by ``discover``, held to what that wrote three
times, recorded as a reference, and called by two workers for as long as its folder says. Clients whose driver is
installed are shown what it answered. All of it is packed into a bundle that is verified, and what is published into a
slim one, in a folder of the server's name (``--into``, reports/servers). With ``--verify`` nothing is judged: the
bundle that lies there is verified by the suite as it is now. A server that does not start, a step that says nothing of
a server and a bundle that is not what it says are told in the last line, and end the command with status 1; the other
servers are judged all the same. What a server was found to do does not.
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

__all__ = ["PUBLISHED", "Done", "Step", "judge", "packing", "steps", "verify_again"]

OURS = [sys.executable, "-c", "from conformance.cli import main; main()"]
CLIENTS = [sys.executable, str(FOLDER.parent / "drivers" / "view.py")]
LONGEST = 600
"""Seconds that an answer may take: whoever asks shares the machine with the server, which needs minutes for a list."""
GENTLE = ["--emb-concurrency=2", f"--emb-timeout={LONGEST}", "--emb-progress=off"]
KEYS = {"EMB_API_KEY", "EMB_API_KEY_2"}
"""What whoever starts this has set is for no server here."""
SEEDS = (1, 2, 3)
PUBLISHED = "published.zip"
LONGEST_STEP = 3600
"""Seconds after which a step is ended: the slowest here take a quarter of an hour."""
TELLING = frozenset({0, 1, 10})
"""Exit statuses that say something of a server; others are a defect of the suite, a mistake in how it was called."""
OURS_ALONE = frozenset({"bundle", "verify", "published"})
"""Steps that no server has a part in: they end with 0, or say nothing."""


@dataclass(frozen=True, slots=True)
class Step:
    """One command: what it is called, the file it leaves, its arguments, and the program that takes them."""

    name: str
    leaves: str
    arguments: Sequence[str]
    program: Sequence[str] = tuple(OURS)


VERIFY = Step("verify", "", ["verify", "bundle.zip"])


@dataclass(frozen=True, slots=True)
class Done:
    """A step that was taken: with which exit status it ended, after how many seconds."""

    name: str
    leaves: str
    exit_status: int
    seconds: float

    @property
    def lost(self) -> bool:
        """Whether nothing can be made of it."""
        return self.exit_status not in ({0} if self.name in OURS_ALONE else TELLING)


def steps(server: Server, serving: Serving) -> Iterator[Step]:
    """Yield what is asked of a server that is up, in order; files are named as they lie in its folder.

    Only runs can send headers, so that a server which needs some is judged, and not explored.
    """
    for contract in dict.fromkeys([server.contract, "openai-compatible"]):
        yield _run(server, serving, contract, f"{contract}/results.json")
    if server.headers:
        return
    target = [f"--base-url={serving.url}", f"--model={server.model}"]
    asking = ["--concurrency=2", f"--timeout={LONGEST}"]
    yield Step("discover", "observed.toml", ["discover", *target, *asking, "--output=observed.toml"])
    for seed in SEEDS:
        yield _run(server, serving, "observed.toml", f"observed-{seed}/results.json", f"--emb-seed={seed}")
    if not server.selection:
        yield Step("reference", "reference.json", ["reference", "record", *target, "--output=reference.json"])
    if server.soak:
        load = ["--users=8", "--workers=2", f"--duration={server.soak}", "--progress=off"]
        load += [f"--contract={server.contract}", "--results=soak/results.json"]
        yield Step("soak", "soak/results.json", ["soak", *target, *load])


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
    done += [_taken(step, folder) for step in packing(server, done)]
    _write(folder, server.name, server.version, done)
    return done


def verify_again(folder: Path) -> Sequence[Done]:
    """Verify the bundle that lies in a folder by the suite as it is now, and keep how that ended in place of before.

    Raises OSError where nothing was judged.
    """
    told = json.loads((folder / "judged.json").read_bytes())
    kept = [Done(**step) for step in told["steps"] if step["name"] != VERIFY.name]
    verified = _taken(VERIFY, folder)
    _write(folder, told["server"], told["version"], [*kept, verified])
    return [verified]


def _write(folder: Path, name: str, version: str, done: Sequence[Done]) -> None:
    written = {"server": name, "version": version, "steps": [asdict(each) for each in done]}
    (folder / "judged.json").write_text(json.dumps(written, indent=1) + "\n", "utf-8")


def packing(server: Server, done: Sequence[Done]) -> Iterator[Step]:
    """Yield what is made of the runs that there are: what clients see, the bundle of all, and that to be published.

    What ``discover`` wrote is no document, so that runs by it are in the first bundle alone.
    """
    results = [each.leaves for each in done if each.leaves.endswith("results.json")]
    documented = [path for path in results if not path.startswith("observed-")]
    if not server.selection:
        yield Step("clients", "", ["openai-compatible/results.json"], CLIENTS)
    told = [f"--name={server.title} {server.version}", "--where=the machine it ran on, without a GPU"]
    yield Step("bundle", "bundle.zip", ["pack", *results, *told, "--output=bundle.zip"])
    yield VERIFY
    yield Step("published", PUBLISHED, ["pack", *documented, *told, "--slim", f"--output={PUBLISHED}"])


def _taken(step: Step, folder: Path, key: str = "") -> Done:
    around = {name: value for name, value in os.environ.items() if name not in KEYS}
    began = time.monotonic()
    with (folder / f"{step.name}.txt").open("wb") as written:
        try:
            exit_status = subprocess.run(  # noqa: S603  # a command of ours
                [*step.program, *step.arguments],
                cwd=folder,
                env={**around, **({"EMB_API_KEY": key} if key else {})},
                check=False,
                stdout=written,
                stderr=subprocess.STDOUT,
                timeout=LONGEST_STEP,
            ).returncode
        except subprocess.TimeoutExpired:
            exit_status = -signal.SIGKILL
    seconds = round(time.monotonic() - began, 1)
    print(f"  {step.name}: exit {exit_status}, {seconds} s", flush=True)  # noqa: T201  # a command
    return Done(step.name, step.leaves, exit_status, seconds)


def main() -> int:
    """Judge what is asked for, one after another, since the machine is shared."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("server", nargs="*", metavar="SERVER")
    parser.add_argument("--into", type=Path, default=FOLDER.parent / "reports" / "servers", metavar="FOLDER")
    parser.add_argument("--verify", action="store_true", help="only verify the bundles that lie there")
    asked = parser.parse_args()
    # Whoever ends this command ends the server with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    lost: list[str] = []
    for server in chosen(asked.server):
        print(" ".join(filter(None, [server.title, server.version])), flush=True)  # noqa: T201  # a command
        if server.missing:
            print(f"  not run: {server.missing}", flush=True)  # noqa: T201  # a command
            continue
        try:
            folder = asked.into.resolve() / server.name
            done = verify_again(folder) if asked.verify else judge(server, folder)
        except (OSError, StartError, subprocess.CalledProcessError) as error:
            print(f"  {error}", flush=True)  # noqa: T201  # a command
            lost.append(server.title)
        else:
            steps_lost = ", ".join(each.name for each in done if each.lost)
            lost += [f"{server.title} ({steps_lost})"] if steps_lost else []
    if lost:
        print(f"nothing can be said of {'; '.join(lost)}", flush=True)  # noqa: T201  # a command
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
