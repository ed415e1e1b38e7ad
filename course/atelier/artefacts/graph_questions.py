# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Eight questions on a commit graph, and what is true of them: all drawn from the graph by rule.

A graph is data (``graph_questions.toml``); letters stand for the identifiers of its commits.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from atelier.variant import in_order
from atelier.words import Language

FILE: Final = Path(__file__).with_suffix(".toml")
PLACES: Final = (0, 0, 1, 1, 2, 2, 3, 3)  # where the right answers stand among four, once dealt
MAIN: Final = "main"
AND: Final[dict[Language, str]] = {"fr": "et", "en": "and"}
COUNTS: Final = ("none", "one", "two", "three")
Said = Mapping[Language, str]


@dataclass(frozen=True, kw_only=True)
class Option:
    """One possible answer. ``word`` and ``reason`` name a sentence that the ``values`` fill."""

    id: str
    word: str
    reason: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Item:
    """One question of a variant: what fills its label, its options in order, the right one."""

    asked: str
    values: Mapping[str, object]
    options: tuple[Option, ...]
    truth: str


@dataclass(frozen=True, kw_only=True)
class History:
    """A graph: the parents of each commit, oldest first; where branches and a tag stand.

    ``asks`` says about what the questions are asked.
    """

    parents: Mapping[str, tuple[str, ...]]
    branches: Mapping[str, str]
    tag: str
    asks: Mapping[str, Any] = field(repr=False)

    def of(self, commit: str) -> frozenset[str]:
        """Return a commit and all its ancestors."""
        above = (self.of(parent) for parent in self.parents[commit])
        return frozenset({commit}).union(*above)

    def base(self, one: str, other: str) -> str:
        """Return the last commit that two have in common."""
        return max(self.of(one) & self.of(other), key=lambda commit: len(self.of(commit)))

    def first_parents(self, commit: str) -> frozenset[str]:
        """Return a commit and those from which it comes by first parents only."""
        above = self.parents[commit][:1]
        return frozenset({commit}).union(*(self.first_parents(parent) for parent in above))


@cache
def histories() -> tuple[History, ...]:
    """Return the graph of each variant."""
    return tuple(map(_history, tomllib.loads(FILE.read_text(encoding="utf-8"))["graph"]))


@cache
def items_of(number: int) -> tuple[Item, ...]:
    """Return the eight questions on the graph of a variant."""
    graph = histories()[number]
    made = (
        _parents(graph),
        _base(graph),
        _only(graph),
        _tag(graph),
        _ancestor(graph),
        _merge(graph),
        _delete(graph),
        _revert(graph),
    )
    places = [place for _, place in in_order(tuple(enumerate(PLACES)), "place", number)]
    return tuple(_dealt(item, place) for item, place in zip(made, places, strict=True))


def listed(commits: Iterable[str]) -> Said:
    """Return commits as each language lists them: ``A, B et C``."""
    *first, last = sorted(commits)
    return {
        language: f"{', '.join(first)} {word} {last}" if first else last
        for language, word in AND.items()
    }


def _history(facts: Mapping[str, Any]) -> History:
    parents: dict[str, tuple[str, ...]] = {}
    for written in facts["commits"].split():
        commit, _, above = written.partition("<")
        parents[commit] = tuple(filter(None, above.split(",")))
    return History(
        parents=parents, branches=facts["branches"], tag=facts["tag"], asks=facts["asks"]
    )


def _dealt(item: Item, place: int) -> Item:
    """Put the right answer at a place, the others around it as they were."""
    right = next(option for option in item.options if option.id == item.truth)
    others = [option for option in item.options if option is not right]
    options = (*others[:place], right, *others[place:])
    return Item(asked=item.asked, values=item.values, options=options, truth=item.truth)


# ---------------------------------------------------------------------------------- the questions


def _parents(graph: History) -> Item:
    commit = graph.asks["parents"]
    above = graph.parents[commit]
    truth = COUNTS[len(above)]
    values = {"commit": commit, "first": next(iter(graph.parents))}
    if above:
        values["parents"] = listed(above)
    wrong = {
        "none": "not-first",
        "one": "joins" if above else "first",
        "two": "no-merge",
        "three": "three",
    }
    options = tuple(
        Option(
            id=count,
            word=count,
            reason=f"right-{count}" if count == truth else wrong[count],
            values=values,
        )
        for count in COUNTS
    )
    return Item(asked="parents", values=values, options=options, truth=truth)


def _base(graph: History) -> Item:
    one, other = graph.asks["base"]
    base = graph.base(one, other)
    common = graph.of(one) & graph.of(other)
    older = sorted(common - {base}, reverse=True)[:2]
    strangers = [each for each in graph.parents if each not in common | {one, other}]
    offered = sorted([base, *[*older, *strangers, other, one][:3]])
    values = {"one": one, "other": other, "base": base}

    def reason(commit: str) -> tuple[str, Mapping[str, object]]:
        if commit == base:
            return "right", {}
        if commit in common:
            return "older", {}
        sides = [side for side in (one, other) if commit in graph.of(side)]
        if not sides:
            return "neither", {}
        return "one-side", {"side": sides[0], "beside": other if sides[0] == one else one}

    options = tuple(_letters([commit], *reason(commit), **values) for commit in offered)
    return Item(asked="base", values=values, options=options, truth=_id([base]))


