# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""``atelier forge``: the practice forges of this learner: where they stand, begin anew, open."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import click

from atelier import workspace
from atelier.command.speech import noun, regret, say
from atelier.forge import attempt, mission
from atelier.forge.local import LocalForge
from atelier.forge.records import Refusal, State
from atelier.git import GitMissingError
from atelier.words import LANGUAGES, Language


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A mission that was begun, and the language in which it was."""

    exercise: str
    language: Language
    folder: Path


def group(language: Language) -> click.Group:
    """Return the command ``forge`` with its three verbs, their help in ``language``."""
    exercise = click.Argument(["exercise"])
    maybe = click.Argument(["exercise"], required=False)
    told = partial(partial, _told, language=language)
    verbs: tuple[tuple[str, Callable[..., int], list[click.Parameter]], ...] = (
        ("status", told(status), []),
        ("reset", told(reset), [exercise]),
        ("open", told(open_notebook), [maybe]),
    )
    return noun("forge", verbs, language)


def status(*, language: Language) -> int:
    """Print each mission that was begun: where it lies, and where it stands."""
    begun = list(_begun(workspace.home()))
    if not begun:
        say("forge.none", language)
    codes = [_status_of(each, language) for each in begun]
    return max(codes, default=0)


def _status_of(each: Begun, language: Language) -> int:
    """Print where one mission stands; where its forge cannot be read, say why and return 1."""
    try:
        forge = LocalForge(each.folder / mission.FORGE)
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
        "forge.status",
        language,
        exercise=each.exercise,
        title=mission.mission(each.exercise).title[each.language],
        folder=each.folder,
        open=counts[State.OPEN],
        merged=counts[State.MERGED],
        refused=refused,
    )
    return 0


def reset(*, exercise: str, language: Language) -> int:
    """Begin a mission anew and say where the attempt is kept; the notebook stays as it is."""
    home = workspace.home()
    found = _one(exercise, language, home)
    if found is None:
        return regret("forge-not-begun", language, exercise=exercise)
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


def _told(run: Callable[..., int], *, language: Language, **asked: object) -> int:
    """Return the code of ``run``; where git or the forge says no, say why."""
    try:
        return run(language=language, **asked)
    except (GitMissingError, Refusal) as error:
        click.echo(_plain(error.sentence(language)), err=True)
        return 1


def _plain(sentence: str) -> str:
    """Return a sentence for a terminal, without the marks of Markdown."""
    return sentence.replace("`", "")
