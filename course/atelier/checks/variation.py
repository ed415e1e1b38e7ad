# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Eight questions on a commit graph, each option with its reason.

Chance alone finds two right answers of eight: below ``FEWEST``, none of them earns anything.
"""

from dataclasses import replace
from pathlib import Path
from typing import Final

from atelier.artefacts.choices import BrokenChoicesError, ChoiceSheet
from atelier.artefacts.graph_questions import Item, items_of
from atelier.artefacts.graph_reading import (
    FILE,
    label_of,
    sheet_of,
    variant_of,
    word_of,
)
from atelier.artefacts.text import UnreadableTextError, read_text
from atelier.variant import seed_in
from atelier.verdict import Finding, Verdict
from atelier.words import words_beside

WORDS: Final = words_beside(__file__)
FEWEST: Final = 3


def check(folder: Path) -> Verdict:
    """Return how well ``graphe.yml`` in ``folder`` reads the graph of its variant."""
    try:
        text = read_text(folder, FILE)
    except UnreadableTextError as error:
        seen = {"seen": error.seen(), "step": error.next_step()}
        return _not_read(items_of(0), "unreadable", **seen)
    seed = seed_in(text)
    variant = variant_of(seed)
    verdict = _read(items_of(variant.number), sheet_of(seed), text)
    return replace(verdict, variant=variant)


def _read(items: tuple[Item, ...], sheet: ChoiceSheet, text: str) -> Verdict:
    try:
        entries = list(sheet.entries(text))
    except BrokenChoicesError as error:
        return _not_read(items, "broken", line=error.line)
    given: dict[str, set[tuple[str, str]]] = {}
    for _, asked, word, choice in entries:
        if asked and word:
            given.setdefault(asked, set()).add((word, choice))
    right = sum(
        {choice for _, choice in given.get(item.asked, ())} == {item.truth} for item in items
    )
    findings = tuple(_judged(item, given.get(item.asked, set()), right) for item in items)
    return Verdict(subject="variation", findings=findings)


def _finding(item: Item, fact: str, points: float = 0, **values: object) -> Finding:
    values = {"file": FILE, "label": label_of(item), **values}
    return Finding(criterion="answer", fact=fact, points=points, values=values, about=item.asked)


def _not_read(items: tuple[Item, ...], fact: str, **values: object) -> Verdict:
    first, *others = items
    findings = (_finding(first, fact, 0, **values), *(_finding(each, "blank") for each in others))
    return Verdict(subject="variation", findings=findings)


def _judged(item: Item, given: set[tuple[str, str]], right: int) -> Finding:
    """Return what is to be said of one answer: the reason of the option that was chosen."""
    if not given:
        return _finding(item, "blank")
    if len({choice for _, choice in given}) > 1:
        return _finding(item, "twice")
    word, choice = min(given)
    if not choice:
        return _finding(item, "unknown", word=word[:80])
    option = next(each for each in item.options if each.id == choice)
    values = {
        "word": word_of(item, option),
        "reason": WORDS.in_both(f"reason.{item.asked}.{option.reason}", **option.values),
    }
    if choice != item.truth:
        return _finding(item, "wrong", 0, **values)
    if right < FEWEST:
        return _finding(item, "chance", 0, **values)
    return _finding(item, "right", 1, **values)
