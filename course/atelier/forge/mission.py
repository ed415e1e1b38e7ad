# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A mission: what a practice forge holds when a learner begins, goals to reach, and hints.

Missions are data (``missions/NAME.toml``, its words in French and English). The same mission
always makes the same commits: people, dates and texts are fixed, so that whoever judges can make
the beginning again and trust nothing that came back with the work.
"""

import json
import re
import shutil
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from cattrs.preconf.json import make_converter
from filelock import FileLock

from atelier.forge import colleagues
from atelier.forge.colleagues import PEOPLE, move_in
from atelier.forge.local import LocalForge, told
from atelier.forge.records import (
    Event,
    Issue,
    MergeRequest,
    OwnCheck,
    Protection,
    Reason,
    Refusal,
    Release,
)
from atelier.forge.steps import answer, take
from atelier.forge.working_copy import MOST_NAMED, trouble_in
from atelier.git import Commit, Git, GitError, GitMissingError, Person
from atelier.repository import NoRepositoryError, broken_references, reading
from atelier.variant import Variant, number_of, seed_in
from atelier.words import LANGUAGES, Language, words_beside

FOLDER: Final = Path(__file__).parent / "missions"
FIRST_MOMENT: Final = datetime(2026, 1, 5, 14, 0, tzinfo=UTC)
LEARNER: Final = Person(name="Camille Fortin", email="camille.fortin@ville.example")
FORGE: Final = ".forge"
LOCK: Final = ".forge.lock"
WORKING_COPY: Final = "depot"
BUNDLE: Final = "depot.bundle"
RECORDS: Final = "forge.json"
STATE: Final = "depot.json"
COPIES: Final = "refs/copies/"
MOST_PATHS: Final = 2000
SLOT: Final = re.compile(r"⟦([a-z-]+)⟧")


class NotBegunError(Exception):
    """The mission was not begun in this folder."""


class UnreadableSceneError(Exception):
    """What came of a mission cannot be read; ``fact`` says why."""

    def __init__(self, fact: str) -> None:
        """Keep the name of the sentence that says why."""
        super().__init__(fact)
        self.fact = fact

    def seen(self) -> dict[Language, str]:
        """Return what was seen, in both languages."""
        return words_beside(__file__).in_both(f"{self.fact}.seen", bundle=BUNDLE)

    def next_step(self) -> dict[Language, str]:
        """Return what to do next, in both languages."""
        return words_beside(__file__).in_both(f"{self.fact}.next", bundle=BUNDLE)


@dataclass(frozen=True, kw_only=True)
class Goal:
    """One thing to reach: the criterion of the check, a sentence, and hints from vague to plain."""

    id: str
    sentence: Mapping[Language, str]
    hints: Mapping[Language, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Copy:
    """A working copy that a mission lays out: its folder, what it is cloned from, what is done."""

    folder: str
    repository: str
    steps: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)


@dataclass(frozen=True, kw_only=True)
class Mission:
    """What is in ``missions/NAME.toml``; ``repository`` is the one that is worked in.

    Where it ``is_local``, all is done in the working copies, and no forge is shown. Where it
    ``is_answered``, colleagues have reviewed what is proposed at the beginning. A text
    may hold ``⟦slot⟧``: one of the ``variants`` says which of the ``slots`` are bad in it. What
    the learner said on the forge goes into ``words_file``, if it has a name, for a trainer.
    """

    name: str
    title: Mapping[Language, str]
    repository: str
    goals: tuple[Goal, ...]
    copies: tuple[Copy, ...]
    is_local: bool
    is_answered: bool
    words_file: str
    variants: tuple[frozenset[str], ...]
    slots: Mapping[str, Any] = field(repr=False)
    repositories: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class State:
    """What git says lies in a working copy: only names, and the learner's word."""

    tracked: tuple[str, ...] = ()
    untracked: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    staged: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Work:
    """What came of one working copy: its references (``heads/main``, ``HEAD``), then and now.

    ``aside`` is the commit that a reset of the mission's left on no branch. ``state`` is declared:
    what lies in the folder is the learner's word.
    """

    folder: str
    began: Mapping[str, str]
    now: Mapping[str, str]
    aside: Commit | None = None
    state: State = State()

    @property
    def moved(self) -> dict[str, str]:
        """Return the branches that are not where they began, with their commits."""
        return {
            name.removeprefix("heads/"): commit
            for name, commit in self.now.items()
            if name.startswith("heads/") and self.began.get(name) != commit
        }


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What came of a mission: the history, what the forge says happened, and how it all began.

    ``began`` names each branch's commit at the beginning, made again, and ``elsewhere`` those of
    the mission's other repositories; ``copies`` are the working copies, by folder. ``requests``,
    ``issues``, ``releases``, ``events`` and ``seed`` are the learner's word: declared, proved by
    nothing.
    """

    mission: Mission
    language: Language
    variant: int
    git: Git
    began: Mapping[str, str]
    copies: Mapping[str, Work]
    elsewhere: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    requests: tuple[MergeRequest, ...] = ()
    issues: tuple[Issue, ...] = ()
    releases: tuple[Release, ...] = ()
    events: tuple[Event, ...] = ()
    seed: str = ""

    @property
    def drawn(self) -> Variant | None:
        """Return which variant the commits are of, beside the seed that is declared."""
        of = len(self.mission.variants)
        return Variant(number=self.variant, of=of, seed=self.seed) if of > 1 else None

    def tips(self) -> tuple[str, ...]:
        """Return the commits that branches have moved to, in the copies and on the forge.

        What a copy has chosen counts too, where it is on no branch. A place that was in the
        history at the beginning is no work.
        """
        there = {
            name: commit
            for name, commit in _below(self.git, "refs/heads/").items()
            if self.began.get(name) != commit
        }
        here = [work.moved for work in self.copies.values()]
        found = [commit for branches in (*here, there) for commit in branches.values()]
        found += [work.now["HEAD"] for work in self.copies.values() if "HEAD" in work.now]
        begun = {*self.began.values()}
        begun |= {commit for work in self.copies.values() for commit in work.began.values()}
        old = {commit.id for commit in self.git.commits(begun)}
        return tuple(
            commit
            for commit in dict.fromkeys(found)
            if commit not in old and self.git.base_of(commit, *begun)  # no other history
        )


@cache
def mission(name: str) -> Mission:
    """Return the mission of an exercise. Raises LookupError where there is none."""
    file = FOLDER / f"{name}.toml"
    if not file.is_file():
        raise LookupError(f"No mission is called {name!r}.")
    found = tomllib.loads(file.read_text(encoding="utf-8"))
    first = next(iter(found["repositories"]))
    copies = found.get("copies", ({"folder": WORKING_COPY},))
    return Mission(
        name=name,
        title=found["title"],
        repository=first,
        copies=tuple(
            Copy(
                folder=copy["folder"],
                repository=copy.get("repository", first),
                steps=tuple(copy.get("steps", ())),
            )
            for copy in copies
        ),
        goals=tuple(
            Goal(
                id=goal["id"],
                sentence=goal["sentence"],
                hints={language: tuple(hints) for language, hints in goal["hints"].items()},
            )
            for goal in found.get("goals", ())
        ),
        is_local=found.get("local", False),
        is_answered=found.get("answered", False),
        words_file=found.get("words", ""),
        variants=tuple(map(frozenset, found.get("variants", [[]]))),
        slots=found.get("slots", {}),
        repositories=found["repositories"],
    )


def files_of(name: str) -> tuple[str, ...]:
    """Return the names of the files that ``collect`` writes: what is handed in of a mission."""
    words = mission(name).words_file
    return (BUNDLE, RECORDS, STATE, *([words] if words else []))


def has_variants(name: str) -> bool:
    """Return whether a mission is not the same for everybody."""
    return len(mission(name).variants) > 1


def seed_of(folder: Path) -> str:
    """Return the seed from which the variant begun in ``folder`` follows, or nothing."""
    try:
        return seed_in((folder / FORGE / "ready").read_text(encoding="utf-8"))
    except OSError:
        return ""


def begin(
    name: str, folder: Path, *, language: Language, variant: int = 0, seed: str = ""
) -> LocalForge:
    """Lay one variant of the mission out in ``folder``: its forge, and the working copies.

    With a ``seed``, the variant that follows from it. Where it was begun before, nothing is
    changed. Raises GitMissingError and Refusal.
    """
    plan = mission(name)
    with told(), ExitStack() as stack:
        folder.mkdir(parents=True, exist_ok=True)
        stack.enter_context(FileLock(folder / LOCK))  # two kernels may begin at once
        if not (folder / FORGE / "ready").exists():
            shutil.rmtree(folder / FORGE, ignore_errors=True)
            number = number_of(seed, len(plan.variants)) if seed else variant
            _found(plan, folder / FORGE, language, number)
            (folder / FORGE / "ready").write_text(f"{number} {seed}".strip(), encoding="utf-8")
        forge = LocalForge(folder / FORGE)
        for copy in plan.copies:
            if not (folder / copy.folder).exists():
                _clone(forge, copy, folder / copy.folder, language)
    return forge


def collect(name: str, folder: Path) -> tuple[Refusal, ...]:
    """Write what is handed in: a bundle of the history, what the forge remembers, what lies there.

    Where the mission was not begun here, what lies in ``folder`` is left as it is: a grader finds
    the three files alone. Where the answer lies on the forge, a working copy that git cannot read
    is left out like one that is not there, and why is returned; elsewhere it raises Refusal.
    """
    if not (folder / FORGE / "ready").exists():
        return ()
    plan, forge = mission(name), LocalForge(folder / FORGE)
    left_out = _bundle(plan, forge, folder)
    forge.settle(plan.repository)
    records = {
        "requests": forge.requests(plan.repository),
        "issues": forge.issues(plan.repository),
        "releases": forge.releases(plan.repository),
        "events": forge.events(),
    }
    _keep(folder / RECORDS, make_converter().unstructure(records))
    states = {copy.folder: _state(folder / copy.folder) for copy in plan.copies}
    number = (folder / FORGE / "ready").read_text(encoding="utf-8").partition(" ")[0] or "0"
    seed = seed_of(folder)
    said = {
        "language": forge.language,
        "variant": int(number),
        "copies": states,
        **({"seed": seed} if seed else {}),
    }
    _keep(folder / STATE, said)
    if plan.words_file:
        requests = forge.requests(plan.repository)
        text = "\n".join(_words_of(requests, forge.learner, forge.language))
        (folder / plan.words_file).write_text(text, encoding="utf-8")
    return left_out


@contextmanager
def scene(name: str, folder: Path, *, language: Language | None = None) -> Iterator[Scene]:
    """Give what came of a mission, as the files handed in tell it.

    Without ``language``, it is the one in which the history begins. The commits of the beginning
    can be read too, whatever became of them. Raises NotBegunError where there is no bundle,
    NoRepositoryError where it cannot be read.
    """
    plan = mission(name)
    if not (folder / BUNDLE).is_file():
        raise NotBegunError(name)
    with reading(folder / BUNDLE) as git:
        declared = _declared(folder / STATE)
        language, variant = _beginning_of(plan, git, declared, language)
        start, seeds = _begun(name, language, variant)
        _restore(git, seeds)
        copied = _below(git, COPIES)
        yield Scene(
            mission=plan,
            language=language,
            variant=variant,
            git=git,
            began=start[""].references,
            copies={
                copy.folder: Work(
                    folder=copy.folder,
                    began=start[copy.folder].references,
                    aside=start[copy.folder].aside,
                    now=_under(f"{copy.folder}/", copied),
                    state=_stated(declared, copy.folder),
                )
                for copy in plan.copies
            },
            elsewhere={name: start[name].references for name in plan.repositories if name in start},
            seed=seed_in(str(declared.get("seed", ""))),
            **_records(folder / RECORDS),
        )


@contextmanager
def opened(name: str, folder: Path) -> Iterator[Scene]:
    """Give what came of a mission, for a check. Raises UnreadableSceneError, which can say why."""
    with ExitStack() as stack:
        try:
            found = stack.enter_context(scene(name, folder))
        except NotBegunError as error:
            raise UnreadableSceneError("not-begun") from error
        except GitMissingError as error:
            raise UnreadableSceneError("no-git") from error
        except (NoRepositoryError, GitError, OSError) as error:
            raise UnreadableSceneError("unreadable") from error
        yield found


def began(name: str, language: Language, variant: int = 0) -> Mapping[str, str]:
    """Return each branch of the mission's repository with the commit at which it begins."""
    return _begun(name, language, variant)[0][""].references


