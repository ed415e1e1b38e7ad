# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A NOTICE file says what the licences of the shipped components ask for, and invents nothing.

What each licence asks for is asked of the catalogue and of the engine: the notices to keep, the
NOTICE text to pass on, the changes to state, the library to name. The texts of the licences are
another file's business: here they are only named.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Final

from atelier.artefacts import dependencies, notice
from atelier.artefacts.dependencies import Component, Use
from atelier.artefacts.text import UnreadableTextError, read_text
from atelier.combination import Linking, clauses
from atelier.expression import Compound, Expression, Join
from atelier.licences import Citation, Licence, catalogue
from atelier.verdict import Finding, Verdict
from atelier.words import LANGUAGES, Language, words_beside

WORDS: Final = words_beside(__file__)
APPLICATION: Final = "MIT"  # the licence of the application that ships the components
NOTICE_CLAUSE: Final = re.compile(r"\((\w)\) If the Work includes a \"NOTICE\" text file")
SAID: Final = {
    "changes": re.compile(r"modifi|chang|adapt|transform|alter", re.IGNORECASE),
    "use": re.compile(r"\b(utilis|emploi|fait appel|use[sd]?\b|using|link)", re.IGNORECASE),
    "library": re.compile(r"biblioth[èe]que|\blibrar(y|ies)\b", re.IGNORECASE),
}
ENDORSEMENT: Final = re.compile(
    r"approuv|recommand|endors|sponsor|parrain|soutenu|caution|partenaire officiel"
    r"|official partner|approved by|certifi",
    re.IGNORECASE,
)
DENIAL: Final = re.compile(
    r"\b(ne|n[’']|pas|aucun\w*|sans|ni|not|no|neither|without)\b", re.IGNORECASE
)
MAXIMUM: Final = 8.0  # where nothing can be looked at
COMPONENT_POINTS: Final = 0.5
SPECIAL_POINTS: Final = 1.0
INVENTED_POINTS: Final = 2.5
ENDORSEMENT_POINTS: Final = 1.0  # of those, where a backing is claimed
Faces = dict[Language, str]


@dataclass(frozen=True, kw_only=True)
class Duty:
    """What one component asks for; ``licences`` are those of one way to take it."""

    component: Component
    licences: tuple[Licence, ...]

    @property
    def keeps_notices(self) -> Citation | None:
        """Return where a licence asks for the notices to be kept."""
        return self._asked("include-copyright")

    @property
    def states_changes(self) -> Citation | None:
        """Return where a licence asks for the changes to be stated, if there are any."""
        return self._asked("document-changes") if self.component.is_modified else None

    @property
    def passes_notice(self) -> str:
        """Return where a licence asks for the text of the NOTICE file, if there is one."""
        if not self.component.notice:
            return ""
        return next(filter(None, (notice_clause(each.id) for each in self.licences)), "")

    @property
    def names_library(self) -> str:
        """Return where a licence asks to say that the library is used."""
        return next(filter(None, (library_clause(each.id) for each in self.licences)), "")

    def _asked(self, tag: str) -> Citation | None:
        cited = (licence.conditions.get(tag) for licence in self.licences)
        return next((citation for citation in cited if citation), None)


def check(folder: Path) -> Verdict:
    """Return how well ``NOTICE`` in ``folder`` answers for the components of its list."""
    try:
        listed = dependencies.components_of(read_text(folder, dependencies.FILE))
    except UnreadableTextError as error:
        return _nothing("unreadable", seen=error.seen(), step=error.next_step())
    except dependencies.BrokenListError as error:
        return _nothing("list-broken", file=dependencies.FILE, line=error.line)
    try:
        text = read_text(folder, notice.FILE)
    except UnreadableTextError as error:
        return _unread(listed, seen=error.seen(), step=error.next_step())
    entries = notice.entries_of(text, (component.name for component in listed))
    duties = [_chosen(component, entries) for component in listed if component.use is Use.SHIPPED]
    return Verdict(
        subject="attribution",
        findings=(
            *(_component(duty, entries) for duty in duties if duty.keeps_notices),
            *_special(duties, entries, text),
            _invented(listed, duties, entries, text),
        ),
    )


@cache
def notice_clause(licence: str) -> str:
    """Return the clause of a licence that speaks of a NOTICE file, or nothing."""
    clause = NOTICE_CLAUSE.search(catalogue()[licence].text)
    return f"4({clause[1]})" if clause else ""


@cache
def library_clause(licence: str) -> str:
    """Return the clause that asks to say that the library is used, in a program linked to it."""
    asking = (
        record.clause
        for record in clauses()
        if "library-notice" in record.obligations
        and record.speaks_of(licence, APPLICATION, Linking.DYNAMIC)
    )
    return next(asking, "")


def ways(expression: Expression) -> tuple[tuple[Licence, ...], ...]:
    """Return the ways to take a work: for each, the licences that apply together."""
    if not isinstance(expression, Compound):
        known = catalogue().get(expression.id)
        return ((known,) if known else (),)
    parts = [ways(part) for part in expression.parts]
    if expression.join is Join.CHOICE:
        return tuple(way for part in parts for way in part)
    return tuple(tuple(each for way in combined for each in way) for combined in product(*parts))


def _chosen(component: Component, entries: Mapping[str, str]) -> Duty:
    """Return what the component asks for in the way that was taken: the one that is named."""
    possible = ways(component.licence)
    entry = entries.get(component.name, "")
    named = (way for way in possible if _names_all(entry, way))
    return Duty(component=component, licences=next(named, possible[0]))


