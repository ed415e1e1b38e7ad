# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A first merge request: one line corrected, on a branch of its own, signed off and proposed.

The branch, the diff and the sign-offs are read from the commits. What the merge request says
(its target, the issue that it closes) is in no commit: these two criteria are declared.
"""

import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Final

from atelier.forge.mission import Scene, UnreadableSceneError, opened
from atelier.forge.proposed import MAIN, Proposed, is_anothers, proposed
from atelier.forge.records import State
from atelier.forge.rules import LINK, issues_closed_by
from atelier.verdict import Finding, Verdict

EXERCISE: Final = "4-E2-proposition"
FILE: Final = "horaire.md"
ISSUE: Final = 1
MAXIMUM: Final[Mapping[str, float]] = {
    "branch": 2,
    "correction": 2,
    "limits": 1,
    "sign-off": 2,
    "target": 1.5,
    "link": 1.5,
}
DECLARED: Final = frozenset({"target", "link"})
ROWS: Final = {"fr": "| Samedi | 10 h | {} |", "en": "| Saturday | 10:00 | {} |"}
HOURS: Final = {"fr": ("15 h", "17 h"), "en": ("15:00", "17:00")}
FIVE_O_CLOCK: Final = re.compile(
    r"17(?: ?: ?00| ?(?:h|hrs?|heures?|hours?)\.?(?: ?00)?)|5(?: ?: ?00)? ?p\.? ?m\.?"
)


def check(folder: Path) -> Verdict:
    """Return how well the hours of Saturday were corrected and proposed."""
    try:
        with opened(EXERCISE, folder) as scene:
            work = proposed(scene)
            if work is None:
                return _nothing("nothing-yet")
            findings = (
                _branch(work),
                _correction(scene, work),
                _limits(scene, work),
                _sign_off(work),
                _target(work),
                _link(work),
            )
    except UnreadableSceneError as error:
        return _nothing("unreadable", seen=error.seen(), step=error.next_step())
    return Verdict(subject="proposition", findings=findings)


def is_five(cell: str) -> bool:
    """Return whether a cell says the new hour: ``17h``, ``**17 h 00**``, ``17:00``, ``5 p.m.``."""
    return bool(FIVE_O_CLOCK.fullmatch(" ".join(unescape(cell).strip("*_` ").casefold().split())))


def _finding(criterion: str, fact: str, share: float = 0, /, **values: object) -> Finding:
    maximum = MAXIMUM[criterion]
    share = 1 if fact.startswith("right") else share
    return Finding(
        criterion=criterion,
        fact=fact,
        points=share * maximum,
        maximum=maximum,
        values={"file": FILE, "issue": ISSUE, "main": MAIN, **values},
        is_declared=criterion in DECLARED and fact not in {"not-read", "not-proposed"},
    )


def _nothing(fact: str, **values: object) -> Verdict:
    first, *others = MAXIMUM
    later = (_finding(criterion, "not-read") for criterion in others)
    return Verdict(subject="proposition", findings=(_finding(first, fact, **values), *later))


def _branch(work: Proposed) -> Finding:
    """Whether the work is on the forge, on a branch that is not the main one."""
    if not work.is_pushed:
        fact = "on-main" if work.branches else "not-pushed"
        return _finding("branch", fact, head=work.head[:7])
    is_direct = not work.number and MAIN in work.branches
    if is_direct or not work.own_branches:
        return _finding("branch", "on-main", head=work.head[:7])
    return _finding("branch", "right", branch=work.own_branches[0])


def _correction(scene: Scene, work: Proposed) -> Finding:
    text = scene.git.text(work.head, FILE) or ""
    old, new = HOURS[scene.language]
    row = _cells(ROWS[scene.language].format(new))
    rows = [_cells(line) for line in text.splitlines()]
    if any(each[:-1] == row[:-1] and is_five(each[-1]) for each in rows):
        return _finding("correction", "right", new=new)
    if not text:
        return _finding("correction", "gone")
    word = ROWS[scene.language].split()[1]
    line = next((each.strip() for each in text.splitlines() if word in each), "")
    fact = "still-old" if line and old in line else "other" if line else "row-gone"
    return _finding("correction", fact, line=line[:80], new=new, old=old)


def _limits(scene: Scene, work: Proposed) -> Finding:
    """Whether nothing but the one line changed."""
    others = [each.path for each in work.changes if each.path != FILE]
    if others:
        return _finding("limits", "other-files", others=", ".join(others[:3]))
    base = (scene.git.text(scene.began[MAIN], FILE) or "").splitlines()
    now = (scene.git.text(work.head, FILE) or "").splitlines()
    row = _tidy(ROWS[scene.language].format(HOURS[scene.language][0]))
    expected = [line for line in base if _tidy(line) != row]
    lost = [line for line in expected if line not in now]
    added = [line for line in now if line not in base]
    if lost:
        return _finding("limits", "other-lines", line=lost[0][:80])
    count = sum(change.added for change in work.changes)
    if len(added) > 1 or count > 1:
        return _finding("limits", "more-lines", count=max(len(added), count))
    places = [None if _tidy(line) == row and added else line for line in base]
    if places != [None if line in added else line for line in now]:
        return _finding("limits", "moved")
    return _finding("limits", "right")


def _sign_off(work: Proposed) -> Finding:
    others = [each for each in work.commits if is_anothers(each)]
    if others:
        values = {"commit": others[0].id[:7], "author": str(others[0].author)}
        return _finding("sign-off", "anothers-name", **values)
    missing = [each for each in work.commits if not each.is_signed_off]
    if not missing:
        return _finding("sign-off", "right", count=len(work.commits))
    first = missing[0]
    is_other = any(key.casefold() == "signed-off-by" for key, _ in first.trailers)
    return _finding(
        "sign-off",
        "other-identity" if is_other else "missing",
        commit=first.id[:7],
        subject=first.subject[:60],
        author=str(first.author),
    )


def _target(work: Proposed) -> Finding:
    if work.request is None:
        return _finding("target", "not-proposed")
    fact = "right" if work.request.target == MAIN else "elsewhere"
    fact = "closed" if work.request.state is State.CLOSED else fact
    return _finding("target", fact, number=work.number, target=work.request.target[:60])


def _link(work: Proposed) -> Finding:
    if work.request is None:
        return _finding("link", "not-proposed")
    closed = issues_closed_by(work.request.body)
    if ISSUE in closed:
        said = next(m[0] for m in LINK.finditer(work.request.body) if int(m["number"]) == ISSUE)
        return _finding("link", "right", said=said)
    if closed:
        return _finding("link", "other-issue", other=closed[0])
    is_bare = f"#{ISSUE}" in work.request.body
    return _finding("link", "no-verb" if is_bare else "missing")


def _cells(line: str) -> list[str]:
    return _tidy(line).strip("|").split("|")


def _tidy(line: str) -> str:
    """Return a row of a table as compared: its cells, whatever the spaces between them."""
    return "|".join(" ".join(cell.split()) for cell in line.strip().split("|"))
