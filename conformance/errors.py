"""What goes wrong on our side of the wire, and what the user can do about it.

    ConformanceError
    ├── UsageError         the user asked for something that cannot be: exit status 4
    │   ├── ContractError  a contract cannot be read, or does not hold together
    │   └── TargetError    the base URL or the key cannot be used
    └── SuiteError         a bug of ours: exit status 3

A misbehaving target never raises one of these: it becomes a failed attempt or a finding.
"""

from __future__ import annotations

__all__ = ["ConformanceError", "ContractError", "SuiteError", "TargetError", "UsageError"]


class ConformanceError(Exception):
    """Any error this package raises on purpose."""


class UsageError(ConformanceError):
    """Raised when the user's request cannot be carried out; the message ends with the remedy."""

    def __init__(self, problem: str, remedy: str) -> None:
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{problem}: {remedy}")

    def __reduce__(self) -> tuple[type[UsageError], tuple[str, str]]:
        """Let it pass from one process to another whole."""
        return type(self), (self.problem, self.remedy)


class ContractError(UsageError):
    """Raised when a contract folder is missing, malformed or inconsistent."""


class TargetError(UsageError):
    """Raised when a base URL or a key cannot be used as given."""


class SuiteError(ConformanceError):
    """Raised when the suite contradicts itself, as when a planned request breaks its own schema."""
