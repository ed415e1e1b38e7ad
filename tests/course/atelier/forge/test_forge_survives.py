# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Kills, full disks, two kernels at once, long histories: nothing is lost, nothing half done."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from atelier.forge import mission, store
from atelier.forge.local import LocalForge
from atelier.forge.records import Method, Protection, Reason, Refusal, State

Town = Any  # the fixture's own class, which lies in conftest.py
KILLS = int(os.environ.get("ATELIER_KILLS", "6"))
# A day that never ends: edit, propose, merge, in every way; it says each merge that was done.
ENDLESS = """
import itertools, sys
from pathlib import Path
from atelier.forge.local import LocalForge
from atelier.forge.records import Method, Refusal
forge, name = LocalForge(Path(sys.argv[1])), sys.argv[2]
print("begun", flush=True)
for number in itertools.count(int(sys.argv[3])):
    branch, by = f"b{number}", "Noor"
    try:
        forge.add_branch(name, branch, start="main", by=by)
        forge.commit_files(name, branch, {f"{branch}.md": branch}, message=branch, by=by)
        request = forge.propose(name, branch, title=f"Proposer {branch}", by=by)
        way = list(Method)[number % 3]
        print(forge.merge(name, request.number, by=by, method=way).merged, flush=True)
    except Refusal as refusal:
        print("refused", refusal, flush=True)
"""


def agree(forge: LocalForge, name: str) -> None:
    """Hold that the forge and git tell the same, and that no merge is half done."""
    git = forge.git(name)
    main = forge.branches(name)["main"]
    for request in forge.requests(name):
        done = request.merged or request.merging or request.head
        assert git.is_ancestor(done, main) == (request.state is State.MERGED), request
    heads = {ref: it for ref, it in git.heads().items() if not ref.startswith("refs/pull/")}
    assert forge.repository(name).heads == heads
    assert git.run("fsck", "--no-dangling", "--no-progress").strip() == ""


