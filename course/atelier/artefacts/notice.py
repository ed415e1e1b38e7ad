# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A file of mentions, ``NOTICE``: free text, read component by component.

What is said of a component begins on a line that names it and goes on to the next line that
names another one; nobody has to follow a layout.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from atelier.licences import Licence

FILE: Final = "NOTICE"
SIGN: Final = re.compile(r"\(c\)|©", re.IGNORECASE)
APART: Final = re.compile(r"[\s#*>/;-]+")


def entries_of(text: str, names: Iterable[str]) -> Mapping[str, str]:
    """Return what ``text`` says of each of ``names`` that it names."""
    patterns = {name: _as_word(name) for name in names}
    said: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.splitlines():
        named = [name for name, pattern in patterns.items() if pattern.search(line)]
        current = named or current
        for name in current:
            said.setdefault(name, []).append(line)
    return {name: "\n".join(lines) for name, lines in said.items()}


def names_licence(text: str, licence: Licence) -> bool:
    """Return whether ``text`` names ``licence``: by its identifier, or by its whole name."""
    names = (licence.id, *licence.name.values(), *licence.also)
    return any(_as_word(name).search(_flat(text)) for name in names)


def keeps(text: str, words: str) -> bool:
    """Return whether ``words`` stand in ``text``, wherever its lines break."""
    return _compared(words) in _compared(text)


def _as_word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.+-]){re.escape(_flat(name))}(?![\w+]|-\w|\.\d)", re.IGNORECASE)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _compared(text: str) -> str:
    """Return ``text`` without what a comment mark, a bullet, a line break or an editor changes."""
    return APART.sub(" ", SIGN.sub("©", text.replace("’", "'"))).casefold().strip()
