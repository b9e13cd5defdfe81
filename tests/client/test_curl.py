"""Commands that send the same bytes again, run by real shells and a real curl."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from conformance.client.curl import curl
from conformance.client.http import Client
from conformance.model.exchange import Attempt, Credential, Exchange, Request, Response
from conformance.model.secret import Secret
from conformance.model.target import Target

KEY = "sk-Zq81/hfP+mQ27xKd"
BODIES = {
    "plain": b'{"model": "m", "input": "a"}',
    "quotes": b"""{"input": "it's \\"$HOME\\" `id` \\\\ !! %s %% \\n"}""",
    "unicode": '{"input": "你好，世界 😀"}'.encode(),
    "pretty": b'{\n  "input": "a"\n}\n\n',
    "at sign": b"@/etc/hostname",
    "dash": b"-\x01",
    "dashes": b"--data",
    "empty": b"",
    "no utf-8": bytes(range(256)),
    "nul": b'{"input": "\x00"}',
    "digits after control": b"\x017\x00" + b"89 %d \\",
    "invisible": '{"input": "a\u200bb\u202ec\r\n"}'.encode(),
    "long": b'{"input": "' + "it's 100% 长 ".encode() * 20_000 + b'"}',
    "long binary": bytes(range(256)) * 100,
}


def exchange(body: bytes, **changes: Any) -> Exchange:
    """Return an exchange as a client records it."""
    headers = (("Host", "x"), ("Authorization", "Bearer $EMB_API_KEY"), ("Content-Type", "application/json"))
    request = replace(Request(body), **changes)
    attempts = (Attempt(0.0, 0.1, Response(200, (), b"")),)
    return Exchange(request, attempts, "https://api.example/v1/embeddings", (*headers, ("Content-Length", "2")))


def test_command_is_readable() -> None:
    """A short request is one option a line, with the key left to the shell."""
    assert curl(exchange(b'{"model": "m", "input": "it\'s"}'), "DASHSCOPE_API_KEY") == (
        "curl --compressed 'https://api.example/v1/embeddings' \\\n"
        '  --header "Authorization: Bearer $DASHSCOPE_API_KEY" \\\n'
        "  --header 'Content-Type: application/json' \\\n"
        """  --data-raw '{"model": "m", "input": "it'\\''s"}'"""
    )


def test_what_stands_for_a_secret_is_left_to_the_shell() -> None:
    """An extra header's value is a variable of the shell, and an unverified certificate is taken unverified again."""
    sent = replace(exchange(b"{}"), request_headers=(("X-Team", "$X_TEAM"), ("X-Other", "$x")))
    command = curl(sent, "EMB_API_KEY", insecure=True)
    assert command.startswith("curl --insecure --compressed")
    assert '--header "X-Team: $X_TEAM"' in command
    assert "--header 'X-Other: $x'" in command


def test_bogus_key_is_written_out() -> None:
    """Only the valid key is a variable; another credential is sent as it was."""
    sent = exchange(b"{}", credential=Credential.BOGUS)
    sent = replace(sent, request_headers=(("Authorization", "Bearer $(id)"),))
    assert "--header 'Authorization: Bearer $(id)'" in curl(sent, "EMB_API_KEY")


def test_other_method_and_strange_url_are_kept() -> None:
    """A method other than POST is named, and brackets in a URL are no pattern."""
    sent = replace(exchange(b"", method="DELETE"), sent_to="http://[::1]:80/a'b")
    assert curl(sent, "K").startswith("curl --request 'DELETE' --compressed --globoff 'http://[::1]:80/a'\\''b'")


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on this machine")
@pytest.mark.parametrize("shell", [shell for shell in ("bash", "dash", "sh") if shutil.which(shell)])
@pytest.mark.parametrize("body", BODIES)
def test_command_sends_same_request(loopback: Callable[..., Any], shell: str, body: str) -> None:
    """Run by a shell, the command sends the same method, path, headers and bytes as the client did."""

    def answer(connection: Any, _: int) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")

    server = loopback(answer)
    with Client(Target(server.base_url, Secret(KEY))) as client:
        command = curl(client.send(Request(BODIES[body])), "EMB_API_KEY")
    environment = {"PATH": os.environ["PATH"], "EMB_API_KEY": KEY, "NO_PROXY": "*", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [shell, "-s"],
        input=f"{command} --silent --show-error --header 'Expect:'\n".encode(),
        env=environment,
        capture_output=True,
        check=False,
        timeout=30,
    )
    assert (done.stdout, done.stderr) == (b"{}", b"")
    ours, theirs = (request.split(b"\r\n\r\n", 1) for request in server.requests)
    assert theirs[1] == ours[1] == BODIES[body]
    assert comparable(theirs[0]) == comparable(ours[0])
    assert KEY not in command


def comparable(head: bytes) -> list[str]:
    """Return the lines of a head without the codings, which curl names for itself."""
    lines = re.sub(rb"(?i)accept-encoding:[^\r]*\r\n", b"", head + b"\r\n").decode().splitlines()
    return [lines[0], *sorted(line for line in lines[1:] if line)]
