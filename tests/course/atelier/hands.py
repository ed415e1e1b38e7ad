# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What the tests of the tools share: a person at a notebook who has a keyboard and no mouse."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from atelier.views import forge
from atelier.words import LANGUAGES, words_beside

SLOWLY = 60_000  # milliseconds
FAR = 150  # presses of one key after which a place counts as out of reach
WORKING = [words_beside(forge.__file__).say("working", language=each) for each in LANGUAGES]

IN_SIGHT = """(all) => Promise.all(all.map((each) => new Promise((tell) => {
  const eye = new IntersectionObserver(([seen]) => tell(seen.isIntersecting));
  eye.observe(each);
})))"""


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

    def reach(self, control: Locator, *, key: str = "Tab") -> None:
        """Go to a control with the Tab key alone, or ``key``."""
        control.wait_for()
        for _ in range(FAR):
            if control.evaluate("control => control === document.activeElement"):
                return
            self.press(key)
        pytest.fail(f"{key} does not lead to this control: {control}")

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

    def __init__(self, keyboard: Keyboard) -> None:
        """Run the notebook until it shows the panel, and go into it."""
        self.keyboard = keyboard
        cell = keyboard.run_through("practice_forge(")
        self.root = cell.locator(".atelier-forge")
        self.title = self.root.locator(".atelier-page-title")
        self.status = self.root.get_by_role("status")
        self.title.wait_for(timeout=SLOWLY)
        expect(cell).not_to_have_class(re.compile("jp-mod-active"))  # the run goes on to the next
        keyboard.go_to_cell("practice_forge(", key="ArrowUp")
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
        assert any(said.evaluate_all(IN_SIGHT)), "the answer is out of sight"

    def wait(self) -> None:
        """Wait until the forge has answered."""
        for words in WORKING:
            expect(self.status).not_to_have_text(words, timeout=SLOWLY)
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


@pytest.fixture(scope="session")
def forge_by_keyboard() -> Callable[[Page], PanelByKeyboard]:
    """Return a function that opens the forge's panel of the notebook in a page, by keyboard."""
    return lambda page: PanelByKeyboard(Keyboard(page))
