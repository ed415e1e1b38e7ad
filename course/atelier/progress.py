# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What this learner has done, in one file of their own: activities, choices and dates, no more."""

import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from atelier.quiz import questions_of
from atelier.words import LANGUAGES, words_beside
from atelier.workspace import home_around, state_folder

SCHEMA: Final = 1
PATIENCE: Final = 10.0  # seconds: another kernel writes this small file in far less

Facts = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many activities of one kind are done, begun (and not done), and there in all."""

    done: int
    begun: int
    total: int


@dataclass(frozen=True, kw_only=True)
class Summary:
    """The two numbers of the start page."""

    lessons: Tally
    exercises: Tally


class Progress:
    """What one learner has done, kept in ``progress.json`` of their folder.

    Without a folder nothing is kept and nothing is known. A disk that refuses to be written, or a
    lock that never opens, stops no lesson: the note is lost, the learner's work is not.
    """

    def __init__(self, home: Path | None) -> None:
        """Keep notes in ``home``, which holds the folder ``.atelier``."""
        self.home = home

    def note(self, activity: str, **facts: object) -> None:
        """Add ``facts`` (JSON values) to what is known of ``activity``.

        ``tries`` add up, ``done`` never goes back to False, the rest is replaced.
        """
        if self.home is None:
            return
        with suppress(OSError, Timeout), _locked(self.home):
            activities = _read(self.home)
            activities[activity] = _merged(activities.get(activity, {}), facts)
            _write(self.home, activities)

    def of(self, activity: str) -> Facts:
        """Return what is known of ``activity``: empty where it was never begun."""
        return self.all().get(activity, {})

    def all(self) -> dict[str, Facts]:
        """Return what is known of every activity."""
        if self.home is None:
            return {}
        with suppress(OSError, Timeout), _locked(self.home):
            return _read(self.home)
        return {}

    def set_aside(self) -> tuple[Path, ...]:
        """Return the copies of notes that could not be read: they were kept, oldest first."""
        return () if self.home is None else tuple(sorted(self.home.glob("progress.broken-*.json")))

    def summary(self, lessons: Iterable[str], exercises: Iterable[str]) -> Summary:
        """Return how far this learner is, of the ``lessons`` and ``exercises`` named."""
        known = self.all()
        return Summary(
            lessons=_tally([f"lesson/{name}" for name in lessons], known),
            exercises=_tally([f"exercise/{name}" for name in exercises], known),
        )


def my_progress() -> Progress:
    """Return the notes of the learner in whose folder we are; outside of one they stay silent."""
    return Progress(home_around(Path.cwd()))


def is_done(activity: str, known: Mapping[str, Facts]) -> bool:
    """Return whether ``activity`` is done, by all that is ``known``.

    A lesson is done when each of its questions was answered rightly once; a lesson without
    questions, when it was opened.
    """
    kind, _, name = activity.partition("/")
    if kind == "lesson" and (questions := questions_of(name)):
        return all(
            known.get(f"quiz/{name}/{question.id}", {}).get("done") is True
            for question in questions
        )
    facts = known.get(activity, {})
    return facts.get("opened" if kind == "lesson" else "done") is True


def is_begun(activity: str, known: Mapping[str, Facts]) -> bool:
    """Return whether anything was noted of ``activity``, or of a question of its quick check."""
    _, _, name = activity.partition("/")
    return activity in known or any(key.startswith(f"quiz/{name}/") for key in known)


def _tally(activities: list[str], known: Mapping[str, Facts]) -> Tally:
    done = [activity for activity in activities if is_done(activity, known)]
    begun = [activity for activity in activities if is_begun(activity, known)]
    return Tally(done=len(done), begun=len(set(begun).difference(done)), total=len(set(activities)))


def _merged(before: Facts, facts: Mapping[str, object]) -> Facts:
    today = datetime.now().astimezone().date().isoformat()
    merged = {"first": today, **before, **facts, "last": today}
    if "tries" in facts:
        merged["tries"] = before.get("tries", 0) + facts["tries"]
    if "done" in facts:
        merged["done"] = bool(before.get("done") or facts["done"])
    return merged


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    with FileLock(state_folder(home) / "progress.lock", timeout=PATIENCE):
        yield


def _read(home: Path) -> dict[str, Facts]:
    path = home / "progress.json"
    if not path.exists():
        return {}
    try:
        # An editor that writes a byte order mark has broken nothing.
        return _activities(json.loads(path.read_text(encoding="utf-8-sig")))
    except (TypeError, ValueError, RecursionError):
        _put_aside(path)
        return {}


def _activities(found: object) -> dict[str, Facts]:
    if not isinstance(found, dict) or found.get("version") != SCHEMA:
        raise ValueError("not the notes of a learner")
    activities = found.get("activities")
    if not isinstance(activities, dict):
        raise TypeError("no activities")
    for facts in activities.values():
        if not isinstance(facts, dict) or not isinstance(facts.get("tries", 0), int):
            raise TypeError("an activity is a table of facts")
    return activities


def _put_aside(path: Path) -> None:
    """Keep the notes that cannot be read, and say so: in both languages, and not as an error."""
    moment = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S-%f")
    kept = path.with_name(f"progress.broken-{moment}.json")
    path.replace(kept)
    words = words_beside(__file__)
    for language in LANGUAGES:
        sys.stdout.write(words.say("set_aside", language=language, file=kept.name) + "\n")


def _write(home: Path, activities: Mapping[str, Facts]) -> None:
    """Replace the file in one step: an interrupted kernel leaves the old notes or the new."""
    text = json.dumps(
        {"version": SCHEMA, "activities": activities}, ensure_ascii=False, indent=1, sort_keys=True
    )
    number, name = tempfile.mkstemp(dir=state_folder(home), prefix="progress-", suffix=".json")
    try:
        with os.fdopen(number, "w", encoding="utf-8", newline="\n") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(home / "progress.json")
    finally:
        Path(name).unlink(missing_ok=True)
