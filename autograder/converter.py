# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""nbgrader at work: every step here is nbgrader's own, called one submission at a time.

This is the only module that knows nbgrader. Student code runs where nbgrader runs it, in an
ordinary kernel of the trainer's account: a sandbox will take the place of that one step.
"""

import logging
import re
import warnings
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI
from nbgrader.apps.zipcollectapp import ZipCollectApp
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import FileNameCollectorPlugin
from nbgrader.utils import capture_log

from autograder.course import Course, Submission

MANIFEST = "manifest.json"
LOG_NAME = ".nbgrader.log"


class Trouble(StrEnum):
    """Why nbgrader could not take a step."""

    NOT_A_NOTEBOOK = "not-a-notebook"
    NO_NOTEBOOK = "no-notebook"
    FOREIGN_METADATA = "foreign-metadata"
    SCORE_OUT_OF_RANGE = "score-out-of-range"
    KERNEL_LOST = "kernel-lost"
    DATABASE = "database"
    OTHER = "other"


# What nbgrader's log says, in the order in which it is looked for.
_SIGNS = {
    Trouble.NOT_A_NOTEBOOK: r"NotJSONError|JSONDecodeError|UnicodeDecodeError|nbformat\.\w*Error"
    r"|notebook is invalid|NotebookValidationError|ValidationError",
    Trouble.FOREIGN_METADATA: r"Schema(TooOld|TooNew)Error|version \nof the nbgrader metadata",
    Trouble.NO_NOTEBOOK: r"No notebooks (found|were matched)",
    Trouble.SCORE_OUT_OF_RANGE: r"partial credit cannot be greater",
    Trouble.KERNEL_LOST: r"UnresponsiveKernelError|DeadKernelError|Kernel died|CellTimeoutError",
    Trouble.DATABASE: r"error accessing the nbgrader database|OperationalError",
}


class StepFailedError(RuntimeError):
    """nbgrader could not take a step; its log is kept in the course's folder."""

    def __init__(self, trouble: Trouble) -> None:
        """Keep why, as a fact."""
        super().__init__(trouble.value)
        self.trouble = trouble


class HandInCollector(FileNameCollectorPlugin):  # type: ignore[misc]
    """Takes every file of a hand-in into the submission, in its folder, but the manifest."""

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Return who handed in which file and when, read from the path nbgrader unpacked to."""
        found: dict[str, str] | None = self._match(submitted_file)
        return None if found is None or found["file_id"] == MANIFEST else found


class Converter:
    """nbgrader in one course."""

    def __init__(self, course: Course) -> None:
        """Open the course; nothing is written yet."""
        logging.getLogger("traitlets").propagate = False
        # A kernel that ends on a busy machine may leave a message for a socket that is closed.
        logging.getLogger("tornado.general").setLevel(logging.CRITICAL)
        self.course = course
        self._directory = CourseDirectory(config=course.config)
        self._nbgrader = NbGraderAPI(self._directory, config=course.config)

    @property
    def has_exchange(self) -> bool:
        """Return whether learners and trainer share nbgrader's exchange folder here."""
        return bool(self._nbgrader.exchange_is_functional)

    @property
    def is_in_exchange(self) -> bool:
        """Return whether this course is one of those that the exchange folder holds."""
        inbound = Path(self._nbgrader.exchange_root, self.course.course_id, "inbound")
        return self.has_exchange and inbound.is_dir()

    def generate(self, assignment: str) -> None:
        """Make what learners receive, and enter the assignment into the gradebook."""
        self._take(self._nbgrader.generate_assignment(assignment))

    def release(self, assignment: str) -> None:
        """Put what learners receive into the exchange, in place of what was there."""
        if assignment in self._nbgrader.get_released_assignments():
            self._take(self._nbgrader.unrelease(assignment))
        self._take(self._nbgrader.release_assignment(assignment))

    def collect(self, assignment: str) -> None:
        """Take in what learners put into the exchange."""
        self._take(self._nbgrader.collect(assignment))

    def collect_archives(self, assignment: str) -> None:
        """Take in the archives of ``downloaded/<assignment>/archive`` with nbgrader's zip_collect.

        They must have been through the quarantine: nbgrader unpacks without looking.
        """
        app = ZipCollectApp(config=self.course.config, force=True, log=self._nbgrader.log)
        app.coursedir = CourseDirectory(parent=app, assignment_id=assignment)
        self._take(capture_log(app))

    def autograde(self, assignment: str, student: str, *, force: bool = False) -> None:
        """Grade one submission, unless this very submission was graded before."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._take(self._nbgrader.autograde(assignment, student, force=force))

    def give_feedback(self, assignment: str, student: str) -> None:
        """Write the page that tells one learner what was seen in one submission."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._take(self._nbgrader.generate_feedback(assignment, student, force=True))

    def is_current(self, assignment: str) -> bool:
        """Return whether what learners receive was made from the source as it is now."""
        made = self.course.folder / "release" / assignment
        source = self.course.folder / "source" / assignment
        return self.maximum(assignment) is not None and all(
            (made / name).is_file()
            and (made / name).stat().st_mtime >= (source / name).stat().st_mtime
            for name in self.course.notebooks(assignment)
        )

    def enrol(self, students: Iterable[str]) -> None:
        """Enter learners into the gradebook, so that who hands nothing in is seen too."""
        with self._gradebook() as book:
            for student in students:
                book.update_or_create_student(student)

    def set_due(self, assignment: str, when: datetime) -> None:
        """Enter until when an assignment may be handed in without being late."""
        with self._gradebook() as book:
            book.update_or_create_assignment(assignment, duedate=when.replace(tzinfo=None))

    def maximum(self, assignment: str) -> float | None:
        """Return the points that an assignment may bring; None before it was generated."""
        with self._gradebook() as book:
            try:
                return float(book.find_assignment(assignment).max_score)
            except MissingEntry:
                return None

    def submissions(self, assignment: str) -> list[Submission]:
        """Return what each learner known here handed in for an assignment, or did not."""
        graded = self._nbgrader.get_autograded_students(assignment)
        handed_in = self.course.submitted(assignment)
        known = [student["id"] for student in self._nbgrader.get_students()]
        maximum = self.maximum(assignment) or 0.0
        with self._gradebook() as book:
            kept = {one.student.id: one for one in book.assignment_submissions(assignment)}
            return [
                Submission(
                    student=student,
                    assignment=assignment,
                    language=self.course.language,
                    is_handed_in=student in handed_in,
                    when=self._nbgrader.get_submitted_timestamp(assignment, student),
                    late=timedelta(
                        seconds=kept[student].total_seconds_late if student in kept else 0
                    ),
                    score=float(kept[student].score) if student in graded else None,
                    maximum=maximum,
                    awaits_hand=student in graded and kept[student].needs_manual_grade,
                )
                for student in sorted(known)
            ]

    def _gradebook(self) -> Gradebook:
        return Gradebook(self._directory.db_url, self.course.course_id)

    def _take(self, result: dict[str, Any]) -> None:
        """Keep nbgrader's log of a step that failed, and raise why it failed."""
        if result["success"]:
            return
        said = "\n".join(result.get(part, "") for part in ("log", "error"))
        if re.search(r"^KeyboardInterrupt", result["error"], re.MULTILINE):
            raise KeyboardInterrupt
        with (self.course.folder / LOG_NAME).open("a", encoding="utf-8") as log:
            log.write(said + "\n")
        raise StepFailedError(
            next((t for t, sign in _SIGNS.items() if re.search(sign, said)), Trouble.OTHER)
        )
