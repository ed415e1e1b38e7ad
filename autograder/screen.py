# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What a trainer sees in the terminal: sentences, progress, in one language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.words import Language, words_beside

say = words_beside(str(Path(__file__).with_name("command.py")))
Item = TypeVar("Item")


@dataclass(frozen=True, kw_only=True)
class Screen:
    """The terminal, and the language of the person before it."""

    language: Language
    console: Console = field(default_factory=lambda: Console(highlight=False))

    def words(self, key: str, **values: object) -> str:
        """Return a sentence in the person's language."""
        return say(key, language=self.language, **values)

    def say(self, key: str, **values: object) -> None:
        """Show the sentence at ``key``."""
        self.show(self.words(key, **values))

    def show(self, sentence: str) -> None:
        """Show a sentence as it is, without breaking the paths in it."""
        self.console.print(sentence, markup=False, soft_wrap=True)

    def track(self, items: Sequence[Item], key: str) -> Iterator[Item]:
        """Yield the items, with a bar that tells how many are done and the time left."""
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=self.console) as progress:
            yield from progress.track(items, description=self.words(key))
