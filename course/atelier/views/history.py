# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A history on screen: its graph as a picture, and the same history in words."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from atelier.git import Commit, GitError, GitMissingError
from atelier.graph import Graph, graph_of, in_drawing_order
from atelier.repository import NoRepositoryError, broken_references, reading
from atelier.views.view import STYLE, TEMPLATES
from atelier.words import Language, Words, words_beside

WORDS: Final[Words] = words_beside(__file__)
ROW: Final = 26  # points from one commit to the next
COLUMN: Final = 20  # points from one line of work to the next
MARGIN: Final = 14
LETTER: Final = 7.3
# Mermaid's own labels are slanted and small, and its names of branches so wide that they overlap.
STRAIGHT: Final = "'rotateCommitLabel': false"
LETTERS: Final = "'themeVariables': {'fontSize': '12px', 'commitLabelFontSize': '13px'}"
SHORT: Final = 7  # digits of a commit that people read
WIDEST: Final = 15  # letters of a branch's name that leave its neighbour's readable in Mermaid
LONGEST: Final = 34  # letters of a subject beside a commit of the graph


class History:
    """What a folder's repository went through, for a lesson: the graph, then words."""

    def __init__(self, folder: Path, *, language: Language) -> None:
        """Read the repository in ``folder``; where there is none, only a sentence is shown."""
        self._language = language
        self._graph: Graph | None = None
        self._trouble = ""
        try:
            with reading(folder) as git:
                broken = broken_references(git, folder)
                self._graph = None if broken else graph_of(git)
            if broken:
                error = NoRepositoryError("references", folder, references=broken)
                self._trouble = f"{error.seen()[language]} {error.next_step()[language]}"
        except (NoRepositoryError, GitError) as caught:
            is_none = isinstance(caught, NoRepositoryError) and caught.fact == "none"
            key = "no-repository" if is_none else "unreadable"
            self._trouble = WORDS.say(key, language=language, folder=folder.name)
        except GitMissingError as missing:
            self._trouble = missing.sentence(language)

    def __repr__(self) -> str:
        """Return the history in words."""
        if self._graph is None:
            return self._trouble
        told = (_told(each) for each in facts_of(self._graph, self._language)["commits"])
        return "\n".join([summary_of(self._graph, self._language), *told])

    def _ipython_display_(self) -> None:
        """Show two outputs: the graph, and the words.

        JupyterLab draws the graph from Mermaid's text, whoever knows no Mermaid shows our picture.
        """
        from IPython.display import display

        if self._graph is not None and self._graph.commits:
            drawn = picture_of(self._graph, self._language)
            display(drawn | {"text/plain": repr(self)}, raw=True)
        display({"text/html": self._repr_html_(), "text/plain": repr(self)}, raw=True)

    def _repr_html_(self) -> str:
        page = _template("history.html").render(
            style=STYLE,
            language=self._language,
            trouble=self._trouble,
            graph=facts_of(self._graph, self._language) if self._graph else {},
            words=_words_of(self._language),
        )
        return str(page)


def picture_of(graph: Graph, language: Language) -> dict[str, str]:
    """Return a graph as our own picture, and as Mermaid's text where it can be said so."""
    facts = facts_of(graph, language)
    picture = _template("pages/graph.html").module.drawing(facts, _words_of(language))
    text = mermaid_of(graph, language)
    drawn = {"image/svg+xml": str(picture).strip()}
    return drawn | ({"text/vnd.mermaid": text} if text else {})


