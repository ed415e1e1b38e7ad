# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The licence chooser: the goal first, a few other questions, then every licence and why.

What ``selection`` finds for each answer to each question is worked out here, once; the live face
only puts together what was answered. So it needs no kernel.
"""

from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Final

from atelier.combination import WORDS as COMBINATION_WORDS
from atelier.combination import Linking, Obligation
from atelier.licences import Licence, catalogue, vocabulary
from atelier.selection import (
    WORDS,
    Candidate,
    Caution,
    Code,
    Dependency,
    Evidence,
    Fit,
    Goal,
    Jurisdiction,
    Merit,
    Needs,
    Point,
    Subject,
    Wish,
    choose,
    of_dependency,
    of_french,
    of_goal,
    of_itself,
    of_patents,
    of_place,
    of_subject,
)
from atelier.views.view import View
from atelier.words import Language

Grid = dict[tuple[Linking, str, str], tuple[Point, ...]]
QUESTIONS: Final[dict[str, tuple[str, ...]]] = {
    "goal": tuple(Goal),
    "subject": tuple(Subject),
    "jurisdiction": tuple(Jurisdiction),
    "french": tuple(Wish),
    "patents": ("no", "yes"),
}
# What one may say is already inside: the licences that works are most often made of, and a trap.
PARTS: Final = (
    "MIT",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Apache-2.0",
    "MPL-2.0",
    "EPL-2.0",
    "LGPL-2.1-or-later",
    "LGPL-3.0-or-later",
    "GPL-2.0-only",
    "GPL-2.0-or-later",
    "GPL-3.0-or-later",
    "AGPL-3.0-or-later",
    "EUPL-1.2",
    "CECILL-2.1",
    "LiLiQ-P-1.1",
    "LiLiQ-R-1.1",
    "LiLiQ-Rplus-1.1",
    "CC-BY-4.0",
    "CC-BY-SA-4.0",
    "ODbL-1.0",
    "CC-BY-NC-4.0",
)
# The cases that the static face works out, by the name of their words.
EXAMPLES: Final = {
    "tool": Needs(goal=Goal.ADOPTION, french=Wish.NEEDED),
    "service": Needs(goal=Goal.SERVICE, jurisdiction=Jurisdiction.EUROPE, french=Wish.WISHED),
    "inside": Needs(
        goal=Goal.WORK,
        jurisdiction=Jurisdiction.CANADA,
        dependencies=(
            Dependency(expression="GPL-3.0-or-later"),
            Dependency(expression="Apache-2.0", linking=Linking.DYNAMIC),
        ),
    ),
}


class Chooser(View):
    """Every licence of the catalogue, for a goal: those that fit first, then why others do not."""

    name: ClassVar[str] = "chooser"
    works_alone: ClassVar[bool] = True

    def __init__(self, *, language: Language) -> None:
        """Ask in ``language``; no goal is chosen at first."""
        pool = _Pool(language)
        licences = [_licence(licence, pool, language) for licence in catalogue().values()]
        state = {
            "questions": _questions(language),
            "names": _names(language),
            "licences": licences,
            "inside": _inside(pool, language),
            "evidence": pool.evidence.things,
            "duties": pool.duties.things,
            "examples": [_example(name, language) for name in EXAMPLES],
        }
        super().__init__(language=language, state=state)


class _Shelf:
    """Things that many points share, each kept once: a point names it by its number."""

    def __init__(self) -> None:
        self.things: list[dict[str, Any]] = []
        self._numbers: dict[str, int] = {}

    def put(self, thing: dict[str, Any]) -> int:
        key = repr(thing)
        if key not in self._numbers:
            self._numbers[key] = len(self.things)
            self.things.append(thing)
        return self._numbers[key]


class _Pool:
    """What points rest on and ask for, in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.evidence, self.duties = _Shelf(), _Shelf()

    def point(self, point: Point) -> list[Any]:
        """Return a point as ``[name, evidence, duties]``."""
        evidence = [self.evidence.put(_told(each, self.language)) for each in point.evidence]
        duties = [self.duties.put(_asked(each, self.language)) for each in point.duties]
        return [str(point.name), evidence, duties]

    def points(self, points: Iterable[Point]) -> list[list[Any]]:
        """Return several points."""
        return [self.point(each) for each in points]


@cache
def grid() -> Grid:
    """Return what each of ``PARTS``, inside a work, means for each free licence."""
    return {
        (linking, part, whole.id): of_dependency(
            whole, Dependency(expression=part, linking=linking)
        )
        for linking in Linking
        for part in PARTS
        for whole in catalogue().values()
        if whole.is_free
    }


def _told(evidence: Evidence, language: Language) -> dict[str, Any]:
    return {
        "text": evidence.text[language],
        "cite": evidence.where[language],
        "reading": evidence.standing == "our reading",
    }


def _asked(duty: Obligation, language: Language) -> dict[str, Any]:
    where = Evidence(source=duty.source, clause=duty.clause, text=duty.text).where
    return {"text": duty.text[language], "cite": where[language]}


