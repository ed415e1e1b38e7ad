# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The form writes what was chosen into the exercise's file, and destroys nothing."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from atelier.artefacts import combinations, mention, profile, reply, tags
from atelier.checks.compatible import check as check_combinations
from atelier.checks.diagnostic import check as check_reply
from atelier.checks.mention import CASES
from atelier.checks.mention import check as check_licence
from atelier.checks.orientation import check as check_profile
from atelier.checks.permissions import truth_of
from atelier.views.form import Form, form_of
from atelier.words import LANGUAGES, Language

ROOT = Path(__file__).resolve().parents[3]
SLOWLY = 60_000
TRUTH = {licence: truth_of(licence) for licence in tags.LICENCES}
CHOSEN = {
    "profile": {
        "role": "analysis",
        "organization": "department",
        "path": "contribute",
        "language": "french",
    }
}

TRAILS = CASES["trails"]
MENTION = {
    mention.SECTION: {"licence": TRAILS.licence, "holder": TRAILS.holder, "year": TRAILS.year}
}


def save(form: Form, answers: object, number: int = 1) -> str:
    """Press Save and return the sentence that comes back."""
    form.answer = {"number": number, "answers": answers}
    return str(form.state["reply"]["sentence"])


def hand_out(exercise: str, language: Language, folder: Path) -> Path:
    shutil.copytree(ROOT / "exercises" / language / "source" / exercise, folder)
    return folder


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_saved_head_is_right_and_keeps_the_letter(language: Language, tmp_path: Path) -> None:
    folder = hand_out("2-E8-diagnostic", language, tmp_path / "e")
    path = folder / reply.FILE
    path.write_text(path.read_text("utf-8") + "\nMa lettre.\n", encoding="utf-8")
    form = form_of("2-E8-diagnostic", folder, language=language)
    answers = {"diagnosis": "made-for-data", "alternative": "MIT", "section": "exemptions"}

    save(form, {"reply": answers})

    assert check_reply(folder).is_met
    assert path.read_text("utf-8").endswith("\nMa lettre.\n")
    assert len(list(folder.glob("*.md"))) == 1, "nothing had to be copied"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_saved_profile_is_right_and_keeps_the_comments(
    language: Language, tmp_path: Path
) -> None:
    folder = hand_out("0-E1-orientation", language, tmp_path / "e")
    form = form_of("0-E1-orientation", folder, language=language)

    sentence = save(form, CHOSEN)

    assert "profil.yml" in sentence
    assert check_profile(folder).is_met
    handed_out = ROOT / "exercises" / language / "source/0-E1-orientation/profil.yml"
    comments = [line for line in handed_out.read_text("utf-8").splitlines() if line[:1] == "#"]
    saved = (folder / profile.FILE).read_text(encoding="utf-8").splitlines()
    assert [line for line in saved if line[:1] == "#"] == comments


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_saved_table_is_shown_again_and_needs_no_copy(language: Language, tmp_path: Path) -> None:
    folder = hand_out("2-E1-permissions", language, tmp_path / "e")

    save(form_of("2-E1-permissions", folder, language=language), TRUTH)

    again = form_of("2-E1-permissions", folder, language=language)
    assert again.state["answers"] == TRUTH
    assert again.state["notice"] == ""
    assert {path.name for path in folder.iterdir()} == {"2-E1-permissions.ipynb", tags.FILE}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_saved_licence_has_its_whole_text_and_needs_no_copy(
    language: Language, tmp_path: Path
) -> None:
    folder = hand_out("2-E3-mention", language, tmp_path / "e")

    save(form_of("2-E3-mention", folder, language=language), MENTION)

    assert check_licence(folder).is_met
    again = form_of("2-E3-mention", folder, language=language)
    assert again.state["answers"] == MENTION
    assert again.state["notice"] == ""
    assert {path.name for path in folder.iterdir()} == {"2-E3-mention.ipynb", mention.FILE}


def test_a_licence_that_was_changed_is_kept_beside_the_new_one(tmp_path: Path) -> None:
    changed = mention.fill("", MENTION, language="fr").replace("30 jours", "60 jours")
    (tmp_path / mention.FILE).write_text(changed, encoding="utf-8")

    sentence = save(form_of("2-E3-mention", tmp_path, language="fr"), MENTION)

    assert "LICENSE-copie-1" in sentence
    assert (tmp_path / "LICENSE-copie-1").read_text(encoding="utf-8") == changed
    assert check_licence(tmp_path).is_met