def _only(graph: History) -> Item:
    branch = graph.asks["only"]
    tip, main = graph.branches[branch], graph.branches[MAIN]
    own = graph.of(tip) - graph.of(main)
    base = graph.base(tip, main)
    values = {"branch": branch, "main": main, "base": base, "first": min(own), "own": listed(own)}
    options = (
        Option(id="nothing", word="nothing", reason="nothing", values=values),
        _letters(own, "right", **values),
        _letters(own | {base}, "also", **values),
        _letters(graph.of(tip), "many", **values),
    )
    return Item(asked="only", values=values, options=options, truth=_id(own))


def _tag(graph: History) -> Item:
    values = {"tag": graph.tag, "main": graph.branches[MAIN]}
    options = tuple(
        Option(id=each, word=each, reason=each, values=values)
        for each in ("follows", "stays", "tip", "gone")
    )
    return Item(asked="tag", values=values, options=options, truth="stays")


def _ancestor(graph: History) -> Item:
    one, other = graph.asks["ancestor"]
    truth = "yes" if one in graph.of(other) else "reverse" if other in graph.of(one) else "no"
    lower, upper = (other, one) if truth == "yes" else (one, other)
    values = {
        "one": one,
        "other": other,
        "lower": lower,
        "upper": upper,
        "base": graph.base(one, other),
    }
    options = tuple(
        Option(id=each, word=each, reason=f"right-{each}" if each == truth else each, values=values)
        for each in ("yes", "reverse", "no", "unknown")
    )
    return Item(asked="ancestor", values=values, options=options, truth=truth)


def _merge(graph: History) -> Item:
    source, target = graph.asks["merge"]
    there, here = graph.branches[source], graph.branches[target]
    is_new, is_behind = there not in graph.of(here), here in graph.of(there)
    truth = "nothing" if not is_new else "forward" if is_behind else "commit"
    behind, ahead = (target, source) if truth == "forward" else (source, target)
    values = {
        "source": source,
        "target": target,
        "there": there,
        "here": here,
        "behind": behind,
        "ahead": ahead,
    }
    options = tuple(
        Option(id=each, word=each, reason=f"right-{each}" if each == truth else each, values=values)
        for each in ("forward", "nothing", "copy", "commit")
    )
    return Item(asked="merge", values=values, options=options, truth=truth)


def _delete(graph: History) -> Item:
    branch = graph.asks["delete"]
    tip, main = graph.branches[branch], graph.branches[MAIN]
    others = {name: graph.of(at) for name, at in graph.branches.items() if name != branch}
    kept = graph.of(graph.tag).union(*others.values())
    lost = graph.of(tip) - kept
    mine = graph.of(tip) - graph.first_parents(main) or frozenset({tip})
    below = frozenset(graph.parents[min(mine)])
    after = frozenset(each for each, above in graph.parents.items() if tip in above)
    none, last = frozenset[str](), frozenset({tip})
    offered = (lost, none, mine, last, mine | after, mine | below, graph.of(tip))
    sets = list(dict.fromkeys(offered))[: len(COUNTS)]
    values = {"branch": branch, "main": main, "tip": tip, "mine": listed(mine)}

    def option(commits: frozenset[str]) -> Option:
        stays, missing = sorted(commits & kept), sorted(lost - commits)
        if commits == lost:
            reason, told = ("right-lost" if lost else "right-nothing"), {}
        elif stays:
            where = next((name for name, held in others.items() if stays[-1] in held), MAIN)
            reason, told = "kept", {"commit": stays[-1], "where": where}
        else:
            reason, told = "missing", {"commit": missing[-1]}
        if commits:
            return _letters(commits, reason, told, **values)
        return Option(id="nothing", word="nothing", reason=reason, values={**values, **told})

    options = tuple(map(option, sets))
    return Item(asked="delete", values=values, options=options, truth=_id(lost))


def _revert(graph: History) -> Item:
    commit, main = graph.asks["revert"], graph.branches[MAIN]
    values = {"commit": commit, "main": main, "before": graph.parents[commit][0]}
    options = tuple(
        Option(id=each, word=each, reason=each, values=values)
        for each in ("reset", "revert", "delete", "rewrite")
    )
    return Item(asked="revert", values=values, options=options, truth="revert")


def _letters(
    commits: Iterable[str],
    reason: str,
    told: Mapping[str, object] | None = None,
    /,
    **values: object,
) -> Option:
    """Return the answer that names these commits."""
    all_values = {**values, **(told or {}), "letters": listed(commits), "letter": max(commits)}
    return Option(id=_id(commits), word="letters", reason=reason, values=all_values)


def _id(commits: Iterable[str]) -> str:
    return "-".join(sorted(commits)).lower() or "nothing"
