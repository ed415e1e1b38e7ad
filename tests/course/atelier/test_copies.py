# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The panel of working copies: what it shows without a hand, and when something is gone."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Locator, Page, expect

from atelier.forge import attempt
from atelier.forge.working_copy import mark_of
from atelier.notebook import judge
from atelier.views import pages
from atelier.views.copies import MOST_FILES, WORDS
from atelier.views.forge import Forge
from atelier.views.view import module_source
from atelier.words import LANGUAGES, Language
from tests.course.atelier.test_forge_panel import narrow

CLINIC, COUNTER, FORK = "3-E4-accidents", "3-E2-atomes", "4-E5-synchronisation"
SLOWLY = 60_000
OpenLab = Callable[..., Page]
Axe = Callable[..., list[str]]
in_both = pytest.mark.parametrize("language", LANGUAGES)


def git(copy: Path, *arguments: str, fails: bool = False) -> None:
    done = subprocess.run(["git", *arguments], cwd=copy, capture_output=True, check=False)
    assert (done.returncode != 0) == fails, done.stderr


def send(panel: Forge, **asked: Any) -> dict[str, Any]:
    number = dict(panel.state["reply"]).get("number", 0) + 1
    panel.answer = {"number": number, **asked}
    assert "Traceback" not in panel.state["page"]
    return dict(panel.state["reply"])


@in_both
def test_the_page_without_a_kernel_shows_each_copy_and_no_control(
    language: Language, tmp_path: Path
) -> None:
    page = BeautifulSoup(Forge(CLINIC, tmp_path, language=language).static_html(), "html.parser")

    titles = [each.get_text() for each in page.select(".atelier-page-title")]
    assert [title[-10:] for title in titles] == [f"accident-{number}" for number in range(1, 6)]
    assert not page.select("form, button, input, select, textarea")
    assert "notes-privees.txt" in page.get_text()


@in_both
def test_a_panel_of_copies_is_named_after_them_and_shows_no_forge(
    language: Language, tmp_path: Path
) -> None:
    panel = Forge(CLINIC, tmp_path, language=language)
    page = BeautifulSoup(str(panel.state["page"]), "html.parser")

    assert panel.words["label"] == {"fr": "Copies de travail", "en": "Working copies"}[language]
    pages = [each["data-go"] for each in page.select("nav [data-go]")]
    assert len(pages) == 3
    assert not any(word in "".join(map(str, pages)) for word in ("request", "issue", "release"))


def test_a_copy_that_is_gone_is_told_and_the_others_still_work(tmp_path: Path) -> None:
    panel = Forge(CLINIC, tmp_path, language="fr")
    shutil.rmtree(tmp_path / "accident-1" / ".git")

    reply = send(panel, go={"page": "copy", "repository": "accident-1"})
    assert not reply["done"]
    assert "atelier forge reset" in reply["sentence"]
    reply = send(panel, go={"page": "copy", "repository": "accident-2"})
    assert reply["done"]
    assert "accident-2" in panel.state["page"]


def test_what_happens_in_the_terminal_is_shown_at_the_next_refresh(tmp_path: Path) -> None:
    panel = Forge(CLINIC, tmp_path, language="fr")
    send(panel, go={"page": "copy", "repository": "accident-1"})
    (tmp_path / "accident-1" / "été.md").write_text("Bonjour.\n", encoding="utf-8")

    assert send(panel, do="refresh")["done"]
    assert "été.md (nouveau)" in panel.state["page"]


def test_a_name_that_begins_with_a_space_is_never_taken_for_another_file(tmp_path: Path) -> None:
    panel = Forge(COUNTER, tmp_path, language="fr")
    copy = tmp_path / "depot"
    (copy / " horaire.md").write_text("Un.\n", encoding="utf-8")
    git(copy, "add", " horaire.md")
    before = (copy / "horaire.md").read_bytes()

    send(panel, go={"page": "copy-file", "path": " horaire.md"})
    fields = {"path": " horaire.md", "text": "Deux.", "seen": mark_of("Un.\n")}
    assert send(panel, do="save", fields=fields)["done"]
    assert (copy / " horaire.md").read_text("utf-8") == "Deux.\n"
    assert send(panel, do="restore", fields={"path": " horaire.md", "sure": ["yes"]})["done"]
    assert (copy / "horaire.md").read_bytes() == before