def _names_all(entry: str, licences: Iterable[Licence]) -> bool:
    return all(notice.names_licence(entry, licence) for licence in licences)


def _nothing(fact: str, **values: object) -> Verdict:
    """Say that the list itself cannot be read: then nothing can be asked for."""
    finding = Finding(criterion="list", fact=fact, points=0, maximum=MAXIMUM, values=values)
    return Verdict(subject="attribution", findings=(finding,))


def _unread(listed: Sequence[Component], **values: object) -> Verdict:
    """Say once, and first, why the NOTICE file cannot be read; all else stays open."""
    first = Finding(
        criterion="invented",
        fact="unreadable",
        points=0,
        maximum=INVENTED_POINTS,
        values=values,
    )
    duties = [_chosen(each, {}) for each in listed if each.use is Use.SHIPPED]
    asking = (_component(duty, {}) for duty in duties if duty.keeps_notices)
    return Verdict(subject="attribution", findings=(first, *asking, *_special(duties, {}, "")))


def _component(duty: Duty, entries: Mapping[str, str]) -> Finding:
    """Return whether the licence is named and the copyright lines are kept."""
    component, entry = duty.component, entries.get(duty.component.name)
    lines = component.copyright_lines
    named = entry is not None and _names_all(entry, duty.licences)
    lost = [line for line in lines if entry is None or not notice.keeps(entry, line)]
    fact = {
        (True, True): "right",
        (False, True): "no-licence",
        (True, False): "no-copyright",
        (False, False): "bare",
    }[named, not lost]
    return Finding(
        criterion="component",
        fact="absent" if entry is None else fact,
        points=COMPONENT_POINTS * (named + (not lost)) / 2,
        maximum=COMPONENT_POINTS,
        about=component.name,
        values={
            "component": component.name,
            "licence": str(component.licence),
            "clause": _clause(duty.keeps_notices.clause if duty.keeps_notices else ""),
            "lost": "; ".join(lost),
        },
    )


def _special(duties: Sequence[Duty], entries: Mapping[str, str], text: str) -> Iterator[Finding]:
    """Yield what only some licences ask for, one finding a duty."""
    for duty in duties:
        if clause := duty.passes_notice:
            is_done = notice.keeps(text, duty.component.notice)
            yield _asked("notice", duty, clause, is_done=is_done)
    for duty in duties:
        if clause := duty.names_library:
            is_done = _says(entries.get(duty.component.name, ""), "use", "library")
            yield _asked("library", duty, clause, is_done=is_done)
    for duty in duties:
        if citation := duty.states_changes:
            is_done = _says(entries.get(duty.component.name, ""), "changes")
            yield _asked("changes", duty, citation.clause, is_done=is_done)


def _asked(criterion: str, duty: Duty, clause: str, *, is_done: bool) -> Finding:
    points = SPECIAL_POINTS
    return Finding(
        criterion=criterion,
        fact="right" if is_done else "missing",
        points=points if is_done else 0,
        maximum=points,
        values={
            "component": duty.component.name,
            "licence": ", ".join(each.id for each in duty.licences),
            "clause": _clause(clause),
        },
    )


def _says(entry: str, *subjects: str) -> bool:
    return all(SAID[subject].search(entry) for subject in subjects)


def _invented(
    listed: Sequence[Component], duties: Sequence[Duty], entries: Mapping[str, str], text: str
) -> Finding:
    """Return whether something is declared that nobody ships, or an approval that nobody gave."""
    asking = [duty for duty in duties if duty.keeps_notices]
    parts = [duty.component for duty in asking]
    declared = [each for each in parts if _is_declared(each, entries.get(each.name, ""))]
    if len(declared) * 2 < len(asking):
        return Finding(criterion="invented", fact="too-few", points=0, maximum=INVENTED_POINTS)
    absent = [component for component in listed if component.use is not Use.SHIPPED]
    extra = [each for each in absent if _is_declared(each, entries.get(each.name, ""))]
    boasts = [line.strip() for line in text.splitlines() if _boasts(line)]
    lost = INVENTED_POINTS * len(extra) / max(len(absent), 1) + ENDORSEMENT_POINTS * bool(boasts)
    fact = {
        (False, False): "right",
        (True, False): "not-shipped",
        (False, True): "endorsed",
        (True, True): "both",
    }[bool(extra), bool(boasts)]
    return Finding(
        criterion="invented",
        fact=fact,
        points=max(INVENTED_POINTS - lost, 0),
        maximum=INVENTED_POINTS,
        values={
            "extra": _joined(_reason(component) for component in extra),
            "boast": boasts[0] if boasts else "",
        },
    )


def _is_declared(component: Component, entry: str) -> bool:
    """Return whether more is said of a component than its name: its licence, its copyright."""
    named = any(_names_all(entry, way) for way in ways(component.licence))
    kept = any(notice.keeps(entry, line) for line in component.copyright_lines)
    return bool(entry) and (named or kept)


def _boasts(line: str) -> bool:
    return bool(ENDORSEMENT.search(line)) and not DENIAL.search(line)


def _reason(component: Component) -> Faces:
    return WORDS.in_both(f"use.{component.use}", component=component.name)


def _joined(faces: Iterable[Faces]) -> Faces:
    listed = list(faces)
    return {language: "; ".join(face[language] for face in listed) for language in LANGUAGES}


def _clause(clause: str) -> Faces:
    """Return a clause as it is cited; short licences have no numbers."""
    if not clause:
        return WORDS.in_both("cited.text")
    return WORDS.in_both("cited.clause", clause=clause)