def seeded_texts(name: str, folder: str, language: Language) -> Mapping[str, str]:
    """Return the texts that a mission writes into a working copy, by path, as they end up."""
    steps = next(copy.steps for copy in mission(name).copies if copy.folder == folder)
    return {
        path: text
        for step in steps
        for path, text in _in_language(step.get("write", {}), language).items()
    }


@dataclass(frozen=True, kw_only=True)
class _Beginning:
    """Where the references of a repository stand, and what a reset left aside."""

    references: Mapping[str, str]
    aside: Commit | None = None


@cache
def _begun(
    name: str, language: Language, variant: int
) -> tuple[Mapping[str, _Beginning], Mapping[str, bytes]]:
    """Return how everything begins, made again, and all its objects: git's packs, by name.

    The repository is under ``""``, others under their names, a working copy under its folder.
    """
    plan = mission(name)
    with TemporaryDirectory() as desk:
        forge = _found(plan, Path(desk) / "forge", language, variant)
        first, *others = plan.repositories
        repositories = {"": first, **{name: name for name in others}}
        places = {
            place: _Beginning(references=forge.branches(name))
            for place, name in repositories.items()
        }
        for copy in plan.copies:
            place = Path(desk) / copy.folder
            _clone(forge, copy, place, language)
            git = Git(place / ".git")
            aside = git.commit_at("ORIG_HEAD")
            places[copy.folder] = _Beginning(
                references=_below(git, "refs/"),
                aside=git.commits([aside], most=1)[0] if aside else None,
            )
        bundles = [Path(desk) / BUNDLE]
        _bundle(plan, forge, Path(desk))
        for number, each in enumerate(plan.repositories):
            bundles.append(Path(desk) / f"{number}.bundle")
            forge.git(each).run("bundle", "create", "--quiet", str(bundles[-1]), "--all")
        return places, _packs_of(bundles)


