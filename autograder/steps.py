# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The trainer's steps from the source to the list of results, over all courses at once."""

from collections.abc import Sequence
from pathlib import Path

from autograder import grading, intake, report, seeds
from autograder.converter import Converter, StepFailedError
from autograder.grading import Troubles
from autograder.screen import Screen


def generate(converters: Sequence[Converter], screen: Screen) -> bool:
    """Make what learners receive of every assignment; put it into the exchange if there is one.

    Return whether everything that was made could also be put there.
    """
    work = [(one, assignment) for one in converters for assignment in one.course.assignments]
    kept_out: list[tuple[Converter, str]] = []
    for converter, assignment in screen.track(work, "progress.generate"):
        converter.generate(assignment)
        try:
            if converter.has_exchange:
                converter.release(assignment)
        except StepFailedError:
            kept_out.append((converter, assignment))
    for converter in converters:
        screen.say("generated", folder=converter.course.folder / "release")
    for converter, assignment in kept_out:
        screen.say("not-released", assignment=assignment, course=converter.course.course_id)
    return not kept_out


def take_in(folder: Path, converters: Sequence[Converter], screen: Screen) -> list[intake.Arrival]:
    """Take in the archives of ``folder``; return what became of each of them."""
    courses = [converter.course for converter in converters]
    files = screen.track(intake.arrivals(folder), "progress.intake")
    arrived = list(intake.take_in(files, courses))
    for converter in converters:
        for assignment in converter.course.assignments:
            intake.collect(converter.course, assignment)
    refused = [arrival for arrival in arrived if arrival.is_refused]
    screen.say("taken-in", taken=len(arrived) - len(refused), refused=len(refused))
    for arrival in refused:
        screen.say("refused", file=arrival.file, why=arrival.sentence(screen.language))
    if refused:
        intake.write_refusals(arrived, folder / intake.REFUSALS, language=screen.language)
        screen.say("refusals", path=folder / intake.REFUSALS)
    return arrived


def collect_exchange(converters: Sequence[Converter], screen: Screen) -> bool:
    """Take in what lies in nbgrader's exchange, where there is one; return whether all of it came.

    Others may share that folder: a course that is not in it is no failure, and what nbgrader
    cannot collect of one exercise keeps nothing else from being collected.
    """
    left: list[tuple[Converter, str]] = []
    for converter in (one for one in converters if one.has_exchange):
        if not converter.is_in_exchange:
            screen.say("not-in-exchange", course=converter.course.course_id)
            continue
        for assignment in converter.course.assignments:
            try:
                converter.collect(assignment)
            except StepFailedError:
                left.append((converter, assignment))
        screen.say("collected", course=converter.course.course_id)
    for converter, assignment in left:
        screen.say("not-collected", assignment=assignment, course=converter.course.course_id)
    return not left


def grade(converters: Sequence[Converter], screen: Screen, *, force: bool = False) -> Troubles:
    """Grade and explain everything that was taken in; return what could not be graded and why."""
    for converter, assignment in grading.prepare(converters):
        screen.say("prepared", assignment=assignment, course=converter.course.course_id)
    troubles: Troubles = {}
    for task in screen.track(grading.tasks(converters), "progress.grade"):
        trouble = grading.grade(task, force=force)
        if trouble is not None:
            troubles[task.key] = trouble
    return troubles


def give_feedback(converters: Sequence[Converter], screen: Screen) -> Troubles:
    """Write the feedback of everything that was graded; return what could not be written."""
    troubles: Troubles = {}
    for task in screen.track(grading.tasks(converters), "progress.feedback"):
        try:
            task.converter.give_feedback(task.assignment, task.student)
        except StepFailedError as failed:
            troubles[task.key] = failed.trouble
    return troubles


def say_where_feedback_is(converters: Sequence[Converter], screen: Screen) -> None:
    """Say in which folders learners' pages lie."""
    for converter in converters:
        folder = converter.course.folder / "feedback"
        if folder.is_dir():
            screen.say("explained", folder=folder)


def say_where_work_is(converters: Sequence[Converter], screen: Screen) -> None:
    """Say where a class's work and gradebook lie if they lie in the checkout, and what of it."""
    for converter in converters:
        if converter.course.is_in_checkout:
            screen.say("in-checkout", folder=converter.course.folder)


def say_of_seeds(converters: Sequence[Converter], screen: Screen) -> None:
    """Say where a variant is not, or may not be, the learner's own."""
    courses = [converter.course for converter in converters]
    for remark in seeds.remarks(courses, language=screen.language):
        screen.show(remark)


def show_list(
    converters: Sequence[Converter], troubles: Troubles, screen: Screen, *, to: Path | None = None
) -> list[report.Entry]:
    """Show the one list over all courses, and write it as CSV where a path is given."""
    listed = report.entries(converters, troubles)
    screen.console.print(report.table_of(listed, language=screen.language))
    for remark in report.remarks(listed, language=screen.language):
        screen.show(remark)
    say_of_seeds(converters, screen)
    if to is not None:
        report.write_list(listed, to, language=screen.language)
        screen.say("exported", path=to)
    return listed
