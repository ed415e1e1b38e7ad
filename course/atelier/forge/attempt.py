# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A learner's attempt at a mission: begun, found again, gathered for whoever judges, put aside."""

from contextlib import suppress
from pathlib import Path

from atelier.checks import check_of
from atelier.forge import mission, records
from atelier.forge.causes import cause_of
from atelier.forge.local import LocalForge
from atelier.forge.mission import BUNDLE, FORGE
from atelier.forge.records import Refusal, plain
from atelier.git import Git, GitError, GitMissingError, git_version
from atelier.identity import home_of, seed_for
from atelier.variant import drawn_seed
from atelier.verdict import Verdict
from atelier.words import Language, words_beside


class NotGatheredError(Exception):
    """What came of a mission could not be written down; ``cause`` is why."""

    def __init__(self, cause: GitError | GitMissingError | OSError | Refusal) -> None:
        """Keep the cause."""
        super().__init__(str(cause))
        self.cause = cause

    def sentence(self, language: Language) -> str:
        """Return why, and what to do next."""
        if isinstance(self.cause, GitError | OSError):
            return cause_of(self.cause).sentence(language)
        return self.cause.sentence(language)


def has_mission(exercise: str) -> bool:
    """Return whether an exercise has a mission."""
    return (mission.FOLDER / f"{exercise}.toml").is_file()


def working_copies(exercise: str) -> tuple[str, ...]:
    """Return the folders of an exercise's working copies: none where it has no mission."""
    if not has_mission(exercise):
        return ()
    return tuple(copy.folder for copy in mission.mission(exercise).copies)


def is_begun(folder: Path) -> bool:
    """Return whether a mission was begun in ``folder``."""
    return (folder / FORGE / "ready").exists()


def moment_of(folder: Path) -> int:
    """Return when the mission in ``folder`` was begun, as the disk remembers it; 0 where not."""
    try:
        return (folder / FORGE / "ready").stat().st_mtime_ns
    except OSError:
        return 0


def begin(exercise: str, folder: Path, *, language: Language) -> LocalForge | None:
    """Begin a mission where it was not begun; let its parts find each other after a move.

    Where only the files of a hand-in lie (a grader runs the notebook), nothing is laid and None
    is returned. Raises GitMissingError and Refusal.
    """
    if (folder / BUNDLE).exists() and not (folder / FORGE).exists():
        return None
    seed = _seed(exercise, folder)
    forge = mission.begin(exercise, folder, language=language, seed=seed)
    forge.settle_in()
    for copy in working_copies(exercise):
        _lead(forge, folder / copy)
    return forge


def gather(exercise: str, folder: Path) -> tuple[Refusal, ...]:
    """Write what is handed in of a mission, where one was begun here.

    Return why working copies were left out that cannot be read, where the answer lies elsewhere:
    ``left_out`` says it. Raises NotGatheredError.
    """
    if not is_begun(folder):
        return ()
    try:
        return mission.collect(exercise, folder)
    except (GitError, GitMissingError, OSError, Refusal) as error:
        raise NotGatheredError(error) from error


def judged(exercise: str, folder: Path) -> tuple[Verdict, tuple[Refusal, ...]]:
    """Return what the check of a mission says of it now, and what ``gather`` does.

    No progress is noted. Raises NotGatheredError.
    """
    left_out = gather(exercise, folder)
    return check_of(exercise)(folder), left_out


def left_out(refusal: Refusal, language: Language) -> str:
    """Return why a working copy was left out, what counts then, and what to do next."""
    words = words_beside(records.__file__)
    why = words.say(f"left-out.{refusal.reason}", language=language, **plain(refusal.values))
    return f"{why} {words.say('left-out.then', language=language)}"


def restart(exercise: str, folder: Path, kept: Path, *, language: Language) -> None:
    """Begin anew, with the same variant; what was there of the mission is kept in ``kept``.

    The notebook stays. The forge goes last: where this is interrupted, the mission is still begun,
    to be restarted. Raises GitMissingError, and nothing is moved; Refusal where the new beginning
    fails.
    """
    git_version()  # before anything is moved
    seed = mission.seed_of(folder)
    kept.mkdir(parents=True)
    for part in (*mission.files_of(exercise), *working_copies(exercise), FORGE):
        if (folder / part).exists():
            (folder / part).rename(kept / part)
    if seed:
        mission.begin(exercise, folder, language=language, seed=seed)
    begin(exercise, folder, language=language)


def _seed(exercise: str, folder: Path) -> str:
    """Return the seed of a mission that has variants: this learner's, where their folder is."""
    if is_begun(folder) or not mission.has_variants(exercise):
        return ""
    home = home_of(exercise, folder)
    return seed_for(exercise, home) if home else drawn_seed()


def _lead(forge: LocalForge, working_copy: Path) -> None:
    """Let a working copy find the forge again where their folder was moved."""
    git = Git(working_copy / ".git")
    settings = forge.redirections()
    (address,) = {*settings.values()}
    asked = ["config", "--local", "--get-regexp", r"^url\..*\.(push)?insteadof$"]
    with suppress(GitError):  # a learner may have made anything of it, even no repository
        known = git.run(*asked).splitlines()
        names = [line.rpartition(" ")[0] for line in known if line.endswith(f" {address}")]
        if sorted(map(str.casefold, names)) != sorted(map(str.casefold, settings)):
            for name in names:
                git.run("config", "--local", "--unset-all", name)
            for setting in settings:
                git.run("config", "--local", setting, address)
