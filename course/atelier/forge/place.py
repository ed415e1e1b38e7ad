# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Where a forge's repositories lie on disk: made whole, hooked to it, swept after a kill."""

import re
import shutil
import sys
import tempfile
import time
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from atelier.git import Git

ADDRESS: Final = "https://forge.example/"
LONGEST_LOCK: Final = 10.0  # seconds
REFUSED_IN_NAMES: Final = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
HOOKS: Final = ("pre-receive", "post-receive")
HOOK: Final = """#!/bin/sh
exec "{python}" -P -m atelier.forge.hooks {name}
"""
SETTINGS: Final = """\
[core]
\thooksPath = hooks
\tlogAllRefUpdates = true
[gc]
\tauto = 0
[receive]
\tadvertisePushOptions = false
\tdenyDeleteCurrent = ignore
\tfsckObjects = true
[transfer]
\thideRefs = refs/forge
[uploadpack]
\tallowAnySHA1InWant = true
"""
NEW: Final = "new"  # a file in a repository that the forge does not remember yet


class Place:
    """The folder of one forge."""

    def __init__(self, folder: Path) -> None:
        """Take ``folder``, which is made where it is not there."""
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)

    @property
    def repositories(self) -> Path:
        """Return the folder in which every repository lies."""
        return self.folder / "repositories"

    def path_of(self, name: str) -> Path:
        """Return where the repository ``owner/name`` lies."""
        owner, _, project = name.partition("/")
        return self.repositories / owner / f"{project}.git"

    @contextmanager
    def making(self, name: str) -> Iterator[Git]:
        """Make a repository aside, let it be filled, and put it in its place whole.

        It is swept away by whoever comes next, unless it is ``kept``.
        """
        place = self.path_of(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix="making-", dir=self.folder))
        try:
            made = aside / "new.git"
            yield _init(made)
            self.hook(made)
            (made / NEW).touch()
            made.rename(place)
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def keep(self, name: str) -> None:
        """Let a new repository stay: the forge remembers it."""
        (self.path_of(name) / NEW).unlink(missing_ok=True)

    @staticmethod
    def hook(repository: Path) -> None:
        """Let a push to the repository that lies in ``repository`` call the forge around it."""
        hooks = repository / "hooks"
        hooks.mkdir(exist_ok=True)
        for name in HOOKS:
            text = HOOK.format(python=_quoted(Path(sys.executable).as_posix()), name=name)
            place, new = hooks / name, hooks / f"{name}.new"
            if not place.exists() or place.read_text(encoding="utf-8") != text:
                new.write_text(text, encoding="utf-8", newline="\n")
                new.chmod(0o755)
                new.replace(place)

    def sweep(self, names: Iterable[str]) -> None:
        """Take away what a killed process left half made; the forge remembers ``names``."""
        for left in self.folder.glob("making-*"):
            shutil.rmtree(left, ignore_errors=True)
        known = set(names)
        for place in self.repositories.glob("*/*.git"):
            if f"{place.parent.name}/{place.stem}" in known:
                (place / NEW).unlink(missing_ok=True)
                unlock(place)
            elif (place / NEW).exists():
                shutil.rmtree(place, ignore_errors=True)


def can_be_called(name: str) -> bool:
    """Return whether ``name`` is an ``owner/name`` that every file system can hold."""
    for part in (parts := name.split("/")):
        is_plain = part and part == part.strip(" .") and not part.startswith("-")
        is_plain = is_plain and unicodedata.normalize("NFC", part) == part
        if not is_plain or REFUSED_IN_NAMES.search(part) or part.endswith((".git", ".lock")):
            return False
    return len(parts) == 2  # noqa: PLR2004 - owner and name


def can_be_a_file(path: str) -> bool:
    """Return whether ``path`` can be that of a file of a repository, from its top folder."""
    parts = path.split("/")
    is_strange = any(part in {"", ".", ".."} or part.casefold() == ".git" for part in parts)
    return not is_strange and "\0" not in path


def unlock(repository: Path) -> None:
    """Take away locks that git's killed processes left: a living one holds them for an instant."""
    for lock in (*repository.glob("*.lock"), *(repository / "refs").rglob("*.lock")):
        with suppress(OSError):
            if time.time() - lock.stat().st_mtime > LONGEST_LOCK:
                lock.unlink()


def _init(folder: Path) -> Git:
    """Make a bare repository that obeys its own hooks, whatever its user's configuration says."""
    git = Git(folder)
    git.run("init", "--quiet", "--bare", "--template=", "--initial-branch=main", str(folder))
    with (folder / "config").open("a", encoding="utf-8", newline="\n") as settings:
        settings.write(SETTINGS)
    return git


def _quoted(text: str) -> str:
    """Return ``text`` as it may stand between double quotes in a shell."""
    return re.sub(r'([\\"$`])', r"\\\1", text)
