# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Somebody's git repository, read for what its history is: merges, what was lost, what leaked.

A stranger's repository is never asked anything: its configuration could run programs. Its objects
are read from a fresh bare repository of ours that borrows them, and nothing in it is written.
"""

import os
import re
import shutil
import subprocess
import tempfile
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import IO, Final

from atelier.enumeration import enumerated
from atelier.git import MARK, OBJECT, PATIENCE, Commit, Git, GitError, environment, git_version
from atelier.unpacking import Unpacker
from atelier.words import Language, words_beside

# A whole conflict as git writes one: a row of seven ``=`` alone may underline a title.
CONFLICT: Final = re.compile(
    r"^<{7}(?: [^\n]*|\r)?\n(?:[^\n]*\n)*?={7}\r?\n(?:[^\n]*\n)*?>{7}(?:[ \t\r][^\n]*)?(?:\n|\Z)",
    re.MULTILINE,
)
ROWS: Final = tuple(map(re.compile, (r"<{7}(?:\s|$)", r"={7}\s*$", r">{7}(?:\s|$)")))
FENCED: Final = re.compile(r"^(?P<fence>```|~~~).*?^(?P=fence)", re.MULTILINE | re.DOTALL)
EDGE: Final = re.compile(r"^(?:<{7}|>{7}|\|{7})(?=[ \r]|$)", re.MULTILINE)
MIDDLE: Final = re.compile(r"^={7}(?=[ \r]|$)", re.MULTILINE)
REFERENCE: Final = re.compile(r"(?P<object>[0-9a-f]{40}) (?P<name>refs/\S.*)")
PARENT: Final = re.compile(r"^parent (\w+)$", re.MULTILINE)
LEADING: Final = re.compile(r"[0-9a-f]{40}|ref: refs/\S.*")  # what is in the file of a reference
FIELDS: Final = 3  # that git tells of an object: its id, its kind, its size
# What git lets a reference be called (git-check-ref-format).
NAME: Final = re.compile(
    r"refs(?:/(?!\.)(?:(?!\.\.|@\{|\.lock(?:/|$))[^\x00-\x20\x7f~^:?*\[\\/])+)+(?<!\.)"
)
OTHER_HASH: Final = re.compile(r"^\s*objectformat\s*=\s*\"?sha256", re.IGNORECASE | re.MULTILINE)
# A commit graph may tell other parents than the commits themselves.
SETTINGS: Final = "[gc]\n\tauto = 0\n[core]\n\tcommitGraph = false\n"
MOST_BYTES: Final = 5_000_000  # of one file that is searched whole
OVERLAP: Final = 1_000  # bytes of a piece that are searched again with the next one
HUNK: Final = re.compile(r"(?P<signs>@{3,}) ")  # of a combined diff: one sign more than parents


Heard = Callable[[int, int], None]  # how much is done, and of how much


def unheard(done: int, total: int) -> None:
    """Let a reading tell how far it is, where nobody listens."""


@dataclass(frozen=True, kw_only=True)
class History:
    """What led to the commit that is checked out.

    ``commits`` are oldest first, merges among them; where only a part was asked for, those since
    ``since``. ``cut`` are the commits at which a shallow copy ends: what came before them, and so
    what they changed, is not here. ``broken`` are the references that lead nowhere: what they led
    to is not read. A long reading tells ``heard`` how far it is.
    """

    git: Git
    tip: str
    since: str | None
    commits: tuple[Commit, ...]
    cut: frozenset[str]
    broken: tuple[str, ...]
    heard: Heard

    @property
    def is_whole(self) -> bool:
        """Return whether all the commits that were asked for are here."""
        return self.cut.isdisjoint(each.id for each in self.commits)

    @property
    def written(self) -> tuple[Commit, ...]:
        """Return the commits that somebody wrote: those that merge nothing."""
        return tuple(commit for commit in self.commits if len(commit.parents) <= 1)

    @property
    def reach(self) -> tuple[str, ...]:
        """Return the commits as git is told them."""
        return (self.tip, f"^{self.since}") if self.since else (self.tip,)


class NoRepositoryError(Exception):
    """There is no git repository, or none that can be read; ``fact`` says which."""

    def __init__(self, fact: str, place: Path, *, references: Iterable[str] = ()) -> None:
        """Keep what is wrong (a name of a sentence) and where, in which ``references``."""
        super().__init__(f"{fact}: {place}")
        self.fact = fact
        self.place = place
        self.references = enumerated(references)

    def seen(self) -> dict[Language, str]:
        """Return what was seen, in both languages."""
        return words_beside(__file__).in_both(
            f"{self.fact}.seen", place=self.place, references=self.references
        )

    def next_step(self) -> dict[Language, str]:
        """Return what to do next, in both languages."""
        return words_beside(__file__).in_both(f"{self.fact}.next", place=self.place)


@contextmanager
def reading(place: Path, *, patience: int | None = PATIENCE) -> Iterator[Git]:
    """Give git on the history in ``place``: a working copy, a bare repository, or a bundle.

    Raises NoRepositoryError where there is none, GitMissingError without a git that will do.
    """
    git_version()
    with tempfile.TemporaryDirectory(prefix="atelier-") as folder:
        git = Git(Path(folder) / "read.git", patience=patience)
        git.run("init", "--quiet", "--bare", "--template=", str(git.folder))
        with (git.folder / "config").open("a", encoding="utf-8", newline="\n") as settings:
            settings.write(SETTINGS)
        if place.is_file():
            _unbundle(git, place)
        else:
            _borrow(git, _repository_in(place))
        yield git


@contextmanager
def history(place: Path, *, since: str | None = None, heard: Heard = unheard) -> Iterator[History]:
    """Give the history of what is checked out in ``place``; ``since`` names where to begin.

    Raises NoRepositoryError and GitMissingError as ``reading`` does; its fact is ``unborn`` where
    nothing was recorded yet, ``references`` where one that is damaged hides it, ``since`` where no
    such commit is there, ``damaged`` where git finds that objects are missing.
    """
    with reading(place, patience=None) as git:
        tip = git.commit_at("HEAD")
        broken = broken_references(git, place)
        if tip is None:
            fact = "references" if broken else "unborn"
            raise NoRepositoryError(fact, place, references=broken)
        begun = None if since is None else git.commit_at(since)
        if since is not None and not OBJECT.fullmatch(begun or ""):
            raise NoRepositoryError("since", place)
        cut = cut_of(git)
        try:
            commits = with_parents(git, git.commits([tip, f"^{begun}"] if begun else [tip]), cut)
        except GitError as error:
            raise NoRepositoryError("damaged", place) from error
        yield History(
            git=git, tip=tip, since=begun, commits=commits, cut=cut, broken=broken, heard=heard
        )


@contextmanager
def laid_out(git: Git, commit: str, *, name: str) -> Iterator[Path]:
    """Give a working copy of a commit in a folder of ours, called ``name``.

    It is a repository too, with the same references: it borrows the objects of ``git``, and has
    no hook, no filter and no submodule. Raises GitError where git cannot lay the files out.
    """
    with tempfile.TemporaryDirectory(prefix="atelier-", ignore_cleanup_errors=True) as desk:
        folder = Path(desk) / name
        copy = Git(folder / ".git", patience=None)
        copy.run("init", "--quiet", "--template=", str(folder))
        borrowed = copy.folder / "objects" / "info" / "alternates"
        borrowed.parent.mkdir(exist_ok=True)
        borrowed.write_bytes(_quoted(git.folder.resolve() / "objects"))
        for known in ("packed-refs", "shallow"):
            with suppress(FileNotFoundError):
                shutil.copyfile(git.folder / known, copy.folder / known)
        (copy.folder / "HEAD").write_text(f"{commit}\n")
        # Without its name, git would take the folder in which we stand for the working copy.
        copy.run(f"--work-tree={folder}", "read-tree", "-m", "-u", commit)
        yield folder


def cut_of(git: Git) -> frozenset[str]:
    """Return the commits at which a shallow repository ends; none where it is whole."""
    return frozenset(line for line in _lines(git.folder / "shallow") if line)


def with_parents(git: Git, commits: Iterable[Commit], cut: frozenset[str]) -> tuple[Commit, ...]:
    """Return commits, those at which a shallow copy ends with the parents that they name."""
    return tuple(_with_parents(git, each) if each.id in cut else each for each in commits)


def broken_references(git: Git, place: Path) -> tuple[str, ...]:
    """Return the references of the repository in ``place`` that lead nowhere, as after a crash.

    ``git`` reads its objects. A branch that waits for its first commit is none of them.
    """
    folder = place / ".git" if (place / ".git").is_dir() else place
    files = {path.relative_to(folder).as_posix(): path for path in (folder / "refs").rglob("*")}
    files = {name: path for name, path in files.items() if NAME.fullmatch(name)}
    found = {"HEAD": folder / "HEAD"} | {
        name: path for name, path in files.items() if path.is_file() and not path.is_symlink()
    }
    first = {name: "".join(_lines(path)[:1]) for name, path in found.items()}
    noise = {name for name, line in first.items() if not LEADING.fullmatch(line)}
    packed = [line for line in _lines(folder / "packed-refs") if line and line[0] not in "#^"]
    if not all(map(REFERENCE.fullmatch, packed)):
        noise.add("packed-refs")
    named = _references(folder) | {"HEAD": first["HEAD"]}
    named = {name: at for name, at in named.items() if OBJECT.fullmatch(at)}
    with suppress(GitError):  # where even git finds no repository, the files have said why
        asked = "".join(f"{at}\n" for at in named.values())
        said = git.run("cat-file", "--batch-check=%(objectname)", given=asked).split("\n")
        noise |= {name for (name, at), told in zip(named.items(), said, strict=False) if at != told}
    return tuple(sorted(noise))


def tips(git: Git) -> tuple[str, ...]:
    """Return the commits at which a branch or a tag stands."""
    return tuple(dict.fromkeys(git.commits_at(git.heads()).values()))


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

    A rebase keeps who wrote each commit and when, or at least its subject and its files. Where a
    conflict was settled or commits were folded into one, neither may be left: of one commit at
    least something is, and each other's files are changed by the same author. An empty commit
    that only borrows a name and a date is no such work.
    """
    if not git.is_ancestor(theirs, tip):
        return False
    wanted = [each for each in git.commits([ours, f"^{base}"]) if len(each.parents) == 1]
    made = [each for each in git.commits([tip, f"^{theirs}"]) if len(each.parents) == 1]
    paths = {each.id: changed_paths(git, each) for each in (*wanted, *made)}

    def is_same(one: Commit, other: Commit) -> bool:
        is_dated = one.written == other.written and bool(paths[one.id] & paths[other.id])
        is_named = one.subject == other.subject and paths[one.id] == paths[other.id] != frozenset()
        return one.author == other.author and (is_dated or is_named)

    def is_in(one: Commit, other: Commit) -> bool:
        return one.author == other.author and frozenset() != paths[one.id] <= paths[other.id]

    is_known = any(is_same(each, other) for each in wanted for other in made)
    return is_known and all(
        any(is_same(each, other) or is_in(each, other) for other in made) for each in wanted
    )


