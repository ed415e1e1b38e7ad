# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The graph of a history: which commit lies on which line of work, where lines part and meet."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from atelier.git import Commit, Git, GitError
from atelier.repository import cut_of, with_parents

MOST: Final = 60  # commits that a person still reads
MERGED: Final = re.compile(
    r"^(?:Merge|Fusionner) (?:(?:remote-tracking )?branch )?'?(?P<name>[^' ]+)"
)


@dataclass(frozen=True, kw_only=True)
class Graph:
    """Commits, oldest first, each on a line of work.

    ``lines`` names each line: a branch, or what a merge calls one that is gone, or nothing.
    ``line_of`` gives a commit's line by number, ``standing`` the branches and ``tags`` the tags
    that stand at a commit. ``older`` counts the commits that came before these and are left out;
    ``cut`` are those at which a shallow clone ends.
    """

    commits: tuple[Commit, ...]
    lines: tuple[str, ...]
    line_of: Mapping[str, int]
    standing: Mapping[str, tuple[str, ...]]
    tags: Mapping[str, tuple[str, ...]]
    older: int = 0
    cut: frozenset[str] = frozenset()

    @property
    def merges(self) -> tuple[Commit, ...]:
        """Return the commits that join several."""
        return tuple(commit for commit in self.commits if len(commit.parents) > 1)

    def parents(self, commit: Commit) -> tuple[str, ...]:
        """Return the parents of a commit that are shown."""
        return tuple(parent for parent in commit.parents if parent in self.line_of)

    def first_of(self, line: int) -> Commit:
        """Return the oldest commit of a line."""
        return next(commit for commit in self.commits if self.line_of[commit.id] == line)


def graph_of(git: Git, *, most: int = MOST) -> Graph:
    """Return the graph of the latest commits of every branch and tag of a repository."""
    heads = {
        _short(name): commit
        for name, commit in git.heads().items()
        if name.startswith(("refs/heads/", "refs/remotes/")) and not name.endswith("/HEAD")
    }
    tags = {
        name.removeprefix("refs/tags/"): commit
        for name in git.heads("refs/tags/")
        if (commit := git.commit_at(name))
    }
    tips = list(dict.fromkeys((*heads.values(), *tags.values())))
    if not tips:
        return Graph(commits=(), lines=(), line_of={}, standing={}, tags={})
    cut = cut_of(git)
    commits = with_parents(git, git.commits(tips, most=most), cut)
    every = int(git.run("rev-list", "--count", *tips, "--"))
    main = _main(git, heads)
    graph = graph_from(commits, heads, tags, main=main, older=every - len(commits))
    return replace(graph, cut=cut)


def graph_from(
    commits: tuple[Commit, ...],
    heads: Mapping[str, str],
    tags: Mapping[str, str],
    *,
    main: str,
    older: int = 0,
) -> Graph:
    """Return the graph of ``commits``, oldest first, whose main branch is called ``main``."""
    lines, line_of = _lines(commits, heads, main)
    return Graph(
        commits=commits,
        lines=lines,
        line_of=line_of,
        standing=_by_commit(heads),
        tags=_by_commit(tags),
        older=older,
    )


def in_drawing_order(graph: Graph) -> Iterator[tuple[Commit, bool]]:
    """Yield each commit after its parents; a merge before what follows the commit it takes in.

    With each comes whether the order could be kept: where lines take each other in turn by turn,
    it cannot, and the merge takes in a line that has already gone on.
    """
    after = _waits(graph, strictly=True)
    done: set[str] = set()
    left = list(graph.commits)
    is_kept = True
    while left:
        ready = next((each for each in left if after[each.id] <= done), None)
        if ready is None:
            after, is_kept = _waits(graph, strictly=False), False
            continue
        left.remove(ready)
        done.add(ready.id)
        yield ready, is_kept


def _waits(graph: Graph, *, strictly: bool) -> dict[str, set[str]]:
    """Return what must be drawn before each commit."""
    waits = {commit.id: set(graph.parents(commit)) for commit in graph.commits}
    if not strictly:
        return waits
    next_of = {
        commit.parents[0]: commit.id
        for commit in graph.commits
        if (parents := graph.parents(commit))
        and graph.line_of[parents[0]] == graph.line_of[commit.id]
    }
    for merge in graph.merges:
        for parent in graph.parents(merge)[1:]:
            if (follower := next_of.get(parent)) and follower != merge.id:
                waits[follower].add(merge.id)
    return waits


def _lines(
    commits: Iterable[Commit], heads: Mapping[str, str], main: str
) -> tuple[tuple[str, ...], dict[str, int]]:
    """Give each commit a line: each branch takes its first parents that no other has taken."""
    known = {commit.id: commit for commit in commits}
    merged = [
        (_merged_name(commit), parent)
        for commit in reversed(known.values())
        for parent in commit.parents[1:]
    ]
    branches = sorted(heads.items(), key=lambda head: (head[0] != main, "/" in head[0], head[0]))
    names: list[str] = []
    line_of: dict[str, int] = {}
    for name, tip in (*branches, *merged, *(("", commit) for commit in reversed(known))):
        at = tip
        taken = []
        while at in known and at not in line_of and at not in taken:
            taken.append(at)
            at = next(iter(known[at].parents), "")
        if taken:
            line_of |= dict.fromkeys(taken, len(names))
            names.append("" if name in names else name)
    return tuple(names), line_of


def _main(git: Git, heads: Mapping[str, str]) -> str:
    try:
        current = git.run("symbolic-ref", "--short", "HEAD").strip()
    except GitError:
        current = ""
    known = [name for name in ("main", "master", current) if name in heads]
    return known[0] if known else min(heads, default="")


def _merged_name(commit: Commit) -> str:
    found = MERGED.match(commit.subject)
    return found["name"] if found else ""


def _short(reference: str) -> str:
    return reference.removeprefix("refs/heads/").removeprefix("refs/remotes/")


def _by_commit(names: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, commit in names.items():
        found[commit] = (*found.get(commit, ()), name)
    return found
