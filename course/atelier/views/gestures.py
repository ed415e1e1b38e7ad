# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What a person does in the panel of the practice forge: one gesture a form or button."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from atelier.forge import attempt
from atelier.forge.place import can_be_a_file
from atelier.forge.records import Decision, Method, Reason, Refusal
from atelier.verdict import Standing
from atelier.views import copies
from atelier.views.desk import (
    Desk,
    Done,
    Fields,
    Route,
    as_it_was,
    number_of,
    several_of,
    text_of,
)
from atelier.views.verdict import VerdictView
from atelier.words import Words, words_beside

WORDS: Final[Words] = words_beside(__file__)


def perform(name: str, desk: Desk, route: Route, fields: Fields) -> Done:
    """Do what was asked. Raises Refusal where the forge says no, KeyError for no such gesture."""
    return GESTURES[name](desk, route, fields)


# -------------------------------------------------------------------------------------- issues


def _open_issue(desk: Desk, route: Route, fields: Fields) -> Done:
    issue = desk.forge.open_issue(
        route.repository,
        title=text_of(fields, "title"),
        body=text_of(fields, "body"),
        labels=several_of(fields, "labels"),
        by=desk.me,
    )
    way = route.to("issue", number=issue.number)
    return Done(fact="issue-opened", values={"number": issue.number}, route=way)


def _comment_issue(desk: Desk, route: Route, fields: Fields) -> Done:
    number = number_of(fields, "number")
    desk.forge.comment_issue(route.repository, number, text_of(fields, "body"), by=desk.me)
    return Done(fact="issue-commented", route=route.to("issue", number=number))


def _sort_issue(desk: Desk, route: Route, fields: Fields) -> Done:
    number, assignee = number_of(fields, "number"), text_of(fields, "assignee")
    repository = desk.forge.repository(route.repository)
    desk.forge.change_issue(
        route.repository,
        number,
        by=desk.me,
        labels=several_of(fields, "labels") if repository.labels else None,
        assignees=[assignee] if assignee else [],
        milestone=text_of(fields, "milestone") if repository.milestones else None,
    )
    way = route.to("issue", number=number)
    return Done(fact="issue-sorted", values={"number": number}, route=way)


def _close_issue(desk: Desk, route: Route, fields: Fields) -> Done:
    number = number_of(fields, "number")
    desk.forge.close_issue(route.repository, number, by=desk.me)
    way = route.to("issue", number=number)
    return Done(fact="issue-closed", values={"number": number}, route=way)


def _reopen_issue(desk: Desk, route: Route, fields: Fields) -> Done:
    number = number_of(fields, "number")
    desk.forge.reopen_issue(route.repository, number, by=desk.me)
    way = route.to("issue", number=number)
    return Done(fact="issue-reopened", values={"number": number}, route=way)


# ------------------------------------------------------------------------------------- changes


def _propose_file(desk: Desk, route: Route, fields: Fields) -> Done:
    """Make a branch where the text was read, one commit on it, and a merge request: or nothing."""
    forge, name = desk.forge, route.repository
    path, branch, title = (text_of(fields, key) for key in ("path", "branch", "title"))
    start = text_of(fields, "start") or text_of(fields, "target")
    refusal, text = _refusal_of(desk, route, fields, title, at=start), ""
    if not refusal:
        before = forge.git(name).text(start, path)
        text = as_it_was(str(fields.get("text", "")), before)
        refusal = Refusal(Reason.NOTHING_TO_PROPOSE, branch=branch) if text == before else None
    if refusal:
        forge.note_refusal(name, "request", desk.me, refusal)
        raise refusal
    forge.add_branch(name, branch, start=start, by=desk.me)
    try:
        forge.commit_files(name, branch, {path: text}, message=title, by=desk.me, sign_off=True)
        repository = forge.repository(name)
        home = repository.parent or name  # what a fork changes is proposed to where it comes from
        request = forge.propose(
            home,
            branch,
            title=title,
            body=_body(desk, fields),
            by=desk.me,
            target=_target(desk, home, text_of(fields, "target")),
            source_repository=name,
        )
    except Refusal:
        forge.remove_branch(name, branch, by=desk.me)
        raise
    way = Route(page="request", repository=home, number=request.number)
    return Done(fact="proposed", values={"number": request.number}, route=way)


