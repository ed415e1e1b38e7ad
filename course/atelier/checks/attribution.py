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
from functools import cache, cached_property
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
    "changes": re.compile(
        r"\b(?:modifi|chang|adapt|transform|alt[eé]r(?!n)|retouch|remani|ajust|adjust|corrig"
        r"|edited|recolor|redessin|redrawn|dériv|derived)",
        re.IGNORECASE,
    ),
    "use": re.compile(r"\b(?:utilis|emploi|fait appel|use[sd]?\b|using|link)", re.IGNORECASE),
    "library": re.compile(r"\b(?:biblioth[èe]que|librar(?:y|ies)\b)", re.IGNORECASE),
}
ENDORSEMENT: Final = re.compile(
    r"approuv|recommand|endors|sponsor|parrain|soutenu|caution|partenaire officiel"
    r"|official partner|approved by|certifi",
    re.IGNORECASE,
)
FEW: Final = 2  # components of which the same may be true
MAXIMUM: Final = 8.0  # where nothing can be looked at
COMPONENT_POINTS: Final = 0.5
COPIED_POINTS: Final = 0.125  # of those, where the list was copied as it stands
SPECIAL_POINTS: Final = {"notice": 0.5, "library": 1.0, "changes": 1.0, "choice": 0.5}
INVENTED_POINTS: Final = 2.5
ENDORSEMENT_POINTS: Final = 1.0  # of those, where a backing is claimed
OWN_WORDS: Final = frozenset({"library", "changes", "choice"})  # what no column of the list says
Faces = dict[Language, str]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What NOTICE holds: its text, and what it says of each component of the list."""

    listed: tuple[Component, ...]
    text: str = ""

    @cached_property
    def entries(self) -> Mapping[str, str]:
        """Return the lines on each component."""
        return notice.entries_of(self.text, (component.name for component in self.listed))

    @cached_property
    def clauses(self) -> Mapping[str, tuple[str, ...]]:
        """Return the same, clause by clause."""
        return notice.clauses_of(self.text, (component.name for component in self.listed))

    @cached_property
    def duties(self) -> tuple["Duty", ...]:
        """Return what each shipped component asks for, in the way that was taken."""
        shipped = (each for each in self.listed if each.use is Use.SHIPPED)
        return tuple(_chosen(component, self) for component in shipped)

    @property
    def is_sorted(self) -> bool:
        """Return whether what is shipped was told from what is not."""
        absent = [each for each in self.listed if each.use is not Use.SHIPPED]
        return not absent or not all(_is_declared(each, self) for each in absent)

    def of(self, component: Component) -> str:
        """Return what is said of ``component``, or nothing."""
        return self.entries.get(component.name, "")

    def says(self, component: Component, *subjects: str) -> bool:
        """Return whether each of ``subjects`` is said of ``component``, and not denied."""
        clauses = self.clauses.get(component.name, ())
        return all(notice.affirms(clauses, SAID[subject]) for subject in subjects)


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
    sheet = Sheet(listed=listed, text=text)
    special = tuple(_special(sheet))
    own = [finding for finding in special if finding.criterion in OWN_WORDS]
    is_own = not own or any(finding.points for finding in own)
    return Verdict(
        subject="attribution",
        findings=(
            *_components(sheet, is_copied=not (is_own and sheet.is_sorted)),
            *special,
            _invented(sheet, is_copied=not is_own),
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


def _chosen(component: Component, sheet: Sheet) -> Duty:
    """Return what the component asks for in the way that was taken: the one that is named."""
    possible = ways(component.licence)
    entry = sheet.of(component)
    named = (way for way in possible if _names_all(entry, way))
    way = _taken(component, sheet) or next(named, possible[0])
    return Duty(component=component, licences=way)


def _taken(component: Component, sheet: Sheet) -> tuple[Licence, ...]:
    """Return the one way that is named once “this or that” is left out, or nothing."""
    possible = ways(component.licence)
    clauses = sheet.clauses.get(component.name, ())
    rest = notice.decided(clauses, (each for way in possible for each in way))
    named = [way for way in possible if way and _names_all(rest, way)]
    return named[0] if len(named) == 1 else ()


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
    sheet = Sheet(listed=tuple(listed))
    others = (*_components(sheet, is_copied=True), *_special(sheet))
    return Verdict(subject="attribution", findings=(first, *others))


def _components(sheet: Sheet, *, is_copied: bool) -> Iterator[Finding]:
    """Yield a finding for each shipped component whose licence asks for its notices."""
    for duty in sheet.duties:
        if duty.keeps_notices:
            yield _component(duty, sheet.entries, is_copied=is_copied)


def _component(duty: Duty, entries: Mapping[str, str], *, is_copied: bool) -> Finding:
    """Return whether the licence is named and the copyright lines are kept.

    A list copied as it stands has both: it counts for a quarter until more is done with it.
    """
    component, entry = duty.component, entries.get(duty.component.name)
    lines = component.copyright_lines
    named = entry is not None and _names_all(entry, duty.licences)
    lost = [line for line in lines if entry is None or not notice.keeps(entry, line)]
    fact = {
        (True, True): "copied" if is_copied else "right",
        (False, True): "no-licence",
        (True, False): "no-copyright",
        (False, False): "bare",
    }[named, not lost]
    points = COMPONENT_POINTS * (named + (not lost)) / 2
    return Finding(
        criterion="component",
        fact="absent" if entry is None else fact,
        points=min(points, COPIED_POINTS) if is_copied else points,
        maximum=COMPONENT_POINTS,
        about=component.name,
        values={
            "component": component.name,
            "licence": str(component.licence),
            "clause": _clause(duty.keeps_notices.clause if duty.keeps_notices else ""),
            "lost": "; ".join(lost),
        },
    )


def _special(sheet: Sheet) -> Iterator[Finding]:
    """Yield what only some licences ask for, one finding a duty."""
    for duty in sheet.duties:
        if clause := duty.passes_notice:
            is_kept = notice.keeps(sheet.text, duty.component.notice)
            yield _asked("notice", duty, clause, "right" if is_kept else "missing")
    for duty in sheet.duties:
        if clause := duty.names_library:
            yield _asked("library", duty, clause, _use(duty.component, sheet))
    for duty in sheet.duties:
        if citation := duty.states_changes:
            false = _falsely_changed(sheet)
            is_said = sheet.says(duty.component, "changes")
            fact = "false" if is_said and false else "right" if is_said else "missing"
            yield _asked("changes", duty, citation.clause, fact, others=", ".join(false))
    for duty in sheet.duties:
        if len(ways(duty.component.licence)) > 1:
            yield _choice(duty, sheet)


def _asked(criterion: str, duty: Duty, clause: str, fact: str, **values: object) -> Finding:
    points = SPECIAL_POINTS[criterion]
    return Finding(
        criterion=criterion,
        fact=fact,
        points=points if fact == "right" else 0,
        maximum=points,
        values={
            "component": duty.component.name,
            "licence": ", ".join(each.id for each in duty.licences),
            "clause": _clause(clause),
            **values,
        },
    )


def _use(component: Component, sheet: Sheet) -> str:
    """Return whether the use of the library is said; one sentence for all says it of none."""
    if not sheet.says(component, "use", "library"):
        return "missing"
    shipped = [each for each in sheet.listed if each.use is Use.SHIPPED]
    is_for_all = len(shipped) > FEW and all(
        sheet.says(each, "use", "library") for each in shipped if sheet.of(each)
    )
    return "everywhere" if is_for_all else "right"


def _falsely_changed(sheet: Sheet) -> list[str]:
    """Return the shipped components that are said to be modified, and are not."""
    shipped = (each for each in sheet.listed if each.use is Use.SHIPPED)
    return [each.name for each in shipped if not each.is_modified and sheet.says(each, "changes")]


def _choice(duty: Duty, sheet: Sheet) -> Finding:
    """Return whether the licence taken is named; the same one written everywhere is no choice."""
    taken = _taken(duty.component, sheet)
    foreign = [
        each.name
        for each in sheet.listed
        if taken and taken not in ways(each.licence) and _names_all(sheet.of(each), taken)
    ]
    fact = "missing" if not taken else "everywhere" if len(foreign) > 1 else "right"
    offered = str(duty.component.licence)
    return _asked("choice", duty, "", fact, offered=offered, others=", ".join(foreign))


def _invented(sheet: Sheet, *, is_copied: bool) -> Finding:
    """Return whether something is declared that nobody ships, or an approval that nobody gave.

    Who invents nothing because nothing of one's own is said yet has not shown it.
    """
    parts = [duty.component for duty in sheet.duties if duty.keeps_notices]
    declared = [each for each in parts if _is_declared(each, sheet)]
    absent = [component for component in sheet.listed if component.use is not Use.SHIPPED]
    extra = [each for each in absent if _is_declared(each, sheet)]
    boasts = [line.strip() for line in sheet.text.splitlines() if _boasts(line)]
    waits = "too-few" if len(declared) * 2 < len(parts) else "copied" if is_copied else ""
    if waits and not (extra or boasts):
        return Finding(criterion="invented", fact=waits, points=0, maximum=INVENTED_POINTS)
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
        points=0 if waits else max(INVENTED_POINTS - lost, 0),
        maximum=INVENTED_POINTS,
        values={
            "extra": _joined(_reason(component) for component in extra),
            "boast": boasts[0] if boasts else "",
        },
    )


def _is_declared(component: Component, sheet: Sheet) -> bool:
    """Return whether more is said of a component than its name: its licence, its copyright."""
    entry = sheet.of(component)
    named = any(_names_all(entry, way) for way in ways(component.licence))
    kept = any(notice.keeps(entry, line) for line in component.copyright_lines)
    return bool(entry) and (named or kept)


def _boasts(line: str) -> bool:
    return bool(ENDORSEMENT.search(line)) and not notice.DENIAL.search(line)


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
