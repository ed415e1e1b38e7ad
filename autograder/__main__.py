# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""``python -m autograder``: what a trainer types.

Exit codes: 0 everything graded, 1 some not, 2 the machinery did not work.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import wraps
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any

import click

from autograder.course import EXERCISES, Course, NoCourseError, lay_courses
from autograder.words import LANGUAGES, Language, in_both, typed, words_beside

if TYPE_CHECKING:
    from autograder.converter import Converter
    from autograder.screen import Screen

ALL_GRADED, SOME_NOT, BROKEN_DOWN = range(3)
say = words_beside(str(Path(__file__).with_name("command.py")))
helped = in_both(say)
helping = click.help_option("--help", help=helped("option.help"))

Step = Callable[..., int]


def main() -> None:
    """Run what was typed; what it cannot mean is said in both languages."""
    try:
        code = program.main(sys.argv[1:] or ["--help"], typed("autograder"), standalone_mode=False)
    except click.UsageError as error:
        explain(error)
        code = BROKEN_DOWN
    except click.Abort:
        code = BROKEN_DOWN
    sys.exit(code)


def explain(error: click.UsageError) -> None:
    """Say which part of the command was not understood."""
    parameter, context = getattr(error, "param", None), error.ctx
    named = getattr(error, "option_name", None) or getattr(error, "command_name", None)
    part = parameter.get_error_hint(context) if parameter else named or " ".join(sys.argv[1:])
    command = context.command_path if context else typed("autograder")
    for language in LANGUAGES:
        click.echo(say("not-understood", language=language, part=part, command=command), err=True)


@click.group(help=helped("help.autograder"))
@helping
def program() -> None:
    """Offer the trainer's steps."""


def step(name: str, *, has_courses: bool = True) -> Callable[[Step], click.Command]:
    """Return what makes a command of a step: its courses, its language, its exit code."""

    def command(run: Step) -> click.Command:
        @wraps(run)
        def guarded(*, language: Language, course: tuple[Path, ...] = (), **options: Any) -> None:  # noqa: ANN401 (what the step takes)
            from autograder.screen import Screen

            screen = Screen(language=language)
            try:
                code = run((course or _own_courses()) if has_courses else (), screen, **options)
            except NoCourseError as error:
                screen.say("no-course", folder=error)
                code = BROKEN_DOWN
            except KeyboardInterrupt:
                screen.say("interrupted")
                code = BROKEN_DOWN
            except Exception as error:  # noqa: BLE001 (whatever broke, a sentence and exit code 2)
                screen.say("broken-down", reason=f"{type(error).__name__}: {error}")
                code = BROKEN_DOWN
            sys.exit(code)

        courses = click.option(
            "--course",
            multiple=True,
            type=click.Path(file_okay=False, path_type=Path),
            help=helped("option.course"),
        )
        spoken = click.option(
            "--language",
            type=click.Choice(LANGUAGES),
            envvar="ATELIER_LANGUAGE",
            default="fr",
            help=helped("option.language"),
        )
        taken = helping(spoken(courses(guarded) if has_courses else guarded))
        return program.command(name, help=helped(f"help.{name}"))(taken)

    return command


@step("generate")
def generate(courses: Sequence[Path], screen: Screen) -> int:
    """Make what learners receive."""
    from autograder import steps

    return ALL_GRADED if steps.generate(_converters(courses), screen) else SOME_NOT


@step("intake")
@click.argument(
    "folder", required=False, type=click.Path(path_type=Path), help=helped("option.folder")
)
def intake(courses: Sequence[Path], screen: Screen, *, folder: Path | None) -> int:
    """Take in what learners sent."""
    from autograder import steps

    if folder is not None and not folder.is_dir():
        screen.say("no-folder", folder=folder)
        return BROKEN_DOWN
    converters = _converters(courses)
    is_whole = steps.collect_exchange(converters, screen)
    arrived = steps.take_in(folder, converters, screen) if folder else []
    steps.say_of_seeds(converters, screen)
    steps.say_where_work_is(converters, screen)
    is_whole &= not any(arrival.is_refused for arrival in arrived)
    return ALL_GRADED if is_whole else SOME_NOT


