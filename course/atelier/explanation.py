# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What an SPDX expression says, in words: what one may choose, what applies, what to mind."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from atelier import spdx
from atelier.expression import (
    BrokenExpressionError,
    Compound,
    Expression,
    Join,
    Name,
    meant,
    names_in,
    read,
    visible,
    words_of,
)
from atelier.licences import catalogue, vocabulary
from atelier.words import Language, words_beside

WORDS: Final = words_beside(__file__)
OURS: Final = "LicenseRef-"
ANOTHER_DOCUMENT: Final = "DocumentRef-"


def explain(text: str, *, language: Language) -> dict[str, Any]:
    """Return what ``text`` says, or where it breaks, as plain values in ``language``.

    ``text`` and ``summary`` are always there. A readable expression has ``normal`` (as SPDX
    writes it), ``reading`` (nested: ``said`` and ``parts``, or one licence), ``remarks`` and
    ``suggestion`` (the expression with misspelt identifiers put right, or nothing). One that
    breaks has ``broken``: ``before``, ``part`` and ``after`` show the place, where there is one.
    """
    try:
        expression = read(text)
    except BrokenExpressionError as error:
        before, part, after = error.excerpt or ("", "", "")
        shown = {"before": before, "part": part, "after": after}
        return {"text": text, "summary": error.sentence(language), "broken": shown}
    unknown = [name.id for name in names_in(expression) if _is_unknown(name)]
    return {
        "text": text,
        "summary": _summary(expression, unknown, language),
        "normal": str(expression),
        "reading": _reading(expression, language),
        "remarks": _once(_remarks(text, expression, language)),
        "suggestion": _suggestion(expression, unknown),
    }


def _summary(expression: Expression, unknown: list[str], language: Language) -> str:
    if unknown:
        return _unknown(unknown[0], language)
    if isinstance(expression, Name) and expression.is_reference:
        return _reference(expression.id, language)
    if isinstance(expression, Name):
        return WORDS.say("summary.one", language=language, name=expression)
    kind = "choice" if expression.join is Join.CHOICE else "all"
    return WORDS.say(f"summary.{kind}", language=language, n=len(expression.parts))


def _reading(expression: Expression, language: Language) -> dict[str, Any]:
    if isinstance(expression, Name):
        return _licence(expression, language)
    kind = "choice" if expression.join is Join.CHOICE else "all"
    return {
        "kind": kind,
        "said": WORDS.say(f"join.{kind}", language=language, n=len(expression.parts)),
        "parts": [_reading(part, language) for part in expression.parts],
    }


# --------------------------------------------------------------------------------- one licence


def _licence(name: Name, language: Language) -> dict[str, Any]:
    known, listed = catalogue().get(name.id), spdx.licence(name.id)
    called = known.name[language] if known else listed.name if listed else ""
    family = vocabulary()["categories"][known.category]["label"][language] if known else ""
    return {
        "kind": "licence",
        "id": name.id,
        "shown": str(name),
        "name": called,
        "family": family,
        "notes": list(_notes(name, language)),
        "exception": _exception(name.exception, language) if name.exception else None,
    }


def _notes(name: Name, language: Language) -> Iterator[str]:
    """Yield what there is to know of one licence, in sentences."""
    if _is_unknown(name):
        yield _unknown(name.id, language)
        return
    if name.is_reference:
        yield _reference(name.id, language)
        return
    if name.or_later:
        yield WORDS.say("note.plus", language=language, id=name.id)
    for ending in ("-only", "-or-later"):
        if name.id.endswith(ending):
            yield WORDS.say(f"note.{ending[1:]}", language=language)
    known, listed = catalogue().get(name.id), spdx.licence(name.id)
    if known is None:
        yield WORDS.say("note.elsewhere", language=language, id=name.id)
    elif not known.is_free:
        yield WORDS.say("note.not-free", language=language)
    if listed and listed.is_deprecated:
        yield WORDS.say("note.deprecated", language=language, id=name.id)


