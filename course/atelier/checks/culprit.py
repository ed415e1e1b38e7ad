# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The commit that brought a defect in, proved by a person's own test: sound before it, ill at it.

The test is a command of that person, on their own machine, as it is for ``git bisect run``; it is
run in fresh working copies, in temporary folders, and never in the repository itself.
"""

import os
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from atelier.credentials import masked
from atelier.enumeration import enumerated, visible
from atelier.git import OBJECT, Commit, GitError
from atelier.repository import History, laid_out
from atelier.trial import Ending, Said, tried
from atelier.verdict import Finding, Verdict
from atelier.words import LANGUAGES, Language, words_beside

# Told before each run: the commit it is of, and how many there may be from here on.
Tell = Callable[[str, int], None]
COLOUR: Final = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
# Where a search by ``git bisect run`` ends, or could not begin.
HALTS: Final = frozenset({Said.STOPPED, Said.SIGNALLED, Said.ENDLESS, Said.UNRUNNABLE})


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a person asks: whether ``commit`` is at fault, by what ``command`` says.

    ``folder`` is the repository, ``stand`` where the person stands: a file that the command names
    is looked for there. Each run is waited for ``patience`` seconds.
    """

    commit: str
    command: tuple[str, ...]
    folder: Path
    stand: Path
    patience: float


def judged(
    history: History, *, question: Question, tell: Tell = lambda _name, _left: None
) -> Verdict:
    """Return whether the commit in question brought in what the test shows."""
    found = history.git.commit_at(question.commit) or ""
    place = _place(history, question, found)
    runs = _Proof(history, question, found, tell).findings() if place.points else ()
    return Verdict(subject="culprit", findings=(place, *runs))


def _place(history: History, question: Question, found: str) -> Finding:
    """Return whether the commit exists, and is among those that were asked for."""
    if not OBJECT.fullmatch(found):
        values = {"asked": visible(question.commit)}
        return Finding(criterion="there", fact="unknown", points=0, values=values)
    values = {"commit": _label(_commit(history, found)), "id": found[:7]}
    if not history.git.is_ancestor(found, history.tip):
        return Finding(criterion="there", fact="elsewhere", points=0, values=values)
    if history.since and history.git.is_ancestor(found, history.since):
        return Finding(criterion="there", fact="earlier", points=0, values=values)
    return Finding(criterion="there", fact="here", points=1, values=values)


@dataclass(frozen=True, kw_only=True)
class _Run:
    """One run of the test on a commit; no ``ending`` where that could not be laid out.

    ``added`` are the files of the repository that the commit lacks, and that were laid into it.
    """

    commit: Commit
    ending: Ending | None
    added: tuple[str, ...] = ()

    @property
    def said(self) -> Said | None:
        return self.ending.said if self.ending else None


class _Proof:
    """The runs of the test, in the order in which ``git bisect`` would doubt."""

    def __init__(self, history: History, question: Question, culprit: str, tell: Tell) -> None:
        self._history = history
        self._question = question
        self._tell = tell
        self._culprit = _commit(history, culprit)
        # At the end of a shallow copy, a commit has parents that are not here.
        self._is_cut = culprit in history.cut
        self._parents = [_commit(history, each) for each in self._culprit.parents]
        self._has_later = history.tip != culprit
        self._left = 2 * len(self._parents) + 2 + self._has_later

    def findings(self) -> Iterator[Finding]:
        """Yield what was seen before the culprit, at it, again at both, and at the end."""
        before = []
        for parent in self._parents:
            before.append(run := self._tried(parent))
            yield self._told("before", run, wanted=Said.SOUND)
            if run.said in HALTS:
                return
        if self._is_cut or not before:
            fact = "shallow" if self._is_cut else "root"
            values = {"commit": _label(self._culprit)}
            yield Finding(
                criterion="before", fact=fact, points=0, values=values, is_established=False
            )
        run = self._tried(self._culprit)
        yield self._told("turn", run, wanted=Said.ILL)
        if run.said in HALTS:
            return
        if run.said is Said.ILL and all(each.said is Said.SOUND for each in before):
            yield self._repeated()
        if self._has_later:
            yield self._today(is_shown=run.said is Said.ILL)

    def _repeated(self) -> Finding:
        """Return whether the test gives the answers that prove the turn once more."""
        for commit in (*self._parents, self._culprit):
            wanted = Said.ILL if commit is self._culprit else Said.SOUND
            if self._tried(commit).said is not wanted:
                values = {"commit": _label(commit)}
                return Finding(criterion="steady", fact="changed", points=0, values=values)
        return Finding(criterion="steady", fact="same", points=1)

    def _today(self, *, is_shown: bool) -> Finding:
        """Return what the test says of the latest commit: nothing there is held against it."""
        run = self._tried(_commit(self._history, self._history.tip))
        if run.said is not Said.SOUND:
            return self._told("now", run, wanted=Said.ILL)
        values = {"commit": _label(run.commit)}
        if is_shown:
            return Finding(criterion="now", fact="mended", points=1, values=values)
        return Finding(
            criterion="now", fact="unseen", points=0, values=values, is_established=False
        )

    def _tried(self, commit: Commit) -> _Run:
        """Return how the test ends on a commit."""
        self._tell(commit.id[:7], self._left)
        self._left -= 1
        name = self._question.folder.resolve().name or "depot"
        try:
            with laid_out(self._history.git, commit.id, name=name) as copy:
                added: list[str] = []
                ending = tried(
                    _command(self._question, copy, added),
                    folder=copy,
                    environment=_environment(copy),
                    patience=self._question.patience,
                )
        except GitError:
            return _Run(commit=commit, ending=None)
        return _Run(commit=commit, ending=ending, added=tuple(added))

    def _told(self, criterion: str, run: _Run, *, wanted: Said) -> Finding:
        """Return what a run says of a criterion, which looks for ``wanted``."""
        values = _values(self._question, run)
        if run.said in {Said.SOUND, Said.ILL}:
            points = int(run.said is wanted)
            return Finding(criterion=criterion, fact=str(run.said), points=points, values=values)
        words, key = words_beside(__file__), f"ending.{run.said or 'unlaid'}"
        values["seen"] = words.in_both(f"{key}.seen", **values)
        values["step"] = words.in_both(f"{key}.next", **values)
        return Finding(
            criterion=criterion,
            fact="other",
            points=0,
            values=values,
            is_established=run.said in HALTS and criterion != "now",
        )


