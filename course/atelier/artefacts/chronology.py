# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The history of a by-law, ``histoire.yml``: eight commits in order, who did what, and why.

The questions are the same for everybody. The history follows from the seed in the file's first
line: the order of the commits, their letters, who made them and why, and whose clocks are wrong.
"""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Final

from atelier.artefacts.choices import ChoiceSheet, seed_of
from atelier.variant import Variant, in_order, number_of
from atelier.words import words_beside

FILE: Final = "histoire.yml"
HISTORY: Final = Path(__file__).with_name("chronology_history.toml")
VARIANTS: Final = 12
LETTERS: Final = "ABCDEFGH"
FIRST_DAY: Final = date(2026, 1, 12)
DAYS: Final = (0, 3, 8, 15, 19, 24, 31, 38)  # from the first commit to each
TOO_EARLY: Final = (356, 11)  # days by which the two wrong clocks are late
FEWEST: Final = 3  # places that chance, a date or the alphabet finds, where the order tells nothing
CHAIN: Final = ("lengthen", "undo", "restore")  # an undoing comes after what it undoes


@dataclass(frozen=True, kw_only=True)
class Change:
    """One commit of the history. ``event`` and ``reason`` name its words."""

    letter: str
    event: str
    reason: str
    person: str
    day: date
    id: str
    parent: str


def variant_of(seed: str) -> Variant:
    """Return the variant that follows from a seed; the public one where there is none."""
    return Variant(number=number_of(seed, VARIANTS), of=VARIANTS, seed=seed)


def sheet_in(folder: Path) -> ChoiceSheet:
    """Return the sheet, with the seed that lies in ``folder``."""
    return sheet_of(seed_of(folder, FILE))


def sheet_of(seed: str) -> ChoiceSheet:
    """Return the sheet of the variant that follows from a seed."""
    return ChoiceSheet(FILE, words_beside(__file__), seed)


@cache
def history_of(number: int) -> tuple[Change, ...]:
    """Return the eight commits of a variant, from the first to the last.

    Neither their letters, nor their dates, nor both backwards tell the order.
    """
    return next(found for attempt in count() if _is_hard(found := _drawn(number, attempt)))


def truth_of(number: int) -> Mapping[str, Mapping[str, str]]:
    """Return the right answers of a variant, by section and question."""
    changes = history_of(number)
    asked = {change.event: change for change in changes if change.event in _asked()}
    return {
        "order": {f"place-{place}": change.letter for place, change in enumerate(changes, start=1)},
        "who": {event: asked[event].person for event in _asked()},
        "why": {f"why-{event}": asked[event].reason for event in _asked()},
    }


def parents_of(number: int) -> Mapping[str, str]:
    """Return the parent of each commit of a variant that has one, by letter."""
    letters = {change.id: change.letter for change in history_of(number)}
    return {each.letter: letters[each.parent] for each in history_of(number) if each.parent}


def _asked() -> tuple[str, ...]:
    """Return the changes of which is asked who made them, and why."""
    return tuple(_facts()["reasons"])


@cache
def _facts() -> Mapping[str, Mapping[str, Sequence[str]]]:
    return dict(tomllib.loads(HISTORY.read_text(encoding="utf-8"))["draw"])


def _drawn(number: int, attempt: int) -> tuple[Change, ...]:
    def drawn(things: Sequence[str], what: str) -> list[str]:
        return in_order(things, what, number, attempt)

    facts = _facts()
    first, *others = facts["events"]["all"]
    chain = iter(CHAIN)
    events = [first, *(next(chain) if each in CHAIN else each for each in drawn(others, "order"))]
    people = facts["events"]["people"]
    who = dict(zip(_asked(), drawn(people, "asked"), strict=True))
    rest = [event for event in events if event not in who]
    who |= dict(zip(rest, drawn(people, "rest"), strict=True))
    story = int(drawn(("0", "1"), "story")[0])
    why = {
        event: reasons[story if event in CHAIN else int(drawn(("0", "1"), event)[0])]
        for event, reasons in facts["reasons"].items()
    }
    wrong = drawn([str(place) for place in range(2, len(DAYS))], "clock")[: len(TOO_EARLY)]
    days = list(DAYS)
    for place, early in zip(map(int, wrong), TOO_EARLY, strict=True):
        days[place] -= early
    letters = drawn(LETTERS, "letter")
    ids = [
        hashlib.sha256(f"{number}/{attempt}/{event}".encode()).hexdigest()[:7] for event in events
    ]
    return tuple(
        Change(
            letter=letters[place],
            event=event,
            reason=why.get(event, ""),
            person=who[event],
            day=FIRST_DAY + timedelta(days=days[place]),
            id=ids[place],
            parent=ids[place - 1] if place else "",
        )
        for place, event in enumerate(events)
    )


def _is_hard(changes: Sequence[Change]) -> bool:
    """Return whether no other order than that of the parents finds more than chance."""
    right = [change.letter for change in changes]
    by_day = [change.letter for change in sorted(changes, key=lambda change: change.day)]
    wrong = (by_day, by_day[::-1], list(LETTERS), list(LETTERS)[::-1], right[::-1])
    return len({change.day for change in changes}) == len(changes) and all(
        sum(one == other for one, other in zip(right, order, strict=True)) < FEWEST
        for order in wrong
    )
