# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The list of what an application takes from others, ``dependances.csv``: read, never written.

One line a component: its name, version, SPDX expression, copyright lines, the text of its NOTICE
file if it has one, how it is used, and whether it was modified.
"""

import csv
import io
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from atelier.artefacts.text import plain
from atelier.expression import BrokenExpressionError, Expression, read
from atelier.words import LANGUAGES, words_beside

FILE: Final = "dependances.csv"
COLUMNS: Final = ("component", "version", "licence", "copyright", "notice", "use", "modified")
BETWEEN: Final = "|"  # two copyright lines in one cell


class Use(StrEnum):
    """How a component is used."""

    SHIPPED = "shipped"
    DEVELOPMENT = "development"
    SERVICE = "service"


@dataclass(frozen=True, kw_only=True)
class Component:
    """One line of the list."""

    name: str
    version: str
    licence: Expression
    copyright_lines: tuple[str, ...]
    notice: str
    use: Use
    is_modified: bool


class BrokenListError(ValueError):
    """The text is no list of components; ``line`` (from 1) is where reading stopped."""

    def __init__(self, line: int) -> None:
        """Remember the line."""
        super().__init__(f"line {line}")
        self.line = line


def components_of(text: str) -> tuple[Component, ...]:
    """Return the components that ``text`` lists; raises BrokenListError where it is no list."""
    reader = csv.reader(io.StringIO(text))
    try:
        header = [_columns().get(plain(cell), "") for cell in next(reader)]
        if set(header) != set(COLUMNS):
            raise BrokenListError(1)
        listed = tuple(
            _component(dict(zip(header, row, strict=True)), reader.line_num)
            for row in reader
            if any(row)
        )
    except (csv.Error, StopIteration, ValueError) as error:
        if isinstance(error, BrokenListError):
            raise
        raise BrokenListError(reader.line_num or 1) from error
    if not listed:
        raise BrokenListError(1)
    return listed


def _component(cells: dict[str, str], line: int) -> Component:
    words = words_beside(__file__)
    uses = {
        plain(words.say(f"use.{use}", language=language)): use
        for use in Use
        for language in LANGUAGES
    }
    try:
        return Component(
            name=cells["component"].strip(),
            version=cells["version"].strip(),
            licence=read(cells["licence"]),
            copyright_lines=tuple(
                part.strip() for part in cells["copyright"].split(BETWEEN) if part.strip()
            ),
            notice=cells["notice"].strip(),
            use=uses[plain(cells["use"])],
            is_modified=plain(cells["modified"]) in _yes(),
        )
    except (BrokenExpressionError, KeyError) as error:
        raise BrokenListError(line) from error


@cache
def _columns() -> dict[str, str]:
    words = words_beside(__file__)
    return {
        plain(words.say(f"column.{column}", language=language)): column
        for column in COLUMNS
        for language in LANGUAGES
    }


@cache
def _yes() -> frozenset[str]:
    words = words_beside(__file__)
    return frozenset(plain(words.say("yes", language=language)) for language in LANGUAGES)
