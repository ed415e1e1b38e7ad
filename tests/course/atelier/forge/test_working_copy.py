# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A working copy's gestures: each does what its git commands do, and loses nobody's work."""

import os
import resource
import shlex
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from atelier.forge.records import Reason, Refusal
from atelier.forge.working_copy import WorkingCopy, mark_of
from atelier.git import Person
from tests.exercises.play import beginning

COUNTER, CLINIC, SURVEY = "3-E2-atomes", "3-E4-accidents", "3-E3-exclusion"
Begin = Callable[..., WorkingCopy]


@pytest.fixture
def begin(tmp_path: Path) -> Begin:
    """Return a function that lays a mission out and gives one of its working copies."""

    def begun(exercise: str, folder: str = "depot", place: str = "one") -> WorkingCopy:
        there = tmp_path / place
        if not there.exists():
            shutil.copytree(beginning(exercise, "fr"), there, symlinks=True)
        return WorkingCopy(there / folder)

    return begun


def refusal(do: Callable[[], object]) -> Reason:
    with pytest.raises(Refusal) as caught:
        do()
    for language in ("fr", "en"):
        assert caught.value.sentence(language)
    return caught.value.reason


def names(copy: WorkingCopy, commit: str = "HEAD") -> set[str]:
    return {each.path for each in copy.git.changes(f"{commit}~1", commit)}


# ---------------------------------------------------------------------------------- recording


def test_only_the_chosen_files_are_recorded(begin: Begin) -> None:
    copy = begin(COUNTER)

    copy.record(["horaire.md"], "Ouvrir à 8 h 30")

    assert names(copy) == {"horaire.md"}
    left = {change.path: change.how for change in copy.standing().changes}
    assert left == {"README.md": "changed", "stationnement.md": "new", "tarifs.csv": "changed"}


def test_a_file_that_is_no_longer_chosen_leaves_the_next_commit_and_stays(begin: Begin) -> None:
    copy = begin(CLINIC, "accident-3")
    assert all(change.is_chosen for change in copy.standing().changes)

    copy.record(["reglement.md"], "Fixer l’heure des concerts")

    assert names(copy) == {"reglement.md"}
    (notes,) = copy.standing().changes
    assert (notes.path, notes.how, notes.is_chosen) == ("notes-privees.txt", "new", False)
    assert copy.is_there("notes-privees.txt")


def test_a_file_changed_after_it_was_chosen_is_recorded_as_it_lies(begin: Begin) -> None:
    copy = begin(CLINIC, "accident-3")
    text = copy.text("reglement.md") or ""
    copy.write("reglement.md", text + "4. Le lac est gelé.\n", seen=mark_of(text))
    change = next(each for each in copy.standing().changes if each.path == "reglement.md")
    assert change.is_split

    copy.record(["reglement.md"], "Compléter le règlement")

    assert "4. Le lac est gelé." in (copy.git.text("HEAD", "reglement.md") or "")


def test_a_deleted_file_is_a_change_that_can_be_recorded(begin: Begin) -> None:
    copy = begin(COUNTER)
    (copy.folder / "tarifs.csv").unlink()
    assert {each.path: each.how for each in copy.standing().changes}["tarifs.csv"] == "gone"

    copy.record(["tarifs.csv"], "Retirer les tarifs")

    assert "tarifs.csv" not in copy.git.files("HEAD")


def test_the_last_commit_is_made_again_with_what_was_forgotten(begin: Begin) -> None:
    copy = begin(CLINIC, "accident-4")
    before = len(copy.git.commits(["HEAD"]))

    copy.record(["annexe.md"], "Régler les terrasses", again=True)

    assert len(copy.git.commits(["HEAD"])) == before
    assert names(copy) == {"reglement.md", "annexe.md"}


def test_nothing_is_recorded_without_a_file_a_message_or_a_change(begin: Begin) -> None:
    copy = begin(COUNTER)
    before = copy.standing()

    assert refusal(lambda: copy.record([], "Rien")) is Reason.NOTHING_CHOSEN
    assert refusal(lambda: copy.record(["horaire.md"], "")) is Reason.NO_WORDS
    assert refusal(lambda: copy.record(["../ailleurs"], "Ailleurs")) is Reason.NOTHING_CHOSEN
    assert copy.standing() == before


