# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What the practice forge does, with real pushes to real bare repositories."""

import random
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from atelier.forge import local, rules
from atelier.forge.hooks import sentence
from atelier.forge.records import Decision, Method, OwnCheck, Protection, Reason, Refusal, State
from atelier.forge.rules import issues_closed_by
from atelier.git import GitMissingError, git_version
from atelier.words import LANGUAGES, Language

Town = Any  # the fixture's own class, which lies in conftest.py
RULES = ("sign-off", "spdx-header", "title", "issue-link")


def reasons(town: Town) -> list[str]:
    return [event.facts["reason"] for event in town.forge.events() if event.kind == "refused"]


def approve(town: Town, number: int) -> None:
    town.forge.review(town.name, number, Decision.APPROVE, by="Noor")


# ------------------------------------------------------------------------------------ real pushes


def test_a_branch_pushed_by_git_is_there_and_in_the_log(town: Town) -> None:
    clone = town.clone()
    clone.git("switch", "--quiet", "--create", "été/🌞 idée".replace(" ", "-"))
    commit = clone.commit("note.md", "Une idée.\n", "Noter une idée")
    clone.git("push", "--quiet", "origin", "HEAD")

    assert town.forge.branches(town.name)["été/🌞-idée"] == commit
    last = town.forge.events(town.name)[-1]
    assert (last.kind, last.actor, last.facts["new"]) == ("pushed", "Ada Lefèvre", commit)


def test_the_first_push_to_an_empty_repository_makes_its_branch(town: Town) -> None:
    town.forge.create("ville/vide", by="Noor")
    with pytest.raises(Refusal) as refused:
        town.forge.propose("ville/vide", "main", title="Rien encore", by="Noor")
    assert refused.value.reason is Reason.EMPTY_REPOSITORY
    clone = town.clone("ville/vide")
    clone.commit("a.md", "A\n", "Commencer")
    clone.git("push", "--quiet", "origin", "HEAD:main")

    assert set(town.forge.branches("ville/vide")) == {"main"}


def test_a_push_to_a_protected_branch_is_refused_in_the_learners_language_and_noted(
    town: Town,
) -> None:
    town.forge.protect(town.name, "main", Protection())
    before = town.forge.branches(town.name)
    clone = town.clone()
    clone.commit("README.md", "Autre\n", "Tout changer")
    said = clone.git("push", "origin", "main", well=False)

    assert "La branche « main » est protégée" in said.replace("\u00a0", " ")
    assert town.forge.branches(town.name) == before
    assert reasons(town) == ["protected-branch"]


def test_what_belongs_to_the_forge_cannot_be_pushed(town: Town) -> None:
    clone = town.clone()
    clone.git("push", "origin", "HEAD:refs/pull/1/head", well=False)
    clone.git("push", "origin", ":main", well=False)

    assert reasons(town) == ["reserved-reference", "default-branch"]


def test_a_push_that_is_too_large_is_refused_with_a_sentence(town: Town) -> None:
    clone = town.clone()
    (clone.folder / "video.bin").write_bytes(random.Random(1).randbytes(60_000_000))  # noqa: S311
    clone.git("add", "video.bin")
    clone.git("-c", "core.compression=0", "commit", "--quiet", "-m", "Ajouter la vidéo")
    said = clone.git("-c", "core.compression=0", "push", "origin", "main", well=False)

    assert f"la forge en accepte {local.LARGEST_PUSH // 1_000_000}" in said
    assert reasons(town) == ["too-large"]
    assert "video.bin" not in town.forge.git(town.name).files("main")


def test_a_learners_own_hooks_and_signing_do_not_switch_the_forges_off_and_stay(town: Town) -> None:
    town.forge.protect(town.name, "main", Protection())
    home = town.folder / "home"
    home.mkdir(exist_ok=True)
    mine = "[core]\n\thooksPath = /nowhere\n[push]\n\tgpgSign = if-asked\n"
    (home / ".gitconfig").write_text(mine, encoding="utf-8")
    clone = town.clone()
    clone.commit("README.md", "Autre\n", "Tout changer")
    clone.git("push", "origin", "main", well=False)

    assert reasons(town) == ["protected-branch"]
    assert (home / ".gitconfig").read_text(encoding="utf-8") == mine


def test_the_address_leads_nowhere_else_and_needs_no_network(town: Town) -> None:
    clone = town.clone()

    assert clone.git("config", "remote.origin.url").startswith("https://forge.example/")
    clone.git("fetch", "origin")


# --------------------------------------------------------------------------------- merge requests


