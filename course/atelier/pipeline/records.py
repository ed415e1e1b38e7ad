# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What a continuous integration file holds, whichever forge it is written for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Kind(StrEnum):
    """Whose file it is."""

    GITLAB = "gitlab"
    ACTIONS = "actions"


class Tool(StrEnum):
    """What looks at the files."""

    LINT = "lint"
    TEST = "test"
    REUSE = "reuse"


class BrokenPipelineError(ValueError):
    """The text is no pipeline; ``fact`` says why, ``line`` where YAML stopped."""

    def __init__(self, fact: str, line: int = 0) -> None:
        """Keep the fact and the line."""
        super().__init__(f"{fact}: {line}")
        self.fact = fact
        self.line = line


@dataclass(frozen=True, kw_only=True)
class Command:
    """One command: its words, and whether what it says is let pass (``|| true``).

    ``has_files`` says whether the repository's files are there by then, ``ends`` whether its
    script ends with it: what it says is then what the script says, even after ``set +e``.
    """

    words: tuple[str, ...]
    line: str
    is_let_pass: bool = False
    is_known: bool = True
    has_files: bool = True
    ends: bool = False


@dataclass(frozen=True, kw_only=True)
class Job:
    """What one fresh machine does. ``offers`` says which tools it begins with.

    ``needs`` are the jobs that must have run before; ``odd`` the keys and conditions that nobody
    here can follow.
    """

    name: str
    commands: tuple[Command, ...]
    is_run: bool
    may_fail: bool
    has_python: bool
    offers: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()
    odd: tuple[str, ...] = ()

    def stopped(self) -> "Job":
        """Return the same job, which does not run."""
        return replace(self, is_run=False)


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    """A file as read; ``refused`` is what its forge would refuse it for, if anything."""

    kind: Kind
    jobs: tuple[Job, ...]
    refused: str = ""


@dataclass(frozen=True, kw_only=True)
class Stop:
    """Why a job ends badly: the name of a fact, and what fills its sentence."""

    fact: str
    job: str
    what: str = ""


@dataclass(frozen=True, kw_only=True)
class Use:
    """One place where a tool is called: whether it sees the files, and what comes of its no.

    ``odd`` is an option that is not known: nothing is concluded from the call.
    """

    tool: Tool
    job: Job
    command: Command
    sees: bool
    counts: bool
    odd: str = ""


Facts = Mapping[str, object]