def facts_of(graph: Graph, language: Language) -> dict[str, Any]:
    """Return what the templates show of a graph: the picture's lines and points, and words."""
    newest = tuple(reversed(graph.commits))
    row_of = {commit.id: row for row, commit in enumerate(newest)}
    place = {name: (_x(graph.line_of[name]), MARGIN + ROW * row) for name, row in row_of.items()}
    beside = MARGIN + COLUMN * len(graph.lines)
    labels = {commit.id: _label(commit, graph) for commit in newest}
    longest = max((len(label) for label in labels.values()), default=0)
    return {
        "summary": summary_of(graph, language),
        "older": WORDS.say("older", language=language, count=graph.older) if graph.older else "",
        "width": round(beside + LETTER * longest + MARGIN),
        "height": 2 * MARGIN + ROW * (len(newest) - 1),
        "beside": beside,
        "edges": [
            _curve(place[parent], place[commit.id])
            for commit in newest
            for parent in graph.parents(commit)
        ],
        "points": [
            {
                "x": place[commit.id][0],
                "y": place[commit.id][1],
                "label": labels[commit.id],
                "is_merge": len(commit.parents) > 1,
            }
            for commit in newest
        ],
        "commits": [_words(commit, graph, language) for commit in newest],
    }


def summary_of(graph: Graph, language: Language) -> str:
    """Return the sentence that says what the picture shows."""
    if not graph.commits:
        return WORDS.say("empty", language=language)
    names = [_name(graph, line, language) for line in range(len(graph.lines))]
    said = [
        WORDS.say(
            "summary",
            language=language,
            commits=_count("commit", len(graph.commits), language),
            lines=_count("line", len(names), language),
            names=", ".join(names),
            merges=_count("merge", len(graph.merges), language),
        )
    ]
    said += [_course(graph, line, language) for line in range(1, len(names))]
    return " ".join(said)


def mermaid_of(graph: Graph, language: Language) -> str:
    """Return the graph as Mermaid writes it, or nothing where Mermaid has no way to say it.

    Mermaid's graphs have one beginning, and join two lines at a time. The newest commit is on
    top, as in our own picture and in ``git log``.
    """
    beginnings = [commit for commit in graph.commits if not graph.parents(commit)]
    if len(beginnings) != 1 or any(len(graph.parents(each)) > 2 for each in graph.merges):  # noqa: PLR2004
        return ""
    names = _mermaid_names(graph)
    started = {graph.line_of[beginnings[0].id]}
    main = names[graph.line_of[beginnings[0].id]]
    lines = [
        f"%%{{init: {{'gitGraph': {{'mainBranchName': '{main}', {STRAIGHT}}}, {LETTERS}}}}}%%",
        "gitGraph BT:",
        f"  accTitle: {WORDS.say('picture', language=language)}",
    ]
    on = graph.line_of[beginnings[0].id]
    for commit, is_kept in in_drawing_order(graph):
        line = graph.line_of[commit.id]
        if not is_kept and graph.merges:
            return ""
        if line != on:
            lines.append(f'  checkout "{names[line]}"')
            on = line
        tags = "".join(f' tag: "{_plain(tag)}"' for tag in graph.tags.get(commit.id, ())[:1])
        named = f'id: "{commit.id[:SHORT]} {_plain(_cut(commit.subject))}"{tags}'
        parents = graph.parents(commit)
        merged = graph.line_of[parents[1]] if len(parents) > 1 else line
        lines.append(
            f'  merge "{names[merged]}" {named}' if merged != line else f"  commit {named}"
        )
        for other in range(len(names)):
            if other not in started and commit.id in graph.parents(graph.first_of(other))[:1]:
                lines.append(f'  branch "{names[other]}"')
                started.add(other)
                on = other
    return "\n".join(lines) + "\n"


# ------------------------------------------------------------------------------------- in words


def _words(commit: Commit, graph: Graph, language: Language) -> dict[str, Any]:
    say = partial(_say, language)

    parents = graph.parents(commit)
    line = graph.line_of[commit.id]
    notes = [] if commit.parents else [say("first")]
    if commit.id in graph.cut:
        notes.append(say("cut"))
    if len(parents) > 1:
        taken = ", ".join(f"`{parent[:SHORT]}`" for parent in parents[1:])
        notes.append(say("merge", taken=taken, into=f"`{parents[0][:SHORT]}`"))
    elif parents and graph.line_of[parents[0]] != line:
        notes.append(say("parts", parent=f"`{parents[0][:SHORT]}`"))
    notes += [say("stands", branch=name) for name in graph.standing.get(commit.id, ())]
    notes += [say("tag", tag=tag) for tag in graph.tags.get(commit.id, ())]
    return {
        "id": commit.id,
        "short": commit.id[:SHORT],
        "subject": commit.subject,
        "author": commit.author.name,
        "date": f"{commit.written:%Y-%m-%d}",
        "line": _name(graph, line, language),
        "notes": notes,
    }


