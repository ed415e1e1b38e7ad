# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A small repository to try git on: laid out from data, then ready for what a learner types.

People, dates and texts are fixed (``practices/NAME.toml``): the same gestures make the same
commits everywhere. Git runs deaf to the learner's own configuration, and changes none of it.
"""

import os
import shlex
import shutil
import stat
import subprocess
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from atelier.forge.colleagues import PEOPLE
from atelier.forge.mission import LEARNER
from atelier.git import PATIENCE, Person, environment, git_version
from atelier.words import Language

FOLDER: Final = Path(__file__).parent / "practices"
FIRST_MOMENT: Final = datetime(2026, 1, 5, 14, 0, tzinfo=UTC)
DAY: Final = timedelta(days=1)  # from one step of the beginning to the next
FRIDAY: Final = 4
TURN: Final = timedelta(minutes=3)  # from one command of the learner to the next
ADDRESS: Final = "https://forge.example/ville/bibliotheque.git"
SHELL_SIGNS: Final = frozenset({"|", ">", ">>", "<", "&&", "||", ";", "&"})


class NoSuchTextError(LookupError):
    """The file, or the words to replace in it, are not there; ``fact`` says which.

    It is ``no-file``, ``no-words`` or ``no-place`` (no file can be there).
    """

    def __init__(self, fact: str, path: str, words: str = "") -> None:
        """Keep what was looked for."""
        super().__init__(f"{fact}: {path}")
        self.fact, self.path, self.words = fact, path, words


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One command as it was typed, and what git answered.

    ``trouble`` is a fact where the command never reached git: ``not-git``, ``quotes``,
    ``shell`` or ``slow``.
    """

    typed: str
    said: str = ""
    is_refused: bool = False
    trouble: str = ""