@pytest.mark.parametrize(
    ("ours", "changed"),
    [
        (b"Un.\r\nDeux.\nTrois.\r\nQuatre.", b"Un.\r\nDeux.\nTROIS.\r\nQuatre."),
        (b"Un.\rDeux.\rTrois.\r", b"Un.\rDeux.\rTROIS.\r"),
        (b"\xef\xbb\xbfUn.\nTrois.\r\n", b"\xef\xbb\xbfUn.\nTROIS.\r\n"),
    ],
)
def test_only_the_lines_that_the_person_changed_are_changed_in_the_file(
    ours: bytes, changed: bytes, tmp_path: Path
) -> None:
    panel = Forge(COUNTER, tmp_path, language="fr")
    file = tmp_path / "depot" / "fins.md"
    file.write_bytes(ours)
    send(panel, go={"page": "copy-file", "path": "fins.md"})
    page = BeautifulSoup(panel.state["page"], "html.parser")
    shown = page.select_one("textarea[name=text]")
    seen = page.select_one("input[name=seen]")
    assert shown is not None
    assert seen is not None
    text = shown.get_text().removeprefix("\n")
    typed = text.replace("\r\n", "\n").replace("\r", "\n").replace("Trois", "TROIS")  # a browser

    fields = {"path": "fins.md", "text": typed, "seen": seen["value"]}
    assert send(panel, do="save", fields=fields)["done"]
    assert file.read_bytes() == changed


@in_both
def test_a_name_that_is_not_utf8_is_shown_recorded_and_handed_in(
    language: Language, tmp_path: Path
) -> None:
    panel = Forge(COUNTER, tmp_path, language=language)
    copy, told = tmp_path / "depot", r"caf\xe9.md"
    Path(os.fsdecode(os.fsencode(copy) + b"/caf\xe9.md")).write_bytes(b"Caf\xe9 du coin\n")
    send(panel, go={"page": "copy"})
    panel.state["page"].encode("utf-8")
    page = BeautifulSoup(panel.state["page"], "html.parser")
    offered = [str(each["value"]) for each in page.select("input[name=paths]")]
    assert told in offered

    fields = {"paths": offered, "message": "Tout ajouter"}
    reply = send(panel, do="record", fields=fields)

    assert reply["done"], reply["sentence"]
    reply["sentence"].encode("utf-8")
    for name in ("copy", "past"):
        send(panel, go={"page": name})
        panel.state["page"].encode("utf-8")
    assert send(panel, go={"page": "copy-file", "path": told})["done"]
    assert send(panel, do="check")["done"]


@in_both
@pytest.mark.parametrize("history", ["none", "one commit"])
def test_a_folder_that_is_a_repository_itself_is_told_and_not_offered(
    history: str, language: Language, tmp_path: Path
) -> None:
    panel = Forge(COUNTER, tmp_path, language=language)
    inside = tmp_path / "depot" / "annexes" / "autre dépôt"
    (inside / "sous").mkdir(parents=True)
    (inside / "sous" / "note.md").write_text("Un.\n", encoding="utf-8")
    git(inside, "init", "--quiet")
    if history != "none":
        git(inside, "add", ".")
        git(inside, "-c", "user.name=A", "-c", "user.email=a@b", "commit", "--message", "Un")
    send(panel, go={"page": "copy"})
    page = BeautifulSoup(panel.state["page"], "html.parser")
    told = WORDS.say(
        "work.nested", language=language, path="annexes/autre dépôt", folder="depot"
    ).replace("`", "")

    assert told in [each.get_text() for each in page.select("p")]
    assert told in BeautifulSoup(panel.static_html(), "html.parser").get_text()
    offered = [str(each["value"]) for each in page.select("input[name=paths]")]
    assert not any("autre" in path for path in offered)
    assert send(panel, do="record", fields={"paths": offered, "message": "Le reste"})["done"]
    (inside / ".git").rename(tmp_path / "autre.git")  # as the sentence says
    send(panel, go={"page": "copy"})
    assert 'value="annexes/autre dépôt/sous/note.md"' in panel.state["page"]
    assert told not in BeautifulSoup(panel.state["page"], "html.parser").get_text()


