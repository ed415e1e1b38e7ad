# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A forge of one's own: bare repositories that real git pushes to, and what is said around them.

Git is the truth about commits and branches; the store holds the rest, and what was last seen of
git. Whatever happens in between (a push, a kill, a second kernel), ``settle`` finds the
difference, notes it, and brings merge requests up to date. Each method is a verb of a forge; one
that the forge refuses raises ``Refusal``, and the attempt stands in the event log.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from atelier.forge import rules
from atelier.forge.causes import NO_REPOSITORY, cause_of
from atelier.forge.place import ADDRESS, Place, can_be_a_file, can_be_called, unlock
from atelier.forge.records import (
    CheckResult,
    Comment,
    Decision,
    Event,
    Issue,
    MergeRequest,
    Method,
    Protection,
    Reason,
    Refusal,
    Release,
    Repository,
    Review,
    State,
    Thread,
    plain,
)
from atelier.forge.store import Store
from atelier.git import NOTHING, Commit, FileChange, Git, GitError, Merged, Person, git_version
from atelier.repository import is_marked
from atelier.words import Language

LARGEST_PUSH: Final = 50_000_000  # bytes
# What hinders the forge itself is no attempt that it refused.
UNHEARD: Final = frozenset(
    {
        Reason.UNKNOWN_REPOSITORY,
        Reason.NOT_WRITTEN,
        Reason.DAMAGED,
        Reason.BAD_SETTINGS,
        Reason.GIT_SAYS_NO,
    }
)


def now() -> datetime:
    """Return this moment, with its time zone."""
    return datetime.now().astimezone()


