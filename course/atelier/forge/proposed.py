# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What a learner proposed, read from the history that was handed in, not from what is said of it.

A merge request leaves its commits below ``refs/pull/N/head``, whatever became of its branch. Its
words (title, description, target) are in no commit: they are declared.
"""

import re
from dataclasses import dataclass
from typing import Final

from atelier.forge.colleagues import PEOPLE
from atelier.forge.mission import LEARNER, Scene
from atelier.forge.records import MergeRequest, State
from atelier.git import Commit, FileChange

PULL: Final = re.compile(r"refs/pull/(?P<number>\d{1,9})/head")
MAIN: Final = "main"


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """Commits that are not in the beginning, and where they stand.

    ``number`` is 0 where no merge request holds them; ``branches`` are those of the repository
    that hold them, ``is_pushed`` whether the forge has them at all. ``request`` is declared.
    """

    head: str
    commits: tuple[Commit, ...]
    changes: tuple[FileChange, ...]
    branches: tuple[str, ...]
    is_pushed: bool
    number: int = 0
    request: MergeRequest | None = None

    @property
    def own_branches(self) -> tuple[str, ...]:
        """Return the branches that hold the work, the main one left out."""
        return tuple(branch for branch in self.branches if branch != MAIN)


def proposed(scene: Scene) -> Proposed | None:
    """Return the latest work of the learner: in a merge request, else pushed, else in a copy."""
    git, base = scene.git, scene.began[MAIN]
    references = git.heads()
    pulls = {
        int(found["number"]): commit
        for name, commit in references.items()
        if (found := PULL.fullmatch(name)) and not git.is_ancestor(commit, base)
    }
    told = {each.number: each for each in reversed(scene.requests)}
    mine = [
        number
        for number in sorted(pulls, reverse=True)
        if number not in told or told[number].author == LEARNER.name
    ]
    open_ones = [each for each in mine if each in told and told[each].state is not State.CLOSED]
    for number in open_ones or mine:
        return _work(scene, pulls[number], number=number, request=told.get(number))
    pushed = [
        commit
        for name, commit in references.items()
        if name.startswith("refs/heads/") and commit not in scene.began.values()
    ]
    copied = [
        commit
        for work in scene.copies.values()
        for name, commit in work.now.items()
        if name.startswith("heads/") or name == "HEAD"
    ]
    new = [commit for commit in (*pushed, *copied) if not _is_old(scene, commit)]
    return _work(scene, new[0], number=0, request=None) if new else None


def latest(scene: Scene, number: int, start: str) -> str | None:
    """Return the newest commit that answers a merge request which began at ``start``.

    It is the request's own head where this moved; else another branch of the repository that
    moved, else one of a working copy. None where nothing did.
    """
    git = scene.git
    now = git.commit_at(f"refs/pull/{number}/head")
    if now and now != start:
        return now
    pushed = [at for name, at in git.heads("refs/heads/").items() if name != f"refs/heads/{MAIN}"]
    copied = [at for work in scene.copies.values() for at in work.now.values()]
    new = (commit for commit in (*pushed, *copied) if not _is_old(scene, commit))
    return next(new, None)


def is_anothers(commit: Commit) -> bool:
    """Return whether a commit bears the name of a colleague, who made none of the learner's."""
    return commit.author.email.casefold() in {person.email for person in PEOPLE.values()}


def changes_since(scene: Scene, head: str) -> tuple[FileChange, ...]:
    """Return what ``head`` changes since it left the main branch as it was at the beginning."""
    start = scene.git.base_of(scene.began[MAIN], head) or scene.began[MAIN]
    return scene.git.changes(start, head)


def _is_old(scene: Scene, commit: str) -> bool:
    return any(scene.git.is_ancestor(commit, old) for old in scene.began.values())


def _work(scene: Scene, head: str, *, number: int, request: MergeRequest | None) -> Proposed:
    git = scene.git
    pushed = {
        name.removeprefix("refs/heads/"): commit
        for name, commit in git.heads("refs/heads/").items()
    }
    holding = tuple(name for name, at in pushed.items() if git.is_ancestor(head, at))
    if request and request.source not in holding and request.source_repository:
        holding = (*holding, request.source)  # a branch that was deleted after the merge
    return Proposed(
        head=head,
        commits=git.commits([head, f"^{scene.began[MAIN]}"]),
        changes=changes_since(scene, head),
        branches=holding,
        is_pushed=bool(number or any(git.is_ancestor(head, at) for at in pushed.values())),
        number=number,
        request=request,
    )
