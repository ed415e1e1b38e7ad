# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The message of a commit: whether it says anything at all.

Style is not judged, and the mood of the verb is advice elsewhere: only forms that tell a reader
nothing are refused, and each of them is listed here.
"""

import re
from typing import Final

from atelier.artefacts.text import plain

EMPTY_WORDS: Final = frozenset(
    {"wip", "travail en cours", "mise a jour", "mises a jour", "modification", "modifications"}
    | {"correction", "corrections", "update", "updates", "change", "changes", "modifs", "work"}
)
FILE_NAME: Final = re.compile(r"[\w./-]*\w\.\w{1,5}")
# What `git commit --fixup` and its like write, to be joined to another commit before sharing.
UNJOINED: Final = re.compile(r"(?:fixup|squash|amend)!\s")


def says_nothing(subject: str) -> bool:
    """Return whether a subject line is empty, a word that fits every commit, or a file's name."""
    said = plain(subject).strip(" .!:;,-")
    return not said or said in EMPTY_WORDS or bool(FILE_NAME.fullmatch(subject.strip()))


def is_unjoined(subject: str) -> bool:
    """Return whether the commit was made to be joined to another one, and was not."""
    return bool(UNJOINED.match(subject))