def changed_paths(git: Git, commit: Commit) -> frozenset[str]:
    """Return the files that a commit changes: of a merge, those that no parent had that way."""
    options = ["--root", "-c", "-r", "-z", "--name-only", "--no-commit-id"]
    return frozenset(git.run("diff-tree", *options, commit.id).split("\0")[:-1])


def is_marked(text: str, *sides: str) -> bool:
    """Return whether markers of a conflict remain in a text that joins ``sides``.

    A row of seven ``=`` may underline a title: as many as one side has are none.
    """
    rows = max((len(MIDDLE.findall(side)) for side in sides), default=0)
    return bool(EDGE.search(text)) or len(MIDDLE.findall(text)) > rows


def marked_files(git: Git, commit: str, paths: Iterable[str], *sides: str) -> tuple[str, ...]:
    """Return the files among ``paths`` in which markers remain, where a commit joins ``sides``."""
    return tuple(
        path
        for path in paths
        if is_marked(git.text(commit, path) or "", *(git.text(side, path) or "" for side in sides))
    )


def lost_lines(git: Git, ours: str, theirs: str, final: str) -> dict[str, tuple[str, ...]]:
    """Return, by file, the lines that nobody disputed and that ``final`` no longer holds.

    These are the lines of what git makes by joining ``ours`` and ``theirs``, outside the places
    where it asks: whoever wrote them, on one side or on both. Spaces at either end do not count.
    """
    found = {}
    for path, joined in _joined(git, ours, theirs).items():
        kept = Counter(_lines_in(git.text(final, path) or ""))
        lost = Counter(_lines_in(CONFLICT.sub("", joined))) - kept
        if lost:
            found[path] = tuple(lost)
    return found


