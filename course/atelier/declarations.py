# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What the files of a folder declare: under which licence they are, and who holds the rights.

The REUSE tool reads them (https://reuse.software/spec-3.3/). It runs as a program of its own: a
defect in a stranger's repository cannot reach us, and its own licence (GPL-3.0-or-later) stays its
own. It asks git which files to leave out; git is told to run nothing that the repository names,
and no other version control system is within its reach.
"""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

PATIENCE: Final = 600  # seconds
# What JupyterLab and Python leave beside files that are edited and run: no part of a project.
LEFTOVERS: Final = frozenset({".ipynb_checkpoints", "__pycache__"})
# What a repository's own configuration may not do while it is read: run programs, reach for other
# repositories, write an index. What git ignores must not depend on who looks either.
GIT: Final[Mapping[str, str]] = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_CONFIG_COUNT": "4",
    "GIT_CONFIG_KEY_0": "core.fsmonitor",
    "GIT_CONFIG_VALUE_0": "false",
    "GIT_CONFIG_KEY_1": "core.hooksPath",
    "GIT_CONFIG_VALUE_1": os.devnull,
    "GIT_CONFIG_KEY_2": "safe.directory",
    "GIT_CONFIG_VALUE_2": "*",
    "GIT_CONFIG_KEY_3": "core.excludesFile",
    "GIT_CONFIG_VALUE_3": os.devnull,
}
# The other systems that the REUSE tool would ask; each runs what a repository's settings name.
OTHER_SYSTEMS: Final = ("hg", "jj", "pijul")
LICENSES: Final = "LICENSES"


class Fault(StrEnum):
    """Why the files of a folder cannot be read."""

    BROKEN = "broken"
    CLOSED = "closed"
    LINK = "link"
    TWICE = "twice"
    SLOW = "slow"
    STOPPED = "stopped"

    @property
    def is_the_folders(self) -> bool:
        """Return whether the folder is at fault, and not the time or the tool."""
        return self not in {Fault.SLOW, Fault.STOPPED}


class UnreadableFolderError(Exception):
    """The files of a folder cannot be read.

    ``why`` says more: the path that is at fault, or the REUSE tool's own words, in English.
    """

    def __init__(self, why: str, fault: Fault = Fault.STOPPED) -> None:
        """Keep what was said."""
        super().__init__(why)
        self.why, self.fault = why, fault


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
    ``unreadable`` are files and folders that could not be read.
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

    def declaring(self, expression: str) -> tuple[str, ...]:
        """Return the files of which this very expression is declared."""
        return tuple(file.path for file in self.files if expression in file.licences)


def survey(folder: Path) -> Survey:
    """Return what the files of ``folder`` declare; nothing in it is changed.

    Raises UnreadableFolderError where the REUSE tool cannot read it (a broken ``REUSE.toml``) or
    has not ended after ten minutes.
    """
    with Reading(folder) as reading:
        return reading.survey()


class Reading:
    """The REUSE tool at work on a folder, while its caller looks at other things."""

    def __init__(self, folder: Path) -> None:
        """Start it, unless something in ``folder`` would lead it astray."""
        self._folder = folder.resolve()
        self._fault: UnreadableFolderError | None = None
        self._process: subprocess.Popen[str] | None = None
        self._closed: list[str] = []
        try:
            self._closed += _inspected(self._folder)
        except UnreadableFolderError as error:
            self._fault = error
            return
        self._process = subprocess.Popen(
            # -P: a module that lies in the current folder must not take the place of a real one.
            [sys.executable, "-P", "-m", "reuse", "--root", str(self._folder), "lint", "--json"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            env=_environment(),
            start_new_session=True,
        )

    def survey(self) -> Survey:
        """Return what was read, once all is; raises UnreadableFolderError like ``survey``."""
        if self._fault or self._process is None:
            raise self._fault or UnreadableFolderError("not started")
        try:
            said, complained = self._process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired as error:
            raise UnreadableFolderError(f"{PATIENCE}", Fault.SLOW) from error
        try:
            return _survey(json.loads(said), self._folder, self._closed)
        except (ValueError, KeyError, TypeError) as error:
            raise self._refused(complained, self._process.returncode) from error

    def _refused(self, complained: str, code: int) -> UnreadableFolderError:
        """Return what the REUSE tool complained of: a folder's fault ends with ``Error: why``."""
        _, found, why = complained.rpartition("\nError: ")
        if found:
            within = why.replace(f"{self._folder}{os.sep}", "")
            return UnreadableFolderError(" ".join(within.split()), Fault.BROKEN)
        lines = complained.strip().splitlines() or [f"exit code {code}"]
        return UnreadableFolderError(lines[-1])

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the tool and the processes that it started, if they still run."""
        if self._process is None:
            return
        if self._process.poll() is None:
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe:
                pipe.close()
        self._process.wait()


# ------------------------------------------------------------------------ before anything is run


def _environment() -> dict[str, str]:
    """Return the environment in which the REUSE tool finds git, and no other system."""
    kept = {name: value for name, value in os.environ.items() if name[:4] != "GIT_"}
    search = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return {
        **kept,
        **GIT,
        "LC_ALL": "C",
        "LANGUAGE": "C",
        "PATH": _programs(),
        "PYTHONPATH": os.pathsep.join(each for each in search if Path(each).is_absolute()),
        "PYTHONUTF8": "1",
    }


def _programs() -> str:
    """Return a folder where git lies without the other systems, or nothing.

    Git keeps itself and its own commands in a folder apart, which it names.
    """
    git = shutil.which("git")
    if git is None or not Path(git).is_absolute():
        return ""
    asked = subprocess.run(
        [git, "--exec-path"], capture_output=True, text=True, check=False, env={**os.environ, **GIT}
    )
    for place in (asked.stdout.strip(), str(Path(git).parent)):
        others = [shutil.which(name, path=place) for name in OTHER_SYSTEMS]
        if place and shutil.which("git", path=place) and not any(others):
            return place
    return ""


def _inspected(folder: Path) -> list[str]:
    """Return what in ``folder`` may not be entered.

    Raises UnreadableFolderError for what would lead the REUSE tool out of the folder or hold it
    up: it follows links in ``LICENSES/``, and opens what is called like one of its own files.
    """
    closed: list[str] = []
    for entry in _entries(str(folder), closed):
        if _is_opened(entry.path, entry.name) and not _is_harmless(Path(entry.path), folder):
            raise UnreadableFolderError(_inside(folder, entry.path), Fault.LINK)
    if str(folder) in closed:
        raise UnreadableFolderError(str(folder), Fault.CLOSED)
    texts = folder / LICENSES
    if texts.is_symlink() and not texts.resolve().is_relative_to(folder):
        raise UnreadableFolderError(LICENSES, Fault.LINK)
    named: dict[str, str] = {}
    for entry in _entries(str(texts), []):
        if entry.is_symlink() and not (_is_harmless(Path(entry.path), folder) and entry.is_file()):
            raise UnreadableFolderError(_inside(folder, entry.path), Fault.LINK)
        path = _inside(folder, entry.path)
        if entry.is_file() and not path.endswith(".license"):
            is_version = Path(path).suffix[1:].isdigit()  # "CECILL-2.1" has no extension
            other = named.setdefault(Path(path).name if is_version else Path(path).stem, path)
            if other != path:
                raise UnreadableFolderError(f"{other}, {path}", Fault.TWICE)
    return [_inside(folder, path) for path in closed]


def _entries(folder: str, closed: list[str]) -> Iterator[os.DirEntry[str]]:
    """Yield all that lies below ``folder``, no link followed; note in ``closed`` what is closed."""
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here) as entries:
                for entry in entries:
                    yield entry
                    if entry.name != ".git" and entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError:
            closed.append(here)


def _is_opened(path: str, name: str) -> bool:
    """Return whether the REUSE tool would open this, whatever it is."""
    return name.endswith((".license", "REUSE.toml")) or path.endswith(f".reuse{os.sep}dep5")


def _is_harmless(path: Path, folder: Path) -> bool:
    """Return whether this is a file or a folder that lies inside ``folder``, or nothing at all."""
    try:
        real = path.resolve()
        mode = real.lstat().st_mode
    except FileNotFoundError:
        return True
    except (OSError, RuntimeError):
        return False
    return real.is_relative_to(folder) and (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


# ------------------------------------------------------------------------------- what was read


def _survey(report: Mapping[str, Any], folder: Path, closed: list[str]) -> Survey:
    faults = {
        kind: tuple(sorted(each for each in found if LEFTOVERS.isdisjoint(Path(each).parts)))
        for kind, found in report["non_compliant"].items()
    }
    files = tuple(
        file
        for file in sorted(map(_declaration, report["files"]), key=lambda file: file.path)
        if LEFTOVERS.isdisjoint(Path(file.path).parts)
    )
    return Survey(
        files=files,
        bad=faults["bad_licenses"],
        missing=faults["missing_licenses"],
        unused=faults["unused_licenses"],
        deprecated=faults["deprecated_licenses"],
        nameless=faults["licenses_without_extension"],
        unreadable=tuple(
            sorted({*closed, *(_inside(folder, each) for each in faults["read_errors"])})
        ),
        is_compliant=not (any(faults.values()) or closed or any(file.invalid for file in files)),
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
