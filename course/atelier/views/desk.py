# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Who sits at the panel of a mission: where they are in it, what they send, what came of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import takewhile
from operator import add
from pathlib import Path
from typing import Any, Final

from atelier.forge.local import LocalForge
from atelier.forge.mission import Mission
from atelier.forge.working_copy import WorkingCopy
from atelier.git import HUNK, FileChange
from atelier.views.verdict import Line
from atelier.words import Language, Words, words_beside

WORDS: Final[Words] = words_beside(str(Path(__file__).with_name("pages.py")))
MOST_LETTERS: Final = 200_000  # of a file that the panel still shows
MOST_ROWS: Final = 400  # of one file's diff that lies open at first
MOST_SHOWN: Final = 5_000  # rows of one file's diff; a longer one is not shown
UNREADABLE: Final = "\ufffd"
BOM: Final = "\ufeff"
LINE_ENDS: Final = ("\n", "\r\n", "\r")
LINE_END: Final = re.compile(r"\r\n|\r|\n")
Fields = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Route:
    """Where a person is: a page, and what it is about.

    ``repository`` is one of the forge, or the folder of a working copy, which is one too.
    """

    page: str = "repository"
    repository: str = ""
    number: int = 0
    path: str = ""
    branch: str = ""

    def to(self, page: str, **about: Any) -> "Route":  # noqa: ANN401 - numbers and names
        """Return the way to another page of the same repository."""
        return Route(page=page, repository=self.repository, **about)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Whose panel it is: the forge, the mission in its folder, and what was checked last."""

    forge: LocalForge
    mission: Mission
    folder: Path
    language: Language
    verdict: Mapping[str, Line] = field(default_factory=dict)

    @property
    def me(self) -> str:
        """Return the learner's name."""
        return self.forge.learner

    @property
    def places(self) -> tuple[str, ...]:
        """Return the repositories among which the person works, the mission's own first."""
        if self.mission.is_local:
            return tuple(copy.folder for copy in self.mission.copies)
        return tuple(each.name for each in self.forge.repositories())

    @property
    def home(self) -> Route:
        """Return the way to where the work is."""
        if self.mission.is_local:
            return Route(page="copy", repository=self.places[0])
        return Route(page="repository", repository=self.mission.repository)

    def copy(self, route: Route) -> WorkingCopy:
        """Return the working copy that a page is about. Raises Refusal where it is gone."""
        folder = route.repository if route.repository in self.places else self.places[0]
        return WorkingCopy(self.folder / folder)

    def say(self, key: str, **values: object) -> str:
        """Return one of the pages' sentences."""
        return WORDS.say(key, language=self.language, **values)


@dataclass(frozen=True, kw_only=True)
class Done:
    """What a gesture did: a fact with its values, the page to go to, a new verdict if any.

    ``commands`` are what does the same in a terminal.
    """

    fact: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    route: Route
    verdict: Mapping[str, Line] | None = None
    commands: tuple[str, ...] = ()


# ------------------------------------------------------------------------------- what was typed


def text_of(fields: Fields, name: str) -> str:
    """Return what was typed in a field, without the space around it."""
    found = fields.get(name, "")
    return found.replace("\r\n", "\n").strip() if isinstance(found, str) else ""


def several_of(fields: Fields, name: str) -> list[str]:
    """Return the boxes of one name that were checked."""
    found = fields.get(name, [])
    return [str(each) for each in found] if isinstance(found, list) else [str(found)]


def number_of(fields: Fields, name: str) -> int:
    """Return a whole number, 0 where none was given: the forge then says what is missing."""
    found = str(fields.get(name, ""))
    return int(found) if found.isdecimal() else 0


def as_it_was(text: str, before: str | None) -> str:
    """Return a typed text, each line with the end that it has in the file it replaces.

    A new line takes the end that most lines have. A browser changes every line end, and shows no
    mark at the head of a file: what the person cannot see is not theirs to change.
    """
    before = before or ""
    mark = BOM if before.startswith(BOM) else ""
    text, before = LINE_END.sub("\n", text.removeprefix(mark)), before.removeprefix(mark)
    if text and not text.endswith("\n") and (not before or before.endswith(("\n", "\r"))):
        text += "\n"
    ends = LINE_END.findall(before)
    usual = max(LINE_ENDS, key=ends.count)
    if len({*ends}) > 1:
        text = _with_ends(text.split("\n"), LINE_END.split(before), ends, usual)
    else:
        text = text.replace("\n", usual)
    return mark + text


def _with_ends(lines: list[str], before: list[str], ends: list[str], usual: str) -> str:
    """Return lines, each with the end of the one of ``before`` that it is or stands for."""
    ends = [*ends, usual]
    head = _alike(before, lines)
    tail = _alike(before[head:][::-1], lines[head:][::-1])
    old, new = before[head : len(before) - tail], lines[head : len(lines) - tail]
    found = [usual] * len(new)
    for _, start, stop, here, until in SequenceMatcher(None, old, new).get_opcodes():
        if stop - start == until - here:
            found[here:until] = ends[head:][start:stop]
    found = [*ends[:head], *found, *ends[len(ends) - tail :]]
    return "".join(map(add, lines, [*found[:-1], ""]))


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many lines are the same at the head of both."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


# ------------------------------------------------------------------------------ what is shown


def is_text(text: str) -> bool:
    """Return whether the panel can show a text and let it be edited."""
    return "\0" not in text and UNREADABLE not in text and len(text) <= MOST_LETTERS


def changed(change: FileChange) -> dict[str, Any]:
    """Return what the templates show of a file that changed."""
    is_huge = len(change.diff) > MOST_LETTERS or change.diff.count("\n") > MOST_SHOWN
    rows = [] if is_huge else list(_rows(change.diff))
    return {
        "path": change.path,
        "old_path": change.old_path if change.old_path != change.path else "",
        "fact": "new" if change.is_new else "gone" if change.is_gone else "changed",
        "is_binary": change.is_binary,
        "added": change.added,
        "removed": change.removed,
        "rows": rows,
        "is_huge": is_huge,
        "is_long": len(rows) > MOST_ROWS,
    }


def _rows(diff: str) -> Iterator[dict[str, Any]]:
    """Yield the lines of a diff, each with its number in the old file and in the new one."""
    old = new = 0
    for line in diff.split("\n"):
        if hunk := HUNK.match(line):
            old, new = int(line[4:].split(",")[0].split(" ")[0]), int(hunk["start"])
            yield {"kind": "hunk", "old": "", "new": "", "text": ""}
        elif line[:1] in {"+", "-", " "} and line:
            kind = {"+": "added", "-": "removed", " ": "same"}[line[0]]
            yield {
                "kind": kind,
                "old": "" if kind == "added" else old,
                "new": "" if kind == "removed" else new,
                "text": line[1:],
            }
            old += kind != "added"
            new += kind != "removed"
