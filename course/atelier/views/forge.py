# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The panel of the practice forge: its pages, and what is done in them, in a notebook."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, Final, cast

from atelier.forge import attempt, colleagues, mission
from atelier.forge.attempt import NotGatheredError
from atelier.forge.causes import cause_of
from atelier.forge.records import Event, Refusal, State
from atelier.forge.working_copy import trouble_in
from atelier.git import GitError, GitMissingError
from atelier.views import gestures, pages
from atelier.views.desk import Desk, Route
from atelier.views.view import FOLDER, TEMPLATES, View
from atelier.words import Language, words_beside

# Another event says the same better, or the person has just read it.
SILENT: Final = frozenset({"request-updated", "created", "refused"})


class Forge(View):
    """The forge of a mission: Python draws its pages; the screen shows them and sends gestures.

    Whatever goes wrong is told in a sentence, and what was typed stays on the screen.
    """

    name: ClassVar[str] = "forge"

    def __init__(self, exercise: str, folder: Path, *, language: Language) -> None:
        """Begin the mission of ``exercise`` in ``folder``, where it was not begun, and show it."""
        self._exercise, self._folder, self._spoken = exercise, folder.absolute(), language
        self._desk: Desk | None = None
        self._route = Route(page="goals")
        self._seen = 0
        self._number: object = None
        page = self._first_page()
        state = {"key": self._key(), "page": page, "reply": {}}
        super().__init__(language=language, state=state)
        if mission.mission(exercise).is_local:
            self.words = {**self.words, "label": self._say("label-local")}
        self.observe(self._answered, names="answer")

    def _static_body(self) -> str:
        """Return what the forge holds as HTML without any form."""
        return TEMPLATES.get_template("forge.html").render(
            words=self.words, pages=list(self._static_pages())
        )

    # ------------------------------------------------------------------------------- what is asked

    def _answered(self, change: dict[str, Any]) -> None:
        """Do what the screen asks, and show what came of it."""
        asked = change["new"]
        number = asked.get("number")
        if number == self._number:
            return
        self._number = number
        before = self._route
        try:
            is_done, sentence = True, self._done(asked)
            page = self._page()
        except Exception as error:  # noqa: BLE001 - no traceback ever reaches a learner
            self._route = before
            is_done, sentence = False, self._why(error)
            page = self._page_or(sentence)
        reply = {
            "number": number,
            "done": is_done,
            "sentence": sentence,
            "moved": before != self._route,
        }
        self.state = {"key": self._key(), "page": page, "reply": reply}

    def _done(self, asked: Mapping[str, Any]) -> str:
        """Do one thing; return what to say of it."""
        if self._desk is None:
            self._begin()
            return ""
        name, desk = asked.get("do"), self._desk
        if name is None:
            self._route = _route(asked.get("go", {}), desk)
            return ""
        if name == "refresh":
            news = self._news(desk)
            nothing = "as-it-lies" if desk.mission.is_local else "nothing-new"
            return " ".join([*self._lost(desk), *news]) or self._say(nothing)
        done = gestures.perform(str(name), desk, self._route, asked.get("fields", {}))
        self._route = done.route
        if done.verdict is not None:
            self._desk = desk = replace(desk, verdict=done.verdict)
        said = (
            gestures.WORDS.say(done.fact, language=self._spoken, **done.values) if done.fact else ""
        )
        typed = ", ".join(f"`{command}`" for command in done.commands)
        also = self._say("typed", commands=typed) if typed else ""
        return " ".join(filter(None, [said, also, *self._news(desk, but=desk.me)]))

    def _lost(self, desk: Desk) -> list[str]:
        """Leave a page whose subject is gone (the forge was begun anew); say so."""
        try:
            pages.render(desk, self._route)
        except Refusal:
            self._route = desk.home
            return [self._say("lost")]
        return []

    def _news(self, desk: Desk, *, but: str = "") -> list[str]:
        """Let colleagues answer; return what happened since the last time, ``but`` by somebody."""
        if desk.mission.is_local:
            return []
        for repository in desk.forge.repositories():
            desk.forge.settle(repository.name)
        colleagues.answer(desk.forge)
        known = max((event.id for event in desk.forge.events()), default=0)
        self._seen = self._seen if self._seen <= known else 0  # the forge was begun anew meanwhile
        events = desk.forge.events(after=self._seen)
        self._seen = max((event.id for event in events), default=self._seen)
        told = [pages.told(desk, event) for event in events if _is_news(event, but)]
        return list(dict.fromkeys(told))

    # ------------------------------------------------------------------------------- what is shown

    def _begin(self) -> None:
        forge = attempt.begin(self._exercise, self._folder, language=self._spoken)
        if forge is None:
            return
        plan = mission.mission(self._exercise)
        self._desk = Desk(forge=forge, mission=plan, folder=self._folder, language=self._spoken)
        self._route = self._desk.home.to("goals")
        self._seen = max((event.id for event in forge.events()), default=0)

    def _first_page(self) -> str:
        mission.mission(self._exercise)  # an exercise without a mission is a mistake of the course
        try:
            self._begin()
            return self._page()
        except Exception as error:  # noqa: BLE001 - no traceback ever reaches a learner
            return self._trouble(self._why(error))

    def _key(self) -> str:
        """Return what the screen keeps drafts under: another one once all was begun anew."""
        attempt_here = f"{self._folder} {attempt.moment_of(self._folder)}"
        return hashlib.sha256(attempt_here.encode()).hexdigest()[:12]

    def _page(self) -> str:
        if self._desk is None:
            return self._trouble(self._say("handed-in"))
        return pages.render(self._desk, self._route)

    def _page_or(self, sentence: str) -> str:
        """Return the page where the person is; the repository where that page is gone."""
        if self._desk is None:
            return self._trouble(sentence)
        try:
            return self._page()
        except Exception:  # noqa: BLE001 - another page is tried next
            self._route = self._desk.home
        try:
            return self._page()
        except Exception as error:  # noqa: BLE001 - no traceback ever reaches a learner
            return self._trouble(self._why(error))

    def _trouble(self, sentence: str) -> str:
        words = words_beside(__file__).table(language=self._spoken)
        return TEMPLATES.get_template("pages/trouble.html").render(sentence=sentence, words=words)

    def _static_pages(self) -> Iterator[str]:
        """Yield the pages that need no hand, or the sentence that says why there are none."""
        if self._desk is None:
            yield self.state["page"]
            return
        try:
            for way in _ways(self._desk):
                yield pages.render(self._desk, way, is_live=False)
        except Exception as error:  # noqa: BLE001 - no traceback ever reaches a learner
            yield self._trouble(self._why(error))

    def _why(self, error: Exception) -> str:
        if isinstance(error, GitError):  # the copy or the forge is damaged
            copies = (self._folder / name for name in attempt.working_copies(self._exercise))
            error = next(filter(None, map(trouble_in, copies)), None) or cause_of(error)
        if isinstance(error, Refusal | GitMissingError | NotGatheredError):
            return error.sentence(self._spoken)
        return self._say("unexpected", why=type(error).__name__)

    def _say(self, key: str, **values: object) -> str:
        return words_beside(str(FOLDER / "forge.py")).say(key, language=self._spoken, **values)


def _route(asked: Mapping[str, Any], desk: Desk) -> Route:
    """Return the way that the screen asks for; what it does not say is what it was."""
    page = str(asked.get("page", ""))
    return Route(
        page=page if page in pages.PAGES else desk.home.page,
        repository=str(asked.get("repository") or desk.home.repository),
        number=cast("int", asked.get("number") or 0),
        path=str(asked.get("path", "")),
        branch=str(asked.get("branch", "")),
    )


def _ways(desk: Desk) -> Iterator[Route]:
    """Yield the way to each page that tells all without a hand."""
    if desk.mission.is_local:
        yield from (replace(desk.home, repository=place) for place in desk.places)
        return
    yield desk.home
    yield desk.home.to("history")
    forge, name = desk.forge, desk.mission.repository
    yield desk.home.to("issues")
    yield from (desk.home.to("issue", number=each.number) for each in forge.issues(name))
    yield desk.home.to("requests")
    for each in forge.requests(name):
        if each.state is not State.CLOSED:
            yield desk.home.to("request", number=each.number)
    yield desk.home.to("releases")


def _is_news(event: Event, but: str) -> bool:
    if event.kind == "issue-closed" and "request" in event.facts:
        return True
    return event.actor != but and event.kind not in SILENT
