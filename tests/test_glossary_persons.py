"""The glossary of who did harm, who called and with whom a child lives: a word that may mean several codes is a question."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipelines.suggest import Encoder, Suggestion, load_encoder, suggest_answers
from schemas.mapping.registry import Registry, load_registry
from schemas.vocabulary.code import load_codes

NOTHING = Registry({}, load_codes())
PERSONS = Path(__file__).resolve().parent / "suggestion_lists" / "persons"
MAPPINGS = Path(__file__).resolve().parent.parent / "mappings"


def answers_to(field: str, text: str, registry: Registry = NOTHING, encoder: Encoder | None = None) -> list[Suggestion]:
    return list(suggest_answers(field, [text], registry, registry.codes, None, encoder)[0])


def test_the_invented_lists_of_persons_are_read_and_nothing_is_sure_and_wrong() -> None:
    for path in sorted(PERSONS.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for field in dict.fromkeys(row["field"] for row in rows):
            of_field = [row for row in rows if row["field"] == field]
            found = suggest_answers(field, [row["label"] for row in of_field], NOTHING, NOTHING.codes, None, None)
            for row, answer in zip(of_field, found, strict=True):
                said = f"{path.stem} {field} {row['label']}: {[(one.code, one.score) for one in answer]}"
                right = set(row["means"].removeprefix("~").split("|"))
                if row["means"].startswith("~"):
                    assert {one.code or "unknown" for one in answer} == right, said
                    assert all(one.score <= 0.5 for one in answer), said
                else:
                    assert not answer or (answer[0].code or "unknown") in right, said
                    assert answer or len(row["label"]) <= 2, said


@pytest.mark.parametrize("with_encoder", ["with", "without"])
@pytest.mark.parametrize(
    ("field", "text", "means"),
    [
        ("perpetrator_relation", "Desconocido", {"stranger", ""}),
        ("perpetrator_relation", "Inconnu", {"stranger", ""}),
        ("perpetrator_relation", "Unbekannt", {"stranger", ""}),
        ("perpetrator_relation", "مجهول", {"stranger", ""}),
        ("perpetrator_relation", "Tutor", {"caregiver", "authority"}),
        ("perpetrator_relation", "Padre o tío", {"caregiver.parent", "relative.uncle_aunt"}),
        ("person", "Adulto", {"adult_about_child", "child_self"}),
        ("living_situation", "Família", {"with_parents", "with_relatives"}),
    ],
)
def test_a_word_that_may_mean_several_codes_is_a_question(
    field: str, text: str, means: set[str], with_encoder: str
) -> None:
    answers = answers_to(field, text, encoder=load_encoder() if with_encoder == "with" else None)

    assert {one.code for one in answers} == means
    assert [(one.score, one.why.endswith("ask")) for one in answers] == [(0.5, True)] * 2
    assert [one.outcome for one in answers if not one.code] == ["missing"] * ("" in means)


def test_what_another_helpline_decided_for_such_a_word_does_not_make_it_sure() -> None:
    registry = load_registry(MAPPINGS)
    decided = {
        row.code
        for mapping in registry.sources.values()
        for row in mapping.decisions
        if (row.field, row.folded) == ("perpetrator_relation", "desconocido")
    }

    answers = answers_to("perpetrator_relation", "Desconocido", registry)

    assert decided == {"stranger"}
    assert [(one.code, one.score) for one in answers] == [("stranger", 0.5), ("", 0.5)]


def test_such_a_word_stays_one_for_nothing_where_it_can_mean_nothing_else() -> None:
    for field in ("gender", "channel", "living_situation"):
        (answer,) = answers_to(field, "Desconocido")
        assert (answer.outcome, answer.score > 0.9) == ("missing", True), field


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Pareja / Expareja", "partner"),
        ("Intimate Partner / Former Partner", "partner"),
        ("Padre o padrastro", "caregiver"),
        ("Father or stepfather", "caregiver"),
        ("Padre o tutor", "caregiver"),
    ],
)
def test_codes_of_one_kind_in_a_label_are_what_they_have_in_common(text: str, code: str) -> None:
    assert [one.code for one in answers_to("perpetrator_relation", text)][:1] == [code]


def test_a_mother_is_who_did_harm_who_called_or_with_whom_a_child_lives_by_the_field_alone() -> None:
    for field, code in (
        ("perpetrator_relation", "caregiver.parent"), ("person", "adult_about_child"),
        ("living_situation", "with_parents"),
    ):  # fmt: skip
        assert [one.code for one in answers_to(field, "Madre")][:1] == [code]
