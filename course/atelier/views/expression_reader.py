# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The expression reader: type an SPDX expression, read in words what it says or where it breaks."""

from typing import Any, ClassVar, Final

from atelier.explanation import explain
from atelier.views.view import View
from atelier.words import Language

EXAMPLES: Final = (
    "MIT OR Apache-2.0",
    "LiLiQ-R-1.1 AND CC-BY-4.0",
    "GPL-3.0-or-later",
    "GPL-2.0-only WITH Classpath-exception-2.0",
    "LGPL-2.1-only OR BSD-3-Clause AND MIT",
    "(LGPL-2.1-only OR BSD-3-Clause) AND MIT",
    "LiLiQ-R-1.1 AND LicenseRef-contrat-2024",
    "GPL-3.0+",
    "LiLiQ-R+-1.1",
    "MIT, Apache-2.0",
)
"""A choice, two that apply, later versions, an exception, precedence without and with brackets,
a text of one's own, an old name, a misspelt one, one that breaks."""


class ExpressionReader(View):
    """A field, examples to try, and what the expression says; the examples need no kernel."""

    name: ClassVar[str] = "expression_reader"

    def __init__(self, *, language: Language) -> None:
        """Show the examples and the first of them, read, in ``language``."""
        examples = [explain(text, language=language) for text in EXAMPLES]
        state = {"examples": examples, "reply": {"number": 0, "said": examples[0]}}
        super().__init__(language=language, state=state)
        self._spoken = language
        self.observe(self._read, "answer")

    def _read(self, change: dict[str, Any]) -> None:
        """Read what was typed."""
        number, text = change["new"].get("number", 0), str(change["new"].get("text", ""))
        said = explain(text, language=self._spoken)
        self.state = {**self.state, "reply": {"number": number, "said": said}}
