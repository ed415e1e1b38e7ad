# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The checks of module 4 read whatever was handed in, and trust none of what is only said."""

import json
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from atelier.checks import check_of
from atelier.forge import mission
from atelier.forge.records import Decision
from atelier.views.verdict import VerdictView
from atelier.words import LANGUAGES, Language
from tests.exercises.play import ACTIONS, play

MISSIONS = ("4-E2-proposition", "4-E3-revision", "4-E4-observation", "4-E5-synchronisation")
every_mission = pytest.mark.parametrize("name", MISSIONS)
SOLUTIONS = Path(__file__).resolve().parents[3] / "exercises" / "solutions"
WORDS = Path(__file__).resolve().parents[3] / "course" / "atelier" / "checks"
SUBJECTS = (
    *("description", "proposition", "revision", "observation"),
    *("synchronisation", "integration", "planification"),
)


def foreign_bundle(folder: Path) -> bytes:
    """Return a bundle of a repository that has nothing to do with any mission."""
    place = folder / "foreign"
    place.mkdir()
    for words in (
        ["init", "-q", "-b", "trunk"],
        ["config", "user.name", "X"],
        ["config", "user.email", "x@x.example"],
        ["commit", "-q", "--allow-empty", "-m", "x"],
        ["bundle", "create", "-q", "../foreign.bundle", "--all"],
    ):
        subprocess.run(["git", *words], cwd=place, check=True)
    return (folder / "foreign.bundle").read_bytes()


@every_mission
def test_whatever_was_handed_in_gets_a_verdict_in_both_languages(name: str, tmp_path: Path) -> None:
    foreign = foreign_bundle(tmp_path)
    for number, bundle in enumerate((None, b"", b"\0\1\2", b"# v2 git bundle\n", foreign)):
        for records in (None, b"", b"[]", b'{"requests": [3]}', b"\xff\xfe", b"[" * 9999):
            folder = tmp_path / f"{number}-{records!r:.9}".replace("/", "")
            folder.mkdir(exist_ok=True)
            for file, content in ((mission.BUNDLE, bundle), (mission.RECORDS, records)):
                if content is not None:
                    (folder / file).write_bytes(content)
            verdict = check_of(name)(folder)
            assert verdict.points <= verdict.maximum / 2
            for language in LANGUAGES:
                assert VerdictView(verdict, language=language).text()
            if bundle is None:
                break
    (tmp_path / "folder" / mission.BUNDLE).mkdir(parents=True)
    assert check_of(name)(tmp_path / "folder").points == 0


@every_mission
def test_to_begin_and_do_nothing_earns_nothing(name: str, tmp_path: Path) -> None:
    mission.begin(name, tmp_path, language="en")
    mission.collect(name, tmp_path)

    assert check_of(name)(tmp_path).points == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_merge_request_that_is_only_said_earns_nothing(
    language: Language, tmp_path: Path
) -> None:
    """The records tell of a request; no commit below refs/pull bears it out."""
    forge = mission.begin("4-E2-proposition", tmp_path, language=language)
    assert forge is not None
    name = "ville/bibliotheque"
    forge.add_branch(name, "b", start="main", by=forge.learner)
    forge.commit_files(name, "b", {"x.md": "x\n"}, message="Ajouter x", by=forge.learner)
    forge.propose(name, "b", title="Ajouter une page", body="Ferme #1", by=forge.learner)
    mission.collect("4-E2-proposition", tmp_path)
    told = (tmp_path / mission.RECORDS).read_bytes()
    shutil.rmtree(tmp_path / mission.FORGE)
    shutil.rmtree(tmp_path / mission.WORKING_COPY)
    (tmp_path / mission.BUNDLE).unlink()
    mission.begin("4-E2-proposition", tmp_path, language=language)
    mission.collect("4-E2-proposition", tmp_path)
    (tmp_path / mission.RECORDS).write_bytes(told)

    assert check_of("4-E2-proposition")(tmp_path).points == 0


def test_what_rests_on_the_records_alone_is_marked_declared(tmp_path: Path) -> None:
    forge = mission.begin("4-E2-proposition", tmp_path, language="fr")
    assert forge is not None
    name = "ville/bibliotheque"
    forge.add_branch(name, "b", start="main", by=forge.learner)
    forge.commit_files(name, "b", {"x.md": "x\n"}, message="Ajouter x", by=forge.learner)
    forge.propose(name, "b", title="Ajouter une page", body="Ferme #1", by=forge.learner)
    mission.collect("4-E2-proposition", tmp_path)
    findings = check_of("4-E2-proposition")(tmp_path).findings

    assert {each.criterion for each in findings if each.is_declared} == {"target", "link"}


@every_mission
def test_what_only_the_records_say_earns_nothing_but_what_is_declared(
    name: str, tmp_path: Path
) -> None:
    """The records of the reference solution, handed in beside commits that nobody made."""
    right, said = tmp_path / "right", tmp_path / "said"
    play(name, right, SOLUTIONS / name / "reference" / "en" / ACTIONS, language="en")
    play(name, said, tmp_path / "no actions", language="en")
    shutil.copy(right / mission.RECORDS, said)

    proved = [each for each in check_of(name)(said).findings if not each.is_declared]
    assert sum(each.points for each in proved) == 0


def test_an_approval_that_is_only_said_settles_no_thread(tmp_path: Path) -> None:
    """Every thread called settled, every colleague made to approve: the commits say otherwise."""
    forge = mission.begin("4-E3-revision", tmp_path, language="fr")
    assert forge is not None
    for thread in forge.request("ville/loisirs", 2).threads:
        forge.resolve("ville/loisirs", 2, thread.id, by=forge.learner)
    for name in ("Noor Haddad", "Maya Tremblay", "Raphaël Roy"):
        forge.review("ville/loisirs", 2, Decision.APPROVE, by=name, body="Bon.")
    mission.collect("4-E3-revision", tmp_path)
    assert json.loads((tmp_path / mission.RECORDS).read_text("utf-8"))["requests"]

    assert check_of("4-E3-revision")(tmp_path).points == 0


@pytest.mark.parametrize("subject", SUBJECTS)
def test_what_is_not_met_always_says_what_to_do_next(subject: str) -> None:
    words = tomllib.loads((WORDS / f"{subject}.toml").read_text(encoding="utf-8"))
    mute = [
        (criterion, fact)
        for criterion, said in words.items()
        for fact, sentences in said.get("facts", {}).items()
        if not sentences["next"]["fr"] and not fact.startswith(("right", "not-read"))
    ]
    assert mute == []
