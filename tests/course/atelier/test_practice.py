# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A practice repository is real, always the same, and answers in sentences where it cannot help."""

import itertools
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from atelier.git import GitMissingError, git_version
from atelier.practice import FOLDER, NoSuchTextError, Practice
from atelier.views import practice as view
from atelier.views.practice import PracticeRepository, Session
from atelier.words import LANGUAGES, Language

NAMES = sorted(file.stem for file in FOLDER.glob("*.toml"))
every_name = pytest.mark.parametrize("name", NAMES)
every_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[object]:
    """Return what a notebook would show, as it comes; repositories lie in ``tmp_path``."""
    found: list[object] = []
    monkeypatch.setattr(view, "_display", found.append)
    monkeypatch.setattr(view, "_temporary", lambda: tmp_path)
    monkeypatch.chdir(tmp_path)
    return found


@pytest.fixture
def forgotten_version() -> Iterator[None]:
    """Let git's version be looked for anew, before and after."""
    git_version.cache_clear()
    yield
    git_version.cache_clear()


def history(practice: Practice) -> str:
    (answer,) = practice.type("git log --all --format=%H%an%ae%ad%s")
    return answer.said


@every_name
@every_language
def test_the_same_name_makes_the_same_commits(
    name: str, language: Language, tmp_path: Path
) -> None:
    one = Practice(name, tmp_path / "one" / name, language=language)
    other = Practice(name, tmp_path / "a name, with spaces é" / name, language=language)

    assert history(one) == history(other) != ""
    assert [answer.said for answer in one.type("git status --short")] == [""]


@every_name
def test_both_languages_have_as_many_commits(name: str, tmp_path: Path) -> None:
    french, english = (Practice(name, tmp_path / each, language=each) for each in LANGUAGES)

    assert len(history(french).splitlines()) == len(history(english).splitlines())
    assert history(french) != history(english)


def test_making_it_again_forgets_what_was_done(tmp_path: Path) -> None:
    practice = Practice("horaire", tmp_path / "horaire", language="fr")
    before = history(practice)
    practice.replace("horaire.md", "15 h", "17 h")
    practice.type('git commit -a -m "Fermer à 17 h"')
    assert history(practice) != before

    assert history(Practice("horaire", tmp_path / "horaire", language="fr")) == before


def test_what_a_learner_types_gives_the_same_commits_everywhere(tmp_path: Path) -> None:
    def made(folder: Path) -> str:
        practice = Practice("horaire", folder, language="en")
        practice.replace("horaire.md", "15:00", "17:00")
        practice.type('git add horaire.md\ngit commit -m "Close at 17:00"')
        return history(practice)

    assert made(tmp_path / "one") == made(tmp_path / "two")


