# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What the files of a folder declare: under which licence they are, and who holds the rights.

The REUSE tool reads them (https://reuse.software/spec-3.3/). It runs as a program of its own: a
defect in a stranger's repository cannot reach us, and its own licence stays its own.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

PATIENCE: Final = 600  # seconds
# What a repository's own configuration may not do while it is read: run programs, write an index.
GIT: Final[Mapping[str, str]] = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_CONFIG_COUNT": "3",
    "GIT_CONFIG_KEY_0": "core.fsmonitor",
    "GIT_CONFIG_VALUE_0": "false",
    "GIT_CONFIG_KEY_1": "core.hooksPath",
    "GIT_CONFIG_VALUE_1": os.devnull,
    "GIT_CONFIG_KEY_2": "safe.directory",
    "GIT_CONFIG_VALUE_2": "*",
}


class UnreadableFolderError(Exception):
    """The files of a folder cannot be read; ``why`` is the REUSE tool's last line, in English."""

    def __init__(self, why: str) -> None:
        """Keep what was said."""
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """What is declared of one file. ``path`` is relative to the folder, with ``/``.

    ``licences`` and ``holders`` are SPDX expressions and copyright lines in the order found;
    ``invalid`` are those expressions that cannot be read; ``sources`` are the files that say so:
    itself, a ``.license`` file beside it, ``REUSE.toml``.
    """

    path: str
    licences: tuple[str, ...]
    invalid: tuple[str, ...]
    holders: tuple[str, ...]
    sources: frozenset[str]

    @property
    def is_whole(self) -> bool:
        """Return whether both a licence and a holder are declared."""
        return bool(self.licences and self.holders)


@dataclass(frozen=True, kw_only=True)
class Survey:
    """All that a folder declares, and which licences (SPDX ids) are not in order.

    ``bad`` ones have a text in ``LICENSES/`` and are no SPDX ids, ``missing`` ones are named by a
    file and have no text there, ``unused`` ones have a text and no file names them, ``deprecated``
    ones are called otherwise by SPDX today, ``nameless`` ones have a text without an extension.
    ``unreadable`` are files that could not be read.
    """

    files: tuple[Declaration, ...]
    bad: tuple[str, ...]
    missing: tuple[str, ...]
    unused: tuple[str, ...]
    deprecated: tuple[str, ...]
    nameless: tuple[str, ...]
    unreadable: tuple[str, ...]
    is_compliant: bool

    @property
    def without_licence(self) -> tuple[str, ...]:
        """Return the files of which no licence is declared."""
        return tuple(file.path for file in self.files if not file.licences)

    @property
    def without_holder(self) -> tuple[str, ...]:
        """Return the files of which no holder is declared."""
        return tuple(file.path for file in self.files if not file.holders)

    @property
    def used(self) -> tuple[str, ...]:
        """Return every licence expression that a file declares, once, in order."""
        return tuple(sorted({each for file in self.files for each in file.licences}))


def survey(folder: Path) -> Survey:
    """Return what the files of ``folder`` declare; nothing in it is changed.

    Raises UnreadableFolderError where the REUSE tool cannot read it (a broken ``REUSE.toml``) or
    has not ended after ten minutes.
    """
    command = [sys.executable, "-m", "reuse", "--root", str(folder), "lint", "--json"]
    environment = {name: value for name, value in os.environ.items() if name[:4] != "GIT_"}
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            env={**environment, **GIT, "LC_ALL": "C", "LANGUAGE": "C", "PYTHONUTF8": "1"},
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=PATIENCE,
        )
        report = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise UnreadableFolderError(f"no answer after {PATIENCE} seconds") from error
    except ValueError as error:
        said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise UnreadableFolderError(said[-1]) from error
    return _survey(report, folder)


def _survey(report: Mapping[str, Any], folder: Path) -> Survey:
    faults = {kind: tuple(sorted(found)) for kind, found in report["non_compliant"].items()}
    return Survey(
        files=tuple(sorted(map(_declaration, report["files"]), key=lambda file: file.path)),
        bad=faults["bad_licenses"],
        missing=faults["missing_licenses"],
        unused=faults["unused_licenses"],
        deprecated=faults["deprecated_licenses"],
        nameless=faults["licenses_without_extension"],
        unreadable=tuple(_inside(folder, path) for path in faults["read_errors"]),
        is_compliant=report["summary"]["compliant"],
    )


def _declaration(file: Mapping[str, Any]) -> Declaration:
    expressions, holders = file["spdx_expressions"], file["copyrights"]
    return Declaration(
        path=Path(file["path"]).as_posix(),
        licences=tuple(dict.fromkeys(each["value"] for each in expressions)),
        invalid=tuple(each["value"] for each in expressions if not each["is_valid"]),
        holders=tuple(dict.fromkeys(each["value"] for each in holders)),
        sources=frozenset(Path(each["source"]).as_posix() for each in (*expressions, *holders)),
    )


def _inside(folder: Path, path: str) -> str:
    whole = Path(path)
    return (whole.relative_to(folder) if whole.is_relative_to(folder) else whole).as_posix()
