# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The combination explorer: may this part go into this whole, joined in this way, and why."""

from functools import partial
from typing import Any, ClassVar, Final, cast

from atelier import combination
from atelier.combination import Answer, Combination, Linking, Reason, combine, known
from atelier.expression import BrokenExpressionError
from atelier.licences import FOLDER, UnknownLicenceError, catalogue
from atelier.views.view import TEMPLATES, View
from atelier.words import Language, Words, words_beside

WORDS: Final = words_beside(__file__)
# One home for each word: the command says the same of a clause, and of what cannot be read.
SAID: Final = Words(FOLDER / "command.toml")
SIGNS: Final = {
    Answer.YES: "✓",
    Answer.CONDITIONS: "!",
    Answer.COUNSEL: "?",
    Answer.NOT_ESTABLISHED: "–",
    Answer.NO: "✗",
}
# Letters that fit on one line of the picture.
ROOM: Final = 27
# Cases that teach something each; the first is the one shown before anything is asked.
EXAMPLES: Final = (
    ("EUPL-1.2", "LiLiQ-R-1.1", Linking.SAME_WORK),
    ("LiLiQ-P-1.1", "GPL-3.0-only", Linking.SAME_WORK),
    ("LiLiQ-Rplus-1.1", "GPL-3.0-only", Linking.SAME_WORK),
    ("GPL-3.0-only", "MIT", Linking.SAME_WORK),
    ("GPL-3.0-only", "MIT", Linking.SEPARATE_PROCESS),
    ("LGPL-2.1-or-later", "LiLiQ-P-1.1", Linking.DYNAMIC),
    ("MPL-2.0", "LiLiQ-R-1.1", Linking.STATIC),
    ("AGPL-3.0-only", "LiLiQ-R-1.1", Linking.NETWORK_SERVICE),
    ("EUPL-1.2", "EUPL-1.1", Linking.SAME_WORK),
    ("Apache-2.0", "EUPL-1.2", Linking.SAME_WORK),
)


class Combiner(View):
    """Answers one question at a time; without a kernel it shows worked examples."""

    name: ClassVar[str] = "combiner"

    def __init__(self, *, language: Language) -> None:
        """Show the first example, and answer whatever is asked next."""
        examples = [_shown(combine(*example), language) for example in EXAMPLES]
        part, whole, linking = EXAMPLES[0]
        state = {
            "licences": _suggested(language),
            "ways": [_way(linking, language) for linking in Linking],
            "examples": examples,
            "asked": {"part": part, "whole": whole, "linking": linking.value},
            "result": examples[0],
            "reply": 0,
        }
        super().__init__(language=language, state=state)
        self.observe(self._ask, names="answer")

    def _ask(self, change: dict[str, Any]) -> None:
        """Answer what was asked; each question carries its own ``number``."""
        new = change["new"]
        asked = {name: str(new.get(name, "")) for name in ("part", "whole", "linking")}
        result = answer_to(asked, cast("Language", self.language))
        self.state = {**self.state, "asked": asked, "result": result, "reply": new.get("number", 0)}


def answer_to(asked: dict[str, str], language: Language) -> dict[str, Any]:
    """Return what the screen shows of a question: the answer, or which field cannot be read."""
    for field in ("part", "whole"):
        if trouble := _trouble(asked[field], language):
            return {"trouble": {"field": field, **trouble}}
    linking = asked["linking"] if asked["linking"] in set(Linking) else Linking.SAME_WORK
    return _shown(combine(asked["part"], asked["whole"], Linking(linking)), language)


def picture_of(combined: Combination, language: Language) -> dict[str, str]:
    """Return how the works are joined, as a drawing and as the sentence that says the same."""
    names = {"part": combined.part, "whole": combined.whole}
    words = WORDS.table("picture", language=language)
    drawing = TEMPLATES.get_template("combiner-picture.html").render(
        linking=combined.linking.value,
        part=_short(combined.part),
        whole=_short(combined.whole),
        answer=combined.answer.value,
        sign=SIGNS[combined.answer],
        label=_named(f"answer.{combined.answer}", language),
        words=words,
    )
    said = WORDS.say(f"drawn.{combined.linking}", language=language, **names)
    return {"drawing": drawing, "sentence": said}


