"""What an export says of an accused person, a caller or a parent never becomes the child's."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from schemas.vocabulary.header_words import words_by_language
from tests.drafting import Drafted, day, draft_files, write_csv
from warehouse.scan.whose import whose

LANGUAGES = {"en", "es", "pt", "fr", "de", "it", "nl", "ru", "ar", "th", "hu", "sw", "zh", "id"}
SEX, AGE = ("girl", "boy"), [str(age) for age in range(5, 18)]
WHY = ("Bullying", "Neglect", "Sexual abuse")


def persons(folder: Path, headers: Mapping[str, Sequence[str]]) -> Drafted:
    """A draft of an export with these columns beside id, day and reason."""
    chance = random.Random(5)
    rows: list[list[str]] = [["Case No", "Report date", "Channel", *headers, "Reason"]]
    for number in range(200):
        told = [chance.choice(list(values)) for values in headers.values()]
        rows.append([f"P{number:04}", day(number).isoformat(), "Phone", *told, chance.choice(WHY)])
    return draft_files(folder, [write_csv(folder / "in" / "cases_2023.csv", rows)])


@pytest.mark.few(4)
@pytest.mark.parametrize(
    ("victim", "accused"),
    [
        (("Victim sex", "Victim age"), ("Suspect sex", "Suspect age")),
        (("sexo_victima", "edad_victima"), ("sexo_agresor", "edad_agresor")),
        (("VIC_SEX", "VIC_AGE"), ("PERP_SEX", "PERP_AGE")),
        (("Sexe de l'enfant", "Âge de l'enfant"), ("Sexe de l'auteur", "Âge de l'auteur")),
        (("Sexo da criança", "Idade da criança"), ("Sexo do suspeito", "Idade do suspeito")),
        (("Geschlecht", "Alter"), ("Geschlecht des Täters", "Alter des Täters")),
        (("เพศเด็ก", "อายุเด็ก"), ("เพศผู้กระทำ", "อายุผู้กระทำ")),
        (("جنس الطفل", "عمر الطفل"), ("جنس المتهم", "عمر المتهم")),
        (("sex", "age"), ("reporterSex", "reporterAge")),
        (("jinsia ya mtoto", "umri wa mtoto"), ("jinsia ya mtuhumiwa", "umri wa mtuhumiwa")),
        (("Child gender", "Child age"), ("Mother's gender", "Mother's age")),
    ],
)
def test_the_child_wins_whatever_the_order_of_columns(
    tmp_path: Path, victim: tuple[str, str], accused: tuple[str, str]
) -> None:
    adults = [str(age) for age in range(18, 60)]
    headers = {accused[0]: ("boy", "girl"), accused[1]: adults, victim[0]: SEX, victim[1]: AGE}

    fields = persons(tmp_path, headers).content["fields"]

    assert (fields["gender"], fields["age"]) == victim
    assert not {*accused} & {str(value) for value in fields.values()}


@pytest.mark.few(4)
@pytest.mark.parametrize(
    "who", ["Accused", "imputado", "denunciado", "agressor", "mis en cause", "Täter", "elkövető", "caller", "parent"]
)
def test_where_only_another_person_is_told_nothing_is_mapped_and_somebody_is_asked(tmp_path: Path, who: str) -> None:
    headers = {f"Sex {who}": ("girl", "boy"), f"Age {who}": [str(age) for age in range(18, 60)]}

    drafted = persons(tmp_path, headers)

    assert not {"gender", "age", "age_band"} & set(drafted.content["fields"])
    for name in headers:
        assert any(name in question for question in drafted.questions), name
        # The question takes a line of its own: without it there is still no answer of somebody else.
        assert not any(name in line for line in drafted.text.splitlines() if "QUESTION" not in line)


def test_who_the_accused_is_to_the_child_is_a_field_of_its_own(tmp_path: Path) -> None:
    headers = {"Relation to perpetrator": ("Father", "Teacher", "Friend"), "Perpetrator sex": ("male", "female")}

    fields = persons(tmp_path, headers).content["fields"]

    assert fields["perpetrator_relation"] == "Relation to perpetrator"
    assert "gender" not in fields


@pytest.mark.few(4)
@pytest.mark.parametrize(
    ("header", "values", "field"),
    [
        ("vinculo_con_la_persona_agresora", ("Ex pareja", "Pareja", "Superior jerarquico"), "perpetrator_relation"),
        ("lien avec l'auteur", ("Père", "Ex-conjoint", "Inconnu"), "perpetrator_relation"),
        ("hubungan dengan pelaku", ("Ayah", "Tetangga"), "perpetrator_relation"),
        ("Kapcsolat az elkövetővel", ("Apa", "Nevelőapa"), "perpetrator_relation"),
        ("caller type", ("Child", "Parent", "Teacher"), "person"),
        ("parentesco del llamante", ("Madre", "Abuela"), "person"),
        ("bejelentő", ("Anya", "Gyermek"), "person"),
        ("Vinculo", ("Madre", "Víctima", "Docente"), "person"),
        ("con quien vive", ("Ambos padres", "Abuelos"), "living_situation"),
        ("Wohnsituation", ("Heim", "Eltern"), "living_situation"),
    ],
)
def test_who_did_harm_who_called_and_with_whom_the_child_lives_are_known_by_their_headers(
    tmp_path: Path, header: str, values: tuple[str, ...], field: str
) -> None:
    told = {name for name, column in persons(tmp_path, {header: values}).content["fields"].items() if column == header}

    assert told == {field}


@pytest.mark.few(4)
@pytest.mark.parametrize(
    "header", ["vinculo", "parentesco", "relação com a vítima", "Relationship to child", "Caller relation to suspect"]
)
def test_a_relation_of_nobody_or_of_two_is_asked_about(tmp_path: Path, header: str) -> None:
    drafted = persons(tmp_path, {header: ("Madre", "Padre", "Padrastro")})

    assert header not in {str(value) for value in drafted.content["fields"].values()}
    assert any(header in question and "who" in question for question in drafted.questions)


def test_records_of_victims_and_accused_under_the_same_columns_are_asked_about(tmp_path: Path) -> None:
    headers = {"Role": ("Victim", "Suspect", "Witness"), "Sex": SEX, "Age": AGE}

    assert "'Role'" in persons(tmp_path, headers).line("row")


def test_there_are_words_in_every_language_of_the_vocabulary() -> None:
    for meaning in ("accused", "caller", "child"):
        assert set(words_by_language("people", meaning)) >= LANGUAGES
    assert set(words_by_language("ages", "band")) >= LANGUAGES
    assert set(words_by_language("blocks", "answers")) >= LANGUAGES


@pytest.mark.parametrize(
    "header", ["sex", "age", "canal", "fecha", "motivo", "material", "apathy", "vicinity", "Reason", "Comments", "أمن"]
)
def test_other_words_name_nobody(header: str) -> None:
    assert whose(header) == ""


def test_a_place_that_is_somebodys_is_not_a_person(tmp_path: Path) -> None:
    """Whose house it was says nothing of whose record it is."""
    places = (
        "CASA DA VÍTIMA",
        "CASA DO SUSPEITO",
        "CASA ONDE RESIDE A VÍTIMA E O SUSPEITO",
        "Suspect's home",
        "Victim's home",
    )

    drafted = persons(tmp_path, {"Cenário": places, "Victim sex": SEX, "Doença rara": ("N/D",)})

    written = (drafted.folder / "export.yaml").read_text(encoding="utf-8")
    assert "says whether a record is of the child" not in written
    assert "Doença rara" not in written, "it holds nothing but a word for nothing"
