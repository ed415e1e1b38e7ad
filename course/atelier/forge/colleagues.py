# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Colleagues who review by rule: they read the real diff, cite its lines, and follow it up.

Each has a character, which is the list of what they look for. They know nothing but the forge,
speak through it as anyone does, and act on what is there: nothing in them is timed or scripted.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final
from urllib.parse import unquote

from atelier.artefacts.page import Page, page_of
from atelier.forge.local import LocalForge
from atelier.forge.records import Decision, MergeRequest, Reason, Refusal, State, Thread
from atelier.git import Commit, FileChange, Git
from atelier.repository import EDGE, MIDDLE, marked_files
from atelier.words import LANGUAGES, Language, words_beside

MOST_LINES: Final = 200  # of a change that one person can still read
MOST_SUBJECT: Final = 72
MOST_QUOTED: Final = 60
MOST_NAMED: Final = 3  # files, in a conclusion
IDLE_SUBJECTS: Final = frozenset({"wip", "fix", "update", "test", "correction", "modif", "changes"})
UNFINISHED: Final = re.compile(r"\b(?:TODO|FIXME|XXX|À FAIRE)\b")
VAGUE_PICTURES: Final = frozenset({"image", "img", "photo", "figure", "picture"})
EMPTY_LINKS: Final = frozenset(
    {
        *("", "ici", "cliquez ici", "cliquer ici", "lien", "ce lien", "en savoir plus"),
        *("here", "click here", "click", "link", "this link", "read more", "learn more"),
    }
)
ROW: Final = "=" * 7  # between the two sides of a conflict, or below a title
TITLED: Final = frozenset({"", ".adoc", ".htm", ".html", ".markdown", ".md", ".rst", ".txt"})
ADDRESS_ALONE: Final = re.compile(r"(?:https?://|www\.)\S+")
FENCE: Final = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})")
HEADING: Final = re.compile(r"^(#{1,6}) ")
# REUSE-IgnoreStart
HEADER: Final = re.compile(r"SPDX-License-Identifier:")
NOTICE: Final = re.compile(r"SPDX-FileCopyrightText:|Copyright|©")
LICENCE: Final = re.compile(r"SPDX-License-Identifier:\s*(?P<licence>.*?)\s*(?:-->|\*/)?\s*$")
# REUSE-IgnoreEnd
ADDRESS: Final = re.compile(r"[\w.+-]+@(?!example\.|[\w.-]*\.example\b)[\w-]+\.[\w.-]+\w")
# A telephone number; or nine digits by three, unless an amount of money is meant.
NUMBER: Final = re.compile(
    r"(?<!\d)(?:\(\d{3}\)|\d{3})[-. \u00a0\u2011]?"
    r"(?:(?<=\D)\d{3}[-. \u00a0\u2011]\d{4}|(?<=[-. ])\d{3}[-. ]\d{3}(?!\s*\$))(?!\d)"
)
LICENCE_FILE: Final = re.compile(r"(?:^|/)(?:LICEN[CS]E|COPYING|LICENSES/.*)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What somebody has to say of one line, or of the whole (``path`` is empty then)."""

    fact: str
    path: str = ""
    line: int = 0
    values: Mapping[str, object] = field(default_factory=dict)
    is_blocking: bool = True


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What a colleague reads; ``rows`` are lines that a merge left of its conflict, by path."""

    request: MergeRequest
    commits: tuple[Commit, ...]
    changes: tuple[FileChange, ...]
    text_of: Callable[[str], str]
    rows: frozenset[tuple[str, int]] = frozenset()


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
    commits, changes = forge.commits(repository, number), forge.changes(repository, number)
    return Proposal(
        request=request,
        commits=commits,
        changes=changes,
        text_of=cache(lambda path: git.text(request.head, path) or ""),
        rows=frozenset(_left_over(git, request.head, commits, changes)),
    )


def _left_over(
    git: Git, head: str, commits: Iterable[Commit], changes: Iterable[FileChange]
) -> Iterator[tuple[str, int]]:
    """Yield the rows of ``=`` that a merge left of a conflict and that are there still.

    Its sides tell them from those below a title: a row that stands so on one side is none.
    """
    paths = [each.path for each in changes if any(map(MIDDLE.search, each.new_lines.values()))]
    for merge in commits:
        if not paths or len(merge.parents) == 1:
            continue
        left = marked_files(git, merge.id, paths, *merge.parents)
        for path in marked_files(git, head, left, *merge.parents):
            sides = [git.text(side, path) or "" for side in merge.parents]
            known = {above for side in sides for above in _rows(side).values()}
            rows = _rows(git.text(head, path) or "")
            new = [number for number, above in rows.items() if above not in known]
            yield from ((path, number) for number in new or rows)


def _rows(text: str) -> dict[int, str]:
    """Return the number of each row of ``=`` in a text, with the line above it."""
    lines = ["", *text.split("\n")]
    return {
        number: lines[number - 1] for number in range(1, len(lines)) if MIDDLE.match(lines[number])
    }


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
    threads = [
        each
        for each in request.threads
        if each.comments[0].author == colleague.name and not each.resolved_by
    ]
    still = _still(forge, repository, proposal, threads, remarks)
    for thread in threads:
        _follow_up(forge, repository, request, colleague, thread, is_still=thread.id in still)
    for position, remark in enumerate(remarks):
        if position not in still.values():
            body = _say(f"remark.{remark.fact}", forge.language, **remark.values)
            path, line = remark.path, remark.line
            forge.comment(repository, number, body, by=colleague.name, path=path, line=line)
    asked = any(review.decision is Decision.REQUEST_CHANGES for review in mine)
    decision, body = _conclusion(proposal, remarks, colleague, forge.language, has_asked=asked)
    review = forge.review(repository, number, decision, by=colleague.name, body=body)
    if review.commit != request.head:  # a push came while they read
        raise Refusal(Reason.OVERTAKEN, branch=request.source)


def _still(
    forge: LocalForge,
    repository: str,
    proposal: Proposal,
    threads: Sequence[Thread],
    remarks: tuple[Remark, ...],
) -> dict[int, int]:
    """Return the threads (by id) whose cause is still there, each with the remark that says so.

    A remark takes up a thread where it stands at the same line, or at one that was written in its
    stead; else where it says the very same of the same file: the line was moved.
    """
    said = [_say(f"remark.{each.fact}", forge.language, **each.values) for each in remarks]
    now = {thread.id: _lines_now(forge, repository, proposal, thread) for thread in threads}
    found: dict[int, int] = {}
    for is_meant in (
        lambda thread, remark, words: _is_there(thread, remark, words, now[thread.id]),
        lambda thread, _, words: words == thread.comments[0].body,
    ):
        for thread in threads:
            for position, (remark, words) in enumerate(zip(remarks, said, strict=True)):
                is_free = thread.id not in found and position not in found.values()
                if is_free and remark.path == thread.path and is_meant(thread, remark, words):
                    found[thread.id] = position
    return found


def _is_there(thread: Thread, remark: Remark, words: str, now: range) -> bool:
    """Return whether a remark (in ``words``) is a thread's own, whose line is one of ``now``."""
    body = thread.comments[0].body
    about = _fact_of(body)
    if remark.line:
        return remark.fact == about and remark.line in now
    return words == body or remark.fact == about == "size"


def _lines_now(forge: LocalForge, repository: str, proposal: Proposal, thread: Thread) -> range:
    """Return the lines of the new file that stand where a thread's line stood."""
    before = (forge.git(repository).text(thread.commit, thread.path) or "").splitlines()
    now, at = proposal.text_of(thread.path).splitlines(), thread.line - 1
    for kind, start, end, new_start, new_end in SequenceMatcher(
        a=before, b=now, autojunk=False
    ).get_opcodes():
        if start <= at < end and kind == "equal":
            return range(new_start + at - start + 1, new_start + at - start + 2)
        if start <= at < end:
            return range(new_start + 1, new_end + 1)
    return range(0)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    words = words_beside(__file__)
    return tuple(
        (fact, re.compile(re.sub(r"\\\{\w+\\\}", ".*", re.escape(str(sentence))), re.DOTALL))
        for language in LANGUAGES
        for fact, sentence in words.table("remark", language=language).items()
    )


def _fact_of(body: str) -> str:
    """Return what a remark is about, by its words."""
    return next((fact for fact, pattern in _patterns() if pattern.fullmatch(body)), "")


def _follow_up(  # noqa: PLR0913 - one conversation, and who holds it
    forge: LocalForge,
    repository: str,
    request: MergeRequest,
    colleague: Colleague,
    thread: Thread,
    *,
    is_still: bool,
) -> None:
    """Close a thread whose cause is gone, insist in another."""
    fact = "still" if is_still else "settled"
    body = _say(f"follow.{colleague.id}.{fact}", forge.language, commit=request.head[:7])
    if thread.comments[-1].body != body:
        forge.comment(repository, request.number, body, by=colleague.name, thread=thread.id)
    if not is_still:
        forge.resolve(repository, request.number, thread.id, by=colleague.name)


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
    has_asked: bool,
) -> tuple[Decision, str]:
    """Return the decision and its words, which tell of this change and of no other."""
    added = [line.strip() for each in proposal.changes for line in each.new_lines.values()]
    quoted = next((line for line in added if re.search(r"\w", line)), "")
    named = [change.path for change in proposal.changes[:MOST_NAMED]]
    values = {
        "name": proposal.request.author,
        "files": ", ".join(named + ["…"] * (len(proposal.changes) > MOST_NAMED)),
        "added": sum(change.added for change in proposal.changes),
        "removed": sum(change.removed for change in proposal.changes),
        "commits": len(proposal.commits),
        "quoted": quoted[:80],
        "count": len(remarks),
    }
    blocking = [remark for remark in remarks if remark.is_blocking]
    fact = "changes" if blocking else "approval-again" if has_asked else "approval"
    if fact == "approval" and not quoted:
        fact = "approval-unquoted"
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
    added = list(_added(proposal))
    torn = {change.path for change, _, text in added if EDGE.search(text)}
    for change, line, text in added:
        is_row = MIDDLE.search(text) and (
            change.path in torn
            or (change.path, line) in proposal.rows
            or not _may_underline(proposal, change.path, line)
        )
        if EDGE.search(text) or is_row:
            yield Remark(fact="marker", path=change.path, line=line, values={"text": text[:40]})
        elif UNFINISHED.search(text):
            values = {"text": text.strip()[:60]}
            yield Remark(fact="unfinished", path=change.path, line=line, values=values)


