# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Fetch the licence texts of SPDX once, byte for byte; learners never need this, nor npm.

``python course/licence_texts.py`` writes the texts, ``--check`` proves without a network that
those committed are still the ones that were written.
"""

import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

PACKAGE: Final = "spdx-license-list@6.12.0"
# SHA-512 of the package, in base 64.
INTEGRITY: Final = (
    "+nUYqm3aZMSHbjsthK+i/HHI2okTElCvqwUd4k8QcSk+FTGgjq+fsdFj2wZOaX6XmR2JdWhf/NeflNnvKOjcnQ=="
)
# The licences that files of this project are under.
OURS: Final = ("CC-BY-3.0", "CC-BY-4.0", "CC0-1.0", "LiLiQ-P-1.1")

ROOT: Final = Path(__file__).resolve().parents[1]
SUMS: Final = Path("course/atelier/texts/SHA256SUMS")


class DamagedPackageError(RuntimeError):
    """What npm brought is not the package that was read when this script was written."""


def paths(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield each licence id with the path, relative to ``root``, where its text lies."""
    catalogue = tomllib.loads((root / "course/atelier/licences.toml").read_text(encoding="utf-8"))
    for licence in catalogue["licences"]:
        yield licence, Path("course/atelier/texts") / f"{licence}.txt"
    for licence in OURS:
        yield licence, Path("LICENSES") / f"{licence}.txt"


def fetch(folder: Path) -> Path:
    """Let npm put the package into ``folder`` and return its path."""
    command = ["npm", "pack", PACKAGE, "--silent", "--ignore-scripts"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    (archive,) = folder.glob("*.tgz")
    return verified(archive)


def verified(archive: Path) -> Path:
    """Return ``archive``; raises DamagedPackageError where its checksum is not the one above."""
    seen = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if seen != INTEGRITY:
        raise DamagedPackageError(f"{PACKAGE} has sha512 {seen}, expected sha512 {INTEGRITY}.")
    return archive


def text_of(licence: str, archive: tarfile.TarFile) -> bytes:
    """Return the text that SPDX records for ``licence``, as UTF-8."""
    member = archive.extractfile(f"package/licenses/{licence}.json")
    if member is None:
        raise DamagedPackageError(f"{PACKAGE} holds no text of {licence}.")
    return str(json.load(member)["licenseText"]).encode()


def write(root: Path) -> None:
    """Write every licence text below ``root``, then their checksums."""
    with tempfile.TemporaryDirectory() as folder, tarfile.open(fetch(Path(folder))) as archive:
        for licence, path in paths(root):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(text_of(licence, archive))
    lines = [f"{checksum(root / path)}  {path.as_posix()}\n" for _, path in paths(root)]
    (root / SUMS).write_text("".join(lines), encoding="ascii", newline="\n")


def checksum(path: Path) -> str:
    """Return the SHA-256 of the file at ``path``."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def changed(root: Path) -> list[str]:
    """Return the paths whose text is missing, unknown or no longer the recorded one."""
    recorded = {
        path: digest
        for digest, path in map(str.split, (root / SUMS).read_text("ascii").splitlines())
    }
    expected = {path.as_posix() for _, path in paths(root)}
    lying = {
        path.relative_to(root).as_posix()
        for path in [*(root / SUMS).parent.glob("*.txt"), *(root / "LICENSES").iterdir()]
    }
    altered = {
        path
        for path in expected & lying & recorded.keys()
        if checksum(root / path) != recorded[path]
    }
    return sorted((expected ^ lying) | (expected ^ recorded.keys()) | altered)


def main(arguments: list[str]) -> int:
    """Write the texts, or with ``--check`` compare them; return 0 where all is well."""
    if arguments not in ([], ["--check"]):
        sys.stderr.write("Usage: python course/licence_texts.py [--check]\n")
        return 2
    if not arguments:
        write(ROOT)
    differing = changed(ROOT)
    for path in differing:
        sys.stdout.write(f"{path} is not the text that SPDX records.\n")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
