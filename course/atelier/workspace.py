# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The learner's own folder: lessons and exercises are laid there, and what was typed stays.

A file that nobody changed follows the course. Where a learner's copy and a newer version of the
course differ, the learner's copy stays and the newer one is laid beside it as ``NAME.new.ipynb``.
Nothing here speaks to a person: the functions answer in paths and facts.
"""

import hashlib
import json
import os
import platform
import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from filelock import FileLock

from atelier.words import LANGUAGES, Language

CHECKOUT: Final = Path(__file__).resolve().parents[2]
LOCALES: Final[dict[Language, str]] = {"fr": "fr_FR", "en": "en"}
PASSED_BY: Final = {".ipynb_checkpoints", "__pycache__"}
# What JupyterLab would add to a notebook that is opened, and then ask to save.
KERNEL: Final[dict[str, dict[str, Any]]] = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
        "version": platform.python_version(),
    },
}


class WorkspaceError(Exception):
    """The learner's folder cannot be used so; ``fact`` names the sentence that says why."""

    def __init__(self, fact: str, **values: object) -> None:
        """Keep the fact and what fills its blanks."""
        super().__init__(fact)
        self.fact = fact
        self.values = values


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A lesson of the course; ``path`` is relative to the folder of its language."""

    name: str
    module: str
    title: str
    path: str


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """An exercise, done after ``lesson``; ``path`` is relative to the folder of its language."""

    name: str
    lesson: str
    title: str
    path: str
    points: float
    minutes: int
    artefacts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class NewVersion:
    """A newer version that lies beside a copy that its learner changed."""

    mine: Path
    newer: Path


@dataclass(frozen=True, kw_only=True)
class _Laid:
    """What was laid: the digest of the whole file, and of what a person types in it."""

    file: str
    typed: str


# ------------------------------------------------------------------------------------ the folder


def home() -> Path:
    """Return the learner's folder: ``$ATELIER_HOME``, else ``~/atelier-libre``.

    Where the course itself was put into ``~/atelier-libre``, it is ``~/mon-atelier-libre``.
    Raises WorkspaceError where the folder would lie inside the course.
    """
    named = os.environ.get("ATELIER_HOME")
    folder = Path(named or "~/atelier-libre").expanduser().absolute()
    if not named and _is_inside(folder, CHECKOUT):
        folder = folder.with_name("mon-atelier-libre")
    if _is_inside(folder, CHECKOUT):
        raise WorkspaceError("home-in-checkout", home=folder, checkout=CHECKOUT)
    return folder


def home_around(folder: Path) -> Path | None:
    """Return the laid-out learner's folder in which ``folder`` lies, if it lies in one."""
    around = (folder, *folder.parents)
    return next((home for home in around if state_folder(home).is_dir()), None)


def state_folder(home: Path) -> Path:
    """Return the folder of the laboratory's own state: nothing in it was typed by a learner."""
    return home / ".atelier"


def locale_file(home: Path) -> Path:
    """Return the file of JupyterLab's settings that holds the language."""
    settings = state_folder(home) / "jupyter" / "lab" / "user-settings"
    return settings / "@jupyterlab" / "translation-extension" / "plugin.jupyterlab-settings"


def remembered_language(home: Path) -> Language | None:
    """Return the language last chosen, on the start page, in Lab's menu or by a command.

    The choice has one home, the laboratory's own setting, so that nothing can disagree with it.
    """
    try:
        setting = locale_file(home).read_text(encoding="utf-8")
    except OSError:
        return None
    found = re.search(r'^[^/\n]*"locale"\s*:\s*"(fr|en)', setting, re.MULTILINE)
    return next((known for known in LANGUAGES if found and known == found[1]), None)


def remember_language(language: Language, home: Path) -> None:
    """Make ``language`` the language of the laboratory, now and next time."""
    replace_file(locale_file(home), json.dumps({"locale": LOCALES[language]}).encode())


# ---------------------------------------------------------------------------- what the course has


def lessons(language: Language, *, checkout: Path = CHECKOUT) -> tuple[Lesson, ...]:
    """Return the lessons in their order, with their titles in ``language``."""
    course = checkout / "course" / language
    return tuple(
        Lesson(
            name=f"{path.parent.name}/{path.stem}",
            module=path.parent.name,
            title=first_heading(path),
            path=path.relative_to(course).as_posix(),
        )
        for path in sorted(course.glob("[0-9]*/*.ipynb"))
    )


