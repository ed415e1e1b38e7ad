# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What a project is built on may go into it: each dependency's licence against the project's own.

A licence that nobody states, and a pair on which no source speaks, are not established: neither
good nor bad. What a lock file marks as for development only is not handed on, and not judged.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from packaging.utils import canonicalize_name

from atelier.artefacts.text import UnreadableTextError, read_text
from atelier.combination import WORDS, Answer, Combination, Linking, cited, combine
from atelier.declarations import Survey
from atelier.dependencies import MANIFESTS, Dependency, Kind, Source, installed, own_name, sources
from atelier.enumeration import counted, enumerated, visible
from atelier.expression import names_in, read, readable
from atelier.identification import identify
from atelier.licences import catalogue
from atelier.manifests import manifest, statements
from atelier.verdict import Finding, Verdict
from atelier.words import LANGUAGES, Language, words_beside

MOST_SHOWN: Final = 5
LICENCE_FILES: Final = ("LICENSE", "LICENCE", "LICENSE.txt", "LICENSE.md", "COPYING")


@dataclass(frozen=True, kw_only=True)
class Joining:
    """How dependencies are joined to the project: all alike, but for those named."""

    usual: Linking = Linking.DYNAMIC
    named: Mapping[str, Linking] = field(default_factory=dict)

    def of(self, dependency: Dependency) -> Linking:
        """Return how this one is joined."""
        return self.named.get(canonicalize_name(dependency.name), self.usual)


def check(
    folder: Path,
    *,
    environment: Path | None = None,
    joining: Joining | None = None,
    read_there: Survey | None = None,
) -> Verdict:
    """Return whether the licences of what ``folder`` is built on agree with its own.

    ``environment`` is a Python environment in which the dependencies are installed;
    ``read_there`` is what the project's files declare. Raises NotAnEnvironmentError.
    """
    own, found = _own(folder, read_there)
    there = sources(folder)
    if environment is not None:
        there = (installed(environment, without=own_name(folder)), *there)
    told: list[Finding] = [found]
    told += _unsaid(there, has_environment=environment is not None)
    told += _judged(there, own, joining or Joining())
    if not there:
        told.append(_needless(folder))
    return Verdict(subject="dependencies", findings=tuple(told))


def for_counsel(verdict: Verdict) -> int:
    """Return how many dependencies only a lawyer can settle: no source does, or none speaks."""
    return sum(int(str(finding.values.get("doubtful", 0))) for finding in verdict.findings)


def _finding(criterion: str, fact: str, points: float | None, **values: object) -> Finding:
    """Return a finding; without points, what is not established."""
    return Finding(
        criterion=criterion,
        fact=fact,
        points=points or 0,
        values=values,
        is_established=points is not None,
    )


def _needless(folder: Path) -> Finding:
    """Return what a project says that names no dependency; one without a manifest says nothing."""
    silent = [name for name in MANIFESTS if manifest(folder, name)]
    if not silent:
        return _finding("needs", "unknown", None)
    return _finding("needs", "none", 1, files=enumerated(silent))


# ------------------------------------------------------------------------- the project's licence


def _own(folder: Path, read_there: Survey | None) -> tuple[str, Finding]:
    """Return the project's own licence, or nothing, and where it is said.

    The manifests speak first, by the file that they name where they name one; then the text of
    the licence file; then the files, if all the licences for software that they declare are one.
    """
    texts = {name: _licences_of(folder, name) for name in LICENCE_FILES}
    texts = {name: licences for name, licences in texts.items() if licences}
    said: dict[str, str] = {}
    for each in statements(folder):
        licences = _licences_of(folder, each.named_file) if each.named_file else (each.licence,)
        if not licences:
            named = visible(each.named_file)
            return "", _finding("own", "not-followed", None, file=each.file, named=named)
        if readable(licences[0]) is None:
            stated = visible(each.licence)
            return "", _finding("own", "unreadable", None, file=each.file, stated=stated)
        if len(licences) == 1:
            said[each.file] = str(read(licences[0]))
        else:
            texts[each.named_file] = licences
    if len(set(said.values())) > 1:
        return "", _disagreement(said)
    if said:
        licence = next(iter(said.values()))
        own = {name.id for name in names_in(read(licence))}
        for name, licences in texts.items():
            if own.isdisjoint(licences):
                return "", _disagreement(said | {name: " / ".join(licences)})
        return licence, _finding("own", "stated", 1, licence=licence, files=enumerated(said))
    return _own_by_text(texts) or _own_by_files(read_there)


