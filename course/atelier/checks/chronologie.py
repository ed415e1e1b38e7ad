# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A history told from eight commits: their order, which parents give, who did what, and why.

Dates mislead here (a clock was wrong); only parents tell the order. Chance alone finds a right
answer or two: below ``FEWEST`` right answers a criterion earns nothing.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from atelier.artefacts.choices import BrokenChoicesError
from atelier.artefacts.chronology import FILE, sheet_of, truth_of, variant_of
from atelier.artefacts.text import UnreadableTextError, read_text
from atelier.variant import seed_in
from atelier.verdict import Finding, Verdict

SHEET: Final = sheet_of("")
POINTS: Final = MappingProxyType({"order": 3.0, "who": 1.5, "why": 1.5})
FEWEST: Final = MappingProxyType({"order": 3, "who": 2, "why": 2})


def check(folder: Path) -> Verdict:
    """Return how well ``histoire.yml`` in ``folder`` tells the history of its variant."""
    try:
        text = read_text(folder, FILE)
    except UnreadableTextError as error:
        return _not_read("unreadable", seen=error.seen(), step=error.next_step())
    variant = variant_of(seed_in(text))
    return replace(_read(text, truth_of(variant.number)), variant=variant)


def _read(text: str, truth: Mapping[str, Mapping[str, str]]) -> Verdict:
    try:
        entries = list(SHEET.entries(text))
    except BrokenChoicesError as error:
        return _not_read("broken", line=error.line)
    given: dict[str, set[str]] = {}
    for _, asked, word, choice in entries:
        if asked and word:
            given.setdefault(asked, set()).add(choice)
    # An answer given twice, in two ways, is none.
    answers = {asked: each.pop() for asked, each in given.items() if len(each) == 1}
    findings = tuple(_judged(section, answers, truth[section]) for section in POINTS)
    return Verdict(subject="chronologie", findings=findings)


def _finding(section: str, fact: str, points: float = 0, **values: object) -> Finding:
    return Finding(
        criterion=section,
        fact=fact,
        points=points,
        maximum=POINTS[section],
        values={"file": FILE, **values},
    )


def _not_read(fact: str, **values: object) -> Verdict:
    first, *others = POINTS
    findings = (_finding(first, fact, 0, **values), *(_finding(each, "blank") for each in others))
    return Verdict(subject="chronologie", findings=findings)


def _judged(section: str, answers: Mapping[str, str], truth: Mapping[str, str]) -> Finding:
    """Return what is to be said of one section."""
    if not any(asked in answers for asked in truth):
        return _finding(section, "blank")
    right = sum(answers.get(asked) == answer for asked, answer in truth.items())
    values = {"right": right, "all": len(truth)}
    if right == len(truth):
        return _finding(section, "right", POINTS[section], **values)
    wrong = next(asked for asked, answer in truth.items() if answers.get(asked) != answer)
    label = SHEET.words.in_both(f"question.{wrong}.label")
    if right < FEWEST[section]:
        return _finding(section, "chance", 0, **values, label=label)
    points = int(POINTS[section] * right / len(truth) * 4) / 4
    return _finding(section, "some", points, **values, label=label)