def exercises(language: Language, *, checkout: Path = CHECKOUT) -> tuple[Exercise, ...]:
    """Return the exercises in the catalogue's order, with their titles in ``language``."""
    catalogue = checkout / "exercises" / "catalogue.toml"
    if not catalogue.exists():
        return ()
    entries = tomllib.loads(catalogue.read_text(encoding="utf-8"))
    return tuple(
        Exercise(
            name=name,
            lesson=entry["lesson"],
            title=entry["title"][language],
            path=f"exercises/{name}/{name}.ipynb",
            points=entry["points"],
            minutes=entry["minutes"],
            artefacts=tuple(entry["artefacts"]),
        )
        for name, entry in entries.items()
    )


def handed_out(exercise: str, language: Language, *, checkout: Path = CHECKOUT) -> Path:
    """Return the folder of the course from which ``exercise`` is laid out."""
    return _source(language, checkout) / exercise


def modules(language: Language, *, checkout: Path = CHECKOUT) -> dict[str, str]:
    """Return the title of each module in ``language``, by the name of its folder, in order."""
    folders = sorted((checkout / "course" / language).glob("[0-9]*/"))
    return {folder.name: first_heading(folder / "index.md") or folder.name for folder in folders}


def first_heading(page: Path) -> str:
    """Return the first ``# heading`` of a notebook or a Markdown page, or nothing."""
    if not page.exists():
        return ""
    text = page.read_text(encoding="utf-8")
    if page.suffix == ".ipynb":
        text = "\n".join(
            "".join(cell["source"])
            for cell in json.loads(text)["cells"]
            if cell["cell_type"] == "markdown"
        )
    found = re.search(r"^# +(.+)$", text, re.MULTILINE)
    return found[1].strip() if found else ""


# ------------------------------------------------------------------------------ laying it out


def lay_out(home: Path, *, checkout: Path = CHECKOUT) -> None:
    """Lay every lesson and exercise, in both languages, into ``home``; overwrite nothing typed.

    Raises WorkspaceError where a folder of ``home`` is a link that leads out of it.
    """
    with _manifest(home) as manifest:
        for source, place in _everything(checkout):
            _lay(source, place, home=home, manifest=manifest)


def new_versions(home: Path) -> tuple[NewVersion, ...]:
    """Return the newer versions that wait beside a learner's own copy."""
    return tuple(
        NewVersion(mine=home / place, newer=home / _beside(place))
        for place in _read_manifest(home)
        if (home / place).exists() and (home / _beside(place)).exists()
    )


def was_changed(place: str, home: Path) -> bool:
    """Return whether a learner changed what was laid at ``place``, or laid it themselves."""
    entry, target = _read_manifest(home).get(place), home / place
    return entry is None or (target.exists() and _digests(target).typed != entry.typed)


def reset(
    exercise: str,
    language: Language,
    *,
    home: Path,
    moment: datetime,
    checkout: Path = CHECKOUT,
) -> Path | None:
    """Lay ``exercise`` anew and return the folder that now holds the attempt, if there was one.

    Raises WorkspaceError where the course has no such exercise.
    """
    look_up(exercise, language, checkout=checkout)
    with _manifest(home) as manifest:
        place = f"{language}/exercises/{exercise}"
        attempt = None
        if (home / place).exists():
            attempt = attempt_folder(exercise, language, home=home, moment=moment)
            (home / place).rename(attempt)
        for known_place in [known for known in manifest if known.startswith(f"{place}/")]:
            del manifest[known_place]
        for source, laid_place in _everything(checkout):
            if laid_place.startswith(f"{place}/"):
                _lay(source, laid_place, home=home, manifest=manifest)
    return attempt


def attempt_folder(exercise: str, language: Language, *, home: Path, moment: datetime) -> Path:
    """Return where an attempt at ``exercise`` may be kept: a folder that is not there yet."""
    attempt = _free_folder(home / language / "attempts" / exercise, moment)
    _stay_inside(attempt, home)
    attempt.parent.mkdir(parents=True, exist_ok=True)
    return attempt


def look_up(exercise: str, language: Language, *, checkout: Path = CHECKOUT) -> None:
    """Raise WorkspaceError, which names those there are, where the course has no such exercise."""
    known = {path.name for path in _source(language, checkout).glob("*/")}
    if exercise not in known:
        raise WorkspaceError("unknown-exercise", exercise=exercise, known=", ".join(sorted(known)))