def test_half_an_answer_leaves_its_blanks_and_what_is_written_stays_on_one_line(
    tmp_path: Path,
) -> None:
    form = form_of("2-E3-mention", tmp_path, language="en")

    save(form, {mention.SECTION: {"licence": "MIT", "holder": " Ville \n de Lévis ", "year": ""}})

    saved = (tmp_path / mention.FILE).read_text(encoding="utf-8")
    assert saved.startswith("Copyright [year] Ville de Lévis\n\n(Put")
    assert form.state["answers"][mention.SECTION]["licence"] == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_saved_combinations_are_right_and_shown_again(language: Language, tmp_path: Path) -> None:
    folder = hand_out("2-E6-compatible", language, tmp_path / "e")
    truth = {
        case.number: {"answer": case.found.answer.value, "clause": min(case.references)}
        for case in combinations.CASES
    }

    save(form_of("2-E6-compatible", folder, language=language), truth)

    again = form_of("2-E6-compatible", folder, language=language)
    assert again.state["answers"] == truth
    assert again.state["notice"] == ""
    assert check_combinations(folder).is_met


def test_what_was_not_understood_is_kept_under_another_name_before_anything_is_written(
    tmp_path: Path,
) -> None:
    strange = "role: [x\nmes notes: gardez-les\n"
    (tmp_path / profile.FILE).write_text(strange, encoding="utf-8")
    form = form_of("0-E1-orientation", tmp_path, language="fr")
    assert "profil.yml" in form.state["notice"]

    sentence = save(form, CHOSEN)

    assert "profil-copie-1.yml" in sentence
    assert (tmp_path / "profil-copie-1.yml").read_text(encoding="utf-8") == strange
    assert check_profile(tmp_path).is_met
    assert "copie" not in save(form, CHOSEN, 2)


def test_a_workbook_under_the_name_of_the_table_is_kept(tmp_path: Path) -> None:
    (tmp_path / tags.FILE).write_bytes(b"PK\x03\x04 workbook")
    form = form_of("2-E1-permissions", tmp_path, language="en")

    save(form, TRUTH)

    assert (tmp_path / "tags-copy-1.csv").read_bytes() == b"PK\x03\x04 workbook"


def test_a_link_out_of_the_folder_is_set_aside_and_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("untouched", encoding="utf-8")
    here = tmp_path / "here"
    here.mkdir()
    (here / profile.FILE).symlink_to(tmp_path / "elsewhere")

    save(form_of("0-E1-orientation", here, language="en"), CHOSEN)

    assert (tmp_path / "elsewhere").read_text(encoding="utf-8") == "untouched"
    assert check_profile(here).is_met


def test_a_lost_file_is_written_anew(tmp_path: Path) -> None:
    save(form_of("0-E1-orientation", tmp_path, language="en"), CHOSEN)

    assert check_profile(tmp_path).is_met


def test_what_could_not_be_chosen_is_not_written(tmp_path: Path) -> None:
    form = form_of("0-E1-orientation", tmp_path, language="en")

    save(form, {"profile": {**CHOSEN["profile"], "role": "boss\nname: x"}, "more": {}})

    assert "boss" not in (tmp_path / profile.FILE).read_text(encoding="utf-8")


def test_a_refused_write_is_said_and_loses_nothing(tmp_path: Path) -> None:
    form = form_of("0-E1-orientation", tmp_path / "gone", language="fr")

    sentence = save(form, CHOSEN)

    assert sentence.startswith("Rien n’a été enregistré")
    assert form.state["reply"]["saved"] is False


