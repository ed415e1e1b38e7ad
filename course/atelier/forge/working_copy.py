# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A working copy: what git says lies in it, and the gestures of somebody who works there.

Each gesture is made of git commands that a person could type, and returns them as such.
"""

import hashlib
import os.path
import re
import shlex
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from atelier.forge.causes import NO_REPOSITORY, cause_of
from atelier.forge.place import can_be_a_file
from atelier.forge.records import Reason, Refusal
from atelier.forge.steps import answer
from atelier.git import Commit, FileChange, Git, GitError, Person, changes_told
from atelier.repository import EDGE, broken_references

MOST_BYTES: Final = 20_000_000  # of a file that is still read
MOST_NAMED: Final = 5  # references that are damaged
# What git keeps in its folder while something is not finished, and how to give it up.
UNFINISHED: Final = {
    "MERGE_HEAD": "merge",
    "REVERT_HEAD": "revert",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
}
# Git's words where a gesture would have overwritten what is not recorded.
UNRECORDED: Final = ("would be overwritten", "would lose untracked files", "not uptodate")
DIFF: Final = ("--no-ext-diff", "--no-textconv", "--no-color", "--no-renames", "--full-index")
EMPTY_TREE: Final = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"  # git knows it without being told
NESTED: Final = re.compile(r"\? .+/", re.DOTALL)  # git goes into every other folder
ESCAPED: Final = re.compile(rb"\\x([89a-f][0-9a-f])")
Commands = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Change:
    """A file that differs from the last commit.

    ``how`` is ``new``, ``gone``, ``changed``, or ``conflict`` where both sides wait for an answer.

    It ``is_chosen`` where the index holds some of it, and ``is_split`` where not all of it.
    """

    path: str
    how: str
    is_chosen: bool
    is_split: bool
    diff: FileChange


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a working copy stands; ``branch`` and ``head`` are empty where there is none.

    ``unfinished`` is ``merge``, ``revert``, ``cherry-pick`` or ``rebase`` where one is under way.
    ``nested`` are untracked folders that are repositories themselves.
    """

    branch: str
    head: str
    person: Person
    unfinished: str
    changes: tuple[Change, ...]
    nested: tuple[str, ...]
    ignored: tuple[str, ...]
    tracked: tuple[str, ...]