def _may_underline(proposal: Proposal, path: str, line: int) -> bool:
    """Return whether a row of seven ``=`` may stand below a title, or be something else."""
    suffix = PurePosixPath(path).suffix.lower()
    above, row = ["", *proposal.text_of(path).split("\n")][line - 1 : line + 1]
    is_below_text = bool(above.strip()) or suffix not in {".md", ".markdown"}
    return row.strip() != ROW or (suffix in TITLED and is_below_text)


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
    for change, page in _pages(proposal):
        lines = proposal.text_of(change.path).split("\n")
        for picture in page.pictures:
            if picture.line not in change.new_lines or picture.alternative == "":
                continue  # without words on purpose: a decoration
            said, file = _letters(picture.alternative or ""), PurePosixPath(unquote(picture.file))
            fact, text = "", picture.alternative or ""
            if not said:
                fact, text = "no-alternative", lines[picture.line - 1].strip()
            elif said in {*VAGUE_PICTURES, _letters(file.name), _letters(file.stem)}:
                fact = "vague-alternative"
            if fact:
                values = {"text": text[:MOST_QUOTED]}
                yield Remark(fact=fact, path=change.path, line=picture.line, values=values)


def _links(proposal: Proposal) -> Iterator[Remark]:
    for change, page in _pages(proposal):
        for link in page.links:
            words = " ".join(re.sub(r"[\W_]+", " ", link.text.casefold()).split())
            is_address = bool(ADDRESS_ALONE.fullmatch(link.text))
            if link.line in change.new_lines and (is_address or words in EMPTY_LINKS):
                fact = "address-link" if is_address else "empty-link"
                values = {"text": link.text[:MOST_QUOTED]}
                yield Remark(fact=fact, path=change.path, line=link.line, values=values)