def test_an_exercise_without_a_file_has_no_form(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="0-E2-transmission"):
        form_of("0-E2-transmission", tmp_path, language="fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_kernel_the_form_says_what_it_asks(language: Language, tmp_path: Path) -> None:
    html = form_of("2-E1-permissions", tmp_path, language=language).static_html()

    assert html.count("<summary>") == 12
    assert "<select" not in html
    free = form_of("2-E3-mention", tmp_path, language=language).static_html()
    assert free.count("<li>") == len(MENTION[mention.SECTION])
    assert ("(à écrire)" if language == "fr" else "(to be written)") in free


def lay_out(home: Path) -> Path:
    """Lay the exercises of both languages as a learner has them."""
    for language in LANGUAGES:
        source = ROOT / "exercises" / language / "source"
        shutil.copytree(source, home / language / "exercises")
    (home / ".atelier").mkdir()
    return home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_out(tmp_path_factory.mktemp("forms"))


def choose_by_keyboard(page: Page, steps: int) -> None:
    """Choose the option that stands ``steps`` further down, and go on to the next control."""
    for _ in range(steps):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_profile_can_be_filled_in_by_keyboard_alone(
    language: Language, jupyterlab: Callable[..., Page], home: Path
) -> None:
    place = f"{language}/exercises/0-E1-orientation"
    page = jupyterlab(home, f"{place}/0-E1-orientation.ipynb")
    form = page.locator(".atelier-form")
    cells = page.locator(".jp-Cell").count()

    form.locator("select").first.focus()
    for steps in (1, 2, 2, 1):
        choose_by_keyboard(page, steps)
    page.keyboard.press("Enter")
    expect(form.get_by_role("status")).to_contain_text("profil.yml", timeout=SLOWLY)

    assert check_profile(home / place).is_met
    assert page.locator(".jp-Cell").count() == cells
    assert page.locator(".atelier-form").count() == 1


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_licence_file_can_be_written_by_keyboard_alone(
    language: Language, jupyterlab: Callable[..., Page], home: Path
) -> None:
    place = f"{language}/exercises/2-E3-mention"
    page = jupyterlab(home, f"{place}/2-E3-mention.ipynb")
    form = page.locator(".atelier-form")
    cells = page.locator(".jp-Cell").count()

    form.locator("select").focus()
    choose_by_keyboard(page, 1 + mention.LICENCES.index(TRAILS.licence))
    page.keyboard.insert_text(TRAILS.holder)
    page.keyboard.press("Tab")
    page.keyboard.type(TRAILS.year)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(form.get_by_role("status")).to_contain_text("LICENSE", timeout=SLOWLY)

    assert check_licence(home / place).is_met
    assert page.locator(".jp-Cell").count() == cells


@pytest.mark.browser
def test_a_file_without_an_extension_opens_in_the_editor(
    jupyterlab: Callable[..., Page], home: Path
) -> None:
    place = "fr/exercises/2-E3-mention"
    page = jupyterlab(home, f"{place}/2-E3-mention.ipynb")

    expect(page.locator(".jp-BreadCrumbs")).to_contain_text("2-E3-mention")
    page.locator(".jp-DirListing-item", has_text=re.compile(r"^\s*LICENSE")).first.dblclick()

    expect(page.locator(".jp-FileEditor .cm-content")).to_contain_text("Copyright", timeout=SLOWLY)


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_licence_can_be_filled_in_by_keyboard_and_letters_stay_in_the_form(
    language: Language, jupyterlab: Callable[..., Page], home: Path
) -> None:
    place = f"{language}/exercises/2-E1-permissions"
    page = jupyterlab(home, f"{place}/2-E1-permissions.ipynb")
    form = page.locator(".atelier-form")
    types = page.locator(".jp-MarkdownCell").count()

    form.locator("summary").first.focus()
    page.keyboard.press("Tab")
    for rule in tags.RULES:
        words = list(tags.choices_of(rule, language="en"))
        choose_by_keyboard(page, 1 + words.index(TRUTH["0BSD"][rule]))
    page.keyboard.press("Enter")  # the next licence opens
    page.keyboard.press("Tab")
    page.keyboard.press("m")  # would make a Markdown cell of the form
    page.keyboard.press("d")
    page.keyboard.press("d")
    form.locator("button").focus()
    page.keyboard.press("Enter")
    expect(form.get_by_role("status")).to_contain_text("tags.csv", timeout=SLOWLY)

    saved = tags.read((home / place / tags.FILE).read_text(encoding="utf-8"))
    assert saved.answers["0BSD"] == TRUTH["0BSD"]
    assert page.locator(".jp-MarkdownCell").count() == types
    assert form.locator("details").nth(1).get_attribute("open") is not None


@pytest.mark.browser
@pytest.mark.parametrize("name", ["2-E1-permissions", "2-E3-mention"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_form_has_no_axe_violation(
    scheme: str,
    name: str,
    jupyterlab: Callable[..., Page],
    axe: Callable[..., list[str]],
    home: Path,
) -> None:
    page = jupyterlab(home, f"fr/exercises/{name}/{name}.ipynb", color_scheme=scheme)
    page.locator(".atelier-form").wait_for()
    page.locator(".atelier-form details").evaluate_all("all => all.forEach(one => one.open = true)")

    assert axe(page, ".atelier-form") == []


@pytest.mark.browser
def test_unsaved_answers_are_said(jupyterlab: Callable[..., Page], home: Path) -> None:
    name = "2-E1-permissions"
    page = jupyterlab(home, f"en/exercises/{name}/{name}.ipynb")
    form = page.locator(".atelier-form")

    form.locator("select").first.select_option("yes")

    expect(form.locator(".atelier-unsaved")).not_to_have_text("", timeout=SLOWLY)
    form.locator("button").click()
    expect(form.locator(".atelier-unsaved")).to_have_text("", timeout=SLOWLY)
    assert json.loads((home / "progress.json").read_text(encoding="utf-8"))
