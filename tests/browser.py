# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Install Debian's chromium where that needs no question: on Debian, as root.

Elsewhere it does nothing: the tests that need a browser say so themselves, loudly, last of all.
"""

import os
import shutil
import subprocess
import sys


def may_install() -> bool:
    """Return whether this machine is Debian (or made from it) and we are root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def main() -> None:
    """Make sure that a browser is there, if we may."""
    if shutil.which("chromium") or not may_install():
        return
    sys.stdout.write("Installing Debian's chromium for the browser tests…\n")
    quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
    ):
        if subprocess.run(command, env=quietly, check=False).returncode:
            sys.stdout.write(f"This did not work: {' '.join(command)}\n")
            return


if __name__ == "__main__":
    main()