def _disagreement(said: Mapping[str, str]) -> Finding:
    listed = enumerated((f"{file} ({licence})" for file, licence in said.items()), shown=4)
    return _finding("own", "disagree", 0, stated=listed)


def _licences_of(folder: Path, name: str) -> tuple[str, ...]:
    """Return the licences whose text a file of the project holds; none outside the project."""
    try:
        if not (folder / name).resolve().is_relative_to(folder.resolve()):
            return ()
        seen = identify(read_text(folder, name))
    except (UnreadableTextError, OSError, RuntimeError, ValueError):
        return ()
    return (seen.stated,) if seen.stated in seen.licences else seen.licences


def _own_by_text(texts: Mapping[str, tuple[str, ...]]) -> tuple[str, Finding] | None:
    if not texts:
        return None
    file, licences = next(iter(texts.items()))
    if len(texts) == 1 and len(licences) == 1:
        return licences[0], _finding("own", "stated", 1, licence=licences[0], files=file)
    several = enumerated(each for licences in texts.values() for each in licences)
    return "", _finding("own", "several", None, licences=several)


def _own_by_files(read_there: Survey | None) -> tuple[str, Finding]:
    declared = {
        licence
        for licence in (read_there.used if read_there else ())
        if (parsed := readable(licence))
        and any(_is_for_software(name.id) for name in names_in(parsed))
    }
    if len(declared) == 1:
        licence = next(iter(declared))
        return licence, _finding("own", "declared", 1, licence=licence)
    if declared:
        return "", _finding("own", "several", None, licences=enumerated(sorted(declared)))
    return "", _finding("own", "none", None)


def _is_for_software(identifier: str) -> bool:
    licence = catalogue().get(identifier)
    return licence is None or licence.category.made_for == "software"


# --------------------------------------------------------------------------- what nobody has said


def _unsaid(there: tuple[Source, ...], *, has_environment: bool) -> Iterator[Finding]:
    """Yield the sources that could not be read, then those that state no licence."""
    for source in there:
        if source.trouble:
            yield _finding("sources", source.trouble, None, file=visible(source.name))
    by_kind: dict[Kind, list[Source]] = {}
    for source in there:
        if not (source.states_licences or source.trouble):
            by_kind.setdefault(source.kind, []).append(source)
    for kind, silent in by_kind.items():
        if kind is Kind.PYTHON and has_environment:
            yield from _absent(there[0], silent)
        else:
            files = enumerated(source.name for source in silent)
            count = counted(len({each.name for one in silent for each in one.dependencies}))
            yield _finding("sources", f"silent-{kind}", None, files=files, count=count)


def _absent(environment: Source, silent: list[Source]) -> Iterator[Finding]:
    """Yield which packages a lock file names that are not installed, if there are any."""
    there = {canonicalize_name(each.name) for each in environment.dependencies}
    for source in silent:
        names = [each.name for each in source.dependencies]
        missing = [name for name in names if canonicalize_name(name) not in there]
        if missing:
            files = visible(source.name)
            yield _finding("sources", "absent", None, file=files, names=enumerated(missing))


# ---------------------------------------------------------------------------- the judgement itself


