# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""SPDX expressions: which licences are named, and whether one may choose or all of them apply.

The grammar is that of the SPDX specification, annex “SPDX license expressions”. The tree comes
from the ``license-expression`` package; where an expression breaks is found here, word by word,
because a person wants to know the place.
"""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache
from itertools import product, takewhile
from types import MappingProxyType
from typing import Any, Final

from atelier import spdx
from atelier.licences import nearest
from atelier.words import Language, words_beside

WORDS: Final = words_beside(__file__)
LONGEST: Final = 1000
DEEPEST: Final = 20
MOST_CHOICES: Final = 16
AROUND: Final = 30  # characters shown on each side of the place where it breaks
WORD: Final = re.compile(r"[()]|[^\s()]+")
STRAY: Final = re.compile(r"[^A-Za-z0-9.()+:_ \t\N{NO-BREAK SPACE}-]")
REFERENCE: Final = re.compile(
    r"(?:DocumentRef-[A-Za-z0-9.-]+:)?(LicenseRef|AdditionRef)-[A-Za-z0-9.-]+"
)
REFERENCE_PREFIX: Final = re.compile(r"(?:document|license|addition)ref-", re.IGNORECASE)
OPERATORS: Final = frozenset({"and", "or", "with"})
# What people write where an operator goes; it is none.
FOREIGN: Final = MappingProxyType({"et": "AND", "ou": "OR", "avec": "WITH"})
SPECIAL: Final = frozenset({"NONE", "NOASSERTION"})


class Join(StrEnum):
    """How the parts of an expression stand to each other."""

    ALL = "AND"
    CHOICE = "OR"


@dataclass(frozen=True, kw_only=True)
class Name:
    """One licence, by its identifier; ``exception`` is what stands after ``WITH``.

    ``or_later`` is the ``+`` after an identifier: this version or any later one.
    """

    id: str
    exception: str = ""
    or_later: bool = False

    def __str__(self) -> str:
        """Return the name as SPDX writes it."""
        named = f"{self.id}+" if self.or_later else self.id
        return f"{named} WITH {self.exception}" if self.exception else named

    @property
    def is_reference(self) -> bool:
        """Return whether it names a text that lies outside the SPDX list, or none at all."""
        return self.id.startswith(("LicenseRef-", "DocumentRef-")) or self.id in SPECIAL


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
    """An expression cannot be read; ``fact`` and ``values`` say where it breaks.

    ``text`` is what was typed; ``place`` is where it breaks, from one character to another, None
    where there is no place to show.
    """

    def __init__(
        self, fact: str, text: str = "", place: tuple[int, int] | None = None, **values: object
    ) -> None:
        """Say what is wrong (a name of a sentence) and where."""
        self.fact, self.text = fact, text
        self.place = place
        self.values = values
        if place:
            self.values = {"position": place[0] + 1, "part": visible(text[slice(*place)]), **values}
        super().__init__(f"{fact} {self.values}")

    def sentence(self, language: Language) -> str:
        """Return what is wrong, where, and what to do, in words."""
        return WORDS.say(f"broken.{self.fact}", language=language, **self.values)

    @property
    def excerpt(self) -> tuple[str, str, str] | None:
        """Return what stands before the place, the place itself, and what stands after it."""
        if self.place is None:
            return None
        before, after = self.text[: self.place[0]], self.text[self.place[1] :]
        return (
            visible(before if len(before) <= AROUND else f"…{before[-AROUND:]}"),
            visible(self.text[slice(*self.place)]),
            visible(after if len(after) <= AROUND else f"{after[:AROUND]}…"),
        )


@dataclass(frozen=True)
class Word:
    """A piece of an expression, and where it stands in the text."""

    text: str
    start: int

    @property
    def place(self) -> tuple[int, int]:
        """Return where it begins and where it ends."""
        return self.start, self.start + len(self.text)

    @property
    def operator(self) -> str:
        """Return the operator that this is, in lower case, or nothing."""
        return self.text.casefold() if self.text.casefold() in OPERATORS else ""

    @property
    def is_name(self) -> bool:
        """Return whether it stands where a name does: it is no operator and no bracket."""
        return not self.operator and self.text not in "()"


def read(text: str) -> Expression:
    """Return the expression that ``text`` writes, deprecated identifiers put right.

    An identifier that SPDX does not have stays as it was typed. Raises BrokenExpressionError
    where the expression breaks.
    """
    words = words_of(text)
    _check_grammar(text, words)
    pieces: list[str] = []
    names: dict[str, Name] = {}
    for word in words:
        if not word.is_name:
            pieces.append(word.text.upper())
            continue
        is_added = bool(pieces) and pieces[-1] == "WITH"
        pieces.append(f"n{len(names)}")
        names[pieces[-1]] = _exception(text, word) if is_added else _name(text, word)
    return _expression(_parse(" ".join(pieces)), names)


def words_of(text: str) -> tuple[Word, ...]:
    """Return the words, operators and brackets of ``text``.

    Raises BrokenExpressionError where there is none, too many, or a character that no
    expression has.
    """
    if not text.strip():
        raise BrokenExpressionError("empty")
    if len(text) > LONGEST:
        raise BrokenExpressionError("too-long", longest=LONGEST)
    within = text.rstrip()
    start = len(within) - len(within.lstrip())
    if stray := STRAY.search(within, start):
        fact = "line-break" if stray[0] in "\n\r\v\f\x85\u2028\u2029" else "character"
        raise BrokenExpressionError(fact, text, stray.span())
    return tuple(Word(found[0], found.start()) for found in WORD.finditer(text))


@cache
def readable(text: str) -> Expression | None:
    """Return the expression that ``text`` writes, if it is one and SPDX knows each of its names.

    A name that begins with ``LicenseRef-`` is the project's own, and counts as known.
    """
    try:
        expression = read(text)
    except BrokenExpressionError:
        return None
    return expression if all(map(_is_listed, names_in(expression))) else None


def renamed(text: str) -> Iterator[tuple[str, str]]:
    """Yield each identifier of ``text`` that SPDX calls otherwise today, with today's name."""
    for typed in re.findall(r"[\w.+:-]+", text):
        if typed.casefold() not in OPERATORS and (today := spdx.successor(typed)):
            yield typed, today


