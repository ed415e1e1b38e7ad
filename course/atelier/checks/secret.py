# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A secret that leaked into a history: gone from every reachable object, and replaced for good.

The others' work must be there still; a note says that the secret was revoked and replaced.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Final

from atelier.artefacts.text import plain
from atelier.forge.mission import Scene, UnreadableSceneError, opened
from atelier.git import Commit
from atelier.repository import places_of
from atelier.verdict import Finding, Verdict
from atelier.words import LANGUAGES, words_beside

EXERCISE: Final = "3-E7-secret"
WORDS: Final = words_beside(__file__)
SECRET: Final = "jeton-erable-7731-quai"  # noqa: S105 - it opens nothing
LEAKED_FILE: Final = "config/acces.ini"
NOTE: Final = "ROTATION.md"
POINTS: Final = {"branches": 3, "elsewhere": 1, "kept": 1, "note": 2, "signed": 1}
TOLD: Final = MappingProxyType(
    {
        "revoked": re.compile(r"revo(?:qu|k|cation)|desactiv|invalid|annul|disabl|cancel"),
        "replaced": re.compile(r"rempla|replac|nouveau|nouvelle|\bnew\b"),
        "date": re.compile(r"\b20\d\d-\d\d-\d\d\b"),
        "people": re.compile(r"avis|prevenu|inform|signal|averti|\btold\b|notif|report|alert"),
    }
)


def check(folder: Path) -> Verdict:
    """Return whether the secret is gone and replaced, in what was handed in in ``folder``."""
    try:
        with opened(EXERCISE, folder) as scene:
            findings = tuple(_findings(scene))
    except UnreadableSceneError as error:
        findings = _nothing("unreadable", seen=error.seen(), step=error.next_step())
    return Verdict(subject="secret", findings=findings)


def _nothing(fact: str, **values: object) -> tuple[Finding, ...]:
    first, *others = POINTS
    return (_finding(first, fact, 0, **values), *(_finding(name, "nothing") for name in others))


def _finding(criterion: str, fact: str, points: float = 0, **values: object) -> Finding:
    values = {"note": NOTE, **values}
    return Finding(
        criterion=criterion, fact=fact, points=points, maximum=POINTS[criterion], values=values
    )


def _findings(scene: Scene) -> Iterator[Finding]:
    now = scene.copies["depot"].now
    branches = {name: commit for name, commit in now.items() if name.startswith("heads/")}
    main = branches.get("heads/main")
    if main is None:
        yield from _nothing("no-main")
        return
    holding = [name for name, commit in branches.items() if _holds(scene, commit)]
    yield _branches(holding)
    yield _elsewhere(scene, {name: now[name] for name in set(now) - set(branches) - {"HEAD"}})
    yield _kept(scene, main, branches.values())
    yield _note(scene, main)
    yield _signed(scene, main)


def _holds(scene: Scene, commit: str) -> bool:
    return bool(places_of(scene.git, [SECRET], reach=[commit]))


def _branches(holding: list[str]) -> Finding:
    if not holding:
        return _finding("branches", "clean", 3)
    names = ", ".join(name.removeprefix("heads/") for name in holding)
    if "heads/main" in holding:
        return _finding("branches", "holding", branches=names)
    return _finding("branches", "main-only", 1, branches=names)


def _elsewhere(scene: Scene, others: dict[str, str]) -> Finding:
    holding = sorted(name for name, commit in others.items() if _holds(scene, commit))
    if holding:
        return _finding("elsewhere", "holding", references=", ".join(holding))
    return _finding("elsewhere", "clean", 1)


def _kept(scene: Scene, main: str, branches: Iterable[str]) -> Finding:
    """Return whether the commits and files of the others are there; what held the secret may go."""
    git, before = scene.git, scene.began
    if not scene.copies["depot"].moved:
        return _finding("kept", "nothing")
    made = {_identity(commit) for commit in git.commits([*branches])}
    wanted = [each for each in git.commits([*before.values()]) if _touches_more(scene, each)]
    lost = [commit for commit in wanted if _identity(commit) not in made]
    if lost:
        return _finding("kept", "lost", count=len(lost), subject=lost[0].subject)
    paths = git.run("ls-tree", "-r", "-z", "--name-only", before["main"]).split("\0")[:-1]
    changed = [
        path
        for path in paths
        if path != LEAKED_FILE and git.text(main, path) != git.text(before["main"], path)
    ]
    if changed:
        return _finding("kept", "changed", path=changed[0])
    return _finding("kept", "whole", 1)


def _identity(commit: Commit) -> tuple[str, str, str]:
    return str(commit.author), commit.written.isoformat(), commit.subject


def _touches_more(scene: Scene, commit: Commit) -> bool:
    """Return whether a commit does more than change the file that held the secret."""
    if not commit.parents:
        return True
    said = scene.git.run(
        "diff-tree", "-r", "-z", "--name-only", commit.parents[0], commit.id
    ).split("\0")[:-1]
    return set(said) != {LEAKED_FILE}


def _note(scene: Scene, main: str) -> Finding:
    text = scene.git.text(main, NOTE)
    if text is None:
        return _finding("note", "missing")
    if SECRET in text:
        return _finding("note", "tells")
    said = plain(text)
    silent = [name for name, sign in TOLD.items() if not sign.search(said)]
    missing = [WORDS.in_both(f"told.{name}") for name in silent]
    points = (len(TOLD) - len(missing)) / 2
    if missing:
        listed = {face: ", ".join(each[face] for each in missing) for face in LANGUAGES}
        return _finding("note", "thin", points, missing=listed)
    return _finding("note", "whole", points)


def _signed(scene: Scene, main: str) -> Finding:
    """Return whether the last commit that changes the note is signed off by its author."""
    if scene.git.text(main, NOTE) is None:
        return _finding("signed", "nothing")
    last = scene.git.run("log", "-1", "--format=%H", main, "--", NOTE).strip()
    commit = scene.git.commits([last], most=1)[0]
    if commit.is_signed_off:
        return _finding("signed", "signed", 1, person=str(commit.author))
    return _finding("signed", "not-signed", commit=commit.id[:7], person=str(commit.author))
