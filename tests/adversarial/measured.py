"""Runs a command and writes its peak memory: ``python measured.py FILE COMMAND…``.

A small process of its own, since the peak of a child includes the memory of its parent when it was forked.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def main() -> None:
    """Write the peak resident size in MiB to the file, and exit with the status of the command."""
    child = subprocess.Popen(sys.argv[2:])
    # The only call that returns the memory of this child alone.
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    mebibyte = 1024 * 1024 if sys.platform == "darwin" else 1024
    Path(sys.argv[1]).write_text(f"{usage.ru_maxrss / mebibyte:.1f}", "utf-8")
    sys.exit(child.returncode)


if __name__ == "__main__":
    main()