def names_in(expression: Expression) -> Iterator[Name]:
    """Yield every licence that an expression names."""
    if isinstance(expression, Name):
        yield expression
    else:
        for part in expression.parts:
            yield from names_in(part)


def is_spdx(identifier: str) -> bool:
    """Return whether the SPDX list has a licence or an exception with this id, written just so."""
    found = (spdx.licence(identifier), spdx.exception(identifier))
    return any(each is not None and each.id == identifier for each in found)


@lru_cache(maxsize=256)
def meant(identifier: str) -> str | None:
    """Return the licence identifier, of the catalogue or of SPDX, that may have been meant."""
    listed = (each.id for each in spdx.licences().values() if not each.is_deprecated)
    return nearest(identifier, beyond=listed)


def choices_of(expression: Expression) -> frozenset[frozenset[Name]] | None:
    """Return each way to keep to ``expression``: a set of licences that then all apply.

    What asks for more than another way is left out. None where there are more than 16 ways.
    """
    if isinstance(expression, Name):
        return frozenset({frozenset({expression})})
    ways = [choices_of(part) for part in expression.parts]
    if any(way is None for way in ways):
        return None
    listed = [way for way in ways if way is not None]
    if expression.join is Join.CHOICE:
        found = _fewest(choice for way in listed for choice in way)
        return found if len(found) <= MOST_CHOICES else None
    found = frozenset({frozenset[Name]()})
    for way in listed:
        found = _fewest(one | other for one, other in product(found, way))
        if len(found) > MOST_CHOICES:
            return None
    return found