def _say(language: Language, key: str, **values: object) -> str:
    return WORDS.say(f"commit.{key}", language=language, **values)


def _words_of(language: Language) -> dict[str, object]:
    return WORDS.table(language=language)


def _template(name: str) -> Any:  # noqa: ANN401 - Jinja types no macro
    return TEMPLATES.get_template(name)


def _told(facts: Mapping[str, Any]) -> str:
    notes = " ".join(facts["notes"]).replace("`", "")
    return f"- {facts['short']} {facts['subject']} ({facts['author']}) {notes}".rstrip()


def _course(graph: Graph, line: int, language: Language) -> str:
    """Return where one line of work parts from another, and whether it was taken in."""
    name = _name(graph, line, language)
    first = graph.first_of(line)
    taken = next(
        (
            merge
            for merge in graph.merges
            for parent in graph.parents(merge)[1:]
            if graph.line_of[parent] == line
        ),
        None,
    )
    parents = graph.parents(first)
    start = _subject(graph, parents[0]) if parents else ""
    start_of = "parts" if parents else "cut" if first.parents else "begins"
    fact = start_of + ("-merged" if taken else "-open")
    into = _name(graph, graph.line_of[taken.id], language) if taken else ""
    values = {"line": name, "start": start, "into": into}
    return WORDS.say(f"course.{fact}", language=language, **values)


def _subject(graph: Graph, commit: str) -> str:
    return next(_cut(each.subject) for each in graph.commits if each.id == commit)


def _name(graph: Graph, line: int, language: Language) -> str:
    return graph.lines[line] or WORDS.say("unnamed", language=language, number=line + 1)


def _count(noun: str, count: int, language: Language) -> str:
    is_one = count < 2 if language == "fr" else count == 1  # noqa: PLR2004
    fact = "one" if is_one else "many"
    return WORDS.say(f"count.{noun}.{fact}", language=language, count=count)


# ----------------------------------------------------------------------------------- in a picture


def _x(line: int) -> int:
    return MARGIN + COLUMN * line


def _curve(start: tuple[int, int], end: tuple[int, int]) -> str:
    """Return the way from a parent, below, to its child, above."""
    (x, y), (to_x, to_y) = start, end
    if x == to_x:
        return f"M{x} {y}V{to_y}"
    if x < to_x:  # a line that parts: it leaves at once and then goes straight up
        return f"M{x} {y}C{x} {y - ROW / 2} {to_x} {y - ROW / 2} {to_x} {y - ROW}V{to_y}"
    return f"M{x} {y}V{to_y + ROW}C{x} {to_y + ROW / 2} {to_x} {to_y + ROW / 2} {to_x} {to_y}"


def _label(commit: Commit, graph: Graph) -> str:
    names = (*graph.standing.get(commit.id, ()), *graph.tags.get(commit.id, ()))
    shown = ", ".join(name[:LONGEST] for name in names[:2])
    return f"{commit.id[:SHORT]} [{shown}]" if shown else commit.id[:SHORT]


def _mermaid_names(graph: Graph) -> list[str]:
    """Return a name for each line, cut where it would hide the one beside it, if they differ so."""
    names = [
        _plain(name).replace(" ", "-") or f"{number}" for number, name in enumerate(graph.lines, 1)
    ]
    short = [_cut(name, WIDEST) for name in names]
    return short if len(set(short)) == len(set(names)) else names


def _cut(text: str, most: int = LONGEST) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _plain(text: str) -> str:
    """Return ``text`` without what Mermaid would read as its own signs."""
    return "".join("’" if sign == "'" else "" if sign in '"`;{}#%<>\\' else sign for sign in text)
