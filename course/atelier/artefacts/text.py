# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The text of one small file, whatever program saved it: or the reason why it has none."""

import codecs
import unicodedata
from enum import StrEnum
from pathlib import Path
from typing import Final

from atelier.words import Language, words_beside

MOST_BYTES: Final = 100_000
WORKBOOK: Final = b"PK\x03\x04"


class Trouble(StrEnum):
    """Why a file cannot be read as text."""

    MISSING = "missing"
    NOT_A_FILE = "not-a-file"
    LINK = "link"
    HUGE = "huge"
    WORKBOOK = "workbook"
    BINARY = "binary"
    DENIED = "denied"


class UnreadableTextError(Exception):
    """A file has no text to read."""

    def __init__(self, name: str, trouble: Trouble) -> None:
        """Remember which file and why."""
        super().__init__(f"{name}: {trouble}")
        self.name = name
        self.trouble = trouble

    def seen(self) -> dict[Language, str]:
        """Return what was seen, in both languages."""
        return words_beside(__file__).in_both(f"{self.trouble}.seen", file=self.name)

    def next_step(self) -> dict[Language, str]:
        """Return what to do next, in both languages."""
        return words_beside(__file__).in_both(f"{self.trouble}.next", file=self.name)


def read_text(folder: Path, name: str, *, most: int = MOST_BYTES) -> str:
    r"""Return the text of the file ``name`` in ``folder``, its lines ended by ``\n``.

    UTF-8 with or without a byte order mark, UTF-16 with one, and the older Windows Latin-1
    are understood. Raises UnreadableTextError for all else, for a link out of the folder, and
    for more than ``most`` bytes.
    """
    path = folder / name
    if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
        raise UnreadableTextError(name, Trouble.LINK)
    if not path.exists():
        raise UnreadableTextError(name, Trouble.MISSING)
    if not path.is_file():
        raise UnreadableTextError(name, Trouble.NOT_A_FILE)
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise UnreadableTextError(name, Trouble.DENIED) from error
    return _decode(content, name, most).replace("\r\n", "\n").replace("\r", "\n")


def plain(word: str) -> str:
    """Return ``word`` as compared: no case, accents, typographic apostrophes or extra spaces."""
    straight = word.replace("’", "'")
    letters = unicodedata.normalize("NFD", straight.casefold())
    return " ".join(
        "".join(letter for letter in letters if not unicodedata.combining(letter)).split()
    )


def is_same(one: str | None, other: str | None) -> bool:
    """Return whether two texts are the same, whatever editor saved them: line ends do not count."""
    if one is None or other is None:
        return one is other
    return [line.rstrip() for line in one.rstrip().splitlines()] == [
        line.rstrip() for line in other.rstrip().splitlines()
    ]


def _decode(content: bytes, name: str, most: int) -> str:
    if len(content) > most:
        raise UnreadableTextError(name, Trouble.HUGE)
    if content.startswith(WORKBOOK):
        raise UnreadableTextError(name, Trouble.WORKBOOK)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content:
        raise UnreadableTextError(name, Trouble.BINARY)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
