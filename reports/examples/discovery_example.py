"""The example of a survey: a service that cuts long texts without a word, and gives its errors no code."""  # noqa: INP001 (part of a command)

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from conformance.service import Service

__all__ = ["discovered"]

KEY = "sk-reference"


def discovered(language: str) -> str:
    """Return the page of a survey."""
    with (
        Service("dashscope", faults=["cut-at-512", "code-null"], key=KEY) as service,
        tempfile.TemporaryDirectory() as folder,
    ):
        file = Path(folder) / "observed.toml"
        options = [
            f"--base-url={service.base_url}",
            "--model=text-embedding-v3",
            f"--output={file}",
            f"--lang={language}",
        ]
        command = [sys.executable, "-c", "from conformance.cli import main; main()", "discover", *options]
        subprocess.run(command, env={**os.environ, "EMB_API_KEY": KEY}, check=True)  # noqa: S603 (our own command)
        return file.with_suffix(".html").read_text("utf-8")