class Practice:
    """A practice repository that lies in ``folder``."""

    def __init__(self, name: str, folder: Path, *, language: Language) -> None:
        """Lay the repository ``name`` out in ``folder``, anew: what lay there is gone.

        Raises GitMissingError without a git that will do, LookupError for an unknown name.
        """
        git_version()
        self._plan = _plan(name)
        self._language = language
        self._moment = FIRST_MOMENT
        self._pushed = 0  # by the colleague
        self.folder = folder
        self.remote = folder.with_name(f"{folder.name}-distant.git")
        self._colleague = folder.with_name(f"{folder.name}-collegue")
        for place in (self.folder, self.remote, self._colleague):
            _clear(place)
        self._begin()

    def type(self, commands: str) -> tuple[Exchange, ...]:
        """Run each line that ``commands`` holds; what follows a refusal still runs."""
        lines = (line.strip() for line in commands.splitlines())
        return tuple(self._answer(line) for line in lines if line and not line.startswith("#"))

    def text(self, path: str) -> str:
        """Return the text of a file of the working copy. Raises NoSuchTextError."""
        try:
            return (self.folder / path).read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise NoSuchTextError("no-file", path) from error

    def write(self, path: str, text: str) -> None:
        """Save ``text`` in a file of the working copy, as an editor would.

        Raises NoSuchTextError where no such file can be, or not inside the working copy.
        """
        try:
            file = (self.folder / path).resolve()
            file.relative_to(self.folder.resolve())
            _write(file, text)
        except (OSError, ValueError) as error:
            raise NoSuchTextError("no-place", path) from error

    def replace(self, path: str, old: str, new: str) -> None:
        """Replace ``old``, which the file must hold, with ``new``. Raises NoSuchTextError."""
        text = self.text(path)
        if old not in text:
            raise NoSuchTextError("no-words", path, old)
        self.write(path, text.replace(old, new))

    def meanwhile(self) -> str:
        """Let a colleague push the next change that the plan foresees; return who that was.

        After the last one, the plan starts again.
        """
        steps = self._plan["meanwhile"]
        step = steps[self._pushed % len(steps)]
        if not self._colleague.exists():
            self._git(self.folder, "clone", "--quiet", str(self.remote), str(self._colleague))
        self._git(self._colleague, "pull", "--quiet", "--ff-only")
        self._take(step, self._colleague)
        self._git(self._colleague, "push", "--quiet", "origin", "HEAD")
        self._pushed += 1
        return _who(step).name

    # -------------------------------------------------------------------------- what is laid out

    def _begin(self) -> None:
        self.folder.mkdir(parents=True)
        self._git(self.folder, "init", "--quiet", "--template=", "--initial-branch=main")
        settings = {
            "commit.gpgSign": "false",
            "core.autocrlf": "false",
            "core.hooksPath": "/dev/null",
            "core.quotePath": "false",
            "merge.conflictStyle": "merge",
            "pull.rebase": "false",
        }
        if self._plan.get("identity", True):
            settings |= {"user.name": LEARNER.name, "user.email": LEARNER.email}
        else:
            settings["user.useConfigOnly"] = "true"
        for name, value in settings.items():
            self._git(self.folder, "config", name, value)
        for step in self._plan["step"]:
            self._take(step, self.folder)
        if self._plan.get("remote"):
            self._publish()

    def _publish(self) -> None:
        """Make the remote, whose address leads to a folder beside this one."""
        self._git(self.folder, "clone", "--quiet", "--bare", str(self.folder), str(self.remote))
        redirection = f"url.{self.remote.as_posix()}.insteadOf"
        self._git(self.folder, "config", redirection, ADDRESS)
        self._git(self.folder, "remote", "add", "origin", ADDRESS)
        self._git(self.folder, "fetch", "--quiet", "origin")
        self._git(self.folder, "branch", "--quiet", "--set-upstream-to=origin/main", "main")

    def _take(self, step: Mapping[str, Any], place: Path) -> None:
        self._moment = _next_working_day(self._moment)
        who = _who(step)
        for path, text in step.get("write", {}).items():
            _write(place / path, _said(text, self._language))
        for path, words in step.get("replace", {}).items():
            old, new = _said_words(words, self._language)
            text = (place / path).read_text(encoding="utf-8")
            if old not in text:
                raise NoSuchTextError("no-words", path, old)
            _write(place / path, text.replace(old, new))
        if "commit" in step:
            message = _said(step["commit"], self._language)
            self._git(place, "add", "--all", who=who)
            self._git(place, "commit", "--quiet", "-m", message, who=who)
        if "git" in step:
            arguments = [_said(each, self._language) for each in step["git"]]
            self._git(place, *arguments, who=who)

    # --------------------------------------------------------------------------------- what is run

    def _answer(self, line: str) -> Exchange:
        try:
            words = shlex.split(line)
        except ValueError:
            return Exchange(typed=line, trouble="quotes")
        if words[0] != "git":
            return Exchange(typed=line, trouble="not-git")
        if SHELL_SIGNS & set(words):
            return Exchange(typed=line, trouble="shell")
        self._moment += TURN
        try:
            done = self._run(self.folder, words[1:])
        except subprocess.TimeoutExpired:
            return Exchange(typed=line, trouble="slow")
        said = self._without_places(done.stdout.decode("utf-8", "replace")).rstrip()
        return Exchange(typed=line, said=said, is_refused=done.returncode != 0)

    def _git(self, place: Path, *arguments: str, who: Person | None = None) -> None:
        self._run(place, arguments, who=who).check_returncode()

    def _run(
        self, place: Path, arguments: Sequence[str], *, who: Person | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        date = self._moment.isoformat()
        more = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        more |= {"GIT_EDITOR": ":", "GIT_SEQUENCE_EDITOR": ":", "GIT_PAGER": "cat", "COLUMNS": "80"}
        if who:
            more |= {"GIT_AUTHOR_NAME": who.name, "GIT_AUTHOR_EMAIL": who.email}
            more |= {"GIT_COMMITTER_NAME": who.name, "GIT_COMMITTER_EMAIL": who.email}
        git_version()
        return subprocess.run(
            ["git", *arguments],
            cwd=place,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment(**more),
            check=False,
            timeout=PATIENCE,
        )

    def _without_places(self, said: str) -> str:
        """Return git's words with the remote's address in the place of the folder it leads to."""
        bare = self.remote.with_suffix("")  # git fetch leaves the suffix out
        for place, name in (
            (self.remote, ADDRESS),
            (bare, ADDRESS.removesuffix(".git")),
            (self.folder, self.folder.name),
        ):
            said = said.replace(str(place), name).replace(place.as_posix(), name)
        return said


@cache
def _plan(name: str) -> Mapping[str, Any]:
    file = FOLDER / f"{name}.toml"
    if not file.is_file():
        raise LookupError(f"No practice repository is called {name!r}.")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _next_working_day(moment: datetime) -> datetime:
    following = moment + DAY
    while following.weekday() > FRIDAY:
        following += DAY
    return following


def _who(step: Mapping[str, Any]) -> Person:
    by = step.get("by", "learner")
    return LEARNER if by == "learner" else Person(name=PEOPLE[by].name, email=PEOPLE[by].email)


def _said(found: Any, language: Language) -> str:  # noqa: ANN401 - one string, or one a language
    return str(found[language] if isinstance(found, Mapping) else found)


def _said_words(found: Any, language: Language) -> Iterator[str]:  # noqa: ANN401 - likewise, a pair
    yield from found[language] if isinstance(found, Mapping) else found


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text.lstrip("\n"), encoding="utf-8", newline="\n")


def _clear(place: Path) -> None:
    """Take a folder away; git makes its objects read-only, which Windows takes at its word."""
    for folder, _, names in os.walk(place):
        for name in names:
            Path(folder, name).chmod(stat.S_IRUSR | stat.S_IWUSR)
    if place.exists():
        shutil.rmtree(place)
