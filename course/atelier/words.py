# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The words of one subject, French and English side by side, in the TOML file beside the code."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, Literal, get_args

Language = Literal["fr", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


class UnknownWordsError(LookupError):
    """A key was asked for that the file of words does not hold."""


class Words:
    """What one subject says, read from a TOML file whose leaves are ``fr`` and ``en``."""

    def __init__(self, path: Path, tables: Mapping[str, object] | None = None) -> None:
        """Read ``path``, in UTF-8, unless its ``tables`` are given: read before, and changed."""
        self.path = path
        self._tables = tables or tomllib.loads(path.read_text(encoding="utf-8"))

    def say(self, key: str, /, *, language: Language, **values: object) -> str:
        """Return the sentence at the dotted ``key`` with ``values`` filled in.

        A value that has itself a French and an English face is said in ``language``.
        Raises UnknownWordsError where the key or the language is missing.
        """
        found: object = self._tables
        for part in (*key.split("."), language):
            if not isinstance(found, Mapping) or part not in found:
                raise UnknownWordsError(f"{self.path.name} has no words for {key!r} in {language}.")
            found = found[part]
        chosen = {name: _in_language(value, language) for name, value in values.items()}
        return str(found).format(**chosen) if chosen else str(found)

    def in_both(self, key: str, /, **values: object) -> dict[Language, str]:
        """Return the sentence at ``key`` in each language: a value for another sentence."""
        return {language: self.say(key, language=language, **values) for language in LANGUAGES}

    def table(self, key: str = "", *, language: Language) -> dict[str, object]:
        """Return everything below ``key`` in one language, as nested plain dictionaries."""
        found: object = self._tables
        for part in filter(None, key.split(".")):
            if not isinstance(found, Mapping) or part not in found:
                raise UnknownWordsError(f"{self.path.name} has no words for {key!r}.")
            found = found[part]
        chosen = _in_language(found, language)
        if not isinstance(chosen, dict):
            raise UnknownWordsError(f"{self.path.name}: {key!r} is one sentence, not a table.")
        return chosen


@cache
def words_beside(module_file: str) -> Words:
    """Return the words that lie beside a module: ``words_beside(__file__)``."""
    return Words(Path(module_file).with_suffix(".toml"))


def _in_language(found: object, language: Language) -> object:
    if not isinstance(found, Mapping):
        return found
    if language in found:
        return found[language]
    return {key: _in_language(value, language) for key, value in found.items()}