def revived_lines(git: Git, ours: str, theirs: str, final: str) -> dict[str, tuple[str, ...]]:
    """Return, by file, the lines that one side took out, undisputed, and ``final`` has again."""
    base = git.base_of(ours, theirs)
    found = {}
    for path, joined in _joined(git, ours, theirs).items() if base else ():
        before, one, other, now = (
            _lines_in(git.text(commit or "", path) or "") for commit in (base, ours, theirs, final)
        )
        back = (set(one) ^ set(other)) & set(now) - set(_lines_in(joined))
        if lines := [line for line in dict.fromkeys(before) if line in back]:
            found[path] = tuple(lines)
    return found


def conflicted_files(git: Git, commit: str) -> dict[str, bool]:
    """Return the files of a commit in which a whole conflict stands, as git writes one.

    Each with whether it is only quoted: in a fenced block of a Markdown file. Raises GitError
    where an object is missing.
    """
    try:
        said = git.run("grep", "-I", "-l", "-z", "-E", "^<{7}( |$)", commit, "--")
    except GitError as error:
        if error.said:
            raise
        return {}  # git grep says no, and no more, where it finds nothing
    paths = [each.removeprefix(f"{commit}:") for each in said.split("\0")[:-1]]
    texts = {path: git.text(commit, path) or "" for path in paths}
    return {
        path: path.lower().endswith(".md") and not _holds_conflict(FENCED.sub("", text))
        for path, text in texts.items()
        if _holds_conflict(text)
    }


