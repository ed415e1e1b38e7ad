# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Colleagues who review by rule: they read the real diff, cite its lines, and follow it up.

Each has a character, which is the list of what they look for. They know nothing but the forge,
speak through it as anyone does, and act on what is there: nothing in them is timed or scripted.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final

from atelier.forge.local import LocalForge
from atelier.forge.records import Decision, MergeRequest, Reason, Refusal, State, Thread
from atelier.git import Commit, FileChange
from atelier.repository import MARKERS
from atelier.words import Language, words_beside

MOST_LINES: Final = 200  # of a change that one person can still read
MOST_SUBJECT: Final = 72
IDLE_SUBJECTS: Final = frozenset({"wip", "fix", "update", "test", "correction", "modif", "changes"})
UNFINISHED: Final = re.compile(r"\b(?:TODO|FIXME|XXX|À FAIRE)\b")
PICTURE: Final = re.compile(r"!\[\s*\]\(|<img(?![^>]*\balt=)[^>]*>", re.IGNORECASE)
EMPTY_LINK: Final = re.compile(
    r"\[(?:cliquez ici|ici|lien|click here|here|link)\]\(", re.IGNORECASE
)
HEADING: Final = re.compile(r"^(#{1,6}) ")
# REUSE-IgnoreStart
HEADER: Final = re.compile(r"SPDX-License-Identifier:")
NOTICE: Final = re.compile(r"SPDX-FileCopyrightText:|Copyright|©")
# REUSE-IgnoreEnd
ADDRESS: Final = re.compile(r"[\w.+-]+@(?!example\.|[\w.-]*\.example\b)[\w-]+\.[\w.-]+\w")
NUMBER: Final = re.compile(r"\b\d{3}[- .]\d{3}[- .]\d{3,4}\b")
LICENCE_FILE: Final = re.compile(r"(?:^|/)(?:LICEN[CS]E|COPYING|LICENSES/.*)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What somebody has to say of one line, or of the whole (``path`` is empty then)."""

    fact: str
    path: str = ""
    line: int = 0
    values: Mapping[str, object] = field(default_factory=dict)
    is_blocking: bool = True

    @property
    def subject(self) -> str:
        """Return what the remark is about, whatever line it stands at by now."""
        about = " ".join(str(value) for value in self.values.values())
        return f"{self.fact} {self.path} {about}"


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What a colleague reads."""

    request: MergeRequest
    commits: tuple[Commit, ...]
    changes: tuple[FileChange, ...]
    text_of: Callable[[str], str]


Look = Callable[[Proposal], Iterator[Remark]]


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """One person: a name, an address, and what they look for, in their order."""

    id: str
    name: str
    email: str
    looks: tuple[Look, ...]

    def remarks(self, proposal: Proposal) -> tuple[Remark, ...]:
        """Return what they have to say of a merge request as it is."""
        return tuple(remark for look in self.looks for remark in look(proposal))


def move_in(forge: LocalForge, repository: str, colleagues: Iterable[str]) -> None:
    """Let colleagues (by their ``id``) in, and have them review ``repository``."""
    for name in colleagues:
        forge.add_person(PEOPLE[name].name, PEOPLE[name].email)
        forge.add_reviewer(repository, PEOPLE[name].name)


def answer(forge: LocalForge) -> None:
    """Let every colleague say what they have to say about every open merge request."""
    for repository in forge.repositories():
        reviewers = [each for each in PEOPLE.values() if each.name in repository.reviewers]
        for request in forge.requests(repository.name) if reviewers else ():
            for colleague in reviewers:
                if request.state is State.OPEN and request.author != colleague.name:
                    _answer_at_once(forge, repository.name, request.number, colleague)


def proposal_of(forge: LocalForge, repository: str, number: int) -> Proposal:
    """Return what there is to read of a merge request."""
    request, git = forge.request(repository, number), forge.git(repository)
    return Proposal(
        request=request,
        commits=forge.commits(repository, number),
        changes=forge.changes(repository, number),
        text_of=lambda path: git.text(request.head, path) or "",
    )


# ------------------------------------------------------------------------------- how they answer


def _answer_at_once(forge: LocalForge, repository: str, number: int, colleague: Colleague) -> None:
    """Let one colleague answer what they read, or say nothing: they will read again."""
    try:
        with forge.at_once():
            _answer(forge, repository, number, colleague)
    except Refusal as refusal:
        if refusal.reason not in {Reason.NOT_OPEN, Reason.OVERTAKEN, Reason.LINE_NOT_IN_DIFF}:
            raise


def _answer(forge: LocalForge, repository: str, number: int, colleague: Colleague) -> None:
    request = forge.request(repository, number)
    mine = [review for review in request.reviews if review.author == colleague.name]
    has_read = bool(mine) and mine[-1].commit == request.head and not mine[-1].is_stale
    if has_read:
        _reply(forge, repository, request, colleague)
        return
    proposal = proposal_of(forge, repository, number)
    remarks = colleague.remarks(proposal)
    threads = [each for each in request.threads if each.comments[0].author == colleague.name]
    told = _follow_up(forge, repository, request, colleague, threads, remarks)
    for remark in remarks:
        if remark.subject not in told:
            body = _say(f"remark.{remark.fact}", forge.language, **remark.values)
            path, line = remark.path, remark.line
            forge.comment(repository, number, body, by=colleague.name, path=path, line=line)
    decision, body = _conclusion(proposal, remarks, colleague, forge.language, is_first=not mine)
    review = forge.review(repository, number, decision, by=colleague.name, body=body)
    if review.commit != request.head:  # a push came while they read
        raise Refusal(Reason.OVERTAKEN, branch=request.source)


def _follow_up(  # noqa: PLR0913, PLR0917 - one conversation, and who holds it
    forge: LocalForge,
    repository: str,
    request: MergeRequest,
    colleague: Colleague,
    threads: Iterable[Thread],
    remarks: Iterable[Remark],
) -> set[str]:
    """Close the threads whose cause is gone, insist in the others; return what was said again."""
    now = {_say(f"remark.{each.fact}", forge.language, **each.values): each for each in remarks}
    told: set[str] = set()
    for thread in threads:
        if thread.resolved_by:
            continue
        remark = now.get(thread.comments[0].body)
        fact = "still" if remark else "settled"
        head = request.head[:7]
        body = _say(f"follow.{colleague.id}.{fact}", forge.language, commit=head)
        if remark:
            told.add(remark.subject)
        if thread.comments[-1].body != body:
            forge.comment(repository, request.number, body, by=colleague.name, thread=thread.id)
        if not remark:
            forge.resolve(repository, request.number, thread.id, by=colleague.name)
    return told


def _reply(forge: LocalForge, repository: str, request: MergeRequest, colleague: Colleague) -> None:
    """Answer who wrote in a thread of theirs without pushing anything."""
    for thread in request.threads:
        first, last = thread.comments[0], thread.comments[-1]
        if first.author != colleague.name or last.author == colleague.name or thread.resolved_by:
            continue
        fact = "question" if "?" in last.body else "heard"
        facts = {
            _say(f"remark.{remark.fact}", forge.language, **remark.values): remark.fact
            for remark in colleague.remarks(proposal_of(forge, repository, request.number))
        }
        about = facts.get(first.body, "")
        why = _say(f"why.{about}", forge.language) if about else ""
        body = _say(f"reply.{fact}", forge.language, name=last.author, why=why)
        forge.comment(repository, request.number, body, by=colleague.name, thread=thread.id)


def _conclusion(
    proposal: Proposal,
    remarks: tuple[Remark, ...],
    colleague: Colleague,
    language: Language,
    *,
    is_first: bool,
) -> tuple[Decision, str]:
    """Return the decision and its words, which tell of this change and of no other."""
    added = [line.strip() for each in proposal.changes for line in each.new_lines.values()]
    quoted = next((line for line in added if len(line) > 1), "")
    values = {
        "name": proposal.request.author,
        "files": ", ".join(change.path for change in proposal.changes[:3]),
        "added": sum(change.added for change in proposal.changes),
        "removed": sum(change.removed for change in proposal.changes),
        "commits": len(proposal.commits),
        "quoted": quoted[:80],
        "count": len(remarks),
    }
    blocking = [remark for remark in remarks if remark.is_blocking]
    fact = "changes" if blocking else "approval" if is_first else "approval-again"
    decision = Decision.REQUEST_CHANGES if blocking else Decision.APPROVE
    return decision, _say(f"conclusion.{colleague.id}.{fact}", language, **values)


def _say(key: str, language: Language, **values: object) -> str:
    return words_beside(__file__).say(key, language=language, **values)


# -------------------------------------------------------------------------- what they look for


def _added(proposal: Proposal) -> Iterator[tuple[FileChange, int, str]]:
    for change in proposal.changes:
        for line, text in change.new_lines.items():
            yield change, line, text


def _sign_off(proposal: Proposal) -> Iterator[Remark]:
    for commit in proposal.commits:
        if not commit.is_signed_off:
            values = {"subject": commit.subject, "author": str(commit.author)}
            yield Remark(fact="sign-off", values=values)


def _subjects(proposal: Proposal) -> Iterator[Remark]:
    for commit in proposal.commits:
        subject = commit.subject.strip()
        if subject.casefold().rstrip(".! ") in IDLE_SUBJECTS or not subject:
            yield Remark(fact="idle-subject", values={"subject": subject})
        elif len(subject) > MOST_SUBJECT:
            values = {"subject": subject[:40], "most": MOST_SUBJECT}
            yield Remark(fact="long-subject", values=values, is_blocking=False)


def _leftovers(proposal: Proposal) -> Iterator[Remark]:
    for change, line, text in _added(proposal):
        if MARKERS.search(text):
            yield Remark(fact="marker", path=change.path, line=line, values={"text": text[:40]})
        elif UNFINISHED.search(text):
            values = {"text": text.strip()[:60]}
            yield Remark(fact="unfinished", path=change.path, line=line, values=values)


def _size(proposal: Proposal) -> Iterator[Remark]:
    lines = sum(change.added + change.removed for change in proposal.changes)
    if lines > MOST_LINES:
        yield Remark(fact="size", values={"lines": lines, "most": MOST_LINES})


def _binaries(proposal: Proposal) -> Iterator[Remark]:
    for change in proposal.changes:
        if change.is_binary and change.is_new:
            yield Remark(fact="binary", path=change.path, values={"file": change.path})


def _body(proposal: Proposal) -> Iterator[Remark]:
    if not proposal.request.body.strip():
        yield Remark(fact="no-body", is_blocking=False)


def _pictures(proposal: Proposal) -> Iterator[Remark]:
    for change, line, text in _added(proposal):
        if _is_prose(change) and PICTURE.search(text):
            values = {"text": text.strip()[:60]}
            yield Remark(fact="no-alternative", path=change.path, line=line, values=values)


def _links(proposal: Proposal) -> Iterator[Remark]:
    for change, line, text in _added(proposal):
        if _is_prose(change) and (found := EMPTY_LINK.search(text)):
            values = {"text": found[0][1:-2]}
            yield Remark(fact="empty-link", path=change.path, line=line, values=values)


def _headings(proposal: Proposal) -> Iterator[Remark]:
    for change in proposal.changes:
        if change.is_gone or PurePosixPath(change.path).suffix != ".md":
            continue
        level = 0
        for number, text in enumerate(proposal.text_of(change.path).splitlines(), start=1):
            if heading := HEADING.match(text):
                deeper = len(heading[1])
                if level and deeper > level + 1 and number in change.new_lines:
                    values = {"text": text.strip()[:60], "level": level + 1}
                    yield Remark(fact="heading", path=change.path, line=number, values=values)
                level = deeper


def _headers(proposal: Proposal) -> Iterator[Remark]:
    for change in proposal.changes:
        before = [line for line in change.diff.splitlines() if line.startswith("-")]
        after = [line for line in change.diff.splitlines() if line.startswith("+")]
        for fact, sought in (("lost-header", HEADER), ("lost-notice", NOTICE)):
            had = any(sought.search(line) for line in before)
            if had and not any(sought.search(line) for line in after) and not change.is_gone:
                yield Remark(fact=fact, path=change.path, values={"file": change.path})


def _licence_files(proposal: Proposal) -> Iterator[Remark]:
    for change in proposal.changes:
        if LICENCE_FILE.search(change.path) and not change.is_new:
            yield Remark(fact="licence-file", path=change.path, values={"file": change.path})


def _personal(proposal: Proposal) -> Iterator[Remark]:
    for change, line, text in _added(proposal):
        found = ADDRESS.search(text) or NUMBER.search(text)
        if found and not NOTICE.search(text):
            yield Remark(fact="personal", path=change.path, line=line, values={"text": found[0]})


def _is_prose(change: FileChange) -> bool:
    return PurePosixPath(change.path).suffix in {".md", ".html", ".htm"}


PEOPLE: Final[Mapping[str, Colleague]] = MappingProxyType(
    {
        each.id: each
        for each in (
            Colleague(
                id="maintainer",
                name="Noor Haddad",
                email="noor.haddad@ville.example",
                looks=(_sign_off, _subjects, _leftovers),
            ),
            Colleague(
                id="hurried",
                name="Théo Gagnon",
                email="theo.gagnon@ville.example",
                looks=(_size, _binaries, _body),
            ),
            Colleague(
                id="accessibility",
                name="Maya Tremblay",
                email="maya.tremblay@ville.example",
                looks=(_pictures, _links, _headings),
            ),
            Colleague(
                id="jurist",
                name="Raphaël Roy",
                email="raphael.roy@ville.example",
                looks=(_headers, _licence_files, _personal),
            ),
        )
    }
)
