# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A whole folder through the hand-in, the intake and real nbgrader: edited, added, graded so."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from atelier.handin import pack
from autograder.converter import Converter
from autograder.course import Course

EXERCISE = "2-E4-reparation"
# Who hands in what, and what it is worth.
CLASS = {
    "untouched": ("", 0.0),
    "headers": ("alternative-headers", 15.0),
    "companions": ("alternative-licence-files", 15.0),
    "annotated": ("wrong-annotate", 13.0),
}


@pytest.fixture(scope="module")
def graded(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Return a course of this one exercise, after intake and grading."""
    place = tmp_path_factory.mktemp("graded")
    courses, inbox, exercises = place / "exercises", place / "home" / "outbox", root / "exercises"
    source = courses / "fr" / "source" / EXERCISE
    shutil.copytree(exercises / "fr" / "source" / EXERCISE, source)
    shutil.copy(exercises / "fr" / "nbgrader_config.py", courses / "fr")
    for name in ("nbgrader_course.py", "catalogue.toml"):
        shutil.copy(exercises / name, courses)
    for student, (solution, _) in CLASS.items():
        pack(
            EXERCISE,
            language="fr",
            student=student,
            home=place / "home",
            folder=lay_out(exercises, solution, place / student),
        )
    for step in (["intake", str(inbox)], ["grade"]):
        command = [sys.executable, "-m", "autograder", *step]
        done = subprocess.run(
            [*command, "--course", str(courses / "fr"), "--language", "fr"],
            capture_output=True,
            encoding="utf-8",
            check=False,
            cwd=root,
            env={**os.environ, "PYTHONUTF8": "1"},
        )
        assert done.returncode == 0, done.stdout + done.stderr
    return Course(courses / "fr")


def lay_out(exercises: Path, solution: str, folder: Path) -> Path:
    """Lay the exercise as a learner leaves it."""
    shutil.copytree(exercises / "fr" / "source" / EXERCISE, folder)
    told = exercises / "solutions" / EXERCISE / solution / "fr" / "files.toml"
    if not solution:
        return folder
    data = tomllib.loads(told.read_text(encoding="utf-8"))
    texts = exercises.parent / "course" / "atelier" / "texts"
    (folder / "depot" / "LICENSES").mkdir()
    for licence in data["licences"]:
        shutil.copy(texts / f"{licence}.txt", folder / "depot" / "LICENSES")
    for name, text in data["files"].items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


@pytest.mark.parametrize("student", CLASS)
def test_a_folder_is_graded_as_the_learner_left_it(student: str, graded: Course) -> None:
    scores = {one.student: one.score for one in Converter(graded).submissions(EXERCISE)}

    assert scores[student] == CLASS[student][1]


def test_edited_and_added_files_come_through_byte_for_byte(graded: Course) -> None:
    for student in CLASS:
        left = graded.folder.parents[1] / student / "depot"
        seen = graded.folder / "autograded" / student / EXERCISE / "depot"
        files = {path.relative_to(left) for path in left.rglob("*") if path.is_file()}
        assert {path.relative_to(seen) for path in seen.rglob("*") if path.is_file()} == files
        assert all((left / name).read_bytes() == (seen / name).read_bytes() for name in files)


def test_every_file_of_the_folder_is_named_to_nbgrader(root: Path) -> None:
    for language in ("fr", "en"):
        course = Course(root / "exercises" / language)
        named = course.config.Autograde.exclude_overwriting[EXERCISE]
        source = course.folder / "source" / EXERCISE
        here = (path for path in (source / "depot").rglob("*") if path.is_file())
        assert sorted(named) == sorted(str(path.relative_to(source)) for path in here)
