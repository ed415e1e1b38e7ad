# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A repository is read for its graph, and a stranger's configuration never runs."""

import base64
import gzip
import hashlib
import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest

from atelier import repository
from atelier.git import Git, GitError
from atelier.repository import NoRepositoryError, history, reading
from atelier.views.history import History
from atelier.words import LANGUAGES, Language

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
        lost = repository.lost_lines(git, ours, theirs, "main")

    assert found is not None
    assert found.parents == (ours, theirs)
    assert lost == {}


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
        lost = repository.lost_lines(git, ours, theirs, "main")

    assert lost == {"texte.md": ("un", "trois", "quatre", "cinq")}


def test_a_line_that_one_side_alone_added_is_lost_with_the_others(work: Work) -> None:
    _, ours, _ = diverged(work)
    work.git("switch", "--quiet", "ailleurs")
    theirs = work.commit(TEXT.replace("deux", "2") + "six\n", "Ajouter une ligne")
    work.git("switch", "--quiet", "main")
    work.git("merge", "--quiet", "ailleurs", check=False)
    settle(work, TEXT.replace("deux", "DEUX, ou 2"))
    work.git("commit", "--quiet", "--no-edit")
    with reading(work.folder) as git:
        assert repository.lost_lines(git, ours, theirs, "main") == {"texte.md": ("six",)}


def test_a_line_that_one_side_took_out_and_that_came_back_is_told(work: Work) -> None:
    _, ours, _ = diverged(work)
    work.git("switch", "--quiet", "ailleurs")
    theirs = work.commit(TEXT.replace("deux", "2").replace("cinq", "5"), "Écrire cinq en chiffre")
    work.git("switch", "--quiet", "main")
    work.git("merge", "--quiet", "ailleurs", check=False)
    settle(work, TEXT.replace("deux", "DEUX, ou 2") + "5\n")
    work.git("commit", "--quiet", "--no-edit")
    with reading(work.folder) as git:
        assert repository.lost_lines(git, ours, theirs, "main") == {}
        assert repository.revived_lines(git, ours, theirs, "main") == {"texte.md": ("cinq",)}


def test_markers_left_in_the_text_are_found(work: Work) -> None:
    diverged(work)
    work.git("merge", "--quiet", "ailleurs", check=False)
    work.git("commit", "--quiet", "--all", "--no-edit")
    with reading(work.folder) as git:
        assert repository.marked_files(git, "main", git.files("main")) == ("texte.md",)


def test_a_marker_is_found_under_a_windows_line_end(work: Work) -> None:
    work.commit(TEXT, "Commencer")
    (work.folder / "texte.md").write_bytes(b"un\r\n=======\r\ndeux\r\n")
    work.git("commit", "--quiet", "--all", "-m", "Oublier une marque")
    with reading(work.folder) as git:
        assert repository.marked_files(git, "main", ["texte.md"]) == ("texte.md",)


def test_a_title_underlined_with_equal_signs_is_no_marker(work: Work) -> None:
    work.commit("Titre\n========\n", "Titrer")
    with reading(work.folder) as git:
        assert repository.marked_files(git, "main", git.files("main")) == ()


def test_a_title_underlined_with_seven_signs_is_no_marker_where_a_side_has_it(work: Work) -> None:
    side = work.commit("Accueil\n=======\nun\n", "Titrer")
    work.commit("Accueil\n=======\ndeux\n", "Compter")
    more = work.commit("Accueil\n=======\nun\n=======\ndeux\n", "Oublier une marque")
    with reading(work.folder) as git:
        assert repository.marked_files(git, "main~1", ["texte.md"], side) == ()
        assert repository.marked_files(git, more, ["texte.md"], side) == ("texte.md",)
        assert repository.lost_lines(git, side, "main~1", "main~1") == {}


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


def test_empty_commits_that_borrow_names_and_dates_are_no_rebase(work: Work) -> None:
    base, ours, theirs = diverged(work)
    work.git("switch", "--quiet", "ailleurs")
    work.git("commit", "--quiet", "--allow-empty", "--reuse-message", ours)
    work.commit(TEXT.replace("deux", "DEUX, ou 2"), "Recopier à la main")
    with reading(work.folder) as git:
        assert not repository.was_rebased(git, "ailleurs", ours, theirs, base)