class WorkingCopy:
    r"""The working copy that lies in ``folder``.

    Each gesture returns the commands that were run. Raises Refusal where git says no.

    A name that is not UTF-8 is told, and taken, with ``\xe9`` in the place of such a byte.
    """

    def __init__(self, folder: Path) -> None:
        """Speak of the working copy in ``folder``. Raises Refusal where there is none."""
        if not (folder / ".git").is_dir():
            raise Refusal(Reason.NO_COPY, folder=folder.name)
        self.folder = folder
        self.git = Git(folder / ".git")

    # ------------------------------------------------------------------------------- what is there

    def standing(self) -> Standing:
        """Return what git says of the files, beside the last commit."""
        said = self._ask("status", "--porcelain=v2", "--branch", "-z", "--untracked-files=all",
                         "--ignored=traditional", "--no-renames")  # fmt: skip
        lines = said.split("\0")[:-1]
        branch, head = self._checked_out(lines)
        return Standing(
            branch=branch,
            head=head,
            person=Person(
                name=self._answer("config", "user.name"), email=self._answer("config", "user.email")
            ),
            unfinished=self._unfinished(),
            changes=tuple(self._changes(lines, head or EMPTY_TREE)),
            nested=tuple(line[2:-1] for line in lines if NESTED.fullmatch(line)),
            ignored=tuple(line[2:] for line in lines if line.startswith("! ")),
            tracked=tuple(self._ask("ls-files", "-z").split("\0")[:-1]),
        )

    def checked_out(self) -> tuple[str, str]:
        """Return the branch and the last commit, each empty where there is none."""
        said = self._ask("status", "--porcelain=v2", "--branch", "-z", "--untracked-files=no")
        return self._checked_out(said.split("\0"))

    def text(self, path: str) -> str | None:
        """Return the text of a file, or None where there is none, or no text in UTF-8 to read."""
        place = self._place(path)
        try:
            is_huge = place.stat().st_size > MOST_BYTES
            return None if is_huge else place.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def is_there(self, path: str) -> bool:
        """Return whether a file of that path lies in the folder."""
        return self._place(path).exists()

    def branches(self) -> tuple[str, ...]:
        """Return the names of the branches."""
        return tuple(name.removeprefix("refs/heads/") for name in self.git.heads("refs/heads/"))

    def published(self) -> frozenset[str]:
        """Return the commits that a remote repository has too, as far as this copy knows."""
        return frozenset(self.git.run("rev-list", "--remotes").split())

    def lost(self) -> tuple[Commit, ...]:
        """Return the commits where this copy has stood and that no branch leads to, newest first.

        Git remembers them for weeks: ``git reflog``.
        """
        walked = self._answer("log", "--walk-reflogs", "--all", "--format=%H", "--").split()
        here = ["HEAD"] if self.git.commit_at("HEAD") else []
        kept = {*self.git.run("rev-list", "--all", *here).split()} if walked else set()
        gone = [commit for commit in dict.fromkeys(walked) if commit not in kept]
        return tuple(self.git.commits([commit], most=1)[0] for commit in gone)

    # ---------------------------------------------------------------------------------- the files

    def write(self, path: str, text: str, *, seen: str) -> None:
        """Save ``text`` in a file, as an editor would, if its mark still is the one ``seen``."""
        place, before = self._place(path), self.text(path)
        new = place.with_name(f".{place.name}.new")
        try:
            if mark_of(before) != seen or (before is None and place.exists()):
                raise Refusal(Reason.FILE_CHANGED, path=path)
            place.parent.mkdir(parents=True, exist_ok=True)
            new.write_bytes(text.encode("utf-8"))
            if place.exists():
                new.chmod(place.stat().st_mode)
            new.replace(place)
        except (FileExistsError, NotADirectoryError) as error:  # a file stands where a folder must
            raise Refusal(Reason.PATH_REFUSED, path=path) from error
        except OSError as error:
            with suppress(OSError):
                new.unlink()
            raise Refusal(Reason.NOT_WRITTEN, why=error.strerror or error) from error

    def restore(self, path: str) -> Commands:
        """Give a file back its recorded text: what was not recorded of it is lost."""
        return self._do(["restore", "--staged", "--worktree", "--", self._name_of(path)])

    # -------------------------------------------------------------------------------- the commits

    def identify(self, person: Person) -> Commands:
        """Say who the next commits are by."""
        if not person.name or "@" not in person.email:
            raise Refusal(Reason.NO_PERSON)
        if not any(map(str.isalnum, person.name)):  # git takes "." away, and then has no name
            raise Refusal(Reason.NO_LETTERS, name=person.name)
        return self._do(
            ["config", "user.name", person.name], ["config", "user.email", person.email]
        )

    def record(self, paths: Iterable[str], message: str, *, again: bool = False) -> Commands:
        """Record the files ``paths`` and nothing else; ``again`` makes the last commit anew."""
        chosen = [*paths]
        if not message:
            raise Refusal(Reason.NO_WORDS)
        standing = self.standing()
        known = {change.path: change for change in standing.changes}
        if (not chosen and not again) or not {*chosen} <= known.keys():
            raise Refusal(Reason.NOTHING_CHOSEN)
        if open_ones := self._unanswered(known.values(), chosen):
            raise Refusal(Reason.MARKERS_LEFT, files=open_ones)
        out = [path for path, change in known.items() if change.is_chosen and path not in chosen]
        into = [path for path in chosen if not known[path].is_chosen or known[path].is_split]
        leave = ["restore", "--staged"] if standing.head else ["reset", "--quiet"]
        return self._do(
            *([[*leave, "--", *map(self._name_of, out)]] if out else []),
            *([["add", "--", *map(self._name_of, into)]] if into else []),
            ["commit", "--quiet", *(["--amend"] if again else []), "-m", message],
        )

    def revert(self, commit: str) -> Commands:
        """Undo a commit by a new one."""
        found = self._commit(commit)
        if len(found.parents) > 1:
            raise Refusal(Reason.MERGE_COMMIT, commit=found.id[:7])
        self._nothing_under_way()
        if found.parents:
            changes = self.git.changes(found.parents[0], found.id)
            self._nothing_overwritten(each.path for each in changes if each.is_gone)
        try:
            return self._do(["revert", "--no-edit", found.id[:7]])
        except Refusal as error:
            if "nothing to commit" in str(error.values.get("said")):
                raise Refusal(Reason.ALREADY_UNDONE, commit=found.id[:7]) from error
            if self._unfinished() != "revert":
                raise
            self._ask("revert", "--abort")
            raise Refusal(Reason.LATER_CHANGES, commit=found.id[:7]) from None

    def branch(self, name: str, commit: str) -> Commands:
        """Make a branch that stands at a commit."""
        return self._do(["branch", self._name(name), self._commit(commit).id[:7]])

    def switch(self, name: str) -> Commands:
        """Go to a branch."""
        if name not in self.branches():
            raise Refusal(Reason.UNKNOWN_BRANCH, branch=name)
        self._nothing_under_way()
        self._nothing_overwritten(self.git.files(f"refs/heads/{name}"))
        return self._do(["switch", "--quiet", name])

    def move(self, commit: str, *, with_files: bool) -> Commands:
        """Bring the branch to a commit, the files too or as they are.

        With the files, nothing that was not recorded is lost: git then refuses.
        """
        found = self._commit(commit)
        self._nothing_under_way()
        if with_files:
            self._nothing_overwritten(self.git.files(found.id))
        how = "--keep" if with_files else "--mixed"
        self._answer("update-index", "-q", "--refresh")  # a folder that was copied looks changed
        try:
            return self._do(["reset", "--quiet", how, found.id[:7]])
        except Refusal as error:
            if error.reason is Reason.UNRECORDED:
                raise Refusal(Reason.WOULD_LOSE) from error
            raise

    def give_up(self) -> Commands:
        """Give up the merge, revert, cherry-pick or rebase that is under way."""
        what = self._unfinished()
        return self._do([what, "--abort"]) if what else ()

    # ------------------------------------------------------------------------------- small parts

    def _changes(self, lines: Sequence[str], last: str) -> Iterator[Change]:
        """Yield the changes that the lines of ``git status`` tell, by path."""
        diffs = self._diffs(last) if any(line[:2] in {"1 ", "u "} for line in lines) else {}
        found: list[Change] = []
        for line in lines:  # first what git follows
            if line.startswith("? ") and not NESTED.fullmatch(line):
                path = line[2:]
                if any(each.path == path for each in found):  # it leaves git and stays here
                    continue
                diff = self._as_new(path)
                found.append(
                    Change(path=path, how="new", is_chosen=False, is_split=False, diff=diff)
                )
            elif line[:2] in {"1 ", "u "}:
                index, here = line[2], line[3]
                path = line.split(" ", 8 if line[0] == "1" else 10)[-1]
                diff = diffs.get(path) or _unchanged(path)
                how = "new" if diff.is_new else "gone" if diff.is_gone else "changed"
                is_conflict = line[0] == "u"
                found.append(
                    Change(
                        path=path,
                        how="conflict" if is_conflict else how,
                        is_chosen=index != "." and not is_conflict,
                        is_split="." not in {index, here} and not is_conflict,
                        diff=diff,
                    )
                )
        yield from sorted(found, key=lambda each: each.path)

    def _diffs(self, last: str) -> dict[str, FileChange]:
        """Return what differs from the last commit, of the files that git knows."""
        numbers = self._ask("diff", *DIFF, "--numstat", "-z", last, "--")
        text = self._ask("diff", *DIFF, "--unified=3", last, "--")
        return {each.path: each for each in changes_told(numbers, text)}

    def _as_new(self, path: str) -> FileChange:
        """Return a file that git does not follow as a change from nothing.

        To git, the text of a link is the path that it leads to.
        """
        place = self.folder / self._name_of(path)
        text = str(place.readlink()) if place.is_symlink() else self.text(path)
        is_binary = text is None or "\0" in text
        lines = [] if is_binary or text is None else text.removesuffix("\n").split("\n")
        diff = "\n".join([f"@@ -0,0 +1,{len(lines)} @@", *(f"+{line}" for line in lines)])
        return FileChange(
            path=path,
            old_path=path,
            is_new=True,
            is_gone=False,
            is_binary=is_binary,
            added=len(lines) if text else 0,
            removed=0,
            diff=diff if text and lines else "",
        )

    def _unanswered(self, changes: Iterable[Change], chosen: Sequence[str]) -> tuple[str, ...]:
        """Return the files in conflict that are left out, or hold a mark of git's still."""
        return tuple(
            each.path
            for each in changes
            if each.how == "conflict"
            and (each.path not in chosen or EDGE.search(self.text(each.path) or ""))
        )

    def _place(self, path: str) -> Path:
        """Return where a file lies. Raises Refusal where it could not be one of this copy."""
        if not can_be_a_file(path):
            raise Refusal(Reason.PATH_REFUSED, path=path)
        name = self._name_of(path)
        name = name if os.path.lexists(self.folder / name) else path
        try:
            place, here = (self.folder / name).resolve(), self.folder.resolve()
        except (OSError, RuntimeError) as error:  # a link that leads to itself
            raise Refusal(Reason.PATH_REFUSED, path=path) from error
        if not place.is_relative_to(here) or place.is_relative_to(here / ".git"):
            raise Refusal(Reason.PATH_REFUSED, path=path)
        return place

    def _name_of(self, path: str) -> str:
        """Return the name of the file that is told as ``path``."""
        is_escaped = "\\x" in path and not os.path.lexists(self.folder / path)
        if not is_escaped or self._ask("ls-files", "--", path):
            return path
        name = ESCAPED.sub(lambda found: bytes.fromhex(found[1].decode()), path.encode("utf-8"))
        return name.decode("utf-8", "surrogateescape")

    def _commit(self, name: str) -> Commit:
        found = self.git.commit_at(name)
        if not found:
            raise Refusal(Reason.UNKNOWN_COMMIT, commit=name[:40])
        return self.git.commits([found], most=1)[0]

    def _name(self, name: str) -> str:
        if name in self.branches():
            raise Refusal(Reason.NAME_TAKEN, name=name)
        if not name or not self.git.says_yes("check-ref-format", "--branch", name):
            raise Refusal(Reason.NAME_REFUSED, name=name)
        return name

    def _unfinished(self) -> str:
        there = (self.folder / ".git" / name for name in UNFINISHED)
        return next((UNFINISHED[place.name] for place in there if place.exists()), "")

    def _nothing_under_way(self) -> None:
        if self._unfinished():
            raise Refusal(Reason.UNFINISHED)

    def _nothing_overwritten(self, paths: Iterable[str]) -> None:
        """Raise Refusal where a path that git would write holds a file that it does not follow.

        Git itself protects such a file, but not where it ignores it.
        """
        tracked = set(self._ask("ls-files", "-z").split("\0"))
        lying = [each for each in paths if each not in tracked and (self.folder / each).is_file()]
        if lying:
            raise Refusal(Reason.IN_THE_WAY, path=lying[0])

    def _do(self, *commands: Sequence[str]) -> Commands:
        """Run git commands one after the other; return them as somebody would type them."""
        for arguments in commands:
            self._ask(*arguments)
        return tuple(map(_typed, commands))

    def _ask(self, *arguments: str) -> str:
        try:
            return answer(
                self.folder, "--literal-pathspecs", *arguments, unreadable="backslashreplace"
            )
        except GitError as error:
            if any(words in error.said for words in UNRECORDED):
                raise Refusal(Reason.UNRECORDED) from error
            raise trouble_in(self.folder) or cause_of(error) from error
        except OSError as error:
            raise Refusal(Reason.NO_COPY, folder=self.folder.name) from error

    def _checked_out(self, lines: Iterable[str]) -> tuple[str, str]:
        """Return the branch and the commit that the lines of ``git status`` begin with.

        To git, a branch whose file a crash damaged waits for its first commit.
        """
        told = dict(line[2:].split(" ", 1) for line in lines if line.startswith("# "))
        branch, head = told["branch.head"], told["branch.oid"]
        if head == "(initial)" and (damage := damage_in(self.folder)):
            raise damage
        return "" if branch == "(detached)" else branch, "" if head == "(initial)" else head

    def _answer(self, *arguments: str) -> str:
        """Return git's answer, nothing where it has none."""
        try:
            return answer(self.folder, *arguments).strip()
        except GitError:
            return ""