def _trouble(typed: str, language: Language) -> dict[str, str] | None:
    """Return why a field cannot be read, with the identifier that comes nearest."""
    try:
        combine(typed, "MIT")
    except UnknownLicenceError as error:
        fact = "licence-nearest" if error.nearest else "licence-unknown"
        values = {"wanted": error.wanted, "nearest": error.nearest or ""}
        sentence = SAID.say(f"error.{fact}", language=language, **values)
        meant = typed.replace(error.wanted, error.nearest) if error.nearest else ""
        return {"sentence": sentence, "meant": meant}
    except BrokenExpressionError as error:
        return {"sentence": error.sentence(language), "meant": ""}
    return None


def _shown(combined: Combination, language: Language) -> dict[str, Any]:
    say = partial(WORDS.say, language=language)
    answer = _named(f"answer.{combined.answer}", language)
    standing = _standing(combined.standing, language) if combined.standing else ""
    way = _named(f"linking.{combined.linking}", language)
    question = say("question", part=combined.part, whole=combined.whole, way=way)
    reasons = _told_once(combined)
    count = len(reasons)
    return {
        "question": question,
        "asked": {
            "part": combined.part,
            "whole": combined.whole,
            "linking": combined.linking.value,
        },
        "answer": combined.answer.value,
        "sign": SIGNS[combined.answer],
        "label": answer,
        "meaning": say(f"meaning.{combined.answer}"),
        "standing": standing,
        "summary": say(
            "summary.one" if count == 1 else "summary.many",
            question=question,
            answer=say("standing", answer=answer, standing=standing) if standing else answer,
            count=count,
        ),
        "picture": picture_of(combined, language),
        "reasons": [_reason(reason, language) for reason in reasons],
        "obligations": [
            {
                "text": duty.text[language],
                "cite": _cited(duty.source[language], duty.clause, language),
            }
            for duty in combined.obligations
        ],
        "route": combined.route.text[language] if combined.route else "",
        "remarks": combined.said(language),
    }


def _told_once(combined: Combination) -> list[Reason]:
    """Return the reasons, without a row of the table that repeats a clause quoted in full."""
    quoted = {(each.reference, each.answer) for each in combined.reasons if each.quote}
    return [
        each
        for each in combined.reasons
        if each.quote or (each.reference, each.answer) not in quoted
    ]


def _reason(reason: Reason, language: Language) -> dict[str, str]:
    french = reason.reference.startswith(("LiLiQ", "etalab"))
    says = reason.answer
    return {
        "text": reason.text[language],
        "quote": reason.quote,
        "spoken": "fr" if french else "en",
        "cite": _cited(reason.source[language], reason.clause, language),
        "standing": _standing(reason.standing, language),
        "says": _named(f"answer.{says}", language) if says else "",
        "sign": SIGNS[says] if says else "+",
    }


def _cited(source: str, clause: str, language: Language) -> str:
    """Return where something is said: “text of MPL-2.0, s. 3.3”; a matrix has no clause."""
    if clause[0].isdigit() or clause in {"appendix", "whole", "compatibility"}:
        return f"{source}, {combination.cited(clause)[language]}"
    return source


def _standing(ground: combination.Ground, language: Language) -> str:
    return _named(f"standing.{ground.replace(' ', '-')}", language)


def _named(key: str, language: Language) -> str:
    return combination.WORDS.say(key, language=language)


def _way(linking: Linking, language: Language) -> dict[str, str]:
    return {
        "id": linking.value,
        "label": _named(f"linking.{linking}", language),
        "meaning": WORDS.say(f"way.{linking}", language=language),
    }


def _suggested(language: Language) -> list[dict[str, str]]:
    """Return what the fields offer: every identifier of which something is known."""
    named = {name: licence.name[language] for name, licence in catalogue().items()}
    return [{"id": name, "name": named.get(name, "")} for name in sorted(known(), key=str.casefold)]


def _short(expression: str) -> str:
    return expression if len(expression) <= ROOM else f"{expression[: ROOM - 1]}…"