def test_git_is_deaf_to_the_settings_of_the_learner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / ".gitconfig"
    settings.write_text(
        "[commit]\n gpgSign = true\n[core]\n hooksPath = /nowhere\n editor = false\n"
        "[user]\n name = Somebody Else\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("LC_ALL", "fr_CA.UTF-8")
    before = settings.read_bytes()

    practice = Practice("horaire", tmp_path / "horaire", language="en")
    practice.replace("horaire.md", "15:00", "17:00")
    *_, status, log = practice.type(
        'git commit -a -m "Close at 17:00"\ngit status\ngit log -1 --format=%an'
    )

    assert "nothing to commit" in status.said
    assert log.said == "Camille Fortin"
    assert settings.read_bytes() == before


def test_the_repository_works_in_a_plain_terminal_too(tmp_path: Path) -> None:
    practice = Practice("distance", tmp_path / "distance", language="fr")
    subprocess.run(["git", "fetch", "--quiet"], cwd=practice.folder, check=True)
    said = subprocess.run(
        ["git", "status", "--porcelain", "--branch"],
        cwd=practice.folder,
        check=True,
        capture_output=True,
        text=True,
    ).stdout

    assert said.strip() == "## main...origin/main"


@pytest.mark.parametrize(
    ("line", "trouble"),
    [
        ("ls", "not-git"),
        ("git log | head", "shell"),
        ("git add . && git commit", "shell"),
        ("git commit -m 'L'horaire'", "quotes"),
    ],
)
def test_what_is_no_git_command_is_said_so(line: str, trouble: str, tmp_path: Path) -> None:
    (answer,) = Practice("horaire", tmp_path / "horaire", language="fr").type(line)

    assert answer.trouble == trouble
    sentence = Session(language="fr", exchanges=(answer,)).text()
    assert len(sentence) > len(line) + 40


def test_empty_lines_and_comments_are_no_commands(tmp_path: Path) -> None:
    practice = Practice("horaire", tmp_path / "horaire", language="fr")

    assert practice.type("\n\n  # à vous\n") == ()


def test_a_refusal_does_not_stop_what_follows(tmp_path: Path) -> None:
    practice = Practice("horaire", tmp_path / "horaire", language="fr")

    first, second = practice.type("git switch nulle-part\ngit status --short")

    assert first.is_refused
    assert not second.is_refused


def test_nothing_waits_for_an_editor_or_a_password(tmp_path: Path) -> None:
    practice = Practice("horaire", tmp_path / "horaire", language="fr")
    practice.replace("horaire.md", "15 h", "17 h")

    commit, rebase = practice.type("git commit -a\ngit rebase -i --root")

    assert commit.is_refused
    assert "empty commit message" in commit.said
    assert rebase.trouble == ""


def test_a_colleague_who_was_first_makes_git_refuse_a_push(tmp_path: Path) -> None:
    practice = Practice("distance", tmp_path / "distance", language="en")
    who = practice.meanwhile()
    practice.replace("horaire.md", "Tuesday: 10:00", "Tuesday: 9:00")
    practice.type("git config user.name A\ngit config user.email a@ville.example")

    *_, push = practice.type('git commit -a -m "Open earlier"\ngit push')
    fetched = practice.type("git fetch\ngit log -1 --format=%an origin/main")

    assert push.is_refused
    assert "fetch first" in push.said
    assert fetched[-1].said == who
    assert str(tmp_path) not in push.said + fetched[0].said


@every_language
def test_a_colleague_who_comes_back_does_something_else(language: Language, tmp_path: Path) -> None:
    practice = Practice("distance", tmp_path / "distance", language=language)
    texts = [practice.text("horaire.md")]
    for _ in range(3):
        practice.meanwhile()
        practice.type("git pull")
        texts.append(practice.text("horaire.md"))

    subjects = practice.type("git log -3 --format=%s")[-1].said.splitlines()

    assert all(before != after for before, after in itertools.pairwise(texts))
    assert all(subject != next_one for subject, next_one in itertools.pairwise(subjects))
    assert all(len(set(lines)) == len(lines) for lines in map(_written, texts))


def _written(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


@pytest.mark.parametrize("path", ["../loin.md", "/etc/loin.md", "a\0b", "."])
def test_nothing_is_written_outside_the_working_copy(path: str, tmp_path: Path) -> None:
    practice = Practice("horaire", tmp_path / "horaire", language="fr")

    with pytest.raises(NoSuchTextError):
        practice.write(path, "texte")

    assert not (tmp_path / "loin.md").exists()


@every_language
def test_each_gesture_shows_what_it_did(language: Language, shown: list[object]) -> None:
    repository = PracticeRepository("horaire", language=language)
    repository.show("horaire.md")
    repository.write("note.md", "bonjour\n")
    repository.run("git status --short\ngit add .")
    repository.run()
    repository.history()

    told = [repr(each) for each in shown]

    assert len(told) == 5
    assert "?? note.md" in told[2]
    assert all("Traceback" not in each for each in told)


@pytest.mark.parametrize(
    "gesture",
    [
        lambda repository: repository.show("absent.md"),
        lambda repository: repository.replace("horaire.md", "minuit", "midi"),
        lambda repository: repository.replace("absent.md", "a", "b"),
        lambda repository: repository.write("../absent.md", "a"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    gesture: Callable[[PracticeRepository], None], shown: list[object]
) -> None:
    gesture(PracticeRepository("horaire", language="fr"))

    (told,) = shown
    assert repr(told).endswith(".")


@every_language
@pytest.mark.parametrize("found", ["", "2.30.1"])
def test_without_a_git_that_will_do_every_gesture_says_what_to_do(
    found: str,
    language: Language,
    shown: list[object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_git() -> None:
        raise GitMissingError(found)

    monkeypatch.setattr("atelier.practice.git_version", no_git)
    repository = PracticeRepository("horaire", language=language)
    repository.run("git status")
    repository.show("horaire.md")
    repository.write("note.md", "a")
    repository.replace("horaire.md", "a", "b")
    repository.meanwhile()
    repository.history()

    told = {repr(repository), *map(repr, shown)}

    assert len(shown) == 6
    assert len(told) == 1
    assert "git-scm.com" in told.pop()


@pytest.mark.usefixtures("forgotten_version")
def test_a_computer_without_git_gets_that_sentence(
    shown: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    repository = PracticeRepository("horaire", language="fr")
    repository.run("git status")

    assert "Git n’est pas installé" in repr(repository)
    assert "Git n’est pas installé" in repr(shown[0])


def test_an_unknown_repository_is_an_error_of_the_lesson(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="nulle-part"):
        Practice("nulle-part", tmp_path / "x", language="fr")


def test_beside_a_lesson_of_the_laboratory_the_folder_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = tmp_path / "fr" / "03-git"
    lesson.mkdir(parents=True)
    (tmp_path / ".atelier").mkdir()
    monkeypatch.chdir(lesson)

    repository = PracticeRepository("horaire", language="fr")

    assert repository.folder == lesson / "depots" / "horaire"
    assert "depots/horaire" in repr(repository)


def test_what_people_wrote_is_no_markup(tmp_path: Path) -> None:
    practice = Practice("horaire", tmp_path / "horaire", language="fr")
    practice.write("note.md", "<script>alert(1)</script>")
    exchanges = practice.type('git add .\ngit commit -m "<img src=x onerror=alert(1)>"\ngit show')

    html = Session(language="fr", exchanges=exchanges)._repr_html_()

    assert "<script>" not in html
    assert "<img" not in html


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["true", "false"], ids=["light", "dark"])
def test_a_session_is_accessible_on_a_small_screen(
    tmp_path: Path, chromium: Browser, axe: Callable[..., list[str]], theme: str
) -> None:
    practice = Practice("conflit", tmp_path / "conflit", language="fr")
    exchanges = practice.type(f"git merge duree\ngit status\ngit diff\nls\ngit grep {'a' * 200}")
    card = Session(
        language="fr", lines=("Prêt.",), exchanges=exchanges, file="a.md", text="b" * 300
    )._repr_html_()
    page = chromium.new_page(viewport={"width": 320, "height": 640})
    colours = "" if theme == "true" else "--jp-content-font-color1:#eee;--jp-layout-color1:#111"
    page.set_content(
        f'<!doctype html><html lang="fr"><meta name="viewport" content="width=device-width">'
        f'<title>Git</title><body data-jp-theme-light="{theme}" style="{colours}">{card}</html>'
    )

    assert axe(page, ".atelier") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()