def test_killed_at_any_moment_nothing_is_lost_and_nothing_half_done(town: Town) -> None:
    chance = random.Random(2026)  # noqa: S311 - no secret, the same every time
    told = 0
    for time_round in range(KILLS):
        command = [sys.executable, "-c", ENDLESS, str(town.forge.folder), town.name]
        with subprocess.Popen(
            [*command, str(time_round * 1000)],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as day:
            assert day.stdout is not None
            assert day.stdout.readline() == "begun\n"
            first = day.stdout.readline() if time_round % 2 else ""
            time.sleep(chance.uniform(0, 0.8))
            os.killpg(day.pid, signal.SIGKILL)
            said = [*filter(None, [first.strip()]), *day.stdout.read().split("\n")[:-1]]
        for lock in town.forge.path_of(town.name).rglob("*.lock"):
            os.utime(lock, (0, 0))  # as if ten seconds had passed
        forge = LocalForge(town.forge.folder)
        agree(forge, town.name)
        merged = {request.merged for request in forge.requests(town.name)}
        assert {line for line in said if not line.startswith("refused")} <= merged
        told += len(said)
    branch = "fin"
    forge.add_branch(town.name, branch, start="main", by="Noor")
    forge.commit_files(town.name, branch, {"fin.md": "Fin\n"}, message="Finir", by="Noor")
    request = forge.propose(town.name, branch, title="Finir la journée", by="Noor")
    assert forge.merge(town.name, request.number, by="Noor").state is State.MERGED
    assert told > 0


def test_a_killed_push_is_whole_or_was_never_made(town: Town) -> None:
    clone = town.clone()
    chance = random.Random(7)  # noqa: S311 - no secret
    for number in range(KILLS):
        clone.commit(f"f{number}.md", "x\n", f"Ajouter {number}")
        with subprocess.Popen(
            ["git", "push", "--quiet", "origin", "main"],
            cwd=clone.folder,
            env=clone.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as push:
            time.sleep(chance.uniform(0, 0.4))
            os.killpg(push.pid, signal.SIGKILL)
        for lock in town.forge.path_of(town.name).rglob("*.lock"):
            os.utime(lock, (0, 0))
        agree(LocalForge(town.forge.folder), town.name)
    clone.git("push", "--quiet", "origin", "main")
    assert town.forge.branches(town.name)["main"] == clone.git("rev-parse", "HEAD").strip()


def test_two_kernels_at_once_merge_everything_once(town: Town) -> None:
    def day(number: int) -> str:
        forge = LocalForge(town.forge.folder)
        branch = f"b{number}"
        forge.add_branch(town.name, branch, start="main", by="Noor")
        forge.commit_files(town.name, branch, {f"{branch}.md": "x"}, message=branch, by="Noor")
        request = forge.propose(town.name, branch, title=f"Proposer {branch}", by="Noor")
        while True:
            try:
                return str(forge.merge(town.name, request.number, by="Noor").merged)
            except Refusal as refusal:
                if refusal.reason is not Reason.OVERTAKEN:
                    raise

    with ThreadPoolExecutor(4) as several:
        merged = list(several.map(day, range(8)))

    assert len(set(merged)) == 8
    assert len(town.forge.git(town.name).files("main")) == 9
    agree(town.forge, town.name)


@pytest.mark.parametrize("most", [0, 1000, 20_000])
def test_a_full_disk_is_told_in_a_sentence_and_changes_nothing(town: Town, most: int) -> None:
    """RLIMIT_FSIZE stands for a disk that takes no more."""
    before = town.forge.branches(town.name)
    texts = {"gros.md": "".join(f"{number}\n" for number in range(50_000))}
    script = (
        "import sys, resource, signal\n"
        "from pathlib import Path\n"
        "from atelier.forge.local import LocalForge\n"
        "from atelier.forge.records import Refusal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "forge = LocalForge(Path(sys.argv[1]))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))\n"
        "text = sys.stdin.read()\n"
        "try:\n"
        "    files = {'gros.md': text}\n"
        "    forge.commit_files(sys.argv[2], 'main', files, message='Gros', by='Noor')\n"
        "except Refusal as refusal:\n"
        "    print(refusal.reason)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(town.forge.folder), town.name, str(most)],
        input=texts["gros.md"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.strip() == Reason.NOT_WRITTEN, done.stderr
    assert "Traceback" not in done.stderr
    assert town.forge.branches(town.name) == before
    agree(LocalForge(town.forge.folder), town.name)
    town.forge.commit_files(town.name, "main", texts, message="Gros", by="Noor")


def test_ten_thousand_commits_are_pushed_and_proposed(town: Town) -> None:
    clone = town.clone()
    steps = (
        "commit refs/heads/long\n"
        f"committer Ada Lefèvre <ada@ville.example> {1_700_000_000 + number} +0000\n"
        f"data 3\npas{'' if number else f'{chr(10)}from refs/remotes/origin/main'}\n"
        f"M 100644 inline pas.md\ndata {len(str(number))}\n{number}\n"
        for number in range(10_000)
    )
    stream = "".join(["feature done\n", *steps, "done\n"])
    subprocess.run(
        ["git", "fast-import", "--quiet", "--date-format=raw-permissive"],
        cwd=clone.folder,
        env=clone.environment,
        input=stream.encode(),
        check=True,
    )
    clone.git("push", "--quiet", "origin", "long")
    request = town.forge.propose(town.name, "long", title="Dix mille petits pas", by="Ada Lefèvre")

    assert len(town.forge.commits(town.name, request.number)) == 10_000
    merged = town.forge.merge(town.name, request.number, by="Noor", method=Method.SQUASH)
    assert town.forge.git(town.name).text("main", "pas.md") == "9999"
    assert merged.state is State.MERGED


def test_a_small_disk_that_is_full_refuses_a_push_and_stays_whole(
    tmp_path: Path, town_in: Any
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    disk = tmp_path / "disque"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        town = town_in(tmp_path / "ville")
        small = LocalForge(disk / "forge")
        small.belongs_to(town.ada, "fr")
        small.create("ville/petit", by="Ada Lefèvre", files={"a.md": "A\n"})
        town.forge = small
        clone = town.clone("ville/petit")
        (clone.folder / "gros.bin").write_bytes(random.Random(3).randbytes(12_000_000))  # noqa: S311
        clone.git("add", "gros.bin")
        clone.git("commit", "--quiet", "-m", "Ajouter un gros fichier")
        before = small.branches("ville/petit")
        said = clone.git("push", "origin", "main", well=False)
        assert "Traceback" not in said
        assert small.branches("ville/petit") == before
        agree(LocalForge(disk / "forge"), "ville/petit")
    finally:
        subprocess.run(["umount", str(disk)], check=False)


# ------------------------------------------------------------- the store, the folder, the copy


def test_a_store_that_another_holds_is_told_and_not_waited_for_without_end(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "PATIENCE", 0.2)
    with sqlite3.connect(town.forge.folder / "forge.sqlite", isolation_level=None) as held:
        held.execute("begin exclusive")
        for verb in (
            lambda: LocalForge(town.forge.folder),
            lambda: town.forge.issues(town.name),
            lambda: town.forge.open_issue(town.name, title="Une faute", by="Noor"),
        ):
            with pytest.raises(Refusal) as refused:
                verb()
            assert refused.value.reason is Reason.NOT_WRITTEN
    held.close()
    assert town.forge.open_issue(town.name, title="Une faute", by="Noor").number == 1


def test_a_damaged_store_is_told_by_every_verb_and_by_a_push(town: Town) -> None:
    clone = town.clone()
    clone.commit("a.md", "A\n", "Ajouter A")
    (town.forge.folder / "forge.sqlite").write_bytes(b"noise" * 1000)
    for verb in (lambda: LocalForge(town.forge.folder), town.forge.repositories):
        with pytest.raises(Refusal) as refused:
            verb()
        assert refused.value.reason is Reason.DAMAGED
    said = clone.git("push", "origin", "main", well=False)

    assert "atelier forge reset" in said
    assert "Traceback" not in said


def test_a_store_that_was_lost_takes_no_repository_with_it(town: Town) -> None:
    """A synchronised folder may lose one file; what was pushed stays on the disk."""
    before = town.forge.branches(town.name)
    (town.forge.folder / "forge.sqlite").unlink()
    forge = LocalForge(town.forge.folder)

    assert forge.repositories() == ()
    heads = forge.git(town.name).heads("refs/heads/")
    assert heads == {f"refs/heads/{name}": commit for name, commit in before.items()}


def test_a_repository_that_was_being_made_is_swept_away(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(LocalForge, "_settle", killed)  # its place is taken, nothing is kept yet
    with pytest.raises(KeyboardInterrupt):
        town.forge.create("ville/neuf", by="Noor", files={"a.md": "A\n"})
    monkeypatch.undo()
    forge = LocalForge(town.forge.folder)
    assert not forge.path_of("ville/neuf").exists()
    forge.create("ville/neuf", by="Noor", files={"a.md": "A\n"})

    assert LocalForge(town.forge.folder).branches("ville/neuf").keys() == {"main"}


def test_a_forge_that_was_copied_governs_its_own_repositories(town: Town, tmp_path: Path) -> None:
    town.forge.protect(town.name, "main", Protection())
    there = tmp_path / "copie de l’été"
    shutil.copytree(town.forge.folder, there)
    seen = len(town.forge.events())
    copy = LocalForge(there)
    clone = town.clone()
    clone.commit("a.md", "A\n", "Ajouter A")
    said = clone.git("push", str(copy.path_of(town.name)), "HEAD:main", well=False)

    assert "La branche « main » est protégée" in said.replace("\u00a0", " ")
    assert copy.events()[-1].kind == "refused"
    assert len(town.forge.events()) == seen


def test_a_resolution_that_was_killed_is_done_again(town: Town) -> None:
    """Between two repositories, a commit once stood under a name that the next try found taken."""
    fork = town.forge.fork(town.name, by=town.ada.name, owner="ada").name
    for name, hour in ((town.name, "sept"), (fork, "neuf")):
        files = {"README.md": town.readme.replace("huit", hour)}
        town.forge.commit_files(name, "main", files, message=f"À {hour} heures", by="Noor")
    number = town.forge.propose(
        town.name, "main", title="Ouvrir à neuf heures", by=town.ada.name, source_repository=fork
    ).number
    head = town.forge.request(town.name, number).head
    for name in (town.name, fork):
        git = town.forge.git(name)
        for reference in (f"refs/forge/{number}", "refs/forge/in"):
            git.run("update-ref", reference, git.commit_at("HEAD") or head)
    texts = {"README.md": town.readme.replace("huit", "dix")}
    commit = town.forge.resolve_clashes(town.name, number, texts, by=town.ada.name)

    assert town.forge.branches(fork)["main"] == commit
    assert town.forge.request(town.name, number).head == commit


def test_a_folder_that_belongs_to_another_user_is_used_all_the_same(
    town: Town, tmp_path: Path
) -> None:
    """A container or a network may give the learner's folder to another number."""
    if os.geteuid() != 0:
        pytest.skip("only root may give a folder away")
    _, request = town.proposal()
    for path in (town.folder, *town.folder.rglob("*")):
        os.chown(path, 1234, 1234)
    forge = LocalForge(town.forge.folder)
    fork = forge.fork(town.name, by=town.ada.name, owner="ada").name
    forge.commit_files(fork, "main", {"a.md": "A\n"}, message="Ajouter A", by=town.ada.name)
    other = forge.propose(
        town.name, "main", title="Ajouter A", by=town.ada.name, source_repository=fork
    )
    for number in (request.number, other.number):
        assert forge.merge(town.name, number, by="Noor").state is State.MERGED
    mission.begin("4-E2-proposition", tmp_path / "exercice", language="fr")
    for path in (tmp_path / "exercice").rglob("*"):
        os.chown(path, 1234, 1234)
    mission.collect("4-E2-proposition", tmp_path / "exercice")
    told = (tmp_path / "exercice" / mission.STATE).read_text(encoding="utf-8")
    assert "horaire.md" in told