def _commit(desk: Desk, route: Route, fields: Fields) -> Done:
    """Record a text on a branch, if the file there is still the one that was read."""
    forge, name = desk.forge, route.repository
    path, branch, message = (text_of(fields, key) for key in ("path", "branch", "message"))
    git, start = forge.git(name), text_of(fields, "start")
    refusal = _refusal_of(desk, route, fields, message, at=f"refs/heads/{branch}")
    if not refusal and start and git.text(start, path) != git.text(f"refs/heads/{branch}", path):
        refusal = Refusal(Reason.OVERTAKEN, branch=branch)
    if refusal:
        forge.note_refusal(name, "commit", desk.me, refusal)
        raise refusal
    text = as_it_was(str(fields.get("text", "")), git.text(f"refs/heads/{branch}", path))
    commit = forge.commit_files(
        name, branch, {path: text}, message=message, by=desk.me, sign_off=True
    )
    values = {"commit": commit[:7], "branch": branch}
    for home in forge.repositories():
        for request in forge.requests(home.name):
            source = (request.source_repository, request.source)
            if request.state == "open" and source == (name, branch):
                way = Route(page="request", repository=home.name, number=request.number)
                return Done(fact="committed", values=values, route=way)
    return Done(fact="committed", values=values, route=route.to("repository", branch=branch))


def _propose(desk: Desk, route: Route, fields: Fields) -> Done:
    origin, branch = json.loads(text_of(fields, "source"))
    request = desk.forge.propose(
        route.repository,
        branch,
        title=text_of(fields, "title"),
        body=_body(desk, fields),
        by=desk.me,
        source_repository=origin,
    )
    way = route.to("request", number=request.number)
    return Done(fact="proposed", values={"number": request.number}, route=way)


def _fork(desk: Desk, route: Route, fields: Fields) -> Done:  # noqa: ARG001 - a gesture
    owner = desk.me.casefold().replace(" ", "-")
    made = desk.forge.fork(route.repository, by=desk.me, owner=owner)
    way = Route(page="repository", repository=made.name)
    return Done(fact="forked", values={"name": made.name}, route=way)


def _update_fork(desk: Desk, route: Route, fields: Fields) -> Done:  # noqa: ARG001 - a gesture
    parent = desk.forge.repository(route.repository).parent
    desk.forge.update_fork(route.repository, by=desk.me)
    way = Route(page="repository", repository=route.repository)
    return Done(fact="fork-updated", values={"parent": parent}, route=way)


# ------------------------------------------------------------------------------ merge requests


def _change_request(desk: Desk, route: Route, fields: Fields) -> Done:
    number = number_of(fields, "number")
    title, body = text_of(fields, "title"), text_of(fields, "body")
    desk.forge.change_request(route.repository, number, by=desk.me, title=title, body=body)
    return _at_request("request-changed", route, number)


def _close_request(desk: Desk, route: Route, fields: Fields) -> Done:
    number = number_of(fields, "number")
    desk.forge.close_request(route.repository, number, by=desk.me)
    return _at_request("request-closed", route, number)


def _comment(desk: Desk, route: Route, fields: Fields) -> Done:
    number = number_of(fields, "number")
    desk.forge.comment(
        route.repository,
        number,
        text_of(fields, "body"),
        by=desk.me,
        path=text_of(fields, "path"),
        line=number_of(fields, "line"),
        thread=number_of(fields, "thread"),
    )
    return _at_request("commented", route, number)


def _resolve(desk: Desk, route: Route, fields: Fields) -> Done:
    number, thread = number_of(fields, "number"), number_of(fields, "thread")
    desk.forge.resolve(route.repository, number, thread, by=desk.me)
    return _at_request("resolved", route, number, thread=thread)


def _review(desk: Desk, route: Route, fields: Fields) -> Done:
    number = number_of(fields, "number")
    decision = Decision(text_of(fields, "decision") or "comment")
    body = text_of(fields, "body")
    desk.forge.review(route.repository, number, decision, by=desk.me, body=body)
    return _at_request("reviewed", route, number)


def _merge(desk: Desk, route: Route, fields: Fields) -> Done:
    number, method = number_of(fields, "number"), Method(text_of(fields, "method") or "merge")
    request = desk.forge.merge(route.repository, number, by=desk.me, method=method)
    return _at_request("merged", route, number, target=request.target)


