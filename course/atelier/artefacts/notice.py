# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A file of mentions, ``NOTICE``: free text, read component by component.

What is said of a component begins on a line that names it and goes on to the next line that
names another one; nobody has to follow a layout.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from atelier.licences import Licence

FILE: Final = "NOTICE"
SIGN: Final = re.compile(r"\(c\)|©", re.IGNORECASE)
APART: Final = re.compile(r"[\s#*>/;-]+")
# Where one thing ends and another begins: at the end of a sentence, after a colon, at a comma.
BETWEEN: Final = re.compile(r"([.;!?](?=\s|$)|\s?:(?=\s|$)|[,()|]|\s[-–—]\s)")
CELL: Final = re.compile(r",\w+$")  # the end of a row of a table
REFUSAL: Final = re.compile(
    r"\s*(?:non?|none|not|pas|aucune?s?|néant|nil|rien|nothing|jamais|never|faux|false)\b",
    re.IGNORECASE,
)
DENIAL: Final = re.compile(
    r"\b(?:ne|n[’']|pas|aucun\w*|sans|ni|non|jamais|rien|not|no|none|never|nothing|neither|without"
    r"|cannot|faux|false|\w*n[’']t)\b",
    re.IGNORECASE,
)


def entries_of(text: str, names: Iterable[str]) -> Mapping[str, str]:
    """Return what ``text`` says of each of ``names`` that it names."""
    patterns = {name: _as_word(name) for name in names}
    said: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.splitlines():
        named = [name for name, pattern in patterns.items() if pattern.search(line)]
        current = named or current
        for name in current:
            said.setdefault(name, []).append(line)
    return {name: "\n".join(lines) for name, lines in said.items()}


def clauses_of(text: str, names: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Return what ``text`` says of each of ``names``, clause by clause, without the names.

    A line that begins with a small letter goes on with the one before, unless it names something.
    """
    patterns = {name: _as_word(name) for name in names}
    lines: list[str] = []
    for line in text.splitlines():
        is_named = any(pattern.search(line) for pattern in patterns.values())
        is_whole = not lines or not lines[-1] or CELL.search(lines[-1])
        if line.strip()[:1].islower() and not (is_whole or is_named):
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line.strip())
    said: dict[str, list[str]] = {}
    current: list[str] = []
    for line in lines:
        for clause in _clauses(line):
            named = [name for name, pattern in patterns.items() if pattern.search(clause)]
            current = named or current
            for name in current:
                said.setdefault(name, []).append(_without(clause, patterns.values()))
    return {name: tuple(clauses) for name, clauses in said.items()}


def affirms(clauses: Iterable[str], subject: re.Pattern[str]) -> bool:
    """Return whether one of ``clauses`` speaks of ``subject`` and does not deny it."""
    return any(
        not DENIAL.search(clause[: found.start()])
        and not REFUSAL.match(_after_word(clause, found.end()))
        for clause in clauses
        for found in subject.finditer(clause)
    )


def decided(clauses: Iterable[str], licences: Iterable[Licence]) -> str:
    """Return ``clauses`` without those that deny, and without “this licence or that one”."""
    kept = " ; ".join(clause for clause in clauses if not DENIAL.search(clause))
    names = {_flat(name) for licence in licences for name in _names_of(licence)}
    one = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    either = (
        rf"(?:\s+licen[cs]e)?\s*(?:\b(?:or|ou)\b|/)\s*(?:the |la |l['’])?(?:licen[cs]e )?(?:{one})"
    )
    return re.sub(
        rf"(?<![\w.+-])(?:{one})(?:{either})+(?![\w+]|-\w|\.\d)",
        " ",
        _flat(kept),
        flags=re.IGNORECASE,
    )


def names_licence(text: str, licence: Licence) -> bool:
    """Return whether ``text`` names ``licence``: by its identifier, or by its whole name."""
    return any(_as_word(name).search(_flat(text)) for name in _names_of(licence))


def keeps(text: str, words: str) -> bool:
    """Return whether ``words`` stand in ``text``, wherever its lines break."""
    return _compared(words) in _compared(text)


def _names_of(licence: Licence) -> tuple[str, ...]:
    return (licence.id, *licence.name.values(), *licence.also)


def _clauses(line: str) -> list[str]:
    """Return the clauses of a line; “modified: no” and “modified, no” are one clause each."""
    first, *others = BETWEEN.split(line)
    clauses = [first]
    for mark, clause in zip(others[::2], others[1::2], strict=True):
        refusal = REFUSAL.match(clause)
        is_answer = refusal and (mark.strip() == ":" or not clause[refusal.end() :].strip())
        if is_answer and mark.strip() not in {".", ";"}:
            clauses[-1] += clause
        else:
            clauses.append(clause)
    return clauses


def _without(clause: str, patterns: Iterable[re.Pattern[str]]) -> str:
    for pattern in patterns:
        clause = pattern.sub(" ", clause)
    return clause


def _after_word(clause: str, end: int) -> str:
    """Return what follows the word that ``end`` may stand in."""
    return re.sub(r"^\w*", "", clause[end:])


def _as_word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.+-]){re.escape(_flat(name))}(?![\w+]|-\w|\.\d)", re.IGNORECASE)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _compared(text: str) -> str:
    """Return ``text`` without what a comment mark, a bullet, a line break or an editor changes."""
    return APART.sub(" ", SIGN.sub("©", text.replace("’", "'"))).casefold().strip()
