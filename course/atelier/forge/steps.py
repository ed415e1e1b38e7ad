# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Steps in a working copy, as data: a mission is laid out with them, and a solution is played.

A step holds any of ``write`` (texts by path), ``replace`` (a pair, old and new, by path),
``remove`` (paths) and ``git`` (arguments), and is done in this order. ``fails`` says that git must
say no, as a merge does that stops at a conflict.
"""

import shutil
import subprocess
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from atelier.git import PATIENCE, GitError, GitMissingError, environment

# Nobody sits at the keyboard, and nobody's list of ignored files speaks.
SETTINGS: Final = ("-c", "core.quotePath=false", "-c", "core.excludesFile=/dev/null")
NOBODY: Final = MappingProxyType(
    {
        "GIT_EDITOR": "true",
        "GIT_SEQUENCE_EDITOR": "true",
        "FILTER_BRANCH_SQUELCH_WARNING": "1",  # it waits ten seconds after its warning
    }
)


class StepError(Exception):
    """A step cannot be done as it is written."""


def take(copy: Path, step: Mapping[str, Any], *, moment: datetime | None = None) -> str:
    """Do one step in the working copy ``copy``; return what git said, if it was asked.

    Commits are dated ``moment``. Raises StepError where the step does not fit what is there.
    """
    for path, text in step.get("write", {}).items():
        _write(copy / path, text)
    for path, (old, new) in step.get("replace", {}).items():
        before = (copy / path).read_text(encoding="utf-8")
        if before.count(old) != 1:
            raise StepError(f"{path} holds {before.count(old)} times {old!r}, not once:\n{before}")
        _write(copy / path, before.replace(old, new))
    for path in step.get("remove", ()):
        place = copy / path
        shutil.rmtree(place) if place.is_dir() and not place.is_symlink() else place.unlink()
    if "git" not in step:
        return ""
    try:
        said = answer(copy, *step["git"], moment=moment)
    except GitError as error:
        if step.get("fails"):
            return error.said
        raise StepError(str(error)) from error
    if step.get("fails"):
        raise StepError(f"git {' '.join(step['git'])} went well and should have failed:\n{said}")
    return said


def answer(
    copy: Path, *arguments: str, moment: datetime | None = None, unreadable: str = "replace"
) -> str:
    """Return what git answers in a working copy. Raises GitError where it says no.

    ``unreadable`` says what stands for the bytes that are not UTF-8, as ``bytes.decode`` takes it.
    """
    date = moment.isoformat() if moment else ""
    dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date} if date else {}
    # Where .git is damaged, git would look for a repository further up, and work there.
    here = {"GIT_CEILING_DIRECTORIES": str(copy.absolute().parent)}
    command = ["git", *SETTINGS, *arguments]
    try:
        done = subprocess.run(
            command,
            cwd=copy,
            env=environment(**NOBODY, **here, **dates),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=PATIENCE,
        )
    except FileNotFoundError as error:
        raise GitMissingError("") from error
    except subprocess.TimeoutExpired as error:
        raise GitError(arguments, f"no answer after {PATIENCE} seconds") from error
    said = done.stdout.decode("utf-8", unreadable)
    if done.returncode:
        raise GitError(arguments, said + done.stderr.decode("utf-8", "replace"))
    return said


def _write(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")
