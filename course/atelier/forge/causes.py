# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What a no of git's, or of the system's, means to a person: a refusal that says what to do."""

import re
from typing import Final

from atelier.forge.records import Reason, Refusal
from atelier.git import GitError

MOST_SAID: Final = 600  # letters of git's own words
# Git's words where it could not write, and those of the system behind it.
NOT_WRITTEN: Final = re.compile(
    r"no space left|file too large|quota exceeded|read-only file system|permission denied"
    r"|insufficient permission|input/output error",
    re.IGNORECASE,
)
KNOWN: Final = (
    (Reason.BAD_SETTINGS, re.compile(r"bad config line (?P<line>\d+) in file (?P<file>.+)")),
    (
        Reason.NAME_IN_THE_WAY,
        re.compile(
            r"'refs/(?:heads|tags)/(?P<other>\S+)' exists; "
            r"cannot create 'refs/(?:heads|tags)/(?P<name>.+)'"
        ),
    ),
    (
        Reason.NAME_TOO_LONG,
        re.compile(
            r"cannot lock ref 'refs/(?:heads|tags)/(?P<name>\S{,40})\S*':.*File name too long"
        ),
    ),
)
NO_REPOSITORY: Final = "not a git repository"


def cause_of(error: GitError | OSError) -> Refusal:
    """Return why, and so what to do: in git's own words, on one line, where nothing else is known.

    Disk space and rights are spoken of only where git or the system did.
    """
    if isinstance(error, OSError):
        return Refusal(Reason.NOT_WRITTEN, why=error.strerror or str(error) or type(error).__name__)
    if not error.said:  # git was stopped, by a full disk for instance
        return Refusal(Reason.NOT_WRITTEN, why=" ".join(str(error).split()[:2]).rstrip(":"))
    for reason, words in KNOWN:
        if found := words.search(error.said):
            return Refusal(reason, **found.groupdict())
    if NOT_WRITTEN.search(error.said):
        return Refusal(Reason.NOT_WRITTEN, why=error.said.splitlines()[-1])
    return Refusal(Reason.GIT_SAYS_NO, said=" ".join(error.said.split())[:MOST_SAID])
