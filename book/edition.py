# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The edition of the book that is being built, French or English: a local Sphinx extension.

The name of the source folder (``course/fr``, ``course/en``) tells the language; words, the link to
the other edition and the course's own tools follow from it.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sphinx
from docutils import nodes
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx import addnodes, locale
from sphinx.errors import ConfigError

import atelier
from atelier.views.view import STYLE, module_source
from atelier.words import LANGUAGES, words_beside
from book.search import EnglishSearch, FrenchSearch

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

    from atelier.words import Language

ALONE = re.compile(r'data-atelier-view="(\w+)"[^>]*\bdata-atelier-alone\b')


def setup(app: Sphinx) -> dict[str, Any]:
    """Choose the language, before any other extension asks for its words, and adapt the pages."""
    language = _language_of(Path(app.srcdir))
    app.config.language = language
    translations = Path(sphinx.__file__).parent / "locale"
    app.translator, _ = locale.init([str(translations)], language)
    # Jupyter Book passes it on even where the extension that knows it is not used.
    app.add_config_value("comments_config", {}, "html")
    # Pages are read again, and so run again, when the tools that they show have changed.
    app.add_config_value("atelier_fingerprint", _fingerprint_of_tools(), "env")
    app.add_search_language(FrenchSearch)
    app.add_search_language(EnglishSearch)
    app.connect("config-inited", _name_the_site, priority=100)
    app.connect("source-read", _hide_machinery)
    app.connect("doctree-read", _show_static_faces)
    app.connect("doctree-read", _lead_to_the_laboratory, priority=100)
    app.connect("html-page-context", _say_the_words)
    app.connect("build-finished", _write_tools)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _language_of(source: Path) -> Language:
    """Return the language that the source folder is named after."""
    for language in LANGUAGES:
        if source.name == language:
            return language
    raise ConfigError(
        f"The book is built from course/fr or course/en, and the folder is {source.name!r}."
    )


def _fingerprint_of_tools() -> str:
    folder = Path(atelier.__file__).parent
    files = sorted(file for file in folder.rglob("*.*") if file.suffix != ".pyc")
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def _words(config: Config) -> dict[str, Any]:
    return words_beside(__file__).table(language=config.language)


def _name_the_site(_app: Sphinx, config: Config) -> None:
    words = _words(config)
    config.html_title = words["site"]
    config.nb_code_prompt_show = words["show_code"]
    config.nb_code_prompt_hide = words["hide_code"]
    config.html_theme_options["search_bar_text"] = words["search"]


def _hide_machinery(app: Sphinx, name: str, source: list[str]) -> None:
    """Show what the course's own tools say, and not the line of code that calls them."""
    if Path(app.env.doc2path(name)).suffix != ".ipynb":
        return
    notebook = json.loads(source[0])
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and _is_machinery("".join(cell["source"])):
            cell["metadata"].setdefault("tags", []).append("remove-input")
    source[0] = json.dumps(notebook)


def _is_machinery(code: str) -> bool:
    """Tell whether ``code`` does nothing but import and call the names of ``atelier``."""
    try:
        statements = ast.parse(code).body
    except SyntaxError:
        return False
    return all(
        (isinstance(each, ast.ImportFrom) and each.module == "atelier")
        or (
            isinstance(each, ast.Expr)
            and isinstance(each.value, ast.Call)
            and isinstance(each.value.func, ast.Name)
            and each.value.func.id in atelier.__all__
        )
        for each in statements
    )


def _show_static_faces(app: Sphinx, document: nodes.document) -> None:
    """Keep the static face of each tool, its style once for the whole site, and no widget state."""
    # MyST-NB's note of the widgets' state would repeat all that the static faces say.
    NbMetadataCollector.get_doc_data(app.env)[app.env.docname].pop("js_files", None)
    tools = app.env.metadata[app.env.docname].setdefault("atelier_tools", [])
    for output in document.findall(nodes.raw):
        tools += ALONE.findall(output.astext())
        shown = output.astext().replace(f"<style>{STYLE}</style>", "")
        output.children = [nodes.Text(shown)]


def _lead_to_the_laboratory(app: Sphinx, document: nodes.document) -> None:
    """Turn each link to what only a learner's folder holds into a link to how one opens it."""
    aside = f" {_words(app.config)['in_laboratory']}"
    for link in list(document.findall(addnodes.pending_xref)):
        if link["reftype"] != "myst" or not _is_in_the_laboratory(link["reftarget"]):
            continue
        way = addnodes.pending_xref(
            "",
            *link.children,
            refdomain="std",
            reftype="ref",
            reftarget="laboratory",
            refdoc=app.env.docname,
            refexplicit=True,
            refwarn=True,
        )
        link.replace_self([way, nodes.Text(aside)])


def _is_in_the_laboratory(target: str) -> bool:
    return "exercises" in Path(target).parts or target == "start"


def _say_the_words(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], _tree: nodes.document | None
) -> None:
    words = _words(app.config)
    up = "../" * (page.count("/") + 1)
    context["words"] = words
    context["twin_address"] = f"{up}{words['twin']['language']}/{page}.html"


def _write_tools(app: Sphinx, failure: Exception | None) -> None:
    """Write the style of all tools, and the module of each tool that lives without a kernel."""
    if failure or app.builder.format != "html":
        return
    folder = Path(app.outdir) / "_static" / "atelier"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tools.css").write_text(STYLE, encoding="utf-8")
    used = {tool for facts in app.env.metadata.values() for tool in facts.get("atelier_tools", [])}
    for tool in used:
        (folder / f"{tool}.js").write_text(module_source(tool), encoding="utf-8")