def _headings(proposal: Proposal) -> Iterator[Remark]:
    for change in proposal.changes:
        if change.is_gone or PurePosixPath(change.path).suffix != ".md":
            continue
        level = 0
        whole = proposal.text_of(change.path)
        fenced = _fenced(whole)
        for number, text in enumerate(whole.splitlines(), start=1):
            if number not in fenced and (heading := HEADING.match(text)):
                deeper = len(heading[1])
                if level and deeper > level + 1 and number in change.new_lines:
                    values = {"text": text.strip()[:60], "level": level + 1}
                    yield Remark(fact="heading", path=change.path, line=number, values=values)
                level = deeper


def _headers(proposal: Proposal) -> Iterator[Remark]:
    """Whether licence lines and notices that were there are there still, whatever the year."""
    for change in proposal.changes:
        if change.is_gone:
            continue
        removed = [line[1:] for line in change.diff.splitlines() if line.startswith("-")]
        now = proposal.text_of(change.path).splitlines()
        yield from _licence_lines(change.path, removed, now)
        holders = {_holder(line) for line in now if NOTICE.search(line)}
        if any(NOTICE.search(line) and _holder(line) not in holders for line in removed):
            yield Remark(fact="lost-notice", path=change.path, values={"file": change.path})


def _licence_lines(path: str, removed: Iterable[str], now: Iterable[str]) -> Iterator[Remark]:
    old = [found["licence"] for line in removed if (found := LICENCE.search(line))]
    new = [found["licence"] for line in now if (found := LICENCE.search(line))]
    lost = [licence for licence in old if licence not in new]
    if lost and new:
        values = {"file": path, "old": lost[0], "new": new[0]}
        yield Remark(fact="other-licence", path=path, values=values)
    elif lost:
        yield Remark(fact="lost-header", path=path, values={"file": path})


