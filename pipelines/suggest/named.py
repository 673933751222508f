"""What a label is by the glossary: the codes that its own words name, in the language that it is written in.

Belongs here: choosing among phrases that were found (`pipelines.suggest.glossary`): which language, which of several
codes, what `other` and a heading add. Does not belong here: other evidence, or how sure that is
(`pipelines.suggest.calibrate`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from pipelines.suggest.glossary import Glossary, Hit, glossaries
from pipelines.suggest.language import Language
from pipelines.suggest.rank import Target
from pipelines.suggest.text import Reading, aligned
from pipelines.suggest.words import MISSING, OTHER
from schemas.text.comparable import comparable_words
from schemas.text.fold import fold
from schemas.vocabulary.boxes import says_nothing_in_box
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

Cover = Literal["whole", "most", "part", "heading", "either"]
"""`either`: the words leave it open which of several codes is meant."""
ONE_ANSWER = (
    "perpetrator_relation", "perpetrator_age", "person", "living_situation", "first_told", "referral_in",
    "referral_out",
)  # fmt: skip
"""Lists of which a label that names several codes tells none: `Father or uncle` is a question."""
_NOBODY_KNOWS = "unknown"


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
    if is_box_of_nothing(reading.whole):
        return [Named(("", "missing"), "whole", True, "a box in which a number says that nobody knows")]
    if is_missing(reading.sub) and not may_mean_several(reading, list_names):
        return [Named(("", "missing"), "whole", True, "a word for nothing")]
    if is_yes_or_no(reading.sub) and not (list_names[0] in ONE_ANSWER and _is_whole_label(reading, list_names)):
        return []
    if reading.is_other and not reading.rest and not reading.main and codes.has(OTHER_CODE):
        return [Named((OTHER_CODE, "mapped"), "whole", True, "a word for other")]
    order = list(dict.fromkeys(one.code for one in languages if one.code in every)) or ["en"]
    found: list[Hit] = []
    for code in order:
        found = found or (_find_each if list_names[0] in ONE_ANSWER else _find)(every[code], reading)
    if not found:
        found = _abroad(reading, [every[code] for code in every if code not in order])
    hits = _most_telling([hit for hit in found if _target(hit.code, list_names)], codes)
    named = [_named(hit, reading, codes, list_names, len({one.code for one in hits}) == 1) for hit in hits]
    if list_names[0] in ONE_ANSWER and len({hit.code for hit in hits}) > 1:
        named = _one_of_several(hits, codes)
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


def is_box_of_nothing(value: str) -> bool:
    """True for what a tick box gives (`header=content`) whose content says that nobody knows, `abuse=99`: its header
    says what was asked, and nothing of what is so.
    """
    header, _, content = value.rpartition("=")
    return bool(header) and (says_nothing_in_box(content) or is_missing(content))


def is_yes_or_no(value: str) -> bool:
    """True where the whole value is an answer to a question that stands elsewhere."""
    return fold(value) in _yes_and_no()


def _is_whole_label(reading: Reading, list_names: tuple[str, ...]) -> bool:
    """True where a whole label is a word of the list in any language: `nessuno`, told first, is nobody."""
    hits = (hit for glossary in glossaries(list_names).values() for hit in _find(glossary, reading)[:1])
    return any(hit.share >= WHOLE for hit in hits)


def may_mean_several(reading: Reading, list_names: tuple[str, ...]) -> bool:
    """True where a whole label is a word that may mean several codes in any language: `desconocido` of who did it."""
    hits = (hit for glossary in glossaries(list_names).values() for hit in _find(glossary, reading)[:1])
    return any(hit.phrase.is_unsure and hit.share >= WHOLE for hit in hits)


def _find_each(glossary: Glossary, reading: Reading) -> list[Hit]:
    """`Partner / former partner`: what stands on each side is read by itself, where each side names something."""
    sides = [side for side in (reading.rest if reading.is_other else reading.sub).split("/") if side.strip()]
    found = [_find(glossary, replace(reading, sub=side, bare=side, is_other=False)) for side in sides]
    return [hit for hits in found for hit in hits] if len(sides) > 1 and all(found) else _find(glossary, reading)


def _abroad(reading: Reading, others: Sequence[Glossary]) -> list[Hit]:
    """What the label is as a whole in a language that it is not in."""
    for glossary in others:
        hits = _find(glossary, reading)
        if hits and hits[0].share >= WHOLE and hits[0].phrase.n_letters >= FEWEST_LETTERS_ABROAD:
            return [hit for hit in hits if hit.phrase == hits[0].phrase]
    return []


def _one_of_several(hits: Sequence[Hit], codes: CodeList) -> list[Named]:
    """What a label is that names several codes of a list of which one is meant: what they have in common (`Partner or
    former partner`), else a question.
    """
    mains = {hit.code.split(".")[0] for hit in hits}
    words = ", ".join(dict.fromkeys(f"`{hit.phrase.text}`" for hit in hits))
    main = next(iter(mains))
    if len(mains) == 1 and codes.has(main) and not any(hit.phrase.is_unsure for hit in hits):
        cover: Cover = "whole" if sum(hit.share for hit in hits) >= WHOLE else "most"
        return [Named((main, "mapped"), cover, True, f"named by {words} in the {hits[0].language.name} glossary")]
    shown = " or ".join(dict.fromkeys(codes.codes[hit.code].label for hit in hits))
    why = f"{words} in the {hits[0].language.name} glossary may mean {shown}: ask"
    return [Named(_known(hit.code), "either", False, why) for hit in hits]


def _known(code: str) -> Target:
    return ("", "missing") if code == _NOBODY_KNOWS else (code, "mapped")


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
