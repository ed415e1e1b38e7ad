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

from atelier.artefacts.text import plain
from atelier.forge.mission import Scene, UnreadableSceneError, Work, opened, seeded_texts
from atelier.verdict import Finding, Verdict

EXERCISE: Final = "3-E4-accidents"
MISSPELT: Final = re.compile(r"\bterasses?\b|\bteraces?\b")
BRANCH: Final = "samedi"
NOTES: Final = "notes-privees.txt"


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
    if not work.moved:
        return _finding(name, "untouched")
    seen = [REPAIRS[name](scene, work, tip) for tip in work.moved.values()]
    tree, shape = max(seen, key=lambda each: (sum(each), each))
    fact = {(True, True): "right", (True, False): "tree", (False, True): "shape"}
    return _finding(name, fact.get((tree, shape), "neither"), tree + shape)


def _holds(scene: Scene, work: Work, tip: str, *paths: str) -> bool:
    """Return whether ``tip`` holds the texts that the mission wrote into the copy."""
    wanted = seeded_texts(EXERCISE, work.folder, scene.language)
    return all(scene.git.text(tip, path) == wanted[path] for path in paths)


def _since(work: Work) -> list[str]:
    """Return what was published, then or since, as a reach to leave out."""
    return [f"^{places['remotes/origin/main']}" for places in (work.began, work.now)
            if "remotes/origin/main" in places]  # fmt: skip


def _revert(scene: Scene, work: Work, tip: str) -> tuple[bool, bool]:
    git, published = scene.git, work.began["heads/main"]
    first = git.commits([published])[0].id
    tree = git.text(tip, "avis.md") == git.text(first, "avis.md") and git.text(
        tip, "reglement.md"
    ) == git.text(published, "reglement.md")
    return tree, git.is_ancestor(published, tip)


def _branch(scene: Scene, work: Work, _tip: str) -> tuple[bool, bool]:
    git, stray = scene.git, work.began["heads/main"]
    main, aside = work.now.get("heads/main"), work.now.get(f"heads/{BRANCH}")
    published = work.began["remotes/origin/main"]
    tree = bool(aside and _holds(scene, work, aside, "horaire.md"))
    shape = bool(
        main
        and git.is_ancestor(published, main)
        and not git.is_ancestor(stray, main)
        and git.text(main, "horaire.md") == git.text(published, "horaire.md")
    )
    return tree, shape


def _index(scene: Scene, work: Work, tip: str) -> tuple[bool, bool]:
    made = scene.git.commits([tip, *_since(work)])
    has_notes = [scene.git.text(commit.id, NOTES) is not None for commit in made]
    tree = _holds(scene, work, tip, "reglement.md") and scene.git.text(tip, NOTES) is None
    return tree, bool(made) and not any(has_notes)


def _amend(scene: Scene, work: Work, tip: str) -> tuple[bool, bool]:
    made = scene.git.commits([tip, *_since(work)])
    is_mended = len(made) == 1 and not MISSPELT.search(plain(made[0].message))
    return _holds(scene, work, tip, "reglement.md", "annexe.md"), is_mended


def _lost(scene: Scene, work: Work, tip: str) -> tuple[bool, bool]:
    """Return whether the lost commit came back: itself, or carried over with its date."""
    git, lost = scene.git, work.aside
    tree = _holds(scene, work, tip, "horaire-hiver.md")
    is_back = lost is not None and any(
        (commit.author, commit.written, commit.message) == (lost.author, lost.written, lost.message)
        for commit in git.commits([tip])
    )
    return tree, is_back


Repair = Callable[[Scene, Work, str], tuple[bool, bool]]
REPAIRS: Final[Mapping[str, Repair]] = MappingProxyType(
    {"revert": _revert, "branch": _branch, "index": _index, "amend": _amend, "lost": _lost}
)