@step("grade")
@click.option("--force", is_flag=True, help=helped("option.force"))
def grade(courses: Sequence[Path], screen: Screen, *, force: bool) -> int:
    """Grade and explain what was taken in."""
    from autograder import grading, steps

    converters = _converters(courses)
    is_whole = steps.collect_exchange(converters, screen)
    troubles = steps.grade(converters, screen, force=force)
    if not grading.tasks(converters):
        screen.say("nothing-to-grade", autograder=typed("autograder"))
        return ALL_GRADED if is_whole else SOME_NOT
    steps.show_list(converters, troubles, screen)
    steps.say_where_feedback_is(converters, screen)
    steps.say_where_work_is(converters, screen)
    return ALL_GRADED if is_whole and not troubles else SOME_NOT


@step("feedback")
def feedback(courses: Sequence[Path], screen: Screen) -> int:
    """Write the feedback again, after grading by hand."""
    from autograder import steps

    converters = _converters(courses)
    troubles = steps.give_feedback(converters, screen)
    steps.say_where_feedback_is(converters, screen)
    return SOME_NOT if troubles else ALL_GRADED


@step("export")
@click.option(
    "--to",
    type=click.Path(dir_okay=False, path_type=Path),
    default="results.csv",
    help=helped("option.to"),
)
def export(courses: Sequence[Path], screen: Screen, *, to: Path) -> int:
    """Write the one list over all courses."""
    from autograder import steps
    from autograder.report import Standing

    try:
        listed = steps.show_list(_converters(courses), {}, screen, to=to)
    except OSError:
        screen.say("not-written", path=to)
        return BROKEN_DOWN
    waiting = any(entry.standing in {Standing.NOT_GRADED, Standing.REFUSED} for entry in listed)
    return SOME_NOT if waiting else ALL_GRADED


@step("formgrade")
def formgrade(courses: Sequence[Path], screen: Screen) -> int:
    """Open nbgrader's formgrader on each course."""
    for course in courses:
        Course(course).config  # noqa: B018 (a folder without a course is said before any start)
    _serve([Course(folder) for folder in courses], screen)
    return ALL_GRADED


@step("demo", has_courses=False)
@click.option("--no-serve", is_flag=True, help=helped("option.no-serve"))
@click.option(
    "--keep", type=click.Path(file_okay=False, path_type=Path), help=helped("option.keep")
)
def demo(_: Sequence[Path], screen: Screen, *, no_serve: bool, keep: Path | None) -> int:
    """Show everything with a made-up class."""
    from autograder import demo as made_up

    with ExitStack() as stack:
        if keep is None:
            keep = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="atelier-demo-")))
            screen.say("disposable", folder=keep)
        elif keep.exists() and any(keep.iterdir()):
            screen.say("not-empty", folder=keep)
            return BROKEN_DOWN
        outcome = made_up.run(keep.resolve(), screen)
        if not no_serve:
            _serve(outcome.courses, screen)
    return ALL_GRADED


def _own_courses() -> Sequence[Path]:
    """Return the courses of this checkout, or those in the trainer's own folder."""
    if named := os.environ.get("ATELIER_CLASS"):
        return [one.folder for one in lay_courses(Path(named).expanduser().absolute(), LANGUAGES)]
    return [EXERCISES / language for language in LANGUAGES]


def _converters(courses: Sequence[Path]) -> list[Converter]:
    from autograder.converter import Converter

    return [Converter(Course(folder)) for folder in courses]


def _serve(courses: Sequence[Course], screen: Screen) -> None:
    """Serve a formgrader for each course until Ctrl-C."""
    from autograder.formgrader import formgrader

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with ExitStack() as stack:
        for course in courses:
            address = stack.enter_context(formgrader(course))
            screen.say("served", course=course.course_id, address=address)
        screen.say("stop")
        try:
            while True:
                sleep(3600)
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
