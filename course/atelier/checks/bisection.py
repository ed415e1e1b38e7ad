# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A defect traced to the commit that brought it in, and a short test that shows it.

The test is the learner's own program, and is run on commits of ours, in a temporary folder and
with a time limit. It runs where the notebook's own cells run, under the same guard and no other:
whoever grades runs a learner's cells anyway, and closes one door for both. No command runs this
check on somebody else's repository: ``culprit`` is the one for a person's own test there.
"""

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from atelier.artefacts.text import UnreadableTextError, read_text
from atelier.forge.mission import Scene, UnreadableSceneError, opened
from atelier.git import Commit
from atelier.trial import Said, tried
from atelier.verdict import Finding, Verdict

EXERCISE: Final = "3-E6-bisection"
REPORT: Final = "bisection.yml"
TEST: Final = "essai.py"
PROGRAM: Final = "frais.py"
CULPRIT: Final = 10  # its place in the history, from 0
POINTS: Final = {"culprit": 3, "ends": 2, "turn": 2, "short": 1}
MOST_LINES: Final = 25
PATIENCE: Final = 5.0  # seconds
ENTRY: Final = re.compile(
    r"^[ \t]*commit[ \t\u00a0]*:[ \t\u00a0]*['\"]?(?P<id>[^\s#'\"]*)", re.MULTILINE
)
IDENTIFIER: Final = re.compile(r"[0-9a-f]{7,40}")
# The last program mended, and the first one spoiled, in words that no commit holds.
MENDED: Final = ("if minutes < ", "if minutes - 1 < ")
SPOILED: Final = ("if minutes <= ", "if minutes + 1 <= ")


def check(folder: Path) -> Verdict:
    """Return whether the report and the test in ``folder`` find the commit at fault."""
    try:
        with opened(EXERCISE, folder) as scene:
            history = scene.git.commits([scene.began["main"]])
            findings = (_culprit(folder, history), *_test(folder, scene, history))
    except UnreadableSceneError as error:
        others = [name for name in POINTS if name != "culprit"]
        findings = (
            _finding("culprit", "unreadable", seen=error.seen(), step=error.next_step()),
            *(_finding(name, "not-run") for name in others),
        )
    return Verdict(subject="bisection", findings=findings)


def _finding(criterion: str, fact: str, *, earned: bool = False, **values: object) -> Finding:
    maximum = POINTS[criterion]
    return Finding(
        criterion=criterion,
        fact=fact,
        points=maximum if earned else 0,
        maximum=maximum,
        values={"report": REPORT, "test": TEST, **values},
    )


def _culprit(folder: Path, history: tuple[Commit, ...]) -> Finding:
    """Return whether the report names the commit that brought the defect in."""
    try:
        entry = ENTRY.search(read_text(folder, REPORT))
    except UnreadableTextError as error:
        return _finding("culprit", "unreadable", seen=error.seen(), step=error.next_step())
    named = entry["id"].casefold() if entry else ""
    if not named:
        return _finding("culprit", "blank")
    if not IDENTIFIER.fullmatch(named):
        return _finding("culprit", "no-identifier", word=named[:50])
    places = [number for number, each in enumerate(history) if each.id.startswith(named)]
    if len(places) != 1:
        return _finding("culprit", "unknown", word=named)
    place, subject = places[0], history[places[0]].subject
    if place == CULPRIT:
        return _finding("culprit", "found", earned=True, subject=subject)
    return _finding("culprit", "before" if place < CULPRIT else "after", subject=subject)


def _test(folder: Path, scene: Scene, history: tuple[Commit, ...]) -> Iterator[Finding]:
    """Yield what the learner's test says of the ends of the history, and of the turn in it."""
    try:
        text = read_text(folder, TEST)
    except UnreadableTextError as error:
        yield _finding("ends", "unreadable", seen=error.seen(), step=error.next_step())
        yield _finding("turn", "not-run")
        yield _finding("short", "not-run")
        return
    programs = [
        scene.git.text(history[place].id, PROGRAM) or ""
        for place in (0, len(history) - 1, CULPRIT - 1, CULPRIT)
    ]
    programs.append(programs[1].replace(*MENDED))
    programs.append(programs[0].replace(*SPOILED))
    said: list[str] = []
    for program in programs:
        said.append("endless" if "endless" in said else _said(text, program))
    ends = _told("ends", *said[:2])
    turn = _told("turn", *said[2:4])
    if turn.points and said[4:] != ["sound", "ill"]:
        turn = _finding("turn", "recognized")
    yield ends
    yield turn
    lines = len(text.splitlines())
    if not ends.points and not turn.points:
        yield _finding("short", "not-run")
    else:
        is_short = lines <= MOST_LINES
        fact = "short" if is_short else "long"
        yield _finding("short", fact, earned=is_short, lines=lines, most=MOST_LINES)


def _told(criterion: str, earlier: str, later: str) -> Finding:
    if "endless" in {earlier, later}:
        return _finding(criterion, "endless", patience=int(PATIENCE))
    if "other" in {earlier, later}:
        return _finding(criterion, "other")
    is_right = (earlier, later) == ("sound", "ill")
    return _finding(criterion, "right" if is_right else f"{earlier}-{later}", earned=is_right)


def _said(text: str, program: str) -> str:
    """Return what the test says of one program: sound, ill, neither (``other``), or endless."""
    with tempfile.TemporaryDirectory(prefix="atelier-") as desk:
        place, test = Path(desk) / "depot", Path(desk) / TEST
        place.mkdir()
        test.write_text(text, encoding="utf-8")
        (place / PROGRAM).write_text(program, encoding="utf-8")
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        said = tried(
            [sys.executable, "-B", str(test)],
            folder=place,
            environment={**kept, "PYTHONUTF8": "1"},
            patience=PATIENCE,
        ).said
    if said in {Said.SOUND, Said.ILL, Said.ENDLESS}:
        return said.value
    # What a shell says of a program that it lacks is a plain number here: Python was found.
    return "ill" if said is Said.UNRUNNABLE else "other"