def test_a_merge_request_shows_its_commits_and_its_changes(town: Town) -> None:
    _, request = town.proposal()
    (commit,) = town.forge.commits(town.name, request.number)
    (change,) = town.forge.changes(town.name, request.number)

    assert (commit.subject, commit.is_signed_off) == ("Ouvrir une heure plus tard", True)
    assert (change.path, change.added, change.removed) == ("README.md", 1, 1)
    assert change.new_lines == {3: "1. Ouvrir à neuf heures."}


def test_git_can_fetch_a_merge_request_by_its_number(town: Town) -> None:
    clone, request = town.proposal()
    clone.git("fetch", "--quiet", "origin", f"refs/pull/{request.number}/head")

    assert clone.git("rev-parse", "FETCH_HEAD").strip() == request.head


def test_a_new_push_updates_the_request_and_dismisses_its_approvals(town: Town) -> None:
    clone, request = town.proposal()
    approve(town, request.number)
    assert town.forge.approvals(town.forge.request(town.name, request.number)) == ("Noor",)
    head = clone.commit("note.md", "Encore\n", "Ajouter une note", "--signoff")
    clone.git("push", "--quiet", "origin", "horaire")
    updated = town.forge.request(town.name, request.number)

    assert updated.head == head
    assert town.forge.approvals(updated) == ()
    assert town.forge.git(town.name).heads("refs/pull/")[f"refs/pull/{request.number}/head"] == head


def test_a_forced_push_is_told_from_an_ordinary_one(town: Town) -> None:
    clone, _ = town.proposal()
    clone.git("commit", "--quiet", "--amend", "-m", "Ouvrir plus tard")
    clone.git("push", "--quiet", "--force", "origin", "horaire")
    last = [event for event in town.forge.events() if event.kind == "request-updated"][-1]

    assert last.facts["forced"] is True


@pytest.mark.parametrize(
    ("method", "parents", "subject"),
    [
        (Method.MERGE, 2, "Merge horaire into main"),
        (Method.SQUASH, 1, "Ouvrir une heure plus tard (#1)"),
        (Method.REBASE, 1, "Ouvrir une heure plus tard"),
    ],
)
def test_a_merge_request_enters_in_the_way_that_was_asked(
    town: Town, method: Method, parents: int, subject: str
) -> None:
    _, request = town.proposal()
    town.forge.commit_files(town.name, "main", {"b.md": "B\n"}, message="Ajouter B", by="Noor")
    merged = town.forge.merge(town.name, request.number, by="Noor", method=method)
    git = town.forge.git(town.name)
    (commit,) = git.commits([merged.merged], most=1)

    assert merged.state is State.MERGED
    assert town.forge.branches(town.name)["main"] == merged.merged
    assert (len(commit.parents), commit.subject) == (parents, subject)
    assert git.files("main") == ("README.md", "b.md")
    assert "neuf" in git.text("main", "README.md")


def test_a_squashed_request_stays_by_whoever_wrote_and_signed_it(town: Town) -> None:
    _, request = town.proposal()
    merged = town.forge.merge(town.name, request.number, by="Noor", method=Method.SQUASH)
    (commit,) = town.forge.git(town.name).commits([merged.merged], most=1)

    assert (commit.author, commit.committer) == (town.ada, town.noor)
    assert commit.is_signed_off


def test_a_conflict_names_its_files_and_moves_nothing(town: Town) -> None:
    _, request = town.proposal()
    other = {"README.md": town.readme.replace("huit", "sept")}
    town.forge.commit_files(town.name, "main", other, message="Ouvrir plus tôt", by="Noor")
    before = town.forge.branches(town.name)
    for method in Method:
        with pytest.raises(Refusal) as refused:
            town.forge.merge(town.name, request.number, by="Noor", method=method)
        assert refused.value.reason is Reason.CONFLICT
        assert refused.value.values["files"] == ("README.md",)

    assert town.forge.clashes(town.name, request.number) == ("README.md",)
    assert town.forge.branches(town.name) == before


