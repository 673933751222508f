"""Suggestions for values of the other fields: channel, gender, age, person, setting ...

Belongs here: the same evidence as for reasons, value by value, and what can be read out of a value by rule (years of
age, words for where, words for nothing). Does not belong here: reasons (`pipelines.suggest.reasons`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from types import EllipsisType

from pipelines.suggest.age import find_band, read_years
from pipelines.suggest.anchor import answer_anchors
from pipelines.suggest.calibrate import UNMEASURED, Calibration, Ground, load_calibration
from pipelines.suggest.choose import BEST, BY_DECISION, Choice, best_choices
from pipelines.suggest.compare import compare
from pipelines.suggest.encoder import Encoder, load_encoder, without_texts
from pipelines.suggest.equal import KnownValues
from pipelines.suggest.label import Label, Suggestion
from pipelines.suggest.language import Language, languages_of_labels
from pipelines.suggest.named import Named, is_missing, may_mean_several, named_by
from pipelines.suggest.rank import Nearest
from pipelines.suggest.reasons import suggest_reasons
from pipelines.suggest.text import Reading, read_labels
from schemas.mapping.registry import Registry
from schemas.text.fold import fold
from schemas.vocabulary.code import BANDS, Code, Codes
from schemas.vocabulary.fields import DECIDED, OLDEST_AGE, REASON, SETTING
from schemas.vocabulary.header_words import is_number_for_nothing

MOST_LETTERS_OF_A_CODE = 2
"""A value this short is a code: it means what it was decided to mean elsewhere, and looks or sounds like nothing."""
SAME_VALUE_DECIDED = Ground(BY_DECISION, "the same value")
ONLY_ALIKE = ("meaning", "spelling")
"""A hospital is not online because its word is near to one that is: likeness tells no setting."""
PLACE, ONLINE, OFFLINE = "incident_place", "online", "offline"

PERPETRATOR_AGE = "perpetrator_age"
BARE = re.compile(r"([-+]?\d+)([.,]0+)?")
MOST_CODES, HIGHEST_CODE = 6, 12
"""So few different numbers, and so low ones, are codes."""
OF_A_GROWN_PERSON = 20
READ_BY_RULE = 0.97
"""What a value counts that is read, not compared: less than the same value decided elsewhere."""


def suggest_answers(
    field: str,
    values: Sequence[str],
    registry: Registry,
    codes: Codes,
    exclude_source: str | None = None,
    encoder: Encoder | EllipsisType | None = ...,
) -> list[tuple[Suggestion, ...]]:
    """For each value of a field up to three best answers, best first. Parameters as for `suggest_reasons`.

    A whole number in `age` needs no decision and gets its band all the same. Raises KeyError where `field` is no field.
    """
    labels = [Label(value) for value in values]
    if field == REASON:
        return suggest_reasons(labels, registry, exclude_source, encoder)
    if not labels:
        return []
    model = load_encoder() if isinstance(encoder, EllipsisType) else encoder
    chosen = choose_answers(field, values, registry, codes, exclude_source, model, load_calibration())
    unread = _numbers_of_no_years(field, values)
    return [
        _best(_read(field, value, reading, codes, unread), [one for one in choices if _counts(one, value)])
        for value, reading, choices in zip(values, read_labels(labels), chosen, strict=True)
    ]


def _numbers_of_no_years(field: str, values: Sequence[str]) -> frozenset[str]:
    """Values that are bare numbers and no years: below nothing, or all of another person's age that may be codes."""
    matches = {value: BARE.fullmatch(value.strip()) for value in values}
    numbers = {value: int(match[1]) for value, match in matches.items() if match}
    different = set(numbers.values())
    ages = [number for number in different if HIGHEST_CODE < number <= OLDEST_AGE]
    are_ages = (
        len(different) > MOST_CODES and max(ages, default=0) > OF_A_GROWN_PERSON and 2 * len(ages) > len(different)
    )
    if field == PERPETRATOR_AGE and not are_ages:
        return frozenset(numbers)
    return frozenset(value for value, number in numbers.items() if number < 0)


def _counts(choice: Choice, value: str) -> bool:
    return choice.evidence == "accepted" or len(fold(value)) > MOST_LETTERS_OF_A_CODE