def lines_lost_in_merges(git: Git, reach: Sequence[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return each merge in ``reach`` that dropped lines which all its parents hold: path, line.

    It is git's own reading (``git log --cc``): a line that the merge holds elsewhere in the same
    file has moved, and is not lost; a rule or a lone bracket says nothing that could be.
    """
    options = ["--merges", "--cc", "--no-color", "--no-ext-diff", "--no-textconv", "--unified=0"]
    said = git.run("log", *options, f"--format={MARK}%H", "--end-of-options", *reach, "--")
    lost: dict[str, tuple[tuple[str, str], ...]] = {}
    for each in re.split(f"^{MARK}", said, flags=re.MULTILINE)[1:]:
        commit, _, text = each.partition("\n")
        files = re.split(r"^diff --cc ", text, flags=re.MULTILINE)[1:]
        gone = tuple(pair for file in files for pair in _gone(file))
        if gone:
            lost[commit] = gone
    return lost


def places_of(
    git: Git, words: Iterable[str], *, reach: Sequence[str] = ("--all",)
) -> dict[str, tuple[str, ...]]:
    """Return each of ``words`` that any reachable object holds, with the places that hold it.

    A place is ``path`` for a file of any commit, ``commit ID`` or ``tag ID`` for a message, and
    ``tree ID`` for a file's name. A word is known in UTF-16, base64 and hexadecimal, backwards,
    and in what lies compressed. ``reach`` names objects to look from, instead of every reference.
    """
    wanted = {word: _spellings(word) for word in words}
    found: dict[str, set[str]] = {}
    unpacker = Unpacker()
    for name, kind, content in _objects(git, reach):
        place = name if kind == "blob" else f"{kind} {name[:7]}"
        for text in unpacker.texts(content, place):
            for word in _words_in(text, wanted):
                found.setdefault(word, set()).add(place)
    return {word: tuple(sorted(places)) for word, places in found.items()}


def objects(
    git: Git, *, reach: Sequence[str] = ("--all",), heard: Heard = unheard
) -> Iterator[tuple[str, bytes]]:
    """Yield what every reachable object holds, with its place; files too heavy are left out.

    A place is ``path`` for a file of any commit, or ``commit ID`` for a message. ``heard`` is told
    how many objects were read. Raises GitError where an object is missing.
    """
    small = f"--filter=blob:limit={MOST_BYTES + 1}"
    for name, kind, content in _objects(git, (small, *reach), heard):
        if kind != "tree":
            yield name if kind == "blob" else f"{kind} {name[:7]}", content


def heavy_files(git: Git, *, reach: Sequence[str] = ("--all",)) -> tuple[str, ...]:
    """Return the files of any commit that are too heavy to be searched."""
    options = [f"--filter=blob:limit={MOST_BYTES + 1}", "--filter-print-omitted"]
    said = git.run("rev-list", "--objects", *options, *reach, "--")
    heavy = {line[1:] for line in said.split("\n") if line.startswith("~")}
    listed = git.run("rev-list", "--objects", *reach, "--").split("\n") if heavy else []
    named = [line.partition(" ") for line in listed]
    return tuple(sorted({path or name[:7] for name, _, path in named if name in heavy}))


def ignored_by(git: Git, commit: str, paths: Iterable[str]) -> frozenset[str]:
    """Return which of ``paths`` the ``.gitignore`` files of a commit keep out, as git says.

    The rules are laid into a folder of ours: no other list of ignored files speaks.
    """
    wanted = list(paths)
    with tempfile.TemporaryDirectory(prefix="atelier-") as folder:
        asked = Git(Path(folder) / ".git")
        asked.run("init", "--quiet", "--template=", folder)
        for path, blob in _rule_files(git, commit):
            place = Path(folder) / path
            with suppress(OSError, GitError):  # made by hand: git itself would not lay it out
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(git.answer("cat-file", "blob", blob))
        options = ["-c", "core.excludesFile=/dev/null", f"--work-tree={folder}"]
        given = "".join(f"{path}\0" for path in wanted)
        command = ["check-ignore", "--no-index", "-z", "--stdin"]
        try:
            said = asked.run(*options, *command, given=given)
        except GitError:
            return frozenset()  # git says no where it ignores none of them
    return frozenset(said.split("\0")[:-1])


# ---------------------------------------------------------------------------------- small parts


def _with_parents(git: Git, commit: Commit) -> Commit:
    """Return a commit at which a shallow copy ends with the parents that it names itself."""
    header, _, _ = git.run("cat-file", "commit", commit.id).partition("\n\n")
    return replace(commit, parents=tuple(PARENT.findall(header)))


def _holds_conflict(text: str) -> bool:
    """Return whether the three rows of a conflict stand in ``text``, one after another."""
    rows = iter(ROWS)
    row = next(rows)
    for line in text.split("\n"):
        if row.match(line):
            following = next(rows, None)
            if following is None:
                return True
            row = following
    return False


def _gone(file: str) -> Iterator[tuple[str, str]]:
    """Yield the lines that all parents held, in the combined diff of one file: path, line."""
    path, _, text = file.partition("\n")
    parents, gone, added = 0, [], set()
    for line in text.split("\n"):
        if hunk := HUNK.match(line):
            parents = len(hunk["signs"]) - 1
            continue
        signs, said = line[:parents], line[parents:].strip()
        if "+" in signs:
            added.add(said)
        elif parents and signs == "-" * parents and any(map(str.isalnum, said)):
            gone.append(said)
    yield from ((path, line) for line in gone if line not in added)


def _joined(git: Git, ours: str, theirs: str) -> dict[str, str]:
    """Return the text of each file as git joins two heads, with marks where it asks.

    A file that git asks about without marks (one side deleted it) is disputed as a whole.
    """
    merged = git.merged(ours, theirs)
    texts = {path: git.text(merged.tree, path) or "" for path in git.files(merged.tree)}
    return {
        path: text
        for path, text in texts.items()
        if path not in merged.clashes or CONFLICT.search(text)
    }


def _lines_in(text: str) -> list[str]:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return [line for line in lines if line]


def _rule_files(git: Git, commit: str) -> Iterator[tuple[str, str]]:
    """Yield each ``.gitignore`` of a commit, with its blob; none that leads out of the folder."""
    for line in git.run("ls-tree", "-r", "-z", "--full-tree", commit).split("\0")[:-1]:
        facts, _, path = line.partition("\t")
        mode, _, blob = facts.split(" ")
        parts = path.casefold().split("/")
        is_inside = not {"", ".", "..", ".git"} & set(parts)
        if is_inside and parts[-1] == ".gitignore" and mode.startswith("100"):
            yield path, blob


def _words_in(content: bytes, wanted: Mapping[str, frozenset[bytes]]) -> Iterator[str]:
    """Yield the words of which one spelling stands in ``content``."""
    solid = content.translate(None, b" \t\r\n")  # base64 is broken into lines
    for word, spellings in wanted.items():
        if any(sought in content or sought in solid for sought in spellings):
            yield word


def _spellings(word: str) -> frozenset[bytes]:
    """Return the bytes under which a word may hide in a file."""
    plain = word.encode("utf-8")
    found = {plain, plain[::-1], word.encode("utf-16-le"), word.encode("utf-16-be")}
    found |= {plain.hex().encode(), plain.hex().upper().encode()}
    for before, unsure in enumerate((0, 2, 3)):  # what stands before it shifts base64
        coded = b64encode(bytes(before) + plain)
        is_whole = (before + len(plain)) % 3 == 0
        found.add(coded[unsure:] if is_whole else coded.rstrip(b"=")[unsure:-1])
    return frozenset(found)


def _objects(
    git: Git, reach: Sequence[str], heard: Heard = unheard
) -> Iterator[tuple[str, str, bytes]]:
    """Yield every reachable object: its path or id, its kind, its bytes, in pieces where long."""
    listing = git.run("rev-list", "--objects", *reach, "--")
    listed = [line.split(" ", 1) for line in listing.split("\n")[:-1]]
    is_all = "--all" in reach
    tags = [[tag] for name, tag in git.heads("refs/tags/").items()] if is_all else []
    names = {each[0]: "".join(each[1:]) or f"blob {each[0][:7]}" for each in (*listed, *tags)}
    command = ["git", f"--git-dir={git.folder}", "cat-file", "--batch", "--buffer"]
    with tempfile.TemporaryFile() as asked:
        asked.write("".join(f"{name}\n" for name in names).encode())
        asked.seek(0)
        with subprocess.Popen(
            command,
            stdin=asked,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
        ) as said:
            assert said.stdout is not None  # noqa: S101  # tells the type checker what a pipe is
            done = count(1)
            while header := said.stdout.readline().split():
                if len(header) < FIELDS:
                    raise GitError(["cat-file"], b" ".join(header).decode())
                name, kind = header[0].decode(), header[1].decode()
                for piece in _pieces(said.stdout, int(header[2])):
                    yield names[name] if kind == "blob" else name, kind, piece
                said.stdout.read(1)
                heard(next(done), len(names))
        if said.returncode:  # what could not be read may hold anything
            raise GitError(command[2:], "an object cannot be read")


def _pieces(stream: IO[bytes], size: int) -> Iterator[bytes]:
    """Yield ``size`` bytes of a stream, never many at once; each piece begins in the one before."""
    before = b""
    while size and (piece := stream.read(min(size, MOST_BYTES))):
        size -= len(piece)
        yield before + piece
        before = piece[-OVERLAP:]


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
    if OTHER_HASH.search("\n".join(_lines(folder / "config"))):
        raise NoRepositoryError("sha256", place)
    if not _is_ordinary(folder / "objects"):
        raise NoRepositoryError("unreadable", place)
    return folder


def _is_ordinary(folder: Path) -> bool:
    """Return whether a folder holds files and folders only: git waits for ever at a pipe."""
    return all(
        _is_ordinary(Path(each)) if each.is_dir(follow_symlinks=False) else each.is_file()
        for each in os.scandir(folder)
    )


def _borrow(git: Git, repository: Path) -> None:
    """Let our repository read the objects of another, and know its references."""
    borrowed = git.folder / "objects" / "info" / "alternates"
    borrowed.parent.mkdir(exist_ok=True)
    borrowed.write_bytes(_quoted((repository / "objects").resolve()))
    shallow = [line for line in _lines(repository / "shallow") if OBJECT.fullmatch(line)]
    if shallow:  # a clone that was cut short: git must know where
        (git.folder / "shallow").write_text("".join(f"{line}\n" for line in shallow))
    head = "".join(_lines(repository / "HEAD")[:1])
    branch = head.removeprefix("ref: ")
    if OBJECT.fullmatch(head):
        branch = "refs/heads/HEAD-detached"
    if branch.startswith("refs/heads/") and NAME.fullmatch(branch):
        git.run("symbolic-ref", "HEAD", branch)
    detached = {branch: head} if OBJECT.fullmatch(head) else {}
    found = _references(repository) | detached
    asked = "".join(f"{each}\n" for each in {*found.values()})
    try:
        there = set(git.run("cat-file", "--batch-check=%(objectname)", given=asked).split("\n"))
    except GitError as error:
        raise NoRepositoryError("damaged", repository) from error
    lines = [f"{at} {name}\n" for name, at in sorted(found.items()) if at in there]
    (git.folder / "packed-refs").write_text("".join(lines), encoding="utf-8")
    if (found and not lines) or not git.says_yes("rev-list", "--all", "--count"):
        raise NoRepositoryError("damaged", repository)
    for line in _lines(repository / "FETCH_HEAD")[:1]:  # what a pipeline has just fetched
        if OBJECT.match(line):
            (git.folder / "FETCH_HEAD").write_text(f"{line}\n", encoding="utf-8")
    for path in (repository / "refs" / "remotes").glob("*/HEAD"):  # their main branches
        name, at = path.relative_to(repository).as_posix(), "".join(_lines(path)[:1])
        if NAME.fullmatch(name) and at.startswith("ref: refs/remotes/"):
            git.says_yes("symbolic-ref", name, at.removeprefix("ref: "))


def _references(repository: Path) -> dict[str, str]:
    """Return what a repository's references name, without those that git would not show."""
    found = {}
    for line in _lines(repository / "packed-refs"):
        if packed := REFERENCE.fullmatch(line):
            found[packed["name"]] = packed["object"]
    for path in (repository / "refs").rglob("*"):
        name = path.relative_to(repository).as_posix()
        lines = [] if path.is_symlink() else _lines(path)
        if lines and OBJECT.fullmatch(lines[0]):
            found[name] = lines[0]
    return {name: there for name, there in found.items() if NAME.fullmatch(name)}


def _quoted(path: Path) -> bytes:
    """Return a path as a line of ``alternates`` holds it, whatever its bytes are."""
    plain = b"".join(
        bytes([byte]) if 0x20 <= byte < 0x7F and byte not in b'"\\' else b"\\%03o" % byte  # noqa: PLR2004 - printable ASCII
        for byte in os.fsencode(path)
    )
    return b'"' + plain + b'"\n'


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
    """Return the lines of a file; none where it is no ordinary file, but a pipe or a device."""
    try:
        if not path.is_file():
            return []
        return path.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return []