def _resolve_conflict(desk: Desk, route: Route, fields: Fields) -> Done:
    number = number_of(fields, "number")
    git, request = desk.forge.git(route.repository), desk.forge.request(route.repository, number)
    removed = several_of(fields, "remove")
    texts = {
        path: None if path in removed else as_it_was(str(text), git.text(request.head, path))
        for name, text in fields.items()
        if (path := name.removeprefix("text:")) != name
    }
    commit = desk.forge.resolve_clashes(route.repository, number, texts, by=desk.me, sign_off=True)
    return _at_request("conflict-resolved", route, number, commit=commit[:7])


def _at_request(fact: str, route: Route, number: int, **values: object) -> Done:
    way = route.to("request", number=number)
    return Done(fact=fact, values={"number": number, **values}, route=way)


# --------------------------------------------------------------------------- releases, goals


def _publish(desk: Desk, route: Route, fields: Fields) -> Done:
    tag, title, notes = (text_of(fields, key) for key in ("tag", "title", "notes"))
    desk.forge.publish(route.repository, tag, title=title, notes=notes, by=desk.me)
    return Done(fact="released", values={"tag": tag}, route=route.to("releases"))


def _check(desk: Desk, route: Route, fields: Fields) -> Done:  # noqa: ARG001 - a gesture
    """Judge what was done so far, as the notebook does; nothing is noted."""
    verdict, left_out = attempt.judged(desk.mission.name, desk.folder)
    lines = VerdictView(verdict, language=desk.language).by_criterion()
    met = sum(line.standing is Standing.MET for line in lines.values())
    why = " ".join(attempt.left_out(trouble, desk.language) for trouble in left_out)
    values = {"met": met, "all": len(lines), "why": why}
    fact = "checked-apart" if left_out else "checked"
    return Done(fact=fact, values=values, route=route.to("goals"), verdict=lines)


# ---------------------------------------------------------------------------------- the ways


def _show_branch(desk: Desk, route: Route, fields: Fields) -> Done:  # noqa: ARG001 - a gesture
    return Done(route=route.to("repository", branch=text_of(fields, "branch")))


def _choose(desk: Desk, route: Route, fields: Fields) -> Done:  # noqa: ARG001 - a gesture
    name = text_of(fields, "repository")
    if name not in desk.places:
        raise Refusal(Reason.UNKNOWN_REPOSITORY, name=name)
    return Done(route=replace(desk.home, repository=name))


# ---------------------------------------------------------------------------------- small parts


def _body(desk: Desk, fields: Fields) -> str:
    """Return a description, with the issue that was chosen to be closed."""
    body, number = text_of(fields, "body"), number_of(fields, "closes")
    if not number:
        return body
    closes = WORDS.say("closes", language=desk.language, number=number)
    return body if closes in body else f"{body}\n\n{closes}".strip()


def _target(desk: Desk, home: str, wished: str) -> str:
    return wished if wished in desk.forge.branches(home) else ""


def _refusal_of(desk: Desk, route: Route, fields: Fields, title: str, *, at: str) -> Refusal | None:
    """Return why a file cannot be recorded under its path and ``title``, if it cannot.

    A file that is added takes the place of none that is there ``at`` a commit.
    """
    path, git = text_of(fields, "path"), desk.forge.git(route.repository)
    if not title or not path:
        return Refusal(Reason.NO_WORDS)
    if not can_be_a_file(path):
        return Refusal(Reason.PATH_REFUSED, path=path)
    if not git.heads("refs/heads/"):
        return Refusal(Reason.EMPTY_REPOSITORY)
    is_there = fields.get("kind") == "add" and git.text(at, path) is not None
    return Refusal(Reason.PATH_TAKEN, path=path) if is_there else None


GESTURES: Final[Mapping[str, Callable[[Desk, Route, Fields], Done]]] = MappingProxyType(
    {
        "open-issue": _open_issue,
        "comment-issue": _comment_issue,
        "sort-issue": _sort_issue,
        "close-issue": _close_issue,
        "reopen-issue": _reopen_issue,
        "propose-file": _propose_file,
        "commit": _commit,
        "propose": _propose,
        "fork": _fork,
        "update-fork": _update_fork,
        "change-request": _change_request,
        "close-request": _close_request,
        "comment": _comment,
        "resolve": _resolve,
        "review": _review,
        "merge": _merge,
        "resolve-conflict": _resolve_conflict,
        "publish": _publish,
        "check": _check,
        "show-branch": _show_branch,
        "choose": _choose,
        **copies.GESTURES,
    }
)
