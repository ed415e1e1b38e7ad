# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The pages of the practice forge: what each one shows, as plain facts for its template."""

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import count
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, Final

from atelier.forge import rules
from atelier.forge.local import LocalForge
from atelier.forge.mission import WORKING_COPY
from atelier.forge.records import (
    Comment,
    Decision,
    Event,
    Issue,
    MergeRequest,
    Method,
    Repository,
    State,
    Thread,
    refusal_sentence,
)
from atelier.forge.working_copy import mark_of
from atelier.git import Commit, FileChange
from atelier.graph import graph_of
from atelier.views import copies, history
from atelier.views.desk import WORDS, Desk, Route, changed, is_text
from atelier.views.view import TEMPLATES
from atelier.words import Language

MOST_EVENTS: Final = 100
SIDES: Final = re.compile(
    r"^<{7}[^\n]*\n(?P<ours>.*?)(?:^\|{7}[^\n]*\n.*?)?^={7}\n(?P<theirs>.*?)^>{7}[^\n]*$",
    re.MULTILINE | re.DOTALL,
)


def render(desk: Desk, route: Route, *, is_live: bool = True) -> str:
    """Return a page as HTML. Raises Refusal where it is about something that is not there.

    A page that is not live has neither form nor button: the same facts, for paper and the book.
    """
    facts = PAGES[route.page](desk, route)
    nav = copies.NAV if desk.mission.is_local else NAV
    return TEMPLATES.get_template(f"pages/{route.page}.html").render(
        words=WORDS.table(language=desk.language) | copies.WORDS.table(language=desk.language),
        graph_words=history.WORDS.table(language=desk.language),
        language=desk.language,
        route=route,
        me=desk.me,
        is_live=is_live,
        is_local=desk.mission.is_local,
        nav=nav if is_live else (),
        repositories=desk.places if is_live else (),
        **facts,
    )


# ----------------------------------------------------------------------------------- repository


def _repository(desk: Desk, route: Route) -> dict[str, Any]:
    forge, name = desk.forge, route.repository
    repository = forge.repository(name)
    branches = forge.branches(name)
    branch = _branch(repository, branches, route)
    git = forge.git(name)
    head = branches.get(branch, "")
    last = git.commits([head], most=1)[-1] if head else None
    protection = repository.protected.get(branch)
    return {
        "repository": repository,
        "address": forge.address_of(name),
        "working_copy": WORKING_COPY if name == desk.mission.repository else "",
        "branches": sorted(branches, key=lambda each: (each != repository.default_branch, each)),
        "branch": branch,
        "last": _commit(last) if last else None,
        "files": git.files(head) if head else (),
        "approvals": protection.approvals if protection else 0,
        "rules": rules.names(protection.names if protection else (), desk.language),
        "is_protected": protection is not None,
        "proposed": _proposed_by_others(desk, name, branch),
        "may_fork": not repository.parent and not _fork_of(forge, name),
        "is_behind": bool(repository.parent) and _is_behind(forge, name),
    }


def _file(desk: Desk, route: Route) -> dict[str, Any]:
    forge, name = desk.forge, route.repository
    repository = forge.repository(name)
    branches = forge.branches(name)
    branch = _branch(repository, branches, route)
    text = forge.git(name).text(branches.get(branch, ""), route.path)
    return {
        "repository": repository,
        "branch": branch,
        "path": route.path,
        "text": text if text is not None and is_text(text) else "",
        "is_there": text is not None,
        "is_text": text is not None and is_text(text),
        "proposed": _proposed_by_others(desk, name, branch),
    }


def _proposed_by_others(desk: Desk, repository: str, branch: str) -> MergeRequest | None:
    """Return the merge request by which somebody else proposes a branch: theirs to change."""
    requests = [
        request
        for target in desk.forge.repositories()
        for request in desk.forge.requests(target.name)
        if (request.source_repository, request.source) == (repository, branch)
    ]
    is_mine = desk.me in {request.author for request in requests}
    return None if is_mine or not requests else requests[-1]