def test_a_merge_that_brings_in_what_no_parent_held_changes_files(work: Work) -> None:
    work.commit(TEXT, "Commencer")
    work.git("switch", "--quiet", "--create", "ailleurs")
    work.commit("a\n", "Ajouter a", "a.md")
    work.git("switch", "--quiet", "main")
    work.commit("b\n", "Ajouter b", "b.md")
    work.git("merge", "--quiet", "--no-commit", "ailleurs")
    clean = work.git("write-tree")
    work.commit("c\n", "Fusionner, et plus encore", "c.md")
    evil = work.git("rev-parse", "HEAD")
    plain = work.git("commit-tree", "-p", f"{evil}^1", "-p", f"{evil}^2", "-m", "x", clean)
    work.git("branch", "net", plain)
    with reading(work.folder) as git:
        changed = [
            repository.changed_paths(git, git.commits([each], most=1)[0]) for each in (evil, plain)
        ]

    assert changed == [{"c.md"}, set()]


def test_a_replaced_object_is_read_as_it_is(work: Work, tmp_path: Path) -> None:
    """A bundle can bring ``refs/replace``: they would show another history than the one made."""
    _, ours, theirs = diverged(work)
    copy = work.commit(TEXT.replace("deux", "DEUX, ou 2"), "Recopier à la main")
    work.git("replace", "--graft", copy, ours, theirs)
    bundle = tmp_path / "depot.bundle"
    work.git("bundle", "create", "--quiet", str(bundle), "--all", "HEAD")
    with reading(bundle) as git:
        assert any(name.startswith("refs/replace/") for name in git.heads())
        assert repository.merge_of(git, "main", ours, theirs) is None


@pytest.mark.parametrize("date", ["@999999999999 +0000", "@99999999 +9959"])
def test_an_odd_date_or_message_breaks_no_reading(work: Work, date: str) -> None:
    work.commit(TEXT, "Commencer")
    work.git("commit", "--quiet", "--allow-empty", f"--date={date}", "-m", "Un \x01 signe")
    with reading(work.folder) as git:
        commits = git.commits(["main"])

    assert [commit.subject for commit in commits] == ["Commencer", "Un \x01 signe"]


@pytest.mark.parametrize("shift", ["", "a", "ab", "abc"])
def test_a_secret_is_known_under_its_other_spellings(work: Work, shift: str) -> None:
    text = f"{shift}s3cr3t-jeton"
    wrapped = base64.encodebytes(f"{'x' * 50}{text} et plus".encode())
    for name, content in (
        ("base64", base64.b64encode(text.encode())),
        ("lignes", wrapped),
        ("hexa", text.encode().hex().encode()),
        ("utf16", text.encode("utf-16")),
        ("envers", text[::-1].encode()),
        ("gzip", gzip.compress(text.encode())),
        ("gzip64", gzip.compress(base64.b64encode(text.encode()))),
        ("long", b"a" * (repository.MOST_BYTES - 4) + text.encode()),
    ):
        (work.folder / name).write_bytes(content)
    work.commit("rien\n", "Cacher", "s3cr3t-jeton.md")
    with reading(work.folder) as git:
        tree = git.run("rev-parse", "main^{tree}")[:7]
        found = repository.places_of(git, ["s3cr3t-jeton"])
        assert repository.places_of(git, ["autre-jeton"]) == {}

    files = ("base64", "envers", "gzip", "gzip64", "hexa", "lignes", "long", "utf16")
    assert found == {"s3cr3t-jeton": tuple(sorted({*files, f"tree {tree}"}))}


def test_archives_that_unpack_to_a_whole_disk_are_given_up_in_a_moment(work: Work) -> None:
    bomb = gzip.compress(bytes(40_000_000))
    for number in range(99):
        (work.folder / f"{number}.gz").write_bytes(bomb + b"%d" % number)
    (work.folder / "clair.txt").write_bytes(b"s3cr3t-jeton")
    work.commit("rien\n", "Remplir")
    began = time.process_time()  # its own work: a busy machine lets it wait as well
    with reading(work.folder) as git:
        found = repository.places_of(git, ["s3cr3t-jeton"])

    assert found == {"s3cr3t-jeton": ("clair.txt",)}
    assert time.process_time() - began < 10


