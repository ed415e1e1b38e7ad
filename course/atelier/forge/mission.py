# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A mission: what a practice forge holds when a learner begins, goals to reach, and hints.

Missions are data (``missions/NAME.toml``, its words in French and English). The same mission
always makes the same commits: people, dates and texts are fixed, so that whoever judges can make
the beginning again and trust nothing that came back with the work.
"""

import json
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from cattrs.preconf.json import make_converter

from atelier.forge.colleagues import PEOPLE, move_in
from atelier.forge.local import LocalForge
from atelier.forge.records import Event, Issue, MergeRequest, Protection, Release
from atelier.git import Git, Person
from atelier.repository import reading
from atelier.words import Language

FOLDER: Final = Path(__file__).parent / "missions"
FIRST_MOMENT: Final = datetime(2026, 1, 5, 14, 0, tzinfo=UTC)
LEARNER: Final = Person(name="Camille Fortin", email="camille.fortin@ville.example")
FORGE: Final = ".forge"
WORKING_COPY: Final = "depot"
BUNDLE: Final = "depot.bundle"
RECORDS: Final = "forge.json"


class NotBegunError(Exception):
    """The mission was not begun in this folder."""


@dataclass(frozen=True, kw_only=True)
class Goal:
    """One thing to reach: the criterion of the check, a sentence, and hints from vague to plain."""

    id: str
    sentence: Mapping[Language, str]
    hints: Mapping[Language, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Mission:
    """What is in ``missions/NAME.toml``; ``repository`` is the one that is worked in."""

    name: str
    title: Mapping[Language, str]
    repository: str
    goals: tuple[Goal, ...]
    repositories: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What came of a mission: the history, what the forge says happened, and how it all began.

    ``began`` names each branch's commit at the beginning, made again. ``requests``, ``issues``,
    ``releases`` and ``events`` are the learner's word: declared, and proved by nothing.
    """

    mission: Mission
    git: Git
    began: Mapping[str, str]
    requests: tuple[MergeRequest, ...] = ()
    issues: tuple[Issue, ...] = ()
    releases: tuple[Release, ...] = ()
    events: tuple[Event, ...] = ()


@cache
def mission(name: str) -> Mission:
    """Return the mission of an exercise. Raises LookupError where there is none."""
    file = FOLDER / f"{name}.toml"
    if not file.is_file():
        raise LookupError(f"No mission is called {name!r}.")
    found = tomllib.loads(file.read_text(encoding="utf-8"))
    return Mission(
        name=name,
        title=found["title"],
        repository=next(iter(found["repositories"])),
        goals=tuple(
            Goal(
                id=goal["id"],
                sentence=goal["sentence"],
                hints={language: tuple(hints) for language, hints in goal["hints"].items()},
            )
            for goal in found["goals"]
        ),
        repositories=found["repositories"],
    )


def begin(name: str, folder: Path, *, language: Language) -> LocalForge:
    """Lay the mission out in ``folder``: its forge, and a working copy of its repository.

    Where it was begun before, nothing is changed. Raises GitMissingError and Refusal.
    """
    plan = mission(name)
    if not (folder / FORGE / "ready").exists():
        shutil.rmtree(folder / FORGE, ignore_errors=True)
        _found(plan, folder / FORGE, language)
        (folder / FORGE / "ready").touch()
    forge = LocalForge(folder / FORGE)
    if not (folder / WORKING_COPY).exists():
        _clone(forge, plan.repository, folder / WORKING_COPY)
    return forge


def collect(name: str, folder: Path) -> None:
    """Write what is handed in: a bundle of the history, and what the forge remembers.

    Where the mission was not begun here, what lies in ``folder`` is left as it is: a grader finds
    the two files alone.
    """
    if not (folder / FORGE / "ready").exists():
        return
    plan, forge = mission(name), LocalForge(folder / FORGE)
    git = forge.git(plan.repository)
    bundle = folder / f".{BUNDLE}.new"
    git.run("bundle", "create", "--quiet", str(bundle.absolute()), "--all", "HEAD")
    bundle.replace(folder / BUNDLE)
    forge.settle(plan.repository)
    records = {
        "requests": forge.requests(plan.repository),
        "issues": forge.issues(plan.repository),
        "releases": forge.releases(plan.repository),
        "events": forge.events(),
    }
    text = json.dumps(make_converter().unstructure(records), ensure_ascii=False, indent=1)
    new = folder / f".{RECORDS}.new"
    new.write_text(text + "\n", encoding="utf-8")
    new.replace(folder / RECORDS)


@contextmanager
def scene(name: str, folder: Path, *, language: Language) -> Iterator[Scene]:
    """Give what came of a mission, as the files handed in tell it.

    Raises NotBegunError where there is no bundle, NoRepositoryError where it cannot be read.
    """
    plan = mission(name)
    if not (folder / BUNDLE).is_file():
        raise NotBegunError(name)
    with reading(folder / BUNDLE) as git:
        yield Scene(
            mission=plan, git=git, began=began(name, language), **_records(folder / RECORDS)
        )


@cache
def began(name: str, language: Language) -> Mapping[str, str]:
    """Return each branch of the mission's repository with the commit at which it begins."""
    plan = mission(name)
    with TemporaryDirectory() as folder:
        return _found(plan, Path(folder) / "forge", language).branches(plan.repository)


# ------------------------------------------------------------------------------- the beginning


class _Clock:
    """Hands out one moment after the other, always the same ones."""

    def __init__(self) -> None:
        self.moment = FIRST_MOMENT

    def __call__(self) -> datetime:
        self.moment += timedelta(minutes=7)
        return self.moment


def _found(plan: Mission, folder: Path, language: Language) -> LocalForge:
    """Make the forge of a mission, from nothing."""
    forge = LocalForge(folder, clock=_Clock())
    forge.belongs_to(LEARNER, language)
    for person in PEOPLE.values():
        forge.add_person(person.name, person.email)
    for name, facts in plan.repositories.items():
        _build(forge, name, facts, language)
    return forge


def _build(forge: LocalForge, name: str, facts: Mapping[str, Any], language: Language) -> None:
    first, *others = facts["commits"]
    forge.create(
        name,
        by=_who(first),
        files=_texts(first["files"], language),
        message=_said(first["message"], language),
    )
    for commit in others:
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
        forge.protect(name, branch, Protection(approvals=asked["approvals"], checks=checks))


def _clone(forge: LocalForge, repository: str, place: Path) -> None:
    """Make a working copy whose origin is the forge's address, and leads to this folder."""
    aside = place.with_name(f".{place.name}.new")
    shutil.rmtree(aside, ignore_errors=True)
    there = str(forge.path_of(repository))
    git = Git(aside / ".git")
    git.run("clone", "--quiet", "--template=", there, str(aside))
    setting, address = forge.redirection()
    for name, value in (
        ("remote.origin.url", forge.address_of(repository)),
        (setting, address),
        ("user.name", LEARNER.name),
        ("user.email", LEARNER.email),
        ("commit.gpgSign", "false"),
        ("core.hooksPath", "/dev/null"),
        ("core.autocrlf", "false"),
        ("core.quotePath", "false"),
    ):
        git.run("config", name, value)
    aside.rename(place)


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
