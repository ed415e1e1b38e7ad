# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Each commit carries its author's sign-off, where the project asks for one (DCO 1.1).

A project asks for it in a file of its own (``DCO``) or in how it says to contribute. Programs that
say they are one (``[bot]``) cannot certify anything and are left aside, as merges are.
"""

import re
from typing import Final

from atelier.checks import of_commits
from atelier.git import Commit
from atelier.repository import History
from atelier.verdict import Finding, Verdict

# Where a project tells how to contribute: at its top, or where a forge looks.
GUIDE: Final = re.compile(
    r"(?:(?:docs|\.github|\.gitlab|\.forgejo|\.gitea)/)?(?:contribut\w*|dco)(?:\.\w+)*",
    re.IGNORECASE,
)
ASKS: Final = re.compile(
    r"signed-off-by|sign(?:ed|ing)?[- ]off|developer certificate of origin|commit -s\b"
    r"|certificat d.origine",
    re.IGNORECASE,
)
MOST_GUIDES: Final = 20


def judged(history: History) -> Verdict:
    """Return whether commits are signed off; not established where the project asks for none."""
    guide = _asking(history)
    if guide is None:
        finding = Finding(criterion="signed", fact="not-asked", points=0, is_established=False)
        return Verdict(subject="dco", findings=(finding,))
    people = [each for each in history.written if not each.author.name.endswith("[bot]")]
    unsigned = [each for each in people if not _has_sign_off(each)]
    others = [each for each in people if _has_sign_off(each) and not each.is_signed_off]
    return Verdict(
        subject="dco",
        findings=(
            of_commits("signed", unsigned, people, file=guide),
            of_commits("author", others, people, file=guide),
        ),
    )


def _asking(history: History) -> str | None:
    """Return the file in which the project asks for sign-offs."""
    guides = [path for path in history.git.files(history.tip) if GUIDE.fullmatch(path)]
    for path in guides[:MOST_GUIDES]:
        if ASKS.search(history.git.text(history.tip, path) or ""):
            return path
    return None


def _has_sign_off(commit: Commit) -> bool:
    return any(key.casefold() == "signed-off-by" for key, _ in commit.trailers)