def _questions(language: Language) -> dict[str, list[dict[str, str]]]:
    def meaning(question: str, answer: str) -> str:
        said = WORDS.table("goal-meaning", language=language) if question == "goal" else {}
        return str(said.get(answer, ""))

    return {
        question: [
            {
                "id": str(answer),
                "label": WORDS.say(f"{question}.{answer}", language=language),
                "meaning": meaning(question, answer),
            }
            for answer in answers
        ]
        for question, answers in QUESTIONS.items()
    }


def _names(language: Language) -> dict[str, dict[str, Any]]:
    """Return the words of every code, merit and caution, and what each does."""
    codes = {
        str(code): {
            "kind": "code",
            "final": code.is_final,
            "label": WORDS.say(f"code.{code}.label", language=language),
            "meaning": WORDS.say(f"code.{code}.meaning", language=language),
        }
        for code in Code
    }
    return (
        codes | _plain_names("merit", Merit, language) | _plain_names("caution", Caution, language)
    )


def _plain_names(
    kind: str, names: Iterable[StrEnum], language: Language
) -> dict[str, dict[str, Any]]:
    return {
        str(name): {"kind": kind, "label": WORDS.say(f"{kind}.{name}", language=language)}
        for name in names
    }


def _licence(licence: Licence, pool: _Pool, language: Language) -> dict[str, Any]:
    asked: dict[str, Callable[[Any], tuple[Point, ...]]] = {
        "goal": lambda goal: of_goal(licence, goal),
        "subject": lambda subject: of_subject(licence, subject),
        "french": lambda wish: of_french(licence, wish),
        "patents": lambda answer: of_patents(licence, needs_patents=answer == "yes"),
    }
    answers = {
        question: {str(each): pool.points(find(each)) for each in QUESTIONS[question]}
        for question, find in asked.items()
    }
    place = {
        f"{jurisdiction} {subject}": pool.points(of_place(licence, jurisdiction, subject))
        for jurisdiction in Jurisdiction
        for subject in Subject
    }
    return {
        "id": licence.id,
        "name": licence.name[language],
        "family": vocabulary()["categories"][licence.category]["label"][language],
        "address": f"https://spdx.org/licenses/{licence.id}.html",
        "itself": pool.points(of_itself(licence)),
        "place": place,
        **answers,
    }


def _inside(pool: _Pool, language: Language) -> dict[str, Any]:
    """Return what may already be inside, and by way of joining and part, the points by licence.

    ``answers[linking][part]`` holds one number a free licence, in their order; ``points`` says
    what it stands for, 0 for nothing to say.
    """
    wholes = [licence.id for licence in catalogue().values() if licence.is_free]
    points: list[list[Any] | None] = [None]
    numbers: dict[str, int] = {}

    def number(found: tuple[Point, ...]) -> int:
        if not found:
            return 0
        shown = pool.point(found[0])
        if repr(shown) not in numbers:
            numbers[repr(shown)] = len(points)
            points.append(shown)
        return numbers[repr(shown)]

    answers = {
        str(linking): {
            part: [number(grid()[linking, part, whole]) for whole in wholes] for part in PARTS
        }
        for linking in Linking
    }
    linkings = [
        {"id": str(each), "label": COMBINATION_WORDS.say(f"linking.{each}", language=language)}
        for each in Linking
    ]
    return {
        "parts": PARTS,
        "wholes": wholes,
        "linkings": linkings,
        "answers": answers,
        "points": points,
    }


def _example(name: str, language: Language) -> dict[str, Any]:
    """Return one case of the static face: what is asked, what fits and why the others do not."""
    found = choose(EXAMPLES[name])
    by_fit = {fit: [each for each in found if each.fit is fit] for fit in Fit}
    refused = {
        WORDS.say(f"code.{code}.label", language=language): [
            _refusal(each, code, language) for each in by_fit[Fit.REJECTED] if code in each.codes
        ]
        for code in Code
    }
    return {
        "name": name,
        "admissible": [_shown(each, language) for each in by_fit[Fit.ADMISSIBLE]],
        "open": [_shown(each, language) for each in by_fit[Fit.OPEN]],
        "refused": {label: licences for label, licences in refused.items() if licences},
    }


def _shown(candidate: Candidate, language: Language) -> dict[str, Any]:
    def points(points: Iterable[Point], kind: str) -> list[dict[str, Any]]:
        return [
            {
                "label": _label(kind, point.name, language),
                "evidence": [_told(each, language) for each in point.evidence],
            }
            for point in points
        ]

    return {
        "id": candidate.licence.id,
        "name": candidate.licence.name[language],
        "merits": points(candidate.merits, "merit"),
        "cautions": points(candidate.cautions, "caution"),
        "reasons": points(candidate.reasons, "code"),
    }


def _refusal(candidate: Candidate, code: Code, language: Language) -> dict[str, Any]:
    point = next(each for each in candidate.reasons if each.name is code)
    return {"id": candidate.licence.id, "evidence": [_told(point.evidence[0], language)]}


def _label(kind: str, name: str, language: Language) -> str:
    key = f"code.{name}.label" if kind == "code" else f"{kind}.{name}"
    return WORDS.say(key, language=language)