def test_rules_under_hostile_names_are_passed_over(work: Work) -> None:
    work.commit("*.log\n", "Ignorer", ".gitignore")
    blob = work.git("rev-parse", "HEAD:.gitignore")
    inner = work.git("mktree", given=f"100644 blob {blob}\t.gitignore\n")
    work.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub/.gitignore")
    work.git(
        "update-index",
        "--add",
        "--cacheinfo",
        f"100644,{blob},{'/'.join(['d' * 250] * 20)}/.gitignore",
    )
    listed = work.git("ls-tree", work.git("write-tree"))
    for name in ("..", ".gitignore", ".git"):
        tree = work.git("mktree", given=f"{listed}\n040000 tree {inner}\t{name}\n")
        commit = work.git("commit-tree", "-m", name, tree)
        work.git("branch", "--force", "piege", commit)
        with reading(work.folder) as git:
            assert repository.ignored_by(git, "piege", ["a.log", "b.md"]) == {"a.log"}


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


def test_a_long_reading_tells_how_far_it_is(work: Work) -> None:
    for number in range(5):
        work.commit(f"{number}\n", "Compter", f"{number}.md")
    told: list[tuple[int, int]] = []
    with history(work.folder, heard=lambda done, total: told.append((done, total))) as read:
        seen = [len(told) for _ in repository.objects(read.git, heard=read.heard)]

    assert told == [(done, 15) for done in range(1, 16)]  # 5 commits, 5 folders, 5 files
    assert seen == sorted(seen)
    assert len(set(seen)) > 1, "told on the way, and not at the end"


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


@pytest.mark.parametrize(
    ("made", "fact"),
    [
        ("a pipe for an object", "unreadable"),
        ("a pipe for a list of objects", "unreadable"),
        ("a commit that is missing", "damaged"),
        ("a damaged pack", "damaged"),
        ("another hash", "sha256"),
    ],
)
def test_a_repository_that_cannot_be_read_whole_is_refused_with_a_fact(
    work: Work, made: str, fact: str
) -> None:
    first = work.commit(TEXT, "Commencer")
    work.commit("un\n", "Raccourcir")
    objects = work.folder / ".git" / "objects"
    loose = objects / first[:2] / first[2:]
    if "missing" in made or made == "a pipe for an object":
        loose.unlink()
    if made == "a pipe for an object":
        os.mkfifo(loose)
    elif made == "a pipe for a list of objects":
        (objects / "info").mkdir(exist_ok=True)
        os.mkfifo(objects / "info" / "alternates")
    elif made == "a damaged pack":
        work.git("gc", "--quiet")
        (pack,) = (objects / "pack").glob("*.pack")
        content = bytearray(pack.read_bytes())
        content[14:-20] = bytes(len(content) - 34)
        pack.chmod(0o644)
        pack.write_bytes(content)
    elif made == "another hash":
        work.git("init", "--quiet", "--object-format=sha256", "ailleurs")
        work.folder /= "ailleurs"
        work.git("commit", "--quiet", "--allow-empty", "-m", "Commencer")
    with pytest.raises(NoRepositoryError) as refused, reading(work.folder):
        pass

    assert refused.value.fact == fact


@pytest.mark.parametrize("name", ["deux\nlignes", '"cité"', "#dièse", b"latin-\xe9"])
def test_a_repository_is_read_wherever_it_lies(
    work: Work, tmp_path: Path, name: str | bytes
) -> None:
    work = type(work)(tmp_path / os.fsdecode(name))
    commit = work.commit(TEXT, "Commencer")
    with reading(work.folder) as git:
        assert repository.tips(git) == (commit,)


def test_references_that_git_would_not_take_are_left_out_and_the_others_read(work: Work) -> None:
    commit = work.commit(TEXT, "Commencer")
    inside = work.folder / ".git"
    bad = (
        "../../mal",
        "heads/a b",
        "heads/x.lock",
        "heads/.x",
        "heads/x..y",
        "heads/x@{y",
        "h\x00",
    )
    names = [f"refs/{name}" for name in (*bad, "heads/bon\u2028nom", "heads/-t", "heads/main/sous")]
    lines = [f"{commit} {name}\n" for name in names]
    (inside / "packed-refs").write_text("".join([*lines, f"{'f' * 40} refs/heads/rien\n"]))
    (inside / "refs" / "heads" / "boucle").write_text("ref: refs/heads/boucle\n")
    os.mkfifo(inside / "refs" / "heads" / "tuyau")
    (inside / "HEAD").write_text("ref: refs/heads/boucle\n")
    with reading(work.folder) as git:
        known = {"-t", "bon\u2028nom", "main", "main/sous"}
        assert git.heads() == {f"refs/heads/{name}": commit for name in known}
        assert git.commit_at("HEAD") is None
    (inside / "HEAD").write_text("ref: refs/heads/a b\n")
    with reading(work.folder) as git:
        assert repository.tips(git) == (commit,)