def _edit(desk: Desk, route: Route) -> dict[str, Any]:
    facts = _file(desk, route)
    branches = desk.forge.branches(route.repository)
    protected = facts["repository"].protected
    stem = re.sub(r"[^\w-]+", "-", PurePosixPath(route.path).stem).strip("-").lower() or "page"
    wished = desk.say("edit.branch", stem=stem)
    free = next(
        name
        for number in count(1)
        if (name := wished if number == 1 else f"{wished}-{number}") not in branches
    )
    person = desk.forge.person(desk.me)
    kind = "edit" if facts["is_there"] else "add"
    return {
        **facts,
        "kind": kind,
        "start": branches.get(facts["branch"], ""),
        "is_mine": facts["branch"] not in protected
        and facts["branch"] != facts["repository"].default_branch,
        "new_branch": free,
        "title": desk.say("edit.title", path=route.path) if route.path else "",
        "issues": _open_issues(desk, route.repository),
        "sign_off": f"Signed-off-by: {person}",
        "target": facts["branch"],
        "is_text": facts["is_text"] or not facts["is_there"],
        "seen": mark_of(facts["text"]),
    }


def _history(desk: Desk, route: Route) -> dict[str, Any]:
    graph = graph_of(desk.forge.git(route.repository))
    return {"graph": history.facts_of(graph, desk.language)}


# --------------------------------------------------------------------------------------- issues


def _issues(desk: Desk, route: Route) -> dict[str, Any]:
    repository = desk.forge.repository(route.repository)
    issues = desk.forge.issues(route.repository)
    return {
        "open": [each for each in issues if each.state is State.OPEN],
        "closed": [each for each in issues if each.state is not State.OPEN],
        "labels": repository.labels,
    }


def _issue(desk: Desk, route: Route) -> dict[str, Any]:
    repository = desk.forge.repository(route.repository)
    issue = desk.forge.issue(route.repository, route.number)
    return {
        "issue": issue,
        "when": _when(issue.moment),
        "comments": [_comment(each) for each in issue.comments],
        "labels": repository.labels,
        "milestones": repository.milestones,
        "people": list(dict.fromkeys((desk.me, *repository.reviewers))),
        "is_open": issue.state is State.OPEN,
    }


def _open_issues(desk: Desk, repository: str) -> list[Issue]:
    return [each for each in desk.forge.issues(repository) if each.state is State.OPEN]


# ------------------------------------------------------------------------------- merge requests


def _requests(desk: Desk, route: Route) -> dict[str, Any]:
    forge, name = desk.forge, route.repository
    repository = forge.repository(name)
    requests = forge.requests(name)
    proposed = {
        (each.source_repository, each.source) for each in requests if each.state is State.OPEN
    }
    sources = []
    for origin in forge.repositories():
        if name not in {origin.name, origin.parent}:
            continue
        for branch, head in forge.branches(origin.name).items():
            is_target = origin.name == name and branch == repository.default_branch
            if (origin.name, branch) not in proposed and not is_target:
                about = forge.git(origin.name).commits([head], most=1)[-1].subject
                sources.append({"repository": origin.name, "branch": branch, "about": about})
    return {
        "open": [each for each in requests if each.state is State.OPEN],
        "closed": [each for each in requests if each.state is not State.OPEN],
        "sources": sources,
        "target": repository.default_branch,
        "title": sources[0]["about"] if len(sources) == 1 else "",
        "issues": _open_issues(desk, name),
    }