def replace_file(target: Path, content: bytes) -> None:
    """Replace ``target`` in one step: whoever reads it sees the old or the new, never half."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    part.write_bytes(content)
    part.replace(target)


def _everything(checkout: Path) -> Iterator[tuple[Path, str]]:
    """Yield each file to lay, with its place in the learner's folder."""
    course = checkout / "course"
    for language in LANGUAGES:
        for path in _files(course / language):
            if path.suffix == ".ipynb":
                yield path, path.relative_to(course).as_posix()
        source = _source(language, checkout)
        for path in _files(source):
            yield path, f"{language}/exercises/{path.relative_to(source).as_posix()}"
    for path in _files(course / "figures"):
        yield path, path.relative_to(course).as_posix()


def _source(language: Language, checkout: Path) -> Path:
    return checkout / "exercises" / language / "source"


def _files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not PASSED_BY.intersection(path.relative_to(folder).parts)
    )


def _lay(source: Path, place: str, *, home: Path, manifest: dict[str, _Laid]) -> None:
    """Lay one file, or lay it beside the copy that its learner changed."""
    target = _stay_inside(home / place, home)
    new, old = _digests(source), manifest.get(place)
    if not target.exists():
        if old is None or not _is_beside(place) or old.typed != new.typed:
            replace_file(target, _content(source))
            manifest[place] = new
        return
    typed = _digests(target).typed
    if typed == new.typed:
        manifest[place] = new
        _withdraw(_beside(place), home=home, manifest=manifest)
        if old is not None and old.file != new.file:
            replace_file(target, _content(source))
    elif old is not None and typed == old.typed:
        replace_file(target, _content(source))
        manifest[place] = new
    elif old is None or old.typed != new.typed:
        _lay(source, _beside(place), home=home, manifest=manifest)


def _content(source: Path) -> bytes:
    """Return what to lay: a notebook says of its kernel all that JupyterLab would say."""
    content = source.read_bytes()
    if source.suffix != ".ipynb":
        return content
    notebook = json.loads(content)
    notebook["metadata"] |= KERNEL
    return (json.dumps(notebook, ensure_ascii=False, indent=1) + "\n").encode()


def _withdraw(place: str, *, home: Path, manifest: dict[str, _Laid]) -> None:
    """Take away a newer version that its learner has taken over and left unchanged."""
    old, target = manifest.pop(place, None), home / place
    if old is not None and target.is_file() and _digests(target).typed == old.typed:
        _stay_inside(target, home).unlink()


def _beside(place: str) -> str:
    path = Path(place)
    return path.with_name(f"{path.stem}.new{path.suffix}").as_posix()


def _is_beside(place: str) -> bool:
    return Path(place).stem.endswith(".new")


def _digests(path: Path) -> _Laid:
    """Return the digests of a file.

    A notebook that was only run has the same ``typed``, also where running the last cell added
    an empty one.
    """
    content = path.read_bytes()
    file = hashlib.sha256(content).hexdigest()
    if path.suffix != ".ipynb":
        return _Laid(file=file, typed=file)
    try:
        cells = [typed for cell in json.loads(content)["cells"] if (typed := _typed(cell))]
    except (ValueError, KeyError, TypeError, AttributeError):
        return _Laid(file=file, typed=file)
    return _Laid(file=file, typed=hashlib.sha256(json.dumps(cells).encode()).hexdigest())


def _typed(cell: dict[str, Any]) -> list[object]:
    source, attachments = "".join(cell["source"]), cell.get("attachments", {})
    return [cell["cell_type"], source, attachments] if source.strip() or attachments else []


def _free_folder(parent: Path, moment: datetime) -> Path:
    name = f"{moment:%Y-%m-%dT%H%M%S}"
    count = 1
    while (folder := parent / (name if count == 1 else f"{name}-{count}")).exists():
        count += 1
    return folder


# ------------------------------------------------------------------------- writing without harm


@contextmanager
def _manifest(home: Path) -> Iterator[dict[str, _Laid]]:
    """Hold the lock of the learner's folder and keep the list of what was laid in it."""
    state = _stay_inside(state_folder(home), home)
    state.mkdir(parents=True, exist_ok=True)
    with FileLock(state / "lock"):
        laid = _read_manifest(home)
        try:
            yield laid
        finally:
            entries = {place: asdict(entry) for place, entry in sorted(laid.items())}
            text = json.dumps(entries, indent=1, ensure_ascii=False)
            replace_file(state / "laid.json", text.encode())


def _read_manifest(home: Path) -> dict[str, _Laid]:
    try:
        entries = json.loads((state_folder(home) / "laid.json").read_text(encoding="utf-8"))
        return {place: _Laid(**entry) for place, entry in entries.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}  # without the list every file counts as changed, and none is overwritten


def _stay_inside(target: Path, home: Path) -> Path:
    if not _is_inside(target, home):
        raise WorkspaceError("link-out-of-home", path=target)
    return target


def _is_inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())
