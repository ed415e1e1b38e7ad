# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Points that only a person can give: entered in nbgrader's formgrader, added, exported, explained.

The exercise is a real one of the course, graded by real nbgrader.
"""

import csv
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import Browser, expect

from autograder.converter import Converter
from autograder.course import Course
from autograder.formgrader import formgrader

EXERCISE = "2-E8-diagnostic"
WRITTEN = "reponse-ore.md"
STUDENT = "apprenant-01"
OTHER = "apprenant-02"
Run = Callable[..., subprocess.CompletedProcess[str]]


@dataclass(frozen=True)
class Class:
    """A course of one exercise with two hand-ins, and how to list it."""

    course: Course
    autograder: Run

    def export(self) -> dict[str, dict[str, str]]:
        """Return the exported list, by learner."""
        path = self.course.folder.parents[1] / "list.csv"
        common = ("--course", self.course.folder, "--language", "en")
        done = self.autograder("export", "--to", path, *common)
        assert done.returncode == 0, done.stdout
        with path.open(encoding="utf-8-sig", newline="") as file:
            return {row["Identifier"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def graded(root: Path, autograder: Run, tmp_path_factory: pytest.TempPathFactory) -> Class:
    """Return the class after grading: one reply is right, of the other only the head is."""
    exercises, folder = root / "exercises", tmp_path_factory.mktemp("by-hand") / "courses"
    course = folder / "en"
    shutil.copytree(exercises / "en" / "source" / EXERCISE, course / "source" / EXERCISE)
    shutil.copy(exercises / "en" / "nbgrader_config.py", course)
    for name in ("catalogue.toml", "nbgrader_course.py"):
        shutil.copy(exercises / name, folder)
    Converter(Course(course)).generate(EXERCISE)
    right = exercises / "solutions" / EXERCISE / "reference" / "en" / WRITTEN
    head = "---\ndiagnosis: made for data\nalternative: MIT\nsection: Exemptions\n---\n"
    for student, text in ((STUDENT, right.read_text("utf-8")), (OTHER, head)):
        submitted = course / "submitted" / student / EXERCISE
        shutil.copytree(course / "release" / EXERCISE, submitted)
        (submitted / WRITTEN).write_text(text, encoding="utf-8")
    done = autograder("grade", "--course", course, "--language", "en")
    assert done.returncode == 0, done.stdout
    return Class(Course(course), autograder)


def feedback(course: Course, student: str) -> str:
    page = course.folder / "feedback" / student / EXERCISE / f"{EXERCISE}.html"
    return page.read_text(encoding="utf-8")


def test_the_list_shows_the_machines_points_and_says_that_more_may_come(graded: Class) -> None:
    rows = graded.export()
    assert {row["Points"] for row in rows.values()} == {"4"}
    assert {row["of"] for row in rows.values()} == {"6"}
    assert {row["Remark"] for row in rows.values()} == {"to finish by hand"}


def test_the_trainer_reads_the_reply_beside_the_rubric(graded: Class) -> None:
    page = re.sub(r"<[^>]+>", " ", feedback(graded.course, STUDENT))
    assert "it lets anyone reuse your code" in page.casefold()
    assert "Observable criterion" in page
    assert "may add up to 2 points" in page


def test_more_than_the_rubric_allows_is_not_counted_by_the_machine(graded: Class) -> None:
    """The task cell itself is worth nothing until a person has been there."""
    with _book(graded.course) as book:
        grade = book.find_grade("diagnostic-rubric", EXERCISE, EXERCISE, OTHER)
        assert (grade.auto_score, grade.manual_score, grade.max_score) == (None, None, 2.0)
        assert grade.needs_manual_grade


@pytest.mark.browser
def test_points_typed_in_the_formgrader_are_added_exported_and_explained(
    graded: Class, chromium: Browser
) -> None:
    context = chromium.new_context()
    context.set_default_timeout(60_000)
    page = context.new_page()
    with formgrader(graded.course) as address:
        page.goto(address)
        base = address.split("/formgrader")[0]
        page.goto(f"{base}/formgrader/gradebook/{EXERCISE}/{EXERCISE}")
        page.get_by_role("link", name="Submission #1").click()
        page.get_by_text("Observable criterion").wait_for()
        scores = page.locator("input.score")
        expect(scores).to_have_count(2)
        # The boxes answer once the page has read the points: the first then shows the machine's.
        expect(scores.first).to_have_attribute("placeholder", "4")
        student = _student_of(graded.course, page.url)
        scores.nth(1).fill("1.5")
        with page.expect_response(lambda answer: "/api/grade/" in answer.url):
            scores.nth(1).press("Tab")
    context.close()
    row = graded.export()[student]
    assert (row["Points"], row["of"], row["Remark"]) == ("5.5", "6", "graded")
    other = OTHER if student == STUDENT else STUDENT
    assert graded.export()[other]["Remark"] == "to finish by hand"
    done = graded.autograder("feedback", "--course", graded.course.folder)
    assert done.returncode == 0, done.stdout
    assert "5.5 / 6" in feedback(graded.course, student)


def test_points_given_by_hand_stay_when_everything_is_graded_again(graded: Class) -> None:
    with _book(graded.course) as book:
        grade = book.find_grade("diagnostic-rubric", EXERCISE, EXERCISE, OTHER)
        grade.manual_score, grade.needs_manual_grade = 0.5, False
        book.db.commit()
    common = ("--course", graded.course.folder, "--language", "en")
    assert graded.autograder("grade", "--force", *common).returncode == 0
    row = graded.export()[OTHER]
    assert row["Points"] == "4.5"


def _book(course: Course) -> Gradebook:
    return Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}", course.course_id)


def _student_of(course: Course, address: str) -> str:
    """Return whose submission the formgrader shows: it hides the name."""
    submission = re.search(r"/submissions/([^/?]+)", address)
    assert submission, address
    with _book(course) as book:
        return str(book.find_submission_notebook_by_id(submission[1]).student.id)
