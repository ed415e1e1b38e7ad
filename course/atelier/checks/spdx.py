# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Each SPDX expression can be read, and names licences that SPDX knows by that name today.

Looked at are the expressions that files declare and those of the manifests (``pyproject.toml``,
``package.json``…).
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from atelier.declarations import Survey, UnreadableFolderError, survey
from atelier.enumeration import counted, enumerated, visible
from atelier.expression import (
    BrokenExpressionError,
    is_spdx,
    meant,
    names_in,
    read,
    renamed,
)
from atelier.manifests import statements
from atelier.verdict import Finding, Standing, Verdict
from atelier.words import LANGUAGES

MOST_SHOWN: Final = 5
MOST_READ: Final = 1000
FREE_WORDS: Final = frozenset({"SEE LICENSE IN", "UNLICENSED", "proprietary"})


def check(folder: Path) -> Verdict:
    """Return whether the expressions in ``folder`` are valid."""
    try:
        return judged(folder, survey(folder))
    except UnreadableFolderError:
        return judged(folder, None)


def judged(folder: Path, read_there: Survey | None) -> Verdict:
    """Return the verdict on what manifests state and, if it could be read, what files declare."""
    places = _places(folder, read_there)
    findings = [
        finding
        for expression in list(places)[:MOST_READ]
        for finding in _seen(expression, places[expression])
    ]
    told = findings[:MOST_SHOWN]
    if rest := findings[MOST_SHOWN:]:
        expressions = enumerated(str(finding.values["expression"]) for finding in rest)
        told.append(Finding(criterion="valid", fact="more", points=0, values={"rest": expressions}))
    right = len(places) - len({finding.about for finding in findings})
    if right > 0:
        wrong = {finding.about for finding in findings if finding.standing is not Standing.MET}
        listed = enumerated(each for each in places if each not in wrong)
        values = {"count": counted(right), "expressions": listed}
        criterion = "rest" if told else "valid"
        told.append(Finding(criterion=criterion, fact="met", points=1, values=values))
    if not places and read_there:
        told.append(Finding(criterion="valid", fact="none", points=0, is_established=False))
    if read_there is None:
        told.append(Finding(criterion="valid", fact="unread", points=0, is_established=False))
    return Verdict(subject="spdx", findings=tuple(told))


def _places(folder: Path, read_there: Survey | None) -> Mapping[str, tuple[str, ...]]:
    """Return every expression with the files in which it stands."""
    places: dict[str, list[str]] = {}
    for statement in statements(folder):
        if not any(words in statement.licence for words in FREE_WORDS):
            places.setdefault(statement.licence, []).append(statement.file)
    for file in read_there.files if read_there else ():
        for expression in dict.fromkeys((*file.licences, *file.invalid)):
            places.setdefault(expression, []).append(file.path)
    return {expression: tuple(files) for expression, files in places.items()}


def _seen(expression: str, files: tuple[str, ...]) -> Iterator[Finding]:
    """Yield what is wrong with one expression."""
    values = {"expression": visible(expression), "files": enumerated(files, shown=2)}

    def finding(fact: str, points: float, **more: object) -> Finding:
        return Finding(
            criterion="valid", fact=fact, points=points, values=values | more, about=expression
        )

    try:
        parsed = read(expression)
    except BrokenExpressionError as error:
        why = {each: error.sentence(each) for each in LANGUAGES}
        yield finding("broken", 0, why=why, **error.values)
        return
    named = tuple(names_in(parsed))
    for name in dict.fromkeys(each.id for each in named if not _is_known(each.id)):
        nearest = meant(name)
        fact = "nearest" if nearest else "unknown"
        yield finding(fact, 0, name=visible(name), nearest=nearest or "")
    for name in dict.fromkeys(each.exception for each in named if not _is_known(each.exception)):
        yield finding("unknown", 0, name=visible(name))
    for typed, today in dict(renamed(expression)).items():
        yield finding("renamed", 0.5, name=visible(typed), today=today)
    written = set(re.findall(r"[\w.+:-]+", expression))
    for name in dict.fromkeys(each for one in named for each in (one.id, one.exception) if each):
        others = [word for word in written if word != name and word.casefold() == name.casefold()]
        if others:
            yield finding("spelling", 0.5, name=others[0], today=name)


def _is_known(identifier: str) -> bool:
    """Return whether SPDX has this name, or the project says that it is its own."""
    own = ("LicenseRef-", "DocumentRef-", "AdditionRef-")
    return not identifier or is_spdx(identifier) or identifier.startswith(own)