def _request(desk: Desk, route: Route) -> dict[str, Any]:
    forge, name = desk.forge, route.repository
    repository, request = forge.repository(name), forge.request(name, route.number)
    obstacles, clashes = _obstacles(desk, repository, request)
    changes = forge.changes(name, route.number)
    shown = {each.path for each in changes}
    return {
        "request": request,
        "when": _when(request.moment),
        "is_open": request.state is State.OPEN,
        "is_mine": request.author == desk.me,
        "obstacles": obstacles,
        "clashes": clashes,
        "checks": [_check(each, desk.language) for each in request.checks],
        "commits": [_commit(each) for each in forge.commits(name, route.number)],
        "reviews": [_review(each, request, desk) for each in request.reviews],
        "threads": [_thread(each) for each in request.threads if each.path not in shown],
        "gone": {each.id: each.path for each in request.threads if each.path not in {"", *shown}},
        "files": [_changed(each, request) for each in changes],
        "methods": [each.value for each in Method],
        "decisions": [each.value for each in _decisions(desk, request)],
    }


def _decisions(desk: Desk, request: MergeRequest) -> tuple[Decision, ...]:
    return (Decision.COMMENT,) if request.author == desk.me else tuple(Decision)


def _obstacles(
    desk: Desk, repository: Repository, request: MergeRequest
) -> tuple[list[str], tuple[str, ...]]:
    """Return all that keeps a merge request out, one sentence each, and the files that clash."""
    if request.state is not State.OPEN:
        return [], ()
    forge, found = desk.forge, []
    clashes = forge.clashes(repository.name, request.number)
    if request.target not in forge.branches(repository.name):
        found.append(desk.say("obstacle.target", target=request.target))
    if clashes:
        found.append(desk.say("obstacle.conflict", files=", ".join(clashes), target=request.target))
    if objections := forge.objections(request):
        found.append(desk.say("obstacle.changes", names=", ".join(objections)))
    protection = repository.protected.get(request.target)
    if protection:
        failed = [each.name for each in request.checks if not each.passed]
        if failed:
            checks = rules.names(failed, desk.language)
            found.append(desk.say("obstacle.checks", checks=checks))
        missing = protection.approvals - len(forge.approvals(request))
        if missing > 0:
            found.append(desk.say("obstacle.approvals", count=missing))
    return found, clashes


def _check(result: Any, language: Language) -> dict[str, Any]:  # noqa: ANN401 - a CheckResult
    return {
        "name": rules.names([result.name], language),
        "passed": result.passed,
        "sentence": rules.sentence(result, language),
    }


def _review(review: Any, request: MergeRequest, desk: Desk) -> dict[str, Any]:  # noqa: ANN401
    facts = {"name": review.author, "commit": review.commit[:7]}
    return {
        "sentence": desk.say(f"review.{review.decision}", **facts),
        "body": review.body,
        "when": _when(review.moment),
        "is_stale": review.is_stale or review.commit != request.head,
    }


def _thread(thread: Thread) -> dict[str, Any]:
    return {
        "id": thread.id,
        "line": thread.line,
        "comments": [_comment(each) for each in thread.comments],
        "resolved_by": thread.resolved_by,
    }


def _changed(change: FileChange, request: MergeRequest) -> dict[str, Any]:
    return {
        **changed(change),
        "lines": sorted(change.shown_lines),
        "threads": [_thread(each) for each in request.threads if each.path == change.path],
    }


def _conflict(desk: Desk, route: Route) -> dict[str, Any]:
    request = desk.forge.request(route.repository, route.number)
    clashing = desk.forge.clash_texts(route.repository, route.number)
    return {
        "request": request,
        "files": [
            {
                "path": path,
                "text": text,
                "is_text": is_text(text),
                "places": [
                    {"ours": found["ours"], "theirs": found["theirs"]}
                    for found in SIDES.finditer(text)
                ],
            }
            for path, text in clashing.items()
        ],
        "sign_off": f"Signed-off-by: {desk.forge.person(desk.me)}",
    }


# ------------------------------------------------------------------- releases, events, goals


