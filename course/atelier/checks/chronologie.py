# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A history told from eight commits: their order, which parents give, who did what, and why.

Dates mislead here (a clock was wrong); only parents tell the order: whatever puts each commit after
its parent is right. Another order keeps the points of the commits that come right after their
parent, wherever they stand. Chance alone finds a right answer or two: below ``FEWEST`` right
answers a criterion earns nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from atelier.artefacts.choices import BrokenChoicesError
from atelier.artefacts.chronology import FILE, parents_of, sheet_of, truth_of, variant_of
from atelier.artefacts.text import UnreadableTextError, read_text
from atelier.variant import seed_in
from atelier.verdict import Finding, Verdict
from atelier.words import Language, words_beside

WORDS: Final = words_beside(__file__)
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
    return replace(_read(text, variant.number), variant=variant)


def _read(text: str, number: int) -> Verdict:
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
    truth = truth_of(number)
    order = [answers.get(place, "") for place in truth["order"]]
    findings = (
        _ordered(order, parents_of(number)),
        *(_judged(section, answers, truth[section]) for section in ("who", "why")),
    )
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


def _ordered(order: Sequence[str], parents: Mapping[str, str]) -> Finding:
    """Return what is to be said of an order in which each commit should follow its parent."""
    if not any(order):
        return _finding("order", "blank")
    placed = {letter: place for place, letter in enumerate(order) if order.count(letter) == 1}
    told = [pair for pair in parents.items() if placed.keys() >= {*pair}]
    early = [(child, parent) for child, parent in told if placed[child] < placed[parent]]
    if len(told) - len(early) == len(parents):
        return _finding("order", "right", POINTS["order"], all=len(parents))
    right = sum(placed[child] == placed[parent] + 1 for child, parent in told)
    why = _inverted(*early[0], order) if early else _unplaced(order, parents)
    values = {"right": right, "all": len(parents), "why": why}
    if right < FEWEST["order"]:
        return _finding("order", "chance", 0, **values)
    points = int(POINTS["order"] * right / len(parents) * 4) / 4
    return _finding("order", "some", points, **values)


def _inverted(child: str, parent: str, order: Sequence[str]) -> Mapping[Language, str]:
    """Return the words for a commit that comes before its parent."""
    here, there = order.index(child) + 1, order.index(parent) + 1
    return WORDS.in_both("reason.inverted", child=child, parent=parent, here=here, there=there)


def _unplaced(order: Sequence[str], parents: Mapping[str, str]) -> Mapping[Language, str]:
    """Return the words for a commit that has no place of its own."""
    letter = next(each for each in sorted({*parents, *parents.values()}) if order.count(each) != 1)
    return WORDS.in_both(f"reason.{'repeated' if letter in order else 'nowhere'}", letter=letter)


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