def _judged(there: tuple[Source, ...], own: str, joining: Joining) -> Iterator[Finding]:
    """Yield what the engine answers for the dependencies of which the licence is stated."""
    given = [each for one in there if one.states_licences for each in one.dependencies]
    judged = {
        (each.name, each.version, each.licence): each
        for each in given
        if not each.is_for_development
    }
    development = _development(len([each for each in given if each.is_for_development]))
    unstated = tuple(_unstated(list(judged.values())))
    yield from unstated
    stated = [each for each in judged.values() if readable(each.licence)]
    if not own:
        if stated:
            yield _finding("joined", "no-own", None, count=counted(len(stated)))
        return
    answers = _answers(stated, own, joining)
    doubts = (*unstated, *_doubts(answers, own))
    yield from doubts[len(unstated) :]
    plain, conditional = answers.get(Answer.YES, []), answers.get(Answer.CONDITIONS, [])
    if plain or conditional or (given and not judged):
        yield _finding(
            "rest" if doubts else "joined",
            "allowed-conditions" if conditional else "allowed",
            1,
            own=own,
            count=counted(len(plain) + len(conditional)),
            conditional=_called(conditional),
            development=development,
        )


def _answers(
    stated: list[Dependency], own: str, joining: Joining
) -> Mapping[Answer, list[tuple[Dependency, Combination]]]:
    """Return each dependency with what the engine answers, by answer."""
    known: dict[tuple[str, Linking], Combination] = {}
    answers: dict[Answer, list[tuple[Dependency, Combination]]] = {}
    for each in stated:
        key = each.licence, joining.of(each)
        if key not in known:
            known[key] = combine(key[0], own, key[1])
        answers.setdefault(known[key].answer, []).append((each, known[key]))
    return answers


def _unstated(judged: list[Dependency]) -> Iterator[Finding]:
    silent = [each for each in judged if not each.licence]
    strange = [each for each in judged if each.licence and readable(each.licence) is None]
    if silent:
        names = enumerated((each.called for each in silent), shown=MOST_SHOWN)
        yield _finding("licences", "unstated", None, names=names, count=counted(len(silent)))
    if strange:
        called = (f"{each.called} ({each.licence})" for each in strange)
        names = enumerated(called, shown=MOST_SHOWN)
        yield _finding("licences", "strange", None, names=names, count=counted(len(strange)))


def _doubts(
    answers: Mapping[Answer, list[tuple[Dependency, Combination]]], own: str
) -> Iterator[Finding]:
    """Yield one finding for each refusal, then one for each kind of doubt."""
    refused = answers.get(Answer.NO, [])
    for each, combined in refused[:MOST_SHOWN]:
        yield _refusal(each, combined, own)
    if rest := refused[MOST_SHOWN:]:
        yield _finding("joined", "more", 0, names=_called(rest))
    for answer in (Answer.COUNSEL, Answer.NOT_ESTABLISHED):
        if doubtful := answers.get(answer):
            yield _finding(
                "joined",
                answer,
                None,
                names=_called(doubtful),
                count=counted(len(doubtful)),
                doubtful=len(doubtful),
                own=own,
            )


def _development(count: int) -> Mapping[Language, str]:
    """Return the sentence on what is not judged, or nothing."""
    if not count:
        return dict.fromkeys(LANGUAGES, "")
    return words_beside(__file__).in_both("development", count=counted(count))


def _refusal(each: Dependency, combined: Combination, own: str) -> Finding:
    reason = next((reason for reason in combined.reasons if reason.answer is Answer.NO), None)
    return _finding(
        "joined",
        "refused",
        0,
        name=visible(each.called),
        licence=visible(each.licence),
        own=own,
        linking=WORDS.in_both(f"linking.{combined.linking}"),
        reason=reason.text if reason else "",
        source=reason.source if reason else "",
        clause=cited(reason.clause) if reason else "",
    )


def _called(several: list[tuple[Dependency, Combination]]) -> Mapping[Language, str]:
    called = (f"{each.called} ({each.licence})" for each, _ in several)
    return enumerated(called, shown=MOST_SHOWN)