def test_a_file_that_leaves_git_and_stays_in_the_folder_is_one_change(begin: Begin) -> None:
    copy = begin(COUNTER)
    leave = ["git", "rm", "-q", "--cached", "README.md"]
    subprocess.run(leave, cwd=copy.folder, check=True)
    (change,) = [each for each in copy.standing().changes if each.path == "README.md"]
    assert (change.how, change.is_chosen) == ("gone", True)

    copy.record(["README.md"], "Ne plus suivre le README")

    assert "README.md" not in copy.git.files("HEAD")
    assert copy.is_there("README.md")


def test_a_file_put_back_after_it_was_chosen_is_not_told_to_be_new(begin: Begin) -> None:
    copy = begin(COUNTER)
    recorded = copy.git.text("HEAD", "horaire.md") or ""
    subprocess.run(["git", "add", "."], cwd=copy.folder, check=True)
    (copy.folder / "horaire.md").write_text(recorded, encoding="utf-8")
    (copy.folder / "stationnement.md").unlink()

    changes = {change.path: change for change in copy.standing().changes}
    for path in ("horaire.md", "stationnement.md"):
        change = changes[path]
        assert (change.how, change.diff.added, change.diff.is_binary) == ("changed", 0, False)
        assert change.is_split


@pytest.mark.parametrize("how", ["git switch -q --discard-changes --orphan neuve", "git init -q"])
def test_a_copy_without_any_commit_yet_can_record_its_first(how: str, begin: Begin) -> None:
    copy = begin(COUNTER)
    if "init" in how:
        shutil.rmtree(copy.folder / ".git")
    for command in (how, "git config user.name A", "git config user.email a@b"):
        subprocess.run(command.split(), cwd=copy.folder, check=True, capture_output=True)
    copy.write("deux.md", "2\n", seen="")
    subprocess.run(["git", "add", "."], cwd=copy.folder, check=True, capture_output=True)
    standing = copy.standing()
    assert (standing.head, {each.how for each in standing.changes}) == ("", {"new"})
    copy.lost()

    copy.record(["stationnement.md"], "Commencer")

    assert copy.git.files("HEAD") == ("stationnement.md",)
    assert copy.is_there("deux.md")


@pytest.mark.parametrize(
    "name", ["été 🌳 final.md", "-rf", "*", ":(top)x", 'a\'b "c".md', "dossier/sous dossier/x.md"]
)
def test_any_name_that_git_takes_can_be_chosen_alone(name: str, begin: Begin) -> None:
    copy = begin(COUNTER)
    copy.write(name, "bonjour\n", seen="")

    copy.record([name], "Ajouter un fichier")

    assert names(copy) == {name}


def test_a_name_that_is_not_utf8_is_recorded_left_out_and_given_back_like_any_other(
    begin: Begin,
) -> None:
    copy, there = begin(COUNTER), begin(COUNTER, place="two")
    for each in (copy, there):
        for name in (b"caf\xe9.md", b"caf\xe8's.md"):
            Path(os.fsdecode(os.fsencode(each.folder) + b"/" + name)).write_text("Un.\n", "utf-8")
        subprocess.run(["git", "add", "."], cwd=each.folder, check=True)
    told = r"caf\xe9.md"
    assert {told, r"caf\xe8's.md"} <= {change.path for change in copy.standing().changes}

    commands = copy.record([told, "horaire.md"], "Ajouter la carte")
    for command in commands:
        subprocess.run(["bash", "-c", command], cwd=there.folder, check=True, capture_output=True)

    assert _seen(copy) == _seen(there)
    assert {told, "horaire.md"} <= {*copy.standing().tracked}
    assert {each.path: each.diff.diff for each in copy.standing().changes}[r"caf\xe8's.md"]
    assert copy.text(told) == "Un.\n"
    copy.write(told, "Deux.\n", seen=mark_of("Un.\n"))
    (change,) = [each for each in copy.standing().changes if each.path == told]
    assert (change.how, change.diff.new_lines) == ("changed", {1: "Deux."})
    copy.restore(told)
    assert copy.text(told) == "Un.\n"
    Path(os.fsdecode(os.fsencode(copy.folder) + b"/caf\xe9.md")).unlink()
    copy.record([told], "Retirer la carte")
    assert told not in copy.standing().tracked


