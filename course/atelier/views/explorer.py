# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The licence explorer: filter, read and compare what licences say, each fact with its source."""

from collections.abc import Iterable
from typing import Any, ClassVar, Final

from atelier.licences import Citation, Fact, Licence, catalogue, vocabulary
from atelier.views.view import View
from atelier.words import Language

KINDS: Final = ("permissions", "conditions", "limitations")
# Each fact of a licence, with the table of the vocabulary that holds its terms.
TERMS: Final = {
    "reach": "reaches",
    "patent": "patents",
    "network": "networks",
    "french": "french",
    "law": "laws",
    "fsf": "fsf",
}
MARKS: Final = {"fr": ("art.\N{NO-BREAK SPACE}", "«\N{NO-BREAK SPACE}", "\N{NO-BREAK SPACE}»")}
ENGLISH_MARKS: Final = ("s.\N{NO-BREAK SPACE}", "“", "”")


class Explorer(View):
    """Every licence of the catalogue; the filters and the comparison need no kernel."""

    name: ClassVar[str] = "explorer"
    works_alone: ClassVar[bool] = True

    def __init__(self, *, language: Language) -> None:
        """Show the catalogue in ``language``."""
        super().__init__(
            language=language,
            state={
                "licences": [_shown(licence, language) for licence in catalogue().values()],
                "vocabulary": _in_language(dict(vocabulary()), language),
            },
        )


def _shown(licence: Licence, language: Language) -> dict[str, Any]:
    facts = {name: _stated(getattr(licence, name), language) for name in TERMS}
    said = {name: _said(getattr(licence, name), language) for name in ("notice", "remark")}
    return {
        "id": licence.id,
        "name": licence.name[language],
        "called": [*licence.name.values(), *licence.also],
        "category": licence.category.value,
        "free": licence.is_free,
        "osi": {"value": licence.osi.value, "cite": _cite(licence.osi.citation, language)},
        "contested": sorted(licence.contested),
        "address": f"https://spdx.org/licenses/{licence.id}.html",
        **{kind: _tagged(getattr(licence, kind).items(), language) for kind in KINDS},
        **facts,
        **said,
    }


def _tagged(tags: Iterable[tuple[str, Citation]], language: Language) -> list[dict[str, str]]:
    return [{"tag": tag, "cite": _cite(citation, language)} for tag, citation in tags]


def _stated(fact: Fact[Any], language: Language) -> dict[str, str]:
    return {"value": fact.value.value, "cite": _cite(fact.citation, language)}


def _said(fact: Fact[Any] | None, language: Language) -> dict[str, str] | None:
    if fact is None:
        return None
    return {"text": fact.value[language], "cite": _cite(fact.citation, language)}


def _cite(citation: Citation, language: Language) -> str:
    """Return where a fact comes from, as one says it: “licence text, s. 4.1”."""
    section, opening, closing = MARKS.get(language, ENGLISH_MARKS)
    source = str(vocabulary()["sources"][citation.source]["short"][language])
    if not citation.clause:
        return source
    is_numbered = citation.clause[0].isdigit()
    clause = section + citation.clause if is_numbered else f"{opening}{citation.clause}{closing}"
    return f"{source}, {clause}"


def _in_language(found: object, language: Language) -> Any:  # noqa: ANN401 - any JSON value
    if not isinstance(found, dict):
        return found
    if language in found:
        return found[language]
    return {key: _in_language(value, language) for key, value in found.items()}