# ------------------------------------------------------------------------------- the beginning


class _Clock:
    """Hands out one moment after the other, always the same ones."""

    def __init__(self, moment: datetime = FIRST_MOMENT) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        self.moment += timedelta(minutes=7)
        return self.moment


def _found(plan: Mission, folder: Path, language: Language, variant: int) -> LocalForge:
    """Make the forge of one variant of a mission, from nothing."""
    forge = LocalForge(folder, clock=_Clock())
    forge.belongs_to(LEARNER, language)
    for person in PEOPLE.values():
        forge.add_person(person.name, person.email)
    filled = _filled(plan.repositories, plan, variant)
    by_age = sorted(filled.items(), key=lambda each: "fork" in each[1])
    for name, facts in by_age:
        _build(forge, name, facts, language)
    for name, facts in by_age:
        _record(forge, name, facts.get("later", ()), language)
    if plan.is_answered:
        colleagues.answer(forge)
    return forge


def _build(forge: LocalForge, name: str, facts: Mapping[str, Any], language: Language) -> None:
    first, *others = facts["commits"]
    if "fork" in facts:
        forge.fork(facts["fork"], by=LEARNER.name, owner=name.partition("/")[0])
        others = facts["commits"]
    else:
        forge.create(
            name,
            by=_who(first),
            files=_texts(first["files"], language),
            message=_said(first["message"], language),
        )
    _record(forge, name, others, language)
    for label in facts.get("labels", ()):
        forge.add_label(name, _said(label, language))
    for milestone in facts.get("milestones", ()):
        forge.add_milestone(name, _said(milestone, language))
    for issue in facts.get("issues", ()):
        title, body = _said(issue["title"], language), _said(issue["body"], language)
        forge.open_issue(name, title=title, body=body, by=_who(issue))
    for request in facts.get("requests", ()):
        title, body = _said(request["title"], language), _said(request["body"], language)
        forge.propose(name, request["source"], title=title, body=body, by=_who(request))
    move_in(forge, name, facts.get("colleagues", ()))
    for branch, asked in facts.get("protected", {}).items():
        checks = tuple(asked.get("checks", ()))
        own = tuple(
            OwnCheck(name=_said(each["name"], language), only=tuple(each["only"]))
            for each in asked.get("own", ())
        )
        forge.protect(
            name, branch, Protection(approvals=asked["approvals"], checks=checks, own=own)
        )


