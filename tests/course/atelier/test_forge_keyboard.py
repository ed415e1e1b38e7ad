# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Missions from the learner's own notebook to full marks, by keyboard alone, in French.

The laboratory is the real one, opened by its command; no mouse, no script, no Python stands in.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from atelier.forge import mission
from atelier.forge.local import LocalForge
from atelier.forge.records import State
from atelier.git import Git
from atelier.views import forge as forge_view
from atelier.words import words_beside

SLOWLY = 60_000  # milliseconds
FAR = 150  # presses of one key after which a place counts as out of reach
WORKING = words_beside(forge_view.__file__).say("working", language="fr")
IN_SIGHT = """(all, patience) => new Promise((tell) => {
  const eye = new IntersectionObserver((seen) => {
    if (seen.some((each) => each.isIntersecting)) tell(true);
  });
  all.forEach((each) => eye.observe(each));
  setTimeout(() => tell(false), patience);
})"""
TAG = "SPDX-License-Identifier"  # with no colon here: this file has a licence of its own
RULE = "4. Les chiens sont admis de 6 h à 22 h, en laisse.\n"


class Keyboard:
    """All that these hands do is press keys; whatever else is done here only looks."""

    def __init__(self, page: Page) -> None:
        """Sit down before a page."""
        self.page = page

    def press(self, *keys: str) -> None:
        """Press one key after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type a text."""
        self.page.keyboard.type(text)

    def reach(self, control: Locator) -> None:
        """Go to a control with the Tab key alone."""
        control.wait_for()
        for _ in range(FAR):
            if control.evaluate("control => control === document.activeElement"):
                return
            self.press("Tab")
        pytest.fail(f"The Tab key does not lead to this control: {control}")

    # ------------------------------------------------------------------------------ a notebook

    def go_to_cell(self, words: str, *, key: str = "ArrowDown") -> Locator:
        """Go from cell to cell with ``key`` until the one that holds ``words``; return it."""
        active = self.page.locator(".jp-Notebook .jp-Cell.jp-mod-active")
        for _ in range(FAR):
            source = active.locator(".jp-InputArea-editor, .jp-MarkdownOutput").first
            if words in source.inner_text():
                return active
            self.press(key)
        pytest.fail(f"{key} does not lead to a cell with these words: {words}")

    def run_through(self, words: str) -> Locator:
        """Run one cell after the other, the one that holds ``words`` included; return that one."""
        self.go_to_cell(words, key="Shift+Enter")
        cell = self.page.locator(".jp-CodeCell", has_text=words)
        self.press("Shift+Enter")
        return cell

    def judged(self) -> Locator:
        """Leave a tool by the Escape key, run the cell that judges, and return its outputs."""
        self.press("Escape")
        self.go_to_cell("judge(")
        return self.run_through("judge(").locator(".jp-OutputArea")


class PanelByKeyboard:
    """The forge's panel under a keyboard: after each gesture it answers, and keeps the focus."""

    def __init__(self, keyboard: Keyboard, call: str) -> None:
        """Run the notebook until it shows the panel that ``call`` makes, and go into it."""
        self.keyboard = keyboard
        cell = keyboard.run_through(call)
        self.root = cell.locator(".atelier-forge")
        self.title = self.root.locator(".atelier-page-title")
        self.status = self.root.get_by_role("status")
        self.title.wait_for(timeout=SLOWLY)
        expect(cell).not_to_have_class(re.compile("jp-mod-active"))  # the run goes on to the next
        keyboard.go_to_cell(call, key="ArrowUp")
        keyboard.reach(self.root.locator("button").first)

    def button(self, name: str) -> Locator:
        """Return the button of that name, the first where several have it."""
        return self.root.get_by_role("button", name=name, exact=True).first

    def field(self, label: str) -> Locator:
        """Return the field whose label begins so."""
        return self.root.get_by_role("textbox", name=label).first

    def press(self, control: Locator | str) -> None:
        """Reach a control, press Enter on it, and check that the person can go on from there.

        The answer is announced, and it and the focus, which stays in the panel, are in sight.
        """
        self.keyboard.reach(self.button(control) if isinstance(control, str) else control)
        self.keyboard.press("Enter")
        self.wait()
        expect(self.root.locator(":focus")).to_have_count(1)
        expect(self.root.locator(":focus")).to_be_in_viewport()
        answers = self.root.locator(".atelier-status, .atelier-answered, .atelier-refused")
        said = answers.filter(has_text=self.status.inner_text())
        assert said.evaluate_all(IN_SIGHT, SLOWLY), "the answer is out of sight"

    def wait(self) -> None:
        """Wait until the forge has answered."""
        expect(self.status).not_to_have_text(WORKING, timeout=SLOWLY)
        expect(self.status).not_to_be_empty()

    def arrive(self, title: str) -> None:
        """Check which page is shown, and that a screen reader begins at its title."""
        expect(self.title).to_have_text(title, timeout=SLOWLY)
        expect(self.title).to_be_focused()

    def replace(self, field: Locator, old: str, new: str) -> None:
        """Go to ``old`` in a field letter by letter, select it and type ``new``."""
        self.keyboard.reach(field)
        text = field.input_value()
        start = text.index(old)
        if start <= len(text) // 2:
            self.keyboard.press("Control+Home", *["ArrowRight"] * start)
        else:
            self.keyboard.press("Control+End", *["ArrowLeft"] * (len(text) - start))
        self.keyboard.press(*["Shift+ArrowRight"] * len(old))
        self.keyboard.type(new)
        assert field.input_value() == text[:start] + new + text[start + len(old) :]

    def write(self, field: Locator, text: str) -> None:
        """Type ``text`` in a field, in place of what stands there."""
        self.keyboard.reach(field)
        self.keyboard.press("Control+a", "Backspace")
        self.keyboard.type(text)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("learner") / "atelier libre"


