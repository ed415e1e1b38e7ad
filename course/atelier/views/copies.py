# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Working copies in the panel: the pages that show one, and what is done in them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from atelier.forge.records import Reason, Refusal
from atelier.forge.working_copy import Commands, WorkingCopy, mark_of
from atelier.git import Commit, Person
from atelier.graph import graph_of
from atelier.views import history
from atelier.views.desk import (
    Desk,
    Done,
    Fields,
    Route,
    as_it_was,
    changed,
    is_text,
    several_of,
    text_of,
)
from atelier.words import Words, words_beside

WORDS: Final[Words] = words_beside(__file__)
MOST_FILES: Final = 500  # of each kind that a page shows
NAV: Final = ("goals", "copy", "past")


# ------------------------------------------------------------------------------------ the pages


def _copy(desk: Desk, route: Route) -> dict[str, Any]:
    """Return what lies in the working copy, beside its last commit."""
    copy = desk.copy(route)
    standing = copy.standing()
    last = copy.git.commits([standing.head], most=1)[0] if standing.head else None
    published = copy.published()
    reach = "alone" if not published else "published" if standing.head in published else "private"
    return {
        "folder": copy.folder.name,
        "standing": standing,
        "branches": copy.branches(),
        "last": _last(last, desk, reach) if last else "",
        "reach": reach,
        "most": MOST_FILES,
        "changes": [
            {"change": each, **changed(each.diff), "fact": each.how}
            for each in standing.changes[:MOST_FILES]
        ],
    }


def _last(commit: Commit, desk: Desk, reach: str) -> str:
    facts = {"commit": commit.id[:7], "subject": commit.subject, "author": commit.author.name}
    return WORDS.say(f"work.last-{reach}", language=desk.language, **facts)


def _copy_file(desk: Desk, route: Route) -> dict[str, Any]:
    """Return a file of the working copy, to be edited; a new one where there is none."""
    copy = desk.copy(route)
    text = copy.text(route.path) if route.path else None
    is_there = bool(route.path) and copy.is_there(route.path)
    return {
        "path": route.path,
        "text": text or "",
        "is_there": is_there,
        "is_text": not is_there or (text is not None and is_text(text)),
        "seen": mark_of(text),
    }


def _past(desk: Desk, route: Route) -> dict[str, Any]:
    """Return the history of the copy, and what can be done from each commit."""
    copy = desk.copy(route)
    graph, published = graph_of(copy.git), copy.published()
    branch, head = copy.checked_out()
    merges = {each.id for each in graph.merges}
    facts = history.facts_of(graph, desk.language)
    return {
        "folder": copy.folder.name,
        "graph": facts,
        "branch": branch,
        "commits": [
            {
                **each,
                "is_published": each["id"] in published,
                "is_last": each["id"] == head,
                "is_merge": each["id"] in merges,
            }
            for each in facts["commits"]
        ],
        "has_remote": bool(published),
        "lost": [
            {
                "id": each.id,
                "short": each.id[:7],
                "subject": each.subject,
                "author": each.author.name,
                "date": f"{each.written:%Y-%m-%d}",
            }
            for each in copy.lost()
        ],
    }


# --------------------------------------------------------------------------------- the gestures


def _save(desk: Desk, route: Route, fields: Fields) -> Done:
    """Save a text in a file, as an editor would: nothing is recorded."""
    copy, path = desk.copy(route), str(fields.get("path", ""))
    path = path if path == route.path else path.strip()  # what was typed, not what is there
    if not path:
        raise Refusal(Reason.NO_WORDS)
    text = as_it_was(str(fields.get("text", "")), copy.text(path))
    copy.write(path, text, seen=text_of(fields, "seen"))
    is_ignored = path in copy.standing().ignored
    fact = "file-saved-ignored" if is_ignored else "file-saved"
    return Done(fact=fact, values={"path": path}, route=route.to("copy"))


def _restore(desk: Desk, route: Route, fields: Fields) -> Done:
    path = str(fields.get("path", ""))
    if not several_of(fields, "sure"):
        raise Refusal(Reason.NOT_SURE, path=path)
    commands = desk.copy(route).restore(path)
    return _done("restored", route, commands, path=path)


def _identify(desk: Desk, route: Route, fields: Fields) -> Done:
    person = Person(name=text_of(fields, "name"), email=text_of(fields, "email"))
    commands = desk.copy(route).identify(person)
    return _done("identified", route, commands, person=person)


def _record(desk: Desk, route: Route, fields: Fields) -> Done:
    copy, again = desk.copy(route), bool(several_of(fields, "again"))
    message, paths = text_of(fields, "message"), several_of(fields, "paths")
    commands = copy.record(paths, message, again=again)
    facts, fact = _where(copy), "recorded-again" if again else "recorded"
    return _done(fact if facts["branch"] else "recorded-nowhere", route, commands, **facts)


def _give_up(desk: Desk, route: Route, fields: Fields) -> Done:
    if not several_of(fields, "sure"):
        raise Refusal(Reason.NOT_SURE_TO_GIVE_UP)
    return _done("given-up", route, desk.copy(route).give_up())


def _switch(desk: Desk, route: Route, fields: Fields) -> Done:
    branch = text_of(fields, "branch")
    return _done("switched", route, desk.copy(route).switch(branch), branch=branch)


def _revert(desk: Desk, route: Route, fields: Fields) -> Done:
    copy, commit = desk.copy(route), text_of(fields, "commit")
    commands = copy.revert(commit)
    return _done("reverted", route, commands, undone=commit[:7], **_where(copy))


def _branch(desk: Desk, route: Route, fields: Fields) -> Done:
    name, commit = text_of(fields, "name"), text_of(fields, "commit")
    commands = desk.copy(route).branch(name, commit)
    return _done("branched", route, commands, branch=name, commit=commit[:7])


def _move(desk: Desk, route: Route, fields: Fields) -> Done:
    copy, commit = desk.copy(route), text_of(fields, "commit")
    commands = copy.move(commit, with_files=text_of(fields, "files") != "stay")
    facts = _where(copy)
    return _done("moved" if facts["branch"] else "moved-nowhere", route, commands, **facts)


def _where(copy: WorkingCopy) -> dict[str, str]:
    branch, head = copy.checked_out()
    return {"commit": head[:7], "branch": branch}


def _done(fact: str, route: Route, commands: Commands, **values: object) -> Done:
    return Done(fact=fact, values=values, route=route, commands=commands)


PAGES: Final[Mapping[str, Callable[[Desk, Route], dict[str, Any]]]] = MappingProxyType(
    {"copy": _copy, "copy-file": _copy_file, "past": _past}
)
GESTURES: Final[Mapping[str, Callable[[Desk, Route, Fields], Done]]] = MappingProxyType(
    {
        "save": _save,
        "restore": _restore,
        "identify": _identify,
        "record": _record,
        "give-up": _give_up,
        "switch": _switch,
        "revert": _revert,
        "branch": _branch,
        "move": _move,
    }
)
