# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Whether work under one licence may go into a work released under another, in this way.

What is known lies in two tables beside this module: ``compatibility.csv`` (pairs of licences
within one work, each row with its source) and ``clauses.toml`` (what licence texts say, clause
by clause, also of linking, of separate programs and of services). What neither says is not
established: nothing is guessed.
"""

import csv
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from typing import Any, Final

from atelier.expression import (
    Compound,
    Expression,
    Join,
    Name,
    is_spdx,
    meant,
    names_in,
    read,
    renamed,
)
from atelier.licences import FOLDER, Sentence, Standing, UnknownLicenceError, catalogue
from atelier.words import LANGUAGES, Language, words_beside

WORDS: Final = words_beside(__file__)


class Answer(StrEnum):
    """What is answered, from the best to the worst.

    ``yes`` asks for no more than the part's usual notices with each copy; with ``conditions``,
    a source asks for something more, to be done or to be checked.
    """

    YES = "yes"
    CONDITIONS = "conditions"
    COUNSEL = "counsel"
    NOT_ESTABLISHED = "not-established"
    NO = "no"

    @property
    def is_allowed(self) -> bool:
        """Return whether it may be done."""
        return self in {Answer.YES, Answer.CONDITIONS}


class Linking(StrEnum):
    """How the part is joined to the whole."""

    SAME_WORK = "same-work"
    STATIC = "static"
    DYNAMIC = "dynamic"
    SEPARATE_PROCESS = "separate-process"
    NETWORK_SERVICE = "network-service"


class Ground(StrEnum):
    """What an answer rests on: the words of a source, our conclusion from them, or an excerpt.

    ``ACCORDING`` is what a source is reported to say: only an excerpt of it was read.
    """

    VERIFIED = "verified"
    OUR_READING = "our reading"
    ACCORDING = "according to the source"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """What one source says; without an ``answer`` it adds to the others and decides nothing.

    ``reference`` is its short name, the same in every language: ``GPL-3.0 5(c)``, or ``osadl``.
    """

    answer: Answer | None
    reference: str
    clause: str
    source: Sentence
    text: Sentence
    standing: Ground
    quote: str = ""


@dataclass(frozen=True, kw_only=True)
class Obligation:
    """What has to be done, and the clause that asks for it.

    ``is_usual`` is what the part's licence asks of every copy, and no condition of the answer.
    """

    text: Sentence
    clause: str
    source: Sentence
    is_usual: bool = False


@dataclass(frozen=True, kw_only=True)
class Route:
    """The way by which it can be done; with the answer ``no``, another way to go."""

    name: str
    text: Sentence


@dataclass(frozen=True, kw_only=True)
class Remark:
    """How the question was understood: the name of a sentence, and what fills its blanks."""

    fact: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Combination:
    """The answer for one part, one whole and one way of joining them.

    ``standing`` is None where nothing is established and where sources disagree
    (``is_disputed``).
    """

    part: str
    whole: str
    linking: Linking
    answer: Answer
    standing: Ground | None = None
    reasons: tuple[Reason, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    route: Route | None = None
    remarks: tuple[Remark, ...] = ()
    is_disputed: bool = False

    def facts(self, language: Language) -> dict[str, Any]:
        """Return the answer for another program, its sentences in ``language``."""
        return {
            "part": self.part,
            "whole": self.whole,
            "linking": self.linking,
            "answer": self.answer,
            "standing": self.standing,
            "disputed": self.is_disputed,
            "reasons": [
                {
                    "clause": reason.clause,
                    "reference": reason.reference,
                    "source": reason.source[language],
                    "text": reason.text[language],
                    "quote": reason.quote,
                    "answer": reason.answer,
                    "standing": reason.standing,
                }
                for reason in self.reasons
            ],
            "obligations": [
                {
                    "text": each.text[language],
                    "clause": each.clause,
                    "source": each.source[language],
                    "usual": each.is_usual,
                }
                for each in self.obligations
            ],
            "route": self.route and {"name": self.route.name, "text": self.route.text[language]},
            "remarks": self.said(language),
        }

    def said(self, language: Language) -> list[str]:
        """Return how the question was understood, in sentences."""
        return [
            WORDS.say(f"remark.{remark.fact}", language=language, **remark.values)
            for remark in self.remarks
        ]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of ``compatibility.csv``: a source on two licences within one work."""

    part: str
    whole: str
    verdict: str
    source: str
    status: str
    note: str

    @property
    def standing(self) -> Ground:
        """Return what the row rests on: a source of which an excerpt was read says so itself."""
        if self.status != "verified":
            return Ground.OUR_READING
        return Ground(_tables()["sources"][self.source].get("standing", Ground.VERIFIED))

    @property
    def answer(self) -> Answer:
        """Return the row's verdict in the words of this engine."""
        return {
            "yes": Answer.YES,
            "same": Answer.YES,
            "conditional": Answer.CONDITIONS,
            "unknown": Answer.NOT_ESTABLISHED,
            "no": Answer.NO,
        }[self.verdict]


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One record of ``clauses.toml``; ``parts`` and ``wholes`` are identifiers.

    ``like`` is the way of joining whose terms hold here too, and whose answer is the best that
    can be given; ``supposes`` names the remark on what the question takes for granted.
    """

    id: str
    licence: str
    clause: str
    quote: str
    linking: frozenset[Linking]
    parts: frozenset[str]
    wholes: frozenset[str]
    apart: frozenset[str]
    answer: Answer | None
    standing: Ground
    text: Sentence
    obligations: tuple[str, ...]
    route: str
    like: Linking | None
    supposes: str

    def speaks_of(self, part: str, whole: str, linking: Linking) -> bool:
        """Return whether the record is about this part, this whole and this way of joining."""
        here = {whole, "same"} if part == whole else {whole}
        return (
            linking in self.linking
            and part in self.parts
            and bool(here & self.wholes)
            and not here & self.apart
        )


def combine(part: str, whole: str, linking: Linking = Linking.SAME_WORK) -> Combination:
    """Return whether work under ``part`` may go into work released under ``whole``.

    Both are SPDX expressions. Of a choice in ``part`` the best counts, since you choose; of all
    else the worst does: what applies together must all hold, and so must each licence that you
    offer. Raises BrokenExpressionError where an expression breaks and UnknownLicenceError, which
    names the nearest identifier, where SPDX has no such licence.
    """
    first, second = read(part), read(whole)
    for name in (*names_in(first), *names_in(second)):
        _recognise(name)
    answer = _combine(first, second, linking)
    told = tuple(
        Remark(fact="read-as", values={"typed": typed, "id": name})
        for typed, name in dict(renamed(f"{part} {whole}")).items()
    )
    return replace(answer, remarks=(*told, *answer.remarks))


def cited(clause: str) -> Sentence:
    """Return a clause as it is cited: a number is a section, a word a part of the text."""
    if clause[:1].isdigit():
        return WORDS.in_both("clause.section", clause=clause)
    if clause in {"appendix", "whole", "compatibility"}:
        return WORDS.in_both(f"clause.{clause}")
    return dict.fromkeys(LANGUAGES, clause)


@cache
def known() -> frozenset[str]:
    """Return the identifiers of which something is known here: the catalogue and the rows."""
    return frozenset({*catalogue(), *(name for row in rows() for name in (row.part, row.whole))})


@cache
def rows() -> tuple[Row, ...]:
    """Return the rows of ``compatibility.csv``."""
    with (FOLDER / "compatibility.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Row(
                part=row["from"],
                whole=row["to"],
                verdict=row["verdict"],
                source=row["source"],
                status=row["status"],
                note=row["note"],
            )
            for row in csv.DictReader(file)
        )


@cache
def clauses() -> tuple[Clause, ...]:
    """Return the records of ``clauses.toml``."""
    return tuple(
        Clause(
            id=name,
            licence=record["licence"],
            clause=record["clause"],
            quote=record.get("quote", ""),
            linking=frozenset(map(Linking, record["linking"])),
            parts=_members(record["from"]),
            wholes=_members(record["into"]),
            apart=_members(record.get("except", ())),
            answer=Answer(record["answer"]) if "answer" in record else None,
            standing=Ground(record["standing"]),
            text=record["text"],
            obligations=tuple(record.get("obligations", ())),
            route=record.get("route", ""),
            like=Linking(record["like"]) if "like" in record else None,
            supposes=record.get("supposes", ""),
        )
        for name, record in _tables()["clauses"].items()
    )


# ------------------------------------------------------------------------------------ one pair


def _pair(part: str, whole: str, linking: Linking) -> Combination:
    """Return what the tables say of two licences."""
    records = [record for record in clauses() if record.speaks_of(part, whole, linking)]
    for record in records:
        if record.like:
            return _alike(record, _pair(part, whole, record.like), linking)
    found = _rows_of(part, whole) if linking is Linking.SAME_WORK else []
    if any(record.answer for record in records) or any(row.status == "verified" for row in found):
        found = [row for row in found if row.status == "verified"]
    reasons = (
        *(_row_reason(row) for row in found),
        *(_clause_reason(record, part) for record in records),
    )
    answers = {reason.answer for reason in reasons if reason.answer}
    answers = answers - {Answer.NOT_ESTABLISHED} or answers
    answer = next(iter(answers)) if len(answers) == 1 else Answer.COUNSEL
    if not answers:
        answer = Answer.NOT_ESTABLISHED
    duties = _obligations(part, records, linking) if answer.is_allowed else ()
    routes = sorted(
        (record for record in records if record.route), key=lambda each: not each.answer
    )
    combination = Combination(
        part=part,
        whole=whole,
        linking=linking,
        answer=answer,
        standing=_standing(reasons) if len(answers - {Answer.NOT_ESTABLISHED}) == 1 else None,
        reasons=reasons,
        obligations=duties,
        route=_route(routes[0].route) if routes else None,
        is_disputed=len(answers) > 1,
    )
    return replace(combination, remarks=tuple(_remarks(combination, records)))


def _alike(record: Clause, there: Combination, linking: Linking) -> Combination:
    """Return the answer where the terms of another way of joining hold here too.

    It is never better than the answer ``there``; the rows, which speak of one same work, are
    shown and decide nothing by themselves.
    """
    assert record.answer  # noqa: S101  # tells the type checker what such a record always has
    answer = max(there.answer, record.answer, key=list(Answer).index)
    is_established = answer is not Answer.NOT_ESTABLISHED
    own = replace(_clause_reason(record, there.part), answer=answer if is_established else None)
    others = (each if each.quote else replace(each, answer=None) for each in there.reasons)
    duties = _obligations(there.part, [record], linking) if answer.is_allowed else ()
    return replace(
        there,
        linking=linking,
        answer=answer,
        standing=record.standing if is_established and not there.is_disputed else None,
        reasons=(own, *others),
        obligations=_once((*duties, *there.obligations)),
    )


def _standing(reasons: Iterable[Reason]) -> Ground | None:
    """Return the best ground among the reasons that decide: one that is verified suffices."""
    grounds = {reason.standing for reason in reasons if reason.answer}
    return min(grounds, key=list(Ground).index, default=None)


def _rows_of(part: str, whole: str) -> list[Row]:
    return _rows_by_pair().get((part, whole), [])


@cache
def _rows_by_pair() -> dict[tuple[str, str], list[Row]]:
    pairs: dict[tuple[str, str], list[Row]] = {}
    for row in rows():
        pairs.setdefault((row.part, row.whole), []).append(row)
    return pairs


def _row_reason(row: Row) -> Reason:
    source = _tables()["sources"][row.source]
    said = WORDS.in_both(f"row.{row.verdict}", part=row.part, whole=row.whole)
    note = _tables()["notes"].get(row.note, dict.fromkeys(LANGUAGES, ""))
    return Reason(
        answer=row.answer,
        reference=_reference(row.part, source["clause"]) if source["clause"] else row.source,
        clause=source["clause"] or f"{row.part} → {row.whole}",
        source=source["name"],
        text={each: f"{said[each]} {note[each]}".strip() for each in LANGUAGES},
        standing=row.standing,
    )


def _clause_reason(record: Clause, part: str) -> Reason:
    licence = part if record.licence == "same" else record.licence
    return Reason(
        answer=record.answer,
        reference=_reference(licence, record.clause),
        clause=record.clause,
        source=_text_of(licence),
        text=record.text,
        standing=record.standing,
        quote=record.quote,
    )


def _reference(licence: str, clause: str) -> str:
    """Return a clause by its short name; ``-only`` and ``-or-later`` share one text."""
    return f"{licence.removesuffix('-only').removesuffix('-or-later')} {clause}"


def _obligations(part: str, records: list[Clause], linking: Linking) -> tuple[Obligation, ...]:
    """Return what the clauses ask for, then what the part asks for wherever a copy goes."""
    duties = [
        Obligation(
            text=_tables()["obligations"][name],
            clause=record.clause,
            source=_text_of(record.licence),
        )
        for record in records
        for name in record.obligations
    ]
    licence = catalogue().get(part) or catalogue().get(part.replace("-only", "-or-later"))
    if licence and licence.conditions and linking is not Linking.NETWORK_SERVICE:
        clause = licence.notice.citation.clause or "whole"
        source = _text_of(licence.id)
        duties.append(
            Obligation(text=licence.notice.value, clause=clause, source=source, is_usual=True)
        )
    return tuple({duty.text["en"]: duty for duty in duties}.values())


def _remarks(combination: Combination, records: Iterable[Clause]) -> Iterator[Remark]:
    values = {"part": combination.part, "whole": combination.whole}
    if combination.is_disputed:
        yield Remark(fact="disputed")
    elif not combination.reasons and combination.linking is Linking.SAME_WORK:
        yield Remark(fact="no-row", values=values)
    elif not combination.reasons:
        yield Remark(fact="no-clause", values=values)
    if combination.answer.is_allowed:
        for fact in _once(record.supposes for record in records if record.supposes):
            yield Remark(fact=fact, values=values)


def _text_of(licence: str) -> Sentence:
    return WORDS.in_both("source.text", licence=licence)


def _route(name: str) -> Route:
    return Route(name=name, text=_tables()["routes"][name])


# ---------------------------------------------------------------------------------- expressions


def _combine(part: Expression, whole: Expression, linking: Linking) -> Combination:
    if isinstance(part, Name) and isinstance(whole, Name):
        return _named(part, whole, linking)
    if isinstance(part, Compound) and _in_any_order(part) == _in_any_order(whole):
        answers = [_combine(each, each, linking) for each in part.parts]
        return _worst(answers, part, whole, Remark(fact="both-same"))
    if isinstance(whole, Compound):
        answers = [_combine(part, each, linking) for each in whole.parts]
        given = {each.answer for each in answers}
        if whole.join is Join.ALL and Answer.NO in given and any(each.is_allowed for each in given):
            return _unsettled(answers, part, whole)
        fact = "offered" if whole.join is Join.CHOICE else "every-whole"
        return _worst(answers, part, whole, Remark(fact=fact, values={"names": str(whole)}))
    assert isinstance(part, Compound)  # noqa: S101  # tells the type checker what is left
    answers = [_combine(each, whole, linking) for each in part.parts]
    if part.join is Join.ALL:
        return _worst(answers, part, whole, Remark(fact="every", values={"names": str(part)}))
    best = min(answers, key=lambda each: list(Answer).index(each.answer))
    remark = Remark(fact="chosen", values={"names": str(part), "chosen": best.part})
    return replace(best, part=str(part), whole=str(whole), remarks=(remark, *best.remarks))


def _in_any_order(expression: Expression) -> object:
    """Return what two expressions share that differ only in the order of their terms."""
    if isinstance(expression, Name):
        return expression
    return expression.join, frozenset(map(_in_any_order, expression.parts))


def _unsettled(answers: list[Combination], part: Expression, whole: Expression) -> Combination:
    """Return "ask counsel": the whole is under several licences, and the part fits some of them.

    An expression does not say which licence covers what the part goes into.
    """
    remark = Remark(fact="mixed-whole", values={"names": str(whole)})
    return Combination(
        part=str(part),
        whole=str(whole),
        linking=answers[0].linking,
        answer=Answer.COUNSEL,
        standing=Ground.OUR_READING,
        reasons=_once(reason for each in answers for reason in each.reasons),
        remarks=_once((remark, *(told for each in answers for told in each.remarks))),
    )


def _worst(
    answers: list[Combination], part: Expression, whole: Expression, remark: Remark
) -> Combination:
    """Return the worst answer, with what led to it; what is allowed keeps all its duties."""
    worst = max(answers, key=lambda each: list(Answer).index(each.answer))
    counted = (
        answers
        if worst.answer.is_allowed
        else [each for each in answers if each.answer is worst.answer]
    )
    grounds = {each.standing for each in counted if each.standing}
    return replace(
        worst,
        part=str(part),
        whole=str(whole),
        standing=max(grounds, key=list(Ground).index, default=None),
        reasons=_once(reason for each in counted for reason in each.reasons),
        obligations=_once(duty for each in counted for duty in each.obligations),
        remarks=_once((remark, *(told for each in counted for told in each.remarks))),
        is_disputed=any(each.is_disputed for each in counted),
    )


def _once(things: Iterable[Any]) -> tuple[Any, ...]:
    kept: list[Any] = []
    kept.extend(each for each in things if each not in kept)
    return tuple(kept)


def _named(part: Name, whole: Name, linking: Linking) -> Combination:
    """Return the answer for two licences, where their names alone settle that none is known."""
    if part == whole and part.exception and part.id in known():
        told = Remark(fact="same-exception", values={"name": str(part)})
        alike = _pair(part.id, whole.id, linking)
        return replace(alike, part=str(part), whole=str(whole), remarks=(told, *alike.remarks))
    for name in (part, whole):
        fact = (
            "exception"
            if name.exception
            else "reference"
            if name.is_reference
            else "elsewhere"
            if name.id not in known()
            else ""
        )
        if fact:
            return Combination(
                part=str(part),
                whole=str(whole),
                linking=linking,
                answer=Answer.NOT_ESTABLISHED,
                remarks=(Remark(fact=fact, values={"name": str(name)}),),
            )
    answer = _pair(part.id, whole.id, linking)
    if not (part.or_later or whole.or_later):
        return answer
    return _later(part, whole, answer)


def _later(part: Name, whole: Name, answer: Combination) -> Combination:
    """Return the answer where ``+`` leaves later versions open, of which nothing is recorded.

    A part of which this very version fits may go in: its user chooses the version.
    """
    if (whole.or_later and part != whole) or not answer.answer.is_allowed:
        remark = Remark(fact="later", values={"name": str(whole if whole.or_later else part)})
        return Combination(
            part=str(part),
            whole=str(whole),
            linking=answer.linking,
            answer=Answer.NOT_ESTABLISHED,
            remarks=(remark,),
        )
    remark = Remark(fact="this-version", values={"name": str(part), "id": part.id})
    return replace(answer, part=str(part), whole=str(whole), remarks=(remark, *answer.remarks))


def _recognise(name: Name) -> None:
    if not (name.is_reference or name.id in known() or is_spdx(name.id)):
        raise UnknownLicenceError(name.id, meant(name.id))


# ----------------------------------------------------------------------------------- the tables


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "clauses.toml").read_text(encoding="utf-8"))


def _members(words: Iterable[str]) -> frozenset[str]:
    """Return the identifiers that the words of a record stand for; ``same`` stays as it is."""
    return frozenset(name for word in words for name in _stands_for(word))


def _stands_for(word: str) -> Iterable[str]:
    licences = catalogue().values()
    groups = _tables()["groups"]
    if word == "any":
        return known()
    if word == "software":
        fit = {"software", "anything"}
        return [each.id for each in licences if each.is_free and each.category.made_for in fit]
    if word == "approved":
        listed = [
            each.id for each in licences if each.osi.value or each.fsf.value is Standing.LISTED
        ]
        return [*listed, *groups["elsewhere"]]
    family = [each.id for each in licences if each.category == word]
    return groups.get(word) or family or [word]
