# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A town's repository on a practice forge, and clones to work in with real git."""

import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from atelier.forge.local import LocalForge
from atelier.forge.records import MergeRequest
from atelier.git import Person

README = "# Règlement\n\n1. Ouvrir à huit heures.\n2. Fermer à dix-sept heures.\n3. Saluer.\n"


@dataclass(frozen=True)
class Clone:
    """A working copy, and a git that a learner would have."""

    folder: Path
    environment: dict[str, str]

    def git(self, *arguments: str, well: bool | None = True) -> str:
        """Run git here and return all that it said; ``well`` is how it must end, if it matters."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        said = done.stdout + done.stderr
        assert well is None or (done.returncode == 0) == well, said
        return said

    def write(self, name: str, text: str) -> None:
        """Write a file of the working copy."""
        place = self.folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")

    def commit(self, name: str, text: str, message: str, *options: str) -> str:
        """Write a file and record it; return the commit."""
        self.write(name, text)
        self.git("add", "--", name)
        self.git("commit", "--quiet", "-m", message, *options)
        return self.git("rev-parse", "HEAD").strip()


class Town:
    """A forge in a folder, a repository on it, three people, and as many clones as are needed."""

    name = "ville/règlement 🌳"
    readme = README
    ada = Person(name="Ada Lefèvre", email="ada@ville.example")
    noor = Person(name="Noor", email="noor@ville.example")
    theo = Person(name="Théo", email="theo@ville.example")

    def __init__(self, folder: Path) -> None:
        """Begin in ``folder``, whose name may hold anything."""
        self.folder = folder
        self.numbers: Iterator[int] = count(1)
        self.forge = LocalForge(folder / "forge d’été")
        self.forge.belongs_to(self.ada, "fr")
        for person in (self.noor, self.theo):
            self.forge.add_person(person.name, person.email)
        files = {"README.md": self.readme}
        self.forge.create(self.name, by="Noor", files=files, message="Commencer")

    def environment(self, person: Person) -> dict[str, str]:
        """Return what a person's terminal knows: their own git, and the way to the forge."""
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        clean = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        person_settings = {"user.name": person.name, "user.email": person.email}
        settings = self.forge.redirections() | person_settings
        numbered = {
            key: word
            for number, pair in enumerate(settings.items())
            for key, word in zip(
                (f"GIT_CONFIG_KEY_{number}", f"GIT_CONFIG_VALUE_{number}"), pair, strict=True
            )
        }
        counted = {"GIT_CONFIG_COUNT": str(len(settings)), "GIT_CONFIG_NOSYSTEM": "1"}
        return clean | counted | numbered | {"HOME": str(home)}

    def clone(self, name: str = name, person: Person = ada) -> Clone:
        """Clone a repository, as a person would."""
        environment, to = self.environment(person), f"travail {next(self.numbers)}"
        address = self.forge.address_of(name)
        Clone(self.folder, environment).git("clone", "--quiet", address, to)
        return Clone(self.folder / to, environment)

    def proposal(self, *, branch: str = "horaire", text: str = "") -> tuple[Clone, MergeRequest]:
        """Return a clone, and a merge request that was pushed from it."""
        clone = self.clone()
        clone.git("switch", "--quiet", "--create", branch)
        text = text or self.readme.replace("huit", "neuf")
        clone.commit("README.md", text, "Ouvrir une heure plus tard", "--signoff")
        clone.git("push", "--quiet", "origin", branch)
        title = "Ouvrir une heure plus tard"
        return clone, self.forge.propose(self.name, branch, title=title, by=self.ada.name)


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Return a town with a forge of its own."""
    return Town(tmp_path)


@pytest.fixture
def town_in() -> Callable[[Path], Town]:
    """Return what founds a town in a folder, for tests that need several."""
    return Town
