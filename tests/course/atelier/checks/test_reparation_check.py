# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The check of the repaired repository: truth before form, and a finding whatever lies there."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from atelier.artefacts import depot
from atelier.artefacts.depot import EXPRESSIONS, FILES, HOLDER, HOLDERS, LICENCE
from atelier.checks.reparation import NEEDED, TRUTH, check
from atelier.expression import read
from atelier.verdict import Finding
from atelier.views.form import form_of
from atelier.views.verdict import VerdictView
from atelier.words import LANGUAGES, Language
from atelier.workspace import handed_out

EXERCISE = "2-E4-reparation"
FIFTH = 15 / 5
RIGHT = {
    path: {
        LICENCE: truth.expression,
        HOLDER: {"photo": "photographer", "vendor": "kept"}.get(truth.kind, "city"),
    }
    for path, truth in TRUTH.items()
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return hand_out("en", tmp_path / "exercise")


def hand_out(language: Language, folder: Path) -> Path:
    shutil.copytree(handed_out(EXERCISE, language), folder)
    return folder


def declare(folder: Path, answers: Mapping[str, Mapping[str, str]]) -> None:
    """Write what the form would write."""
    (folder / depot.FILE).write_text(depot.fill("", answers, language="en"), encoding="utf-8")
    depot.settle(folder, answers)


def findings_of(folder: Path) -> dict[str, Finding]:
    verdict = check(folder)
    for language in LANGUAGES:
        assert "{" not in VerdictView(verdict, language=language).text()
    return {finding.about or finding.criterion: finding for finding in verdict.findings}


def open_in(folder: Path) -> dict[str, str]:
    return {
        name: finding.fact
        for name, finding in findings_of(folder).items()
        if finding.points < finding.maximum
    }


def test_the_truth_speaks_of_every_file_that_is_handed_out() -> None:
    for language in LANGUAGES:
        here = handed_out(EXERCISE, language) / depot.FOLDER
        found = {p.relative_to(here).as_posix() for p in here.rglob("*") if p.is_file()}
        assert found == set(TRUTH) == set(FILES)
    for truth in TRUTH.values():
        assert str(read(truth.expression)) == truth.expression
        assert truth.expression in EXPRESSIONS


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_alone_can_earn_every_point(language: Language, tmp_path: Path) -> None:
    folder = hand_out(language, tmp_path / "exercise")
    form = form_of(EXERCISE, folder, language=language)

    form.answer = {"number": 1, "answers": RIGHT}

    assert form.state["reply"]["saved"]
    assert open_in(folder) == {}
    again = form_of(EXERCISE, folder, language=language)
    assert again.state["answers"] == RIGHT
    assert again.state["notice"] == ""


def test_a_text_no_longer_chosen_is_taken_away_and_one_of_the_learner_s_stays(folder: Path) -> None:
    declare(folder, RIGHT)
    texts = folder / "depot" / "LICENSES"
    (texts / "MIT.txt").write_text("mine", encoding="utf-8")

    declare(folder, {path: {LICENCE: "CC0-1.0", HOLDER: "city"} for path in FILES})

    assert {path.name for path in texts.iterdir()} == {"CC0-1.0.txt", "MIT.txt"}
    assert (texts / "MIT.txt").read_text(encoding="utf-8") == "mine"


def test_a_table_that_the_form_does_not_understand_is_kept_outside_the_repository(
    folder: Path,
) -> None:
    mine = 'version = 1\n[[annotations]]\npath = "**"\nSPDX-License-Identifier = "MIT"\n'
    (folder / depot.FILE).write_text(mine, encoding="utf-8")
    form = form_of(EXERCISE, folder, language="en")
    assert form.state["notice"]

    form.answer = {"number": 1, "answers": RIGHT}

    assert (folder / "REUSE-copy-1.toml").read_text(encoding="utf-8") == mine
    assert open_in(folder) == {}


def test_one_answer_for_every_file_scores_at_most_a_fifth(folder: Path) -> None:
    holders = dict.fromkeys(EXPRESSIONS, "city") | {"CC-BY-4.0": "photographer"}
    constants = [*holders.items(), ("CC-BY-4.0", "city"), ("MIT", "kept")]
    assert {holder for _, holder in constants} < set(HOLDERS)

    for expression, holder in constants:
        declare(folder, {path: {LICENCE: expression, HOLDER: holder} for path in FILES})
        assert check(folder).points <= FIFTH, (expression, holder)


def test_every_text_of_a_licence_without_a_declaration_earns_nothing(folder: Path) -> None:
    declare(folder, RIGHT)
    (folder / depot.FILE).unlink()

    assert check(folder).points == 0
    assert findings_of(folder)["texts"].fact == "early"


def test_what_is_conform_and_false_is_told_so(folder: Path) -> None:
    declare(folder, {path: {LICENCE: "LiLiQ-R-1.1", HOLDER: "city"} for path in FILES})

    assert findings_of(folder)["compliant"].fact == "early"


def test_a_line_inside_the_header_that_is_there_is_a_comment_too(folder: Path) -> None:
    declare(folder, RIGHT)
    path = folder / "depot/src/vendor/natural.js"
    text = path.read_text(encoding="utf-8")
    # REUSE-IgnoreStart
    tag = " * SPDX-License-Identifier: MIT\n"
    # REUSE-IgnoreEnd
    path.write_text(text.replace(" *\n", tag + " *\n", 1), encoding="utf-8")

    assert open_in(folder) == {}


def test_windows_line_ends_change_our_files_in_nothing(folder: Path) -> None:
    declare(folder, RIGHT)
    for name in ("README.md", "src/minutes.py", "data/services.json"):
        path = folder / "depot" / name
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert open_in(folder) == {}


def test_a_lost_file_is_lost_for_itself_and_for_the_whole(folder: Path) -> None:
    declare(folder, RIGHT)
    (folder / "depot/data/bureaux.csv").unlink()

    assert open_in(folder) == {"data/bureaux.csv": "lost", "kept": "problems"}


def test_what_the_laboratory_leaves_is_no_file_of_the_repository(folder: Path) -> None:
    declare(folder, RIGHT)
    for name in (".ipynb_checkpoints/README-checkpoint.md", "src/__pycache__/dates.pyc"):
        (folder / "depot" / name).parent.mkdir()
        (folder / "depot" / name).write_text("x", encoding="utf-8")
    (folder / "depot/README.new.md").write_text("x", encoding="utf-8")

    assert open_in(folder) == {}


def test_a_hand_out_in_the_other_language_is_the_same_work(tmp_path: Path) -> None:
    for language in LANGUAGES:
        folder = hand_out(language, tmp_path / language)
        declare(folder, RIGHT)
        assert check(folder).is_met


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("depot/REUSE.toml", b"\xff\xfe\x00\x01"),
        ("depot/REUSE.toml", "é".encode("latin-1")),
        ("depot/REUSE.toml", b"version = 1\n[[annotations]]\npath = 3\n"),
        ("depot/LICENSES/MIT.txt", b"\x00" * 10),
        ("depot/LICENSES/MIT.txt", b"x" * 200_000),
        ("depot/README.md", b"\xe9t\xe9"),
    ],
)
def test_bad_input_gets_a_finding(name: str, content: bytes, folder: Path) -> None:
    declare(folder, RIGHT)
    (folder / name).write_bytes(content)

    assert open_in(folder)