def damage_in(folder: Path) -> Refusal | None:
    """Return why git cannot work in a working copy whose references are damaged, or None."""
    broken = broken_references(Git(folder / ".git"), folder)
    if not broken:
        return None
    named = broken[:MOST_NAMED] + ("…",) * (len(broken) > MOST_NAMED)
    return Refusal(Reason.COPY_DAMAGED, folder=folder.name, references=named)


def trouble_in(folder: Path) -> Refusal | None:
    """Return why git cannot read a working copy, or None where it can."""
    inside = folder / ".git"
    if not inside.is_dir():
        return Refusal(Reason.NO_COPY, folder=folder.name)
    if damage := damage_in(folder):
        return damage
    git = Git(inside)
    try:
        git.heads()
    except GitError as error:
        is_none = NO_REPOSITORY in error.said
        return Refusal(Reason.NO_COPY, folder=folder.name) if is_none else cause_of(error)
    if not git.says_yes("rev-list", "--objects", "--quiet", "--all"):
        return Refusal(Reason.COPY_INCOMPLETE, folder=folder.name)
    return None


def _unchanged(path: str) -> FileChange:
    """Return a file that the index alone holds otherwise than the last commit."""
    return FileChange(
        path=path,
        old_path=path,
        is_new=False,
        is_gone=False,
        is_binary=False,
        added=0,
        removed=0,
        diff="",
    )


def _typed(arguments: Sequence[str]) -> str:
    """Return a command as somebody would type it."""
    words = [word for word in arguments if word != "--quiet"]
    if "--" in words and not any(word[:1] == "-" for word in words[words.index("--") + 1 :]):
        words.remove("--")
    return " ".join(["git", *map(_quoted, words)])


def _quoted(word: str) -> str:
    """Return a word as a shell takes it; a byte that is not UTF-8 by its number."""
    escaped = word.replace("\\", r"\\").replace("'", r"\'")
    told = escaped.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return f"$'{told}'" if told != escaped else shlex.quote(word)


def mark_of(text: str | None) -> str:
    """Return what tells a file's text from every other, or nothing where there is no text."""
    return "" if text is None else hashlib.sha256(text.encode("utf-8")).hexdigest()
