# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A learner's variant: it follows from a seed, the seed from the identifier, and it stays."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from atelier import exercise, form, my_variant, variant, workspace
from atelier.forge import attempt, mission
from atelier.handin import pack
from atelier.identity import remember_student, seed_for
from atelier.words import LANGUAGES, Language
from autograder import seeds

GRAPH, TABLE, REVIEW = "3-E8-variation", "3-E1-chronologie", "4-E4-observation"
FILES = {GRAPH: "graphe.yml", TABLE: "histoire.yml"}
Open = Callable[[str, Language], Path]


@pytest.fixture
def home(root: Path, tmp_path: Path) -> Path:
    """Return a learner's folder with these exercises in both languages."""
    for language in LANGUAGES:
        for name in (GRAPH, TABLE, REVIEW, "0-E1-orientation"):
            source = root / "exercises" / language / "source" / name
            shutil.copytree(source, tmp_path / "home" / language / "exercises" / name)
    (tmp_path / "home" / ".atelier").mkdir()
    return tmp_path / "home"


@pytest.fixture
def opened(home: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Return what opens an exercise as the first cell of its notebook does."""

    def run(name: str, language: Language) -> Path:
        folder = home / language / "exercises" / name
        monkeypatch.chdir(folder)
        exercise(name, language=language)
        return folder

    return run


def seed_in(folder: Path) -> str:
    names = ["depot.json"] if folder.name == REVIEW else [FILES[folder.name]]
    attempt.gather(folder.name, folder) if folder.name == REVIEW else None
    return variant.seed_in_files(folder, names)


def manifest_of(archive: Path) -> Any:
    with zipfile.ZipFile(archive) as packed:
        return json.loads(packed.read("manifest.json"))


@pytest.mark.parametrize("name", [GRAPH, TABLE, REVIEW])
def test_a_seed_follows_from_who_hands_in_which_exercise(
    name: str, home: Path, opened: Open
) -> None:
    remember_student("apprenant-07", home)
    digest = hashlib.sha256(f"apprenant-07/{name}".encode()).hexdigest()

    folders = [opened(name, language) for language in LANGUAGES]

    assert [seed_in(folder) for folder in folders] == [f"seed-{digest[:16]}"] * 2


@pytest.mark.parametrize("name", [GRAPH, REVIEW])
def test_a_seed_drawn_before_the_identifier_is_known_stays(
    name: str, home: Path, opened: Open
) -> None:
    seed = seed_in(opened(name, "fr"))
    assert variant.TOKEN.fullmatch(seed)

    remember_student("apprenant-07", home)

    assert seed_in(opened(name, "fr")) == seed
    assert seed_in(opened(name, "en")) == seed
    assert seed != variant.seed_of("apprenant-07", name)


@pytest.mark.parametrize("name", [GRAPH, REVIEW])
@pytest.mark.parametrize("student", ["", "apprenant-07"])
def test_a_reset_keeps_the_variant(name: str, student: str, home: Path, opened: Open) -> None:
    if student:
        remember_student(student, home)
    seed = seed_in(opened(name, "fr"))

    workspace.reset(name, "fr", home=home, moment=datetime.now(UTC))

    assert seed_in(opened(name, "fr")) == seed


def test_a_forge_that_begins_anew_keeps_its_variant_also_outside_a_learners_folder(
    tmp_path: Path,
) -> None:
    folder = tmp_path / REVIEW
    folder.mkdir()
    attempt.begin(REVIEW, folder, language="fr")
    seed = seed_in(folder)

    attempt.restart(REVIEW, folder, tmp_path / "kept", language="fr")

    assert variant.TOKEN.fullmatch(seed)
    assert seed_in(folder) == seed
    with mission.opened(REVIEW, folder) as scene:
        assert scene.variant == variant.number_of(seed, len(scene.mission.variants))


def test_the_next_person_at_a_shared_desk_begins_with_a_seed_of_their_own(
    home: Path, opened: Open
) -> None:
    remember_student("apprenant-07", home)
    opened(GRAPH, "fr")
    remember_student("apprenant-08", home)

    workspace.reset(GRAPH, "fr", home=home, moment=datetime.now(UTC))

    assert seed_in(opened(GRAPH, "fr")) == variant.seed_of("apprenant-08", GRAPH)


def test_a_seed_line_that_was_lost_comes_back_and_what_was_typed_stays(
    home: Path, opened: Open
) -> None:
    remember_student("apprenant-07", home)
    file = opened(GRAPH, "fr") / "graphe.yml"
    file.write_text("graphe:\n  parents: deux # ?\n", encoding="utf-8")

    opened(GRAPH, "fr")

    first, *others = file.read_text(encoding="utf-8").splitlines()
    assert first == f"graine: {variant.seed_of('apprenant-07', GRAPH)}"
    assert others == ["graphe:", "  parents: deux # ?"]


def test_a_form_asks_about_the_learners_own_variant_and_keeps_its_seed(
    home: Path, opened: Open
) -> None:
    remember_student("apprenant-07", home)
    file = opened(GRAPH, "fr") / "graphe.yml"
    filled = form(GRAPH, language="fr")
    filled.answer = {"number": 1, "answers": {"graph": {"tag": "stays"}}}

    assert filled.state["reply"]["saved"]
    assert file.read_text(encoding="utf-8").startswith("graine: seed-")
    assert seed_in(file.parent) == variant.seed_of("apprenant-07", GRAPH)
    number = variant.number_of(seed_in(file.parent), 8)
    assert f" {number + 1} " in my_variant(GRAPH, language="fr").text()


def test_where_only_a_hand_in_lies_nothing_is_written(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A grader runs the notebook: what it finds is what was handed in."""
    for place in (tmp_path / "autograded" / GRAPH, home / "class" / "autograded" / GRAPH):
        shutil.copytree(home / "fr" / "exercises" / GRAPH, place)
        before = (place / "graphe.yml").read_bytes()
        monkeypatch.chdir(place)

        exercise(GRAPH, language="fr")
        form(GRAPH, language="fr")
        my_variant(GRAPH, language="fr")

        assert (place / "graphe.yml").read_bytes() == before


@pytest.mark.parametrize("name", [GRAPH, TABLE, REVIEW])
def test_the_seed_stands_in_the_manifest_and_both_sides_make_the_same(
    name: str, home: Path, opened: Open, root: Path
) -> None:
    remember_student("apprenant-07", home)
    opened(name, "fr")

    manifest = manifest_of(pack(name, language="fr", home=home))

    schema = json.loads((root / "exercises" / "handin.schema.json").read_text(encoding="utf-8"))
    assert Draft202012Validator(schema).is_valid(manifest)
    assert manifest["seed"] == seeds.seed_of("apprenant-07", name)
    assert variant.TOKEN.pattern == seeds.SEED.pattern.decode()
    assert schema["properties"]["seed"]["pattern"].startswith(f"^{variant.TOKEN.pattern}$")


def test_an_exercise_without_variants_has_no_seed(home: Path) -> None:
    archive = pack("0-E1-orientation", language="fr", student="apprenant-07", home=home)

    assert "seed" not in manifest_of(archive)


def test_the_manifest_keeps_the_seed_that_the_work_lost(home: Path, opened: Open) -> None:
    folder = opened(GRAPH, "fr")
    seed = seed_in(folder)
    (folder / "graphe.yml").write_text("graphe:\n", encoding="utf-8")

    archive = pack(GRAPH, language="fr", student="apprenant-07", home=home)

    assert manifest_of(archive)["seed"] == seed


def test_an_identity_that_cannot_be_read_is_none(home: Path) -> None:
    for content in (b"", b"[]", b"{", b'{"seeds": 3}', b'{"seeds": {"3-E8-variation": "x"}}'):
        (home / ".atelier" / "identity.json").write_bytes(content)
        assert variant.TOKEN.fullmatch(seed_for(GRAPH, home))


def test_a_variant_follows_from_its_seed_in_every_run_of_python() -> None:
    program = (
        "from atelier.artefacts import chronology as c, graph_questions as g\n"
        "print([(x.letter, x.day, x.id) for n in range(12) for x in c.history_of(n)])\n"
        "print([[o.id for o in i.options] for n in range(8) for i in g.items_of(n)])\n"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": salt},
            capture_output=True,
            check=True,
        ).stdout
        for salt in ("1", "2")
    }
    assert len(said) == 1
