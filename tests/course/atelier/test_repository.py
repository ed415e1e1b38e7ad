# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A repository is read for its graph, and a stranger's configuration never runs."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from atelier import repository
from atelier.git import Git
from atelier.repository import NoRepositoryError, reading

Work = Any  # the fixture's own class, which lies in conftest.py
TEXT = "un\ndeux\ntrois\nquatre\ncinq\n"


def diverged(work: Work) -> tuple[str, str, str]:
    """Return a base and two heads that change the same line of it."""
    base = work.commit(TEXT, "Commencer")
    work.git("switch", "--quiet", "--create", "ailleurs")
    theirs = work.commit(TEXT.replace("deux", "2"), "Écrire en chiffres")
    work.git("switch", "--quiet", "main")
    ours = work.commit(TEXT.replace("deux", "DEUX"), "Écrire en capitales")
    return base, ours, theirs


def digest(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


def settle(work: Work, text: str) -> None:
    (work.folder / "texte.md").write_text(text, encoding="utf-8")
    work.git("add", "texte.md")


def test_a_merge_with_both_parents_is_one(work: Work) -> None:
    _, ours, theirs = diverged(work)
    work.git("merge", "--quiet", "ailleurs", check=False)
    settle(work, TEXT.replace("deux", "DEUX, ou 2"))
    work.git("commit", "--quiet", "--no-edit")
    with reading(work.folder) as git:
        found = repository.merge_of(git, "main", ours, theirs)
        lost = repository.lost_lines(git, [ours, theirs], "main", "texte.md")

    assert found is not None
    assert found.parents == (ours, theirs)
    assert lost == ()


def test_the_right_text_in_an_ordinary_commit_is_no_merge(work: Work) -> None:
    """The known hole of graders that compare the final text only."""
    _, ours, theirs = diverged(work)
    work.commit(TEXT.replace("deux", "DEUX, ou 2"), "Merge branch 'ailleurs'")
    with reading(work.folder) as git:
        assert repository.merge_of(git, "main", ours, theirs) is None


def test_a_merge_that_took_one_side_only_is_a_merge_and_its_loss_is_told(work: Work) -> None:
    _, ours, theirs = diverged(work)
    work.git("merge", "--quiet", "ailleurs", check=False)
    settle(work, "DEUX, ou 2\n")
    work.git("commit", "--quiet", "--no-edit")
    with reading(work.folder) as git:
        lost = repository.lost_lines(git, [ours, theirs], "main", "texte.md")

    assert lost == ("un", "trois", "quatre", "cinq")


def test_markers_left_in_the_text_are_found(work: Work) -> None:
    diverged(work)
    work.git("merge", "--quiet", "ailleurs", check=False)
    work.git("commit", "--quiet", "--all", "--no-edit")
    with reading(work.folder) as git:
        assert repository.marked_files(git, "main", git.files("main")) == ("texte.md",)


def test_a_title_underlined_with_equal_signs_is_no_marker(work: Work) -> None:
    work.commit("Titre\n========\n", "Titrer")
    with reading(work.folder) as git:
        assert repository.marked_files(git, "main", git.files("main")) == ()


def test_a_true_rebase_is_told_from_a_copy(work: Work) -> None:
    base = work.commit(TEXT, "Commencer")
    work.git("switch", "--quiet", "--create", "ailleurs")
    theirs = work.commit("autre\n", "Ajouter un fichier", "autre.md")
    work.git("switch", "--quiet", "main")
    ours = work.commit(TEXT.replace("deux", "DEUX"), "Écrire en capitales")
    work.git("rebase", "--quiet", "ailleurs")
    with reading(work.folder) as git:
        assert repository.was_rebased(git, "main", ours, theirs, base)
    work.git("reset", "--quiet", "--hard", "ailleurs")
    work.commit(TEXT.replace("deux", "DEUX"), "Recopier à la main")
    work.git("branch", "garde", ours)
    with reading(work.folder) as git:
        assert not repository.was_rebased(git, "main", ours, theirs, base)


def test_a_secret_is_found_in_every_reachable_object_and_not_in_what_is_gone(work: Work) -> None:
    work.commit("cle = s3cr3t-jeton\n", "Régler", "réglages.ini")
    work.commit("cle = \n", "Retirer la clé", "réglages.ini")
    work.git("tag", "--annotate", "v1", "-m", "avec s3cr3t-jeton")
    with reading(work.folder) as git:
        assert repository.places_of(git, ["s3cr3t-jeton", "autre"]) == {
            "s3cr3t-jeton": ("réglages.ini", f"tag {work.git('rev-parse', 'v1')[:7]}")
        }
        assert ("réglages.ini", b"cle = s3cr3t-jeton\n") in repository.objects(git)
    work.git("tag", "--delete", "v1")
    work.git("switch", "--quiet", "--orphan", "propre")
    work.commit("cle = \n", "Régler", "réglages.ini")
    work.git("branch", "--delete", "--force", "main")
    with reading(work.folder) as git:
        assert repository.places_of(git, ["s3cr3t-jeton"]) == {}


@pytest.mark.parametrize("form", ["working copy", "bare", "bundle", "packed"])
def test_a_repository_is_read_in_every_form(work: Work, tmp_path: Path, form: str) -> None:
    commit = work.commit(TEXT, "Commencer")
    place = work.folder
    if form == "bare":
        place = tmp_path / "bare.git"
        work.git("clone", "--quiet", "--bare", ".", str(place))
    if form == "bundle":
        place = tmp_path / "depot.bundle"
        work.git("bundle", "create", "--quiet", str(place), "--all", "HEAD")
    if form == "packed":
        work.git("gc", "--quiet")
    with reading(place) as git:
        assert repository.tips(git) == (commit,)
        assert git.commit_at("HEAD") == commit


def test_a_strangers_configuration_never_runs_and_nothing_is_written(
    work: Work, tmp_path: Path
) -> None:
    work.commit(TEXT, "Commencer")
    ran = tmp_path / "ran"
    trap = f"touch '{ran}'; false"
    for name in (
        "core.fsmonitor", "core.sshCommand", "core.pager", "diff.external", "gpg.program",
        "uploadpack.packObjectsHook", "filter.trap.clean", "filter.trap.smudge",
        "diff.trap.textconv", "diff.trap.command", "remote.origin.uploadpack",
    ):  # fmt: skip
        work.git("config", name, trap)
    work.git("config", "extensions.partialClone", "origin")
    work.git("config", "remote.origin.url", f"ext::sh -c {trap}")
    (work.folder / ".git" / "info" / "attributes").write_text("* diff=trap filter=trap\n")
    for hook in ("post-checkout", "reference-transaction", "pre-auto-gc"):
        place = work.folder / ".git" / "hooks" / hook
        place.parent.mkdir(exist_ok=True)
        place.write_text(f"#!/bin/sh\n{trap}\n")
        place.chmod(0o755)
    ran.unlink(missing_ok=True)
    before = digest(work.folder)
    with reading(work.folder) as git:
        assert git.commits(["main"])
        assert git.changes(
            git.run("hash-object", "-t", "tree", "-w", "--stdin", given="").strip(), "main"
        )
        assert repository.places_of(git, ["deux"])

    assert not ran.exists()
    assert digest(work.folder) == before


@pytest.mark.parametrize(
    ("made", "fact"), [("empty", "none"), ("elsewhere", "elsewhere"), ("noise", "bundle")]
)
def test_what_is_no_repository_is_refused_with_a_fact(tmp_path: Path, made: str, fact: str) -> None:
    place = tmp_path / "x"
    if made == "noise":
        place.write_bytes(b"\x00noise")
    else:
        place.mkdir()
    if made == "elsewhere":
        (place / ".git").write_text("gitdir: /etc\n")
    with pytest.raises(NoRepositoryError) as refused, reading(place):
        pass

    assert refused.value.fact == fact


def test_a_repository_without_a_commit_is_read_as_empty(work: Work) -> None:
    with reading(work.folder) as git:
        assert isinstance(git, Git)
        assert repository.tips(git) == ()