def _holder(line: str) -> str:
    return re.sub(r"[\W\d_]+", "", line.casefold())


def _licence_files(proposal: Proposal) -> Iterator[Remark]:
    for change in proposal.changes:
        if LICENCE_FILE.search(change.path) and not change.is_new:
            yield Remark(fact="licence-file", path=change.path, values={"file": change.path})


def _personal(proposal: Proposal) -> Iterator[Remark]:
    for change, line, text in _added(proposal):
        found = ADDRESS.search(text) or NUMBER.search(text)
        if found and not NOTICE.search(text):
            yield Remark(fact="personal", path=change.path, line=line, values={"text": found[0]})


def _pages(proposal: Proposal) -> Iterator[tuple[FileChange, Page]]:
    """Yield what each page shows that is changed."""
    for change in proposal.changes:
        kind = PurePosixPath(change.path).suffix
        if kind in {".md", ".html", ".htm"} and change.new_lines and not change.is_gone:
            text = proposal.text_of(change.path)
            yield change, page_of(text, is_html=kind != ".md")


def _fenced(text: str) -> set[int]:
    """Return the numbers of the lines that are in a block of code, its fences included."""
    fenced, fence = set(), ""
    for number, line in enumerate(text.splitlines(), start=1):
        found = FENCE.match(line)
        if fence or found:
            fenced.add(number)
        if found and not fence:
            fence = found["fence"]
        elif found and found["fence"].startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
    return fenced


def _letters(word: str) -> str:
    return re.sub(r"[\W_]+", "", word.casefold())


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
