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
from atelier.repository import lost_lines, marked_files, merge_of, revived_lines, was_rebased
from atelier.verdict import Finding, Verdict

EXERCISE: Final = "3-E5-fusion"
FILE: Final = "reglement.md"
OURS, THEIRS = "horaire-chiens", "main"
POINTS: Final = {"joined": 4, "markers": 1, "ours": 2, "theirs": 2, "kept": 1}
# Article 4, and the lines that it goes on with.
ARTICLE: Final = re.compile(
    r"""^[ \t]*(?:\*\*)?4[ \t]*\\?[.)].*
        (?:\n(?![ \t]*(?:\*\*)?\d+[ \t]*\\?[.)]|[ \t]*\#|[<=>|]{7})[ \t]*\S.*)*""",
    re.MULTILINE | re.VERBOSE,
)
O_CLOCK: Final = r"\s?(?:h|heures|:)\s?(?:00)?(?!\s?\d)"  # and no minute past
HOURS: Final = re.compile(
    rf"""(?<![\d:.,]) 0?6 (?:{O_CLOCK}|\s?a\.?m\b|(?=\s?(?:à|to|and|et|[-–—])\W))
         .* (?<![\d:.,]) (?:22 (?:{O_CLOCK}|(?!\d|\s?[h:]))|10 (?:{O_CLOCK})?\s?p\.?m\b)""",
    re.IGNORECASE | re.VERBOSE,
)
FORMER_HOURS: Final = re.compile(
    rf"(?<![\d:.,])(?:(?:0?7|21){O_CLOCK}|7\s?a\.?m\b|9\s?p\.?m\b)", re.IGNORECASE
)
LEASH: Final = re.compile(r"\b(?:laisses?|leash(?:es|ed)?)\b", re.IGNORECASE)
# “No dogs without a leash” asks for one; “without a leash” alone does away with it.
NO_LEASH: Final = re.compile(
    r"""\b(?:sans|aucune|pas\ (?:besoin\ )?(?:de|en)|hors|no|without|off|not)\b [ -]
        (?:on\ )?(?:an?\ |the\ |la\ |une\ )?(?:laisse|leash)
      | \b(?:laisse|leash)\S*\ (?:est\ |is\ )?(?:facultative|optional|not\b|non\b|n.est\ pas\b)""",
    re.IGNORECASE | re.VERBOSE,
)
FORBIDDEN: Final = re.compile(
    r"\b(?:interdits?|défendus?|jamais|aucun|pas de chiens?|no dogs?|never|forbidden|prohibited)\b",
    re.IGNORECASE,
)


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
    articles = _articles(text)
    yield _intent("ours", articles, HOURS, FORMER_HOURS)
    yield _intent("theirs", articles, LEASH, NO_LEASH)
    yield _kept(scene, tip)


def _articles(text: str) -> list[str]:
    """Return each article 4 of the by-law, on one line."""
    return [" ".join(article.split()) for article in ARTICLE.findall(text)]


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
    if not missing:
        return _finding("joined", "otherwise", commit=tip[:7])
    articles = " ".join(_articles(text))
    is_right = bool(HOURS.search(articles) and LEASH.search(articles))
    fact = "text-only" if is_right else "apart"
    if is_right and missing == [OURS]:
        fact = "copied"
    return _finding("joined", fact, commit=tip[:7], branch=", ".join(missing))


def _markers(scene: Scene, tip: str) -> Finding:
    files = scene.git.files(tip)
    left = marked_files(scene.git, tip, files, *scene.began.values())
    if left:
        return _finding("markers", "left", files=", ".join(left))
    return _finding("markers", "none", 1)


def _intent(
    criterion: str, articles: list[str], wanted: re.Pattern[str], denied: re.Pattern[str]
) -> Finding:
    if len(articles) > 1:
        return _finding(criterion, "twice", count=len(articles))
    if not articles:
        return _finding(criterion, "no-article")
    article = articles[0]
    if not wanted.search(article):
        return _finding(criterion, "missing", article=article)
    if denied.search(article) and not (denied is NO_LEASH and FORBIDDEN.search(article)):
        return _finding(criterion, "denied", article=article)
    return _finding(criterion, "there", 2, article=article)


def _kept(scene: Scene, tip: str) -> Finding:
    """Return whether each line that nobody disputed is still there, and no other came back."""
    git, heads = scene.git, (scene.began[OURS], scene.began[THEIRS])
    for fact, found in (
        ("lost", lost_lines(git, *heads, tip)),
        ("revived", revived_lines(git, *heads, tip)),
    ):
        for path, lines in found.items():
            return _finding("kept", fact, path=path, line=lines[0], count=len(lines))
    return _finding("kept", "all", 1)
