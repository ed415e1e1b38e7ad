# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""One list over all courses: who handed in, who did not, and the scores."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import groupby
from pathlib import Path

from rich.box import SIMPLE
from rich.table import Table

from autograder.converter import Converter, Trouble
from autograder.course import Submission
from autograder.grading import Troubles
from autograder.refusals import Refusal, kept
from autograder.words import Language, words_beside

say = words_beside(__file__)
COLUMNS = ("student", "assignment", "language", "handed-in", "when", "late", "score", "maximum")


class Standing(StrEnum):
    """How far one learner came with one assignment."""

    NOT_HANDED_IN = "not-handed-in"
    REFUSED = "refused"
    NOT_GRADED = "not-graded"
    AWAITS_HAND = "awaits-hand"
    GRADED = "graded"

    @property
    def has_points(self) -> bool:
        """Return whether there are points to show, all of them or those of the machine."""
        return self in {Standing.AWAITS_HAND, Standing.GRADED}


COLOURS: Mapping[Standing, str] = {
    Standing.NOT_HANDED_IN: "dim",
    Standing.REFUSED: "bold red",
    Standing.NOT_GRADED: "bold red",
    Standing.AWAITS_HAND: "yellow",
    Standing.GRADED: "green",
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the list."""

    submission: Submission
    trouble: Trouble | None
    refusal: Refusal | None = None

    @property
    def standing(self) -> Standing:
        """Return how far the learner came."""
        if not self.submission.is_handed_in:
            return Standing.REFUSED if self.refusal else Standing.NOT_HANDED_IN
        if self.submission.score is None or self.trouble is not None:
            return Standing.NOT_GRADED
        return Standing.AWAITS_HAND if self.submission.awaits_hand else Standing.GRADED

    def remark(self, language: Language) -> str:
        """Return the standing in words, with what to do next where something is wrong."""
        if self.standing is Standing.REFUSED and self.refusal:
            return say("refused-why", language=language, why=self.refusal.sentence(language))
        return say(self.trouble or self.standing, language=language)

    def handed_in(self, language: Language) -> str:
        """Return whether the work came in: yes, no, or refused."""
        if self.standing is Standing.REFUSED:
            return say(self.standing, language=language)
        return say("yes" if self.submission.is_handed_in else "no", language=language)

    def cells(self, language: Language) -> list[str]:
        """Return what stands in the columns."""
        one = self.submission
        return [
            one.student,
            one.assignment,
            one.language if one.is_handed_in else "",
            self.handed_in(language),
            f"{one.when:%Y-%m-%d %H:%M:%S}" if one.when else "",
            _span(one.late, language) if one.late else "",
            f"{one.score:g}" if self.standing.has_points else "",
            f"{one.maximum:g}",
        ]


def entries(converters: Sequence[Converter], troubles: Troubles) -> list[Entry]:
    """Return the list, by learner: in whichever language someone handed in, once.

    Whoever sent nothing but what was refused stands in it too, known here or not.
    """
    refused = {
        (one.student, one.assignment): one
        for converter in converters
        for assignment in converter.course.assignments
        for one in kept(converter.course, assignment)
    }
    found = [
        submission
        for converter in converters
        for assignment in converter.course.assignments
        for submission in converter.submissions(assignment)
    ]
    strangers = refused.keys() - {(one.student, one.assignment) for one in found}
    found += [_nothing_from(student, assignment, converters) for student, assignment in strangers]
    found.sort(key=lambda one: (one.student, one.assignment, not one.is_handed_in))
    chosen: list[Submission] = []
    for _, group in groupby(found, key=lambda one: (one.student, one.assignment)):
        several = list(group)
        chosen += [one for one in several if one.is_handed_in] or several[:1]
    return [
        Entry(
            submission=one,
            trouble=troubles.get((one.language, one.assignment, one.student)),
            refusal=refused.get((one.student, one.assignment)),
        )
        for one in chosen
    ]


def _nothing_from(student: str, assignment: str, converters: Sequence[Converter]) -> Submission:
    """Return that a learner whom no gradebook knows has not handed in an assignment."""
    maxima = (one.maximum(assignment) for one in converters)
    return Submission(
        student=student,
        assignment=assignment,
        language="",
        is_handed_in=False,
        when=None,
        late=timedelta(),
        score=None,
        maximum=next((points for points in maxima if points is not None), 0.0),
    )


def write_list(listed: Sequence[Entry], path: Path, *, language: Language) -> None:
    """Write the list as CSV, times in UTC; the mark at its start makes Excel read the accents."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow([*headings(language), say("column.remark", language=language)])
        table.writerows([*entry.cells(language), entry.remark(language)] for entry in listed)


def table_of(listed: Sequence[Entry], *, language: Language) -> Table:
    """Return what was handed in, for a terminal of 80 columns."""
    table = Table(title=say("title", language=language), title_justify="left", box=SIMPLE)
    for name in ("student", "assignment", "language", "score", "remark"):
        heading = say(f"column.{name}", language=language)
        table.add_column(heading, justify="right" if name == "score" else "left", no_wrap=True)
    for entry in listed:
        if entry.standing is not Standing.NOT_HANDED_IN:
            table.add_row(*_short(entry, language), style=COLOURS[entry.standing])
    return table


def _short(entry: Entry, language: Language) -> list[str]:
    one = entry.submission
    remark = say(entry.standing, language=language)
    if one.late and entry.standing is Standing.GRADED:
        remark = say("late", language=language, late=_span(one.late, language))
    points = f"{one.score:g} / {one.maximum:g}" if entry.standing.has_points else ""
    return [one.student, one.assignment, one.language, points, remark]


def remarks(listed: Sequence[Entry], *, language: Language) -> list[str]:
    """Return what the table leaves out: what is not graded and why, what waits for a person.

    Last comes who did not hand in.
    """
    said = [
        say(
            "why",
            language=language,
            who=entry.submission.student,
            what=entry.submission.assignment,
            why=entry.remark(language),
        )
        for entry in listed
        if entry.trouble is not None
    ]
    said += [
        say(
            "why-refused",
            language=language,
            who=entry.submission.student,
            what=entry.submission.assignment,
            why=entry.remark(language),
        )
        for entry in listed
        if entry.standing is Standing.REFUSED
    ]
    for standing, key in ((Standing.AWAITS_HAND, "by-hand"), (Standing.NOT_HANDED_IN, "missing")):
        for what, who in sorted(_by_assignment(listed, standing).items()):
            said.append(say(key, language=language, what=what, who=", ".join(who)))
    return said


def _by_assignment(listed: Sequence[Entry], standing: Standing) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entry in listed:
        if entry.standing is standing:
            found.setdefault(entry.submission.assignment, []).append(entry.submission.student)
    return found


def _span(late: timedelta, language: Language) -> str:
    """Return how late, to the second; from a day on, to the hour."""
    if late.days:
        return say("days", language=language, days=late.days, hours=late.seconds // 3600)
    return str(timedelta(seconds=late.seconds))


def headings(language: Language) -> list[str]:
    """Return the names of the columns."""
    return [say(f"column.{name}", language=language) for name in COLUMNS]
