# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""``atelier forge``: the practice forges of this learner: where they stand, begin anew, open."""

import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from atelier import workspace
from atelier.command.speech import WORDS, noun, regret, say
from atelier.forge import attempt, mission
from atelier.forge.attempt import NotGatheredError
from atelier.forge.local import LocalForge
from atelier.forge.records import Refusal, State
from atelier.git import GitMissingError
from atelier.licences import FOLDER
from atelier.verdict import Standing
from atelier.words import LANGUAGES, Language, Words

if TYPE_CHECKING:
    from atelier.forge.mission import Goal
    from atelier.views.verdict import Line

MOST_HINTS: Final = 3
WIDTH: Final = 80
INDENT: Final = " " * 3
# One home for each word: the panel says of a goal what the terminal does.
PANEL: Final = Words(FOLDER / "views" / "pages.toml")


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A mission that was begun, and the language in which it was."""

    exercise: str
    language: Language
    folder: Path


def group(language: Language) -> click.Group:
    """Return the command ``forge`` with its three verbs, their help in ``language``."""
    spoken = partial(WORDS.say, language=language)
    name, what = spoken("metavar.exercise"), spoken("argument.mission")
    exercise = click.Argument(["exercise"], metavar=name, help=what)
    maybe = click.Argument(["exercise"], required=False, metavar=f"[{name}]", help=what)
    hints = click.Option(
        ["--hints"],
        type=click.IntRange(0, MOST_HINTS),
        default=0,
        metavar="N",
        help=spoken("option.hints"),
    )
    told = partial(partial, _told, language=language)
    verbs: tuple[tuple[str, Callable[..., int], list[click.Parameter]], ...] = (
        ("status", told(status), [maybe, hints]),
        ("reset", told(reset), [exercise]),
        ("open", told(open_notebook), [maybe]),
    )
    return noun("forge", verbs, language)


def status(*, exercise: str | None, hints: int, language: Language) -> int:
    """Print each mission that was begun: where it lies, and where it stands.

    Of one ``exercise``, print its goals too, in the language of its mission, and the first
    ``hints`` of those that are left. Whatever they say, the code is 0: the question was answered;
    1 where a working copy could not be read.
    """
    if exercise:
        return _goals_of(_the_one(exercise, language), hints)
    if hints:
        return regret("forge-whose-hints", language)
    begun = list(_begun(workspace.home()))
    if not begun:
        say("forge.none", language)
    codes = [_status_of(each, language) for each in begun]
    return max(codes, default=0)


def _status_of(each: Begun, language: Language) -> int:
    """Print where one mission stands; where its forge cannot be read, say why and return 1."""
    plan = mission.mission(each.exercise)
    try:
        forge = LocalForge(each.folder / mission.FORGE)
        forge.repository(plan.repository)
        repositories = [repository.name for repository in forge.repositories()]
        requests = [request for name in repositories for request in forge.requests(name)]
        refused = sum(event.kind == "refused" for event in forge.events())
    except Refusal as error:
        click.echo(f"{each.exercise} ({each.folder})\n{_plain(error.sentence(language))}", err=True)
        return 1
    counts = {
        state: sum(request.state is state for request in requests)
        for state in (State.OPEN, State.MERGED)
    }
    say(
        "forge.status-local" if plan.is_local else "forge.status",
        language,
        exercise=each.exercise,
        title=plan.title[each.language],
        folder=each.folder,
        open=counts[State.OPEN],
        merged=counts[State.MERGED],
        refused=refused,
    )
    return 0


def _goals_of(begun: Begun, hints: int) -> int:
    """Print where one mission stands, then its goals, judged now as the panel judges them."""
    from atelier.views.verdict import VerdictView

    language, exercise = begun.language, begun.exercise
    if code := _status_of(begun, language):
        return code
    verdict, left_out = attempt.judged(exercise, begun.folder)
    lines = VerdictView(verdict, language=language).by_criterion()
    goals = mission.mission(exercise).goals
    for number, goal in enumerate(goals, start=1):
        click.echo()
        click.echo(_wrapped(f"{number}. {goal.sentence[language]}"))
        for row in _rows(goal, lines[goal.id], hints, language):
            click.echo(_wrapped(row, INDENT))
    met = sum(line.standing is Standing.MET for line in lines.values())
    click.echo()
    say("forge.goals", language, met=met, all=len(goals))
    if met < len(goals) and hints < MOST_HINTS:
        say("forge.more", language, exercise=exercise, hints=hints + 1)
    for trouble in left_out:
        click.echo(f"\n{_wrapped(_plain(attempt.left_out(trouble, language)))}", err=True)
    return 1 if left_out else 0


def _rows(goal: "Goal", line: "Line", hints: int, language: Language) -> Iterator[str]:
    """Yield the state of a goal, what was seen and, where it is not met, what to do next."""
    from atelier.views.verdict import SIGNS

    yield f"{SIGNS[line.standing]} {line.word} ({line.points})"
    yield PANEL.say("goals.seen", language=language, seen=line.seen)
    if line.standing is Standing.MET:
        return
    yield PANEL.say("goals.next", language=language, next=line.next_step)
    shown = goal.hints[language]
    for number, hint in enumerate(shown[:hints], start=1):
        values = {"number": number, "all": len(shown), "hint": hint}
        yield WORDS.say("forge.hint", language=language, **values)


def _wrapped(text: str, indent: str = "") -> str:
    """Return ``text`` in lines of at most 80 characters; a command stays whole, to be copied."""
    whole = re.sub(r"`[^`]*`", lambda command: command[0].replace(" ", "\0"), text)
    return textwrap.fill(
        whole,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    ).replace("\0", " ")


def reset(*, exercise: str, language: Language) -> int:
    """Begin a mission anew and say where the attempt is kept; the notebook stays as it is."""
    home = workspace.home()
    found = _the_one(exercise, language)
    moment = datetime.now().astimezone()
    kept = workspace.attempt_folder(exercise, found.language, home=home, moment=moment)
    attempt.restart(exercise, found.folder, kept, language=found.language)
    say("forge.reset", language, exercise=exercise, attempt=kept)
    return 0


def open_notebook(*, exercise: str | None, language: Language) -> int:
    """Say where the panel is, and open it where a laboratory runs."""
    home = workspace.home()
    begun = list(_begun(home))
    found = _one(exercise, language, home) if exercise else next(iter(begun), None)
    name = exercise or (found.exercise if found else "")
    if not name:
        say("forge.none", language)
        return 0
    spoken = found.language if found else language
    place = f"{spoken}/exercises/{name}/{name}.ipynb"
    if not (home / place).is_file():
        return regret("forge-not-begun", language, exercise=name)
    from atelier import laboratory

    address = laboratory.address_of(home, place)
    if address is None:
        say("forge.closed", language, place=home / place)
        return 0
    laboratory.show_in_browser(address)
    say("forge.open", language, address=address)
    return 0


def _begun(home: Path) -> Iterator[Begun]:
    """Yield the missions begun in the learner's folder, in both languages."""
    for language in LANGUAGES:
        for folder in sorted((home / language / "exercises").glob("*/")):
            if attempt.is_begun(folder) and attempt.has_mission(folder.name):
                yield Begun(exercise=folder.name, language=language, folder=folder)