def _record(
    forge: LocalForge, name: str, commits: Iterable[Mapping[str, Any]], language: Language
) -> None:
    for commit in commits:
        branch = commit.get("branch", "main")
        if branch not in forge.branches(name):
            start = commit.get("from", "main")
            forge.add_branch(name, branch, start=start, by=_who(commit))
        forge.commit_files(
            name,
            branch,
            _texts(commit["files"], language),
            message=_said(commit["message"], language),
            by=_who(commit),
            sign_off=commit.get("signed", False),
        )


def _clone(forge: LocalForge, copy: Copy, place: Path, language: Language) -> None:
    """Make a working copy whose origin is the forge's address, and leads to this folder."""
    aside = place.with_name(f".{place.name}.new")
    shutil.rmtree(aside, ignore_errors=True)
    aside.parent.mkdir(parents=True, exist_ok=True)
    settings = {
        "user.name": LEARNER.name,
        "user.email": LEARNER.email,
        "commit.gpgSign": "false",
        "tag.gpgSign": "false",
        "push.gpgSign": "false",
        "merge.ff": "true",
        "merge.verifySignatures": "false",
        "pull.ff": "true",
        "protocol.file.allow": "always",
        "core.hooksPath": "/dev/null",
        "core.autocrlf": "false",
        "core.quotePath": "false",
        "gc.auto": "0",
    }
    told = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    git = Git(aside / ".git")
    there = str(forge.path_of(copy.repository))
    git.run("clone", "--quiet", "--template=", *told, there, str(aside))
    redirected = {**forge.redirections(), "remote.origin.url": forge.address_of(copy.repository)}
    for name, value in redirected.items():  # a path may hold a sign that ends a name after -c
        git.run("config", name, value)
    clock = _Clock(FIRST_MOMENT + timedelta(days=30))
    for step in copy.steps:
        take(aside, _in_language(step, language), moment=clock())
    aside.rename(place)


