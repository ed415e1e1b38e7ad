# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Whatever git and the forge are made to do, in whatever order, they tell the same story."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from atelier.forge.records import Decision, Method, Protection, Refusal, State

SEQUENCES = int(os.environ.get("ATELIER_SEQUENCES", "20"))
BRANCHES = st.sampled_from(["main", "horaire", "salut", "été"])
LINES = st.integers(min_value=0, max_value=3)
WORDS = st.sampled_from(["huit", "neuf", "dix", "onze 🌞"])
PEOPLE = st.sampled_from(["Ada Lefèvre", "Noor", "Théo"])


class Story(RuleBasedStateMachine):
    """A random day on a forge: two clones, four branches, three people."""

    found: ClassVar[Callable[[Path], Any]]

    def __init__(self) -> None:
        """Begin with an empty folder."""
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="story-"))
        self.number = 0

    def teardown(self) -> None:
        """Take the folder away."""
        shutil.rmtree(self.folder)

    @initialize()
    def begin(self) -> None:
        """Found the town and clone its repository twice."""
        self.town = type(self).found(self.folder)
        self.forge, self.name = self.town.forge, self.town.name
        self.clones = [self.town.clone(), self.town.clone(person=self.town.noor)]

    # ------------------------------------------------------------------------------- git, by hand

    @rule(which=st.booleans(), branch=BRANCHES)
    def switch(self, which: bool, branch: str) -> None:  # noqa: FBT001
        """Go to a branch, made where it is not there."""
        clone = self.clones[which]
        clone.git("fetch", "--quiet", "--prune", "origin", well=None)
        if "fatal" in clone.git("switch", "--quiet", branch, well=None):
            clone.git("switch", "--quiet", "--create", branch, well=None)

    @rule(which=st.booleans(), line=LINES, word=WORDS, signed=st.booleans())
    def commit(self, which: bool, line: int, word: str, signed: bool) -> None:  # noqa: FBT001
        """Change one line and record it."""
        clone, file = self.clones[which], self.clones[which].folder / "README.md"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        lines = [*lines, *[""] * (line + 1 - len(lines))]
        self.number += 1
        lines[line] = f"{word} {self.number}"
        clone.write("README.md", "\n".join(lines) + "\n")
        clone.git("add", "README.md")
        clone.git("commit", "--quiet", "-m", f"Changer {word}", *["--signoff"] * signed, well=None)

    @rule(which=st.booleans(), force=st.booleans())
    def push(self, which: bool, force: bool) -> None:  # noqa: FBT001
        """Push the current branch, by force or not."""
        said = self.clones[which].git("push", *["--force"] * force, "origin", "HEAD", well=None)
        assert "Traceback" not in said

    @rule(which=st.booleans())
    def amend(self, which: bool) -> None:  # noqa: FBT001
        """Make the last commit anew."""
        self.clones[which].git("commit", "--amend", "--allow-empty", "-qm", "Refaire", well=None)

    @rule(which=st.booleans(), branch=BRANCHES)
    def merge_by_hand(self, which: bool, branch: str) -> None:  # noqa: FBT001
        """Merge in the working copy; where it clashes, give up."""
        clone = self.clones[which]
        clone.git("merge", "--quiet", "--no-edit", f"origin/{branch}", well=None)
        clone.git("merge", "--abort", well=None)

    @rule(which=st.booleans(), branch=BRANCHES)
    def delete(self, which: bool, branch: str) -> None:  # noqa: FBT001
        """Delete a branch on the forge."""
        said = self.clones[which].git("push", "origin", f":{branch}", well=None)
        assert "Traceback" not in said

    @rule(which=st.booleans())
    def tag(self, which: bool) -> None:  # noqa: FBT001
        """Tag and push the tag."""
        self.number += 1
        self.clones[which].git("tag", f"t{self.number}", well=None)
        self.clones[which].git("push", "--quiet", "origin", f"t{self.number}", well=None)

    # ---------------------------------------------------------------------------------- the forge

    def attempt(self, verb: Callable[..., Any], *arguments: Any, **named: Any) -> None:
        """Try a verb; the forge may say no, and nothing else."""
        with contextlib.suppress(Refusal):
            verb(*arguments, **named)

    @rule(source=BRANCHES, onto=BRANCHES, by=PEOPLE)
    def propose(self, source: str, onto: str, by: str) -> None:
        """Open a merge request."""
        title = f"Proposer {source}"
        self.attempt(self.forge.propose, self.name, source, title=title, by=by, target=onto)

    @rule(which=st.integers(min_value=1, max_value=6), by=PEOPLE, method=st.sampled_from(Method))
    def merge(self, which: int, by: str, method: Method) -> None:
        """Merge a request on the forge."""
        self.attempt(self.forge.merge, self.name, which, by=by, method=method)

    @rule(which=st.integers(1, 6), by=PEOPLE, decision=st.sampled_from(Decision))
    def review(self, which: int, by: str, decision: Decision) -> None:
        """Review a request."""
        self.attempt(self.forge.review, self.name, which, decision, by=by, body="Voici.")

    @rule(which=st.integers(1, 6), by=PEOPLE)
    def resolve(self, which: int, by: str) -> None:
        """Settle a conflict on the forge."""
        texts = {"README.md": f"Réglé {which}\n"}
        self.attempt(self.forge.resolve_clashes, self.name, which, texts, by=by)

    @rule(branch=BRANCHES, word=WORDS, by=PEOPLE)
    def edit(self, branch: str, word: str, by: str) -> None:
        """Edit a file in the panel."""
        files = {"notes.md": f"{word}\n"}
        self.attempt(
            self.forge.commit_files, self.name, branch, files, message=f"Noter {word}", by=by
        )

    @rule(branch=BRANCHES, start=BRANCHES, by=PEOPLE)
    def branch(self, branch: str, start: str, by: str) -> None:
        """Make a branch in the panel."""
        self.attempt(self.forge.add_branch, self.name, branch, start=start, by=by)

    @rule(which=st.integers(1, 6), by=PEOPLE)
    def close(self, which: int, by: str) -> None:
        """Close a request."""
        self.attempt(self.forge.close_request, self.name, which, by=by)

    # ------------------------------------------------------------------------------ with a fork

    @property
    def fork_name(self) -> str:
        """Return what Ada's fork is called, made or not."""
        return f"ada/{self.name.partition('/')[2]}"

    @rule()
    def fork(self) -> None:
        """Copy the repository, once."""
        self.attempt(self.forge.fork, self.name, by="Ada Lefèvre", owner="ada")

    @rule(branch=BRANCHES, word=WORDS)
    def edit_fork(self, branch: str, word: str) -> None:
        """Edit a file of the fork, in the panel."""
        files = {"notes.md": f"{word}\n"}
        given = {"message": f"Noter {word} chez soi", "by": "Ada Lefèvre", "sign_off": True}
        self.attempt(self.forge.commit_files, self.fork_name, branch, files, **given)

    @rule(source=BRANCHES, onto=BRANCHES)
    def propose_from_fork(self, source: str, onto: str) -> None:
        """Open a merge request from the fork."""
        given = {"target": onto, "by": "Ada Lefèvre", "source_repository": self.fork_name}
        self.attempt(self.forge.propose, self.name, source, title=f"Depuis {source}", **given)

    @rule()
    def update_fork(self) -> None:
        """Bring what the parent has gained into the fork."""
        self.attempt(self.forge.update_fork, self.fork_name, by="Ada Lefèvre")

    @rule(branch=BRANCHES, approvals=st.integers(0, 1))
    def protect(self, branch: str, approvals: int) -> None:
        """Protect a branch."""
        asked = Protection(approvals=approvals, checks=("sign-off",))
        self.forge.protect(self.name, branch, asked)

    @rule(tag=st.sampled_from(["v1", "v2", "t1"]), onto=BRANCHES, by=PEOPLE)
    def publish(self, tag: str, onto: str, by: str) -> None:
        """Publish a version."""
        words = {"title": f"Version {tag}", "notes": "", "target": onto}
        self.attempt(self.forge.publish, self.name, tag, by=by, **words)

    # ------------------------------------------------------------------------------- what must hold

    @invariant()
    def the_forge_and_git_agree(self) -> None:
        """Compare what the forge says with what git says."""
        if not hasattr(self, "forge"):
            return
        for repository in self.forge.repositories():
            git = self.forge.git(repository.name)
            public = {it: at for it, at in git.heads().items() if not it.startswith("refs/pull/")}
            assert self.forge.repository(repository.name).heads == public
            assert git.run("fsck", "--no-dangling", "--no-progress").strip() == ""
        git = self.forge.git(self.name)
        for request in self.forge.requests(self.name):
            source = self.forge.branches(request.source_repository).get(request.source)
            if request.state is State.OPEN:
                assert source in {None, request.head}
                assert git.heads()[f"refs/pull/{request.number}/head"] == request.head
            if request.state is State.MERGED:
                assert git.commit_at(request.merged) == request.merged
        for release in self.forge.releases(self.name):
            assert git.commit_at(release.commit) == release.commit


def test_random_days_on_the_forge_and_in_git_tell_the_same_story(
    town_in: Callable[[Path], Any],
) -> None:
    Story.found = staticmethod(town_in)
    chosen = settings(
        max_examples=SEQUENCES,
        stateful_step_count=12,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize="ATELIER_SEQUENCES" not in os.environ,
        database=None,
    )
    case = Story.TestCase
    case.settings = chosen
    result = case("runTest").run()
    assert result is not None
    if result.errors or result.failures:
        pytest.fail(str((result.errors + result.failures)[0][1]))
