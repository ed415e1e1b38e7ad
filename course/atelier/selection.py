# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Which licences fit a goal: every licence of the catalogue, with the reasons for and against.

Nothing here is a list of answers. What a licence says comes from ``licences``, what may go into
it from ``combination``; the few records of our own (what else a text covers, which law is whose,
what a government advises) lie in ``selection.toml``, each with its source.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final

from atelier.combination import WORDS as COMBINATION_WORDS
from atelier.combination import Answer, Combination, Ground, Linking, Obligation, combine
from atelier.licences import (
    Citation,
    Fact,
    French,
    Licence,
    Network,
    Patent,
    Reach,
    Sentence,
    Standing,
    catalogue,
    vocabulary,
)
from atelier.words import LANGUAGES, words_beside

WORDS: Final = words_beside(__file__)
VERSIONED: Final = re.compile(r"(?P<stem>.+?)-(?P<version>\d+(?:\.\d+)*)(?P<kind>-only|-or-later)?")


NAMED_PLACES: Final = ("appendix", "whole", "compatibility")


class Goal(StrEnum):
    """What is wanted of whoever takes up the work, from the least to the most."""

    ADOPTION = "adoption"
    FILES = "files"
    WORK = "work"
    SERVICE = "service"


class Subject(StrEnum):
    """What is published."""

    SOFTWARE = "software"
    CONTENT = "content"
    DATA = "data"


class Jurisdiction(StrEnum):
    """Who publishes, and so which law is near."""

    QUEBEC = "quebec"
    CANADA = "canada"
    EUROPE = "europe"
    OTHER = "other"


class Wish(StrEnum):
    """How much an official French text matters."""

    NEEDED = "needed"
    WISHED = "wished"
    ANY = "any"


class Code(StrEnum):
    """Why a licence does not fit, or does not yet."""

    NOT_FREE = "not-free"
    OTHER_SUBJECT = "other-subject"
    OTHER_LICENSOR = "other-licensor"
    KEEPS_LESS = "keeps-less"
    ASKS_MORE = "asks-more"
    NO_FRENCH = "no-french"
    NO_PATENT = "no-patent"
    DEPENDENCY_REFUSED = "dependency-refused"
    DEPENDENCY_COUNSEL = "dependency-counsel"
    DEPENDENCY_OPEN = "dependency-open"
    SOURCES_DISAGREE = "sources-disagree"

    @property
    def is_final(self) -> bool:
        """Return whether this rejects the licence; the others leave a question open."""
        return self not in {
            Code.DEPENDENCY_COUNSEL,
            Code.DEPENDENCY_OPEN,
            Code.SOURCES_DISAGREE,
        }


class Merit(StrEnum):
    """What speaks for a licence; each counts once in the order."""

    FITS_GOAL = "fits-goal"
    FITS_SUBJECT = "fits-subject"
    OWN_LAW = "own-law"
    OFFICIAL_FRENCH = "official-french"
    RECOMMENDED = "recommended"
    APPROVED = "approved"
    LISTED = "listed"
    PATENT_GRANT = "patent-grant"


class Caution(StrEnum):
    """What to look at before choosing; each counts once in the order."""

    FOREIGN_LAW = "foreign-law"
    NOT_APPROVED = "not-approved"
    SUPERSEDED = "superseded"
    NO_DISCLAIMER = "no-disclaimer"
    PATENT_PROMISE = "patent-promise"
    CONDITIONS = "conditions"


class Fit(StrEnum):
    """What comes out for one licence."""

    ADMISSIBLE = "admissible"
    OPEN = "open"
    REJECTED = "rejected"


# The records on what a text covers, and what each of them means for it.
SUBJECT_RECORDS: Final[Mapping[str, "Code | Merit"]] = {
    "covers": Merit.FITS_SUBJECT,
    "narrow": Code.OTHER_SUBJECT,
    "disputed": Code.SOURCES_DISAGREE,
}


@dataclass(frozen=True, kw_only=True)
class Dependency:
    """Something already inside the work: its SPDX expression, and how it is joined."""

    expression: str
    linking: Linking = Linking.SAME_WORK