def test_drafts_are_those_of_one_attempt(tmp_path: Path) -> None:
    panel = Forge(COUNTER, tmp_path, language="fr")
    key = panel.state["key"]
    send(panel, do="refresh")
    assert panel.state["key"] == Forge(COUNTER, tmp_path, language="fr").state["key"] == key

    attempt.restart(COUNTER, tmp_path, tmp_path / "essais" / "1", language="fr")

    anew = Forge(COUNTER, tmp_path, language="fr").state["key"]
    assert anew != key
    send(panel, do="refresh")
    assert panel.state["key"] == anew


@in_both
def test_whoever_stands_on_no_branch_is_told_so_and_can_go_back(
    language: Language, tmp_path: Path
) -> None:
    panel = Forge(COUNTER, tmp_path, language=language)
    git(tmp_path / "depot", "switch", "--quiet", "--detach")
    send(panel, go={"page": "copy"})
    page = BeautifulSoup(panel.state["page"], "html.parser")
    assert [each.get_text() for each in page.select("select[name=branch] option")] == ["main"]

    reply = send(panel, do="record", fields={"paths": ["horaire.md"], "message": "Sur rien"})

    assert reply["done"]
    assert {"fr": "sur aucune branche", "en": "on no branch"}[language] in reply["sentence"]
    send(panel, go={"page": "past"})
    assert "HEAD" not in BeautifulSoup(panel.state["page"], "html.parser").get_text()


def test_what_would_be_lost_by_giving_up_is_asked_twice(tmp_path: Path) -> None:
    panel = Forge(COUNTER, tmp_path, language="fr")
    copy = tmp_path / "depot"
    for command in ("stash -u", "switch -c autre", "rm -q horaire.md", "commit -m Retirer",
                    "switch main"):  # fmt: skip
        git(copy, *command.split())
    (copy / "horaire.md").write_text("Fermé.\n", encoding="utf-8")
    git(copy, "commit", "--all", "--message", "Fermer")
    git(copy, "merge", "autre", fails=True)
    (copy / "horaire.md").write_text("Longuement réglé.\n", encoding="utf-8")
    send(panel, go={"page": "copy"})

    reply = send(panel, do="give-up", fields={"sure": []})
    assert not reply["done"]
    assert (copy / "horaire.md").read_text("utf-8") == "Longuement réglé.\n"
    assert send(panel, do="give-up", fields={"sure": ["yes"]})["done"]
    assert (copy / "horaire.md").read_text("utf-8") == "Fermé.\n"


@in_both
def test_more_changes_than_a_page_shows_are_counted_and_can_be_recorded(
    language: Language, tmp_path: Path
) -> None:
    panel = Forge(COUNTER, tmp_path, language=language)
    for number in range(MOST_FILES):
        (tmp_path / "depot" / f"{number}.md").write_text("Un.\n", encoding="utf-8")
    send(panel, go={"page": "copy"})
    page = BeautifulSoup(panel.state["page"], "html.parser")

    assert len(page.select("input[name=paths]")) == MOST_FILES
    assert f"({MOST_FILES + 4})" in page.get_text()
    assert WORDS.say("work.beyond", language=language, most=MOST_FILES) in page.get_text()
    fields = {"paths": ["tarifs.csv"], "message": "Corriger le mot terrasse"}
    assert send(panel, do="record", fields=fields)["done"], "the last one by its name"


@pytest.mark.parametrize(
    "text", ["Une ligne de texte.\n" * 250_000, "x" * 5_000_000, "\n" * 20_000]
)
def test_a_huge_file_does_not_make_a_huge_page(text: str, tmp_path: Path) -> None:
    panel = Forge(COUNTER, tmp_path, language="fr")
    for name in ("gros.txt", "horaire.md"):
        (tmp_path / "depot" / name).write_text(text, encoding="utf-8")

    assert send(panel, go={"page": "copy"})["done"]

    assert len(panel.state["page"]) < 100_000
    assert panel.state["page"].count(pages.WORDS.say("request.huge", language="fr")) == 2


