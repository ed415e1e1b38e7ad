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
from atelier.git import Commit
from atelier.verdict import Finding, Verdict

EXERCISE: Final = "4-E5-synchronisation"
UPSTREAM: Final = "ville/modeles"
MAXIMUM: Final[Mapping[str, float]] = {"upstream": 2, "content": 2, "duplicates": 2}
MOST_COMMITS: Final = 300  # in which duplicates are looked for
OURS: Final = {"fr": ("lettre.md", "bureau 12"), "en": ("lettre.md", "room 12")}


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
    has_text = _gained(scene, tip.commit, theirs)
    return _finding("upstream", "copied" if has_text else "missing", head=theirs[:7])


def _content(scene: Scene, tip: Tip) -> Finding:
    """Whether what was adapted here and what was gained there are both in the files."""
    own = _gained(scene, tip.commit, scene.began[MAIN])
    gained = _gained(scene, tip.commit, scene.elsewhere[UPSTREAM][MAIN])
    values = {"own": OURS[scene.language][1], "file": OURS[scene.language][0]}
    if own and gained:
        return _finding("content", "right", **values)
    if own:
        return _finding("content", "no-news", **values)
    return _finding("content", "own-lost" if gained else "both-lost", **values)


def _duplicates(scene: Scene, tip: Tip) -> Finding:
    """Whether a change was made twice: by copied commits, or by hand and merged as well.

    Copied or rebased commits keep author, date and subject; what was copied by hand changes the
    very same lines.
    """
    commits = [
        each
        for each in scene.git.commits([tip.commit], most=MOST_COMMITS)
        if len(each.parents) < 2  # noqa: PLR2004 - a merge repeats nothing
    ]
    made = Counter((str(each.author), each.written.isoformat(), each.subject) for each in commits)
    twice = [subject for (_, _, subject), count in made.items() if count > 1]
    known = {each.id for each in scene.git.commits(_seeds(scene))}
    seeded = [each for each in commits if each.id in known and each.parents]
    told = {change: each for each in seeded for change in _changes(scene, each)}
    twice += [
        told[change].subject
        for each in commits
        if each.id not in known
        for change in _changes(scene, each)
        if change in told
    ]
    if twice:
        twice = list(dict.fromkeys(twice))
        return _finding("duplicates", "twice", subject=twice[0][:60], count=len(twice))
    return _finding("duplicates", "right")


def _seeds(scene: Scene) -> tuple[str, str]:
    return scene.began[MAIN], scene.elsewhere[UPSTREAM][MAIN]


def _changes(scene: Scene, commit: Commit) -> list[tuple[str, ...]]:
    """Return what a commit changes in each file: its path, and the lines that go and come."""
    if not commit.parents:
        return []
    return [
        (change.path, *(line for line in change.diff.splitlines() if line[:1] in {"+", "-"}))
        for change in scene.git.changes(commit.parents[0], commit.id)
        if change.diff
    ]


def _gained(scene: Scene, commit: str, side: str) -> bool:
    """Return whether a commit holds what one side changed since both were the same."""
    git = scene.git
    start = git.base_of(*_seeds(scene)) or side
    for change in git.changes(start, side):
        now = (git.text(commit, change.path) or "").splitlines()
        before = (git.text(start, change.path) or "").splitlines()
        after = (git.text(side, change.path) or "").splitlines()
        if any(line not in now for line in after if line not in before):
            return False
        if any(line in now for line in before if line not in after):
            return False
    return True
