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

SLOWLY = 60_000
RULE = "4. Les chiens sont admis de 6 h à 22 h, en laisse.\n"


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
def panel_of(
    chromium: Browser, address: str, forge_by_keyboard: Callable[[Page], Any]
) -> Iterator[Callable[[str], Any]]:
    """Return a function that opens an exercise's notebook, and its panel by keyboard."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="fr-CA")
    context.set_default_timeout(SLOWLY)
    page = context.new_page()

    def opened(exercise: str) -> Any:
        page.goto(address.format(path=f"fr/exercises/{exercise}/{exercise}.ipynb"))
        page.locator(".jp-Notebook .jp-Cell.jp-mod-active:focus").wait_for()
        page.get_by_text("Python 3 (ipykernel) | Inactif").wait_for()  # the status bar says so
        return forge_by_keyboard(page)

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
    panel_of: Callable[[str], Any], home: Path
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
    panel_of: Callable[[str], Any],
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
        "<!-- SPDX-License-Identifier: CC-BY-4.0 -->\n# Cours de natation",
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
    panel_of: Callable[[str], Any],
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
