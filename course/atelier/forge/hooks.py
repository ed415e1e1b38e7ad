# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What git runs, in a repository of a forge, when somebody pushes: this module and the hook's name.

Before a push is let in, the forge may refuse it; afterwards it brings merge requests up to date.
What is printed reaches the person who pushed, after ``remote:``.
"""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from atelier.forge import colleagues, records, rules
from atelier.forge.local import LocalForge
from atelier.forge.records import Refusal, State
from atelier.words import LANGUAGES, Language, Words, words_beside

WORDS: Final[Words] = words_beside(records.__file__)


def main(arguments: list[str]) -> int:
    """Run the hook that git called; return its exit code."""
    hook, *_ = arguments  # a hook of an earlier version also gave a folder
    repository = Path.cwd()
    name = f"{repository.parent.name}/{repository.name.removesuffix('.git')}"
    said = sys.stdin.buffer.read().decode("utf-8", "replace")  # whatever the terminal's encoding
    lines = [line.split(" ", 2) for line in said.split("\n")[:-1]]
    try:
        forge = LocalForge(repository.parents[2])
        if hook == "pre-receive":
            return before(forge, name, [(reference, old, new) for old, new, reference in lines])
        after(forge, name)
    except Refusal as refusal:  # a full disk, even to open the forge
        for language in LANGUAGES:
            _print(sentence(refusal, language))
        return 1
    return 0


def before(forge: LocalForge, name: str, moves: Iterable[tuple[str, str, str]]) -> int:
    """Return 0 where a push is let in; say why and return 1 where it is not."""
    size = _size(Path(os.environ.get("GIT_QUARANTINE_PATH", os.devnull)))
    try:
        forge.may_push(name, moves, size)
    except Refusal as refusal:
        by = forge.learner
        forge.note_refusal(name, "push", by, refusal)
        _print(sentence(refusal, forge.language))
        return 1
    return 0


def after(forge: LocalForge, name: str) -> None:
    """Bring the repository up to date and say what the push did to open merge requests."""
    last = max((event.id for event in forge.events()), default=0)
    forge.settle(name, by=forge.learner)
    colleagues.answer(forge)
    for event in forge.events(after=last):
        if event.kind == "reviewed":
            values = {"name": event.actor, "number": event.facts["number"]}
            said = WORDS.say(f"pushed.{event.facts['decision']}", language=forge.language, **values)
            _print(said)
        if event.kind == "request-updated":
            request = forge.request(event.repository, event.facts["number"])
            failed = [check.name for check in request.checks if not check.passed]
            if request.state is State.OPEN:
                fact = "failing" if failed else "passing"
                names = rules.names(failed, forge.language)
                values = {"number": request.number, "checks": names}
                _print(WORDS.say(f"pushed.{fact}", language=forge.language, **values))


def sentence(refusal: Refusal, language: Language) -> str:
    """Return why the forge said no and what to do next."""
    return refusal.sentence(language)


def _size(folder: Path) -> int:
    """Return the bytes that a push brings."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _print(text: str) -> None:
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a text stream
    print(text, flush=True)  # noqa: T201 - git brings it to the person


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