def test_a_name_that_only_looks_like_bytes_is_that_of_its_file(begin: Begin) -> None:
    copy = begin(COUNTER)
    name = r"dossier\xeditor.md"
    copy.write(name, "Un.\n", seen="")

    copy.record([name], "Ajouter un fichier")

    assert (copy.folder / name).read_text("utf-8") == "Un.\n"
    assert names(copy) == {name}
    (copy.folder / name).unlink()
    copy.record([name], "Retirer le fichier")
    assert names(copy) == {name}


def test_the_commits_are_by_whoever_was_named_last(begin: Begin) -> None:
    copy = begin(COUNTER)
    person = Person(name="Élodie O’Neil", email="elodie@ville.example")
    copy.identify(person)

    copy.record(["tarifs.csv"], "Corriger le mot terrasse")

    assert copy.git.commits(["HEAD"], most=1)[0].author == person
    assert refusal(lambda: copy.identify(Person(name="", email="x@y"))) is Reason.NO_PERSON
    assert refusal(lambda: copy.identify(Person(name="x", email="xy"))) is Reason.NO_PERSON


@pytest.mark.parametrize("name", [".", "...", "<>", "'\"", " , ; : ", "—", "!?"])
def test_a_name_of_nothing_but_punctuation_is_refused_and_the_old_one_stays(
    name: str, begin: Begin
) -> None:
    copy = begin(COUNTER)
    before = copy.standing().person
    person = Person(name=name, email="elodie@ville.example")

    assert refusal(lambda: copy.identify(person)) is Reason.NO_LETTERS
    assert copy.standing().person == before


@pytest.mark.parametrize("name", ["É.", "李", "O’Neil (ville)", "42"])
def test_a_name_with_a_letter_or_a_digit_is_that_of_the_next_commit(
    name: str, begin: Begin
) -> None:
    copy = begin(COUNTER)
    copy.identify(Person(name=name, email="elodie@ville.example"))

    copy.record(["tarifs.csv"], "Corriger le mot terrasse")

    assert copy.git.commits(["HEAD"], most=1)[0].author.name.strip(".") == name.strip(".")


# ----------------------------------------------------------------------------------- the files


@pytest.mark.parametrize(
    "path",
    [
        "../dehors.md",
        "/dehors.md",
        ".git/config",
        "a/.GIT/x",
        "a//b",
        "",
        "lien/x",
        "git/x",
        "boucle",
    ],
)
def test_no_file_outside_the_copy_is_ever_written(path: str, begin: Begin, tmp_path: Path) -> None:
    copy = begin(COUNTER)
    for name, target in (("lien", tmp_path), ("git", ".git"), ("boucle", "boucle")):
        (copy.folder / name).symlink_to(target)
    before = sorted(tmp_path.iterdir())
    config = (copy.folder / ".git" / "config").read_bytes()

    assert refusal(lambda: copy.write(path, "x\n", seen="")) is Reason.PATH_REFUSED
    assert sorted(tmp_path.iterdir()) == before
    assert (copy.folder / ".git" / "config").read_bytes() == config


def test_a_text_that_changed_since_it_was_read_is_not_written_over(begin: Begin) -> None:
    copy = begin(COUNTER)
    read = mark_of(copy.text("horaire.md"))
    (copy.folder / "horaire.md").write_text("Un collègue est passé.\n", encoding="utf-8")
    (copy.folder / "photo.png").write_bytes(b"\x89PNG\xff")

    assert refusal(lambda: copy.write("horaire.md", "x\n", seen=read)) is Reason.FILE_CHANGED
    assert refusal(lambda: copy.write("photo.png", "x\n", seen="")) is Reason.FILE_CHANGED
    assert copy.text("horaire.md") == "Un collègue est passé.\n"
    assert (copy.folder / "photo.png").read_bytes() == b"\x89PNG\xff"


@pytest.mark.parametrize("path", ["horaire.md/x.md", "a" * 300, "b" * 253])
def test_a_path_that_no_disk_takes_is_refused_and_changes_nothing(path: str, begin: Begin) -> None:
    copy = begin(COUNTER)
    before = copy.standing()

    assert refusal(lambda: copy.write(path, "x\n", seen="")) in {
        Reason.PATH_REFUSED,
        Reason.NOT_WRITTEN,
    }
    assert copy.standing() == before