def is_equivalent(first: Expression, second: Expression) -> bool:
    """Return whether both offer the same choices: order and needless brackets do not matter."""
    ways = choices_of(first)
    return ways is not None and ways == choices_of(second)


def visible(text: str) -> str:
    """Return ``text`` with a name in the place of each character that cannot be seen."""
    return "".join(
        char if char.isprintable() or char == "\N{NO-BREAK SPACE}" else f"U+{ord(char):04X}"
        for char in text
    )


# ------------------------------------------------------------------------------------- grammar


def _check_grammar(text: str, words: tuple[Word, ...]) -> None:
    """Raise BrokenExpressionError at the first word that cannot stand where it stands."""
    opened: list[Word] = []
    before: Word | None = None
    for at, word in enumerate(words):
        _check_operator(text, word)
        fact = _misplaced(word, before, depth=len(opened))
        if fact == "at" or (word.text.casefold() in FOREIGN and len(words) > 1):
            raise _unjoined(text, words, at)
        if fact:
            raise BrokenExpressionError(fact, text, word.place, deepest=DEEPEST)
        if word.text == "(":
            opened.append(word)
        elif word.text == ")":
            opened.pop()
        before = word
    if before is not None and (before.operator or before.text == "("):
        raise BrokenExpressionError("unfinished", text, before.place)
    if opened:
        raise BrokenExpressionError("brackets", text, opened[-1].place)
    _check_joins(text, words)


def _misplaced(word: Word, before: Word | None, *, depth: int) -> str:
    """Return why ``word`` cannot stand after ``before``, inside ``depth`` brackets, or nothing."""
    after_licence = before is not None and not before.operator and before.text != "("
    if word.operator:
        return "" if after_licence else "operator"
    if word.text == "(":
        after_with = before is not None and before.operator == "with"
        return "at" if after_licence or after_with else "too-deep" if depth == DEEPEST else ""
    if word.text == ")":
        return "brackets" if not depth else "" if after_licence else "before-bracket"
    return "at" if after_licence else ""


def _unjoined(text: str, words: tuple[Word, ...], at: int) -> BrokenExpressionError:
    """Return the error to raise where an operator is missing before the word number ``at``.

    Where that word, with those beside it, may be one name with spaces in it, that name is told.
    """
    word = words[at]
    if upper := FOREIGN.get(word.text.casefold()):
        return BrokenExpressionError("not-operator", text, word.place, upper=upper)
    if word.is_name and words[at - 1].is_name:
        beside = tuple(takewhile(_may_go_on, words[at:]))
        typed = text[words[at - 1].start : beside[-1].place[1]]
        near = "" if any(_is_known(each.text) for each in beside) else meant(typed)
        if near:
            return BrokenExpressionError("at-nearest", text, word.place, typed=typed, nearest=near)
    return BrokenExpressionError("at", text, word.place)


def _may_go_on(word: Word) -> bool:
    return word.is_name and word.text.casefold() not in FOREIGN


def _check_operator(text: str, word: Word) -> None:
    if word.operator and word.text not in {word.operator, word.operator.upper()}:
        upper = word.operator.upper()
        raise BrokenExpressionError("operator-case", text, word.place, upper=upper)


def _check_joins(text: str, words: tuple[Word, ...]) -> None:
    """Raise BrokenExpressionError where ``WITH`` or ``OR`` joins what it cannot join."""
    for at, word in enumerate(words):
        before = words[at - 1] if at else None
        after = words[at + 1] if at + 1 < len(words) else None
        sides = [side.text for side in (before, after) if side]
        if word.operator == "or" and SPECIAL & set(sides):
            raise BrokenExpressionError("special-choice", text, word.place)
        if word.operator != "with" or before is None:
            continue
        if before.text == ")" or before.text in SPECIAL:
            raise BrokenExpressionError("with-one", text, word.place)
        is_second = at > 1 and words[at - 2].operator == "with"
        if is_second or " WITH " in spdx.successor(before.text):
            raise BrokenExpressionError("with-twice", text, word.place)


