# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A history is shown as a graph, and in words that say the same."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest
from playwright.sync_api import Page, expect

from atelier.git import Git
from atelier.graph import Graph, graph_of
from atelier.repository import reading
from atelier.views.history import History, facts_of, mermaid_of, summary_of
from atelier.words import LANGUAGES, Language

OpenLab = Callable[..., Page]


class Story:
    """A repository that grows commit by commit."""

    def __init__(self, folder: Path) -> None:
        """Begin an empty one."""
        self.folder = folder
        self.count = 0
        folder.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> str:
        """Run git on it."""
        who = ("-c", "user.name=Ada", "-c", "user.email=ada@ville.example")
        command = ["git", *who, "-C", str(self.folder), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def commit(self, subject: str) -> str:
        """Add one file and record it."""
        self.count += 1
        (self.folder / f"{self.count}.md").write_text(f"{subject}\n", encoding="utf-8")
        self.git("add", ".")
        self.git("commit", "--quiet", "-m", subject)
        return self.git("rev-parse", "HEAD").strip()

    def graph(self) -> Graph:
        """Return its graph."""
        with reading(self.folder) as git:
            return graph_of(git)


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return Story(tmp_path / "histoire")


def replay(text: str) -> dict[str, list[str]]:
    """Return the parents of each commit, as Mermaid would understand ``text``."""
    heads: dict[str, str] = {}
    parents: dict[str, list[str]] = {}
    main = re.search(r"'mainBranchName': '([^']+)'", text)
    assert main
    on = main[1]
    for line in text.splitlines()[3:]:
        word, _, rest = line.strip().partition(" ")
        name = re.match(r'"([^"]+)"', rest)
        if word == "branch":
            assert name
            assert name[1] not in heads
            heads[name[1]] = heads[on]
            on = name[1]
        elif word == "checkout":
            assert name
            on = name[1]
        else:
            made = re.search(r'id: "(\w{7})', rest)
            assert made
            before = [heads[on]] if on in heads else []
            if word == "merge":
                assert name
                assert heads[name[1]] != heads[on]
                before.append(heads[name[1]])
            parents[made[1]] = before
            heads[on] = made[1]
    return parents


def is_told_rightly(graph: Graph) -> bool:
    """Return whether Mermaid's text tells each commit with its own parents."""
    told = replay(mermaid_of(graph, "fr"))
    return told == {
        commit.id[:7]: [parent[:7] for parent in commit.parents] for commit in graph.commits
    }


def test_a_branch_that_takes_in_main_and_enters_it_is_told_as_it_is(story: Story) -> None:
    story.commit("Premier")
    story.git("switch", "--quiet", "--create", "horaire")
    story.commit("Ouvrir le samedi")
    story.git("switch", "--quiet", "main")
    story.commit("Corriger l’adresse")
    story.git("switch", "--quiet", "horaire")
    story.git("merge", "--quiet", "--no-edit", "main")
    story.commit("Fermer plus tard")
    story.git("switch", "--quiet", "main")
    story.commit("Ajouter un règlement")
    story.git("merge", "--quiet", "--no-edit", "horaire")
    story.git("tag", "v1.0")
    story.git("switch", "--quiet", "--create", "tarifs")
    story.commit("Ajouter les tarifs")

    graph = story.graph()
    assert graph.lines == ("main", "horaire", "tarifs")
    assert len(graph.merges) == 2
    assert is_told_rightly(graph)
    said = summary_of(graph, "fr")
    assert "2 fusions" in said
    assert "«\u00a0horaire\u00a0» part de" in said
    assert "«\u00a0tarifs\u00a0» part de" in said


def test_a_branch_that_was_deleted_keeps_the_name_its_merge_gave_it(story: Story) -> None:
    story.commit("Premier")
    story.git("switch", "--quiet", "--create", "horaire")
    story.commit("Ouvrir le samedi")
    story.git("switch", "--quiet", "main")
    story.git("merge", "--quiet", "--no-ff", "--no-edit", "horaire")
    story.git("branch", "--quiet", "-D", "horaire")

    graph = story.graph()
    assert graph.lines == ("main", "horaire")
    assert is_told_rightly(graph)


def test_long_names_of_branches_are_cut_so_that_none_hides_another(story: Story) -> None:
    story.commit("Premier")
    for name in ("natation-printemps", "natation-automne"):
        story.git("switch", "--quiet", "--create", name, "main")
        story.commit(f"Annoncer {name}")
    graph = story.graph()
    assert 'branch "natation-print…"' in mermaid_of(graph, "fr")
    assert is_told_rightly(graph)
    story.git("switch", "--quiet", "--create", "natation-printemps-2", "main")
    story.commit("Annoncer encore")
    graph = story.graph()
    assert 'branch "natation-printemps"' in mermaid_of(graph, "fr")  # else two would look alike
    assert is_told_rightly(graph)


def test_two_beginnings_have_a_picture_and_words_though_mermaid_has_none(story: Story) -> None:
    story.commit("Premier")
    story.git("switch", "--quiet", "--orphan", "ailleurs")
    story.commit("Un autre début")

    graph = story.graph()
    assert not mermaid_of(graph, "fr")
    assert len(facts_of(graph, "fr")["points"]) == 2
    assert "son propre début" in summary_of(graph, "fr")


def test_the_words_name_every_commit_once_and_say_where_branches_stand(story: Story) -> None:
    subjects = [f"Étape {number} : `a` \"b\" 'c' ; <d>" for number in range(3)]
    commits = [story.commit(subject) for subject in subjects]

    facts = facts_of(story.graph(), "en")
    assert [each["id"] for each in facts["commits"]] == commits[::-1]
    assert [each["subject"] for each in facts["commits"]] == subjects[::-1]
    assert facts["commits"][0]["notes"] == ["The branch “main” stands here."]
    assert is_told_rightly(story.graph())


def test_a_long_history_says_what_it_leaves_out(story: Story) -> None:
    for number in range(5):
        story.commit(f"Étape {number}")
    with reading(story.folder) as git:
        graph = graph_of(git, most=2)

    assert graph.older == 3
    assert "3" in facts_of(graph, "fr")["older"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_a_shallow_clone_ends_nothing_is_taken_for_a_beginning(
    story: Story, tmp_path: Path, language: Language
) -> None:
    story.commit("Begin")
    story.git("switch", "--quiet", "--create", "idea")
    story.commit("Have an idea")
    story.git("switch", "--quiet", "main")
    story.commit("Go on")
    whole = repr(History(story.folder, language=language))
    clone = tmp_path / "clone"
    story.git(
        "clone", "--quiet", "--depth=1", "--no-single-branch", story.folder.as_uri(), str(clone)
    )
    cut = repr(History(clone, language=language))
    beginning = {"fr": "C’est un premier commit", "en": "This is a first commit"}[language]
    own = {"fr": "son propre début", "en": "a beginning of its own"}[language]

    assert whole.count(beginning) == 1
    assert beginning not in cut
    assert own not in cut
    assert cut.count({"fr": "clone est partiel", "en": "clone is shallow"}[language]) == 2
    assert {"fr": "avant ce qui est montré", "en": "before what is shown"}[language] in cut


def test_an_empty_repository_and_none_at_all_are_told_in_a_sentence(
    story: Story, tmp_path: Path
) -> None:
    assert "aucun commit" in repr(History(story.folder, language="fr"))
    assert "no Git repository" in repr(History(tmp_path / "rien", language="en"))


def test_random_histories_are_told_rightly_or_not_at_all(tmp_path: Path) -> None:
    """What Mermaid is given has every commit with its own parents, or it is given nothing."""
    git = Git(tmp_path / "hasard.git")
    git.run("init", "--quiet", "--bare", "--template=", "--initial-branch=main", str(git.folder))
    tree = git.tree_with(None, {"a.md": "a\n"})
    who = {
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in (("NAME", "Ada"), ("EMAIL", "ada@ville.example"))
    }
    told = 0
    for seed in range(8):
        made: list[str] = []
        for number in range(9):
            numbers = [(seed * 7 + number * number * 3 + turn * 5) for turn in range(2)]
            chosen = list(dict.fromkeys(made[each % len(made)] for each in numbers)) if made else []
            chosen = chosen[: 1 + (seed + number) % 2]
            named = [part for parent in chosen for part in ("-p", parent)]
            date = f"{1_700_000_000 + number} +0000"
            words = f"{seed} {number}"
            dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
            made.append(git.run("commit-tree", *named, tree, given=words, **who, **dates).strip())
        for number, commit in enumerate(made):
            git.run("update-ref", f"refs/heads/b{number}", commit)
        git.run("update-ref", "refs/heads/main", made[-1])
        graph = graph_of(git)
        if mermaid_of(graph, "fr"):
            told += 1
            assert is_told_rightly(graph)
    assert told > 1


@pytest.mark.browser
def test_jupyterlab_draws_the_graph_by_itself(
    jupyterlab: OpenLab, story: Story, tmp_path: Path
) -> None:
    story.commit("Premier")
    story.git("switch", "--quiet", "--create", "horaire")
    story.commit("Ouvrir le samedi")
    program = 'import atelier\natelier.history_of("histoire", language="fr")'
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(program)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, tmp_path / "h.ipynb")
    page = jupyterlab(tmp_path, "h.ipynb")

    expect(page.locator(".jp-RenderedMermaid img")).to_have_count(1)
    expect(page.locator(".jp-RenderedMermaid .jp-mod-warning")).to_have_count(0)
    expect(page.locator(".atelier-history")).to_contain_text("2 commits sur")
    drawn = unquote(page.locator(".jp-RenderedMermaid img").get_attribute("src") or "")
    labels = re.findall(
        r"<text[^>]* y=\"([-.\d]+)\"[^>]*class=\"commit-label\"[^>]*>\w+ (\w+)", drawn
    )
    assert [word for _, word in sorted(labels, key=lambda each: float(each[0]))] == [
        "Ouvrir",
        "Premier",
    ], drawn
    assert "rotate(-45" not in drawn, "the labels are slanted"