def _in_language(found: Any, language: Language) -> Any:  # noqa: ANN401 - whatever a step holds
    """Return a step with every text in one language."""
    if isinstance(found, Mapping):
        if found.keys() == set(LANGUAGES):
            return found[language]
        return {key: _in_language(value, language) for key, value in found.items()}
    if isinstance(found, list):
        return [_in_language(value, language) for value in found]
    return found


# ------------------------------------------------------------------------------- what is handed in


def _bundle(plan: Mission, forge: LocalForge, folder: Path) -> tuple[Refusal, ...]:
    """Put the repository, and the references of every working copy, into one bundle."""
    left_out = []
    with TemporaryDirectory() as desk:
        git = Git(Path(desk) / "all.git")
        git.run("init", "--quiet", "--bare", "--template=", str(git.folder))
        branch = forge.repository(plan.repository).default_branch
        git.run("symbolic-ref", "HEAD", f"refs/heads/{branch}")
        there = forge.path_of(plan.repository)
        try:
            git.fetch(there, {"refs/*": "refs/*"})
        except GitError as error:
            if broken := broken_references(Git(there), there):
                raise Refusal(Reason.DAMAGED, why=", ".join(broken[:MOST_NAMED])) from error
            with told():  # says no more plainly, and names the file
                forge.branches(plan.repository)
            raise
        for copy in plan.copies:
            place = folder / copy.folder
            if not place.exists():
                continue
            try:
                _take_in(git, place)
            except Refusal as trouble:
                if plan.is_local:
                    raise
                left_out.append(trouble)
        new = folder / f".{BUNDLE}.new"
        git.run("bundle", "create", "--quiet", str(new.absolute()), "--all", "HEAD")
        new.replace(folder / BUNDLE)
    return tuple(left_out)


