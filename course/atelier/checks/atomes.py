# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Three changes that lay mixed in a working copy: one subject a commit, said and signed well.

Which file belongs to which change is the path map ``CHANGES``. The mood of a message is advice:
only the bad forms that the statement lists are refused.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from atelier.artefacts.text import is_same, plain
from atelier.forge.mission import Scene, UnreadableSceneError, opened, seeded_texts
from atelier.git import Commit
from atelier.message import says_nothing
from atelier.repository import changed_paths
from atelier.verdict import Finding, Verdict
from atelier.words import LANGUAGES, Language, words_beside

EXERCISE: Final = "3-E2-atomes"
WORDS: Final = words_beside(__file__)
DOMAIN: Final = "ville.example"
SHORTEST: Final = 10  # characters of a message
ENOUGH: Final = 3  # commits
POINTS: Final = {"count": 2, "atomic": 3, "messages": 2, "author": 1}
CHANGES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "hours": frozenset({"horaire.md"}),
        "sticker": frozenset({"stationnement.md", "README.md"}),
        "fees": frozenset({"tarifs.csv"}),
    }
)
# A verb as the usage wants it, as far as its ending tells.
MOODS: Final = MappingProxyType(
    {
        "fr": re.compile(r"(?:s['’])?\w+(?:er|ir|re|oir)\b", re.IGNORECASE),
        "en": re.compile(r"(?!\w+(?:ed|ing)\b)[A-Za-z]+ \w", re.IGNORECASE),
    }
)


def check(folder: Path) -> Verdict:
    """Return how well the three changes were recorded in what was handed in in ``folder``."""
    try:
        with opened(EXERCISE, folder) as scene:
            verdicts = [_of(scene, tip) for tip in scene.tips()]
    except UnreadableSceneError as error:
        return _nothing("unreadable", seen=error.seen(), step=error.next_step())
    return max(verdicts, key=lambda each: each.points) if verdicts else _nothing("none")


def _nothing(fact: str, **values: object) -> Verdict:
    others = [name for name in POINTS if name != "count"]
    return _verdict(
        _finding("count", fact, 0, **values), *(_finding(name, "nothing") for name in others)
    )


def _verdict(*findings: Finding) -> Verdict:
    return Verdict(subject="atomes", findings=findings)


def _finding(criterion: str, fact: str, points: float = 0, **values: object) -> Finding:
    return Finding(
        criterion=criterion, fact=fact, points=points, maximum=POINTS[criterion], values=values
    )


def _of(scene: Scene, tip: str) -> Verdict:
    """Return what is to be said of the commits that lead to ``tip``."""
    start = scene.began["main"]
    made = [
        (commit, paths)
        for commit in scene.git.commits([tip, f"^{start}"])
        if (paths := changed_paths(scene.git, commit))
    ]
    if not made:
        return _nothing("none")
    commits = [commit for commit, _ in made]
    return _verdict(
        _count(len(made)), _atomic(scene, tip, made), _messages(commits, scene), _author(commits)
    )


def _count(count: int) -> Finding:
    points = 2 if count >= ENOUGH else count - 1
    return _finding("count", "enough" if count >= ENOUGH else "few", points, count=count)


def _atomic(scene: Scene, tip: str, made: Sequence[tuple[Commit, frozenset[str]]]) -> Finding:
    """Return how many changes are whole, in commits that touch nothing else."""
    wanted = seeded_texts(EXERCISE, "depot", scene.language)
    mixed = {
        path: commit
        for commit, paths in made
        for path in paths
        if not any(paths <= each for each in CHANGES.values())
    }
    faults: list[dict[Language, str]] = []
    for name, paths in CHANGES.items():
        change = WORDS.in_both(f"change.{name}")
        texts = {path: scene.git.text(tip, path) for path in sorted(paths)}
        missing = [path for path, text in texts.items() if not is_same(text, wanted[path])]
        spoiled = [mixed[path] for path in sorted(paths) if path in mixed]
        if missing:
            faults.append(WORDS.in_both("fault.missing", change=change, path=missing[0]))
        elif spoiled:
            subject = spoiled[0].subject
            faults.append(WORDS.in_both("fault.mixed", change=change, subject=subject))
    right = len(CHANGES) - len(faults)
    if not faults:
        return _finding("atomic", "all", right)
    told = {face: "; ".join(fault[face] for fault in faults) for face in LANGUAGES}
    return _finding("atomic", "some", right, right=right, faults=told)


def _messages(commits: Sequence[Commit], scene: Scene) -> Finding:
    subjects = [commit.subject for commit in commits]
    empty = [subject for subject in subjects if _is_bad(subject)]
    said = Counter(map(_gist, subjects))
    repeated = [each for each in subjects if said[_gist(each)] > 1 and each not in empty]
    if bad := len(empty) + len(repeated):
        share = 2 * (len(commits) - bad) / len(commits)
        points = int(share * 4) / 4 if len(commits) > 1 else 0
        faults = {"empty": empty, "repeated": repeated}
        told = [_quoted(f"told.{name}", each) for name, each in faults.items() if each]
        seen = {face: " ".join(each[face] for each in told) for face in LANGUAGES}
        return _finding("messages", "bad", points, told=seen)
    mood = MOODS[scene.language]
    odd = [subject for subject in subjects if not mood.match(subject)]
    if odd:
        return _finding("messages", "advice", 2, subject=odd[0])
    return _finding("messages", "good", 2)


def _is_bad(subject: str) -> bool:
    return len(subject.strip()) < SHORTEST or says_nothing(subject)


def _gist(subject: str) -> str:
    """Return the letters and digits of a message: two that differ in nothing else say the same."""
    return "".join(filter(str.isalnum, plain(subject)))


def _quoted(key: str, subjects: Iterable[str]) -> dict[Language, str]:
    """Return the sentence at ``key`` on some of the messages at fault, each named once."""
    quoted = [WORDS.in_both("quoted", subject=each) for each in [*dict.fromkeys(subjects)][:5]]
    return WORDS.in_both(
        key, bad={face: ", ".join(each[face] for each in quoted) for face in LANGUAGES}
    )


def _author(commits: Sequence[Commit]) -> Finding:
    others = [
        commit.author.email
        for commit in commits
        if commit.author.email.casefold().rpartition("@")[2] != DOMAIN
    ]
    if others:
        return _finding("author", "other", email=others[0], count=len(others))
    return _finding("author", "right", 1, email=commits[-1].author.email)
