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
from atelier.forge.mission import COPIES, Scene, UnreadableSceneError, opened
from atelier.git import Commit
from atelier.repository import changed_paths, places_of
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
        "revoked": re.compile(
            r"revo(?:qu|k|cation)|d[ei]s?activ|invalid|annul|disabl|cancel|withdr[ae]w"
        ),
        "replaced": re.compile(
            r"rempla|replac|nouveau|nouvelle|\bnew\b|\brotated\b|renouvel|renew|re-?gener"
            r"|\binstead\b|\bin its place\b|\b(?:another|second|fresh) (?:one|token)\b"
            r"|\ba sa place\b|\bun (?:autre|second) (?:jeton|a ete|est)\b"
        ),
        "date": re.compile(r"\b20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b"),
        "people": re.compile(
            r"\bavis(?:e|er|es|ee|ees)?\b|prevenu|inform|signal|averti|contact|au courant|courriel"
            r"|\b(?:ai|a|avons|ont) (?:appele|telephone|ecrit|parle|joint|rejoint)\b|\bappel a\b"
            r"|\btold\b|notif|report|alert|mailed|\bphoned\b"
            r"|\b(?:spoke|spoken|talked) (?:to|with)\b|\bwrote to\b"
            r"|\b(?:i|we|have|and|also|then) called\b|(?:^|[.:;*-] )called\b"
        ),
    }
)
# Up to two words after one of these, nothing was done.
NOT: Final = re.compile(
    r"\b(?:not|never|nobody|no one|no|pas|jamais|personne n\S*|aucune?)\b(?: [^\s.;:,]+){0,2} $"
)


def check(folder: Path) -> Verdict:
    """Return whether the secret is gone and replaced, in what was handed in in ``folder``."""
    try:
        with opened(EXERCISE, folder) as scene:
            findings = tuple(_findings(scene))
    except UnreadableSceneError as error:
        findings = _nothing("unreadable", seen=error.seen(), step=error.next_step())
    return Verdict(subject="secret", findings=findings)


def untold(note: str) -> list[str]:
    """Return what a note does not tell: names in ``TOLD``."""
    said = plain(note)
    return [name for name, sign in TOLD.items() if not _says(said, sign)]


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
        yield from (
            _finding("kept", "no-main") if each.criterion == "kept" else each
            for each in _nothing("no-main")
        )
        return
    holding = {name: _holds(scene, commit) for name, commit in branches.items()}
    yield _branches({name: places for name, places in holding.items() if places})
    yield _elsewhere(scene, {*branches.values()})
    yield _kept(scene, main, branches.values())
    yield _note(scene, main)
    yield _signed(scene, main)


def _holds(scene: Scene, *there: str) -> tuple[str, ...]:
    """Return the places that hold the secret, looking from these objects."""
    return places_of(scene.git, [SECRET], reach=there).get(SECRET, ())


def _branches(holding: dict[str, tuple[str, ...]]) -> Finding:
    if not holding:
        return _finding("branches", "clean", 3)
    names = ", ".join(
        f"{name.removeprefix('heads/')} ({', '.join(places[:3])})"
        for name, places in holding.items()
    )
    if "heads/main" in holding:
        return _finding("branches", "holding", branches=names)
    return _finding("branches", "main-only", 1, branches=names)


def _elsewhere(scene: Scene, branches: set[str]) -> Finding:
    """Return whether a tag, a copy that git keeps, a stash or a name leads to the secret."""
    places = scene.git.heads(f"{COPIES}depot/")
    named = {name.removeprefix(f"{COPIES}depot/"): there for name, there in places.items()}
    others = {
        name: there
        for name, there in named.items()
        if not name.startswith("heads/") and there not in branches
    }
    leaks = bool(others) and bool(_holds(scene, *others.values()))
    leaking = {name for name, there in others.items() if leaks and _holds(scene, there)}
    holding = sorted(leaking | {name for name in named if SECRET in name})
    if holding:
        return _finding("elsewhere", "holding", references=", ".join(holding))
    return _finding("elsewhere", "clean", 1)


def _kept(scene: Scene, main: str, branches: Iterable[str]) -> Finding:
    """Return whether the commits and files of the others are there; what held the secret may go."""
    git, before = scene.git, scene.began
    if not scene.copies["depot"].moved:
        return _finding("kept", "nothing")
    made = git.commits([*branches])
    wanted = [
        commit
        for commit in git.commits([*before.values()])
        if changed_paths(git, commit) != {LEAKED_FILE}
    ]
    lost = [each for each in wanted if not any(_is_again(scene, each, other) for other in made)]
    if lost:
        return _finding("kept", "lost", count=len(lost), subject=lost[0].subject)
    changed = [
        path
        for path in git.files(before["main"])
        if path != LEAKED_FILE and git.text(main, path) != git.text(before["main"], path)
    ]
    if changed:
        return _finding("kept", "changed", path=changed[0])
    return _finding("kept", "whole", 1)


def _is_again(scene: Scene, commit: Commit, other: Commit) -> bool:
    """Return whether a commit was made again: who, when, why, and what is in the files."""

    def texts(one: Commit) -> dict[str, str | None]:
        paths = changed_paths(scene.git, one) - {LEAKED_FILE}
        return {path: scene.git.text(one.id, path) for path in paths}

    return (commit.author, commit.written, commit.subject) == (
        other.author,
        other.written,
        other.subject,
    ) and texts(commit) == texts(other)


def _note(scene: Scene, main: str) -> Finding:
    text = scene.git.text(main, NOTE)
    if text is None:
        return _finding("note", "missing")
    if _letters(SECRET) in _letters(text):
        return _finding("note", "tells")
    missing = [WORDS.in_both(f"told.{name}") for name in untold(text)]
    points = (len(TOLD) - len(missing)) / 2
    if missing:
        listed = {face: ", ".join(each[face] for each in missing) for face in LANGUAGES}
        return _finding("note", "thin", points, missing=listed)
    return _finding("note", "whole", points)


def _letters(text: str) -> str:
    """Return the letters and digits of a text, in which no case and no dash hides a word."""
    return re.sub(r"[\W_]+", "", plain(text))


def _says(said: str, sign: re.Pattern[str]) -> bool:
    """Return whether a note says something, and does not say that it was not done."""
    return any(not NOT.search(said[: match.start()]) for match in sign.finditer(said))


def _signed(scene: Scene, main: str) -> Finding:
    """Return whether the last commit that changes the note is signed off by its author."""
    if scene.git.text(main, NOTE) is None:
        return _finding("signed", "nothing")
    last = scene.git.run("log", "-1", "--format=%H", main, "--", NOTE).strip()
    commit = scene.git.commits([last], most=1)[0]
    if commit.is_signed_off:
        return _finding("signed", "signed", 1, person=str(commit.author))
    return _finding("signed", "not-signed", commit=commit.id[:7], person=str(commit.author))