def test_a_link_is_a_change_like_any_other_wherever_it_leads(begin: Begin) -> None:
    copy = begin(COUNTER)
    targets = {"dehors": "/etc/passwd", "boucle": "boucle", "perdu": "nulle-part"}
    for name, target in targets.items():
        (copy.folder / name).symlink_to(target)
    (copy.folder / "horaire.md").unlink()
    (copy.folder / "horaire.md").symlink_to("horaire.md")

    changes = {change.path: change for change in copy.standing().changes}
    for name, target in targets.items():
        assert changes[name].diff.new_lines == {1: target}
    copy.record([*targets], "Ajouter des liens")
    copy.restore("horaire.md")

    assert names(copy) == {*targets}
    assert copy.text("horaire.md") == copy.git.text("HEAD", "horaire.md")


def test_a_file_is_written_through_a_link_that_stays_a_link(begin: Begin) -> None:
    copy = begin(COUNTER)
    (copy.folder / "lien.md").symlink_to("README.md")
    text = copy.text("lien.md") or ""

    copy.write("lien.md", text + "Suite.\n", seen=mark_of(text))

    assert (copy.folder / "lien.md").is_symlink()
    assert copy.text("README.md") == text + "Suite.\n"


def test_what_git_ignores_is_told_as_soon_as_the_rules_are_saved(begin: Begin) -> None:
    copy = begin(SURVEY)
    assert copy.standing().ignored == ()

    copy.write(".gitignore", ".env\n*.key\n*.log\nsortie/\n", seen="")

    standing = copy.standing()
    assert {".env", "acces/courriel.key", "sortie/carte.svg"} <= {*standing.ignored}
    changed = {change.path for change in standing.changes}
    assert {".gitignore", ".env.exemple", "modeles/carte.svg"} <= changed
    assert not changed & {*standing.ignored}


def test_a_file_is_given_back_as_it_was_recorded(begin: Begin) -> None:
    copy = begin(COUNTER)

    copy.restore("horaire.md")

    assert copy.text("horaire.md") == copy.git.text("HEAD", "horaire.md")
    assert "horaire.md" not in {change.path for change in copy.standing().changes}


# --------------------------------------------------------------------------------- the history


def test_a_published_commit_is_undone_by_a_new_one(begin: Begin) -> None:
    copy = begin(CLINIC, "accident-1")
    announced = copy.git.commit_at("HEAD~1") or ""
    assert announced in copy.published()

    copy.revert(announced)

    assert copy.git.is_ancestor(announced, "HEAD")
    assert copy.git.text("HEAD", "avis.md") == copy.git.text(f"{announced}~1", "avis.md")


def test_an_undoing_that_later_commits_forbid_leaves_all_as_it_was(begin: Begin) -> None:
    copy = begin(CLINIC, "accident-1")
    announced = copy.git.commit_at("HEAD~1") or ""
    text = copy.text("avis.md") or ""
    copy.write("avis.md", text.replace("tout", "presque tout"), seen=mark_of(text))
    copy.record(["avis.md"], "Nuancer l’annonce")
    before = copy.standing()

    assert refusal(lambda: copy.revert(announced)) is Reason.LATER_CHANGES
    assert copy.standing() == before


def test_a_commit_goes_to_its_branch_and_the_other_one_goes_back(begin: Begin) -> None:
    copy = begin(CLINIC, "accident-2")
    stray = copy.git.commit_at("HEAD") or ""

    copy.branch("samedi", stray)
    copy.move(copy.git.commit_at("origin/main") or "", with_files=True)

    assert copy.git.commit_at("samedi") == stray
    assert copy.git.commit_at("main") == copy.git.commit_at("origin/main")
    assert copy.standing().changes == ()
    assert refusal(lambda: copy.branch("samedi", stray)) is Reason.NAME_TAKEN
    assert refusal(lambda: copy.branch("deux..points", stray)) is Reason.NAME_REFUSED
    assert refusal(lambda: copy.branch("autre", "0" * 40)) is Reason.UNKNOWN_COMMIT


def test_going_back_never_takes_what_is_not_recorded(begin: Begin) -> None:
    copy = begin(CLINIC, "accident-2")
    text = copy.text("horaire.md") or ""
    copy.write("horaire.md", text + "Le dimanche, fermé.\n", seen=mark_of(text))
    before, published = copy.standing(), copy.git.commit_at("origin/main") or ""

    assert refusal(lambda: copy.move(published, with_files=True)) is Reason.WOULD_LOSE
    assert copy.standing() == before

    copy.move(published, with_files=False)
    assert copy.git.commit_at("HEAD") == published
    assert "Le dimanche, fermé." in (copy.text("horaire.md") or "")


