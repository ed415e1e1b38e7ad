# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A fork brought up to date: it holds what the original gained, and nothing is there twice.

The same text is not enough: copied files or copied commits fall behind again at once, for the
next update would find no common history. All is read from the commits.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from atelier.forge.mission import Scene, UnreadableSceneError, opened
from atelier.forge.proposed import MAIN
from atelier.verdict import Finding, Verdict

EXERCISE: Final = "4-E5-synchronisation"
UPSTREAM: Final = "ville/modeles"
MAXIMUM: Final[Mapping[str, float]] = {"upstream": 2, "content": 2, "duplicates": 2}
OURS: Final = {"fr": ("lettre.md", "bureau 12"), "en": ("lettre.md", "room 12")}
THEIRS: Final = (("avis.md", "311"), ("courriel.md", "# "))


@dataclass(frozen=True, kw_only=True)
class Tip:
    """The newest commit that was made, and where: on the fork's main branch, or not."""

    commit: str
    place: str


def check(folder: Path) -> Verdict:
    """Return how well the fork was brought up to date."""
    try:
        with opened(EXERCISE, folder) as scene:
            tip = _tip(scene)
            if tip is None:
                return _nothing("nothing-yet")
            findings = (_upstream(scene, tip), _content(scene, tip), _duplicates(scene, tip))
    except UnreadableSceneError as error:
        return _nothing("unreadable", seen=error.seen(), step=error.next_step())
    return Verdict(subject="synchronisation", findings=findings)


def _finding(criterion: str, fact: str, points: float = 0, /, **values: object) -> Finding:
    maximum = MAXIMUM[criterion]
    return Finding(
        criterion=criterion,
        fact=fact,
        points=maximum if fact == "right" else points,
        maximum=maximum,
        values={"main": MAIN, "upstream": UPSTREAM, **values},
    )


def _nothing(fact: str, **values: object) -> Verdict:
    first, *others = MAXIMUM
    later = (_finding(criterion, "not-read") for criterion in others)
    return Verdict(subject="synchronisation", findings=(_finding(first, fact, **values), *later))


def _tip(scene: Scene) -> Tip | None:
    """Return where the learner has got to; None where nothing has moved."""
    git, start = scene.git, scene.began[MAIN]
    now = git.commit_at(f"refs/heads/{MAIN}")
    if now and now != start:
        return Tip(commit=now, place="main")
    for name, commit in git.heads("refs/heads/").items():
        if not git.is_ancestor(commit, start):
            return Tip(commit=commit, place=name.removeprefix("refs/heads/"))
    for work in scene.copies.values():
        for name, commit in work.now.items():
            is_local = name.startswith("heads/") or name == "HEAD"
            if is_local and not git.is_ancestor(commit, start):
                return Tip(commit=commit, place="")
    return None


def _upstream(scene: Scene, tip: Tip) -> Finding:
    git, theirs = scene.git, scene.elsewhere[UPSTREAM][MAIN]
    if git.commit_at(theirs) and git.is_ancestor(theirs, tip.commit):
        if tip.place == "main":
            return _finding("upstream", "right", head=theirs[:7])
        fact = "other-branch" if tip.place else "not-pushed"
        return _finding("upstream", fact, branch=tip.place)
    has_text = _has(scene, tip.commit, *THEIRS[1])
    return _finding("upstream", "copied" if has_text else "missing", head=theirs[:7])


def _content(scene: Scene, tip: Tip) -> Finding:
    """Whether what was adapted here and what was gained there are both in the files."""
    own = _has(scene, tip.commit, *OURS[scene.language])
    gained = all(_has(scene, tip.commit, *each) for each in THEIRS)
    values = {"own": OURS[scene.language][1], "file": OURS[scene.language][0]}
    if own and gained:
        return _finding("content", "right", **values)
    if own:
        return _finding("content", "no-news", **values)
    return _finding("content", "own-lost" if gained else "both-lost", **values)


def _duplicates(scene: Scene, tip: Tip) -> Finding:
    """Whether a change was made twice: copied or rebased commits keep author, date and subject."""
    made = Counter(
        (str(each.author), each.written.isoformat(), each.subject)
        for each in scene.git.commits([tip.commit])
        if len(each.parents) < 2  # noqa: PLR2004 - a merge repeats nothing
    )
    twice = [subject for (_, _, subject), count in made.items() if count > 1]
    if twice:
        return _finding("duplicates", "twice", subject=twice[0][:60], count=len(twice))
    return _finding("duplicates", "right")


def _has(scene: Scene, commit: str, path: str, words: str) -> bool:
    return words in (scene.git.text(commit, path) or "")
