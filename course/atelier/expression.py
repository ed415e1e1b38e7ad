# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""SPDX expressions: which licences are named, and whether one may choose or all of them apply."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final

LONGEST: Final = 1000
ALLOWED: Final = re.compile(r"[^\w\s.()+:-]")
# What the parser raises, unmeant, for "()" and for "( OR MIT)".
STUMBLES: Final = (IndexError, AssertionError)
OPERATORS: Final = frozenset({"and", "or", "with"})


class Join(StrEnum):
    """How the parts of an expression stand to each other."""

    ALL = "AND"
    CHOICE = "OR"


@dataclass(frozen=True, kw_only=True)
class Name:
    """One licence, by its identifier; ``exception`` is what stands after ``WITH``."""

    id: str
    exception: str = ""

    def __str__(self) -> str:
        """Return the name as SPDX writes it."""
        return f"{self.id} WITH {self.exception}" if self.exception else self.id

    @property
    def is_reference(self) -> bool:
        """Return whether it names a text that lies outside the SPDX list, or none at all."""
        return self.id.startswith(("LicenseRef-", "DocumentRef-")) or self.id in {
            "NOASSERTION",
            "NONE",
        }


@dataclass(frozen=True, kw_only=True)
class Compound:
    """Two or more expressions: all of them apply, or one may be chosen."""

    join: Join
    parts: tuple["Expression", ...]

    def __str__(self) -> str:
        """Return the expression as SPDX writes it."""
        shown = (f"({part})" if isinstance(part, Compound) else str(part) for part in self.parts)
        return f" {self.join} ".join(shown)


Expression = Name | Compound


class BrokenExpressionError(ValueError):
    """An expression cannot be read; ``fact`` and ``values`` say where it breaks."""

    def __init__(self, fact: str, **values: object) -> None:
        """Say what is wrong (a name of a sentence) and where."""
        self.fact, self.values = fact, values
        super().__init__(f"{fact} {values}")


def read(text: str) -> Expression:
    """Return the expression that ``text`` writes, deprecated identifiers put right.

    Raises BrokenExpressionError where it breaks.
    """
    from license_expression import ExpressionError, ExpressionParseError

    if not text.strip():
        raise BrokenExpressionError("empty")
    if len(text) > LONGEST:
        raise BrokenExpressionError("too-long", longest=LONGEST)
    if stray := ALLOWED.search(text):
        raise BrokenExpressionError("at", position=stray.start() + 1, part=stray[0])
    if text.count("(") != text.count(")"):
        raise BrokenExpressionError("brackets")
    try:
        return _expression(_licensing().parse(text))
    except ExpressionParseError as error:
        if error.position < 0:
            raise BrokenExpressionError("unfinished") from error
        position, part = error.position + 1, error.token_string
        raise BrokenExpressionError("at", position=position, part=part) from error
    except (ExpressionError, RecursionError, *STUMBLES) as error:
        raise BrokenExpressionError("unfinished") from error


@cache
def readable(text: str) -> Expression | None:
    """Return the expression that ``text`` writes, if it is one and SPDX knows each of its names.

    A name that begins with ``LicenseRef-`` is the project's own, and counts as known.
    """
    try:
        expression = read(text)
    except BrokenExpressionError:
        return None
    return expression if all(map(_is_known, names_in(expression))) else None


def renamed(text: str) -> Iterator[tuple[str, str]]:
    """Yield each identifier of ``text`` that SPDX calls otherwise today, with today's name."""
    for typed in re.findall(r"[\w.+:-]+", text):
        if typed.casefold() in OPERATORS:
            continue
        named = _licensing().parse(typed)
        key = str(getattr(named, "key", typed))
        if key.casefold() != typed.casefold():
            yield typed, key


def names_in(expression: Expression) -> Iterator[Name]:
    """Yield every licence that an expression names."""
    if isinstance(expression, Name):
        yield expression
    else:
        for part in expression.parts:
            yield from names_in(part)


def is_spdx(identifier: str) -> bool:
    """Return whether the SPDX list has a licence or an exception with this identifier."""
    return identifier in _licensing().known_symbols


def _is_known(name: Name) -> bool:
    is_own = name.is_reference and name.id not in {"NONE", "NOASSERTION"}
    return (is_own or is_spdx(name.id)) and (not name.exception or is_spdx(name.exception))


@cache
def _licensing() -> Any:  # noqa: ANN401  # the library has no types
    from license_expression import get_spdx_licensing

    return get_spdx_licensing()


def _expression(parsed: Any) -> Expression:  # noqa: ANN401  # likewise
    if hasattr(parsed, "exception_symbol"):
        return Name(id=parsed.license_symbol.key, exception=parsed.exception_symbol.key)
    if hasattr(parsed, "key"):
        return Name(id=parsed.key)
    join = Join.CHOICE if parsed.operator.strip() == "OR" else Join.ALL
    return Compound(join=join, parts=tuple(map(_expression, parsed.args)))