@pytest.mark.parametrize("gesture", ["switch", "move", "revert"])
def test_no_gesture_overwrites_a_file_that_git_ignores(gesture: str, begin: Begin) -> None:
    copy = begin(CLINIC, "accident-1")
    for path, text in (("secret.txt", "recorded by mistake\n"), (".gitignore", "secret.txt\n")):
        copy.write(path, text, seen="")
        copy.record([path], f"Ajouter {path}")
        if path == "secret.txt":
            before = copy.git.commit_at("HEAD") or ""
            copy.branch("avant", before)
            subprocess.run(["git", "rm", "-q", path], cwd=copy.folder, check=True)
            copy.record([path], "Retirer le secret")
    removed = copy.git.commit_at("HEAD~1") or ""
    copy.write("secret.txt", "precious\n", seen="")
    gestures: dict[str, Callable[[], object]] = {
        "switch": lambda: copy.switch("avant"),
        "move": lambda: copy.move(before, with_files=True),
        "revert": lambda: copy.revert(removed),
    }

    assert refusal(gestures[gesture]) is Reason.IN_THE_WAY
    assert copy.text("secret.txt") == "precious\n"
    assert copy.standing().branch == "main"


def test_unrecorded_changes_in_the_way_are_told_in_the_persons_language(begin: Begin) -> None:
    copy = begin(CLINIC, "accident-1")
    announced = copy.git.commit_at("HEAD~1") or ""
    copy.branch("avant", f"{announced}~1")
    text = copy.text("avis.md") or ""
    copy.write("avis.md", text + "Suite.\n", seen=mark_of(text))
    before = copy.standing()

    assert refusal(lambda: copy.revert(announced)) is Reason.UNRECORDED
    assert refusal(lambda: copy.switch("avant")) is Reason.UNRECORDED
    assert copy.standing() == before
    (copy.folder / ".git" / "index.lock").touch()
    assert refusal(lambda: copy.move(announced, with_files=True)) is Reason.GIT_SAYS_NO


def test_a_commit_that_is_undone_twice_is_told_to_be_undone_already(begin: Begin) -> None:
    copy = begin(CLINIC, "accident-1")
    announced = copy.git.commit_at("HEAD~1") or ""
    copy.revert(announced)
    before = copy.standing()

    assert refusal(lambda: copy.revert(announced)) is Reason.ALREADY_UNDONE
    assert copy.standing() == before


def test_a_commit_on_no_branch_is_found_and_brought_back(begin: Begin) -> None:
    copy = begin(CLINIC, "accident-5")
    (lost,) = copy.lost()
    assert lost.subject == "Ajouter l’horaire d’hiver"

    copy.move(lost.id, with_files=True)

    assert copy.git.commit_at("hiver") == lost.id
    assert copy.is_there("horaire-hiver.md")
    assert copy.lost() == ()


def test_what_stops_at_a_conflict_is_told_and_can_be_given_up(begin: Begin) -> None:
    copy = begin("3-E5-fusion")
    before = copy.standing()
    merge = ["git", "merge", "origin/main"]
    done = subprocess.run(merge, cwd=copy.folder, capture_output=True, check=False)
    assert done.returncode == 1

    assert copy.standing().unfinished == "merge"
    assert "reglement.md" in {change.path for change in copy.standing().changes}
    assert refusal(lambda: copy.switch("horaire-chiens")) is Reason.UNFINISHED
    copy.give_up()

    assert copy.standing() == before
    assert refusal(lambda: copy.switch("ailleurs")) is Reason.UNKNOWN_BRANCH


def test_a_conflict_is_not_recorded_before_it_is_answered(begin: Begin) -> None:
    copy = begin("3-E5-fusion")
    merge = ["git", "merge", "origin/main"]
    subprocess.run(merge, cwd=copy.folder, capture_output=True, check=False)
    changes = {change.path: change for change in copy.standing().changes}
    clash = changes["reglement.md"]
    assert (clash.how, clash.is_chosen, clash.is_split) == ("conflict", False, False)
    before = copy.standing()

    everything = [*changes]
    assert refusal(lambda: copy.record(everything, "Fusionner")) is Reason.MARKERS_LEFT
    others = [path for path in everything if path != "reglement.md"]
    if others:
        assert refusal(lambda: copy.record(others, "Fusionner")) is Reason.MARKERS_LEFT
    assert copy.standing() == before

    text = copy.text("reglement.md") or ""
    kept = [line for line in text.splitlines() if line[:7] not in {"<" * 7, "=" * 7, ">" * 7}]
    copy.write("reglement.md", "\n".join(kept) + "\n", seen=mark_of(text))
    copy.record(everything, "Fusionner les nouveautés")
    assert len(copy.git.commits(["HEAD"], most=1)[0].parents) == 2
    assert copy.standing().unfinished == ""


