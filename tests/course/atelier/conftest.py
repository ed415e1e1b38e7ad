# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A real repository of one's own: a working copy with fixed people."""

import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

BEGINNING = datetime(2026, 2, 3, 9, 0, tzinfo=UTC)
AUTHOR = "Ada Lefèvre <ada@ville.example>"


class Work:
    """A working copy with fixed people and dates."""

    def __init__(self, folder: Path) -> None:
        """Begin an empty repository in ``folder``."""
        self.folder = folder
        self.minute = 0
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(
        self, *arguments: str, check: bool = True, by: str = AUTHOR, given: str | None = None
    ) -> str:
        """Run git here as ``by``, each time a minute later; return what it said."""
        self.minute += 1
        date = (BEGINNING + timedelta(minutes=self.minute)).isoformat()
        name, _, email = by.rstrip(">").partition(" <")
        named = {
            f"GIT_{role}_{key}": it
            for role in ("AUTHOR", "COMMITTER")
            for key, it in (("NAME", name), ("EMAIL", email), ("DATE", date))
        }
        clean = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        return subprocess.run(
            ["git", *arguments], cwd=self.folder, env={**os.environ, **clean, **named},
            capture_output=True, encoding="utf-8", check=check, input=given,
        ).stdout.strip()  # fmt: skip

    def commit(self, text: str, message: str, name: str = "texte.md", *, by: str = AUTHOR) -> str:
        """Record ``text``; return the commit."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.git("add", "--all")
        quiet = ["--quiet", "--allow-empty", "--allow-empty-message"]
        self.git("commit", *quiet, "-m", message, by=by)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return Work(tmp_path / "mon dépôt")