def _releases(desk: Desk, route: Route) -> dict[str, Any]:
    forge, name = desk.forge, route.repository
    repository = forge.repository(name)
    releases = forge.releases(name)
    tags = {ref.removeprefix("refs/tags/") for ref in forge.git(name).heads("refs/tags/")}
    return {
        "releases": [
            {"release": each, "when": _when(each.moment), "short": each.commit[:7]}
            for each in reversed(releases)
        ],
        "free_tags": sorted(tags - {each.tag for each in releases}),
        "target": repository.default_branch,
    }


def _events(desk: Desk, route: Route) -> dict[str, Any]:
    events = desk.forge.events(route.repository)
    return {
        "events": [
            {"when": _when(each.moment), "sentence": told(desk, each)}
            for each in reversed(events[-MOST_EVENTS:])
        ],
        "older": max(0, len(events) - MOST_EVENTS),
    }


def told(desk: Desk, event: Event) -> str:
    """Return what happened, in one sentence."""
    facts = {**event.facts, "name": event.actor or desk.say("event.somebody")}
    kind = event.kind
    if kind == "refused":
        why = refusal_sentence(str(facts["reason"]), facts.get("values", {}), desk.language)
        return desk.say("event.refused", name=facts["name"], why=why)
    if kind == "pushed":
        reference = str(facts["reference"])
        what = "tag" if reference.startswith("refs/tags/") else "branch"
        how = "new" if not facts["old"] else "gone" if not facts["new"] else "moved"
        kind = f"pushed-{what}-{'forced' if facts['forced'] else how}"
        facts["reference"] = reference.removeprefix("refs/heads/").removeprefix("refs/tags/")
    if kind == "reviewed":
        kind = f"reviewed-{facts['decision']}"
    return desk.say(f"event.{kind}", **{key: str(value) for key, value in facts.items()})


def _goals(desk: Desk, route: Route) -> dict[str, Any]:  # noqa: ARG001 - a page
    language = desk.language
    goals = [
        {
            "id": goal.id,
            "sentence": goal.sentence[language],
            "line": desk.verdict.get(goal.id),
            "hints": goal.hints[language],
        }
        for goal in desk.mission.goals
    ]
    return {"title": desk.mission.title[language], "goals": goals}


# ---------------------------------------------------------------------------------- small parts


def _branch(repository: Repository, branches: Iterable[str], route: Route) -> str:
    known = list(branches)
    if route.branch in known:
        return route.branch
    main = repository.default_branch
    return main if main in known or not known else known[0]


def _is_behind(forge: LocalForge, name: str) -> bool:
    """Return whether the repository that a fork comes from has commits that the fork has not."""
    fork = forge.repository(name)
    parent, git = forge.repository(fork.parent), forge.git(name)
    theirs = forge.branches(parent.name).get(parent.default_branch)
    ours = forge.branches(name).get(fork.default_branch)
    if not theirs or not ours:
        return False
    return git.commit_at(theirs) is None or not git.is_ancestor(theirs, ours)


def _fork_of(forge: LocalForge, name: str) -> bool:
    return any(each.parent == name for each in forge.repositories())


def _commit(commit: Commit) -> dict[str, Any]:
    return {
        "short": commit.id[:7],
        "subject": commit.subject,
        "author": commit.author.name,
        "when": f"{commit.written:%Y-%m-%d %H:%M}",
        "is_signed_off": commit.is_signed_off,
    }


def _comment(comment: Comment) -> dict[str, str]:
    return {"author": comment.author, "when": _when(comment.moment), "body": comment.body}


def _when(moment: str) -> str:
    return moment[:16].replace("T", " ")


NAV: Final = ("goals", "repository", "history", "issues", "requests", "releases", "events")
PAGES: Final[Mapping[str, Callable[[Desk, Route], dict[str, Any]]]] = MappingProxyType(
    {
        "goals": _goals,
        "repository": _repository,
        "file": _file,
        "edit": _edit,
        "history": _history,
        "issues": _issues,
        "issue": _issue,
        "requests": _requests,
        "request": _request,
        "conflict": _conflict,
        "releases": _releases,
        "events": _events,
        **copies.PAGES,
    }
)
