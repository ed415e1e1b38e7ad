# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""``atelier licence``: what a licence says, how two differ, whether they combine, their text.

Exit codes: 0 answered; 1 nothing found (``list``), or the answer is no (``combine``); 2 the
question cannot be read; 3 ask counsel, or not established (``combine``).
"""

import io
import json
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

import click

from atelier import combination, spdx
from atelier.artefacts.text import plain
from atelier.combination import Answer, Combination, Linking, Reason, cited
from atelier.command.speech import WORDS, noun, regret
from atelier.explanation import explain
from atelier.expression import BrokenExpressionError, Name, read, visible
from atelier.licences import (
    ASPECTS,
    FOLDER,
    Citation,
    Licence,
    UnknownLicenceError,
    catalogue,
    compare,
    find,
    vocabulary,
)
from atelier.words import Language, Words

WIDEST: Final = 80
NARROWEST: Final = 30
COLUMN: Final = 30  # characters of a list's first column
LONGEST_NAME: Final = 60  # of what was typed, characters that a refusal repeats
TERMS: Final[Mapping[str, str]] = {
    "category": "categories",
    "reach": "reaches",
    "patent": "patents",
    "network": "networks",
    "french": "french",
    "law": "laws",
    "fsf": "fsf",
}
TAGS: Final = ("permissions", "conditions", "limitations")
WRONG_USE: Final = 2
UNDECIDED: Final = 3
# One home for each word: the explorer names the same aspects.
LABELS: Final = Words(FOLDER / "views" / "explorer.toml")


def group(language: Language) -> click.Group:
    """Return the command ``licence`` with its verbs, their help in ``language``."""
    say = partial(WORDS.say, language=language)
    as_json = click.Option(["--json", "as_json"], is_flag=True, help=say("option.json"))
    linking = click.Option(
        ["--linking"],
        type=click.Choice([each.value for each in Linking]),
        default=Linking.SAME_WORK.value,
        help=say("option.linking"),
    )
    spdx = partial(_spdx, language=language)
    into = click.Option(["--into"], required=True, metavar="SPDX", help=say("option.into"))
    verbs: tuple[tuple[str, Callable[..., int], list[click.Parameter]], ...] = (
        ("list", list_all, [_words(language)]),
        ("show", show, [spdx("licence")]),
        ("compare", compare_two, [spdx("first"), spdx("second")]),
        ("combine", combine, [spdx("part"), into, linking]),
        ("text", print_text, [spdx("licence")]),
        ("read", read_aloud, [spdx("expression")]),
    )
    readable = partial(partial, _readable, language=language)
    told = ((name, readable(run), [*params, as_json]) for name, run, params in verbs)
    return noun("licence", told, language)


def list_all(*, words: tuple[str, ...], as_json: bool, language: Language) -> int:
    """Print each licence of the catalogue with its family, one a line: those that ``words`` fit."""
    found = [licence for licence in catalogue().values() if _fits(licence, words, language)]
    if as_json:
        facts = [
            {
                "id": licence.id,
                "name": licence.name[language],
                "category": licence.category.value,
                "family": _family(licence, language),
                "free": licence.is_free,
            }
            for licence in found
        ]
        _print({"licences": facts})
    elif found:
        wide = _width() == WIDEST
        first = COLUMN if wide else 0
        gap = " " if wide else " – "
        _print(f"{each.id:<{first}}{gap}{_family(each, language)}" for each in found)
    else:
        asked = visible(" ".join(words))[:LONGEST_NAME]
        regret("licence-none", language, words=asked)
    return 0 if found else 1


def read_aloud(*, expression: str, as_json: bool, language: Language) -> int:
    """Print what an expression says, in words."""
    read(expression)  # raises where it breaks
    said = explain(expression, language=language)
    _print(said if as_json else _spoken(said, language))
    return 0


def show(*, licence: str, as_json: bool, language: Language) -> int:
    """Print what one licence says, each fact with its source."""
    found = _found(licence)
    _print(_facts(found, language) if as_json else _pages(found, language))
    return 0


def compare_two(*, first: str, second: str, as_json: bool, language: Language) -> int:
    """Print what two licences say, aspect by aspect."""
    pair = _found(first), _found(second)
    differences = compare(*pair)
    if as_json:
        aspects = [
            {
                "aspect": each.aspect,
                "same": each.is_same,
                "first": sorted(each.first),
                "second": sorted(each.second),
            }
            for each in differences
        ]
        _print({"first": pair[0].id, "second": pair[1].id, "aspects": aspects})
        return 0
    same = WORDS.say("licence.same", language=language)
    lines = []
    for each in differences:
        lines += ["", _aspect(each.aspect, language) + (f" ({same})" if each.is_same else "")]
        sides = ((pair[0], each.first), (pair[1], each.second))
        for licence, terms in sides[:1] if each.is_same else sides:
            named = f"{licence.id}: " if not each.is_same else ""
            named = named.replace(":", "\u00a0:") if language == "fr" else named
            lines.append(_item(named + _terms(each.aspect, terms, language)))
    _print([f"{pair[0].id} ↔ {pair[1].id}", *lines])
    return 0


def combine(*, part: str, into: str, linking: str, as_json: bool, language: Language) -> int:
    """Print whether ``part`` may go into a work under ``into``; the code says it again."""
    answer = combination.combine(part, into, Linking(linking))
    _print(answer.facts(language) if as_json else _answer(answer, language))
    if answer.answer.is_allowed:
        return 0
    return 1 if answer.answer is Answer.NO else UNDECIDED


def print_text(*, licence: str, as_json: bool, language: Language) -> int:  # noqa: ARG001 - a verb
    """Print the text of one licence, as SPDX records it: ready to be put into a file."""
    found = _found(licence)
    if as_json:
        _print({"id": found.id, "text": found.text})
    else:
        _print_whole(f"{found.text.rstrip()}\n")
    return 0


# ------------------------------------------------------------------------------------- on screen


def _answer(combined: Combination, language: Language) -> Iterator[str]:
    """Yield the lines of an answer: what, why, what to do, by which way."""
    say = partial(WORDS.say, language=language)
    named = partial(combination.WORDS.say, language=language)
    linking = named(f"linking.{combined.linking}")
    yield _wrap(say("licence.question", part=combined.part, whole=combined.whole, linking=linking))
    answer = named(f"answer.{combined.answer}")
    if combined.standing:
        standing = named(f"standing.{combined.standing.replace(' ', '-')}")
        yield _wrap(say("licence.answer-standing", answer=answer, standing=standing))
    else:
        yield _wrap(say("licence.answer", answer=answer))
    yield from (_wrap(said) for said in combined.said(language))
    sections = (
        ("reasons", [_reason(reason, language) for reason in combined.reasons]),
        (
            "obligations",
            [
                f"{each.text[language]} ({cited(each.clause)[language]})"
                for each in combined.obligations
            ],
        ),
        ("route", [combined.route.text[language]] if combined.route else []),
    )
    for name, items in sections:
        if items:
            yield from ("", say(f"licence.{name}"), *map(_item, items))
    yield from ("", _wrap(say("licence.caution")))


def _reason(reason: Reason, language: Language) -> str:
    named = partial(combination.WORDS.say, language=language)
    standing = named(f"standing.{reason.standing.replace(' ', '-')}")
    origin = f"{reason.source[language]}, {cited(reason.clause)[language]}; {standing}"
    marks = "“{}”" if language == "en" else "«\u00a0{}\u00a0»"
    quote = f" {marks.format(reason.quote)}" if reason.quote else ""
    return f"{reason.text[language]}{quote} [{origin}]"


def _pages(licence: Licence, language: Language) -> Iterator[str]:
    """Yield the lines that say what a licence is."""
    free = WORDS.say("licence.free" if licence.is_free else "licence.not-free", language=language)
    yield _wrap(f"{licence.id} – {licence.name[language]}")
    yield _wrap(free)
    for kind in TAGS:
        yield from ("", _label(f"kind.{kind}", language))
        tags = getattr(licence, kind)
        for tag, citation in tags.items():
            label = vocabulary()["tags"][kind][tag]["label"][language]
            yield _item(f"{label} [{_cite(citation, language)}]")
        if not tags:
            yield _item(WORDS.say("licence.nothing", language=language))
    yield ""
    for aspect in TERMS:
        colon = "\u00a0: " if language == "fr" else ": "
        said = _terms(aspect, frozenset(ASPECTS[aspect](licence)), language)
        yield _wrap(f"{_aspect(aspect, language)}{colon}{said}")
    for name in ("notice", "remark"):
        if fact := getattr(licence, name):
            cited = _cite(fact.citation, language)
            yield from ("", _aspect(name, language), _item(f"{fact.value[language]} [{cited}]"))


def _facts(licence: Licence, language: Language) -> dict[str, Any]:
    """Return what is known of a licence, for another program."""
    cited = {
        kind: {
            tag: {"source": citation.source, "clause": citation.clause}
            for tag, citation in getattr(licence, kind).items()
        }
        for kind in TAGS
    }
    aspects = {name: min(read(licence)) for name, read in ASPECTS.items() if name not in TAGS}
    return {
        "id": licence.id,
        "name": licence.name[language],
        "free": licence.is_free,
        **aspects,
        **cited,
        "notice": licence.notice.value[language],
        "remark": licence.remark.value[language] if licence.remark else None,
    }


def _spoken(said: Mapping[str, Any], language: Language) -> Iterator[str]:
    """Yield the lines of an expression in words: nested as it is."""
    say = partial(WORDS.say, language=language)
    yield _wrap(say("licence.normal", normal=said["normal"]))
    yield _wrap(said["summary"])
    yield ""
    yield from _branch(said["reading"], language, depth=0)
    if said["remarks"]:
        yield from ("", say("licence.remarks"), *map(_item, said["remarks"]))
    if said["suggestion"]:
        yield from ("", _wrap(say("licence.suggestion", suggestion=said["suggestion"])))
    yield from ("", _wrap(say("licence.caution")))


def _branch(node: Mapping[str, Any], language: Language, *, depth: int) -> Iterator[str]:
    if node["kind"] != "licence":
        yield _item(node["said"], depth)
        for part in node["parts"]:
            yield from _branch(part, language, depth=depth + 1)
        return
    family = f" ({node['family']})" if node["family"] else ""
    yield _item(" – ".join(filter(None, (node["shown"], node["name"]))) + family, depth)
    notes = list(node["notes"])
    if added := node["exception"]:
        named = ", ".join(filter(None, (added["id"], added["name"])))
        colon = "\u00a0: " if language == "fr" else ": "
        notes.append(f"{named}{colon}{added['said']}")
    for note in notes:
        yield _item(note, depth + 1)


def _family(licence: Licence, language: Language) -> str:
    return _terms("category", frozenset({licence.category}), language)


def _fits(licence: Licence, words: tuple[str, ...], language: Language) -> bool:
    """Return whether each word stands in a name of the licence or of its family."""
    called = (licence.id, *licence.name.values(), *licence.also, _family(licence, language))
    return all(any(plain(word) in plain(name) for name in called) for word in words)


def _terms(aspect: str, terms: frozenset[str], language: Language) -> str:
    """Return the terms of one aspect in words, in the order of the vocabulary."""
    if aspect == "osi":
        return ", ".join(_label(f"answer.{term}", language) for term in terms)
    table = vocabulary()["tags"][aspect] if aspect in TAGS else vocabulary()[TERMS[aspect]]
    labels = [entry["label"][language] for term, entry in table.items() if term in terms]
    return "; ".join(labels) or WORDS.say("licence.nothing", language=language)


def _cite(citation: Citation, language: Language) -> str:
    source = vocabulary()["sources"][citation.source]["short"][language]
    return ", ".join(filter(None, (source, citation.clause and cited(citation.clause)[language])))


def _aspect(name: str, language: Language) -> str:
    return _label(f"kind.{name}" if name in TAGS else f"aspect.{name}", language)


def _label(key: str, language: Language) -> str:
    return LABELS.say(key, language=language)


def _width() -> int:
    """Return how many characters go on a line: those of the screen, and 80 at most."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns))


