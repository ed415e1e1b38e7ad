# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Lines of a script, cut into commands as a shell would (``bash -e``); none of them is run.

With ``-e`` a shell stops at the first command that fails, but not at one that fails within a list
(``a && b``, ``a || b``) before its last command: only the list's own end is asked then.
"""

import shlex
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from atelier.pipeline.records import Command

MOST_LINES: Final = 300  # that are followed
JOINS: Final = frozenset({"&&", "||"})
OPERATORS: Final = JOINS | {";"}
SHELL_WORDS: Final = frozenset(
    {
        *("if", "then", "else", "fi", "for", "while", "do", "done", "case", "esac"),
        *("function", "{", "}", "!", "[", "[["),
    }
)


def commands(script: Iterable[str], *, has_files: bool = True) -> Iterator[Command]:
    """Yield the commands of one script, in their order."""
    lines = [line for text in script for line in _joined(text)][:MOST_LINES]
    for number, line in enumerate(lines, start=1):
        yield from _cut(line, has_files=has_files, is_last=number == len(lines))


def _joined(text: str) -> Iterator[str]:
    """Yield the lines of a script; one that ends in a backslash goes on."""
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            yield line.strip()


def _cut(line: str, *, has_files: bool, is_last: bool) -> Iterator[Command]:
    """Yield the commands of one line; one that nobody here can follow is marked."""
    reader = shlex.shlex(line, posix=True, punctuation_chars=True)
    reader.whitespace_split = True
    reader.commenters = "#"
    try:
        words = list(reader)
    except ValueError:
        yield Command(words=(), line=line, is_known=False, has_files=has_files, ends=is_last)
        return
    odd = {word for word in words if set(word) <= set("|&;<>()") and word not in OPERATORS}
    if odd or SHELL_WORDS & set(words[:1]) or any("$(" in word or "`" in word for word in words):
        yield Command(words=(), line=line, is_known=False, has_files=has_files, ends=is_last)
        return
    lists = [*_split(words, {";"})]
    for number, (_, one) in enumerate(lists, start=1):
        parts = [*_split(one, JOINS)]
        ends = is_last and number == len(lists)
        for position in _run(parts):
            yield Command(
                words=tuple(parts[position][1]),
                line=line,
                is_let_pass=not _stops(parts, position, ends=ends),
                has_files=has_files,
                ends=ends,
            )


Parts = Sequence[tuple[str, list[str]]]  # each command, with what joins it to the one before


def _split(words: Sequence[str], at: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    join: str = ""
    part: list[str] = []
    for word in words:
        if word in at:
            if part:
                yield join, part
            join, part = word, []
        else:
            part.append(word)
    if part:
        yield join, part


def _walk(parts: Parts, failing: int = -1) -> Iterator[tuple[int, int]]:
    """Yield which commands of a list are run, with what each says, where ``failing`` says no."""
    status = 0
    for position, (join, words) in enumerate(parts):
        if (join == "&&" and status) or (join == "||" and not status):
            continue
        is_exit = words[0] == "exit"
        if is_exit:
            status = status if len(words) == 1 else int(words[1] != "0")
        else:
            status = int(position == failing or words[0] == "false")
        yield position, status
        if is_exit:
            return


def _run(parts: Parts) -> Iterator[int]:
    """Yield the commands that are run where nothing fails but what always does."""
    return (position for position, _ in _walk(parts))


def _stops(parts: Parts, failing: int, *, ends: bool) -> bool:
    """Return whether the script fails where one command of a list does."""
    position, status = list(_walk(parts, failing))[-1]
    is_asked = ends or position == len(parts) - 1 or parts[position][1][0] == "exit"
    return bool(status) and is_asked
