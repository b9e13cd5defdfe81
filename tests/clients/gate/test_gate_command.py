"""The client's command: its environment, its ending, and how it is shown."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from conformance.clients.driving.command import CommandExit, client_environment, format_command, run

BASE = "http://127.0.0.1:1234/v1"


def test_a_client_finds_the_service_under_every_usual_name() -> None:
    """Base URL and key, the contract's own variable among them; proxies stay away, the rest is as it was."""
    told = client_environment(
        BASE, "sk-x", "DASHSCOPE_API_KEY", {"PATH": "/bin", "no_proxy": "intern", "OPENAI_API_KEY": "y"}
    )
    assert {told[name] for name in ("OPENAI_BASE_URL", "OPENAI_API_BASE", "EMB_BASE_URL")} == {BASE}
    assert {told[name] for name in ("OPENAI_API_KEY", "EMB_API_KEY", "DASHSCOPE_API_KEY")} == {"sk-x"}
    assert (told["PATH"], told["no_proxy"], told["NO_PROXY"]) == ("/bin", "intern,127.0.0.1", "127.0.0.1")


@pytest.mark.parametrize(
    ("program", "ending", "told"),
    [
        ("pass", CommandExit(0), ""),
        ("raise SystemExit(3)", CommandExit(3), "the command ended with status 3"),
        (
            f"import os; os.kill(os.getpid(), {int(signal.SIGTERM)})",
            CommandExit(-int(signal.SIGTERM)),
            "the command was ended by signal SIGTERM",
        ),
    ],
)
def test_an_ending_is_told_in_words(program: str, ending: CommandExit, told: str) -> None:
    """A status, a signal, or nothing where all went well."""
    assert run([sys.executable, "-c", program], os.environ) == ending
    assert str(ending.message or "") == told


def test_a_command_is_shown_without_keys_on_one_short_line() -> None:
    """The values of variables named like secrets are replaced by their names, short ones left alone."""
    around = {"VENDOR_API_KEY": "sk-live-4f9a8b7c", "CI_TOKEN": "short", "HOME": "/home/somebody"}
    line = format_command(["run", "--key=sk-live-4f9a8b7c", "two\nlines", "short", "/home/somebody"], around)
    assert line == "run --key=$VENDOR_API_KEY 'two lines' short /home/somebody"
    assert len(format_command(["x" * 5000], {})) < 260
