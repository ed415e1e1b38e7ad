# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The words a trainer reads, French and English side by side, in the TOML file beside the code."""

import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal, Protocol, get_args

Language = Literal["fr", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


class Say(Protocol):
    """A function that finds a sentence and fills its blanks."""

    def __call__(self, key: str, *, language: Language, **values: object) -> str:
        """Return the sentence at the dotted ``key``."""


def words_beside(module_file: str) -> Say:
    """Return a function that says the words beside a module, called with its ``__file__``."""
    tables = tomllib.loads(Path(module_file).with_suffix(".toml").read_text(encoding="utf-8"))

    def say(key: str, *, language: Language, **values: object) -> str:
        found = tables
        for part in key.split("."):
            found = found[part]
        return str(found[language]).format(**values)

    return say


def in_both(say: Say) -> Callable[[str], str]:
    """Return what says a sentence in both languages, for help that is read before any choice."""
    return lambda key: "\n\n".join(say(key, language=language) for language in LANGUAGES)


def typed(module: str) -> str:
    """Return what to type here to run ``module`` with the Python that runs now."""
    python, here = Path(sys.executable), Path.cwd()
    shown = python.relative_to(here) if python.is_relative_to(here) else python
    return subprocess.list2cmdline([str(shown), "-m", module])