@pytest.fixture(scope="module")
def address(
    chromium: Browser,  # noqa: ARG001 - without a browser, no laboratory is opened
    home: Path,
    laboratory: Callable[..., Any],
) -> Iterator[str]:
    """Yield the address of one laboratory for all these missions."""
    with laboratory(home, "fr") as opened:
        yield opened


@pytest.fixture
def panel_of(chromium: Browser, address: str) -> Iterator[Callable[..., PanelByKeyboard]]:
    """Return a function that opens an exercise's notebook, and its panel by keyboard."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="fr-CA")
    context.set_default_timeout(SLOWLY)
    page = context.new_page()

    def opened(exercise: str, call: str = "practice_forge(") -> PanelByKeyboard:
        page.goto(address.format(path=f"fr/exercises/{exercise}/{exercise}.ipynb"))
        page.locator(".jp-Notebook .jp-Cell.jp-mod-active:focus").wait_for()
        page.get_by_text("Python 3 (ipykernel) | Inactif").wait_for()  # the status bar says so
        return PanelByKeyboard(Keyboard(page), call)

    yield opened
    context.close()


def expect_full_marks(judged: Locator, points: int = 10) -> None:
    expect(judged.locator(".atelier-score")).to_contain_text(
        f"{points} sur {points} points", timeout=SLOWLY
    )
    expect(judged).to_contain_text("Tout y est.")
    expect(judged.get_by_text(re.compile(rf"^{points}\.0$"))).to_be_visible()


@pytest.mark.browser
def test_a_first_proposal_goes_from_the_notebook_to_full_marks(
    panel_of: Callable[..., PanelByKeyboard], home: Path
) -> None:
    panel = panel_of("4-E2-proposition")
    cells = panel.keyboard.page.locator(".jp-Cell").count()
    panel.press("Billets")
    panel.press(panel.root.get_by_role("button", name=re.compile("#1")))
    expect(panel.title).to_contain_text("Billet #1")
    expect(panel.title).to_be_focused()
    panel.press("Dépôt")
    panel.press("horaire.md")
    panel.press("Modifier ce fichier")
    panel.arrive("Modifier horaire.md")
    panel.replace(panel.field("Texte"), "15 h |", "17 h |")
    panel.write(panel.field("Titre"), "")
    panel.press("Proposer ce changement")
    expect(panel.status).to_contain_text("Il manque ceci")
    panel.keyboard.type("Fermer à 17 h le samedi")
    panel.keyboard.reach(panel.root.get_by_label("Billet que ce changement règle"))
    panel.keyboard.press("ArrowDown")
    panel.press("Proposer ce changement")
    expect(panel.status).to_contain_text("Noor Haddad approuve")
    expect(panel.title).to_be_focused()
    panel.press("Fusionner")
    expect(panel.status).to_contain_text("est fusionnée")

    expect_full_marks(panel.keyboard.judged())
    assert panel.keyboard.page.locator(".jp-Cell").count() == cells
    forge = LocalForge(home / "fr" / "exercises" / "4-E2-proposition" / mission.FORGE)
    (request,) = forge.requests("ville/bibliotheque")
    assert request.state is State.MERGED
    text = forge.git("ville/bibliotheque").text("main", "horaire.md") or ""
    assert "| Samedi | 10 h | 17 h |" in text


@pytest.mark.browser
def test_a_review_is_answered_from_the_notebook_to_full_marks(
    panel_of: Callable[..., PanelByKeyboard],
) -> None:
    panel = panel_of("4-E3-revision")
    panel.press("Demandes de fusion")
    panel.press(panel.root.get_by_role("button", name=re.compile("#2")))
    expect(panel.root.locator(".atelier-thread")).to_have_count(4)
    panel.write(panel.field("Votre réponse au fil 3"), "Bien vu, je corrige.")
    panel.press("Répondre au fil 3")
    expect(panel.status).to_contain_text("Votre commentaire est publié.")
    panel.press("Marquer le fil 3 comme réglé")
    expect(panel.root.locator(".atelier-thread", has_text="Fil 3")).to_be_focused()
    panel.keyboard.reach(panel.root.locator("summary", has_text="Commenter une ligne"))
    panel.keyboard.press("Enter", "Tab")
    panel.keyboard.type("999")
    form = panel.root.locator("form[data-key^=line]")
    panel.write(form.locator("textarea"), "Quelle ligne?")
    panel.press(form.get_by_role("button"))
    expect(form.locator(".atelier-refused")).to_contain_text("La ligne 999")
    panel.press("Modifier natation.md")
    panel.arrive("Modifier natation.md")
    text = panel.field("Texte")
    panel.replace(
        text,
        "# Cours de natation",
        f"<!-- {TAG}: CC-BY-4.0 -->\n# Cours de natation",
    )
    panel.replace(text, "[cliquez ici]", "[inscrivez-vous en ligne]")
    panel.replace(
        text, "À FAIRE : dire quoi apporter.", "Apportez un bonnet de bain et un cadenas."
    )
    panel.replace(text, "![]", "![Entrée par la rue du Marché, avec une rampe]")
    panel.write(panel.field("Message"), "Répondre à la révision")
    panel.press("Enregistrer sur cette branche")
    expect(panel.title).to_be_focused()
    for name in ("Noor Haddad", "Maya Tremblay", "Raphaël Roy"):
        expect(panel.status).to_contain_text(f"{name} approuve")

    expect_full_marks(panel.keyboard.judged())


@pytest.mark.browser
def test_a_conflict_is_resolved_from_the_notebook_to_full_marks(
    panel_of: Callable[..., PanelByKeyboard],
) -> None:
    panel = panel_of("3-E5-fusion")
    panel.press("Demandes de fusion")
    panel.press(panel.root.get_by_role("button", name=re.compile("#1")))
    panel.press("Régler le conflit")
    expect(panel.root.locator("pre").first).to_have_css("word-break", "normal")  # not Lab's own
    text = panel.root.locator("textarea")
    marked = text.input_value()
    panel.press("Enregistrer la résolution")  # too early: the marks are still there
    expect(panel.root.locator(".atelier-refused")).to_contain_text("<<<<<<<")
    clash = re.search(r"<{7}.*?>{7}[^\n]*\n", marked, re.DOTALL)
    assert clash
    panel.replace(text, clash[0], RULE)
    panel.press("Enregistrer la résolution")
    expect(panel.status).to_contain_text("Le conflit est réglé")
    expect(panel.title).to_be_focused()
    panel.press("Objectifs")
    panel.keyboard.reach(panel.button("Vérifier mes objectifs"))
    panel.keyboard.press("Enter", "Escape")
    panel.wait()
    expect(panel.root.locator(":focus")).to_have_count(0)  # an answer calls nobody back
    expect(panel.status).to_contain_text("Critères remplis : 5 sur 5")

    expect_full_marks(panel.keyboard.judged())


@pytest.mark.browser
def test_a_morning_is_recorded_from_the_notebook_to_full_marks(
    panel_of: Callable[..., PanelByKeyboard], home: Path, axe: Callable[..., list[str]]
) -> None:
    panel = panel_of("3-E2-atomes", "working_copy(")
    page, box = panel.keyboard.page, panel.root.get_by_role("checkbox")
    panel.press("Copie de travail")
    panel.arrive("Copie de travail : depot")
    assert axe(page, ".atelier-forge") == []
    panel.keyboard.reach(panel.root.locator("summary", has_text="Corriger le nom"))
    panel.keyboard.press("Enter")
    panel.replace(panel.field("Adresse de courriel"), "courriel.example", "perso")
    panel.replace(panel.field("Adresse de courriel"), "camille@perso", "sans adresse")
    panel.press("Corriger")  # an address has an @
    expect(panel.root.locator(".atelier-refused")).to_contain_text("une adresse de courriel")
    panel.write(panel.field("Adresse de courriel"), "camille.fortin@ville.example")
    panel.press("Corriger")
    expect(panel.status).to_contain_text("camille.fortin@ville.example")
    panel.write(panel.field("Message du commit"), "Ouvrir le comptoir à 8 h 30")
    panel.press("Enregistrer un commit")  # too early: no file is chosen
    expect(panel.root.locator(".atelier-refused")).to_contain_text("Aucun changement")
    for paths, message in (
        (["horaire.md"], "Ouvrir le comptoir à 8 h 30"),
        (["README.md", "stationnement.md"], "Présenter la vignette de stationnement"),
        (["tarifs.csv"], "Corriger le mot terrasse"),
    ):
        for path in paths:
            panel.keyboard.reach(box.and_(panel.root.get_by_label(path)))
            panel.keyboard.press("Space")
        panel.write(panel.field("Message du commit"), message)
        panel.press("Enregistrer un commit")
        expect(panel.status).to_contain_text(f"git add {' '.join(paths)}")
    panel.press("Commits")
    panel.arrive("Commits : depot")
    panel.root.evaluate("it => it.querySelectorAll('details').forEach(one => one.open = true)")
    assert axe(page, ".atelier-forge") == []

    expect_full_marks(panel.keyboard.judged(), 8)
    commits = Git(home / "fr/exercises/3-E2-atomes/depot/.git").commits(["main"])
    assert [len(commit.parents) for commit in commits] == [0, 1, 1, 1]
