# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""An exercise done in a repository, through hand-in, intake and real nbgrader, to the feedback.

It has variants: the trainer reads of whom the variant is not, or may not be, their own.
"""

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from atelier.checks.observation import NUMBER, defects
from atelier.forge import attempt, mission
from atelier.forge.records import Decision
from atelier.handin import pack
from atelier.identity import remember_student
from atelier.variant import seed_of
from autograder import intake
from autograder.converter import Converter
from autograder.course import Course, lay_courses

EXERCISE = "4-E4-observation"
OWNER, UNNAMED = "apprenant-01", "apprenant-02"
Run = Callable[..., subprocess.CompletedProcess[str]]


@dataclass(frozen=True)
class Graded:
    """The course after grading, what was said of it, and where the work was done."""

    course: Course
    said: str
    folder: Path

    def feedback(self, student: str) -> str:
        """Return the words of a learner's feedback."""
        page = self.course.folder / "feedback" / student / EXERCISE / f"{EXERCISE}.html"
        return " ".join(re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8")).split())


def laid(home: Path, course: Course) -> Path:
    """Lay out what the trainer distributes in a learner's folder."""
    folder = home / "en" / "exercises" / EXERCISE
    shutil.copytree(course.folder / "release" / EXERCISE, folder)
    (home / ".atelier").mkdir()
    return folder


def reviewed(folder: Path) -> None:
    """Point every defect of the variant out, and ask for changes."""
    forge = attempt.begin(EXERCISE, folder, language="en")
    assert forge is not None
    attempt.gather(EXERCISE, folder)
    with mission.opened(EXERCISE, folder) as scene:
        name, planted = scene.mission.repository, defects(scene)
    for each in planted:
        place = {"path": each.path, "line": each.line}
        forge.comment(name, NUMBER, "Who would be hurt?", by=forge.learner, **place)
    forge.review(name, NUMBER, Decision.REQUEST_CHANGES, by=forge.learner, body="Not yet.")


@pytest.fixture(scope="module")
def graded(autograder: Run, tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """Return the course: one did the work, one had no identifier at first and did nothing."""
    place = tmp_path_factory.mktemp("missions")
    course = lay_courses(place / "courses", ["en"], only=[EXERCISE])[0]
    Converter(course).generate(EXERCISE)
    inbox = place / "inbox"
    inbox.mkdir()
    owner = place / "owner"
    folder = laid(owner, course)
    remember_student(OWNER, owner)
    reviewed(folder)
    shutil.copy(pack(EXERCISE, language="en", home=owner), inbox)
    unnamed = place / "unnamed"
    attempt.begin(EXERCISE, laid(unnamed, course), language="en")
    shutil.copy(pack(EXERCISE, language="en", student=UNNAMED, home=unnamed), inbox)
    arrived = list(intake.take_in(intake.arrivals(inbox), [course]))
    assert not any(arrival.is_refused for arrival in arrived)
    intake.collect(course, EXERCISE)
    done = autograder("grade", "--course", course.folder, "--language", "en")
    assert done.returncode == 0, done.stdout + done.stderr
    return Graded(course, " ".join(done.stdout.split()), folder)


def test_work_in_a_repository_has_its_points_and_waits_for_those_of_a_person(
    graded: Graded,
) -> None:
    found = {one.student: one for one in Converter(graded.course).submissions(EXERCISE)}

    assert {student: one.score for student, one in found.items()} == {
        OWNER: 10,
        UNNAMED: 0,
    }
    assert all(one.maximum == 14 and one.awaits_hand for one in found.values())


def test_the_history_comes_through_byte_for_byte_and_nothing_hidden_with_it(
    graded: Graded,
) -> None:
    seen = graded.course.folder / "autograded" / OWNER / EXERCISE
    for name in mission.files_of(EXERCISE):
        assert (seen / name).read_bytes() == (graded.folder / name).read_bytes()
    assert not (seen / ".forge").exists()
    assert not (seen / "depot").exists()


def test_the_feedback_says_what_was_found_and_which_variant_was_judged(graded: Graded) -> None:
    page = graded.feedback(OWNER)

    assert "Defects pointed out: 5 of 5" in page
    assert f"from the seed {seed_of(OWNER, EXERCISE)}" in page
    assert "Who would be hurt?" in page
    assert "You have not said anything" in graded.feedback(UNNAMED)


def test_a_trainer_reads_whose_variant_may_not_be_their_own(graded: Graded) -> None:
    assert f"that of {UNNAMED} does not follow from the identifier." in graded.said
