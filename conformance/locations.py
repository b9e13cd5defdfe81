"""Where the contracts are, in a checkout and in an installed wheel."""

from __future__ import annotations

from pathlib import Path

__all__ = ["schemas_folder"]


def schemas_folder() -> Path:
    """Return the folder of contracts: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "schemas"
    return installed if installed.is_dir() else package.parent / "schemas"
