# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The ``atelier`` command: open the laboratory, start again, hand in, check, read licences.

Exit codes: 0 done; 1 checked and not met, or not possible now; 2 the command cannot be meant so.
"""

import io
import locale
import os
import sys
from datetime import datetime
from functools import partial
from itertools import pairwise
from typing import Final

import click

from atelier import workspace
from atelier.command import check, forge, licence
from atelier.command.speech import (
    WORDS,
    Command,
    Group,
    common_options,
    explain,
    note,
    regret,
    regret_in_both,
    say,
    show_version,
)
from atelier.words import LANGUAGES, Language

INTERRUPTED: Final = 130


def main(arguments: list[str] | None = None) -> None:
    """Run the command that was typed, in the language of the person who typed it."""
    arguments = (sys.argv[1:] if arguments is None else arguments) or ["--help"]
    _spare_old_terminals()
    asked = _asked_language(arguments)
    language: Language = asked or _remembered_language() or _system_language() or "fr"
    try:
        code = program(language, asked).main(
            arguments, "atelier", standalone_mode=False, obj=language
        )
    except click.UsageError as error:
        explain(error, language)
        code = 2
    except workspace.WorkspaceError as error:
        tell = regret_in_both if error.fact == "home-in-checkout" else regret
        code = tell(error.fact, language, **error.values)
    except OSError as error:  # a folder that may not be written, a full disk, a file in the way
        regret("not-written", language, path=error.filename or workspace.home(), why=error.strerror)
        code = 1
    except (click.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    sys.exit(code or 0)


def program(language: Language, asked: Language | None) -> click.Group:
    """Return the command, its help in ``language``; ``asked`` is the language asked for now."""
    told = partial(WORDS.say, language=language)
    lab_language = asked or _remembered_language() or "fr"
    group = Group(
        "atelier",
        help=told("help.atelier"),
        subcommand_metavar=told("usage.metavar"),
        params=[*common_options(language), note("version", language, show_version)],
        add_help_option=False,
    )
    exercise = click.Argument(
        ["exercise"], metavar=told("metavar.exercise"), help=told("argument.exercise")
    )
    student = click.Option(
        ["--student"], metavar=told("metavar.student"), help=told("option.student")
    )
    port = click.IntRange(1, 65535)
    for name, run, params in (
        (
            "lab",
            partial(open_lab, language=lab_language),
            [
                click.Option(["--port"], type=port, metavar="N", help=told("option.port")),
                click.Option(["--no-browser"], is_flag=True, help=told("option.no-browser")),
            ],
        ),
        ("reset", partial(reset, language=language), [exercise]),
        (
            "submit",
            partial(submit, language=language),
            [exercise, student],
        ),
    ):
        group.add_command(
            Command(
                name,
                callback=run,
                params=[*params, *common_options(language)],
                help=told(f"help.{name}"),
                add_help_option=False,
            )
        )
    group.add_command(check.command(language))
    group.add_command(licence.group(language))
    group.add_command(forge.group(language))
    return group


def open_lab(*, port: int | None, no_browser: bool, language: Language) -> int:
    """Open the laboratory and wait until it is stopped."""
    from atelier.laboratory import PortTakenError, Wishes, open_laboratory

    home = workspace.home()
    try:
        wishes = Wishes(port=port, browser=not no_browser)
        open_laboratory(home, language, wishes, say=click.echo)
    except PortTakenError:
        return regret_in_both("port-taken", language, port=port)
    except ModuleNotFoundError as error:
        if not str(error.name).startswith(("jupyter", "ipywidgets", "nbformat")):
            raise
        return regret("no-lab", language)
    return 0


def reset(*, exercise: str, language: Language) -> int:
    """Lay an exercise anew and say where the attempt is kept."""
    home = workspace.home()
    moment = datetime.now().astimezone()
    attempt = workspace.reset(exercise, language, home=home, moment=moment)
    folder = home / language / "exercises" / exercise
    fact = "laid" if attempt is None else "reset"
    say(f"say.{fact}", language, exercise=exercise, attempt=attempt, folder=folder)
    return 0


def submit(*, exercise: str, student: str | None, language: Language) -> int:
    """Put an exercise into one archive and say where it lies."""
    from atelier.handin import HandInError, hand_in

    try:
        done = hand_in(exercise, language=language, student=student, home=workspace.home())
    except HandInError as error:
        if error.fact == "no-notebook":  # a fresh copy helps only where there is such an exercise
            workspace.look_up(exercise, language)
        click.echo(error.sentence(language), err=True)
        return 1
    for sentence in done.sentences(language):
        click.echo(sentence)
    return 0


def _spare_old_terminals() -> None:
    """Let a terminal that lacks a character show a mark in its place, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


# ----------------------------------------------------------------------------------- the language


def _asked_language(arguments: list[str]) -> Language | None:
    """Return the language of ``--language``, else of ``$ATELIER_LANGUAGE``."""
    asked = [value for name, value in pairwise(arguments) if name == "--language"]
    asked += [name.partition("=")[2] for name in arguments if name.startswith("--language=")]
    return _known([*asked, os.environ.get("ATELIER_LANGUAGE", "")])


def _remembered_language() -> Language | None:
    try:
        return workspace.remembered_language(workspace.home())
    except workspace.WorkspaceError:
        return None


def _system_language() -> Language | None:
    spoken = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return _known([str(name)[:2].lower() for name in (*spoken, locale.getlocale()[0])])


def _known(names: list[str]) -> Language | None:
    return next((known for name in names for known in LANGUAGES if name == known), None)


if __name__ == "__main__":
    main()