def test_a_conflict_is_resolved_by_a_merge_commit_with_both_parents(town: Town) -> None:
    _, request = town.proposal()
    other = {"README.md": town.readme.replace("huit", "sept")}
    theirs = town.forge.commit_files(town.name, "main", other, message="Plus tôt", by="Noor")
    marked = town.forge.clash_texts(town.name, request.number)
    assert "<<<<<<<" in marked["README.md"]
    with pytest.raises(Refusal) as refused:
        town.forge.resolve_clashes(town.name, request.number, marked, by="Ada Lefèvre")
    assert refused.value.reason is Reason.MARKERS_LEFT
    settled = {"README.md": town.readme.replace("huit", "huit heures trente, et non sept")}
    commit = town.forge.resolve_clashes(town.name, request.number, settled, by="Ada Lefèvre")
    (made,) = town.forge.git(town.name).commits([commit], most=1)

    assert made.parents == (request.head, theirs)
    assert town.forge.merge(town.name, request.number, by="Noor").state is State.MERGED


def test_a_title_underlined_with_seven_signs_is_not_taken_for_a_conflict(town: Town) -> None:
    titled = "Accueil\n=======\n\nhuit\n"
    town.forge.commit_files(town.name, "main", {"a.md": titled}, message="Titrer", by="Noor")
    town.forge.add_branch(town.name, "neuf", start="main", by="Ada Lefèvre")
    for branch, by in (("neuf", "Ada Lefèvre"), ("main", "Noor")):
        text = titled.replace("huit", branch)
        town.forge.commit_files(town.name, branch, {"a.md": text}, message=branch, by=by)
    request = town.forge.propose(town.name, "neuf", title="Ouvrir à neuf", by="Ada Lefèvre")
    left = {"a.md": titled.replace("huit", "neuf\n=======\nmain")}
    with pytest.raises(Refusal) as refused:
        town.forge.resolve_clashes(town.name, request.number, left, by="Ada Lefèvre")
    assert refused.value.reason is Reason.MARKERS_LEFT

    settled = {"a.md": titled.replace("huit", "neuf, main")}
    assert town.forge.resolve_clashes(town.name, request.number, settled, by="Ada Lefèvre")


def test_a_fork_is_updated_from_its_parent_and_keeps_its_own_commits(town: Town) -> None:
    fork = town.forge.fork(town.name, by="Ada Lefèvre", owner="ada").name
    with pytest.raises(Refusal) as refused:
        town.forge.update_fork(fork, by="Ada Lefèvre")
    assert refused.value.reason is Reason.UP_TO_DATE

    first = town.forge.commit_files(town.name, "main", {"a.md": "A\n"}, message="A", by="Noor")
    assert town.forge.update_fork(fork, by="Ada Lefèvre") == first, "nothing to join: it follows"

    mine = town.forge.commit_files(fork, "main", {"b.md": "B\n"}, message="B", by="Ada Lefèvre")
    theirs = town.forge.commit_files(town.name, "main", {"c.md": "C\n"}, message="C", by="Noor")
    joined = town.forge.update_fork(fork, by="Ada Lefèvre")
    git = town.forge.git(fork)
    assert git.commits([joined], most=1)[0].parents == (mine, theirs)
    assert {"a.md", "b.md", "c.md"} <= set(git.files(joined))
    assert not [name for name in git.heads() if name.startswith("refs/forge/")]

    town.forge.commit_files(fork, "main", {"c.md": "Moi\n"}, message="Moi", by="Ada Lefèvre")
    town.forge.commit_files(town.name, "main", {"c.md": "Eux\n"}, message="Eux", by="Noor")
    with pytest.raises(Refusal) as refused:
        town.forge.update_fork(fork, by="Ada Lefèvre")
    assert refused.value.reason is Reason.CONFLICT
    with pytest.raises(Refusal):
        town.forge.update_fork(town.name, by="Noor")


def test_a_fork_proposes_to_its_parent_and_follows_its_own_branch(town: Town) -> None:
    town.forge.fork(town.name, by="Ada Lefèvre", owner="ada")
    clone = town.clone("ada/règlement 🌳")
    clone.git("switch", "--quiet", "--create", "faute")
    clone.commit("README.md", town.readme.replace("Saluer", "Saluer tous"), "Préciser", "-s")
    clone.git("push", "--quiet", "origin", "faute")
    request = town.forge.propose(
        town.name, "faute", title="Préciser le salut", by="Ada Lefèvre",
        source_repository="ada/règlement 🌳",
    )  # fmt: skip
    head = clone.commit("note.md", "Note\n", "Noter", "-s")
    clone.git("push", "--quiet", "origin", "faute")

    assert town.forge.request(town.name, request.number).head == head
    merged = town.forge.merge(town.name, request.number, by="Noor")
    assert "note.md" in town.forge.git(town.name).files("main")
    assert merged.state is State.MERGED


