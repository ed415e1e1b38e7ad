# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Hand-ins that were refused, kept so that the list of results does not call them missing.

A refused archive says nothing that may be believed; its file name says whose it would have been.
It is kept, until something better comes in, in ``downloaded/<assignment>/refused.json``.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autograder.course import Course
from autograder.quarantine import Reason, RefusedError
from autograder.words import Language, words_beside

say = words_beside(__file__)
RECORD: Final = "refused.json"
# The name that the learner's command gives, whatever a platform or a browser put around it.
CLAIM: Final = re.compile(
    r"(?P<assignment>[A-Za-z0-9._-]+?)__(?P<student>[A-Za-z0-9][A-Za-z0-9._-]{1,63})__\d{8}T\d{6}Z"
)


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """What a learner tried to hand in, and why it stayed outside."""

    assignment: str
    student: str
    reason: Reason
    detail: str

    def sentence(self, language: Language) -> str:
        """Return why, and what to ask for."""
        return sentence(self.reason, self.detail, language=language)


def sentence(reason: Reason, detail: str, *, language: Language) -> str:
    """Return why an archive is refused and what to ask for, in a sentence that can be sent on."""
    return say(reason, language=language, detail=detail)


def claimed(file: str, error: RefusedError, courses: Sequence[Course]) -> Refusal | None:
    """Return whose hand-in a refused file is by its name; None where that tells nothing."""
    found = CLAIM.search(file)
    if found is None:
        return None
    known = {assignment for course in courses for assignment in course.assignments}
    named = [one for one in known if found["assignment"].endswith(one)]
    if not named:
        return None
    return Refusal(
        assignment=max(named, key=len),
        student=found["student"],
        reason=error.reason,
        detail=error.detail,
    )


def keep(refusals: Iterable[Refusal], courses: Sequence[Course]) -> None:
    """Write the refusals down in each course that has the assignment, the newer over the older."""
    for refusal in refusals:
        for course in courses:
            if refusal.assignment in course.assignments:
                path = _record(course, refusal.assignment)
                record = _read(path)
                record[refusal.student] = {"reason": refusal.reason, "detail": refusal.detail}
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")


def kept(course: Course, assignment: str) -> list[Refusal]:
    """Return the refusals that were written down, by learner."""
    return [
        Refusal(
            assignment=assignment,
            student=student,
            reason=Reason(facts["reason"]),
            detail=facts["detail"],
        )
        for student, facts in sorted(_read(_record(course, assignment)).items())
    ]


def _record(course: Course, assignment: str) -> Path:
    return course.folder / "downloaded" / assignment / RECORD


def _read(path: Path) -> dict[str, dict[str, str]]:
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}
