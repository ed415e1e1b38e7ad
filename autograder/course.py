# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""One nbgrader course on disk, and what was handed in for it."""

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

CONFIGURATION = "nbgrader_config.py"
CHECKOUT = Path(__file__).parents[1]
EXERCISES = CHECKOUT / "exercises"
SHARED = ("catalogue.toml", "nbgrader_course.py")


class NoCourseError(ValueError):
    """The folder holds no nbgrader course."""


@dataclass(frozen=True)
class Course:
    """A course in nbgrader's own layout; the folder is called by its language."""

    folder: Path

    @cached_property
    def config(self) -> Config:
        """Return what the course tells nbgrader, with its folder."""
        if not (self.folder / CONFIGURATION).is_file():
            raise NoCourseError(str(self.folder))
        config = PyFileConfigLoader(CONFIGURATION, path=str(self.folder)).load_config()
        config.CourseDirectory.root = os.fspath(self.folder.resolve())
        return config

    @property
    def is_in_checkout(self) -> bool:
        """Return whether what is handed in lies beside the code, where git may clean it away."""
        return self.folder.resolve().is_relative_to(CHECKOUT.resolve())

    @property
    def course_id(self) -> str:
        """Return the course's id, as in its configuration."""
        return str(self.config.CourseDirectory.course_id)

    @property
    def language(self) -> str:
        """Return the language in which the course is held."""
        return self.folder.resolve().name

    @property
    def assignments(self) -> tuple[str, ...]:
        """Return the names of the assignments that have a source, in order."""
        return tuple(sorted({path.parent.name for path in self.folder.glob("source/*/*.ipynb")}))

    def notebooks(self, assignment: str) -> frozenset[str]:
        """Return the names of the notebooks that learners receive for ``assignment``."""
        return frozenset(path.name for path in self.folder.glob(f"source/{assignment}/*.ipynb"))

    def artefacts(self, assignment: str) -> frozenset[str]:
        """Return the files that learners edit: those that nbgrader does not put back in place."""
        return frozenset(self.config.Autograde.get("exclude_overwriting", {}).get(assignment, ()))

    def submitted(self, assignment: str) -> tuple[str, ...]:
        """Return the learners whose work for ``assignment`` was taken in."""
        return tuple(sorted(p.parent.name for p in self.folder.glob(f"submitted/*/{assignment}")))


def lay_courses(
    folder: Path, languages: Iterable[str], *, only: Iterable[str] = ()
) -> list[Course]:
    """Return the real courses, in ``folder``: what they are made from is copied there anew.

    With ``only``, just these assignments. What was handed in, graded and noted there stays;
    nothing of that kind is copied.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in SHARED:
        shutil.copy2(EXERCISES / name, folder)
    for language in languages:
        source = EXERCISES / language / "source"
        for assignment in only or [path.name for path in source.iterdir() if path.is_dir()]:
            target = folder / language / "source" / assignment
            shutil.copytree(source / assignment, target, dirs_exist_ok=True)
        shutil.copy2(EXERCISES / language / CONFIGURATION, folder / language)
    return [Course(folder / language) for language in languages]


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What one learner handed in for one assignment, and what nbgrader made of it.

    ``score`` is None as long as what was handed in is not graded. ``awaits_hand`` says that the
    trainer has points still to give: the score then lacks them.
    """

    student: str
    assignment: str
    language: str
    is_handed_in: bool
    when: datetime | None
    late: timedelta
    score: float | None
    maximum: float
    awaits_hand: bool = False
