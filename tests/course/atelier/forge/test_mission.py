# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A mission begins the same way every time, and what is handed in tells what came of it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from atelier.checks import check_of
from atelier.forge import attempt, mission
from atelier.forge.mission import BUNDLE, RECORDS, NotBegunError
from atelier.forge.records import Reason, Refusal
from atelier.forge.steps import answer
from atelier.words import LANGUAGES, Language

NAMES = sorted(path.stem for path in mission.FOLDER.glob("*.toml"))
FORK = "4-E5-synchronisation"
every_mission = pytest.mark.parametrize("name", NAMES)
in_both = pytest.mark.parametrize("language", LANGUAGES)


@every_mission
@in_both
def test_a_mission_begins_with_the_same_commits_every_time(
    name: str, language: Language, tmp_path: Path
) -> None:
    forge = mission.begin(name, tmp_path, language=language)
    plan = mission.mission(name)

    assert forge.branches(plan.repository) == mission.began(name, language)
    for copy in plan.copies:
        assert (tmp_path / copy.folder / ".git").is_dir()


@every_mission
@in_both
def test_a_mission_has_goals_and_every_goal_three_hints_that_differ(
    name: str, language: Language
) -> None:
    goals = mission.mission(name).goals
    assert goals

    for goal in goals:
        assert goal.sentence[language].endswith((".", "?"))
        assert len(goal.hints[language]) == len({*goal.hints[language]}) == 3


@every_mission
def test_a_goal_has_the_name_of_the_criterion_that_judges_it(name: str, tmp_path: Path) -> None:
    """Where nothing was handed in, and so where nothing is met."""
    criteria = [finding.criterion for finding in check_of(name)(tmp_path).findings]

    assert [goal.id for goal in mission.mission(name).goals] == criteria


@every_mission
@in_both
def test_what_is_handed_in_tells_the_history_and_what_was_said(
    name: str, language: Language, tmp_path: Path
) -> None:
    forge = mission.begin(name, tmp_path, language=language)
    plan = mission.mission(name)
    forge.open_issue(plan.repository, title="Une question", by=mission.LEARNER.name)
    mission.collect(name, tmp_path)
    with mission.scene(name, tmp_path, language=language) as scene:
        assert scene.git.commit_at("HEAD") == scene.began["main"]
        assert scene.issues[-1].author == mission.LEARNER.name
        assert scene.events


@every_mission
@in_both
def test_a_working_copy_begins_with_the_same_commits_every_time(
    name: str, language: Language, tmp_path: Path
) -> None:
    mission.begin(name, tmp_path, language=language)
    mission.collect(name, tmp_path)

    with mission.scene(name, tmp_path) as scene:
        assert scene.language == language
        assert scene.tips() == ()
        for work in scene.copies.values():
            assert work.moved == {}
            assert work.now.items() >= work.began.items()


def test_the_list_of_a_folder_holds_names_and_no_content(tmp_path: Path) -> None:
    name = "3-E3-exclusion"
    mission.begin(name, tmp_path, language="fr")
    mission.collect(name, tmp_path)
    secrets = mission.seeded_texts(name, "depot", "fr")[".env"].split("=")[1].strip()

    said = (tmp_path / mission.STATE).read_text(encoding="utf-8")

    assert ".env" in said
    assert secrets not in said
    assert secrets.encode() not in (tmp_path / BUNDLE).read_bytes()


def test_a_mission_that_was_begun_is_not_begun_again(tmp_path: Path) -> None:
    mission.begin(NAMES[0], tmp_path, language="fr")
    mine = tmp_path / mission.WORKING_COPY / "mien.md"
    mine.write_text("À moi\n", encoding="utf-8")
    mission.begin(NAMES[0], tmp_path, language="fr")

    assert mine.read_text(encoding="utf-8") == "À moi\n"


def test_a_mission_that_was_not_begun_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotBegunError), mission.scene(NAMES[0], tmp_path, language="fr"):
        pass


def test_a_forged_record_is_worth_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    mission.begin(NAMES[0], tmp_path, language="fr")
    mission.collect(NAMES[0], tmp_path)
    for noise in (
        "",
        "[]",
        '{"requests": [{"number": "x"}]}',
        "\ud800".encode("utf-8", "ignore").decode(),
    ):
        (tmp_path / RECORDS).write_text(noise, encoding="utf-8")
        with mission.scene(NAMES[0], tmp_path, language="fr") as scene:
            assert scene.requests == ()
    assert (tmp_path / BUNDLE).stat().st_size > 0


def test_two_kernels_may_begin_a_mission_at_once(tmp_path: Path) -> None:
    name = "4-E2-proposition"
    plan = mission.mission(name)
    script = (
        "import sys\nfrom pathlib import Path\nfrom atelier.forge import attempt\n"
        "attempt.begin(sys.argv[1], Path(sys.argv[2]), language='fr')\n"
    )
    command = [sys.executable, "-c", script, name, str(tmp_path)]
    several = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    said = [each.communicate()[1] for each in several]

    assert said == ["", "", ""]
    forge = mission.begin(name, tmp_path, language="fr")
    assert forge.branches(plan.repository) == mission.began(name, "fr")
    assert (tmp_path / mission.WORKING_COPY / ".git").is_dir()