def test_a_branch_without_a_common_ancestor_is_refused(town: Town) -> None:
    clone = town.clone()
    clone.git("switch", "--quiet", "--orphan", "ailleurs")
    clone.commit("x.md", "X\n", "Autre histoire")
    clone.git("push", "--quiet", "origin", "ailleurs")
    with pytest.raises(Refusal) as refused:
        town.forge.propose(town.name, "ailleurs", title="Une autre histoire", by="Ada Lefèvre")

    assert refused.value.reason is Reason.NO_COMMON_HISTORY
    assert town.forge.requests(town.name) == ()


def test_a_request_merged_by_hand_and_pushed_counts_as_merged(town: Town) -> None:
    clone, request = town.proposal()
    clone.git("switch", "--quiet", "main")
    clone.git("merge", "--quiet", "--no-ff", "--no-edit", "horaire")
    clone.git("push", "--quiet", "origin", "main")

    assert town.forge.request(town.name, request.number).state is State.MERGED


def test_the_right_text_without_the_other_branch_merged_is_no_merge(town: Town) -> None:
    """The known hole of graders that compare the final text only."""
    clone, request = town.proposal()
    clone.git("switch", "--quiet", "main")
    clone.commit("README.md", town.readme.replace("huit", "neuf"), "Copier le texte à la main")
    clone.git("push", "--quiet", "origin", "main")

    assert town.forge.request(town.name, request.number).state is State.OPEN


# ------------------------------------------------------------------- what a protected branch asks


def test_a_protected_branch_asks_for_checks_approvals_and_no_objection(town: Town) -> None:
    town.forge.protect(town.name, "main", Protection(approvals=1, checks=RULES))
    issue = town.forge.open_issue(town.name, title="Les heures ont changé", by="Noor")
    _, request = town.proposal()
    number = request.number

    def refusal() -> Reason:
        with pytest.raises(Refusal) as refused:
            town.forge.merge(town.name, number, by="Noor")
        reason: Reason = refused.value.reason
        return reason

    assert refusal() is Reason.CHECKS_FAILED
    town.forge.change_request(town.name, number, by="Ada Lefèvre", body=f"Ferme #{issue.number}")
    assert refusal() is Reason.APPROVALS_MISSING
    town.forge.review(town.name, number, Decision.REQUEST_CHANGES, by="Théo", body="Pourquoi?")
    approve(town, number)
    assert refusal() is Reason.CHANGES_REQUESTED
    town.forge.review(town.name, number, Decision.APPROVE, by="Théo")
    town.forge.merge(town.name, number, by="Noor")
    assert town.forge.issue(town.name, issue.number).state is State.CLOSED


def test_a_mission_asks_for_a_check_of_its_own_by_the_name_it_gives_it(town: Town) -> None:
    own = OwnCheck(name="Une seule page", only=("READ*.md",))
    town.forge.protect(town.name, "main", Protection(approvals=0, own=(own,)))
    clone, request = town.proposal()
    assert [(each.name, each.passed) for each in request.checks] == [("Une seule page", True)]

    clone.git("mv", "README.md", "autre.md")
    clone.git("commit", "--quiet", "--signoff", "-m", "Renommer la page")
    assert "À corriger\u00a0: Une seule page" in clone.git("push", "origin", "horaire")
    (check,) = town.forge.requests(town.name)[0].checks
    for language in LANGUAGES:
        assert "autre.md" in rules.sentence(check, language)
        assert "READ*.md" in rules.sentence(check, language)
    with pytest.raises(Refusal) as refused:
        town.forge.merge(town.name, request.number, by="Noor")
    assert refused.value.reason is Reason.CHECKS_FAILED
    assert "Une seule page" in refused.value.sentence("fr")

    clone.git("mv", "autre.md", "README.md")
    clone.git("commit", "--quiet", "--signoff", "-m", "Rendre son nom à la page")
    clone.git("push", "--quiet", "origin", "horaire")
    assert town.forge.merge(town.name, request.number, by="Noor").merged


def test_nobody_approves_their_own_work(town: Town) -> None:
    _, request = town.proposal()
    with pytest.raises(Refusal) as refused:
        town.forge.review(town.name, request.number, Decision.APPROVE, by="Ada Lefèvre")

    assert refused.value.reason is Reason.OWN_WORK


def test_a_sign_off_under_another_identity_is_none(town: Town) -> None:
    town.forge.protect(town.name, "main", Protection(checks=("sign-off",)))
    clone = town.clone()
    clone.git("switch", "--quiet", "--create", "faux")
    words = "Changer les heures\n\nSigned-off-by: Noor <noor@ville.example>"
    clone.commit("README.md", "Autre\n", words)
    clone.git("push", "--quiet", "origin", "faux")
    request = town.forge.propose(town.name, "faux", title="Changer les heures", by="Ada Lefèvre")

    assert [(check.passed, check.fact) for check in request.checks] == [(False, "other-identity")]


