# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""One tool on screen: a widget of native HTML controls, with static HTML as its second face."""

import re
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import traitlets
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from atelier.words import Language, words_beside

FOLDER = Path(str(files(__package__)))
TEMPLATES = Environment(
    loader=FileSystemLoader(FOLDER),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def prose(text: str) -> Markup:
    """Return ``text`` as HTML, what stands in backticks as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text)))  # noqa: S704 - escaped


TEMPLATES.filters["prose"] = prose
STYLE = (FOLDER / "style.css").read_text(encoding="utf-8")


def module_source(name: str) -> str:
    """Return the JavaScript module of the view called ``name``: shared functions, then its own.

    The notebook's widget and the book's page run this same text.
    """
    return "\n".join(
        (FOLDER / file).read_text(encoding="utf-8") for file in ("view.js", f"{name}.js")
    )


class View(anywidget.AnyWidget):
    """A tool: ``state`` goes to the screen, ``answer`` comes back from it.

    A subclass names itself with ``name``; beside its module lie ``NAME.js`` (the live face),
    ``NAME.html`` (the static face, a Jinja template that sees ``state``, ``words`` and
    ``language``) and ``NAME.toml`` (the words of both).
    """

    name: ClassVar[str] = ""
    works_alone: ClassVar[bool] = False
    """Whether the live face needs no kernel: the book's page then wakes it."""

    state = traitlets.Dict(help="what the screen shows: plain JSON values").tag(sync=True)
    answer = traitlets.Dict(help="what the person chose: plain JSON values").tag(sync=True)
    words = traitlets.Dict(help="the words on screen, in one language").tag(sync=True)
    language = traitlets.Unicode(help="fr or en").tag(sync=True)
    _css = STYLE

    def __init_subclass__(cls, **options: Any) -> None:  # noqa: ANN401 - anywidget's own
        """Give each tool its JavaScript module."""
        if "name" in vars(cls):  # not the class that traitlets makes for each widget
            cls._esm = module_source(cls.name)
        super().__init_subclass__(**options)

    def __init__(self, *, language: Language, state: dict[str, Any], **options: object) -> None:
        """Show ``state`` in ``language``."""
        words = words_beside(str(FOLDER / f"{self.name}.py")).table(language=language)
        super().__init__(language=language, state=state, words=words, **options)

    def static_html(self) -> str:
        """Return the second face: the same facts as accessible HTML that needs no kernel.

        Its root has the class ``atelier-NAME``, as the live face has: one style serves both.
        """
        model = f'data-atelier-alone data-atelier-model="{escape(_as_json(self))}"'
        return (
            f'<div class="atelier atelier-{self.name}" lang="{self.language}" '
            f'data-atelier-view="{self.name}" {model if self.works_alone else ""}>'
            f"<style>{STYLE}</style>{self._static_body()}</div>"
        )

    def _static_body(self) -> str:
        return TEMPLATES.get_template(f"{self.name}.html").render(
            state=self.state, words=self.words, language=self.language
        )

    def __repr__(self) -> str:
        """Return the tool's name: all that a terminal can show of it."""
        return f"<{type(self).__name__}>"

    def _repr_mimebundle_(
        self,
        **options: Any,  # noqa: ANN401 - anywidget's own
    ) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**options)
        if bundle is None:
            return None
        data, metadata = bundle
        return {**data, "text/html": self.static_html()}, metadata


def _as_json(view: View) -> str:
    import json

    faces = {key: getattr(view, key) for key in ("state", "answer", "words", "language")}
    return json.dumps(faces, ensure_ascii=False)
