# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A practice repository in a notebook: what was typed, what git answered, what the history is."""

import atexit
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from atelier.git import GitMissingError
from atelier.practice import Exchange, NoSuchTextError, Practice
from atelier.views.history import History
from atelier.views.view import STYLE, TEMPLATES
from atelier.words import Language, words_beside
from atelier.workspace import home_around

BESIDE: Final = "depots"
# What these answer is mostly what people wrote, not git's own words, which are English here.
TOLD_BY_PEOPLE: Final = frozenset({"blame", "branch", "diff", "grep", "log", "show", "shortlog"})


@dataclass(frozen=True, kw_only=True)
class Line:
    """What a person reads of one command; ``tongue`` is the language of ``said``."""

    typed: str
    said: str
    note: str
    is_refused: bool
    tongue: str


class Session:
    """The faces of what happened in a practice repository: sentences, commands, a file."""

    def __init__(
        self,
        *,
        language: Language,
        lines: tuple[str, ...] = (),
        exchanges: tuple[Exchange, ...] = (),
        file: str = "",
        text: str = "",
    ) -> None:
        """Show, in this order: ``lines``, ``exchanges``, the ``text`` of ``file``."""
        self._language = language
        self.lines = lines
        self.exchanges = [_line(each, language) for each in exchanges]
        self._file, self._text = file, text.strip("\n")

    def text(self) -> str:
        """Return the same as plain text, as a terminal would show it."""
        said = [line.replace("`", "") for line in self.lines]
        for each in self.exchanges:
            said += [f"$ {each.typed}", *filter(None, (each.said, each.note.replace("`", "")))]
        if self._text:
            said += [f"{self._file}\n\n{self._text}"]
        return "\n".join(said)

    def __repr__(self) -> str:
        """Return the plain text."""
        return self.text()

    def _repr_html_(self) -> str:
        return TEMPLATES.get_template("practice.html").render(
            style=STYLE,
            language=self._language,
            lines=self.lines,
            exchanges=self.exchanges,
            file=self._file,
            text=self._text,
        )


class PracticeRepository:
    """A small repository to try git on, as a notebook sees it.

    Where git is missing or too old, each of its methods shows the sentence that says what to do.
    """

    def __init__(self, name: str, *, language: Language) -> None:
        """Lay the repository ``name`` out anew, beside the notebook or in a temporary folder."""
        self._language = language
        self._name = name
        home = home_around(Path.cwd())
        self._is_beside = home is not None
        self.folder = (Path.cwd() / BESIDE if home else _temporary()) / name
        self._begun: Practice | GitMissingError
        try:
            self._begun = Practice(name, self.folder, language=language)
        except GitMissingError as error:
            self._begun = error

    def run(self, commands: str = "") -> None:
        """Run each line, a git command, and show what git answers."""
        with self._sorry():
            exchanges = self._practice.type(commands)
            lines = [] if exchanges else [self._say("nothing-typed")]
            self._show(*lines, exchanges=exchanges)

    def show(self, path: str) -> None:
        """Show the text of a file as it lies in the working copy."""
        with self._sorry():
            self._show(file=path, text=self._practice.text(path))

    def write(self, path: str, text: str) -> None:
        """Save ``text`` in a file, as an editor would, and show it."""
        with self._sorry():
            self._practice.write(path, text)
            self._show(self._say("written", file=path), file=path, text=self._practice.text(path))

    def replace(self, path: str, old: str, new: str) -> None:
        """Replace words in a file, as an editor would, and say so."""
        with self._sorry():
            self._practice.replace(path, old, new)
            self._show(
                self._say("replaced", file=path, old=_on_one_line(old), new=_on_one_line(new))
            )

    def meanwhile(self) -> None:
        """Let a colleague push to the remote repository, and say who did."""
        with self._sorry():
            self._show(self._say("meanwhile", name=self._practice.meanwhile()))

    def history(self) -> None:
        """Show the graph of every branch, and the same in words."""
        with self._sorry():
            _display(History(self._practice.folder, language=self._language))

    @property
    def _practice(self) -> Practice:
        if isinstance(self._begun, GitMissingError):
            raise self._begun
        return self._begun

    def __repr__(self) -> str:
        """Return where the repository lies, in a sentence."""
        return self._ready().text()

    def _repr_html_(self) -> str:
        return self._ready()._repr_html_()

    def _ready(self) -> Session:
        place = f"{BESIDE}/{self._name}"
        key = "ready" if self._is_beside else "ready-aside"
        line = self._say(key, name=self._name, place=place)
        if isinstance(self._begun, GitMissingError):
            line = self._begun.sentence(self._language)
        return Session(language=self._language, lines=(line,))

    def _show(
        self,
        *lines: str,
        exchanges: tuple[Exchange, ...] = (),
        file: str = "",
        text: str = "",
    ) -> None:
        """Show at once, wherever in a cell the call stands."""
        _display(
            Session(language=self._language, lines=lines, exchanges=exchanges, file=file, text=text)
        )

    @contextmanager
    def _sorry(self) -> Iterator[None]:
        """Say in a sentence what cannot be done."""
        try:
            yield
        except GitMissingError as error:
            self._show(error.sentence(self._language))
        except NoSuchTextError as error:
            self._show(self._say(f"trouble.{error.fact}", file=error.path, old=error.words))

    def _say(self, key: str, **values: object) -> str:
        return words_beside(__file__).say(key, language=self._language, **values)


def _line(exchange: Exchange, language: Language) -> Line:
    words = words_beside(__file__)
    if exchange.trouble:
        key = f"trouble.{exchange.trouble}"
    elif exchange.is_refused:
        key = "refused" if exchange.said else "refused-silent"
    else:
        key = "" if exchange.said else "silent"
    command = next(iter(exchange.typed.split()[1:2]), "")
    return Line(
        typed=exchange.typed,
        said=exchange.said,
        note=words.say(key, language=language) if key else "",
        is_refused=exchange.is_refused or bool(exchange.trouble),
        tongue=language if command in TOLD_BY_PEOPLE else "en",
    )


def _display(shown: Session | History) -> None:
    from IPython.display import display

    display(shown)


def _on_one_line(words: str) -> str:
    return " ".join(words.split())


@cache
def _temporary() -> Path:
    """Return a folder for this kernel's practice, which goes when the kernel does."""
    folder = tempfile.TemporaryDirectory(prefix="atelier-", ignore_cleanup_errors=True)
    atexit.register(folder.cleanup)
    return Path(folder.name)
