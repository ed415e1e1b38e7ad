# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Each commit carries its author's sign-off, where the project asks for one (DCO 1.1).

A project asks for it in a file of its own (``DCO``) or in how it says to contribute. Programs that
say they are one (``[bot]``) cannot certify anything and are left aside, as merges are.
"""

import re
from typing import Final

from atelier.checks import of_commits
from atelier.credentials import masked
from atelier.enumeration import counted, enumerated
from atelier.git import Commit, Person
from atelier.repository import History
from atelier.verdict import Finding, Verdict

# Where a project tells how to contribute: at its top, or where a forge looks.
GUIDE: Final = re.compile(
    r"(?:(?:docs|\.github|\.gitlab|\.forgejo|\.gitea)/)?(?:contribu(?:t\w*|er)|dco)(?:[.-]\w+)*",
    re.IGNORECASE,
)
# What only a sign-off is called: a review too may be a "sign-off", and ``commit -S`` is a seal.
ASKS: Final = re.compile(
    r"(?i:signed-off-by:|certificate of origin|certificat d.origine|developercertificate\.org"
    r"|sign(?:ing)?[- ]off (?:on )?(?:all |each |every )?(?:of )?(?:the |your )?(?:commit|patch))"
    r"|commit (?:-\S+ )*-[a-z]*s\b|--signoff\b"
)
SIGN_OFF: Final = re.compile(r"^signed-off-by:[ \t]*(\S.*)$", re.IGNORECASE | re.MULTILINE)
MOST_GUIDES: Final = 20


def judged(history: History) -> Verdict:
    """Return whether commits are signed off; not established where the project asks for none."""
    guide = _asking(history)
    if guide is None:
        finding = Finding(criterion="signed", fact="not-asked", points=0, is_established=False)
        return Verdict(subject="dco", findings=(finding,))
    people = [each for each in history.written if not each.author.name.endswith("[bot]")]
    unsigned = [each for each in people if not _signers(each)]
    foreign = [each for each in people if _signers(each) and not _is_by(each, each.author)]
    others = [each for each in foreign if not _is_by(each, each.committer)]
    passed = [each for each in foreign if _is_by(each, each.committer)]
    findings = [
        of_commits("signed", unsigned, people, file=guide),
        of_commits("author", others, people, file=guide),
    ]
    if passed:  # on, as DCO 1.1 (b) and (c) allow: a person has to say whether it was so
        named = enumerated(masked(each.label) for each in reversed(passed))
        values = {"commits": named, "count": counted(len(passed))}
        findings.append(
            Finding(criterion="passed", fact="on", points=0, values=values, is_established=False)
        )
    return Verdict(subject="dco", findings=tuple(findings))


def _asking(history: History) -> str | None:
    """Return the file in which the project asks for sign-offs."""
    guides = [path for path in history.git.files(history.tip) if GUIDE.fullmatch(path)]
    for path in guides[:MOST_GUIDES]:
        if ASKS.search(history.git.text(history.tip, path) or ""):
            return path
    return None


def _signers(commit: Commit) -> set[str]:
    """Return who signed off, wherever in the message: a forge that squashes adds to its end."""
    return {each.strip().casefold() for each in SIGN_OFF.findall(commit.message)}


def _is_by(commit: Commit, person: Person) -> bool:
    return str(person).casefold() in _signers(commit)
