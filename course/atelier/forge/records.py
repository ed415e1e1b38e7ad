# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What a forge knows: people, repositories, issues, merge requests, reviews, releases, events."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

TRAILER: Final = re.compile(r"^(?P<key>[A-Za-z][A-Za-z-]*):[ \t]*(?P<value>\S.*)$")
HUNK: Final = re.compile(r"^@@ -\d+(?:,\d+)? \+(?P<start>\d+)(?:,\d+)? @@")


class State(StrEnum):
    """Where an issue or a merge request stands."""

    OPEN = "open"
    CLOSED = "closed"
    MERGED = "merged"


class Decision(StrEnum):
    """What a review concludes."""

    APPROVE = "approve"
    REQUEST_CHANGES = "request-changes"
    COMMENT = "comment"


class Method(StrEnum):
    """How a merge request enters its target."""

    MERGE = "merge"
    SQUASH = "squash"
    REBASE = "rebase"


class Reason(StrEnum):
    """Why a forge says no."""

    PROTECTED_BRANCH = "protected-branch"
    RESERVED_REFERENCE = "reserved-reference"
    DEFAULT_BRANCH = "default-branch"
    TOO_LARGE = "too-large"
    UNKNOWN_REPOSITORY = "unknown-repository"
    UNKNOWN_BRANCH = "unknown-branch"
    UNKNOWN_NUMBER = "unknown-number"
    UNKNOWN_PERSON = "unknown-person"
    UNKNOWN_LABEL = "unknown-label"
    UNKNOWN_MILESTONE = "unknown-milestone"
    NAME_TAKEN = "name-taken"
    NAME_REFUSED = "name-refused"
    EMPTY_REPOSITORY = "empty-repository"
    NOTHING_TO_PROPOSE = "nothing-to-propose"
    ALREADY_PROPOSED = "already-proposed"
    NO_COMMON_HISTORY = "no-common-history"
    NOT_OPEN = "not-open"
    OWN_WORK = "own-work"
    CONFLICT = "conflict"
    NO_CONFLICT = "no-conflict"
    MARKERS_LEFT = "markers-left"
    CHECKS_FAILED = "checks-failed"
    APPROVALS_MISSING = "approvals-missing"
    CHANGES_REQUESTED = "changes-requested"
    OVERTAKEN = "overtaken"
    LINE_NOT_IN_DIFF = "line-not-in-diff"
    NO_WORDS = "no-words"
    NOT_WRITTEN = "not-written"


class Refusal(Exception):  # noqa: N818 - what happened, in the forge's own word
    """The forge said no: ``reason``, and ``values`` for the sentence that tells why."""

    def __init__(self, reason: Reason, **values: object) -> None:
        """Keep the reason and what fills the blanks of its sentence."""
        super().__init__(f"{reason}: {values}" if values else reason)
        self.reason = reason
        self.values = values


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who wrote something."""

    name: str
    email: str

    def __str__(self) -> str:
        """Return the person as git writes them."""
        return f"{self.name} <{self.email}>"


@dataclass(frozen=True, kw_only=True)
class Commit:
    """One commit. ``message`` ends with one line end; ``parents`` in git's order."""

    id: str
    parents: tuple[str, ...]
    tree: str
    author: Person
    committer: Person
    written: datetime
    message: str

    @property
    def subject(self) -> str:
        """Return the first line of the message."""
        return self.message.partition("\n")[0]

    @property
    def trailers(self) -> tuple[tuple[str, str], ...]:
        """Return the trailers (``Signed-off-by: …``) of the last paragraph."""
        *before, last = re.split(r"\n\s*\n", self.message.strip())
        lines = last.splitlines()
        found = [TRAILER.match(line) for line in lines]
        if not before or not all(found):
            found = [match for match in found if match and match["key"].lower() == "signed-off-by"]
        return tuple((match["key"], match["value"].strip()) for match in found if match)

    @property
    def is_signed_off(self) -> bool:
        """Return whether its author signed it off, under the same name and address."""
        return any(
            key.casefold() == "signed-off-by" and value.casefold() == str(self.author).casefold()
            for key, value in self.trailers
        )