def test_a_thread_about_a_line_that_the_diff_does_not_show_is_refused(town: Town) -> None:
    _, request = town.proposal()
    thread = town.forge.comment(
        town.name, request.number, "Neuf?", by="Noor", path="README.md", line=3
    )
    town.forge.comment(town.name, request.number, "Oui.", by="Ada Lefèvre", thread=thread.id)
    town.forge.resolve(town.name, request.number, thread.id, by="Noor")
    with pytest.raises(Refusal) as refused:
        town.forge.comment(town.name, request.number, "?", by="Noor", path="README.md", line=400)
    (kept,) = town.forge.request(town.name, request.number).threads

    assert refused.value.reason is Reason.LINE_NOT_IN_DIFF
    assert [comment.body for comment in kept.comments] == ["Neuf?", "Oui."]
    assert kept.resolved_by == "Noor"


# ---------------------------------------------------------------------------------- around the code


def test_an_issue_carries_only_labels_milestones_and_people_that_exist(town: Town) -> None:
    town.forge.add_label(town.name, "bogue")
    town.forge.add_milestone(town.name, "automne")
    number = town.forge.open_issue(town.name, title="Une faute", by="Noor").number
    issue = town.forge.change_issue(
        town.name, number, by="Noor", labels=["bogue"], milestone="automne", assignees=["Théo"]
    )
    assert (issue.labels, issue.milestone, issue.assignees) == (("bogue",), "automne", ("Théo",))
    for wrong, reason in (
        ({"labels": ["inconnu"]}, Reason.UNKNOWN_LABEL),
        ({"milestone": "hiver"}, Reason.UNKNOWN_MILESTONE),
        ({"assignees": ["Personne"]}, Reason.UNKNOWN_PERSON),
        ({"title": " "}, Reason.NO_WORDS),
    ):
        with pytest.raises(Refusal) as refused:
            town.forge.change_issue(town.name, number, by="Noor", **wrong)
        assert refused.value.reason is reason
    assert town.forge.issue(town.name, number) == issue


def test_a_release_is_an_annotated_tag_that_git_fetches(town: Town) -> None:
    release = town.forge.publish(town.name, "v1.0.0", title="Un", notes="Les heures.", by="Noor")
    clone = town.clone()

    assert clone.git("cat-file", "-t", "v1.0.0").strip() == "tag"
    assert clone.git("rev-list", "-n1", "v1.0.0").strip() == release.commit
    with pytest.raises(Refusal):
        town.forge.publish(town.name, "v1.0.0", title="Un", notes="", by="Noor")


@pytest.mark.parametrize("name", ["sans-barre", "a/b/c", "a/..", "a/b.git", "a/x:y", "/a", "a/-b"])
def test_a_name_that_a_file_system_cannot_hold_is_refused(town: Town, name: str) -> None:
    with pytest.raises(Refusal) as refused:
        town.forge.create(name, by="Noor")

    assert refused.value.reason is Reason.NAME_REFUSED


@pytest.mark.parametrize(
    "path", ["README.md/suite.md", "pages", "../x", ".git/x", "GIT~1/x", "", "a\0b"]
)
def test_a_file_that_is_recorded_takes_the_place_of_no_other(town: Town, path: str) -> None:
    town.forge.commit_files(town.name, "main", {"pages/a.md": "A\n"}, message="A", by="Noor")
    before = town.forge.branches(town.name)
    with pytest.raises(Refusal) as refused:
        town.forge.commit_files(town.name, "main", {path: "B\n"}, message="B", by="Noor")

    is_taken = path in {"README.md/suite.md", "pages"}
    assert refused.value.reason is (Reason.PATH_TAKEN if is_taken else Reason.PATH_REFUSED)
    assert town.forge.branches(town.name) == before
    assert town.forge.events()[-1].kind == "refused"


def test_a_folder_becomes_a_file_where_all_that_lies_in_it_is_taken_away(town: Town) -> None:
    town.forge.commit_files(town.name, "main", {"pages/a.md": "A\n"}, message="A", by="Noor")
    files = {"pages/a.md": None, "pages": "B\n"}
    commit = town.forge.commit_files(town.name, "main", files, message="B", by="Noor")

    assert "pages" in town.forge.git(town.name).files(commit)


