# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Eight questions on a commit graph, each option with its reason.

Chance alone finds two right answers of eight: below ``FEWEST``, none of them earns anything.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from atelier.artefacts.choices import BrokenChoicesError
from atelier.artefacts.graph_reading import FILE, SHEET
from atelier.artefacts.text import UnreadableTextError, read_text
from atelier.verdict import Finding, Verdict
from atelier.words import words_beside

WORDS: Final = words_beside(__file__)
FEWEST: Final = 3
TRUTH: Final[Mapping[str, str]] = MappingProxyType(
    {
        "parents": "two",
        "base": "c",
        "only": "d",
        "tag": "c",
        "ancestor": "no",
        "merge": "commit",
        "delete": "nothing",
        "revert": "revert",
    }
)


def check(folder: Path) -> Verdict:
    """Return how well ``graphe.yml`` in ``folder`` reads the graph."""
    try:
        entries = list(SHEET.entries(read_text(folder, FILE)))
    except UnreadableTextError as error:
        return _not_read("unreadable", seen=error.seen(), step=error.next_step())
    except BrokenChoicesError as error:
        return _not_read("broken", line=error.line)
    given: dict[str, set[tuple[str, str]]] = {}
    for _, asked, word, choice in entries:
        if asked and word:
            given.setdefault(asked, set()).add((word, choice))
    right = sum(
        {choice for _, choice in given.get(asked, ())} == {answer}
        for asked, answer in TRUTH.items()
    )
    findings = tuple(_judged(asked, given.get(asked, set()), right) for asked in TRUTH)
    return Verdict(subject="variation", findings=findings)


def _finding(asked: str, fact: str, points: float = 0, **values: object) -> Finding:
    label = SHEET.words.in_both(f"question.{asked}.label")
    values = {"file": FILE, "label": label, **values}
    return Finding(criterion="answer", fact=fact, points=points, values=values, about=asked)


def _not_read(fact: str, **values: object) -> Verdict:
    first, *others = TRUTH
    findings = (_finding(first, fact, 0, **values), *(_finding(each, "blank") for each in others))
    return Verdict(subject="variation", findings=findings)


def _judged(asked: str, given: set[tuple[str, str]], right: int) -> Finding:
    """Return what is to be said of one answer: the reason of the option that was chosen."""
    if not given:
        return _finding(asked, "blank")
    if len({choice for _, choice in given}) > 1:
        return _finding(asked, "twice")
    word, choice = min(given)
    if not choice:
        return _finding(asked, "unknown", word=word[:80])
    values = {
        "word": SHEET.word(asked, choice),
        "reason": WORDS.in_both(f"reason.{asked}.{choice}"),
    }
    if choice != TRUTH[asked]:
        return _finding(asked, "wrong", 0, **values)
    if right < FEWEST:
        return _finding(asked, "chance", 0, **values)
    return _finding(asked, "right", 1, **values)