def _take_in(git: Git, place: Path) -> None:
    """Bring what a working copy holds. Raises Refusal where git cannot read it."""
    if not (place / ".git").is_dir():
        raise Refusal(Reason.NO_COPY, folder=place.name)
    is_born = Git(place / ".git").commit_at("HEAD")
    chosen = {"HEAD": f"{COPIES}{place.name}/HEAD"} if is_born else {}
    try:
        git.fetch(place / ".git", {"refs/*": f"{COPIES}{place.name}/*", **chosen})
    except GitError as error:
        if trouble := trouble_in(place):
            raise trouble from error
        raise


def _packs_of(bundles: Iterable[Path]) -> dict[str, bytes]:
    """Return the files in which git packs what is in ``bundles``, by their names."""
    with TemporaryDirectory() as desk:
        git = Git(Path(desk))
        git.run("init", "--quiet", "--bare", "--template=", desk)
        for bundle in bundles:
            git.run("bundle", "unbundle", str(bundle))
        return {path.name: path.read_bytes() for path in (git.folder / "objects/pack").iterdir()}


def _restore(git: Git, packs: Mapping[str, bytes]) -> None:
    """Give back to a history all that the mission began with, under no name."""
    for name, content in packs.items():
        (git.folder / "objects" / "pack" / name).write_bytes(content)


def _state(place: Path) -> dict[str, list[str]]:
    """Return what git says lies in a working copy: names, and nothing of what is in the files."""
    if not (place / ".git").is_dir():
        return {}  # git would look for a repository further up
    asked = {
        "tracked": ["ls-files", "-z"],
        "untracked": ["ls-files", "-z", "--others", "--exclude-standard"],
        "ignored": ["ls-files", "-z", "--others", "--ignored", "--exclude-standard"],
        "staged": ["diff", "--cached", "--name-only", "-z", "--no-ext-diff"],
        "changed": ["diff", "--name-only", "-z", "--no-ext-diff"],
    }
    try:
        return {
            name: answer(place, *words).split("\0")[:-1][:MOST_PATHS]
            for name, words in asked.items()
        }
    except (GitError, OSError):
        return {}


def _words_of(requests: Iterable[MergeRequest], learner: str, language: Language) -> Iterator[str]:
    """Yield, line by line, what the learner said of merge requests, and how they decided."""
    words = words_beside(__file__)
    for request in requests:
        facts = {"number": request.number, "title": request.title}
        yield words.say("words.title", language=language, **facts)
        said = [
            (thread, comment)
            for thread in request.threads
            for comment in thread.comments
            if comment.author == learner
        ]
        reviews = [review for review in request.reviews if review.author == learner]
        if not said and not reviews:
            yield words.say("words.nothing", language=language)
        for thread, comment in said:
            place = "line" if thread.line else "file" if thread.path else "whole"
            where = {"path": thread.path, "line": thread.line}
            yield ""
            yield words.say(f"words.{place}", language=language, **where)
            yield ""
            yield comment.body
        for review in reviews:
            yield ""
            yield words.say(f"words.{review.decision}", language=language)
            yield ""
            yield review.body
        yield ""


def _keep(file: Path, found: object) -> None:
    """Write ``found`` as JSON, in one stroke."""
    new = file.with_name(f".{file.name}.new")
    new.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    new.replace(file)