# ---------------------------------------------------------------------------------- small parts


def _commit(history: History, name: str) -> Commit:
    return history.git.commits([name], most=1)[0]


def _label(commit: Commit) -> str:
    return visible(masked(commit.label))


def _values(question: Question, run: _Run) -> dict[str, object]:
    """Return what fills the blanks of the sentences about a run."""
    words, code, last = words_beside(__file__), 0, ""
    if run.ending:
        code, last = run.ending.code, visible(masked(COLOUR.sub("", run.ending.last)))
    name = str(code)
    with suppress(ValueError):  # an exit code, or a real-time signal, has no name
        name = signal.Signals(code).name
    nothing: dict[Language, str] = dict.fromkeys(LANGUAGES, "")
    return {
        "commit": _label(run.commit),
        "code": code,
        "signal": name,
        "patience": f"{question.patience:g}",
        "program": visible(question.command[0]),
        "last": words.in_both("last", line=last) if last else nothing,
        "added": words.in_both("added", files=enumerated(run.added)) if run.added else nothing,
    }


def _environment(copy: Path) -> dict[str, str]:
    """Return this process's environment, without what would lead git to another repository."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {"PWD": str(copy)}


def _command(question: Question, copy: Path, added: list[str]) -> list[str]:
    """Return the command, its files found; those that are laid into the copy go to ``added``."""
    first, *others = question.command
    is_path = {os.sep, "/"} & set(first)
    program = _found(first, question, copy, added, is_program=True) if is_path else first
    return [program, *(_found(word, question, copy, added) for word in others)]


def _found(
    word: str, question: Question, copy: Path, added: list[str], *, is_program: bool = False
) -> str:
    """Return a word that names a file as it is to be named in ``copy``; any other, as it is.

    A file of the repository is the commit's own. One that the commit lacks is laid into the copy,
    where what it reads lies around it; one outside the repository stays where it is.
    """
    path = os.path.expanduser(word) if word.startswith("~/") else word  # noqa: PTH111 - a word
    places = [Path(start, path) for start in (question.stand, question.folder)]
    there = next((each for each in places if path and os.path.exists(each)), None)  # noqa: PTH110 - says no to a name that is too long, and does not raise
    if there is None:
        return path
    real, root = Path(os.path.realpath(there)), Path(os.path.realpath(question.folder))
    if not real.is_relative_to(root):
        return os.path.abspath(there)  # noqa: PTH100 - the link, not its end: a virtual environment
    relative = real.relative_to(root)
    mine = copy / relative
    if not os.path.lexists(mine):
        if is_program and not _is_script(there):
            return os.path.abspath(there)  # noqa: PTH100 - likewise
        if _lay(real, mine, copy):
            added.append(str(relative))
    return os.path.join(os.curdir, relative) if is_program else str(relative)  # noqa: PTH118 - a path would drop the “./”


def _is_script(path: Path) -> bool:
    """Return whether a program is a text of its own, and no part of an installed whole."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as content:
        return content.read(2) == b"#!"


def _lay(source: Path, place: Path, copy: Path) -> bool:
    """Lay a file into a copy, where no link of the commit leads out of it; return whether it is."""
    parent = Path(os.path.realpath(place.parent))
    if source.is_file() and parent.is_relative_to(os.path.realpath(copy)):
        with suppress(OSError):  # where a folder should be, the commit has a file
            parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, place)
            return True
    return False