@in_both
@pytest.mark.parametrize("name", ["copy", "past"])
@pytest.mark.parametrize("damage", ["config", "HEAD", "index"])
def test_a_damaged_copy_is_told_in_a_sentence(
    damage: str, name: str, language: Language, tmp_path: Path
) -> None:
    panel = Forge(COUNTER, tmp_path, language=language)
    (tmp_path / "depot" / ".git" / damage).write_text("[damaged", encoding="utf-8")

    reply = send(panel, go={"page": name})

    assert not reply["done"]
    assert not any(word in reply["sentence"] for word in ("GitError", "n’a pas pu", "could not do"))


@in_both
@pytest.mark.parametrize(
    "left", ["garbage\n", "", f"{'1' * 40}\n"], ids=["noise", "emptied", "gone"]
)
def test_a_damaged_reference_is_told_by_its_name_with_what_to_do(
    left: str, language: Language, tmp_path: Path
) -> None:
    """To git, such a branch waits for its first commit: nobody must think that all is lost."""
    panel = Forge(COUNTER, tmp_path, language=language)
    (tmp_path / "depot" / ".git" / "refs" / "heads" / "main").write_text(left, encoding="utf-8")

    for asked in ({"go": {"page": "copy"}}, {"go": {"page": "past"}}, {"do": "check"}):
        reply = send(panel, **asked)
        assert not reply["done"]
        assert "refs/heads/main" in reply["sentence"]
        assert {"fr": "abîmées", "en": "damaged"}[language] in reply["sentence"]
        assert "atelier forge reset" in reply["sentence"]
        assert "fatal" not in reply["sentence"]


