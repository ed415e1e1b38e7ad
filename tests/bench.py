# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""How long ``atelier check`` takes, as a ratio to ``reuse lint`` on the same made repository.

The two take turns, so that a busy moment of the machine falls on both; medians are compared.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from atelier.licences import catalogue

FILES = 5_000
FOLDERS = 50
RUNS = 5
# REUSE-IgnoreStart
HEADER = "# SPDX-FileCopyrightText: 2026 Ville de Laval\n# SPDX-License-Identifier: LiLiQ-R-1.1\n\n"
# REUSE-IgnoreEnd
BODY = "def answer():\n    return 42\n" * 20
LICENCE = "LiLiQ-R-1.1"


def make_repository(folder: Path) -> None:
    """Lay ``FILES`` files that keep to REUSE into a new git repository."""
    text = catalogue()[LICENCE].text
    for name in (f"LICENSES/{LICENCE}.txt", "LICENSE"):
        (folder / name).parent.mkdir(exist_ok=True)
        holder = "Copyright 2026 Ville de Laval\n\n" if name == "LICENSE" else ""
        (folder / name).write_text(holder + text, encoding="utf-8")
    for number in range(FILES):
        path = folder / f"part{number % FOLDERS}" / f"file{number}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(HEADER + BODY, encoding="utf-8")
    for command in (["init", "--quiet"], ["add", "."]):
        subprocess.run(["git", "-C", folder, *command], check=True)


def seconds(command: list[str]) -> float:
    """Return how long a command takes; it must end well."""
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def main() -> None:
    """Print both medians and their ratio."""
    with tempfile.TemporaryDirectory() as temporary:
        make_repository(Path(temporary))
        commands = {
            "reuse lint": [sys.executable, "-m", "reuse", "--root", temporary, "lint"],
            "atelier check": [sys.executable, "-m", "atelier", "check", temporary],
        }
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(RUNS):
            for name, command in commands.items():
                taken[name].append(seconds(command))
    medians = {name: statistics.median(runs) for name, runs in taken.items()}
    for name, median in medians.items():
        sys.stdout.write(f"{name:14} {median:6.2f} s ({FILES} files, median of {RUNS})\n")
    ratio = medians["atelier check"] / medians["reuse lint"]
    sys.stdout.write(f"{'ratio':14} {ratio:6.2f}\n")


if __name__ == "__main__":
    main()
