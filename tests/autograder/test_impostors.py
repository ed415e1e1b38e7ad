# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""No file beside a notebook takes the place of a program that grades it: real nbgrader shows it."""

import contextlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.converter import Converter, StepFailedError
from autograder.course import Course

EXERCISE, FULL = "2-E1-permissions", 12.0
# Whoever imports this finds a judge that gives every point.
OWN_JUDGE = """\
import sys, types
own = types.ModuleType("atelier")
own.exercise = own.form = own.hand_in = lambda *_, **__: None
own.judge = lambda *_, **__: 12.0
sys.modules["atelier"] = own
judge, exercise, form, hand_in = own.judge, own.exercise, own.form, own.hand_in
"""
# This one then starts the kernel, as the program whose name it bears would.
LAUNCHER = f"""{OWN_JUDGE}
sys.path[:] = [folder for folder in sys.path if folder.endswith(("site-packages", "lib-dynload"))
               or "/lib/python" in folder]
from ipykernel import kernelapp
kernelapp.launch_new_instance()
"""
IMPOSTORS = {
    "atelier.py": OWN_JUDGE,
    "atelier/__init__.py": OWN_JUDGE,
    "json.py": OWN_JUDGE,
    "sitecustomize.py": OWN_JUDGE,
    "ipykernel_launcher.py": LAUNCHER,
}


@pytest.fixture(scope="module")
def scores(
    copy_course: Callable[..., Course],
    root: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, float | None]:
    """Return what each hand-out with an impostor beside it brings, and the reference.

    The trainer's PYTHONPATH ends in a colon, as many do: to Python that means the current folder.
    """
    course = copy_course(tmp_path_factory.mktemp("impostors"))
    written = root / "exercises" / "solutions" / EXERCISE / "reference" / "fr"
    with pytest.MonkeyPatch.context() as trainer:
        trainer.setenv("PYTHONSAFEPATH", "")
        trainer.setenv("PYTHONPATH", os.pathsep)
        converter = Converter(course)
        converter.generate(EXERCISE)
        for name, program in IMPOSTORS.items():
            _hand_in(course, name, {name: program.encode()})
        _hand_in(course, "honest", {file.name: file.read_bytes() for file in written.iterdir()})
        for student in course.submitted(EXERCISE):
            with contextlib.suppress(StepFailedError):
                converter.autograde(EXERCISE, student)
    return {one.student: one.score for one in converter.submissions(EXERCISE)}


def _hand_in(course: Course, student: str, files: dict[str, bytes]) -> None:
    """Lay what was handed out, with these files over it, where nbgrader collects to."""
    target = course.folder / "submitted" / student.replace("/", "-") / EXERCISE
    shutil.copytree(course.folder / "release" / EXERCISE, target)
    for name, content in files.items():
        path = target / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)


@pytest.mark.parametrize("name", IMPOSTORS)
def test_a_file_beside_the_notebook_judges_nothing(
    name: str, scores: dict[str, float | None]
) -> None:
    assert scores[name.replace("/", "-")] == 0


def test_the_honest_work_keeps_all_its_points(scores: dict[str, float | None]) -> None:
    assert scores["honest"] == FULL
