# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""``atelier licence``: what a licence says, how two differ, whether they combine, their text.

Exit codes of ``combine``: 0 yes, with or without conditions; 1 no; 2 the question cannot be
read; 3 ask counsel, or not established.
"""

import json
import textwrap
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

import click

from atelier import combination
from atelier.combination import Answer, Combination, Linking, Reason, cited
from atelier.command.speech import WORDS, Command, Group, common_options, regret
from atelier.expression import BrokenExpressionError
from atelier.licences import (
    ASPECTS,
    FOLDER,
    Citation,
    Licence,
    UnknownLicenceError,
    compare,
    find,
    vocabulary,
)
from atelier.words import Language, Words

WIDTH: Final = 80
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
UNDECIDED: Final = 3
# One home for each word: the explorer names the same aspects.
LABELS: Final = Words(FOLDER / "views" / "explorer.toml")


def group(language: Language) -> click.Group:
    """Return the command ``licence`` with its four verbs, their help in ``language``."""
    say = partial(WORDS.say, language=language)
    as_json = click.Option(["--json", "as_json"], is_flag=True, help=say("option.json"))
    linking = click.Option(
        ["--linking"],
        type=click.Choice([each.value for each in Linking]),
        default=Linking.SAME_WORK.value,
        help=say("option.linking"),
    )
    into = click.Option(["--into"], required=True, metavar="SPDX", help=say("option.into"))
    verbs: tuple[tuple[str, Callable[..., int], list[click.Parameter]], ...] = (
        ("show", show, [_spdx("licence")]),
        ("compare", compare_two, [_spdx("first"), _spdx("second")]),
        ("combine", combine, [_spdx("part"), into, linking]),
        ("text", print_text, [_spdx("licence")]),
    )
    noun = Group(
        "licence",
        help=say("help.licence"),
        subcommand_metavar=say("usage.metavar"),
        params=common_options(language),
        add_help_option=False,
        invoke_without_command=True,
        callback=click.pass_context(_help_alone),
    )
    for name, run, params in verbs:
        noun.add_command(
            Command(
                name,
                callback=partial(_readable, run, language=language),
                params=[*params, as_json, *common_options(language)],
                help=say(f"help.licence-{name}"),
                add_help_option=False,
            )
        )
    return noun


def show(*, licence: str, as_json: bool, language: Language) -> int:
    """Print what one licence says, each fact with its source."""
    found = find(licence)
    _print(_facts(found, language) if as_json else _pages(found, language))
    return 0


def compare_two(*, first: str, second: str, as_json: bool, language: Language) -> int:
    """Print what two licences say, aspect by aspect."""
    pair = find(first), find(second)
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
    found = find(licence)
    _print({"id": found.id, "text": found.text} if as_json else [found.text.rstrip()])
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
        standing = named(f"standing.{combined.standing.name.lower().replace('_', '-')}")
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
    standing = named(f"standing.{reason.standing.name.lower().replace('_', '-')}")
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


def _wrap(sentence: str) -> str:
    return textwrap.fill(sentence, WIDTH, break_long_words=False, break_on_hyphens=False)


def _item(sentence: str) -> str:
    return textwrap.fill(
        sentence,
        WIDTH,
        initial_indent="- ",
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _print(said: Any) -> None:  # noqa: ANN401  # lines, or what JSON can hold
    if isinstance(said, dict):
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(said))


# ---------------------------------------------------------------------------------- the command


def _spdx(name: str) -> click.Argument:
    return click.Argument([name], metavar="SPDX")


def _help_alone(context: click.Context) -> None:
    if not context.invoked_subcommand:
        click.echo(context.get_help())


def _readable(run: Callable[..., int], *, language: Language, **asked: object) -> int:
    """Return the code of ``run``; where a name or an expression cannot be read, say where."""
    try:
        return run(language=language, **asked)
    except UnknownLicenceError as error:
        fact = "licence-nearest" if error.nearest else "licence-unknown"
        return regret(fact, language, wanted=error.wanted, nearest=error.nearest)
    except BrokenExpressionError as error:
        return regret(f"expression-{error.fact}", language, **error.values)