def _declared(file: Path) -> Mapping[str, Any]:
    """Return what is said of the working copies, as far as it can be read."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _stated(declared: Mapping[str, Any], folder: str) -> State:
    copies = declared.get("copies")
    found = copies.get(folder) if isinstance(copies, dict) else None
    if not isinstance(found, dict):
        return State()
    names = ("tracked", "untracked", "ignored", "staged", "changed")
    lists = {name: found.get(name) for name in names}
    return State(
        **{
            name: tuple(each for each in value if isinstance(each, str))
            for name, value in lists.items()
            if isinstance(value, list)
        }
    )


def _beginning_of(
    plan: Mission, git: Git, declared: Mapping[str, Any], language: Language | None
) -> tuple[Language, int]:
    """Return in which language and variant the history begins: its commits tell.

    What is said of it is only looked at first, and decides where no commit of any is left.
    """
    number = declared.get("variant")
    is_one = isinstance(number, int) and number in range(len(plan.variants))
    said: Language = "en" if declared.get("language") == "en" else "fr"
    told: tuple[Language, int] = (language or said, int(number or 0) if is_one else 0)

    def found(beginning: tuple[Language, int]) -> float:
        commits = began(plan.name, *beginning).values()
        there = git.commits_at(commits)
        return sum(commit in there for commit in commits) / len(commits)

    if found(told) == 1:
        return told
    languages = (language,) if language else LANGUAGES
    others = [(each, other) for each in languages for other in range(len(plan.variants))]
    return max((told, *others), key=found)


def _below(git: Git, prefix: str) -> dict[str, str]:
    """Return the references below ``prefix``, named from there, with the commit of each."""
    return _under(prefix, git.commits_at(git.heads(prefix)))


def _under(prefix: str, references: Mapping[str, str]) -> dict[str, str]:
    """Return the references whose names begin with ``prefix``, named from there."""
    return {
        name.removeprefix(prefix): commit
        for name, commit in references.items()
        if name.startswith(prefix)
    }


def _filled(found: Any, plan: Mission, variant: int, face: str = "fr") -> Any:  # noqa: ANN401
    """Return what a mission holds with each slot filled; a file left without text is none."""
    if isinstance(found, Mapping):
        filled = {
            key: _filled(value, plan, variant, key if key in LANGUAGES else face)
            for key, value in found.items()
        }
        return {
            key: value
            for key, value in filled.items()
            if value or not isinstance(found[key], str) or not SLOT.fullmatch(found[key])
        }
    if isinstance(found, list):
        return [_filled(value, plan, variant, face) for value in found]
    if isinstance(found, str):
        return SLOT.sub(lambda slot: slot_text(plan, slot[1], variant, face), found)
    return found


def slot_text(plan: Mission, slot: str, variant: int, language: str) -> str:
    """Return what stands in a slot of a mission's texts."""
    text = plan.slots[slot]["bad" if slot in plan.variants[variant] else "good"]
    return str(text[language] if isinstance(text, Mapping) else text)


def _who(facts: Mapping[str, Any]) -> str:
    by = facts.get("by", "maintainer")
    return LEARNER.name if by == "learner" else PEOPLE[by].name


def _said(found: Any, language: Language) -> str:  # noqa: ANN401 - one string, or one a language
    return str(found[language] if isinstance(found, Mapping) else found)


def _texts(files: Mapping[str, Any], language: Language) -> dict[str, str]:
    return {path: _said(text, language) for path, text in files.items()}


def _records(file: Path) -> dict[str, Any]:
    """Return what the forge remembered, as far as it can be read: it is only declared."""
    kinds = {"requests": MergeRequest, "issues": Issue, "releases": Release, "events": Event}
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        converter = make_converter()
        return {
            name: tuple(converter.structure(each, kind) for each in found.get(name, ()))
            for name, kind in kinds.items()
        }
    except Exception:  # noqa: BLE001 - whatever a stranger wrote there, it is no more than nothing
        return {}