def _reference(identifier: str, language: Language) -> str:
    document, colon, own = identifier.rpartition(":")
    if colon:
        document = document.removeprefix(ANOTHER_DOCUMENT)
        return WORDS.say("note.document", language=language, own=own, document=document)
    fact = "own" if identifier.startswith(OURS) else identifier.lower()
    return WORDS.say(f"note.{fact}", language=language, id=identifier)


def _exception(identifier: str, language: Language) -> dict[str, str]:
    listed = spdx.exception(identifier)
    told = WORDS.table("exception", language=language)
    facts = told.get(identifier)
    if not isinstance(facts, dict):
        fact = "exception-elsewhere" if listed else "exception-own"
        facts = {"said": WORDS.say(f"note.{fact}", language=language), "quote": "", "source": ""}
    return {
        "id": identifier,
        "name": listed.name if listed else "",
        **{key: str(facts[key]) for key in ("said", "quote", "source")},
    }


def _is_unknown(name: Name) -> bool:
    return not name.is_reference and spdx.licence(name.id) is None


def _unknown(identifier: str, language: Language) -> str:
    near = meant(identifier)
    fact = "nearest" if near else "unknown"
    return WORDS.say(f"note.{fact}", language=language, id=visible(identifier), nearest=near)


# --------------------------------------------------------------------------- the whole expression


def _remarks(text: str, expression: Expression, language: Language) -> Iterator[str]:
    """Yield what there is to know of how the expression was typed and read, in sentences."""
    words = words_of(text)
    lower = [word.text for word in words if word.operator and word.text.islower()]
    if lower:
        yield WORDS.say("remark.lower", language=language, typed=lower[0], upper=lower[0].upper())
    for word in words:
        if today := spdx.successor(word.text):
            yield WORDS.say("remark.renamed", language=language, typed=word.text, today=today)
    if other := [pair for word in words if (pair := _other_capitals(word.text))]:
        said = [
            WORDS.say("case.pair", language=language, typed=typed, id=name) for typed, name in other
        ]
        yield WORDS.say("remark.case", language=language, pairs=", ".join(said))
    if _needs_precedence(text):
        yield WORDS.say("remark.precedence", language=language, normal=expression)
    if any(name.exception for name in names_in(expression)) and isinstance(expression, Compound):
        yield WORDS.say("remark.with", language=language)
    if _repeats(expression):
        yield WORDS.say("remark.repeated", language=language)


def _other_capitals(typed: str) -> tuple[str, str] | None:
    """Return what was typed and how SPDX writes it, where only the capitals differ."""
    listed = spdx.licence(typed) or spdx.exception(typed)
    if listed is None or listed.is_deprecated or listed.id == typed:
        return None
    return typed, listed.id


def _needs_precedence(text: str) -> bool:
    """Return whether AND and OR stand side by side, with no bracket that says which comes first."""
    seen: list[set[str]] = [set()]
    for word in words_of(text):
        if word.text == "(":
            seen.append(set())
        elif word.text == ")":
            seen.pop()
        elif word.operator in {"and", "or"}:
            seen[-1].add(word.operator)
            if len(seen[-1]) > 1:
                return True
    return False


def _repeats(expression: Expression) -> bool:
    if isinstance(expression, Name):
        return False
    parts = expression.parts
    return len(set(parts)) < len(parts) or any(map(_repeats, parts))


def _suggestion(expression: Expression, unknown: list[str]) -> str:
    """Return the expression with the nearest identifiers in the place of the unknown ones."""
    near = {identifier: meant(identifier) for identifier in unknown}
    if not near or not all(near.values()):
        return ""
    return str(_with_names(expression, {key: str(value) for key, value in near.items()}))


def _with_names(expression: Expression, near: dict[str, str]) -> Expression:
    if isinstance(expression, Compound):
        parts = tuple(_with_names(part, near) for part in expression.parts)
        return Compound(join=expression.join, parts=parts)
    return Name(
        id=near.get(expression.id, expression.id),
        exception=expression.exception,
        or_later=expression.or_later,
    )


def _once(sentences: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(sentences))
