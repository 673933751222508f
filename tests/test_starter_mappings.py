"""Starters for eleven real helplines: every label that a list ever had means one thing on every day it was there.

Belongs here: what the starters say, held against the label lists with their history (where the folder `shared` lies
beside the checkout). Does not belong here: the rules themselves (`test_decisions`), contacts (`test_starter_contacts`).
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from schemas.mapping.registry import Mapping, load_registry
from schemas.text.fold import fold
from schemas.vocabulary.code import load_codes
from tests.conftest import ROOT
from tests.starters import Starter, copy_starters, every_starter, reasons_of
from warehouse.harmonise.decide import FIRST_DAY, LAST_DAY, Decider, Span

ONE_DAY = timedelta(days=1)
REVERSED = date(2023, 8, 7)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Mapping]:
    return load_registry(copy_starters(tmp_path_factory.mktemp("starters") / "mappings")).sources


@pytest.fixture(scope="session")
def lists(shared_folder: Path) -> Path:
    folder = shared_folder / "data" / "aselo_categories"
    if not (folder / "category_history.csv").is_file():
        pytest.skip("needs the label lists of Aselo helplines in the folder `shared`")
    return folder


@cache
def rows_of(path: Path) -> tuple[dict[str, str], ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def decider_of(mapping: Mapping) -> Decider:
    return Decider(mapping.source_id, load_codes(), mapping.decisions)


# ---------------------------------------------------------------- the lists


def label_of(row: dict[str, str]) -> str:
    """As the construct `tree` gives it."""
    return f"{row['main_category']} > {row['subcategory']}"


def days_on_the_list(lists: Path, starter: Starter) -> Iterator[tuple[str, date, date]]:
    """Every label of every version of the list with its first and its last day, worked back from the newest version."""
    now = {
        (row["helpline_name"], fold(label_of(row))): label_of(row)
        for row in rows_of(lists / "categories.csv")
        if row["helpline_code"] == starter.definition and starter.helpline in ("", row["helpline_name"])
    }
    changes: dict[tuple[str, str], dict[date, set[str]]] = defaultdict(lambda: defaultdict(set))
    spelt = dict(now)
    for row in rows_of(lists / "category_history.csv"):
        if row["definition"] == starter.definition and starter.helpline in ("", row["helpline"]):
            key = (row["helpline"], fold(label_of(row)))
            changes[key][date.fromisoformat(row["date"])].add(row["change"])
            spelt.setdefault(key, label_of(row))
    for key, label in spelt.items():
        last = LAST_DAY if key in now else None
        for day, kinds in sorted(changes[key].items(), reverse=True):
            if kinds == {"added"}:
                assert last is not None, f"{label} was added twice"
                yield label, day, last
                last = None
            elif kinds == {"removed"}:
                assert last is None, f"{label} was removed twice"
                last = day - ONE_DAY
        if last is not None:
            yield label, FIRST_DAY, last


def meanings(spans: list[Span], first: date, last: date) -> list[Span]:
    """What a value means on the days from `first` to `last`."""
    return [span for span in spans if span.first <= last and first <= span.last]


@every_starter
def test_every_label_means_one_thing_on_every_day_on_which_it_was_on_a_list(
    starter: Starter, sources: dict[str, Mapping], lists: Path
) -> None:
    decider = decider_of(sources[starter.source_id])
    n_labels = 0
    for label, first, last in days_on_the_list(lists, starter):
        n_labels += 1
        active = meanings(decider.decide("reason", label), first, last)
        covered = sum((min(span.last, last) - max(span.first, first)).days + 1 for span in active)
        assert covered == (last - first).days + 1, label
        for span in active:
            assert span.outcome_code in ("mapped", "ignored"), (label, span.first, span.last)
            assert len(span.answers) == (span.outcome_code == "mapped"), label
    assert n_labels >= 28


@every_starter
def test_no_decision_speaks_of_a_label_or_a_day_that_no_list_knows(
    starter: Starter, sources: dict[str, Mapping], lists: Path
) -> None:
    on_lists = {fold(label) for label, _, _ in days_on_the_list(lists, starter)}
    history = rows_of(lists / "category_history.csv")
    changed = {date.fromisoformat(row["date"]) for row in history if row["definition"] == starter.definition}
    for decision in reasons_of(sources[starter.source_id]):
        assert decision.folded in on_lists, decision.source_value
        assert decision.valid_from is None or decision.valid_from in changed, decision.source_value
        assert decision.valid_to is None or decision.valid_to + ONE_DAY in changed, decision.source_value


@every_starter
def test_every_option_of_the_form_is_decided(starter: Starter, sources: dict[str, Mapping], lists: Path) -> None:
    mapping = sources[starter.source_id]
    decider = decider_of(mapping)
    n_options = 0
    for field, (form, name) in asked_places(mapping).items():
        for row in rows_of(lists / "options.csv"):
            there = (row["helpline_code"], row["level"], row["form"], row["field"])
            if there == (starter.definition, "contact", form, name) and row["value"].strip():
                is_list = field == "gender" and starter.definition == "ca-v1"
                value = json.dumps([row["value"]], separators=(",", ":")) if is_list else row["value"]
                assert {span.outcome_code for span in decider.decide(field, value)} != {"unmapped"}, (field, value)
                n_options += 1
    assert n_options > 30


def asked_places(mapping: Mapping) -> dict[str, tuple[str, str]]:
    """Field -> form and question, for every place of the form that the mapping names."""
    (export,) = mapping.exports
    named = {**export.fields, **({"setting": export.setting} if export.setting else {})}
    places = {}
    for field, construct in named.items():
        for column in construct.columns():
            part, _, name = column.removeprefix("rawJson.").partition("Information.")
            if name:
                places[field] = (f"{part.capitalize()}InformationTab", name)
    return places


# ---------------------------------------------------------------- without the lists


@every_starter
def test_a_starter_is_a_proposal_for_a_real_helpline_on_the_shared_export(
    starter: Starter, sources: dict[str, Mapping]
) -> None:
    mapping = sources[starter.source_id]
    written = yaml.safe_load((mapping.folder / "export.yaml").read_text(encoding="utf-8"))
    source = mapping.source
    assert written["like"] == "aselo"
    assert (source.network_code, source.mapping_status_code, source.is_synthetic) == ("chi", "proposed", False)
    assert source.can_record_several_reasons and source.reason_cap == (6 if starter.definition == "jm-v1" else 3)
    assert "suggested" not in {decision.outcome for decision in mapping.decisions}
    assert {decision.reviewed_by for decision in mapping.decisions} == {"project"}


@every_starter
def test_a_judgement_carries_its_note(starter: Starter, sources: dict[str, Mapping]) -> None:
    for decision in sources[starter.source_id].decisions:
        is_judgement = decision.fit in ("wider", "overlap") or decision.basis_code == "list"
        assert decision.note or not is_judgement, decision.source_value
        assert bool(decision.fit) == (decision.outcome == "mapped"), decision.source_value


@every_starter
def test_online_is_said_in_so_many_words_and_of_no_bodily_act(starter: Starter, sources: dict[str, Mapping]) -> None:
    words = ("online", "em linha", "en linea", "cyber", "ciber", "technology-facilitated", "virtuais")
    codes = load_codes().list_of("reason").codes
    online = [decision for decision in reasons_of(sources[starter.source_id]) if decision.setting == "online"]
    assert online
    for decision in online:
        assert any(word in decision.folded for word in words), decision.source_value
        assert decision.basis_code == "label" and not codes[decision.code].is_bodily, decision.source_value


def test_a_label_means_the_same_wherever_it_stands(sources: dict[str, Mapping]) -> None:
    """Its setting may differ: that depends on the labels beside it."""
    said: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for mapping in sources.values():
        for decision in reasons_of(mapping):
            said[decision.folded].add((decision.outcome, decision.code))
    assert not {label: meaning for label, meaning in said.items() if len(meaning) > 1}


def codes_on(mapping: Mapping, label: str, day: date) -> list[tuple[Any, Any]]:
    """Code and setting of a label on a day."""
    (span,) = meanings(decider_of(mapping).decide("reason", label), day, day)
    return [(answer["code"], answer["setting_code"]) for answer in span.answers]


def test_whether_exposure_was_directed_is_told_by_the_heading_and_never_for_sure(sources: dict[str, Mapping]) -> None:
    """Under violence or sexual abuse it is an act against the child, under any harm online what the child came upon."""
    found = {}
    for mapping in sources.values():
        for decision in reasons_of(mapping):
            if "exposure to porn" in decision.folded or "exposure to child sexual" in decision.folded:
                heading, _, _ = decision.source_value.partition(" > ")
                found[heading] = decision.code
                assert decision.fit == "overlap" and "in it" in decision.note
    assert found == {
        "Violence": "violence.sexual.exposure",
        "Sexual": "violence.sexual.exposure",
        "Online Safety (OCSEA)": "violence.sexual.exposure",
        "Online Harms": "safety.content_sexual",
    }


def test_a_place_in_the_world_is_decided_as_a_place() -> None:
    """Where one question gives both the place and the setting, what is a place elsewhere tells offline weakly."""
    n_places = 0
    for mapping in load_registry(ROOT / "mappings").sources.values():
        places = {row.folded for row in mapping.decisions if row.field == "incident_place" and row.code != "online"}
        for row in mapping.decisions:
            if row.field == "setting" and row.code == "offline" and row.folded in places:
                n_places += 1
                assert row.basis_code == "list", (mapping.source_id, row.source_value)
    assert n_places >= 14


def test_zimbabwes_reversed_label_holds_on_its_own_side_of_the_day(sources: dict[str, Mapping]) -> None:
    in_care, not_in_care = (f"Family relationships > Child {words} family care" for words in ("in", "not in"))
    zimbabwe = sources["zw_aselo"]
    assert codes_on(zimbabwe, in_care, REVERSED - ONE_DAY) == [("family.general", None)]
    assert codes_on(zimbabwe, in_care, REVERSED) == []
    assert codes_on(zimbabwe, not_in_care, REVERSED - ONE_DAY) == []
    assert codes_on(zimbabwe, not_in_care, REVERSED) == [("family.placement", None)]


@pytest.mark.parametrize(
    ("source_id", "day"),
    [("zm_childline", date(2023, 10, 5)), ("tz_aselo", date(2025, 5, 19)), ("nz_aselo", date(2025, 6, 8))],
)
def test_bullying_is_taken_as_offline_only_from_the_day_that_an_online_label_stands_beside_it(
    source_id: str, day: date, sources: dict[str, Mapping]
) -> None:
    before, after = (codes_on(sources[source_id], "Violence > Bullying", on) for on in (day - ONE_DAY, day))
    assert (before, after) == ([("violence.bullying", None)], [("violence.bullying", "offline")])
    assert codes_on(sources["et_aselo"], "Violence > Bullying", day) == [("violence.bullying", None)]
