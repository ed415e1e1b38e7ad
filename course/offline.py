# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Pack the course with all it needs, for a machine without network: ``make offline``.

The archive serves machines like this one: the same platform and the same version of Python.
"""

import subprocess
import sys
import sysconfig
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
# What builds the course itself, since pip finds it nowhere else (see [build-system]).
BUILDERS: Final = ("hatchling", "editables")
MADE_HERE: Final = {".venv", ".git", "_build", "build", "dist", "wheels", "__pycache__"}


def main() -> int:
    """Write the archive, say where it lies, and return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        wheels = Path(folder)
        code = collect_wheels(ROOT, wheels)
        if code:
            return code
        archive = pack(ROOT, wheels, into=ROOT / "dist")
    megabytes = archive.stat().st_size / 1_000_000
    sys.stdout.write(
        f"{archive} ({megabytes:.0f} MB)\n"
        "Décompressez-la sur l’autre machine, puis\u00a0: python3 course/install.py lab\n"
        "Unpack it on the other machine, then: python3 course/install.py lab\n"
    )
    return 0


def collect_wheels(root: Path, folder: Path) -> int:
    """Put a wheel of everything that the laboratory needs into ``folder``; return pip's code."""
    command = [sys.executable, "-m", "pip", "wheel", "--disable-pip-version-check"]
    constraints = ["--constraint", "constraints.txt"]
    code = subprocess.call(
        [*command, "--wheel-dir", str(folder), *constraints, ".[lab]", *BUILDERS], cwd=root
    )
    for own in folder.glob("atelier_libre-*.whl"):
        own.unlink()  # the course is installed from its own files
    return code


def pack(root: Path, wheels: Path, *, into: Path) -> Path:
    """Return the archive of the course's files and of ``wheels``, written into a folder."""
    version = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "version"
    ]
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    python = f"py{sys.version_info.major}{sys.version_info.minor}"
    top = f"atelier-libre-{version}"
    into.mkdir(exist_ok=True)
    archive = into / f"{top}-{platform}-{python}.zip"
    part = archive.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as opened:
        for path in course_files(root):
            opened.write(path, f"{top}/{path.relative_to(root).as_posix()}")
        for wheel in sorted(wheels.glob("*.whl")):
            opened.write(wheel, f"{top}/wheels/{wheel.name}", zipfile.ZIP_STORED)
    return part.replace(archive)


def course_files(root: Path) -> Iterator[Path]:
    """Yield the files of the course: those that git knows, or without git, those that lie here."""
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, check=False, text=True
    )
    if listing.stdout:
        found = [root / name for name in listing.stdout.split("\0")]
    else:
        found = [
            path
            for path in sorted(root.rglob("*"))
            if not MADE_HERE.intersection(path.relative_to(root).parts)
        ]
    yield from (path for path in found if path.is_file())


if __name__ == "__main__":
    sys.exit(main())
