# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A plan that can be kept: every issue in a milestone, no milestone overfull, nothing too early.

To place everything in one milestone is no plan: order counts once every milestone has
issues, and capacity once all issues but a few are placed.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from atelier.artefacts.milestones import (
    FILE,
    BrokenPlanError,
    Plan,
    Task,
    milestones,
    name_of,
    plan_of,
    tasks,
)
from atelier.artefacts.text import UnreadableTextError, read_text
from atelier.verdict import Finding, Verdict
from atelier.words import LANGUAGES, Language

MAXIMUM: Final[Mapping[str, float]] = {"placed": 0.5, "capacity": 2.5, "order": 2}
MOST_MISSING: Final = 2  # issues without a place, for a plan to be read all the same
MOST_DAYS: Final = 4  # of work without a place, for capacity to mean something
Faces = dict[Language, str]


def check(folder: Path) -> Verdict:
    """Return how well ``jalons.yml`` in ``folder`` plans the issues."""
    try:
        plan = plan_of(read_text(folder, FILE))
    except UnreadableTextError as error:
        return _not_read("unreadable", seen=error.seen(), step=error.next_step())
    except BrokenPlanError as error:
        return _not_read("broken", line=error.line)
    if not plan.places:
        if plan.unknown:
            return _not_read("unknown", word=plan.unknown[0][:40])
        return _not_read("nothing-yet")
    findings = (_placed(plan), _capacity(plan), _order(plan))
    return Verdict(subject="planification", findings=findings)


def loads(plan: Plan) -> dict[str, int]:
    """Return the days of work in each milestone."""
    total = {each.id: 0 for each in milestones()}
    for task in tasks():
        if task.number in plan.placed:
            total[plan.placed[task.number]] += task.days
    return total


def too_early(plan: Plan) -> tuple[tuple[Task, int | str], ...]:
    """Return the issues that come before one they need (its number), or too late (a milestone)."""
    rank = {each.id: position for position, each in enumerate(milestones())}
    found: list[tuple[Task, int | str]] = []
    for task in tasks():
        where = plan.placed.get(task.number)
        if where is None:
            continue
        found += [
            (task, need)
            for need in task.needs
            if need in plan.placed and rank[plan.placed[need]] > rank[where]
        ]
        if task.by and rank[where] > rank[task.by]:
            found.append((task, task.by))
    return tuple(found)


def _finding(criterion: str, fact: str, /, **values: object) -> Finding:
    maximum = MAXIMUM[criterion]
    points = maximum if fact == "right" else 0
    values = {"file": FILE, **values}
    return Finding(criterion=criterion, fact=fact, points=points, maximum=maximum, values=values)


def _not_read(fact: str, **values: object) -> Verdict:
    first, *others = MAXIMUM
    later = (_finding(criterion, "not-read") for criterion in others)
    return Verdict(subject="planification", findings=(_finding(first, fact, **values), *later))


def _missing(plan: Plan) -> list[int]:
    return [task.number for task in tasks() if task.number not in plan.placed]


def _placed(plan: Plan) -> Finding:
    twice = [number for number, where in plan.places.items() if len(where) > 1]
    if twice:
        return _finding("placed", "twice", number=twice[0])
    missing = _missing(plan)
    if plan.unknown:
        return _finding("placed", "unknown", word=plan.unknown[0][:40])
    if missing:
        return _finding("placed", "missing", numbers=", ".join(map(str, missing)))
    return _finding("placed", "right", count=len(plan.placed))


def _capacity(plan: Plan) -> Finding:
    load = loads(plan)
    for each in milestones():
        if load[each.id] > each.days:
            values = {"milestone": _name(each.id), "load": load[each.id], "days": each.days}
            return _finding("capacity", "over", **values)
    days = sum(task.days for task in tasks() if task.number not in plan.placed)
    if len(_missing(plan)) > MOST_MISSING or days > MOST_DAYS:
        return _finding("capacity", "too-early", days=days)
    return _finding("capacity", "right")


def _order(plan: Plan) -> Finding:
    if len(set(plan.placed.values())) < len(milestones()):
        return _finding("order", "one-heap")
    if len(_missing(plan)) > MOST_MISSING:
        return _finding("order", "too-early")
    wrong = too_early(plan)
    if not wrong:
        return _finding("order", "right")
    task, other = wrong[0]
    if isinstance(other, str):
        return _finding("order", "too-late", number=task.number, by=_name(other))
    return _finding("order", "before", number=task.number, need=other, count=len(wrong))


def _name(milestone: str) -> Faces:
    return {language: name_of(milestone, language=language) for language in LANGUAGES}
