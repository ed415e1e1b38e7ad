# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Git itself, run on one bare repository, deaf to everybody's configuration but the repository's.

Nothing here moves a branch without saying where it must have been before: a move that another
one overtook fails (``GitError``) and changes nothing.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final

from atelier.words import Language, words_beside

OLDEST: Final = (2, 38)  # merge-tree --write-tree
NOBODYS: Final = Path(__file__).with_name("nobody.gitconfig")
NOTHING: Final = "0" * 40
PATIENCE: Final = 120  # seconds
FORMAT: Final = "%H%x00%P%x00%T%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%B"
MARK: Final = "\x01"
NO_MOMENT: Final = datetime(1970, 1, 1, tzinfo=UTC)
TRAILER: Final = re.compile(r"^(?P<key>[A-Za-z][A-Za-z-]*):[ \t]*(?P<value>\S.*)$")
OBJECT: Final = re.compile(r"[0-9a-f]{40}")
HUNK: Final = re.compile(r"^@@ -\d+(?:,\d+)? \+(?P<start>\d+)(?:,\d+)? @@")


class GitError(Exception):
    """Git said no; ``said`` are its words, in English."""

    def __init__(self, arguments: Sequence[str], said: str) -> None:
        """Keep what was asked and what was said."""
        super().__init__(f"git {' '.join(arguments)}: {said.strip()}")
        self.said = said.strip()


class GitMissingError(Exception):
    """There is no git here, or it is older than 2.38; ``found`` is its version, if any."""

    def __init__(self, found: str) -> None:
        """Keep the version that was found."""
        super().__init__(found or "no git")
        self.found = found

    def sentence(self, language: Language) -> str:
        """Return what is missing and how to get it."""
        oldest = ".".join(map(str, OLDEST))
        words = words_beside(__file__)
        if not self.found:
            return words.say("missing", language=language)
        return words.say("old", language=language, found=self.found, oldest=oldest)


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
    def label(self) -> str:
        """Return what a person tells the commit by: its short identifier, then its subject."""
        return f"{self.id[:7]} ({self.subject})"

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
class Merged:
    """What joining two commits gives: a tree, and the files in which they clash."""

    tree: str
    clashes: tuple[str, ...]


@cache
def git_version(program: str | None = None) -> tuple[int, int]:
    """Return the version of git. Raises GitMissingError where there is none, or an old one."""
    found = program or shutil.which("git")
    if not found:
        raise GitMissingError("")
    command = [found, f"--git-dir={os.devnull}", "--version"]  # obeys no repository around us
    try:
        said = subprocess.run(
            command, capture_output=True, text=True, check=False, env=environment()
        ).stdout
    except OSError as error:  # a file called git that is no program for this machine
        raise GitMissingError("") from error
    numbers = re.search(r"(\d+)\.(\d+)", said)
    version = (int(numbers[1]), int(numbers[2])) if numbers else (0, 0)
    if version < OLDEST:
        raise GitMissingError(said.strip().removeprefix("git version "))
    return version


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment for a git that obeys nobody: not us, not a caller's git."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {
        "GIT_CONFIG_GLOBAL": str(NOBODYS),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_REPLACE_OBJECTS": "1",  # a commit is what it is, whatever stands in for it
        "LC_ALL": "C.UTF-8",
        "LANGUAGE": "C",
        **more,
    }


