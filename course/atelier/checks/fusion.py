# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A conflict that was settled: two histories joined, both intents kept, nobody's line lost.

The graph is read first: the right text without the other branch's commits is no merge. The text
is read at the commit that does best, wherever it stands.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from atelier.forge.mission import Scene, UnreadableSceneError, opened
from atelier.repository import MARKERS, marked_files, merge_of, was_rebased
from atelier.verdict import Finding, Verdict

EXERCISE: Final = "3-E5-fusion"
FILE: Final = "reglement.md"
OURS, THEIRS = "horaire-chiens", "main"
POINTS: Final = {"joined": 4, "markers": 1, "ours": 2, "theirs": 2, "kept": 1}
ARTICLE: Final = re.compile(r"^[ \t]*4[ \t]*[.)].*$", re.MULTILINE)
HOURS: Final = re.compile(
    r"\b0?6[\s\u00a0]*(?:h|heures|:00|a\.?m).*\b(?:22[\s\u00a0]*(?:h|heures|:00)|10[\s\u00a0]*p\.?m)",
    re.IGNORECASE,
)
LEASH: Final = re.compile(r"\blaisses?\b|\bleash(?:es|ed)?\b", re.IGNORECASE)
CONFLICT: Final = re.compile(r"^<{7} .*?^>{7}[^\n]*\n", re.MULTILINE | re.DOTALL)


def check(folder: Path) -> Verdict:
    """Return how well the conflict was settled in what was handed in in ``folder``."""
    try:
        with opened(EXERCISE, folder) as scene:
            tips = scene.tips()
            verdicts = [_verdict(*_findings(scene, tip)) for tip in tips]
    except UnreadableSceneError as error:
        return _nothing("unreadable", seen=error.seen(), step=error.next_step())
    if not verdicts:
        return _nothing("apart")
    return max(verdicts, key=lambda verdict: verdict.points)


def _nothing(fact: str, **values: object) -> Verdict:
    others = [name for name in POINTS if name != "joined"]
    return _verdict(
        _finding("joined", fact, 0, **values), *(_finding(name, "nothing") for name in others)
    )


def _verdict(*findings: Finding) -> Verdict:
    return Verdict(subject="fusion", findings=findings)


def _finding(criterion: str, fact: str, points: float = 0, **values: object) -> Finding:
    values = {"file": FILE, **values}
    return Finding(
        criterion=criterion, fact=fact, points=points, maximum=POINTS[criterion], values=values
    )


def _findings(scene: Scene, tip: str) -> Iterator[Finding]:
    """Yield what is to be said of one commit, as the end of the work."""
    text = scene.git.text(tip, FILE)
    yield _joined(scene, tip, text or "")
    if text is None:
        for criterion in ("markers", "ours", "theirs", "kept"):
            yield _finding(criterion, "no-file")
        return
    yield _markers(scene, tip)
    articles = [line.strip() for line in ARTICLE.findall(text)]
    for criterion, wanted in (("ours", HOURS), ("theirs", LEASH)):
        yield _intent(criterion, articles, wanted)
    yield _kept(scene, tip)


def _joined(scene: Scene, tip: str, text: str) -> Finding:
    git, ours, theirs = scene.git, scene.began[OURS], scene.began[THEIRS]
    base = git.base_of(ours, theirs) or ours
    if merge := merge_of(git, tip, ours, theirs):
        return _finding("joined", "merged", 4, commit=merge.id[:7], subject=merge.subject)
    pairs = ((ours, theirs), (theirs, ours))
    if any(was_rebased(git, tip, one, other, base) for one, other in pairs):
        return _finding("joined", "rebased", 4)
    missing = [
        name for name, head in ((OURS, ours), (THEIRS, theirs)) if not git.is_ancestor(head, tip)
    ]
    articles = " ".join(ARTICLE.findall(text))
    is_right = bool(HOURS.search(articles) and LEASH.search(articles))
    fact = "text-only" if is_right else "apart"
    return _finding("joined", fact, commit=tip[:7], branch=", ".join(missing))


def _markers(scene: Scene, tip: str) -> Finding:
    files = scene.git.run("ls-tree", "-r", "-z", "--name-only", tip).split("\0")[:-1]
    left = marked_files(scene.git, tip, files)
    if left:
        return _finding("markers", "left", files=", ".join(left))
    return _finding("markers", "none", 1)


def _intent(criterion: str, articles: list[str], wanted: re.Pattern[str]) -> Finding:
    if len(articles) > 1:
        return _finding(criterion, "twice", count=len(articles))
    if not articles:
        return _finding(criterion, "no-article")
    if wanted.search(articles[0]):
        return _finding(criterion, "there", 2, article=articles[0])
    return _finding(criterion, "missing", article=articles[0])


def _kept(scene: Scene, tip: str) -> Finding:
    """Return whether each line that nobody disputed is still there."""
    git = scene.git
    merged = git.merged(scene.began[OURS], scene.began[THEIRS])
    for path in git.run("ls-tree", "-r", "-z", "--name-only", merged.tree).split("\0")[:-1]:
        settled = CONFLICT.sub("", git.text(merged.tree, path) or "")
        final = MARKERS.sub("", git.text(tip, path) or "").splitlines()
        kept = {" ".join(line.split()) for line in final}
        lost = [line for line in settled.splitlines() if " ".join(line.split()) not in kept]
        if lost := [line for line in lost if line.strip()]:
            return _finding("kept", "lost", path=path, line=lost[0], count=len(lost))
    return _finding("kept", "all", 1)
