"""A script of its own that sends both sides of a comparison again and prints how far apart they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from shlex import quote

from conformance.model.exchange import Connection
from conformance.model.finding import Part
from conformance.model.message import template
from conformance.reports.i18n.language import Language
from conformance.reports.sanitising import one_line
from conformance.results.exchange_view import ExchangeView
from conformance.results.finding_view import ExchangePart, FindingView

__all__ = ["READING", "Command", "Script", "reproduce_script"]

_NEEDS = template("reproduce.needs", "The key comes from EMB_API_KEY in the environment; needs curl and Python 3.")
_LONGEST = 24_000
"""Characters of a script that a page shows; longer ones are of long texts."""
_HEAD = """\
#!/bin/sh
# {found}
# {needs}
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"""
READING = """\
import base64, json, math, struct, sys

def read(path, pointer):
    with open(path, encoding="utf-8") as file:
        body = file.read()
    try:
        value = json.loads(body)
        for part in pointer.split("/")[1:]:
            value = value[int(part)] if isinstance(value, list) else value[part]
    except (ValueError, LookupError, TypeError):
        sys.exit(f"{pointer} is not there: {body[:500]}")
    if isinstance(value, str) and pointer.endswith("/embedding"):
        packed = base64.b64decode(value)
        value = struct.unpack(f"<{len(packed) // 4}f", packed)
    return value

one, other = read(*sys.argv[1:3]), read(*sys.argv[3:5])
if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)) and len(one) == len(other):
    product = sum(a * b for a, b in zip(one, other))
    print(f"cosine {product / (math.hypot(*one) * math.hypot(*other)):.6f}")
elif isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
    print(f"{len(one)} numbers, and {len(other)}")
else:
    print(json.dumps(one)[:500], json.dumps(other)[:500], sep="\\n")
END
"""
"""What ends every script: it reads both answers and prints how far apart they are."""


@dataclass(frozen=True, slots=True)
class Command:
    """Where the command stands that sends an exchange again."""

    exchange: str


@dataclass(frozen=True, slots=True)
class Script:
    """A script in pieces, so that a page that has the commands of its exchanges need not hold them twice."""

    pieces: tuple[str | Command, ...]

    def text(self, exchanges: Mapping[str, ExchangeView]) -> str:
        """Return it whole."""
        parts = (piece if isinstance(piece, str) else exchanges[piece.exchange].curl for piece in self.pieces)
        return "".join(parts) + READING


def reproduce_script(
    finding: FindingView, exchanges: Mapping[str, ExchangeView], language: Language, found: str
) -> Script | None:
    """Return a script for a POSIX shell, which begins with what was found; None where it would be too long.

    None is returned either where the finding compares nothing, the exchanges of a side are not kept, or one of them
    was a step of a sequence or one of many at once, which shows nothing by itself.
    """
    this, other = (_first(finding, part) for part in (Part.THIS, Part.COMPARED_WITH))
    if this is None or other is None or not {this.id, other.id} <= exchanges.keys():
        return None
    if any(exchanges[part.id].connection is not Connection.SHARED for part in (this, other)):
        return None
    beside = [part.id for part in finding.exchanges if part.part == Part.IN_FLIGHT and part.id in exchanges]
    script = Script(
        (
            _HEAD.format(found=one_line(found), needs=language.message(_NEEDS())),
            *_sent(other.id, '"$folder/2"'),
            *(piece for name in beside for piece in _sent(name, "/dev/null &")),
            *_sent(this.id, '"$folder/1"'),
            "wait\n" if beside else "",
            f"""python3 - "$folder/1" {quote(this.pointer)} "$folder/2" {quote(other.pointer)} <<'END'\n""",
        )
    )
    return script if len(script.text(exchanges)) <= _LONGEST else None


def _first(finding: FindingView, part: Part) -> ExchangePart | None:
    return next((exchange for exchange in finding.exchanges if exchange.part == part), None)


def _sent(exchange: str, into: str) -> Iterator[str | Command]:
    yield Command(exchange)
    yield f" \\\n  --silent --show-error --output {into}\n"