@pytest.mark.parametrize("name", ["ville/règlement 🌳", "a/x:y"])
def test_a_repository_that_was_refused_is_in_the_log(town: Town, name: str) -> None:
    with pytest.raises(Refusal):
        town.forge.create(name, by="Noor")

    last = town.forge.events()[-1]
    assert (last.kind, last.actor, last.facts["attempt"]) == ("refused", "Noor", "creation")


@pytest.mark.parametrize(("tag", "title"), [("-d", "Un"), ("v1", " "), ("", "Un")])
def test_a_release_that_nobody_could_name_is_refused(town: Town, tag: str, title: str) -> None:
    with pytest.raises(Refusal):
        town.forge.publish(town.name, tag, title=title, notes="", by="Noor")

    assert not town.forge.releases(town.name)
    assert town.forge.events()[-1].facts["attempt"] == "release"


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_its_sentence(reason: Reason, language: Any) -> None:
    names = (
        "branch name names number size most reference source target files checks count path line"
        " label milestone state why folder commit said other references file"
    )
    said = sentence(Refusal(reason, **dict.fromkeys(names.split(), "?")), language)

    assert "{" not in said
    assert said.endswith((".", "?"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("v1/x", Reason.NAME_IN_THE_WAY),
        ("v", Reason.NAME_IN_THE_WAY),
        ("n" * 300, Reason.NAME_TOO_LONG),
        ("v1", Reason.NAME_TAKEN),
    ],
    ids=["beside", "above", "long", "taken"],
)
def test_a_name_that_git_cannot_give_is_told_for_what_it_is(
    town: Town, name: str, reason: Reason, language: Language
) -> None:
    """Of a branch and of a tag alike: nobody is told to try again, nor that it is taken."""
    published = {"title": "Une version", "notes": "Rien de plus.", "by": "Noor"}
    for known in ("v1", "v/2"):
        town.forge.add_branch(town.name, known, start="main", by="Noor")
        town.forge.publish(town.name, known, **published)
    for verb in (
        lambda: town.forge.add_branch(town.name, name, start="main", by="Noor"),
        lambda: town.forge.publish(town.name, name, **published),
    ):
        with pytest.raises(Refusal) as refused:
            verb()
        told = refused.value.sentence(language)

        assert refused.value.reason is reason
        assert name[:40] in told
        assert ("v1" in told or "v/2" in told) is (reason is not Reason.NAME_TOO_LONG)
        assert len(told) < 300
    assert town.forge.events()[-1].facts["reason"] == reason


def test_a_git_that_is_too_old_is_named(tmp_path: Path) -> None:
    old = tmp_path / "git"
    old.write_text("#!/bin/sh\necho git version 2.30.2\n", encoding="utf-8")
    old.chmod(0o755)
    with pytest.raises(GitMissingError) as missing:
        git_version(str(old))

    assert missing.value.found == "2.30.2"


# ---------------------------------------------------------------------- what was attacked, and held


def test_a_branch_may_have_any_sign_in_its_name_that_git_takes(town: Town) -> None:
    clone = town.clone()
    name = "a\u2028b\u0085c"
    clone.git("push", "--quiet", "origin", f"HEAD:refs/heads/{name}")

    assert set(town.forge.branches(town.name)) == {"main", name}
    assert town.forge.events(town.name)[-1].facts["reference"] == f"refs/heads/{name}"


def test_a_name_in_another_encoding_is_pushed_without_a_traceback(town: Town) -> None:
    clone = town.clone()
    said = subprocess.run(
        [b"git", b"push", b"origin", b"HEAD:refs/heads/\xe9t\xe9"],
        cwd=clone.folder,
        env=clone.environment | {"PYTHONIOENCODING": "utf-8:strict"},
        capture_output=True,
        check=True,
    ).stderr

    assert b"Traceback" not in said


def test_a_protected_branch_with_an_accent_stays_so_in_a_terminal_of_another_encoding(
    town: Town,
) -> None:
    town.forge.add_branch(town.name, "été", start="main", by="Noor")
    town.forge.protect(town.name, "été", Protection())
    clone = town.clone()
    clone.commit("README.md", "Autre\n", "Tout changer")
    clone.environment["PYTHONIOENCODING"] = "latin-1"
    clone.git("push", "origin", "HEAD:été", well=False)

    assert reasons(town) == ["protected-branch"]