def test_packed_references_that_are_a_device_or_a_pipe_are_none(work: Work) -> None:
    commit = work.commit(TEXT, "Commencer")
    os.mkfifo(work.folder / ".git" / "packed-refs")
    with reading(work.folder) as git:
        assert repository.tips(git) == (commit,)


def test_ten_thousand_references_are_read_in_a_moment(work: Work) -> None:
    """One git a reference took a minute."""
    commit = work.commit(TEXT, "Commencer")
    lines = (f"{commit} refs/heads/b{number:05}\n" for number in range(10_000))
    (work.folder / ".git" / "packed-refs").write_text("".join(lines))
    started = time.monotonic()
    with reading(work.folder) as git:
        assert repository.tips(git) == (commit,)
        assert len(git.heads()) == 10_001

    assert time.monotonic() - started < 20


def test_a_clone_that_was_cut_short_is_read_as_far_as_it_goes(work: Work, tmp_path: Path) -> None:
    work.commit(TEXT, "Commencer")
    commit = work.commit("un\n", "Raccourcir")
    work.git("clone", "--quiet", "--depth=1", work.folder.as_uri(), str(tmp_path / "court"))
    with reading(tmp_path / "court") as git:
        assert [each.id for each in git.commits(["HEAD"])] == [commit]


def test_a_commit_that_stands_in_for_another_makes_no_merge(work: Work, tmp_path: Path) -> None:
    """``git replace --graft`` shows two parents where there is one."""
    _, ours, theirs = diverged(work)
    tip = work.commit(TEXT.replace("deux", "DEUX, ou 2"), "Merge branch 'ailleurs'")
    work.git("replace", "--graft", tip, ours, theirs)
    assert len(work.git("log", "-1", "--format=%P", tip).split()) == 2
    bundle = tmp_path / "depot.bundle"
    work.git("bundle", "create", "--quiet", str(bundle), "--all", "HEAD")
    for place in (work.folder, bundle):
        with reading(place) as git:
            assert repository.merge_of(git, "main", ours, theirs) is None


def test_an_object_that_is_damaged_never_passes_for_one_without_secrets(work: Work) -> None:
    work.commit(TEXT, "Commencer")
    blob = work.git("rev-parse", "main:texte.md")
    place = work.folder / ".git" / "objects" / blob[:2] / blob[2:]
    place.chmod(0o644)
    place.write_bytes(b"noise")
    with reading(work.folder) as git, pytest.raises(GitError):
        repository.places_of(git, ["deux"])