@dataclass(frozen=True, kw_only=True)
class Needs:
    """What is wanted of the licence."""

    goal: Goal
    subject: Subject = Subject.SOFTWARE
    jurisdiction: Jurisdiction = Jurisdiction.QUEBEC
    french: Wish = Wish.ANY
    needs_patents: bool = False
    dependencies: tuple[Dependency, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What a point rests on: a source, the clause or heading in it, and what it says."""

    source: Sentence
    clause: str
    text: Sentence
    standing: Ground = Ground.VERIFIED

    @property
    def where(self) -> Sentence:
        """Return where to read it, as one says it: “licence text, s. 4.1”."""
        if not self.clause:
            return self.source
        kind = "numbered" if self.clause[0].isdigit() else "headed"
        kind = self.clause if self.clause in NAMED_PLACES else kind
        kind = "pair" if "→" in self.clause else kind
        return WORDS.in_both(f"where.{kind}", source=self.source, clause=self.clause)


@dataclass(frozen=True, kw_only=True)
class Point:
    """One thing for or against a licence; ``about`` names the dependency it speaks of."""

    name: Code | Merit | Caution
    evidence: tuple[Evidence, ...]
    about: str = ""
    duties: tuple[Obligation, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One licence before these needs, with every point that was found."""

    licence: Licence
    points: tuple[Point, ...]

    @property
    def reasons(self) -> tuple[Point, ...]:
        """Return why it does not fit, or what is still open."""
        return tuple(point for point in self.points if isinstance(point.name, Code))

    @property
    def merits(self) -> tuple[Point, ...]:
        """Return what speaks for it."""
        return tuple(point for point in self.points if isinstance(point.name, Merit))

    @property
    def cautions(self) -> tuple[Point, ...]:
        """Return what to look at before choosing it."""
        return tuple(point for point in self.points if isinstance(point.name, Caution))

    @property
    def codes(self) -> frozenset[Code]:
        """Return the codes of its reasons."""
        return frozenset(point.name for point in self.points if isinstance(point.name, Code))

    @property
    def fit(self) -> Fit:
        """Return what comes out: rejected for one final reason, open for any other."""
        if any(code.is_final for code in self.codes):
            return Fit.REJECTED
        return Fit.OPEN if self.codes else Fit.ADMISSIBLE

    @property
    def score(self) -> int:
        """Return how many kinds of points speak for it, less those to look at."""
        kinds = {point.name for point in self.points}
        return sum(isinstance(kind, Merit) - isinstance(kind, Caution) for kind in kinds)


def choose(needs: Needs) -> tuple[Candidate, ...]:
    """Return every licence: first those that fit, the best first, then open, then rejected ones.

    Licences with the same score stay in the order of the catalogue. Raises what ``combine``
    raises where the expression of a dependency cannot be read.
    """
    judged = [judge(licence, needs) for licence in catalogue().values()]
    return tuple(sorted(judged, key=lambda each: (list(Fit).index(each.fit), -_order(each))))


def judge(licence: Licence, needs: Needs) -> Candidate:
    """Return ``licence`` with everything that speaks for it and against it."""
    points = (
        *of_itself(licence),
        *of_goal(licence, needs.goal),
        *of_subject(licence, needs.subject),
        *of_place(licence, needs.jurisdiction, needs.subject),
        *of_french(licence, needs.french),
        *of_patents(licence, needs_patents=needs.needs_patents),
        *(point for each in needs.dependencies for point in of_dependency(licence, each)),
    )
    return Candidate(licence=licence, points=points)


def levels_of(licence: Licence) -> frozenset[Goal]:
    """Return the goal that the licence serves; several where sources disagree on its terms."""
    levels = {_level(licence)}
    if any(tag.startswith("same-license") for tag in licence.contested):
        levels.add(Goal.ADOPTION)
    if licence.network.value is Network.CONTESTED:
        levels.add(Goal.SERVICE)
    return frozenset(levels)


# --------------------------------------------------------------------------- question by question


def of_itself(licence: Licence) -> tuple[Point, ...]:
    """Return what holds whatever is wanted: not free, another's own, an older version."""
    return tuple(_itself(licence))


def of_goal(licence: Licence, goal: Goal) -> tuple[Point, ...]:
    """Return whether the licence keeps free what ``goal`` wants kept free, no less and no more."""
    levels, order = levels_of(licence), list(Goal)
    if goal in levels and len(levels) > 1:
        return (Point(name=Code.SOURCES_DISAGREE, evidence=_contested(licence)),)
    evidence = _reach_evidence(licence, goal)
    if goal in levels:
        return (Point(name=Merit.FITS_GOAL, evidence=evidence),)
    is_less = order.index(_level(licence)) < order.index(goal)
    return (Point(name=Code.KEEPS_LESS if is_less else Code.ASKS_MORE, evidence=evidence),)


def of_subject(licence: Licence, subject: Subject) -> tuple[Point, ...]:
    """Return whether the licence is made for ``subject``, and for software, who approves it."""
    family = vocabulary()["categories"][licence.category]
    made_for = Evidence(
        source=_source("catalogue"),
        clause="",
        text=family["meaning"],
        standing=Ground.OUR_READING,
    )
    for table, name in SUBJECT_RECORDS.items():
        record = _records(table).get(licence.id)
        if record and subject in record["subjects"]:
            return (Point(name=name, evidence=(_recorded(licence, record),)),)
    if licence.category.made_for not in {subject, "anything"}:
        return (Point(name=Code.OTHER_SUBJECT, evidence=(made_for,)),)
    fits = Point(name=Merit.FITS_SUBJECT, evidence=(made_for,))
    return (fits, *_approvals(licence)) if subject is Subject.SOFTWARE else (fits,)


def of_place(licence: Licence, jurisdiction: Jurisdiction, subject: Subject) -> tuple[Point, ...]:
    """Return whose law governs the licence, and whether a government there advises it."""
    law = _records("laws").get(licence.law.value, {})
    evidence = (_fact("laws", licence.law),)
    points = []
    if jurisdiction in law.get("own", ()):
        points.append(Point(name=Merit.OWN_LAW, evidence=evidence))
    if jurisdiction in law.get("foreign", ()):
        points.append(Point(name=Caution.FOREIGN_LAW, evidence=evidence))
    advice = tuple(
        Evidence(source=record["source"], clause="", text=record["text"])
        for record in _records("advice").values()
        if (jurisdiction, subject) == (record["jurisdiction"], record["subject"])
        and licence.id in record["licences"]
    )
    if advice:
        points.append(Point(name=Merit.RECOMMENDED, evidence=advice))
    return tuple(points)


def of_french(licence: Licence, wish: Wish) -> tuple[Point, ...]:
    """Return whether there is an official French text, where that matters."""
    if wish is Wish.ANY:
        return ()
    evidence = (_fact("french", licence.french),)
    if licence.french.value is French.OFFICIAL:
        return (Point(name=Merit.OFFICIAL_FRENCH, evidence=evidence),)
    return (Point(name=Code.NO_FRENCH, evidence=evidence),) if wish is Wish.NEEDED else ()


def of_patents(licence: Licence, *, needs_patents: bool) -> tuple[Point, ...]:
    """Return whether the text grants patent rights, where that is needed."""
    if not needs_patents:
        return ()
    evidence = (_fact("patents", licence.patent),)
    if licence.patent.value in {Patent.NOT_STATED, Patent.EXCLUDED}:
        return (Point(name=Code.NO_PATENT, evidence=evidence),)
    if licence.patent.value is Patent.NON_ASSERTION:
        return (Point(name=Caution.PATENT_PROMISE, evidence=evidence),)
    return (Point(name=Merit.PATENT_GRANT, evidence=evidence),)


def of_dependency(licence: Licence, dependency: Dependency) -> tuple[Point, ...]:
    """Return what ``combine`` answers of one dependency; a licence that is not free is not asked.

    A plain yes is no point: it is what one expects.
    """
    if not licence.is_free:
        return ()
    found = combine(dependency.expression, licence.id, dependency.linking)
    names: dict[Answer, Code | Caution] = {
        Answer.NO: Code.DEPENDENCY_REFUSED,
        Answer.COUNSEL: Code.DEPENDENCY_COUNSEL,
        Answer.NOT_ESTABLISHED: Code.DEPENDENCY_OPEN,
        Answer.CONDITIONS: Caution.CONDITIONS,
    }
    if found.answer is Answer.YES:
        return ()
    return (
        Point(
            name=names[found.answer],
            evidence=tuple(_combined(found)),
            about=dependency.expression,
            duties=found.obligations,
        ),
    )


# ----------------------------------------------------------------------------------- what it takes


def _order(candidate: Candidate) -> int:
    return candidate.score if candidate.fit is not Fit.REJECTED else 0


def _level(licence: Licence) -> Goal:
    return {
        Reach.NONE: Goal.ADOPTION,
        Reach.FILE: Goal.FILES,
        Reach.MODULE: Goal.FILES,
        Reach.LIBRARY: Goal.FILES,
        Reach.COMPONENT: Goal.FILES,
        Reach.WORK: Goal.WORK,
        Reach.DATABASE: Goal.WORK,
        Reach.NETWORK: Goal.SERVICE,
        Reach.SERVICE: Goal.SERVICE,
    }[licence.reach.value]


def _itself(licence: Licence) -> Iterator[Point]:
    if not licence.is_free:
        meaning = vocabulary()["categories"][licence.category]["meaning"]
        flags = Evidence(source=_of(Citation(source="spdx")), clause="", text=meaning)
        said = (_remark(licence),) if licence.remark else ()
        yield Point(name=Code.NOT_FREE, evidence=(flags, *said))
    if record := _records("licensors").get(licence.id):
        yield Point(name=Code.OTHER_LICENSOR, evidence=(_recorded(licence, record),))
    if later := _later_than(licence):
        text = WORDS.in_both("evidence.later", later=later)
        evidence = Evidence(source=_of(Citation(source="spdx")), clause="", text=text)
        yield Point(name=Caution.SUPERSEDED, evidence=(evidence,))
    if not {"warranty", "liability"} & licence.limitations.keys():
        text = WORDS.in_both("evidence.no-disclaimer")
        evidence = Evidence(source=_of(Citation(source="text")), clause="", text=text)
        yield Point(name=Caution.NO_DISCLAIMER, evidence=(evidence,))


def _approvals(licence: Licence) -> Iterator[Point]:
    """Yield what the SPDX list says of the OSI and of the FSF; no entry is not a refusal."""
    names: list[Merit | Caution] = [Merit.APPROVED if licence.osi.value else Caution.NOT_APPROVED]
    if licence.fsf.value is Standing.LISTED:
        names.append(Merit.LISTED)
    for name in names:
        text = WORDS.in_both(f"evidence.{name}")
        evidence = Evidence(source=_of(licence.osi.citation), clause="", text=text)
        yield Point(name=name, evidence=(evidence,))


def _later_than(licence: Licence) -> str:
    """Return the identifier of a later version of the same licence, or nothing."""
    this = VERSIONED.fullmatch(licence.id)
    if this is None:
        return ""
    found = {each: VERSIONED.fullmatch(each) for each in catalogue()}
    versions = {
        each: _number(match["version"])
        for each, match in found.items()
        if match and (match["stem"], match["kind"]) == (this["stem"], this["kind"])
    }
    latest = max(versions, key=lambda each: versions[each])
    return latest if versions[latest] > _number(this["version"]) else ""


def _number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _reach_evidence(licence: Licence, goal: Goal) -> tuple[Evidence, ...]:
    """Return the clause on copyleft, and that on networks where the question turns on it."""
    reach = _fact("reaches", licence.reach)
    if Goal.SERVICE not in {goal, _level(licence)}:
        return (reach,)
    return (reach, _fact("networks", licence.network))


def _contested(licence: Licence) -> tuple[Evidence, ...]:
    """Return the fact on which sources disagree, then what the catalogue remarks about it."""
    is_network = licence.network.value is Network.CONTESTED
    fact = _fact("networks", licence.network) if is_network else _fact("reaches", licence.reach)
    return (fact, _remark(licence)) if licence.remark else (fact,)


def _remark(licence: Licence) -> Evidence:
    assert licence.remark is not None  # noqa: S101  # asked before
    citation = licence.remark.citation
    return Evidence(source=_of(citation), clause=citation.clause, text=licence.remark.value)


def _fact(table: str, fact: Fact[Any]) -> Evidence:
    term = vocabulary()[table][fact.value]
    return Evidence(
        source=_of(fact.citation),
        clause=fact.citation.clause,
        text=term.get("meaning", term["label"]),
    )


def _recorded(licence: Licence, record: Mapping[str, Any]) -> Evidence:
    return Evidence(
        source=COMBINATION_WORDS.in_both("source.text", licence=licence.id),
        clause=record["clause"],
        text=record["text"],
        standing=Ground(record["standing"]),
    )


def _combined(found: Combination) -> Iterator[Evidence]:
    """Yield what ``combine`` rests on: the reasons for this answer, or that there is none."""
    deciding = [each for each in found.reasons if each.answer is found.answer] or found.reasons
    for reason in found.reasons if found.is_disputed else deciding:
        yield Evidence(
            source=reason.source,
            clause=reason.clause,
            text=reason.text,
            standing=reason.standing,
        )
    if not found.reasons:
        said = {language: " ".join(found.said(language)) for language in LANGUAGES}
        yield Evidence(source=_source("engine"), clause="", text=said)


def _of(citation: Citation) -> Sentence:
    short: Sentence = vocabulary()["sources"][citation.source]["short"]
    return short


def _source(name: str) -> Sentence:
    return WORDS.in_both(f"source.{name}")


@cache
def _records(name: str) -> Mapping[str, Any]:
    tables = tomllib.loads(WORDS.path.read_text(encoding="utf-8"))
    records: Mapping[str, Any] = tables[name]
    return records