def test_a_request_shows_only_its_own_work_after_its_target_was_merged_into_it(town: Town) -> None:
    town.forge.protect(town.name, "autre", Protection(checks=("sign-off",)))
    town.forge.add_branch(town.name, "autre", start="main", by="Noor")
    clone, _ = town.proposal()
    number = town.forge.propose(
        town.name, "horaire", title="Ouvrir plus tard", by=town.ada.name, target="autre"
    ).number
    colleague = town.clone(person=town.noor)
    colleague.git("switch", "--quiet", "--create", "voisin", "origin/autre")
    colleague.commit("autre.md", "Autre\n", "Ajouter sans signer")
    colleague.git("push", "--quiet", "origin", "HEAD:voisin")
    other = town.forge.propose(town.name, "voisin", title="Voisiner", by="Noor", target="autre")
    town.forge.git(town.name).move(
        [("refs/heads/autre", town.forge.branches(town.name)["autre"], other.head)]
    )
    clone.git("fetch", "--quiet", "origin")
    clone.git("merge", "--quiet", "-m", "Rattraper", "--signoff", "origin/autre")
    clone.git("push", "--quiet", "origin", "horaire")
    request = town.forge.request(town.name, number)

    assert [change.path for change in town.forge.changes(town.name, number)] == ["README.md"]
    assert "Ajouter sans signer" not in {
        commit.subject for commit in town.forge.commits(town.name, number)
    }
    assert [check.passed for check in request.checks] == [True]


def test_a_branch_put_back_to_its_target_is_not_merged_and_closes_no_issue(town: Town) -> None:
    issue = town.forge.open_issue(town.name, title="Les heures ont changé", by="Noor")
    clone, request = town.proposal()
    body = f"Ferme #{issue.number}"
    town.forge.change_request(town.name, request.number, by=town.ada.name, body=body)
    town.forge.commit_files(town.name, "main", {"b.md": "B\n"}, message="Ajouter B", by="Noor")
    clone.git("fetch", "--quiet", "origin")
    clone.git("push", "--quiet", "--force", "origin", "origin/main:horaire")
    for _ in range(2):
        (request,) = town.forge.requests(town.name)
        assert request.state is State.OPEN
    assert town.forge.issue(town.name, issue.number).state is State.OPEN
    with pytest.raises(Refusal) as refused:
        town.forge.merge(town.name, request.number, by="Noor")
    assert refused.value.reason is Reason.NOTHING_TO_PROPOSE


def test_a_merge_that_was_overtaken_does_not_hide_one_made_by_hand(town: Town) -> None:
    clone, request = town.proposal()
    git = town.forge.git(town.name)
    git.run("config", "core.packedRefsTimeout", "0")
    lock = git.folder / "refs" / "heads" / "main.lock"
    lock.touch()  # as if another were moving the branch at this moment
    with pytest.raises(Refusal):
        town.forge.merge(town.name, request.number, by="Noor", method=Method.SQUASH)
    lock.unlink()
    assert town.forge.request(town.name, request.number).merging
    clone.git("switch", "--quiet", "main")
    clone.git("merge", "--quiet", "--no-ff", "--no-edit", "horaire")
    clone.git("push", "--quiet", "origin", "main")
    merged = town.forge.request(town.name, request.number)

    assert (merged.state, merged.merged) == (State.MERGED, request.head)
    assert (merged.merged_by, merged.method) == (town.ada.name, None)


def test_a_branch_that_moves_during_its_merge_is_not_merged_as_it_was(town: Town) -> None:
    clone, request = town.proposal()
    clone.git("push", "--quiet", "origin", "HEAD:refs/heads/suite")
    newer = clone.commit("note.md", "Encore\n", "Ajouter une note", "--signoff")
    clone.git("push", "--quiet", "origin", "HEAD:refs/heads/suite")
    before = town.forge.branches(town.name)
    git, place = town.forge.git(town.name), "refs/heads/horaire"
    moments: list[datetime] = []

    def clock() -> datetime:
        if not moments:  # the first is asked for when the merge is made
            git.move([(place, request.head, newer)])
        moments.append(local.now())
        return moments[-1]

    forge = local.LocalForge(town.forge.folder, clock=clock)
    with pytest.raises(Refusal) as refused:
        forge.merge(town.name, request.number, by="Noor")
    after = forge.request(town.name, request.number)

    assert refused.value.reason is Reason.OVERTAKEN
    assert town.forge.branches(town.name)["main"] == before["main"]
    assert (after.state, forge.requests(town.name)[0].head) == (State.OPEN, newer)