@dataclass(frozen=True, kw_only=True)
class FileChange:
    """What changed in one file; ``diff`` is unified, from its first ``@@``, empty for binaries."""

    path: str
    old_path: str
    is_new: bool
    is_gone: bool
    is_binary: bool
    added: int
    removed: int
    diff: str

    @property
    def new_lines(self) -> dict[int, str]:
        """Return the lines that were added, by their number in the new file."""
        return {number: line[1:] for number, line in self._numbered() if line.startswith("+")}

    @property
    def shown_lines(self) -> frozenset[int]:
        """Return the numbers, in the new file, of the lines that the diff shows."""
        return frozenset(number for number, line in self._numbered() if not line.startswith("-"))

    def _numbered(self) -> list[tuple[int, str]]:
        numbered, number = [], 0
        for line in self.diff.split("\n"):
            hunk = HUNK.match(line)
            if hunk:
                number = int(hunk["start"])
            elif line.startswith(("+", " ", "-")):
                numbered.append((number, line))
                number += not line.startswith("-")
        return numbered


@dataclass(frozen=True, kw_only=True)
class Protection:
    """What a branch asks of whoever wants to change it: a merge request, approvals, checks."""

    approvals: int = 1
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Repository:
    """A repository; ``name`` is ``owner/name``, as everybody calls it."""

    name: str
    default_branch: str = "main"
    description: str = ""
    parent: str = ""
    labels: tuple[str, ...] = ()
    milestones: tuple[str, ...] = ()
    protected: dict[str, Protection] = field(default_factory=dict)
    last_number: int = 0
    heads: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Comment:
    """What somebody said; ``moment`` is an ISO date and time."""

    author: str
    moment: str
    body: str


@dataclass(frozen=True, kw_only=True)
class Thread:
    """A conversation about one line of a change, or about the whole (``path`` is empty then).

    ``commit`` is the head at which it began; ``resolved_by`` is empty while it is open.
    """

    id: int
    comments: tuple[Comment, ...]
    path: str = ""
    line: int = 0
    commit: str = ""
    resolved_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Review:
    """What one reviewer concluded of one head; a new head makes an approval ``is_stale``."""

    author: str
    moment: str
    decision: Decision
    body: str
    commit: str
    is_stale: bool = False


@dataclass(frozen=True, kw_only=True)
class Issue:
    """An issue: something to do or to decide."""

    number: int
    title: str
    body: str
    author: str
    moment: str
    state: State = State.OPEN
    labels: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    milestone: str = ""
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    """What one required check said of one head: a fact, and values for its sentence."""

    name: str
    passed: bool
    fact: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class MergeRequest:
    """A proposal to let the commits of ``source`` into ``target``.

    ``head`` is where the source was last seen, ``base`` where the target stood when it was opened;
    ``merging`` is the commit that a merge is about to put on the target, ``merged`` the one that
    it did put there.
    """

    number: int
    title: str
    body: str
    author: str
    moment: str
    source_repository: str
    source: str
    target: str
    head: str
    base: str
    state: State = State.OPEN
    threads: tuple[Thread, ...] = ()
    reviews: tuple[Review, ...] = ()
    checks: tuple[CheckResult, ...] = ()
    method: Method | None = None
    merging: str = ""
    merged: str = ""
    merged_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Release:
    """A version that was published: a tag, and what it brings."""

    tag: str
    title: str
    notes: str
    author: str
    moment: str
    commit: str


@dataclass(frozen=True, kw_only=True)
class Event:
    """What happened, refused attempts included: the learner's own log, no proof by itself."""

    id: int
    moment: str
    repository: str
    kind: str
    actor: str
    facts: dict[str, Any] = field(default_factory=dict)