def _one(exercise: str, language: Language, home: Path) -> Begun | None:
    """Return the begun mission of an exercise, the one in ``language`` first."""
    found = [each for each in _begun(home) if each.exercise == exercise]
    return min(found, key=lambda each: each.language != language, default=None)


def _the_one(exercise: str, language: Language) -> Begun:
    """Return the begun mission of an exercise. Raises WorkspaceError where there is none."""
    found = _one(exercise, language, workspace.home())
    if found:
        return found
    workspace.look_up(exercise, language)
    if attempt.has_mission(exercise):
        raise workspace.WorkspaceError("forge-not-begun", exercise=exercise)
    missions = ", ".join(sorted(path.stem for path in mission.FOLDER.glob("*.toml")))
    raise workspace.WorkspaceError("forge-no-mission", exercise=exercise, missions=missions)


def _told(run: Callable[..., int], *, language: Language, **asked: object) -> int:
    """Return the code of ``run``; where git or the forge says no, say why."""
    try:
        return run(language=language, **asked)
    except (GitMissingError, NotGatheredError, Refusal) as error:
        click.echo(_plain(error.sentence(language)), err=True)
        return 1


def _plain(sentence: str) -> str:
    """Return a sentence for a terminal, without the marks of Markdown."""
    return sentence.replace("`", "")
