"""Runs a command and tells how much memory it took at most: ``python measured.py FILE COMMAND…``.

A process of its own, and a small one: what a child is said to have taken includes what its parent had when it was made.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def main() -> None:
    """Write the highest resident size in MiB to the file, and end as the command did."""
    child = subprocess.Popen(sys.argv[2:])
    # The only call that tells the memory of this child and no other.
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    mebibyte = 1024 * 1024 if sys.platform == "darwin" else 1024
    Path(sys.argv[1]).write_text(f"{usage.ru_maxrss / mebibyte:.1f}", "utf-8")
    sys.exit(child.returncode)


if __name__ == "__main__":
    main()