@in_both
def test_a_forges_goals_are_judged_without_a_copy_that_cannot_be_read(
    language: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the panel and in the notebook alike, which say what was left out."""
    shown: list[Any] = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    monkeypatch.setenv("ATELIER_HOME", str(tmp_path / "home"))
    panel = Forge(FORK, tmp_path, language=language)
    (tmp_path / "depot" / ".git" / "HEAD").unlink()
    reply = send(panel, do="check")
    monkeypatch.chdir(tmp_path)
    judge(FORK, language=language)
    left_out = {"fr": "Seul ce que vous avez poussé", "en": "only what you pushed"}[language]

    assert reply["done"]
    assert left_out in reply["sentence"]
    assert left_out in shown[0].data


@in_both
def test_a_forge_whose_memory_is_taken_away_says_how_to_begin_again(
    language: Language, tmp_path: Path
) -> None:
    panel = Forge(FORK, tmp_path, language=language)
    (tmp_path / ".forge" / "forge.sqlite").unlink()
    for asked in ({"do": "refresh"}, {"do": "check"}):
        reply = send(panel, **asked)

        assert not reply["done"]
        assert {"fr": "mémoire de la forge", "en": "forge’s memory"}[language] in reply["sentence"]
        assert "atelier forge reset" in reply["sentence"]
        assert not any(words in reply["sentence"] for words in ("no such", "libérez", "free some"))


@pytest.mark.parametrize("name", ["../ailleurs", ".forge", "ville/comptoir", ""])
def test_no_folder_but_the_missions_copies_is_ever_shown(name: str, tmp_path: Path) -> None:
    panel = Forge(CLINIC, tmp_path, language="fr")

    send(panel, go={"page": "copy", "repository": name})

    assert "accident-1" in panel.state["page"]
    assert not send(panel, do="choose", fields={"repository": name})["done"]


def test_a_grader_who_runs_the_notebook_sees_that_it_was_handed_in(tmp_path: Path) -> None:
    there, here = tmp_path / "learner", tmp_path / "grader"
    attempt.begin(CLINIC, there, language="fr")
    attempt.gather(CLINIC, there)
    here.mkdir()
    for file in there.glob("*.*"):
        if file.is_file():
            shutil.copy(file, here)

    panel = Forge(CLINIC, here, language="fr")

    assert "travail remis" in panel.static_html()
    assert not (here / "accident-1").exists()


# ------------------------------------------------------------------------------- on the screen


# A model whose answers come when the test calls ``answered``, as from a kernel that is busy.
RENDER = """async ([source, faces]) => {
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const { default: view } = await import(address);
  const listeners = [];
  const model = {
    get: (name) => faces[name],
    set: (name, value) => { faces[name] = value; },
    save_changes() {},
    on: (event, listener) => listeners.push(listener),
    off() {},
  };
  window.answered = async () => {
    faces.state = await window.askPython(faces.answer);
    listeners.forEach((listener) => listener());
  };
  view.render({ model, el: document.querySelector("main") });
}"""


@pytest.mark.browser
def test_what_is_typed_while_the_panel_works_is_kept_and_keeps_the_keyboard(
    chromium: Browser, tmp_path: Path
) -> None:
    panel = Forge(COUNTER, tmp_path, language="fr")
    page = chromium.new_page()
    page.set_default_timeout(SLOWLY)

    def answer(new: dict[str, Any]) -> dict[str, Any]:
        panel.answer = new
        return dict(panel.state)

    page.set_content("<main></main>")
    page.expose_function("askPython", answer)
    faces = {name: getattr(panel, name) for name in ("state", "answer", "words", "language")}
    page.evaluate(RENDER, [module_source("forge"), faces])

    def press(name: str) -> None:
        page.get_by_role("button", name=name, exact=True).click()
        page.evaluate("answered()")

    text, status = page.get_by_label("Texte"), page.get_by_role("status")
    press("Copie de travail")
    press("Modifier horaire.md")
    text.fill("Une ligne.")
    page.get_by_role("button", name="Sauvegarder dans le dossier").click()
    text.press_sequentially(" Et la suite.")
    text.press("Tab")
    page.evaluate("answered()")
    expect(status).to_contain_text("est sauvegardé")
    assert (tmp_path / "depot" / "horaire.md").read_text("utf-8") == "Une ligne.\n"
    press("Modifier horaire.md")
    expect(text).to_have_value("Une ligne. Et la suite.")

    press("Repartir du fichier tel qu’il est")
    text.fill("Une autre.")
    page.get_by_role("button", name="Actualiser").click()
    text.press_sequentially(" Et la fin.")
    page.evaluate("answered()")
    expect(status).not_to_have_text(re.compile("…$"))
    expect(text).to_be_focused()
    expect(text).to_have_value("Une autre. Et la fin.")
    press("Sauvegarder dans le dossier")
    press("Modifier horaire.md")
    expect(text).to_have_value("Une autre. Et la fin.\n")
    expect(page.locator("[data-anew]")).to_have_count(0)
    page.close()


def opened(
    jupyterlab: OpenLab, home: Path, language: Language, **context: Any
) -> tuple[Page, Locator]:
    program = f'import atelier\natelier.working_copy("{COUNTER}", language="{language}")'
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(program)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    place = f"{language}/exercises/{COUNTER}/{COUNTER}.ipynb"
    nbformat.write(notebook, home / place)
    page = jupyterlab(home, place, **context)
    panel = page.locator(".atelier-forge")
    panel.locator(".atelier-page-title").wait_for()
    return page, panel


@pytest.mark.browser
def test_a_text_begun_before_its_file_changed_is_kept_and_can_be_begun_anew(
    jupyterlab: OpenLab, tmp_path: Path
) -> None:
    folder = tmp_path / "fr" / "exercises" / COUNTER
    Forge(COUNTER, folder, language="fr")
    _, panel = opened(jupyterlab, tmp_path, "fr")
    status, text = panel.get_by_role("status"), panel.get_by_label("Texte")
    panel.get_by_role("button", name="Copie de travail", exact=True).click()
    panel.get_by_role("button", name="Modifier horaire.md").click()
    text.fill("Mon texte.")
    (folder / "depot" / "horaire.md").write_text("Celui du terminal.\n", encoding="utf-8")
    panel.get_by_role("button", name="Sauvegarder").click()
    expect(status).to_contain_text("Rien n’a été écrit", timeout=SLOWLY)
    panel.get_by_role("button", name="Copie de travail", exact=True).click()
    panel.get_by_role("button", name="Modifier horaire.md").click()
    expect(panel).to_contain_text("a changé depuis que vous écrivez", timeout=SLOWLY)
    expect(text).to_have_value("Mon texte.")

    panel.get_by_role("button", name="Repartir du fichier").click()

    expect(text).to_have_value("Celui du terminal.\n")
    expect(text).to_be_focused()
    text.fill("Les deux.")
    panel.get_by_role("button", name="Sauvegarder").click()
    expect(status).to_contain_text("est sauvegardé", timeout=SLOWLY)
    assert (folder / "depot" / "horaire.md").read_text("utf-8") == "Les deux.\n"


@pytest.mark.browser
def test_what_was_typed_before_all_was_begun_anew_does_not_come_back(
    jupyterlab: OpenLab, tmp_path: Path
) -> None:
    folder = tmp_path / "fr" / "exercises" / COUNTER
    Forge(COUNTER, folder, language="fr")
    page, panel = opened(jupyterlab, tmp_path, "fr")
    status, text = panel.get_by_role("status"), panel.get_by_label("Texte")
    message = panel.locator("input[name=message]")
    panel.get_by_role("button", name="Copie de travail", exact=True).click()
    message.fill("Un message d’avant.")
    panel.get_by_role("button", name="Modifier horaire.md").click()
    text.fill("Un texte d’avant.")

    attempt.restart(COUNTER, folder, tmp_path / "essais" / "1", language="fr")
    (folder / "depot" / "horaire.md").write_text("Tout est neuf.\n", encoding="utf-8")
    panel.get_by_role("button", name="Sauvegarder").click()
    expect(status).to_contain_text("Rien n’a été écrit", timeout=SLOWLY)
    expect(text).to_have_value("Un texte d’avant.")
    panel.get_by_role("button", name="Repartir du fichier").click()
    expect(text).to_have_value("Tout est neuf.\n")
    panel.get_by_role("button", name="Copie de travail", exact=True).click()
    expect(message).to_have_value("", timeout=SLOWLY)

    message.fill("Un message d’après.")
    attempt.restart(COUNTER, folder, tmp_path / "essais" / "2", language="fr")
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    expect(panel.locator(".atelier-page-title")).to_contain_text("Objectifs", timeout=SLOWLY)
    panel.get_by_role("button", name="Copie de travail", exact=True).click()
    expect(message).to_have_value("", timeout=SLOWLY)


@pytest.mark.browser
@pytest.mark.parametrize(("language", "scheme"), [("fr", "light"), ("en", "dark")])
def test_no_page_of_a_copy_has_an_axe_violation_or_scrolls_sideways(
    language: Language, scheme: str, jupyterlab: OpenLab, axe: Axe, tmp_path: Path
) -> None:
    folder = tmp_path / language / "exercises" / COUNTER
    Forge(COUNTER, folder, language=language)
    copy = folder / "depot"
    git(copy, "switch", "--create", "autre")
    git(copy, "commit", "--all", "--message", "Mot" * 60)
    git(copy, "commit", "--amend", "--message", "Un sujet d’une longueur ordinaire")
    git(copy, "switch", "main")
    for name in ("horaire.md", "é" * 100 + ".md", ".gitignore", "cle.key"):
        (copy / name).write_text("*.key\n" + "é" * 200 + "\n", encoding="utf-8")
    (copy / "image.png").write_bytes(b"\x89PNG\xff")
    git(copy, "commit", "--all", "--message", "Fermer")
    git(copy, "merge", "autre", fails=True)
    git(copy, "add", ".gitignore")
    page, panel = opened(jupyterlab, tmp_path, language, color_scheme=scheme)
    twin = Forge(COUNTER, folder, language=language)
    for step in ("merge", "detached"):
        if step == "detached":
            git(copy, "merge", "--abort")
            git(copy, "switch", "--detach")
        for name, path in (("copy", ""), ("copy-file", ""), ("copy-file", "horaire.md"),
                           ("copy-file", "image.png"), ("past", ""), ("goals", "")):  # fmt: skip
            way = {"page": name, "repository": "depot", "path": path}
            status = panel.get_by_role("status")
            panel.locator("nav button").first.evaluate(
                "(button, way) => { button.dataset.go = JSON.stringify(way); button.click(); }", way
            )
            send(twin, go=way)
            shown = BeautifulSoup(str(twin.state["page"]), "html.parser")
            (title,) = shown.select(".atelier-page-title")
            expect(status).to_contain_text(title.get_text(), timeout=SLOWLY)
            panel.evaluate("it => it.querySelectorAll('details').forEach(each => each.open = true)")
            assert axe(page, ".atelier-forge") == []
            assert narrow(panel) == []
            panel.evaluate("it => { it.style.width = ''; }")