class Git:
    """One bare repository."""

    def __init__(
        self,
        folder: Path,
        *,
        quarantine: Mapping[str, str] | None = None,
        patience: int | None = PATIENCE,
    ) -> None:
        """Speak of the repository in ``folder``; inside a hook, also of what is being pushed.

        An answer is waited for ``patience`` seconds, or as long as it takes.
        """
        self.folder = folder
        self._patience = patience
        self._quarantine = dict(quarantine or {})

    # ------------------------------------------------------------------------------------- words

    def run(self, *arguments: str, given: str | bytes | None = None, **more: str) -> str:
        """Return what git answers to ``arguments``. Raises GitError where it says no."""
        return self.answer(*arguments, given=given, **more).decode("utf-8", "replace")

    def answer(self, *arguments: str, given: str | bytes | None = None, **more: str) -> bytes:
        """Return git's answer as bytes. Raises GitError where it says no."""
        done = self._run(arguments, given, more)
        if done.returncode:
            raise GitError(arguments, done.stderr.decode("utf-8", "replace"))
        return done.stdout

    def says_yes(self, *arguments: str) -> bool:
        """Return whether git ends well when asked ``arguments``."""
        return self._run(arguments, None, {}).returncode == 0

    def _run(
        self, arguments: Sequence[str], given: str | bytes | None, more: Mapping[str, str]
    ) -> subprocess.CompletedProcess[bytes]:
        given = given.encode("utf-8") if isinstance(given, str) else given
        command = ["git", f"--git-dir={self.folder}", "-c", "core.quotePath=false", *arguments]
        try:
            return subprocess.run(
                command,
                input=given,
                stdin=subprocess.DEVNULL if given is None else None,
                capture_output=True,
                env=environment(**self._quarantine, **more),
                check=False,
                timeout=self._patience,
            )
        except FileNotFoundError as error:
            raise GitMissingError("") from error
        except subprocess.TimeoutExpired as error:
            raise GitError(arguments, f"no answer after {self._patience} seconds") from error

    # ------------------------------------------------------------------------------- what is there

    def heads(self, prefix: str = "refs/") -> dict[str, str]:
        """Return every reference below ``prefix`` with the object it names."""
        said = self.run("for-each-ref", "--format=%(refname)%00%(objectname)", prefix)
        return dict(line.split("\0") for line in said.split("\n")[:-1])

    def commit_at(self, name: str) -> str | None:
        """Return the identifier of the commit that ``name`` names, if there is one."""
        try:
            asked = f"{name}^{{commit}}"
            return self.run("rev-parse", "--verify", "--quiet", "--end-of-options", asked).strip()
        except GitError:
            return None

    def commits_at(self, names: Iterable[str]) -> dict[str, str]:
        """Return the commit that each of ``names`` names, without those that name none."""
        asked = [name for name in names if "\n" not in name]
        given = "".join(f"{name}^{{commit}}\n" for name in asked)
        said = self.run("cat-file", "--batch-check=%(objectname)", given=given)
        found = zip(asked, said.split("\n"), strict=False)
        return {name: answer for name, answer in found if OBJECT.fullmatch(answer)}

    def is_ancestor(self, older: str, newer: str) -> bool:
        """Return whether ``older`` is ``newer`` or lies in its history."""
        return self.says_yes("merge-base", "--is-ancestor", older, newer)

    def base_of(self, one: str, *others: str) -> str | None:
        """Return the best common ancestor of one commit and any of others, or None."""
        try:
            return self.run("merge-base", one, *others).split()[0]
        except (GitError, IndexError):
            return None

    def commits(self, reach: Iterable[str], *, most: int | None = None) -> tuple[Commit, ...]:
        """Return the commits that ``reach`` names (as ``git log`` takes it), oldest first."""
        limit = [f"--max-count={most}"] if most else []
        order = ["--topo-order", "-z", f"--format={FORMAT}"]
        said = self.run("log", *limit, *order, "--end-of-options", *reach, "--")
        fields = iter(said.split("\0"))
        told = list(zip(*[fields] * (FORMAT.count("%x00") + 1), strict=False))
        return tuple(_commit(*each) for each in reversed(told))

    def changes(self, older: str, newer: str) -> tuple[FileChange, ...]:
        """Return the files that differ between two commits or trees, each with its diff."""
        options = ["--no-ext-diff", "--no-textconv", "--no-color", "--find-renames", "--full-index"]
        numbers = self.run("diff", *options, "--numstat", "-z", older, newer)
        text = self.run("diff", *options, "--unified=3", older, newer)
        return tuple(changes_told(numbers, text))

    def text(self, commit: str, path: str) -> str | None:
        """Return the text of a file in a commit, or None where there is none."""
        try:
            return self.run("cat-file", "blob", f"{commit}:{path}")
        except GitError:
            return None

    def files(self, commit: str) -> tuple[str, ...]:
        """Return the paths of a commit's files."""
        said = self.run("ls-tree", "-r", "-z", "--name-only", "--end-of-options", commit)
        return tuple(said.split("\0")[:-1])

    # -------------------------------------------------------------------------------- what is made

    def merged(self, ours: str, theirs: str) -> Merged:
        """Return what joining ``theirs`` into ``ours`` gives; nothing is moved."""
        arguments = ["merge-tree", "--write-tree", "-z", "--name-only", "--no-messages"]
        done = self._run([*arguments, ours, theirs], None, {})
        if done.returncode not in {0, 1}:
            raise GitError(arguments, done.stderr.decode("utf-8", "replace"))
        tree, *clashes = done.stdout.decode("utf-8", "replace").split("\0")[:-1]
        return Merged(tree=tree, clashes=tuple(filter(None, clashes)))

    def tree_with(self, start: str | None, files: Mapping[str, str | None]) -> str:
        """Return ``start``'s tree with ``files`` laid over it; a text of None takes one away."""
        with self._index() as index:
            if start:
                self.run("read-tree", start, GIT_INDEX_FILE=index)
            lines = []
            for path, text in files.items():
                if text is None:
                    lines.append(f"0 {NOTHING}\t{path}")
                else:
                    mode = self._mode(start, path)
                    blob = self.run("hash-object", "-w", "--stdin", given=text).strip()
                    lines.append(f"{mode} {blob}\t{path}")
            given = "".join(f"{line}\0" for line in lines)
            self.run("update-index", "-z", "--index-info", given=given, GIT_INDEX_FILE=index)
            return self.run("write-tree", GIT_INDEX_FILE=index).strip()

    def record(  # noqa: PLR0913 - a commit is just that
        self,
        tree: str,
        parents: Iterable[str],
        message: str,
        author: Person,
        moment: datetime,
        *,
        committer: Person | None = None,
    ) -> str:
        """Return a new commit; no branch is moved to it. Its author made it too, unless said."""
        committer = committer or author
        named = [part for parent in parents for part in ("-p", parent)]
        date = moment.isoformat()
        return self.run(
            "commit-tree",
            *named,
            tree,
            given=message,
            GIT_AUTHOR_NAME=author.name,
            GIT_AUTHOR_EMAIL=author.email,
            GIT_AUTHOR_DATE=date,
            GIT_COMMITTER_NAME=committer.name,
            GIT_COMMITTER_EMAIL=committer.email,
            GIT_COMMITTER_DATE=date,
        ).strip()

    def replayed(self, commits: Iterable[Commit], onto: str, moment: datetime) -> Merged | str:
        """Return the tip of ``commits`` made anew on ``onto``, or the first clash.

        Authors and dates of writing stay. What a commit changes is found by giving ``onto`` the
        commit's own parent, which git 2.38 needs: it has no ``merge-tree --merge-base`` yet.
        """
        tip = onto
        for commit in commits:
            parent = commit.parents[0]
            tree = self.run("rev-parse", f"{tip}^{{tree}}").strip()
            stand_in = self.record(tree, [parent], "", commit.author, moment)
            joined = self.merged(stand_in, commit.id)
            if joined.clashes:
                return joined
            if joined.tree != tree:
                written = commit.written.isoformat()
                tip = self.run(
                    *("commit-tree", "-p", tip, joined.tree),
                    given=commit.message,
                    GIT_AUTHOR_NAME=commit.author.name,
                    GIT_AUTHOR_EMAIL=commit.author.email,
                    GIT_AUTHOR_DATE=written,
                    GIT_COMMITTER_NAME=commit.author.name,
                    GIT_COMMITTER_EMAIL=commit.author.email,
                    GIT_COMMITTER_DATE=moment.isoformat(),
                ).strip()
        return tip

    def move(self, moves: Iterable[tuple[str, str, str]]) -> None:
        """Move references, all or none: (name, from, to); ``NOTHING`` is a reference that is not.

        Raises GitError where one of them is not where it should be.
        """
        lines = "".join(f"update {name}\0{to}\0{old}\0" for name, old, to in moves)
        self.run("update-ref", "-z", "--stdin", given=f"start\0{lines}prepare\0commit\0")

    def fetch(self, other: Path, references: Mapping[str, str]) -> None:
        """Bring ``references`` of the repository ``other`` here: its names, and those they get."""
        options = ["--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-gc"]
        self.run(
            "fetch",
            *options,
            str(other),
            *(f"+{there}:{here}" for there, here in references.items()),
        )

    @contextmanager
    def _index(self) -> Iterator[str]:
        with tempfile.TemporaryDirectory() as folder:
            yield str(Path(folder) / "index")

    def _mode(self, start: str | None, path: str) -> str:
        said = self.run("ls-tree", "--end-of-options", start, path) if start else ""
        return said.split(" ", 1)[0] if said.startswith("100") else "100644"