def test_a_file_of_declarations_that_is_no_text_declares_nothing(folder: Path) -> None:
    (folder / "depot/README.md.license").write_bytes(b"\x00\xff")

    assert findings_of(folder)["README.md"].fact == "no-licence"


def test_a_folder_in_the_place_of_a_file_gets_a_finding(folder: Path) -> None:
    for name in ("depot/REUSE.toml", "depot/LICENSES/MIT.txt", "depot/src/page.css.license"):
        (folder / name).mkdir(parents=True)

    assert open_in(folder)


def test_a_file_in_the_place_of_a_folder_gets_a_finding(folder: Path) -> None:
    (folder / "depot/LICENSES").write_text("x", encoding="utf-8")
    assert open_in(folder)

    shutil.rmtree(folder / "depot")
    assert findings_of(folder)["README.md"].fact == "missing"
    (folder / "depot").write_text("x", encoding="utf-8")
    assert findings_of(folder)["README.md"].fact == "missing"


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    shutil.move(folder / "depot", elsewhere)
    (folder / "depot").symlink_to(elsewhere)

    assert findings_of(folder)["README.md"].fact == "missing"


def test_far_too_many_files_are_not_read(folder: Path) -> None:
    for number in range(250):
        (folder / "depot" / f"{number}.txt").write_text("x", encoding="utf-8")

    assert findings_of(folder)["README.md"].fact == "too-large"


def test_every_text_needed_is_one_that_the_truth_names() -> None:
    named = {name for truth in TRUTH.values() for name in truth.expression.split(" AND ")}
    assert named == set(NEEDED)
