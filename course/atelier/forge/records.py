# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What a forge knows: repositories, issues, merge requests, reviews, releases, events."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from atelier.words import Language, words_beside


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
    """Why the forge says no, or git in a working copy."""

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
    NAME_IN_THE_WAY = "name-in-the-way"
    NAME_TOO_LONG = "name-too-long"
    EMPTY_REPOSITORY = "empty-repository"
    NOTHING_TO_PROPOSE = "nothing-to-propose"
    UP_TO_DATE = "up-to-date"
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
    DAMAGED = "damaged"
    NO_COPY = "no-copy"
    COPY_DAMAGED = "copy-damaged"
    COPY_INCOMPLETE = "copy-incomplete"
    BAD_SETTINGS = "bad-settings"
    NO_PERSON = "no-person"
    NO_LETTERS = "no-letters"
    NOTHING_CHOSEN = "nothing-chosen"
    NOT_SURE = "not-sure"
    NOT_SURE_TO_GIVE_UP = "not-sure-to-give-up"
    PATH_REFUSED = "path-refused"
    PATH_TAKEN = "path-taken"
    FILE_CHANGED = "file-changed"
    UNKNOWN_COMMIT = "unknown-commit"
    MERGE_COMMIT = "merge-commit"
    LATER_CHANGES = "later-changes"
    UNFINISHED = "unfinished"
    WOULD_LOSE = "would-lose"
    UNRECORDED = "unrecorded"
    IN_THE_WAY = "in-the-way"
    ALREADY_UNDONE = "already-undone"
    GIT_SAYS_NO = "git-says-no"


class Refusal(Exception):  # noqa: N818 - what happened, in the forge's own word
    """The forge said no: ``reason``, and ``values`` for the sentence that tells why."""

    def __init__(self, reason: Reason, **values: object) -> None:
        """Keep the reason and what fills the blanks of its sentence."""
        super().__init__(f"{reason}: {values}" if values else reason)
        self.reason = reason
        self.values = values

    def sentence(self, language: Language) -> str:
        """Return why the forge said no and what to do next."""
        return refusal_sentence(self.reason, plain(self.values), language)


@dataclass(frozen=True, kw_only=True)
class OwnCheck:
    """A check that a mission asks for beside the forge's: nothing changes but the files ``only``.

    ``name`` is what the learner reads; ``only`` are paths, in which ``*`` stands for any letters.
    """

    name: str
    only: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Protection:
    """What a branch asks of whoever wants to change it: a merge request, approvals, checks.

    ``checks`` are rules of the forge, ``own`` those of the mission.
    """

    approvals: int = 1
    checks: tuple[str, ...] = ()
    own: tuple[OwnCheck, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return what the checks are called, the mission's own last."""
        return (*self.checks, *(check.name for check in self.own))


@dataclass(frozen=True, kw_only=True)
class Repository:
    """A repository; ``name`` is ``owner/name``, as everybody calls it."""

    name: str
    default_branch: str = "main"
    description: str = ""
    parent: str = ""
    labels: tuple[str, ...] = ()
    milestones: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
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

    ``head`` is where the source was last seen, ``base`` where the target stood at that moment;
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


def refusal_sentence(reason: str, values: Mapping[str, object], language: Language) -> str:
    """Return why the forge said no and what to do next, as the event log remembers it."""
    from atelier.forge import rules  # which knows these records

    if checks := values.get("checks"):
        values = {**values, "checks": rules.names(str(checks).split(", "), language)}
    return words_beside(__file__).say(f"refusal.{reason}", language=language, **values)


def plain(values: Mapping[str, object]) -> dict[str, str]:
    """Return values as a sentence can hold them: several are listed."""
    return {
        key: ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
        for key, value in values.items()
    }
