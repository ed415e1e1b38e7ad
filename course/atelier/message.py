# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The message of a commit: whether it says anything at all.

Style is not judged, and the mood of the verb is advice elsewhere: only forms that tell a reader
nothing are refused, and each of them is listed here.
"""

import re
from typing import Final

from atelier.artefacts.text import plain

# What says nothing, once or several times over.
EMPTY: Final = re.compile(
    r"(?:(?:wip|travail en cours|mises? a jour|modifs?|modifications?|corrections?|updates?"
    r"|changes?|work|work in progress)(?: |$))*"
)
FILE_NAME: Final = re.compile(r"[\w./-]*\w\.\w{1,5}")
VERSION: Final = re.compile(r"v?\d+\.\d\S*")  # alone, it says what was released
# What `git commit --fixup` and its like write, to be joined to another commit before sharing.
UNJOINED: Final = re.compile(r"(?:fixup|squash|amend)!\s")


def says_nothing(subject: str) -> bool:
    """Return whether a subject line is empty, words that fit every commit, or names of files."""
    if VERSION.fullmatch(subject.strip()):
        return False
    letters = " ".join(re.findall(r"[^\W\d_]+", plain(subject)))
    words = [word.strip("`'\"«»“”,;:()") for word in subject.split()]
    return bool(EMPTY.fullmatch(letters)) or all(
        not word or FILE_NAME.fullmatch(word) for word in words
    )


def is_unjoined(subject: str) -> bool:
    """Return whether the commit was made to be joined to another one, and was not."""
    return bool(UNJOINED.match(subject))