class LocalForge:
    """A forge that lies in one folder."""

    def __init__(self, folder: Path, *, clock: Callable[[], datetime] = now) -> None:
        """Open the forge in ``folder``, which is made where it is not there.

        Raises GitMissingError where git is missing or older than 2.38, and Refusal.
        """
        git_version()
        self.folder = folder.absolute()
        self._clock = clock
        with told():
            self._place = Place(self.folder)
            self._store = Store(self.folder / "forge.sqlite")
            with self._store.writing():
                self._place.sweep(repository.name for repository in self.repositories())

    @property
    def learner(self) -> str:
        """Return whose forge it is: the person who pushes, where git cannot tell."""
        return self._store.setting("learner")

    @property
    def language(self) -> Language:
        """Return the language in which the forge speaks to its learner."""
        return "en" if self._store.setting("language") == "en" else "fr"

    def belongs_to(self, person: Person, language: Language) -> None:
        """Say whose forge it is, and in which language it speaks to them."""
        self.add_person(person.name, person.email)
        self._store.set("learner", person.name)
        self._store.set("language", language)

    # -------------------------------------------------------------------------------------- people

    def add_person(self, name: str, email: str) -> Person:
        """Let somebody in, or give them another address; return them."""
        person = Person(name=name, email=email)
        self._store.set(f"person/{name}", email)
        return person

    def person(self, name: str) -> Person:
        """Return somebody by name. Raises Refusal where nobody is called so."""
        email = self._store.setting(f"person/{name}")
        if not email:
            raise Refusal(Reason.UNKNOWN_PERSON, name=name)
        return Person(name=name, email=email)

    # -------------------------------------------------------------------------------- repositories

    def create(
        self,
        name: str,
        *,
        by: str,
        description: str = "",
        files: Mapping[str, str] | None = None,
        message: str = "Begin",
    ) -> Repository:
        """Make a repository ``owner/name``; with ``files``, its first commit holds them."""
        person = self.person(by)
        with self._noted(name, "creation", by), told(), self._store.writing():
            self._may_be_called(name)
            with self._place.making(name) as git:
                if files:
                    tree = _tree(git, None, dict(files))
                    first = git.record(tree, [], message, person, self._clock())
                    git.move([("refs/heads/main", NOTHING, first)])
            repository = Repository(name=name, description=description)
            self._store.put(name, repository)
            self._note(name, "created", by)
            self._settle(name, by)
        self._place.keep(name)
        return self.repository(name)

    def fork(self, name: str, *, by: str, owner: str) -> Repository:
        """Copy a repository, under another owner."""
        parent = self.repository(name)
        fork = f"{owner}/{name.partition('/')[2]}"
        self.person(by)
        with self._attempt(name, "fork", by, owner=owner):
            self._may_be_called(fork)
            with self._place.making(fork) as git:
                source = self.path_of(name)
                git.fetch(source, {place: place for place in ("refs/heads/*", "refs/tags/*")})
            heads = self.git(fork).heads()
            branch = parent.default_branch
            repository = Repository(name=fork, default_branch=branch, parent=name, heads=heads)
            self._store.put(fork, repository)
            self._note(fork, "forked", by, parent=name)
        self._place.keep(fork)
        return self.repository(fork)

    def update_fork(self, name: str, *, by: str) -> str:
        """Bring what the parent has gained into a fork's default branch; return its commit.

        The fork's own commits stay: where both have moved, a merge joins them.
        """
        git, person = self._known(name), self.person(by)
        with self._attempt(name, "update", by):
            fork = self.repository(name)
            parent = self.repository(fork.parent)
            branch, theirs = fork.default_branch, self._head(parent.name, parent.default_branch)
            git.fetch(self.path_of(parent.name), {theirs: "refs/forge/parent"})
            git.move([("refs/forge/parent", theirs, NOTHING)])
            ours = self._head(name, branch)
            if git.is_ancestor(theirs, ours):
                raise Refusal(Reason.UP_TO_DATE, name=parent.name)
            commit = theirs
            if not git.is_ancestor(ours, theirs):
                merged = _joined(git, ours, theirs, source=parent.name, target=branch)
                if merged.clashes:
                    raise Refusal(Reason.CONFLICT, files=merged.clashes)
                words = f"Merge {parent.name} into {branch}"
                commit = git.record(merged.tree, [ours, theirs], words, person, self._clock())
            self._move(git, f"refs/heads/{branch}", ours, commit, Reason.OVERTAKEN)
            self._settle(name, by)
        return commit

    def repositories(self) -> tuple[Repository, ...]:
        """Return every repository."""
        return self._store.all(Repository)

    def repository(self, name: str) -> Repository:
        """Return a repository. Raises Refusal where none of this name is remembered."""
        found = self._store.get(Repository, name)
        if found is None and self.path_of(name) in self._place.repositories.glob("*/*.git"):
            raise Refusal(Reason.DAMAGED, why="forge.sqlite")
        if found is None:
            raise Refusal(Reason.UNKNOWN_REPOSITORY, name=name)
        return found

    def path_of(self, name: str) -> Path:
        """Return where a repository lies."""
        return self._place.path_of(name)

    def address_of(self, name: str) -> str:
        """Return the address that people clone from; see ``redirections``."""
        return f"{ADDRESS}{name}.git"

    def redirections(self) -> dict[str, str]:
        """Return git's settings by which ``ADDRESS`` leads to this folder, and what they hold.

        A push has one of its own: else whoever sends theirs elsewhere would send these too.
        """
        place = f"url.{self._place.repositories.as_posix()}/"
        return {f"{place}.insteadOf": ADDRESS, f"{place}.pushInsteadOf": ADDRESS}

    def settle_in(self) -> None:
        """Let every repository's hooks find Python, also where its folder was moved."""
        with told():
            for repository in self.repositories():
                self._place.hook(self.path_of(repository.name))

    def git(self, name: str, *, quarantine: Mapping[str, str] | None = None) -> Git:
        """Return git on a repository."""
        return Git(self.path_of(name), quarantine=quarantine)

    def protect(self, name: str, branch: str, protection: Protection) -> None:
        """Let nobody push to a branch: it takes merge requests that meet ``protection``."""
        unknown = set(protection.checks) - set(rules.RULES)
        if unknown:
            raise ValueError(f"No rule is called {', '.join(sorted(unknown))}.")
        with self._store.writing():
            repository = self.repository(name)
            protected = {**repository.protected, branch: protection}
            self._store.put(name, replace(repository, protected=protected))
            for request in self._store.all(MergeRequest, name):
                if request.state is State.OPEN and request.target == branch:
                    self._store.put(name, self._checked(name, request), request.number)

    def add_label(self, name: str, label: str) -> None:
        """Add a label that issues may carry."""
        with self._store.writing():
            repository = self.repository(name)
            labels = tuple(dict.fromkeys((*repository.labels, label)))
            self._store.put(name, replace(repository, labels=labels))

    def add_milestone(self, name: str, milestone: str) -> None:
        """Add a milestone that issues may be planned for."""
        with self._store.writing():
            repository = self.repository(name)
            milestones = tuple(dict.fromkeys((*repository.milestones, milestone)))
            self._store.put(name, replace(repository, milestones=milestones))

    def add_reviewer(self, name: str, person: str) -> None:
        """Have somebody review what is proposed to a repository."""
        self.person(person)
        with self._store.writing():
            repository = self.repository(name)
            reviewers = tuple(dict.fromkeys((*repository.reviewers, person)))
            self._store.put(name, replace(repository, reviewers=reviewers))

    # ------------------------------------------------------------------------------------ branches

    def branches(self, name: str) -> dict[str, str]:
        """Return each branch with the commit it stands at."""
        self.repository(name)
        heads = self.git(name).heads("refs/heads/")
        return {branch.removeprefix("refs/heads/"): commit for branch, commit in heads.items()}

    def add_branch(self, name: str, branch: str, *, start: str, by: str) -> str:
        """Make a branch where ``start`` (a branch, a tag, a commit) stands; return the commit."""
        git = self._known(name)
        with self._attempt(name, "branch", by, branch=branch):
            commit = git.commit_at(f"refs/heads/{start}") or git.commit_at(start)
            if commit is None:
                raise Refusal(Reason.UNKNOWN_BRANCH, branch=start)
            if not git.says_yes("check-ref-format", "--branch", branch):
                raise Refusal(Reason.NAME_REFUSED, name=branch)
            self._move(git, f"refs/heads/{branch}", NOTHING, commit, Reason.NAME_TAKEN)
            self._settle(name, by)
        return commit

    def remove_branch(self, name: str, branch: str, *, by: str) -> None:
        """Delete a branch; the default one and protected ones stay."""
        git = self._known(name)
        with self._attempt(name, "branch-removal", by, branch=branch):
            repository = self.repository(name)
            if branch == repository.default_branch:
                raise Refusal(Reason.DEFAULT_BRANCH, branch=branch)
            if branch in repository.protected:
                raise Refusal(Reason.PROTECTED_BRANCH, branch=branch)
            head = self._head(name, branch)
            self._move(git, f"refs/heads/{branch}", head, NOTHING, Reason.OVERTAKEN)
            self._settle(name, by)

    def commit_files(  # noqa: PLR0913 - a commit is just that
        self,
        name: str,
        branch: str,
        files: Mapping[str, str | None],
        *,
        message: str,
        by: str,
        sign_off: bool = False,
    ) -> str:
        """Record texts on a branch (None takes a file away); return the new commit."""
        git = self._known(name)
        person = self.person(by)
        with self._attempt(name, "commit", by, branch=branch):
            if branch in self.repository(name).protected:
                raise Refusal(Reason.PROTECTED_BRANCH, branch=branch)
            if not message.strip():
                raise Refusal(Reason.NO_WORDS)
            head = self._head(name, branch)
            tree = _tree(git, head, files)
            if tree == git.run("rev-parse", f"{head}^{{tree}}").strip():
                raise Refusal(Reason.NOTHING_TO_PROPOSE, branch=branch)
            words = _signed(message, person) if sign_off else message
            commit = git.record(tree, [head], words, person, self._clock())
            self._move(git, f"refs/heads/{branch}", head, commit, Reason.OVERTAKEN)
            self._settle(name, by)
        return commit

    def history(self, name: str, *, most: int = 200) -> tuple[Commit, ...]:
        """Return the latest commits of every branch, oldest first."""
        heads = sorted(set(self.branches(name).values()))
        return self.git(name).commits(heads, most=most) if heads else ()

    # -------------------------------------------------------------------------------------- issues

    def open_issue(
        self, name: str, *, title: str, by: str, body: str = "", labels: Iterable[str] = ()
    ) -> Issue:
        """Open an issue; return it with its number."""
        self._known(name)
        self.person(by)
        with self._attempt(name, "issue", by, title=title):
            if not title.strip():
                raise Refusal(Reason.NO_WORDS)
            number = self._next_number(name)
            issue = Issue(
                number=number, title=title.strip(), body=body, author=by, moment=self._moment()
            )
            self._store.put(name, issue, number)
            self._note(name, "issue-opened", by, number=number)
            if labels := tuple(labels):
                issue = self.change_issue(name, number, by=by, labels=labels)
        return issue

    def issues(self, name: str) -> tuple[Issue, ...]:
        """Return every issue, in order."""
        self.repository(name)
        return self._store.all(Issue, name)

    def issue(self, name: str, number: int) -> Issue:
        """Return one issue. Raises Refusal where it is none."""
        found = self._store.get(Issue, name, number)
        if found is None:
            raise Refusal(Reason.UNKNOWN_NUMBER, number=number)
        return found

    def change_issue(  # noqa: PLR0913 - what is left out stays as it is
        self,
        name: str,
        number: int,
        *,
        by: str,
        title: str | None = None,
        body: str | None = None,
        labels: Iterable[str] | None = None,
        assignees: Iterable[str] | None = None,
        milestone: str | None = None,
    ) -> Issue:
        """Change what is given of an issue; return it."""
        self.person(by)
        changed = {
            key: value if isinstance(value, str) else tuple(value)
            for key, value in (
                ("title", title),
                ("body", body),
                ("labels", labels),
                ("assignees", assignees),
                ("milestone", milestone),
            )
            if value is not None
        }
        with self._attempt(name, "issue-change", by, number=number):
            repository, issue = self.repository(name), self.issue(name, number)
            self._may_carry(repository, changed)
            issue = replace(issue, **changed)  # type: ignore[arg-type]  # checked just before
            self._store.put(name, issue, number)
            self._note(name, "issue-changed", by, number=number, **changed)
        return issue

    def comment_issue(self, name: str, number: int, body: str, *, by: str) -> Issue:
        """Add a comment to an issue; return it."""
        self.person(by)
        with self._attempt(name, "issue-comment", by, number=number):
            issue = self.issue(name, number)
            issue = replace(issue, comments=(*issue.comments, self._said(body, by)))
            self._store.put(name, issue, number)
            self._note(name, "issue-commented", by, number=number)
        return issue

    def close_issue(self, name: str, number: int, *, by: str) -> Issue:
        """Close an issue; return it."""
        return self._turn_issue(name, number, State.CLOSED, by)

    def reopen_issue(self, name: str, number: int, *, by: str) -> Issue:
        """Open an issue again; return it."""
        return self._turn_issue(name, number, State.OPEN, by)

    # ------------------------------------------------------------------------------ merge requests

    def propose(  # noqa: PLR0913 - a merge request is just that
        self,
        name: str,
        source: str,
        *,
        title: str,
        by: str,
        body: str = "",
        target: str | None = None,
        source_repository: str | None = None,
    ) -> MergeRequest:
        """Open a merge request from a branch (of this repository or of a fork); return it."""
        self._known(name)
        self.person(by)
        origin = source_repository or name
        with self._attempt(name, "request", by, source=source):
            target = target or self.repository(name).default_branch
            if not title.strip():
                raise Refusal(Reason.NO_WORDS)
            base, head = self._head(name, target), self._head(origin, source)
            for other in self._store.all(MergeRequest, name):
                is_same = (other.source_repository, other.source, other.target)
                if other.state is State.OPEN and is_same == (origin, source, target):
                    raise Refusal(Reason.ALREADY_PROPOSED, number=other.number)
            number = self._next_number(name)
            self._bring(name, origin, source, number)
            git, refusal = self.git(name), None
            if git.base_of(base, head) is None:
                refusal = Refusal(Reason.NO_COMMON_HISTORY, source=source, target=target)
            elif git.is_ancestor(head, base):
                refusal = Refusal(Reason.NOTHING_TO_PROPOSE, branch=source)
            if refusal:
                git.run("update-ref", "-d", f"refs/pull/{number}/head")
                raise refusal
            request = MergeRequest(
                number=number,
                title=title.strip(),
                body=body,
                author=by,
                moment=self._moment(),
                source_repository=origin,
                source=source,
                target=target,
                head=head,
                base=base,
            )
            self._store.put(name, self._checked(name, request), number)
            self._note(name, "request-opened", by, number=number, head=head)
        return self.request(name, number)

    def requests(self, name: str) -> tuple[MergeRequest, ...]:
        """Return every merge request, in order, as git has them now."""
        self.settle(name)
        return self._store.all(MergeRequest, name)

    def request(self, name: str, number: int) -> MergeRequest:
        """Return one merge request. Raises Refusal where it is none."""
        found = self._store.get(MergeRequest, name, number)
        if found is None:
            raise Refusal(Reason.UNKNOWN_NUMBER, number=number)
        return found

    def commits(self, name: str, number: int) -> tuple[Commit, ...]:
        """Return what a merge request brings, oldest first."""
        request = self.request(name, number)
        return self.git(name).commits([request.head, f"^{request.base}"])

    def changes(self, name: str, number: int) -> tuple[FileChange, ...]:
        """Return what a merge request changes, file by file, since it left its target."""
        request, git = self.request(name, number), self.git(name)
        start = git.base_of(request.base, request.head) or request.base
        return git.changes(start, request.head)

    def clashes(self, name: str, number: int) -> tuple[str, ...]:
        """Return the files in which a merge request and its target, as it is now, clash."""
        request = self.request(name, number)
        git = self.git(name)
        target = git.commit_at(f"refs/heads/{request.target}")
        if request.state is not State.OPEN or not target or not git.base_of(target, request.head):
            return ()
        return git.merged(target, request.head).clashes

    def clash_texts(self, name: str, number: int) -> dict[str, str]:
        """Return the texts of the files that clash, git's markers in them, with branches' names."""
        request, git = self.request(name, number), self.git(name)
        theirs = self._head(name, request.target)
        merged = self._turned(git, request, theirs)
        return {
            path: (git.text(merged.tree, path) or "")
            .replace(f"<<<<<<< {request.head}", f"<<<<<<< {request.source}")
            .replace(f">>>>>>> {theirs}", f">>>>>>> {request.target}")
            for path in merged.clashes
        }

    def resolve_clashes(
        self,
        name: str,
        number: int,
        texts: Mapping[str, str | None],
        *,
        by: str,
        sign_off: bool = False,
    ) -> str:
        """Merge the target into the source branch with ``texts`` for what clashes; return it.

        A text of None takes the file away.
        """
        person = self.person(by)
        with self._attempt(name, "resolution", by, number=number):
            request = self._open_request(name, number)
            if request.source in self.repository(request.source_repository).protected:
                raise Refusal(Reason.PROTECTED_BRANCH, branch=request.source)
            git, theirs = self.git(name), self._head(name, request.target)
            merged = self._turned(git, request, theirs)
            if not merged.clashes:
                raise Refusal(Reason.NO_CONFLICT, number=number)
            left = [path for path in merged.clashes if path not in texts]
            marked = [
                path
                for path in merged.clashes
                if is_marked(
                    texts.get(path) or "",
                    *(git.text(side, path) or "" for side in (request.head, theirs)),
                )
            ]
            if left or marked:
                raise Refusal(Reason.MARKERS_LEFT, files=(*left, *marked))
            tree = git.tree_with(merged.tree, dict(texts))
            words = f"Merge {request.target} into {request.source}"
            words = _signed(words, person) if sign_off else words
            moment = self._clock()
            commit = git.record(tree, [request.head, theirs], words, person, moment)
            origin, head = request.source_repository, request.head
            place = f"refs/heads/{request.source}"
            if origin != name:
                self.git(origin).fetch(self.path_of(name), {commit: "refs/forge/in"})
                self.git(origin).move([("refs/forge/in", commit, NOTHING)])
            self._move(self.git(origin), place, head, commit, Reason.OVERTAKEN)
            self._settle(name, by)
        return commit

    def change_request(
        self, name: str, number: int, *, by: str, title: str | None = None, body: str | None = None
    ) -> MergeRequest:
        """Change the title or the description of a merge request; return it, checked again."""
        self.person(by)
        with self._attempt(name, "request-change", by, number=number):
            request = self._open_request(name, number)
            title = request.title if title is None else title.strip()
            if not title:
                raise Refusal(Reason.NO_WORDS)
            body = request.body if body is None else body
            request = self._checked(name, replace(request, title=title, body=body))
            self._store.put(name, request, number)
            self._note(name, "request-changed", by, number=number)
        return request

    def comment(  # noqa: PLR0913 - where it is said
        self,
        name: str,
        number: int,
        body: str,
        *,
        by: str,
        path: str = "",
        line: int = 0,
        thread: int = 0,
    ) -> Thread:
        """Say something about a merge request, or one line of it, or answer in a thread."""
        self.person(by)
        with self._attempt(name, "comment", by, number=number):
            request, said = self.request(name, number), self._said(body, by)
            if thread:
                found = self._thread(request, thread)
                found = replace(found, comments=(*found.comments, said))
            else:
                self._shows(name, number, path, line)
                found = Thread(
                    id=len(request.threads) + 1,
                    comments=(said,),
                    path=path,
                    line=line,
                    commit=request.head,
                )
            self._keep_thread(name, request, found)
            self._note(name, "commented", by, number=number, thread=found.id)
        return found

    def resolve(self, name: str, number: int, thread: int, *, by: str) -> Thread:
        """Call a thread settled; return it."""
        self.person(by)
        with self._attempt(name, "thread-resolution", by, number=number, thread=thread):
            request = self.request(name, number)
            found = replace(self._thread(request, thread), resolved_by=by)
            self._keep_thread(name, request, found)
            self._note(name, "thread-resolved", by, number=number, thread=thread)
        return found

    def review(
        self, name: str, number: int, decision: Decision, *, by: str, body: str = ""
    ) -> Review:
        """Approve, ask for changes, or comment; nobody approves their own work."""
        self.person(by)
        with self._attempt(name, "review", by, number=number, decision=decision):
            request = self._open_request(name, number)
            if request.author == by and decision is not Decision.COMMENT:
                raise Refusal(Reason.OWN_WORK, number=number)
            if decision is not Decision.APPROVE and not body.strip():
                raise Refusal(Reason.NO_WORDS)
            review = Review(
                author=by, moment=self._moment(), decision=decision, body=body, commit=request.head
            )
            self._store.put(name, replace(request, reviews=(*request.reviews, review)), number)
            self._note(name, "reviewed", by, number=number, decision=decision, head=request.head)
        return review

    def merge(
        self, name: str, number: int, *, by: str, method: Method = Method.MERGE, message: str = ""
    ) -> MergeRequest:
        """Let a merge request into its target; return it, merged.

        What is to be done is written down first, then git moves the branch in one stroke, then
        the end is noted: a kill in between loses nothing and leaves nothing half done.
        """
        self.person(by)
        with self._attempt(name, "merge", by, number=number, method=method):
            request = self._open_request(name, number)
            self._may_merge(name, request)
            target = self._head(name, request.target)
            commit = self._merged(name, request, target, method, message, by)
            intended = replace(request, merging=commit, method=method, merged_by=by)
            self._store.put(name, intended, number)
        with self._attempt(name, "merge", by, number=number, method=method):
            if self.request(name, number).merging != commit:  # its branch moved meanwhile
                raise Refusal(Reason.OVERTAKEN, branch=request.source)
            place = f"refs/heads/{request.target}"
            self._move(self.git(name), place, target, commit, Reason.OVERTAKEN)
            self._settle(name, by)
        return self.request(name, number)

    def close_request(self, name: str, number: int, *, by: str) -> MergeRequest:
        """Close a merge request without merging it; return it."""
        self.person(by)
        with self._attempt(name, "request-closing", by, number=number):
            request = replace(self._open_request(name, number), state=State.CLOSED)
            self._store.put(name, request, number)
            self._note(name, "request-closed", by, number=number)
        return request

    def approvals(self, request: MergeRequest) -> tuple[str, ...]:
        """Return who approves the head of a merge request as it is."""
        last = {each.author: each for each in request.reviews if each.decision != Decision.COMMENT}
        return tuple(
            name
            for name, review in last.items()
            if review.decision is Decision.APPROVE and not review.is_stale
        )

    def objections(self, request: MergeRequest) -> tuple[str, ...]:
        """Return whose last word on a merge request asks for changes."""
        last = {each.author: each for each in request.reviews if each.decision != Decision.COMMENT}
        return tuple(
            name for name, each in last.items() if each.decision is Decision.REQUEST_CHANGES
        )

    # ------------------------------------------------------------------------------------ releases

    def publish(  # noqa: PLR0913 - a release is just that
        self, name: str, tag: str, *, title: str, notes: str, by: str, target: str | None = None
    ) -> Release:
        """Publish a version: an annotated tag (made here where there is none), and its notes."""
        person = self.person(by)
        with self._attempt(name, "release", by, tag=tag):
            git, repository = self._known(name), self.repository(name)
            if any(release.tag == tag for release in self.releases(name)):
                raise Refusal(Reason.NAME_TAKEN, name=tag)
            if not tag.strip() or not title.strip():
                raise Refusal(Reason.NO_WORDS)
            if tag.startswith("-") or not git.says_yes("check-ref-format", f"refs/tags/{tag}"):
                raise Refusal(Reason.NAME_REFUSED, name=tag)
            commit = git.commit_at(f"refs/tags/{tag}")
            if commit is None:
                commit = self._head(name, target or repository.default_branch)
                moment = self._clock()
                tagger = f"{person} {int(moment.timestamp())} {moment:%z}"
                words = f"object {commit}\ntype commit\ntag {tag}\ntagger {tagger}\n\n{title}\n"
                made = git.run("mktag", given=words).strip()
                self._move(git, f"refs/tags/{tag}", NOTHING, made, Reason.OVERTAKEN)
            release = Release(
                tag=tag, title=title, notes=notes, author=by, moment=self._moment(), commit=commit
            )
            self._store.put(name, release, self._next_number(name))
            self._note(name, "released", by, tag=tag, commit=commit)
            self._settle(name, by)
        return release

    def releases(self, name: str) -> tuple[Release, ...]:
        """Return every version that was published, oldest first."""
        return self._store.all(Release, name)

    # -------------------------------------------------------------------------------------- events

    def events(self, name: str | None = None, *, after: int = 0) -> tuple[Event, ...]:
        """Return what happened since the event numbered ``after``, refused attempts included."""
        return self._store.events(name, after=after)

    def note_refusal(
        self, name: str, attempt: str, by: str, refusal: Refusal, **facts: object
    ) -> None:
        """Note an attempt that was refused; hooks note pushes with it."""
        values = plain(refusal.values)
        told = {"attempt": attempt, "reason": refusal.reason, "values": values, **facts}
        self._note(name, "refused", by, **told)

    def settle(self, name: str, *, by: str = "") -> None:
        """Bring what is known of a repository, and its merge requests, up to what git says."""
        with told(), self._store.writing():
            self._settle(name, by)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Keep all that is done inside, with nobody in between, or nothing of it."""
        with told(), self._store.writing():
            yield

    def may_push(self, name: str, moves: Iterable[tuple[str, str, str]], size: int) -> None:
        """Return if a push may move these references: (name, from, to). Raises Refusal."""
        repository = self.repository(name)
        if size > LARGEST_PUSH:
            raise Refusal(Reason.TOO_LARGE, size=size // 1_000_000, most=LARGEST_PUSH // 1_000_000)
        for reference, old, new in moves:
            if not reference.startswith(("refs/heads/", "refs/tags/")):
                raise Refusal(Reason.RESERVED_REFERENCE, reference=reference)
            branch = reference.removeprefix("refs/heads/")
            if new == NOTHING and branch == repository.default_branch:
                raise Refusal(Reason.DEFAULT_BRANCH, branch=branch)
            if branch in repository.protected and old != NOTHING:
                raise Refusal(Reason.PROTECTED_BRANCH, branch=branch)

    # --------------------------------------------------------------------------------- what is new

    def _settle(self, name: str, by: str) -> None:
        repository = self.repository(name)
        git = self.git(name)
        heads = git.heads()
        shown = {ref: commit for ref, commit in heads.items() if _is_public(ref)}
        for reference in sorted({*shown, *repository.heads}):
            old, new = repository.heads.get(reference), shown.get(reference)
            if old != new:
                is_forced = bool(old and new) and not git.is_ancestor(str(old), str(new))
                facts = {"reference": reference, "old": old, "new": new, "forced": is_forced}
                self._note(name, "pushed", by, **facts)
        if shown != repository.heads:
            self._store.put(name, replace(repository, heads=shown))
        for request in self._store.all(MergeRequest, name):
            if request.state is State.OPEN:
                target = f"refs/heads/{request.target}"
                before = repository.heads.get(target, request.base)
                self._follow(name, request, shown, before, by)
        if repository.parent:
            self._settle(repository.parent, by)

    def _follow(
        self, name: str, request: MergeRequest, shown: Mapping[str, str], before: str, by: str
    ) -> None:
        """Bring one open merge request up to date: a new head, or the end of a merge.

        ``shown`` is where every branch stands, ``before`` where the target stood: a head that lay
        in there already brings nothing, and is not merged.
        """
        git, target = self.git(name), shown.get(f"refs/heads/{request.target}", "")
        for done in filter(None, (request.merging, request.head)) if target else ():
            if git.is_ancestor(done, target) and not git.is_ancestor(done, request.base):
                self._finish(name, request, done, by)
                return
        source = f"refs/heads/{request.source}"
        if request.source_repository == name:
            head = shown.get(source)
        else:
            head = self.git(request.source_repository).commit_at(source)
        if head is None or head == request.head:
            return
        self._bring(name, request.source_repository, request.source, request.number)
        reviews = tuple(replace(review, is_stale=True) for review in request.reviews)
        is_forced = not git.is_ancestor(request.head, head)
        base = before if not target or git.is_ancestor(head, target) else target
        request = replace(request, head=head, base=base, reviews=reviews, merging="")
        self._store.put(name, self._checked(name, request), request.number)
        facts = {"number": request.number, "head": head, "forced": is_forced}
        self._note(name, "request-updated", by, **facts)
        self._follow(name, self.request(name, request.number), shown, before, by)

    def _finish(self, name: str, request: MergeRequest, commit: str, by: str) -> None:
        if commit == request.merging:
            by, method = request.merged_by or by, request.method
        else:
            method = None  # by hand, and pushed
        merged = replace(
            request, state=State.MERGED, merging="", merged=commit, merged_by=by, method=method
        )
        self._store.put(name, merged, request.number)
        self._note(name, "merged", by, number=request.number, commit=commit, method=method)
        for number in rules.issues_closed_by(request.body):
            issue = self._store.get(Issue, name, number)
            if issue and issue.state is State.OPEN:
                self._store.put(name, replace(issue, state=State.CLOSED), number)
                self._note(name, "issue-closed", by, number=number, request=request.number)

    def _checked(self, name: str, request: MergeRequest) -> MergeRequest:
        protection = self.repository(name).protected.get(request.target)
        if protection is None:
            return request
        git = self.git(name)
        start = git.base_of(request.base, request.head) or request.base
        issues = self._store.all(Issue, name)
        proposal = rules.Proposal(
            title=request.title,
            body=request.body,
            commits=git.commits([request.head, f"^{request.base}"]),
            changes=git.changes(start, request.head),
            text_of=lambda path: git.text(request.head, path),
            open_issues=frozenset(each.number for each in issues if each.state is State.OPEN),
        )
        checks: tuple[CheckResult, ...] = (
            *(rules.check(rule, proposal) for rule in protection.checks),
            *(rules.own_check(own, proposal) for own in protection.own),
        )
        return replace(request, checks=checks)

    # ----------------------------------------------------------------------------------- merging

    def _may_merge(self, name: str, request: MergeRequest) -> None:
        protection = self.repository(name).protected.get(request.target)
        if objections := self.objections(request):
            raise Refusal(Reason.CHANGES_REQUESTED, names=objections)
        if protection is None:
            return
        failed = [check.name for check in request.checks if not check.passed]
        if failed:
            raise Refusal(Reason.CHECKS_FAILED, checks=tuple(failed))
        missing = protection.approvals - len(self.approvals(request))
        if missing > 0:
            raise Refusal(Reason.APPROVALS_MISSING, count=missing)

    def _merged(  # noqa: PLR0913, PLR0917 - what a merge is made of
        self, name: str, request: MergeRequest, target: str, method: Method, message: str, by: str
    ) -> str:
        """Return the commit that the target shall stand at.

        One that holds all the others is by whoever wrote them first, as their sign-off says.
        """
        git, person = self.git(name), self.person(by)
        joined: Merged | str
        if git.is_ancestor(request.head, target):
            raise Refusal(Reason.NOTHING_TO_PROPOSE, branch=request.source)
        if method is Method.REBASE:
            commits = git.commits([request.head, f"^{target}"])
            if any(len(commit.parents) > 1 for commit in commits):
                commits = tuple(commit for commit in commits if len(commit.parents) == 1)
            joined = git.replayed(commits, target, self._clock())
        else:
            joined = _joined(
                git, target, request.head, source=request.source, target=request.target
            )
        if isinstance(joined, str):
            if joined == target:
                raise Refusal(Reason.NOTHING_TO_PROPOSE, branch=request.source)
            return joined
        if joined.clashes:
            raise Refusal(Reason.CONFLICT, files=joined.clashes)
        title, moment = f"{request.title} (#{request.number})", self._clock()
        if method is Method.MERGE:
            words = message or f"Merge {request.source} into {request.target}\n\n{title}"
            return git.record(joined.tree, [target, request.head], words, person, moment)
        commits = git.commits([request.head, f"^{target}"])
        words, author = message or f"{title}\n\n{_trailers(commits)}", commits[0].author
        return git.record(joined.tree, [target], words, author, moment, committer=person)

    # ---------------------------------------------------------------------------------- small parts

    @contextmanager
    def _attempt(self, name: str, attempt: str, by: str, **facts: object) -> Iterator[None]:
        """Keep all that is done inside, or nothing; a refusal is noted, with ``facts``."""
        with self._noted(name, attempt, by, **facts), told(), self._store.writing():
            self._settle(name, "")
            yield

    @contextmanager
    def _noted(self, name: str, attempt: str, by: str, **facts: object) -> Iterator[None]:
        """Note that the attempt was refused, with ``facts``, where it is."""
        try:
            yield
        except Refusal as refusal:
            if refusal.reason not in UNHEARD:
                self.note_refusal(name, attempt, by, refusal, **facts)
            raise

    def _note(self, name: str, kind: str, by: str, **facts: object) -> None:
        self._store.log(self._moment(), name, kind, by, **facts)

    def _moment(self) -> str:
        return self._clock().isoformat(timespec="seconds")

    def _said(self, body: str, by: str) -> Comment:
        if not body.strip():
            raise Refusal(Reason.NO_WORDS)
        return Comment(author=by, moment=self._moment(), body=body.strip())

    def _known(self, name: str) -> Git:
        self.repository(name)
        return self.git(name)

    def _head(self, name: str, branch: str) -> str:
        self.repository(name)
        head = self.git(name).commit_at(f"refs/heads/{branch}")
        if head is None:
            empty = not self.branches(name)
            raise Refusal(
                Reason.EMPTY_REPOSITORY if empty else Reason.UNKNOWN_BRANCH, branch=branch
            )
        return head

    def _move(self, git: Git, reference: str, old: str, new: str, otherwise: Reason) -> None:
        unlock(git.folder)
        try:
            git.move([(reference, old, new)])
        except GitError as error:
            cause = cause_of(error)
            if cause.reason is not Reason.GIT_SAYS_NO:
                raise cause from error
            name = reference.removeprefix("refs/heads/").removeprefix("refs/tags/")
            raise Refusal(otherwise, name=name, branch=name) from error

    @staticmethod
    def _turned(git: Git, request: MergeRequest, theirs: str) -> Merged:
        """Return what joining the target into a merge request gives."""
        names = {"source": request.source, "target": request.target}
        return _joined(git, request.head, theirs, **names)

    def _bring(self, name: str, origin: str, source: str, number: int) -> None:
        """Let ``refs/pull/N/head`` stand where the source branch stands."""
        place = f"refs/heads/{source}"
        self.git(name).fetch(self.path_of(origin), {place: f"refs/pull/{number}/head"})

    def _next_number(self, name: str) -> int:
        repository = self.repository(name)
        number = repository.last_number + 1
        self._store.put(name, replace(repository, last_number=number))
        return number

    def _may_be_called(self, name: str) -> None:
        """Refuse a name that a repository cannot have, or that one has already."""
        if not can_be_called(name):
            raise Refusal(Reason.NAME_REFUSED, name=name)
        if self._store.get(Repository, name) or self.path_of(name).exists():
            raise Refusal(Reason.NAME_TAKEN, name=name)

    def _turn_issue(self, name: str, number: int, state: State, by: str) -> Issue:
        self.person(by)
        with self._attempt(name, f"issue-{state}", by, number=number):
            issue = replace(self.issue(name, number), state=state)
            self._store.put(name, issue, number)
            kind = "issue-closed" if state is State.CLOSED else "issue-reopened"
            self._note(name, kind, by, number=number)
        return issue

    def _open_request(self, name: str, number: int) -> MergeRequest:
        request = self.request(name, number)
        if request.state is not State.OPEN:
            raise Refusal(Reason.NOT_OPEN, number=number, state=request.state)
        return request

    def _thread(self, request: MergeRequest, thread: int) -> Thread:
        found = next((each for each in request.threads if each.id == thread), None)
        if found is None:
            raise Refusal(Reason.UNKNOWN_NUMBER, number=thread)
        return found

    def _keep_thread(self, name: str, request: MergeRequest, thread: Thread) -> None:
        threads = {each.id: each for each in request.threads} | {thread.id: thread}
        self._store.put(name, replace(request, threads=tuple(threads.values())), request.number)

    def _shows(self, name: str, number: int, path: str, line: int) -> None:
        """Refuse a line that the diff does not show."""
        if not path:
            return
        changed = {change.path: change for change in self.changes(name, number)}
        if path not in changed or (line and line not in changed[path].shown_lines):
            raise Refusal(Reason.LINE_NOT_IN_DIFF, path=path, line=line)

    def _may_carry(self, repository: Repository, changed: Mapping[str, object]) -> None:
        for label in changed.get("labels", ()):  # type: ignore[attr-defined]  # strings
            if label not in repository.labels:
                raise Refusal(Reason.UNKNOWN_LABEL, label=label)
        for person in changed.get("assignees", ()):  # type: ignore[attr-defined]  # strings
            self.person(person)
        milestone = changed.get("milestone")
        if milestone and milestone not in repository.milestones:
            raise Refusal(Reason.UNKNOWN_MILESTONE, milestone=milestone)
        if "title" in changed and not str(changed["title"]).strip():
            raise Refusal(Reason.NO_WORDS)


@contextmanager
def told() -> Iterator[None]:
    """Tell of a full disk, or of a git that failed, as the forge tells of everything else."""
    try:
        yield
    except (OSError, GitError) as error:
        cause = cause_of(error)
        if NO_REPOSITORY in str(cause.values.get("said", "")):
            cause = Refusal(Reason.DAMAGED, why=Path(str(cause.values["said"]).strip("'")).name)
        raise cause from error


def _joined(git: Git, ours: str, theirs: str, *, source: str, target: str) -> Merged:
    """Return what joining two commits gives. Raises Refusal where they share no history."""
    if git.base_of(ours, theirs) is None:
        raise Refusal(Reason.NO_COMMON_HISTORY, source=source, target=target)
    return git.merged(ours, theirs)


def _tree(git: Git, start: str | None, files: Mapping[str, str | None]) -> str:
    """Return ``start``'s tree with ``files`` laid over it, all of them and in place of no other.

    Raises Refusal where a path cannot be a file's, or is a folder's, or goes through a file.
    """
    if strange := [path for path in files if not can_be_a_file(path)]:
        raise Refusal(Reason.PATH_REFUSED, path=strange[0])
    tree = git.tree_with(start, files)
    before, now = {*(git.files(start) if start else ())}, {*git.files(tree)}
    if left_out := [path for path, text in files.items() if text is not None and path not in now]:
        raise Refusal(Reason.PATH_REFUSED, path=left_out[0])
    if gone := sorted(before - now - files.keys()):
        path = next(
            path
            for path in files
            if f"{path}/".startswith(f"{gone[0]}/") or gone[0].startswith(f"{path}/")
        )
        raise Refusal(Reason.PATH_TAKEN, path=path)
    return tree


def _is_public(reference: str) -> bool:
    return reference.startswith(("refs/heads/", "refs/tags/"))


def _signed(message: str, person: Person) -> str:
    """Return the message with the person's sign-off, once."""
    line = f"Signed-off-by: {person}"
    return message if line in message else f"{message.rstrip()}\n\n{line}\n"


def _trailers(commits: Iterable[Commit]) -> str:
    """Return the sign-offs of commits that become one."""
    signed = (
        f"{key}: {value}"
        for commit in commits
        for key, value in commit.trailers
        if key.casefold() == "signed-off-by"
    )
    return "\n".join(dict.fromkeys(signed))
