# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Five accidents, repaired: the content is what was wanted, and the history has the right shape.

What was published is corrected by a new commit and nothing published disappears; what was not may
be made again. An accident that was not touched earns nothing.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from atelier.artefacts.text import is_same, plain
from atelier.forge.mission import COPIES, Scene, UnreadableSceneError, Work, opened, seeded_texts
from atelier.git import Commit
from atelier.repository import changed_paths, places_of
from atelier.verdict import Finding, Verdict

EXERCISE: Final = "3-E4-accidents"
MISSPELT: Final = re.compile(r"\bterasses?\b|\bteraces?\b")
BRANCH: Final = "samedi"
NOTES: Final = "notes-privees.txt"
WINTER: Final = "horaire-hiver.md"
NOTICE: Final = "avis.md"
COMPLETED: Final = ("reglement.md", "annexe.md")
# What was wrong on main is repaired on main, where main has moved.
ON_MAIN: Final = frozenset({"revert", "amend"})


def check(folder: Path) -> Verdict:
    """Return how well the five accidents were repaired in what was handed in in ``folder``."""
    try:
        with opened(EXERCISE, folder) as scene:
            findings = tuple(
                _judged(name, scene, scene.copies[f"accident-{number}"])
                for number, name in enumerate(REPAIRS, start=1)
            )
    except UnreadableSceneError as error:
        first, *others = REPAIRS
        values = {"seen": error.seen(), "step": error.next_step()}
        findings = (
            _finding(first, "unreadable", 0, **values),
            *(_finding(name, "untouched") for name in others),
        )
    return Verdict(subject="accidents", findings=findings)


def _finding(criterion: str, fact: str, points: float = 0, **values: object) -> Finding:
    return Finding(criterion=criterion, fact=fact, points=points, maximum=2, values=values)


def _judged(name: str, scene: Scene, work: Work) -> Finding:
    """Return the best that any branch of the copy that has moved says of one accident."""
    moved = work.moved
    if not moved:
        return _finding(name, "untouched")
    main = moved.get("main") if name in ON_MAIN else None
    seen = [REPAIRS[name](scene, work, tip) for tip in ([main] if main else moved.values())]
    tree, shape = max(seen, key=lambda each: (sum(each), each))
    fact = {(True, True): "right", (True, False): "tree", (False, True): "shape"}
    return _finding(name, fact.get((tree, shape), "neither"), tree + shape)


def _holds(scene: Scene, work: Work, tip: str, *paths: str) -> bool:
    """Return whether ``tip`` holds the texts that the mission wrote into the copy."""
    wanted = seeded_texts(EXERCISE, work.folder, scene.language)
    return all(is_same(scene.git.text(tip, path), wanted[path]) for path in paths)


def _keeps(scene: Scene, work: Work, tip: str, *, but: str) -> bool:
    """Return whether ``tip`` has every line that was published, in every file ``but`` one."""
    git, published = scene.git, work.began["remotes/origin/main"]
    lines = {
        path: [set((git.text(commit, path) or "").split("\n")) for commit in (published, tip)]
        for path in git.files(published)
        if path != but
    }
    return all(before <= now for before, now in lines.values())


def _made(scene: Scene, work: Work, tip: str) -> list[Commit]:
    """Return the commits that lead to ``tip`` and that were not published at the beginning."""
    return [*scene.git.commits([tip, f"^{work.began['remotes/origin/main']}"])]


def _revert(scene: Scene, work: Work, tip: str) -> tuple[bool, bool]:
    git, published = scene.git, work.began["heads/main"]
    first = git.commits([published])[0].id
    is_undone = is_same(git.text(tip, NOTICE), git.text(first, NOTICE))
    tree = is_undone and _keeps(scene, work, tip, but=NOTICE)
    return tree, git.is_ancestor(published, tip)


def _branch(scene: Scene, work: Work, _tip: str) -> tuple[bool, bool]:
    git, stray = scene.git, work.began["heads/main"]
    main, aside = work.now.get("heads/main"), work.now.get(f"heads/{BRANCH}")
    published = {
        places["remotes/origin/main"]
        for places in (work.began, work.now)
        if "remotes/origin/main" in places
    }
    tree = bool(
        aside
        and _holds(scene, work, aside, "horaire.md")
        and _keeps(scene, work, aside, but="horaire.md")
    )
    return tree, main in published and not git.is_ancestor(stray, main)


def _index(scene: Scene, work: Work, tip: str) -> tuple[bool, bool]:
    """Return whether the by-law was recorded, and the notes nowhere, under no name."""
    git = scene.git
    notes = seeded_texts(EXERCISE, work.folder, scene.language)[NOTES].strip()
    began = f"^{work.began['remotes/origin/main']}"
    places = git.heads(f"{COPIES}{work.folder}/")
    reach = [there for name, there in places.items() if not name.endswith("/stash")]
    is_recorded = bool(places_of(git, [notes], reach=[*reach, began]))
    is_here = bool(places_of(git, [notes], reach=[f"{tip}^{{tree}}"]))
    is_right = _holds(scene, work, tip, "reglement.md") and not is_here
    return is_right, bool(_made(scene, work, tip)) and not is_recorded


def _amend(scene: Scene, work: Work, tip: str) -> tuple[bool, bool]:
    made = _made(scene, work, tip)
    completing = [each for each in made if changed_paths(scene.git, each) & {*COMPLETED}]
    is_mended = (
        len(completing) == 1
        and bool(completing[0].message.strip())
        and not any(MISSPELT.search(plain(each.message)) for each in made)
    )
    return _holds(scene, work, tip, *COMPLETED), is_mended


def _lost(scene: Scene, work: Work, tip: str) -> tuple[bool, bool]:
    """Return whether the lost commit came back: itself, or carried over with its date."""
    lost = work.aside
    is_back = lost is not None and any(
        (each.author, each.written, each.subject) == (lost.author, lost.written, lost.subject)
        and _holds(scene, work, each.id, WINTER)
        for each in _made(scene, work, tip)
    )
    return _holds(scene, work, tip, WINTER), is_back


Repair = Callable[[Scene, Work, str], tuple[bool, bool]]
REPAIRS: Final[Mapping[str, Repair]] = MappingProxyType(
    {"revert": _revert, "branch": _branch, "index": _index, "amend": _amend, "lost": _lost}
)
