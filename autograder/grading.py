# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Grading what was taken in: one submission at a time, so that none stops another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.converter import Converter, StepFailedError, Trouble


@dataclass(frozen=True, kw_only=True)
class Task:
    """One submission to grade."""

    converter: Converter
    assignment: str
    student: str

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what tells this submission from all others."""
        return self.converter.course.language, self.assignment, self.student


Troubles = dict[tuple[str, str, str], Trouble]


def prepare(converters: Sequence[Converter]) -> Iterator[tuple[Converter, str]]:
    """Make what learners receive wherever the source is newer; yield what was made."""
    for converter in converters:
        for assignment in converter.course.assignments:
            if not converter.is_current(assignment):
                converter.generate(assignment)
                yield converter, assignment


def tasks(converters: Sequence[Converter]) -> list[Task]:
    """Return every submission that was taken in."""
    return [
        Task(converter=converter, assignment=assignment, student=student)
        for converter in converters
        for assignment in converter.course.assignments
        for student in converter.course.submitted(assignment)
    ]


def grade(task: Task, *, force: bool = False) -> Trouble | None:
    """Grade one submission and write its feedback; return why it could not be done."""
    try:
        task.converter.autograde(task.assignment, task.student, force=force)
        task.converter.give_feedback(task.assignment, task.student)
    except StepFailedError as failed:
        return failed.trouble
    return None
