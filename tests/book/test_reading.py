# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The site as it is read in a real browser: by everyone, on any screen, without a kernel."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, expect

pytestmark = pytest.mark.browser

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
PATIENCE = 60_000
CONTRAST = ("color-contrast", "link-in-text-block")  # what themes change
FITS = "document.documentElement.scrollWidth <= innerWidth"
# The theme sees a moment after a change of the screen that what has to be scrolled needs a stop.
REACHABLE = """[...document.querySelectorAll("pre")].every(
    each => each.scrollWidth <= each.clientWidth || each.tabIndex === 0
)"""
HEADER = "header, .bd-header-article, h1"
BUDGET = 160_000  # bytes on the wire for a lesson opened for the first time


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport=DESKTOP, color_scheme="light")
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def reader(chromium: Browser) -> Iterator[Page]:
    """Return one page for a reader who goes from page to page of the site."""
    context = chromium.new_context()
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def watch(page: Page) -> list[Request]:
    """Return the list into which everything goes that the page asks for, answered or not."""
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 -- Playwright needs it
    return asked


def has_failed(request: Request) -> bool:
    answer = request.response()
    return answer is None or answer.status >= 400


def press_until(page: Page, target: Locator) -> None:
    """Press Tab until ``target`` has the focus; fail when it is never reached."""
    for _ in range(60):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the keyboard does not reach {target}")


def test_anyone_can_read_every_page(
    reader: Page, address: str, document: str, axe: Callable[..., list[str]]
) -> None:
    """No axe violation in either theme on either screen, no sideways scroll, nothing missing.

    Colours are a matter of the theme, not of the screen: the contrast, which takes most of the
    time, is read once a theme, and on the phone where something else is shown there: at the top.
    """
    reader.set_viewport_size(DESKTOP)
    reader.emulate_media(color_scheme="light")
    asked = watch(reader)
    reader.goto(address + document, wait_until="networkidle")
    violations = {"desktop, light": axe(reader)}
    fits = [reader.evaluate(FITS)]
    reader.emulate_media(color_scheme="dark")
    expect(reader.locator("html:not([data-theme=light])")).to_be_attached()
    violations["desktop, dark"] = axe(reader, rules=CONTRAST)
    reader.set_viewport_size(PHONE)
    reader.wait_for_function(REACHABLE)
    fits.append(reader.evaluate(FITS))
    violations["phone, dark"] = axe(reader, without=CONTRAST)
    violations["phone, dark, top"] = axe(reader, HEADER, rules=CONTRAST)
    assert [found for found in violations.items() if found[1]] == []
    assert fits == [True, True]
    assert [request.url for request in asked if not request.url.startswith(address)] == []
    assert [request.url for request in asked if has_failed(request)] == []


@pytest.mark.parametrize("name", ["index", "02-licences/index", "02-licences/01-permission"])
def test_the_language_link_lands_on_the_same_page(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}fr/{name}.html")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(f"{address}en/{name}.html")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="Français").click()
    expect(page).to_have_url(f"{address}fr/{name}.html")


def test_the_keyboard_reaches_the_text_and_the_other_language_first(
    page: Page, address: str
) -> None:
    page.goto(f"{address}fr/02-licences/index.html")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Passer au contenu principal")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    twin = page.get_by_role("link", name="English")
    press_until(page, twin)
    assert twin.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}en/02-licences/index.html")


@pytest.mark.parametrize("edition", ["fr", "en"])
def test_searching_finds_the_lessons_on_licences(page: Page, address: str, edition: str) -> None:
    page.goto(f"{address}{edition}/index.html")
    page.get_by_role("searchbox").first.fill("licence")
    page.keyboard.press("Enter")
    found = page.locator("#search-results a[href*='02-licences/']").first
    expect(found).to_be_visible()
    found.click()
    expect(page.locator("h1").first).to_be_visible()


@pytest.mark.parametrize(
    ("edition", "typed", "shown"),
    [
        ("fr", "quebec", "Québec"),
        ("fr", "Québec", "Québec"),
        ("fr", "reciprocite", "réciprocité"),
        ("fr", "réciprocité", "réciprocité"),
        ("fr", "la meme oeuvre", "œuvre"),
        ("en", "quebec", "Québec"),
    ],
)
def test_searching_finds_words_with_or_without_their_accents(
    page: Page, address: str, edition: str, typed: str, shown: str
) -> None:
    page.goto(f"{address}{edition}/search.html?q={typed}")
    expect(page.locator("#search-results a").first).to_be_visible()
    summaries = page.locator("#search-results .context")
    expect(summaries.filter(has_text=shown).first).to_be_visible()


