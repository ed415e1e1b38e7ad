# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What a ``.gitignore`` keeps out, against the truth: three families, each with its neighbours.

Git itself says what the recorded rules ignore, of paths that are known here: nothing that was
handed in is believed for that. Only whether the secrets still lie in the folder is declared.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from atelier.forge.mission import Scene, UnreadableSceneError, opened, seeded_texts
from atelier.repository import ignored_by, places_of
from atelier.verdict import Finding, Verdict

EXERCISE: Final = "3-E3-exclusion"
COPY: Final = "depot"
RULES: Final = ".gitignore"


@dataclass(frozen=True, kw_only=True)
class Family:
    """Files to keep out, and neighbours that look like them and must be shared."""

    out: tuple[str, ...]
    shared: tuple[str, ...]


FAMILIES: Final[Mapping[str, Family]] = MappingProxyType(
    {
        "secrets": Family(
            out=(".env", "acces/courriel.key", "acces/envoi.key"),
            shared=(".env.exemple", "acces/README.md"),
        ),
        "logs": Family(
            out=tuple(f"journal/2026-{month}.log" for month in ("01", "02", "03", "12")),
            shared=("journal/README.md",),
        ),
        "output": Family(
            out=tuple(
                f"sortie/{name}"
                for name in ("rapport.html", "carte.svg", "tableau.csv", "annexes/plan.pdf")
            ),
            shared=("modeles/rapport.html", "modeles/carte.svg", "README.md", "sondage.py"),
        ),
    }
)
SECRETS: Final = (".env", "acces/courriel.key")


def check(folder: Path) -> Verdict:
    """Return how well the recorded rules sort the files, in what was handed in in ``folder``."""
    try:
        with opened(EXERCISE, folder) as scene:
            verdicts = [Verdict(subject="exclusion", findings=tuple(_of(scene, tip)))
                        for tip in scene.tips()]  # fmt: skip
    except UnreadableSceneError as error:
        return _nothing("unreadable", seen=error.seen(), step=error.next_step())
    if not verdicts:
        return _nothing("not-recorded")
    return max(verdicts, key=lambda each: each.points)


def _nothing(fact: str, **values: object) -> Verdict:
    first, *others = FAMILIES
    findings = [_finding(first, fact, 0, **values)]
    findings += [_finding(name, "nothing") for name in (*others, "tracked", "present")]
    return Verdict(subject="exclusion", findings=tuple(findings))


def _finding(criterion: str, fact: str, points: float = 0, **values: object) -> Finding:
    is_declared = criterion == "present" and fact in {"there", "deleted"}
    return Finding(
        criterion=criterion, fact=fact, points=points, values=values, is_declared=is_declared
    )


def _of(scene: Scene, tip: str) -> Iterator[Finding]:
    """Yield what is to be said of the rules that ``tip`` records."""
    listed = scene.git.files(tip)
    if not any(path.rpartition("/")[2] == RULES for path in listed):
        yield from _nothing("not-recorded").findings
        return
    asked = [path for family in FAMILIES.values() for path in (*family.out, *family.shared)]
    ignored = ignored_by(scene.git, tip, asked)
    families = [_sorted(name, family, ignored) for name, family in FAMILIES.items()]
    yield from families
    if not any(finding.points for finding in families):
        # A list that keeps everything out, or nothing, is no sorting.
        yield _finding("tracked", "unsorted")
        yield _finding("present", "unsorted")
        return
    yield _tracked(scene, tip, listed)
    yield _present(scene)


def _sorted(name: str, family: Family, ignored: frozenset[str]) -> Finding:
    let_in = [path for path in family.out if path not in ignored]
    kept_out = [path for path in family.shared if path in ignored]
    if let_in:
        return _finding(name, "let-in", paths=", ".join(let_in))
    if kept_out:
        return _finding(name, "kept-out", paths=", ".join(kept_out))
    return _finding(name, "sorted", 1, paths=", ".join(family.out))


def _tracked(scene: Scene, tip: str, listed: Collection[str]) -> Finding:
    """Return whether all that was tracked still is, and nothing secret ever was.

    What a branch or a tag leads to would be published with the rest.
    """
    if leaked := _leaked(scene, tip):
        return _finding("tracked", "recorded", paths=", ".join(leaked))
    others = {
        name.partition("/")[2]: commit
        for name, commit in scene.copies[COPY].now.items()
        if name.startswith(("heads/", "tags/"))
    }
    if _leaked(scene, *others.values()):
        name, leaked = next((name, found) for name, commit in others.items()
                            if (found := _leaked(scene, commit)))  # fmt: skip
        return _finding("tracked", "elsewhere", reference=name, paths=", ".join(leaked))
    start = scene.began["main"]
    gone = [
        path
        for path in scene.git.files(start)
        if path not in listed or not (scene.git.text(tip, path) or "").strip()
    ]
    if gone:
        return _finding("tracked", "gone", paths=", ".join(gone), commit=start[:7])
    return _finding("tracked", "whole", 1)


def _leaked(scene: Scene, *commits: str) -> list[str]:
    """Return the files to keep out, or that hold a secret, in all that leads to some commits."""
    out = {path for family in FAMILIES.values() for path in family.out}
    options = ["--format=", "--name-only", "--no-renames", "-m", "-z"]
    ever = {*scene.git.run("log", *options, *commits, "--").split("\0")} if commits else set()
    seeded = seeded_texts(EXERCISE, COPY, scene.language)
    secrets = [seeded[path].rpartition("=")[2].strip() for path in SECRETS]
    copied = places_of(scene.git, secrets, reach=commits).values() if commits else ()
    return sorted((out & ever).union(*copied))


def _present(scene: Scene) -> Finding:
    state = scene.copies[COPY].state
    seeded = seeded_texts(EXERCISE, COPY, scene.language)
    lying = {*state.tracked, *state.untracked, *state.ignored}
    missing = [path for path in SECRETS if path in seeded and path not in lying]
    if missing:
        return _finding("present", "deleted", paths=", ".join(missing))
    return _finding("present", "there", 1, paths=", ".join(SECRETS))