def _wrap(sentence: str) -> str:
    return textwrap.fill(sentence, _width(), break_long_words=False, break_on_hyphens=False)


def _item(sentence: str, depth: int = 0) -> str:
    return textwrap.fill(
        sentence,
        _width(),
        initial_indent="  " * depth + "- ",
        subsequent_indent="  " * (depth + 1),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _print(said: Any) -> None:  # noqa: ANN401  # lines, or what JSON can hold
    if isinstance(said, dict):
        is_unicode = str(sys.stdout.encoding).casefold().startswith("utf")
        click.echo(json.dumps(said, ensure_ascii=not is_unicode, indent=2))
    else:
        click.echo("\n".join(said))


def _print_whole(text: str) -> None:
    """Print ``text``; on its way into a file, where every letter counts, always as UTF-8."""
    if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
        click.echo(text.encode(), nl=False)
    else:
        click.echo(text, nl=False)


# ---------------------------------------------------------------------------------- the command


def _spdx(name: str, *, language: Language) -> click.Argument:
    said = WORDS.say(f"argument.{name}", language=language)
    return click.Argument([name], metavar="SPDX", help=said)


def _words(language: Language) -> click.Argument:
    say = partial(WORDS.say, language=language)
    label, said = say("usage.words"), say("argument.words")
    return click.Argument(["words"], nargs=-1, metavar=label, help=said)


def _readable(run: Callable[..., int], *, language: Language, **asked: object) -> int:
    """Return the code of ``run``; where a name or an expression cannot be read, say where."""
    try:
        return run(language=language, **asked)
    except UnknownLicenceError as error:
        return _refuse(error, language)
    except BrokenExpressionError as error:
        click.echo(_wrap(error.sentence(language)), err=True)
        if error.excerpt:
            before, part, after = error.excerpt
            click.echo(f"  {before}{part}{after}\n  {' ' * len(before)}{'^' * len(part)}", err=True)
        return WRONG_USE


def _refuse(error: UnknownLicenceError, language: Language) -> int:
    """Say that no licence has this identifier, what it may be instead, and the nearest one."""
    wanted = visible(error.wanted[: LONGEST_NAME + 1])
    wanted = wanted if len(wanted) <= LONGEST_NAME else f"{wanted[:LONGEST_NAME]}…"
    if _is_whole_expression(error.wanted):
        return regret("licence-expression", language, wanted=wanted)
    if listed := spdx.licence(error.wanted):
        return regret("licence-elsewhere", language, wanted=listed.id, name=listed.name)
    if listed := spdx.exception(error.wanted):
        return regret("licence-exception", language, wanted=listed.id)
    fact = "licence-nearest" if error.nearest else "licence-unknown"
    return regret(fact, language, wanted=wanted, nearest=error.nearest)


def _is_whole_expression(text: str) -> bool:
    try:
        expression = read(text)
    except BrokenExpressionError:
        return False
    return not isinstance(expression, Name) or bool(expression.exception)


def _found(identifier: str) -> Licence:
    """Return the licence of the catalogue, whatever the case and under its old name too.

    Raises UnknownLicenceError, which names the nearest identifier if one comes near, and
    BrokenExpressionError where nothing was typed.
    """
    if not identifier.strip():
        raise BrokenExpressionError("empty")
    typed = identifier.strip()
    listed = spdx.licence(typed)
    today = spdx.successor(typed) or (listed.id if listed else "")
    return find(today if today in catalogue() else typed)