@pytest.mark.parametrize(
    "place",
    ["poste=12", "a=b=c", "l’été", "it's [a] #place;", 'x"y', "50%", "deux  espaces", "a:b"],
)
def test_a_mission_is_done_in_a_folder_of_any_name(place: str, tmp_path: Path) -> None:
    """And found again in another one: what is pushed arrives on the forge."""
    (tmp_path / place).mkdir()
    forge = attempt.begin(FORK, tmp_path / place, language="fr")
    assert forge is not None
    copy = tmp_path / place / mission.WORKING_COPY
    answer(copy, "fetch", "--quiet")
    answer(copy, "push", "--quiet", "origin", "HEAD:refs/heads/essai")
    assert "essai" in forge.branches(mission.mission(FORK).repository)

    moved = tmp_path / f"moved {place}"
    (tmp_path / place).rename(moved)
    forge = attempt.begin(FORK, moved, language="fr")
    assert forge is not None
    answer(moved / mission.WORKING_COPY, "push", "--quiet", "origin", "HEAD:refs/heads/encore")
    assert "encore" in forge.branches(mission.mission(FORK).repository)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    place = tmp_path / "exercice"
    place.write_text("un fichier\n", encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        mission.begin(NAMES[0], place, language="fr")

    assert refused.value.reason is Reason.NOT_WRITTEN


def test_a_learners_own_configuration_hinders_no_push_and_stays(tmp_path: Path) -> None:
    home, folder = tmp_path / "chez moi, l’été", tmp_path / "exercice"
    hook = home / "modèle" / "hooks" / "pre-push"
    hook.parent.mkdir(parents=True)
    hook.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    mine = (
        f"[init]\n\ttemplateDir = {home}/modèle\n[core]\n\thooksPath = {hook.parent}\n"
        "\tautocrlf = true\n\tsafecrlf = true\n[commit]\n\tgpgSign = true\n"
        "[push]\n\tgpgSign = true\n\tdefault = nothing\n[gpg]\n\tprogram = /bin/false\n"
        '[protocol "file"]\n\tallow = never\n[safe]\n\tbareRepository = explicit\n'
        '[url "git@example:"]\n\tinsteadOf = https://\n\tpushInsteadOf = https://\n'
        "[fetch]\n\tfsckObjects = true\n"
    )
    (home / ".gitconfig").write_text(mine, encoding="utf-8")
    forge = mission.begin("4-E2-proposition", folder, language="fr")
    kept = {name: it for name, it in os.environ.items() if not name.startswith("GIT_")}
    for words in (
        ("switch", "--create", "samedi"),
        ("commit", "--allow-empty", "--signoff", "--message", "Fermer à 17 h"),
        ("push", "origin", "samedi"),
        ("fetch", "origin"),
    ):
        done = subprocess.run(
            ["git", *words],
            cwd=folder / mission.WORKING_COPY,
            env=kept | {"HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    assert "samedi" in forge.branches(mission.mission("4-E2-proposition").repository)
    assert (home / ".gitconfig").read_text(encoding="utf-8") == mine


def test_a_learners_own_settings_stop_no_merge_and_no_push(tmp_path: Path) -> None:
    """What somebody set once for all repositories must not make an exercise impossible."""
    mine = tmp_path / "gitconfig"
    mine.write_text(
        "[merge]\n\tff = only\n\tverifySignatures = true\n"
        "[pull]\n\tff = only\n\trebase = false\n"
        "[commit]\n\tgpgSign = true\n[push]\n\tgpgSign = true\n"
        "[core]\n\tautocrlf = true\n\thooksPath = /nowhere\n"
        '[protocol "file"]\n\tallow = never\n[init]\n\tdefaultBranch = x\n',
        encoding="utf-8",
    )
    mission.begin("3-E5-fusion", tmp_path / "x", language="en")
    copy = tmp_path / "x" / mission.WORKING_COPY

    for words in (["pull", "-X", "ours", "origin", "main", "--no-edit"], ["push", "origin"]):
        done = subprocess.run(
            ["git", *words], cwd=copy, env={**os.environ, "GIT_CONFIG_GLOBAL": str(mine)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert answer(copy, "rev-list", "--parents", "-1", "HEAD").count(" ") == 2


def test_work_that_is_on_no_branch_is_seen_and_a_step_back_is_no_work(tmp_path: Path) -> None:
    mission.begin("3-E5-fusion", tmp_path, language="fr")
    copy = tmp_path / mission.WORKING_COPY
    answer(copy, "branch", "avant", "origin/main~1")
    mission.collect("3-E5-fusion", tmp_path)
    with mission.scene("3-E5-fusion", tmp_path) as scene:
        assert scene.tips() == ()

    answer(copy, "switch", "--quiet", "--detach")
    answer(copy, "commit", "--quiet", "--allow-empty", "--message", "Sur aucune branche")
    mission.collect("3-E5-fusion", tmp_path)
    with mission.scene("3-E5-fusion", tmp_path) as scene:
        assert scene.tips() == (answer(copy, "rev-parse", "HEAD").strip(),)