def test_a_tree_made_by_hand_lays_no_file_outside(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path of a tree may be anything: only git itself refuses to lay it out."""
    work.commit("*.log\n", "Commencer", ".gitignore")
    (work.folder / ".gitignore").unlink()
    blob = work.git("rev-parse", "main:.gitignore")
    inner = f"100644 blob {blob}\t.gitignore\n"
    tree = subprocess.run(
        ["git", "mktree"], cwd=work.folder, input=inner, capture_output=True, text=True, check=True
    ).stdout.strip()
    for name in (b"..", b"..", b"a"):
        tree = hashed(work, "tree", b"40000 " + name + b"\0" + bytes.fromhex(tree))
    commit = work.git("commit-tree", "-m", "Sortir", tree)
    monkeypatch.setattr(tempfile, "tempdir", str(work.folder))
    with reading(work.folder) as git:
        assert repository.ignored_by(git, commit, ["a.log"]) == frozenset()

    assert not (work.folder / ".gitignore").exists()


def hashed(work: Work, kind: str, content: bytes) -> str:
    """Write an object that git's own commands would not make; return its name."""
    command = ["git", "hash-object", "-t", kind, "-w", "--stdin", "--literally"]
    done = subprocess.run(command, cwd=work.folder, input=content, capture_output=True, check=True)
    return done.stdout.decode().strip()


@pytest.mark.parametrize("moment", ["99999999999999 +0000", "1700000000 +9999", "-5 +0000", ""])
def test_a_commit_made_by_hand_is_read_whatever_it_says(work: Work, moment: str) -> None:
    work.commit(TEXT, "Commencer")
    tree = work.git("rev-parse", "main^{tree}")
    person = f"Ada <ada@ville.example> {moment}"
    text = f"tree {tree}\nauthor {person}\ncommitter {person}\n\n\x01\n\nMarque \x01\n"
    work.git("update-ref", "refs/heads/main", hashed(work, "commit", text.encode()))
    with reading(work.folder) as git:
        (commit,) = git.commits(["main"])
        assert (commit.author.name, commit.message) == ("Ada", "\x01\n\nMarque \x01\n")


def test_a_file_that_became_a_link_is_one_change(work: Work) -> None:
    work.commit(TEXT, "Commencer")
    (work.folder / "texte.md").unlink()
    (work.folder / "texte.md").symlink_to("autre.md")
    work.commit("Z\n", "Lier", "z.md")
    with reading(work.folder) as git:
        link, other = git.changes("main^", "main")

    assert (link.path, link.is_new, link.is_gone, link.added, link.removed) == (
        "texte.md", False, False, 1, 5,
    )  # fmt: skip
    assert link.new_lines == {1: "autre.md"}
    assert (other.path, other.is_new, other.new_lines) == ("z.md", True, {1: "Z"})


def test_a_path_with_any_sign_in_it_is_read_like_another(work: Work) -> None:
    name = "a\u2028b\x0cc\x85d\te.ini"
    work.commit(TEXT, "Commencer")
    work.commit("cle = s3cr3t-jeton\n", "Régler", name)
    with reading(work.folder) as git:
        assert repository.places_of(git, ["s3cr3t-jeton"]) == {"s3cr3t-jeton": (name,)}
        assert [each.path for each in git.changes("main^", "main")] == [name]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_history_that_cannot_be_read_says_so_and_one_that_is_none_says_that(
    work: Work, tmp_path: Path, language: Language
) -> None:
    first = work.commit(TEXT, "Commencer")
    work.commit("un\n", "Raccourcir")
    work.git("worktree", "add", "--quiet", str(tmp_path / "lié"))
    (tmp_path / "rien").mkdir()
    none = repr(History(tmp_path / "rien", language=language))
    linked = repr(History(tmp_path / "lié", language=language))
    broken = work.folder / ".git" / "refs" / "heads" / "idée"
    broken.write_text("", encoding="utf-8")
    damaged = repr(History(work.folder, language=language))
    broken.unlink()
    (work.folder / ".git" / "objects" / first[:2] / first[2:]).unlink()

    assert "git clone" not in none
    assert "git clone" in linked
    assert "refs/heads/idée" in damaged
    assert {"fr": "abîmées", "en": "damaged"}[language] in damaged
    assert "git clone" in repr(History(work.folder, language=language))


@pytest.mark.parametrize("message", ["a\x01b\n\nx\x01\x01y", "\x01", "a\u2028b", "\x1b[2J"])
def test_what_a_message_holds_does_not_cut_it(work: Work, message: str) -> None:
    work.commit("1\n", message)
    work.commit("2\n", "Open on Sundays", by="A\x01a <a\x01@ville.example>")
    with history(work.folder) as read:
        assert [each.message.strip("\n") for each in read.commits] == [message, "Open on Sundays"]


def test_what_a_pipeline_has_just_fetched_has_its_names(work: Work, tmp_path: Path) -> None:
    first = work.commit("1\n", "Begin the rules")
    there = type(work)(tmp_path / "clone")
    there.git("fetch", "--quiet", str(work.folder), "main")
    there.git("checkout", "--quiet", "--detach", "FETCH_HEAD")
    there.git("update-ref", "refs/remotes/origin/main", first)
    there.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    there.commit("2\n", "Open on Sundays")
    for since in ("FETCH_HEAD", "origin/HEAD", "origin"):
        with history(there.folder, since=since) as read:
            assert [each.subject for each in read.commits] == ["Open on Sundays"]


def test_where_a_shallow_copy_ends_a_merge_is_still_one(work: Work, tmp_path: Path) -> None:
    work.commit("1\n", "Begin the rules")
    work.git("switch", "--quiet", "--create", "idea")
    work.commit("x\n", "Add an idea", "idea.md")
    work.git("switch", "--quiet", "main")
    work.git("merge", "--quiet", "--no-ff", "--no-edit", "idea")
    work.git("clone", "--quiet", "--depth=1", f"file://{work.folder}", str(tmp_path / "clone"))
    with history(tmp_path / "clone") as read:
        assert (len(read.commits), read.written) == (1, ())
