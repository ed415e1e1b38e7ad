# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What a branch may ask of a merge request before it lets it in: one rule a name.

A mission may ask for checks of its own; they bear the name that the mission gives them.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final

from atelier.forge.records import CheckResult, OwnCheck, plain
from atelier.git import Commit, FileChange
from atelier.words import Language, Words, words_beside

WORDS: Final[Words] = words_beside(__file__)
SHORTEST_TITLE: Final = 10
LONGEST_TITLE: Final = 72
IDLE_TITLES: Final = frozenset({"wip", "fix", "update", "test", "correction", "changement"})
LINK: Final = re.compile(
    r"(?i)\b(close[sd]?|closing|fix(?:e[sd]|ing)?|resolve[sd]?|resolving"
    r"|ferme|corrige|r(?:é|e\u0301?)sout)\b:?\s+"
    r"(?:(?:the |le )?(?:issues?|billets?)\s+)?#(?P<number>\d{1,9})(?!\d)"
)
# REUSE-IgnoreStart
HEADER: Final = re.compile(r"SPDX-License-Identifier:[ \t]*\S")
# REUSE-IgnoreEnd
BARE: Final = frozenset({".csv", ".json", ".ipynb", ".txt", ".lock"})


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What a rule looks at: the words, the commits, the changes, and texts of the new head."""

    title: str
    body: str
    commits: tuple[Commit, ...]
    changes: tuple[FileChange, ...]
    text_of: Callable[[str], str | None]
    open_issues: frozenset[int]


def check(name: str, proposal: Proposal) -> CheckResult:
    """Return what the rule called ``name`` says. Raises KeyError where there is no such rule."""
    fact, values = RULES[name](proposal)
    return CheckResult(name=name, passed=fact == "met", fact=fact, values=dict(values))


def own_check(own: OwnCheck, proposal: Proposal) -> CheckResult:
    """Return what a mission's own check says: whether no other file than its own changes."""
    changed = [path for each in proposal.changes for path in (each.old_path, each.path)]
    strayed = [path for path in changed if not any(fnmatchcase(path, one) for one in own.only)]
    values: dict[str, object] = {"only": own.only}
    if strayed:
        values["file"] = strayed[0]
    fact = "strayed" if strayed else "met"
    return CheckResult(name=own.name, passed=not strayed, fact=fact, values=plain(values))


def names(checks: Iterable[str], language: Language) -> str:
    """Return what checks are called, as a list in words."""
    return ", ".join(
        WORDS.say(f"{check}.name", language=language) if check in RULES else check
        for check in checks
    )


def sentence(result: CheckResult, language: Language) -> str:
    """Return what a check saw, and what to do next where it failed."""
    key = f"{result.name if result.name in RULES else 'own'}.{result.fact}"
    return WORDS.say(key, language=language, **plain(result.values))


def issues_closed_by(body: str) -> tuple[int, ...]:
    """Return the numbers of the issues that a description says it closes."""
    return tuple(dict.fromkeys(int(found["number"]) for found in LINK.finditer(body)))


Said = tuple[str, Mapping[str, object]]
MET: Final[Said] = ("met", MappingProxyType({}))


def _sign_off(proposal: Proposal) -> Said:
    """Whether every commit has its author's sign-off (Developer Certificate of Origin 1.1)."""
    missing = [each for each in proposal.commits if not each.is_signed_off]
    if not missing:
        return MET
    first = missing[0]
    is_other = any(key.casefold() == "signed-off-by" for key, _ in first.trailers)
    fact = "other-identity" if is_other else "missing"
    values = {"commit": first.id[:7], "subject": first.subject, "author": str(first.author)}
    return fact, {**values, "count": len(missing)}


def _header(proposal: Proposal) -> Said:
    """Whether every file that can hold a comment says its licence in its first lines (REUSE)."""
    for change in proposal.changes:
        is_bare = change.is_binary or PurePosixPath(change.path).suffix in BARE
        if change.is_gone or is_bare:
            continue
        text = proposal.text_of(change.path) or ""
        before = HEADER.search("\n".join(text.splitlines()[:20]))
        if not before and (change.is_new or _lost_header(change)):
            return "missing" if change.is_new else "lost", {"file": change.path}
    return MET


def _lost_header(change: FileChange) -> bool:
    return any(line.startswith("-") and HEADER.search(line) for line in change.diff.splitlines())


def _title(proposal: Proposal) -> Said:
    """Whether the title says what changes."""
    title = proposal.title.strip()
    if title.casefold().rstrip(".! ") in IDLE_TITLES or len(title) < SHORTEST_TITLE:
        return "short", {"title": title, "shortest": SHORTEST_TITLE}
    if len(title) > LONGEST_TITLE:
        return "long", {"length": len(title), "longest": LONGEST_TITLE}
    if title.casefold() in {change.path.casefold() for change in proposal.changes}:
        return "file-name", {"title": title}
    return MET


def _link(proposal: Proposal) -> Said:
    """Whether the description says which open issue it closes."""
    numbers = issues_closed_by(proposal.body)
    if not numbers:
        bare = re.search(r"#(\d+)", proposal.body)
        return ("no-verb", {"number": bare[1]}) if bare else ("missing", {})
    unknown = [number for number in numbers if number not in proposal.open_issues]
    return ("unknown", {"number": unknown[0]}) if unknown else MET


RULES: Final[Mapping[str, Callable[[Proposal], Said]]] = MappingProxyType(
    {"sign-off": _sign_off, "spdx-header": _header, "title": _title, "issue-link": _link}
)