def choose_answers(
    field: str,
    values: Sequence[str],
    registry: Registry,
    codes: Codes,
    exclude_source: str | None,
    encoder: Encoder | None,
    calibration: Calibration,
) -> list[list[Choice]]:
    """The answers for each value with what they rest on."""
    if not values:
        return []
    readings = read_labels([Label(value) for value in values])
    of_list, of_each = languages_of_labels([one.whole for one in readings])
    model = None if field == SETTING else encoder
    if model is not None:
        model = without_texts(model, [one for one, by in zip(readings, of_each, strict=True) if not by.is_known])
    anchors = answer_anchors(field, registry, codes, exclude_source)
    known = KnownValues(anchors)
    different = list({(one.path, one.target): one for one in reversed(anchors)}.values())[::-1]
    nearest = Nearest(different, compare(readings, different, model))
    chosen = []
    for row, (reading, language) in enumerate(zip(readings, of_each, strict=True)):
        named = _named(field, reading, (language, of_list), codes)
        best = best_choices(known.find(reading), named, nearest, row, calibration)
        chosen.append([one for one in best if field != SETTING or one.ground.kind not in ONLY_ALIKE])
    return chosen


def _named(field: str, reading: Reading, languages: Sequence[Language], codes: Codes) -> list[Named]:
    """What the glossary says; for the setting also by the place, and a place is never online by being a place.

    That a child was at school says little of how it happened: a place that is taken as offline carries basis `list`.
    """
    list_name = DECIDED[field]
    own = named_by(reading, languages, codes.list_of(list_name), (list_name,))
    if field != SETTING or own:
        return own
    places = named_by(reading, languages, codes.list_of(PLACE), (PLACE,))
    return [
        replace(one, target=(ONLINE, "mapped"))
        if one.target[0] == ONLINE
        else replace(one, target=(OFFLINE, "mapped"), basis="list")
        for one in places[:1]
    ]


def _best(read: Suggestion | None, choices: Sequence[Choice]) -> tuple[Suggestion, ...]:
    """A value that is read by rule comes first, unless this very value is decided elsewhere."""
    compared = [
        Suggestion(one.target[0], "", _basis_of(one), one.score, one.why, one.evidence, one.target[1])
        for one in choices[:BEST]
    ]
    if read is None or (choices and choices[0].ground == SAME_VALUE_DECIDED):
        return tuple(compared)
    return (read,)


def _basis_of(choice: Choice) -> str:
    """What `decisions.csv` writes as basis of a setting; empty for every other field."""
    return choice.basis or (choice.same_value.basis if choice.same_value else "")


def _read(field: str, value: str, reading: Reading, codes: Codes, unread: Collection[str]) -> Suggestion | None:
    """`unread`: numbers that name no years."""
    if is_missing(value) and not may_mean_several(reading, (DECIDED[field],)):
        return Suggestion("", "", "", READ_BY_RULE, "a word for nothing", "lexical", "missing")
    if field == SETTING and reading.setting:
        return Suggestion(reading.setting, "", "", READ_BY_RULE, "its own words say where", "lexical")
    if DECIDED[field] in BANDS and field != PERPETRATOR_AGE and is_number_for_nothing(value):
        why = "a number that forms write where no age is known, and which may be one: ask"
        return Suggestion("", "", "", UNMEASURED, why, "lexical", "missing")
    if DECIDED[field] in BANDS and value not in unread and (years := read_years(value)):
        band = find_band(years, codes.list_of(DECIDED[field]))
        if field == PERPETRATOR_AGE and not _agrees(band, named_by(reading, (), codes.list_of(field), (field,))):
            return None  # `Adult 2` names no years
        if band is None:
            why = "no band holds all of its years, so it stays unknown"
            return Suggestion("unknown", "", "", READ_BY_RULE, why, "lexical")
        return Suggestion(band.code, "", "", READ_BY_RULE, f"all of its years lie in {band.label}", "lexical")
    return None


def _agrees(band: Code | None, named: Sequence[Named]) -> bool:
    """Whether the words beside the years say nothing else."""
    mains = {one.target[0].split(".")[0] for one in named}
    return not mains or (band is not None and mains == {band.code.split(".")[0]})
