# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The one player of solutions: git's and the forge's actions, written as data, really done.

``actions.toml`` is a list of ``[[action]]``. An action is a step in a working copy (``write``,
``replace``, ``remove``, ``git``, ``fails``: see ``atelier.forge.steps``; ``in`` names the copy
where there are several), or a verb of the forge: ``forge = "propose"`` with the verb's own
arguments. ``by`` is the learner unless told (``by = "maintainer"``); ``repository`` the mission's.
``fails`` names the reason for which the forge must refuse.
"""

import atexit
import shutil
import tomllib
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from atelier.forge import attempt, mission
from atelier.forge.colleagues import PEOPLE, answer
from atelier.forge.local import LocalForge
from atelier.forge.records import Decision, Method, Refusal
from atelier.forge.steps import take
from atelier.words import Language

ACTIONS = "actions.toml"
DESK = ExitStack()
atexit.register(DESK.close)
BEGINNING = mission.FIRST_MOMENT + timedelta(days=60)
KINDS = {"decision": Decision, "method": Method}
# Verbs that nobody does in particular.
NOBODYS = {"add_label", "add_milestone", "add_reviewer", "protect", "settle"}


def play(exercise: str, folder: Path, script: Path, *, language: Language) -> None:
    """Begin the mission of ``exercise`` in ``folder``, do what ``script`` says, and collect.

    Without a script, nothing is done: that is the hand-out.
    """
    shutil.copytree(beginning(exercise, language), folder, symlinks=True, dirs_exist_ok=True)
    forge = attempt.begin(exercise, folder, language=language)
    assert forge is not None
    if script.exists():
        actions = tomllib.loads(script.read_text(encoding="utf-8")).get("action", [])
        play_actions(exercise, folder, actions, forge)
    mission.collect(exercise, folder)


@cache
def beginning(exercise: str, language: Language) -> Path:
    """Return a folder in which a mission was begun, to be copied: it is found again elsewhere."""
    folder = DESK.enter_context(TemporaryDirectory())
    mission.begin(exercise, Path(folder), language=language)
    return Path(folder)


def play_actions(
    exercise: str, folder: Path, actions: list[dict[str, Any]], forge: LocalForge
) -> None:
    """Do ``actions`` one after the other, each a little later than the one before."""
    plan = mission.mission(exercise)
    moments = (BEGINNING + timedelta(minutes=11 * number) for number in count())
    for action, moment in zip(actions, moments, strict=False):
        if "forge" in action:
            ask(forge, action, repository=plan.repository)
        else:
            do(folder / action.get("in", plan.copies[0].folder), action, moment)


def do(copy: Path, action: Mapping[str, Any], moment: datetime) -> None:
    """Do one step in a working copy."""
    unknown = set(action) - {"in", "write", "replace", "remove", "git", "fails"}
    assert not unknown, unknown
    take(copy, action, moment=moment)


def ask(forge: LocalForge, action: Mapping[str, Any], *, repository: str) -> None:
    """Ask the forge for one verb; ``fails`` is the reason for which it must say no."""
    verb, fails = action["forge"], action.get("fails")
    by = action.get("by", "learner")
    values = {
        key: KINDS[key](value) if key in KINDS else value
        for key, value in action.items()
        if key not in {"forge", "by", "repository", "fails"}
    }
    if verb not in NOBODYS:
        values["by"] = forge.learner if by == "learner" else PEOPLE[by].name
    try:
        getattr(forge, verb)(action.get("repository", repository), **values)
    except Refusal as refusal:
        if refusal.reason != fails:
            raise
    else:
        assert fails is None, f"the forge should have said no: {fails}"
        answer(forge)
