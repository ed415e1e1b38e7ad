# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Somebody's git repository, read for what its history is: merges, what was lost, what leaked.

A stranger's repository is never asked anything: its configuration could run programs. Its objects
are read from a fresh bare repository of ours that borrows them, and nothing in it is written.
"""

import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from atelier.git import Commit, Git, GitError, environment, git_version

MARKERS: Final = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?: |$)", re.MULTILINE)
REFERENCE: Final = re.compile(r"(?P<object>[0-9a-f]{40}) (?P<name>refs/\S.*)")
OBJECT: Final = re.compile(r"[0-9a-f]{40}")
MOST_BYTES: Final = 5_000_000  # of one file that is searched


class NoRepositoryError(Exception):
    """There is no git repository, or none that can be read; ``fact`` says which."""

    def __init__(self, fact: str, place: Path) -> None:
        """Keep what is wrong (a name of a sentence) and where."""
        super().__init__(f"{fact}: {place}")
        self.fact = fact
        self.place = place


@contextmanager
def reading(place: Path) -> Iterator[Git]:
    """Give git on the history in ``place``: a working copy, a bare repository, or a bundle.

    Raises NoRepositoryError where there is none, GitMissingError without a git that will do.
    """
    git_version()
    with tempfile.TemporaryDirectory(prefix="atelier-") as folder:
        git = Git(Path(folder) / "read.git")
        git.run("init", "--quiet", "--bare", "--template=", str(git.folder))
        git.run("config", "gc.auto", "0")
        if place.is_file():
            _unbundle(git, place)
        else:
            _borrow(git, _repository_in(place))
        yield git


def tips(git: Git) -> tuple[str, ...]:
    """Return the commits at which a branch or a tag stands."""
    found = (git.commit_at(name) for name in git.heads())
    return tuple(dict.fromkeys(commit for commit in found if commit))


def merge_of(git: Git, tip: str, ours: str, theirs: str) -> Commit | None:
    """Return the two-parent commit in ``tip``'s history that joined ``ours`` and ``theirs``.

    Each of the two must be in the history of one parent and not of the other: a commit that has
    the right text but one parent, or a parent that never held the other work, is no such merge.
    """
    for commit in git.commits([tip, f"^{ours}", f"^{theirs}"]):
        if len(commit.parents) == 2:  # noqa: PLR2004 - a merge of two
            one, other = commit.parents
            held = [
                (git.is_ancestor(ours, parent), git.is_ancestor(theirs, parent))
                for parent in (one, other)
            ]
            if sorted(held) == [(False, True), (True, False)]:
                return commit
    return None


def was_rebased(git: Git, tip: str, ours: str, theirs: str, base: str) -> bool:
    """Return whether the work of ``ours`` since ``base`` was made anew on top of ``theirs``.

    Told by what each commit was written for (author, moment of writing, subject), as a rebase
    keeps these.
    """
    if not git.is_ancestor(theirs, tip):
        return False

    def written(commits: Iterable[Commit]) -> list[tuple[str, str, str]]:
        return [
            (str(each.author), each.written.isoformat(), each.subject)
            for each in commits
            if len(each.parents) == 1
        ]

    wanted = written(git.commits([ours, f"^{base}"]))
    made = written(git.commits([tip, f"^{theirs}"]))
    return bool(wanted) and all(each in made for each in wanted)


def marked_files(git: Git, commit: str, paths: Iterable[str]) -> tuple[str, ...]:
    """Return the files among ``paths`` in which markers of a conflict remain."""
    return tuple(path for path in paths if MARKERS.search(git.text(commit, path) or ""))


def lost_lines(git: Git, heads: Iterable[str], final: str, path: str) -> tuple[str, ...]:
    """Return the lines that every one of ``heads`` holds in ``path``, and ``final`` does not."""
    kept = set((git.text(final, path) or "").splitlines())
    texts = [(git.text(head, path) or "").splitlines() for head in heads]
    shared = [line for line in texts[0] if all(line in other for other in texts[1:])]
    return tuple(line for line in dict.fromkeys(shared) if line.strip() and line not in kept)


def places_of(
    git: Git, words: Iterable[str], *, reach: Sequence[str] = ("--all",)
) -> dict[str, tuple[str, ...]]:
    """Return each of ``words`` that any reachable object holds, with the places that hold it.

    A place is ``path`` for a file of any commit, or ``commit ID`` for a message. ``reach`` names
    commits to look from, instead of every reference.
    """
    wanted = {word: word.encode("utf-8") for word in words}
    found: dict[str, set[str]] = {}
    for name, kind, content in _objects(git, reach):
        for word, sought in wanted.items():
            if sought in content:
                place = name if kind == "blob" else f"{kind} {name[:7]}"
                found.setdefault(word, set()).add(place)
    return {word: tuple(sorted(places)) for word, places in found.items()}


def files_matching(git: Git, pattern: re.Pattern[bytes]) -> dict[str, tuple[str, ...]]:
    """Return each file of any commit whose bytes hold ``pattern``, with what was found."""
    found: dict[str, set[str]] = {}
    for name, _, content in _objects(git):
        for match in pattern.finditer(content):
            found.setdefault(name, set()).add(match[0].decode("utf-8", "replace"))
    return {name: tuple(sorted(words)) for name, words in found.items()}


def ignored_by(git: Git, commit: str, paths: Iterable[str]) -> frozenset[str]:
    """Return which of ``paths`` the ``.gitignore`` files of a commit keep out, as git says.

    The rules are laid into a folder of ours: no other list of ignored files speaks.
    """
    wanted = list(paths)
    listed = git.run("ls-tree", "-r", "-z", "--name-only", commit).split("\0")[:-1]
    with tempfile.TemporaryDirectory(prefix="atelier-") as folder:
        asked = Git(Path(folder) / ".git")
        asked.run("init", "--quiet", "--template=", folder)
        for path in listed:
            if path.rpartition("/")[2] == ".gitignore":
                place = Path(folder) / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(git.answer("cat-file", "blob", f"{commit}:{path}"))
        options = ["-c", "core.excludesFile=/dev/null", f"--work-tree={folder}"]
        given = "".join(f"{path}\0" for path in wanted)
        command = ["check-ignore", "--no-index", "-z", "--stdin"]
        try:
            said = asked.run(*options, *command, given=given)
        except GitError:
            return frozenset()  # git says no where it ignores none of them
    return frozenset(said.split("\0")[:-1])


# ---------------------------------------------------------------------------------- small parts


def _objects(git: Git, reach: Sequence[str] = ("--all",)) -> Iterator[tuple[str, str, bytes]]:
    """Yield every reachable commit, tag and file: its path or id, its kind, its bytes."""
    listing = git.run("rev-list", "--objects", *reach, "--")
    listed = [line.split(" ", 1) for line in listing.splitlines()]
    is_all = "--all" in reach
    tags = [[tag] for name, tag in git.heads("refs/tags/").items()] if is_all else []
    names = {each[0]: each[1] if len(each) > 1 else each[0] for each in (*listed, *tags)}
    command = ["git", f"--git-dir={git.folder}", "cat-file", "--batch", "--buffer"]
    with tempfile.TemporaryFile() as asked:
        asked.write("".join(f"{name}\n" for name in names).encode())
        asked.seek(0)
        with subprocess.Popen(
            command, stdin=asked, stdout=subprocess.PIPE, env=environment()
        ) as said:
            assert said.stdout is not None  # noqa: S101  # tells the type checker what a pipe is
            while header := said.stdout.readline().split():
                content = said.stdout.read(int(header[2]) + 1)[:-1]
                name, kind = header[0].decode(), header[1].decode()
                if kind != "tree" and len(content) <= MOST_BYTES:
                    yield names[name] if kind == "blob" else name, kind, content


def _repository_in(place: Path) -> Path:
    """Return the folder that holds the objects and references of the repository in ``place``."""
    inside = place / ".git"
    if inside.is_file():
        raise NoRepositoryError("elsewhere", place)
    folder = inside if inside.is_dir() else place
    if not (folder / "objects").is_dir() or not (folder / "HEAD").is_file():
        raise NoRepositoryError("none", place)
    if (folder / "reftable").is_dir():
        raise NoRepositoryError("reftable", place)
    return folder


def _borrow(git: Git, repository: Path) -> None:
    """Let our repository read the objects of another, and know its references."""
    borrowed = git.folder / "objects" / "info" / "alternates"
    borrowed.parent.mkdir(exist_ok=True)
    borrowed.write_text(f"{(repository / 'objects').resolve()}\n", encoding="utf-8")
    references: dict[str, str] = {}
    for line in _lines(repository / "packed-refs"):
        if found := REFERENCE.fullmatch(line):
            references[found["name"]] = found["object"]
    for path in (repository / "refs").rglob("*"):
        name = path.relative_to(repository).as_posix()
        lines = _lines(path) if path.is_file() and not path.is_symlink() else []
        if lines and OBJECT.fullmatch(lines[0]):
            references[name] = lines[0]
    head = _lines(repository / "HEAD")
    if head and OBJECT.fullmatch(head[0]):
        references["refs/heads/HEAD-detached"] = head[0]
    elif head and head[0].startswith("ref: refs/heads/"):
        git.run("symbolic-ref", "HEAD", head[0].removeprefix("ref: "))
    for name, there in references.items():
        try:
            git.run("update-ref", name, there)
        except GitError:
            continue  # a reference to what is not there: git itself would not show it


def _unbundle(git: Git, bundle: Path) -> None:
    try:
        git.run(
            "fetch", "--quiet", "--no-write-fetch-head", str(bundle.resolve()), "+refs/*:refs/*"
        )
        first = git.run("bundle", "list-heads", str(bundle.resolve()), "HEAD").split()
    except GitError as error:
        raise NoRepositoryError("bundle", bundle) from error
    heads = git.heads("refs/heads/")
    branch = next((name for name, at in heads.items() if first and at == first[0]), None)
    if branch:
        git.run("symbolic-ref", "HEAD", branch)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
