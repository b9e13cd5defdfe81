"""How a command of ours ends."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["ExitStatus"]


class ExitStatus(IntEnum):
    """The exit statuses; those that pytest has too mean the same there."""

    CONFORMANT = 0
    """Everything that must hold holds; of a command that judges nothing: it did what was asked."""
    NON_CONFORMANT = 1
    """A MUST is violated; in a strict run a SHOULD; or a waiver is stale or expired."""
    INTERRUPTED = 2
    """A person ended it (pytest's own)."""
    OUR_BUG = 3
    """A check crashed, or a request of ours violates our own schema."""
    USAGE = 4
    """The user asked for what cannot be: a malformed URL, no key, a wrong path, no known model, an unknown option."""
    NOTHING_SELECTED = 5
    """Nothing was selected, and so nothing judged (pytest's own)."""
    INCOMPLETE = 10
    """Nothing failed, but a MUST could not be judged, nothing answered at all, or a valid key was refused."""