def test_the_theme_follows_the_reader_s_system_then_the_reader(page: Page, address: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{address}fr/index.html")
    html = page.locator("html")
    expect(html).to_have_attribute("data-theme", "dark")
    switch = page.get_by_role("button", name="Thème clair, sombre ou automatique")
    switch.focus()
    page.keyboard.press("Enter")
    expect(html).to_have_attribute("data-mode", "light")
    page.reload()
    expect(html).to_have_attribute("data-theme", "light")


def test_on_a_phone_the_list_of_pages_opens_and_closes_by_keyboard(
    page: Page, address: str
) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{address}en/index.html", wait_until="networkidle")
    toggle = page.get_by_role("button", name="Course pages")
    pages = page.get_by_role("navigation", name="Course pages")
    expect(pages).to_be_hidden()
    toggle.press("Enter")
    expect(pages).to_be_visible()
    expect(page.locator(".brand__link")).to_be_focused()
    page.keyboard.press("Escape")
    expect(pages).to_be_hidden()
    expect(toggle).to_be_focused()


def test_a_lesson_is_light_on_the_wire(
    page: Page, address: str, record_property: Callable[[str, object], None]
) -> None:
    asked = watch(page)
    page.goto(f"{address}fr/02-licences/01-permission.html", wait_until="networkidle")
    sizes = {request.url: request.sizes()["responseBodySize"] for request in asked}
    record_property("bytes on the wire", sum(sizes.values()))
    print(f"\n{sum(sizes.values())} bytes in {len(sizes)} files")  # noqa: T201 -- a figure to read
    assert sum(sizes.values()) < BUDGET, sizes


@pytest.mark.parametrize(
    ("edition", "check"), [("fr", "Vérifier ma réponse"), ("en", "Check my answer")]
)
def test_a_quick_check_answers_by_keyboard_without_a_kernel(
    page: Page, address: str, edition: str, check: str
) -> None:
    page.goto(f"{address}{edition}/02-licences/01-permission.html", wait_until="networkidle")
    question = page.locator(".atelier-quiz fieldset").first
    option = question.locator("input").first
    press_until(page, option)
    page.keyboard.press("Space")
    expect(option).to_be_checked()
    press_until(page, question.get_by_role("button", name=check))
    page.keyboard.press("Enter")
    expect(question.locator(".atelier-reason:not([hidden])")).to_have_count(1)
    expect(question.get_by_role("status")).not_to_be_empty()


@pytest.mark.parametrize("edition", ["fr", "en"])
def test_the_licence_explorer_answers_by_keyboard_without_a_kernel(
    page: Page, address: str, edition: str
) -> None:
    page.goto(f"{address}{edition}/02-licences/02-conditions.html", wait_until="networkidle")
    explorer = page.locator(".atelier-explorer")
    licences, count = explorer.locator(".atelier-licence"), explorer.locator(".atelier-count")
    every = count.inner_text()
    press_until(page, explorer.get_by_role("searchbox"))
    page.keyboard.type("EUPL-1.2")
    expect(licences).to_have_count(1)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("Delete")
    expect(count).to_have_text(every)
    fold = explorer.locator(".atelier-folds details").first
    press_until(page, fold.locator("summary"))
    page.keyboard.press("Enter")
    press_until(page, fold.locator("input[type=checkbox]").first)
    page.keyboard.press("Space")
    expect(count).not_to_have_text(every)


@pytest.mark.parametrize(("edition", "answer"), [("fr", "En tête"), ("en", "First")])
def test_the_licence_chooser_answers_by_keyboard_without_a_kernel(
    page: Page, address: str, edition: str, answer: str
) -> None:
    page.goto(f"{address}{edition}/02-licences/03-selection.html", wait_until="networkidle")
    chooser = page.locator(".atelier-chooser")
    goal = chooser.locator("fieldset").first.get_by_role("radio").first
    press_until(page, goal)
    page.keyboard.press("Space")
    expect(goal).to_be_checked()
    expect(chooser.get_by_role("status")).to_contain_text(answer)
    expect(chooser.locator(".atelier-count")).to_contain_text("LiLiQ-P-1.1")


def test_without_script_a_quick_check_shows_its_questions_and_reasons(
    chromium: Browser, address: str
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}en/02-licences/01-permission.html")
    tool = page.locator("[data-atelier-view=quiz]")
    expect(tool).to_be_visible()
    tool.locator("summary").first.click()
    expect(tool.locator(".atelier-reasons").first).to_be_visible()
    context.close()


def test_the_entrance_leads_into_both_editions(page: Page, address: str) -> None:
    for name, edition in (("Français", "fr"), ("English", "en")):
        page.goto(address)
        page.get_by_role("link", name=name).click()
        expect(page.locator("html")).to_have_attribute("lang", edition)


def test_a_page_prints_without_its_frame(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}fr/02-licences/index.html")
    page.emulate_media(media="print")
    expect(page.locator("h1").first).to_be_visible()
    expect(page.locator(".bd-sidebar-primary")).to_be_hidden()
    expect(page.locator(".bd-header-article")).to_be_hidden()
    assert page.pdf(path=tmp_path / "page.pdf").startswith(b"%PDF")