def _commit(  # noqa: PLR0913, PLR0917 - one field after the other, as ``FORMAT`` asks
    name: str,
    parents: str,
    tree: str,
    author: str,
    email: str,
    written: str,
    committer: str,
    by: str,
    message: str,
) -> Commit:
    return Commit(
        id=name,
        parents=tuple(parents.split()),
        tree=tree,
        author=Person(name=author, email=email),
        committer=Person(name=committer, email=by),
        written=_moment(written),
        message=message.rstrip("\n") + "\n",
    )


def _moment(written: str) -> datetime:
    """Return when a commit was written; whoever makes one by hand can write any year or none."""
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return NO_MOMENT


def changes_told(numbers: str, text: str) -> Iterator[FileChange]:
    """Yield each changed file: git tells the counts and the diff in the same order.

    A file that became a link, or the reverse, has two diffs and one line of counts.
    """
    pieces = re.split(r"^(?=diff --git )", text, flags=re.MULTILINE)[1:]
    fields = iter(numbers.split("\0"))
    for _, group in groupby(pieces, key=lambda piece: piece.partition("\n")[0]):
        piece, *others = group
        added, removed, path = next(fields).split("\t", 2)
        old = path or next(fields)
        new = path or next(fields)
        header, at, hunks = piece.partition("\n@@ ")
        for _, also, more in (other.partition("\n@@ ") for other in others):
            hunks += f"{also.removeprefix(chr(10))}{more}"
        yield FileChange(
            path=new,
            old_path=old,
            is_new="\nnew file mode" in header,
            is_gone="\ndeleted file mode" in header and not others,
            is_binary=added == "-",
            added=0 if added == "-" else int(added),
            removed=0 if removed == "-" else int(removed),
            diff=at.removeprefix("\n") + hunks,
        )
