"""What a label is by the glossary: the codes that its own words name, in the language that it is written in.

Belongs here: choosing among phrases that were found (`pipelines.suggest.glossary`): which language, which of several
codes, what `other` and a heading add. Does not belong here: other evidence, or how sure that is
(`pipelines.suggest.calibrate`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pipelines.suggest.glossary import Glossary, Hit, glossaries
from pipelines.suggest.language import Language
from pipelines.suggest.rank import Target
from pipelines.suggest.text import Reading, aligned
from pipelines.suggest.words import MISSING, OTHER
from schemas.text.comparable import comparable_words
from schemas.text.fold import fold
from schemas.vocabulary.code import CodeList
from schemas.vocabulary.fields import REASON
from schemas.vocabulary.words import load_words

CONTACT_TYPE = "contact_type"
NON_COUNSELLING = "non_counselling"
OTHER_CODE = "other"
WHOLE, MOST = 0.999, 0.5
"""Shares of a label's telling letters from which a phrase is the whole of it, or most of it."""
FEWEST_LETTERS_ABROAD = 4
"""A word of a language that the label is not in counts only where it is the whole label, and no shorter than this."""
_GENERAL = "not told apart"

Cover = Literal["whole", "most", "part", "heading"]


@dataclass(frozen=True)
class Named:
    """One code that the label's words name. `is_alone`: they name no other; `basis`: `list` where a place in the world
    is taken as offline, as `decisions.csv` writes it.
    """

    target: Target
    cover: Cover
    is_alone: bool
    why: str
    basis: str = ""


def has_glossary(languages: Sequence[Language]) -> bool:
    """True where words of one of these languages are known: then it tells something that a label holds none of them."""
    return any(one.code in load_words() for one in languages)


def named_by(
    reading: Reading, languages: Sequence[Language], codes: CodeList, list_names: tuple[str, ...]
) -> list[Named]:
    """The codes that a label names, best first, each once. `languages`: of the label, of its list."""
    every = glossaries(list_names)
    if is_missing(reading.sub):
        return [Named(("", "missing"), "whole", True, "a word for nothing")]
    if is_yes_or_no(reading.sub):
        return []
    if reading.is_other and not reading.rest and not reading.main and codes.has(OTHER_CODE):
        return [Named((OTHER_CODE, "mapped"), "whole", True, "a word for other")]
    order = list(dict.fromkeys(one.code for one in languages if one.code in every)) or ["en"]
    found: list[Hit] = []
    for code in order:
        found = found or _find(every[code], reading)
    if not found:
        abroad = [hit for code in every if code not in order for hit in _find(every[code], reading)[:1]]
        found = [hit for hit in abroad if hit.share >= WHOLE and hit.phrase.n_letters >= FEWEST_LETTERS_ABROAD][:1]
    hits = _most_telling([hit for hit in found if _target(hit.code, list_names)], codes)
    named = [_named(hit, reading, codes, list_names, len({one.code for one in hits}) == 1) for hit in hits]
    if (not named and reading.main) or _is_rest_of_a_main(reading):
        named = list(_by_heading(reading, [every[code] for code in order], codes, list_names))
    return list({one.target: one for one in reversed(named)}.values())[::-1]


@cache
def _yes_and_no() -> frozenset[str]:
    """Words for yes or no of every language."""
    return frozenset(fold(word) for one in load_words().values() for word in (*one.yes, *one.no))


def is_missing(value: str) -> bool:
    """True where the whole value says that nothing is known."""
    return fold(value) in MISSING


def is_yes_or_no(value: str) -> bool:
    """True where the whole value is an answer to a question that stands elsewhere."""
    return fold(value) in _yes_and_no()


def _find(glossary: Glossary, reading: Reading) -> list[Hit]:
    text = reading.rest if reading.is_other else reading.sub
    kept = set(comparable_words(reading.bare))
    beside = " ".join(word for word in comparable_words(text) if word not in kept)
    if reading.is_other or not reading.main:
        return glossary.find(text, "", beside)
    mains = [hit.code for hit in glossary.find(reading.main) if "." not in hit.code and hit.share >= WHOLE]
    return glossary.find(text, reading.main, beside, mains[0] if mains else "")


def _is_rest_of_a_main(reading: Reading) -> bool:
    """`Violence > Unspecified/Other - Violence`: what stands behind the dash repeats what the heading says."""
    left = OTHER.sub("", aligned(reading.sub)).lstrip(" /")
    return bool(reading.main) and reading.is_other and left.startswith(("-", ":"))


def _most_telling(hits: Sequence[Hit], codes: CodeList) -> list[Hit]:
    """`Sexual abuse: rape` is rape: a code for a form that is not told apart yields to one for a form. `Information on
    drugs` is about drugs.
    """

    def is_general(hit: Hit) -> bool:
        if hit.code == f"{NON_COUNSELLING}.information":
            return any(codes.has(one.code) for one in hits)
        family = hit.code.split(".")[:2]
        return _is_general(hit.code, codes) and any(
            one.code.split(".")[:2] == family and not _is_general(one.code, codes) for one in hits
        )

    return sorted(hits, key=is_general)


def _is_general(code: str, codes: CodeList) -> bool:
    return codes.has(code) and ("." not in code or _GENERAL in codes.codes[code].label)


def _target(code: str, list_names: tuple[str, ...]) -> Target | None:
    """In a list of reasons a kind of contact is no reason, and a kind that is counselling says nothing."""
    is_kind = code.startswith((NON_COUNSELLING, "counselling"))
    if list_names[0] != REASON or not is_kind:
        return code, "mapped"
    return ("", "ignored") if code.startswith(NON_COUNSELLING) else None


def _named(hit: Hit, reading: Reading, codes: CodeList, list_names: tuple[str, ...], is_alone: bool) -> Named:
    cover: Cover = "whole" if hit.share >= WHOLE else "most" if hit.share >= MOST else "part"
    if reading.main and "." not in hit.code and not reading.is_other and list_names[0] == REASON:
        cover = "heading"  # `Accessibility > Education`: below a heading, the name of a main says little
    target = _target(hit.code, list_names) or ("", "ignored")
    if reading.is_other and list_names[0] == REASON:
        target = _other(target, codes)
    return Named(target, cover, is_alone, f"named by `{hit.phrase.text}` in the {hit.language.name} glossary")


def _other(target: Target, codes: CodeList) -> Target:
    """`Other violence` is `violence.other`; `Other sexual abuse` stays what it is."""
    code = target[0]
    other = f"{code.split('.')[0]}.other"
    is_main = "." not in code or code.endswith(".general")
    return (other, "mapped") if code and is_main and codes.has(other) else target


def _by_heading(
    reading: Reading, order: Sequence[Glossary], codes: CodeList, list_names: tuple[str, ...]
) -> Iterator[Named]:
    """Where the label itself names nothing, its heading may: `Physical abuse > Level 2`."""
    for glossary in order:
        for hit in glossary.find(reading.main)[:1]:
            target = _target(hit.code, list_names)
            if target is None:
                continue
            if _is_rest_of_a_main(reading) or (reading.is_other and not reading.rest):
                target = _other(target, codes)
            elif "." not in target[0]:
                continue
            why = f"its heading is named by `{hit.phrase.text}` in the {hit.language.name} glossary"
            yield Named(target, "heading", True, why)
            return