def test_a_target_that_became_another_history_is_told_and_breaks_no_page(town: Town) -> None:
    clone, request = town.proposal()
    fork = town.forge.fork(town.name, by=town.ada.name, owner="ada").name
    clone.git("switch", "--quiet", "--orphan", "ailleurs")
    clone.commit("x.md", "X\n", "Autre histoire")
    clone.git("push", "--quiet", "--force", "origin", "HEAD:main")
    for verb, about, who in (
        (town.forge.merge, (town.name, request.number), {"by": "Noor"}),
        (town.forge.clash_texts, (town.name, request.number), {}),
        (town.forge.update_fork, (fork,), {"by": town.ada.name}),
    ):
        with pytest.raises(Refusal) as refused:
            verb(*about, **who)
        assert refused.value.reason is Reason.NO_COMMON_HISTORY
    assert town.forge.clashes(town.name, request.number) == ()


def test_a_request_whose_target_is_gone_can_be_read_and_closed(town: Town) -> None:
    clone = town.clone()
    clone.git("push", "--quiet", "origin", "HEAD:essai")
    clone.commit("a.md", "A\n", "Ajouter A")
    clone.git("push", "--quiet", "origin", "HEAD:ajout")
    number = town.forge.propose(
        town.name, "ajout", title="Ajouter A", by=town.ada.name, target="essai"
    ).number
    clone.git("push", "--quiet", "origin", ":essai")

    assert town.forge.clashes(town.name, number) == ()
    assert [change.path for change in town.forge.changes(town.name, number)] == ["a.md"]
    with pytest.raises(Refusal) as refused:
        town.forge.merge(town.name, number, by="Noor")
    assert refused.value.reason is Reason.UNKNOWN_BRANCH
    assert town.forge.close_request(town.name, number, by="Noor").state is State.CLOSED


def test_a_conflict_is_not_resolved_on_a_protected_branch(town: Town) -> None:
    town.forge.add_branch(town.name, "essai", start="main", by="Noor")
    for branch, hour in (("main", "sept"), ("essai", "neuf")):
        files = {"README.md": town.readme.replace("huit", hour)}
        town.forge.commit_files(town.name, branch, files, message=f"À {hour} heures", by="Noor")
    town.forge.protect(town.name, "main", Protection())
    request = town.forge.propose(
        town.name, "main", title="Rattraper l’essai", by="Noor", target="essai"
    )
    before = town.forge.branches(town.name)
    with pytest.raises(Refusal) as refused:
        town.forge.resolve_clashes(town.name, request.number, {"README.md": "Dix\n"}, by="Noor")

    assert refused.value.reason is Reason.PROTECTED_BRANCH
    assert town.forge.branches(town.name) == before


def test_a_branch_protected_after_a_request_was_opened_asks_for_its_checks(town: Town) -> None:
    _, request = town.proposal()
    town.forge.protect(town.name, "main", Protection(approvals=0, checks=("issue-link",)))
    with pytest.raises(Refusal) as refused:
        town.forge.merge(town.name, request.number, by="Noor")

    assert refused.value.reason is Reason.CHECKS_FAILED


def test_a_tag_called_like_a_branch_takes_nobody_elsewhere(town: Town) -> None:
    clone = town.clone()
    clone.commit("x.md", "X\n", "Autre")
    clone.git("push", "--quiet", "origin", "HEAD:refs/tags/main")
    main = town.forge.branches(town.name)["main"]

    assert town.forge.add_branch(town.name, "neuf", start="main", by="Noor") == main


def test_a_refused_proposal_leaves_nothing_behind(town: Town) -> None:
    clone = town.clone()
    clone.git("switch", "--quiet", "--orphan", "ailleurs")
    clone.commit("x.md", "X\n", "Autre histoire")
    clone.git("push", "--quiet", "origin", "ailleurs")
    with pytest.raises(Refusal):
        town.forge.propose(town.name, "ailleurs", title="Une autre histoire", by="Ada Lefèvre")

    assert town.forge.git(town.name).heads("refs/pull/") == {}


@pytest.mark.parametrize(
    ("body", "numbers"),
    [
        ("Closes #1", (1,)),
        ("Closing issue #1, fixing #2", (1, 2)),
        ("Ferme le billet #1", (1,)),
        ("Re\u0301sout #1", (1,)),
        ("Voir #1", ()),
        ("Closes #" + "1" * 6000, ()),
    ],
)
def test_a_description_says_which_issues_it_closes_in_more_than_one_way(
    body: str, numbers: tuple[int, ...]
) -> None:
    assert issues_closed_by(body) == numbers