def test_a_merge_is_not_undone_without_saying_which_side(begin: Begin) -> None:
    copy = begin(CLINIC, "accident-5")
    lost = copy.lost()[0].id
    merge = ["git", "merge", "--no-ff", "-m", "Fusionner l’hiver", lost]
    subprocess.run(merge, cwd=copy.folder, capture_output=True, check=True)

    assert refusal(lambda: copy.revert(copy.git.commit_at("HEAD") or "")) is Reason.MERGE_COMMIT


def test_a_damaged_copy_inside_another_repository_leaves_that_one_alone(
    begin: Begin, tmp_path: Path
) -> None:
    copy = begin(COUNTER)
    (copy.folder / ".git" / "HEAD").write_text("damaged\n", encoding="utf-8")
    subprocess.run(["git", "init", "-q", tmp_path], check=True)

    assert refusal(copy.standing) is Reason.COPY_DAMAGED
    outside = Person(name="Quelqu’un", email="ailleurs@ville.example")
    assert refusal(lambda: copy.identify(outside)) is Reason.COPY_DAMAGED
    assert "ailleurs" not in (tmp_path / ".git" / "config").read_text("utf-8")


def test_a_folder_that_is_no_repository_any_more_gets_a_sentence(begin: Begin) -> None:
    copy = begin(COUNTER)
    (copy.folder / ".git").rename(copy.folder / "git")

    assert refusal(lambda: WorkingCopy(copy.folder)) is Reason.NO_COPY


def test_a_git_that_is_stopped_without_a_word_is_told_in_a_sentence(begin: Begin) -> None:
    copy = begin(COUNTER)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limit[1]))
    try:
        reason = refusal(lambda: copy.record(["horaire.md"], "Ouvrir à 8 h 30"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)

    assert reason is Reason.NOT_WRITTEN


def test_git_saying_no_is_told_in_its_own_words(begin: Begin) -> None:
    copy = begin(COUNTER)
    (copy.folder / ".git" / "index.lock").touch()

    with pytest.raises(Refusal) as caught:
        copy.record(["horaire.md"], "Ouvrir à 8 h 30")
    assert caught.value.reason is Reason.GIT_SAYS_NO
    assert "index.lock" in caught.value.sentence("fr")


# ------------------------------------------------------------------------------ in a terminal


def test_the_commands_that_a_gesture_tells_do_the_same_in_a_terminal(begin: Begin) -> None:
    """Each gesture is done here, and what it tells is typed there."""
    gestures: dict[str, Callable[[WorkingCopy], tuple[str, ...]]] = {
        "accident-1": lambda copy: copy.revert(copy.git.commit_at("HEAD~1") or ""),
        "accident-2": lambda copy: (
            *copy.branch("samedi", copy.git.commit_at("HEAD") or ""),
            *copy.move(copy.git.commit_at("origin/main") or "", with_files=True),
        ),
        "accident-3": lambda copy: copy.record(["reglement.md"], "Fixer l’heure à 22 h"),
        "accident-4": lambda copy: copy.record(["annexe.md"], "Régler", again=True),
        "accident-5": lambda copy: (
            *copy.identify(Person(name="Élodie O’Neil", email="e@ville.example")),
            *copy.move(copy.lost()[0].id, with_files=True),
            *copy.switch("main"),
        ),
    }
    for folder, gesture in gestures.items():
        here, there = begin(CLINIC, folder), begin(CLINIC, folder, "two")
        subprocess.run(["git", "status"], cwd=there.folder, check=True, capture_output=True)
        for command in gesture(here):
            words = shlex.split(command)
            subprocess.run(words, cwd=there.folder, check=True, capture_output=True)

        assert _seen(here) == _seen(there), folder


def _seen(copy: WorkingCopy) -> object:
    """Return all that a copy is but the moments of its commits, which their names follow."""
    branches = copy.git.heads("refs/heads/")
    commits = copy.git.commits(branches.values())
    told = sorted(str((each.tree, each.message, each.author)) for each in commits)
    return replace(copy.standing(), head=""), sorted(branches), told
