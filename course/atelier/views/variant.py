# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What an exercise asks about, where it is not the same for everybody: a graph, or a table."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, Final

from atelier.artefacts import chronology, graph_reading
from atelier.artefacts.choices import seed_of
from atelier.artefacts.graph_questions import FILE, MAIN, History, histories, listed
from atelier.forge.mission import LEARNER
from atelier.git import Commit
from atelier.graph import Graph, graph_from
from atelier.variant import Origin, Variant
from atelier.views.history import picture_of
from atelier.words import Language, Words, words_beside

WORDS: Final[Words] = words_beside(__file__)
COMMITS: Final = Words(chronology.HISTORY)
MESSAGES: Final = Words(FILE)
TAG: Final = "v1.0"
FIRST_MOMENT: Final = datetime(2026, 1, 5, 14, 0, tzinfo=UTC)


class VariantView:
    """The variant whose seed lies in a folder: which one it is, its picture, and its words."""

    def __init__(self, exercise: str, folder: Path, *, language: Language) -> None:
        """Find the variant of ``exercise``. Raises LookupError where it has none to show."""
        if exercise not in SHOWN:
            raise LookupError(f"The exercise {exercise!r} has no variants to show.")
        variant_of, file, self._picture, self._told = SHOWN[exercise]
        self._variant: Variant = variant_of(seed_of(folder, file))
        self._language = language

    def text(self) -> str:
        """Return the variant in words, as Markdown."""
        number, of = self._variant.number, self._variant.of
        is_public = self._variant.origin is Origin.PUBLIC
        heading = WORDS.say(
            "public" if is_public else "yours", language=self._language, number=number + 1, of=of
        )
        return f"{heading}\n\n{self._told(number, self._language)}"

    def __repr__(self) -> str:
        """Return the variant in words."""
        return self.text()

    def _ipython_display_(self) -> None:
        """Show the picture, where there is one, and the words."""
        from IPython.display import display

        if picture := self._picture(self._variant.number, self._language):
            display({**picture, "text/plain": self.text()}, raw=True)
        display({"text/markdown": self.text(), "text/plain": self.text()}, raw=True)


# ---------------------------------------------------------------------------- the graph of 3.E8


def graph_of(number: int, language: Language) -> Graph:
    """Return the graph of a variant, its letters in the place of identifiers."""
    history = histories()[number]
    heads, tags = dict(history.branches), {TAG: history.tag}
    bare = graph_from(_commits(history, dict.fromkeys(history.parents, "")), heads, tags, main=MAIN)
    messages = _messages(history, bare, language)
    return graph_from(_commits(history, messages), heads, tags, main=MAIN)


def _commits(history: History, messages: Mapping[str, str]) -> tuple[Commit, ...]:
    moments = (FIRST_MOMENT + timedelta(days=day) for day in count())
    return tuple(
        Commit(
            id=commit,
            parents=parents,
            tree="",
            author=LEARNER,
            committer=LEARNER,
            written=moment,
            message=messages[commit],
        )
        for (commit, parents), moment in zip(history.parents.items(), moments, strict=False)
    )


def _messages(history: History, graph: Graph, language: Language) -> dict[str, str]:
    """Return what each commit says: the messages of its line in turn, a merge its branch."""
    table: dict[str, Any] = MESSAGES.table("messages", language=language)
    turns = {line: iter(table[line]) for line in history.branches}
    found = {}
    for commit, parents in history.parents.items():
        if len(parents) > 1:
            branch = graph.lines[graph.line_of[parents[1]]]
            found[commit] = str(table["merge"]).format(branch=branch)
        else:
            found[commit] = next(turns[graph.lines[graph.line_of[commit]]])
    return found


def _drawn_graph(number: int, language: Language) -> dict[str, str]:
    return picture_of(graph_of(number, language), language)


def _told_graph(number: int, language: Language) -> str:
    graph, history = graph_of(number, language), histories()[number]
    lines = [WORDS.say("graph.lead", language=language), ""]
    for commit in graph.commits:
        fact = ("first", "from", "merge")[min(len(commit.parents), 2)]
        values = {"commit": commit.id, "subject": commit.subject}
        if commit.parents:
            values["parents"] = listed(commit.parents)[language]
        told = [WORDS.say(f"graph.{fact}", language=language, **values)]
        names = [name for name, at in history.branches.items() if at == commit.id]
        told += [WORDS.say("graph.branch", language=language, branch=name) for name in names]
        if history.tag == commit.id:
            told.append(WORDS.say("graph.tag", language=language, tag=TAG))
        lines.append(f"- {' '.join(told)}")
    return "\n".join(lines)


# ---------------------------------------------------------------------------- the table of 3.E1


def _told_history(number: int, language: Language) -> str:
    people: dict[str, Any] = words_beside(chronology.__file__).table(
        "list.person", language=language
    )
    heading: dict[str, Any] = WORDS.table("table", language=language)
    rows = [f"| {' | '.join(map(str, heading.values()))} |", "| -- " * len(heading) + "|"]
    for change in sorted(chronology.history_of(number), key=lambda change: change.letter):
        subject = COMMITS.say(f"subject.{change.event}", language=language)
        body = COMMITS.say(f"body.{change.reason or change.event}", language=language)
        cells = (
            change.letter,
            f"`{change.id}`",
            f"`{change.parent}`" if change.parent else WORDS.say("no-parent", language=language),
            people[change.person],
            f"{change.day}",
            f"**{subject}.** {body}",
        )
        rows.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(rows)


def _no_picture(_number: int, _language: Language) -> dict[str, str]:
    return {}


Picture = Callable[[int, Language], dict[str, str]]
Told = Callable[[int, Language], str]
SHOWN: Final[Mapping[str, tuple[Callable[[str], Variant], str, Picture, Told]]] = {
    "3-E1-chronologie": (chronology.variant_of, chronology.FILE, _no_picture, _told_history),
    "3-E8-variation": (graph_reading.variant_of, graph_reading.FILE, _drawn_graph, _told_graph),
}