# ---------------------------------------------------------------------------------------- names


def _name(text: str, word: Word) -> Name:
    """Return what ``word`` names."""
    typed = word.text
    if REFERENCE_PREFIX.match(typed):
        return _reference(text, word)
    if spdx.exception(typed):
        raise BrokenExpressionError("exception-alone", text, word.place)
    if today := spdx.successor(typed):
        licence, _, exception = today.partition(" WITH ")
        return Name(id=licence, exception=exception)
    if found := spdx.licence(typed):
        return Name(id=found.id)
    if typed.endswith("+") and (found := spdx.licence(typed[:-1])):
        if found.id.endswith(("-only", "-or-later")):
            raise BrokenExpressionError("plus", text, word.place, stem=found.id)
        return Name(id=found.id, or_later=True)
    return Name(id=typed)


def _exception(text: str, word: Word) -> Name:
    """Return the exception that ``word`` names."""
    typed, place = word.text, word.place
    if found := spdx.exception(typed):
        return Name(id=spdx.successor(found.id) or found.id)
    if REFERENCE_PREFIX.match(typed):
        reference = REFERENCE.fullmatch(typed)
        if not reference or reference[1] != "AdditionRef":
            raise BrokenExpressionError("addition", text, place)
        return Name(id=typed)
    if typed in SPECIAL or spdx.licence(typed.removesuffix("+")):
        raise BrokenExpressionError("with-licence", text, place)
    near = difflib.get_close_matches(typed.casefold(), spdx.exceptions(), n=1)
    if near:
        today = spdx.exceptions()[near[0]].id
        raise BrokenExpressionError("exception-nearest", text, place, nearest=today)
    raise BrokenExpressionError("exception-unknown", text, place)


def _is_known(typed: str) -> bool:
    return typed in SPECIAL or any(
        (spdx.licence(typed), spdx.licence(typed.removesuffix("+")), spdx.exception(typed))
    )


def _reference(text: str, word: Word) -> Name:
    found = REFERENCE.fullmatch(word.text)
    if found and found[1] == "LicenseRef":
        return Name(id=word.text)
    if found:
        raise BrokenExpressionError("exception-alone", text, word.place)
    raise BrokenExpressionError("reference", text, word.place)


# ------------------------------------------------------------------------------------- the tree


def _is_listed(name: Name) -> bool:
    is_own = name.is_reference and name.id not in {"NONE", "NOASSERTION"}
    return (is_own or is_spdx(name.id)) and (not name.exception or is_spdx(name.exception))


@cache
def _licensing() -> Any:  # noqa: ANN401  # the library has no types
    from license_expression import Licensing

    return Licensing()


def _parse(text: str) -> Any:  # noqa: ANN401  # likewise
    return _licensing().parse(text)


def _expression(parsed: Any, names: dict[str, Name]) -> Expression:  # noqa: ANN401  # likewise
    if hasattr(parsed, "exception_symbol"):
        added = names[parsed.exception_symbol.key].id
        return replace(names[parsed.license_symbol.key], exception=added)
    if hasattr(parsed, "key"):
        return names[parsed.key]
    join = Join.CHOICE if parsed.operator.strip() == "OR" else Join.ALL
    parts: list[Expression] = []
    for each in parsed.args:
        part = _expression(each, names)
        is_same = isinstance(part, Compound) and part.join is join
        parts.extend(part.parts if isinstance(part, Compound) and is_same else [part])
    return Compound(join=join, parts=tuple(parts))


def _fewest(ways: Iterable[frozenset[Name]]) -> frozenset[frozenset[Name]]:
    """Return the ways that ask for no more than another one."""
    listed = set(ways)
    return frozenset(way for way in listed if not any(other < way for other in listed))
