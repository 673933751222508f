"""The glossary: its files are sound, whole words are found and parts of words are not, and it comes before likeness."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipelines.suggest import Encoder, Label, Suggestion, load_encoder, suggest_answers, suggest_reasons
from pipelines.suggest.glossary import glossaries
from schemas.mapping.registry import Registry, load_registry
from schemas.text.comparable import comparable_words
from schemas.text.problem import VocabularyError
from schemas.vocabulary.code import load_codes
from schemas.vocabulary.words import load_words, read_phrase, read_words

NOTHING = Registry({}, load_codes())
PERSONS = Path(__file__).resolve().parent / "suggestion_lists" / "persons"
MAPPINGS = Path(__file__).resolve().parent.parent / "mappings"
GOOD = """\
language: xx
name: Invented
version: 1
source: invented
small: [of]
people: [child*]
negations: ["no"]
yes: ["yes"]
"no": ["no"]
words:
  reason:
    violence.neglect: [neglect*, left alone]
    violence.physical: [hitting]
"""


def first(text: str, main: str = "") -> Suggestion:
    """The first suggestion, without decisions and without the encoder."""
    return suggest_reasons([Label(text, main)], NOTHING, None, None)[0][0]


def codes_in(language: str, text: str) -> list[str]:
    return [hit.code for hit in glossaries(("reason", "contact_type"))[language].find(text)]


# ---------------------------------------------------------------- the files


def test_the_fields_languages_are_there_and_name_the_reasons_that_matter_most() -> None:
    words = load_words()

    assert {"es", "pt", "fr", "ar", "th", "hu", "sw", "it", "de", "en", "id"} <= set(words)
    reasons = {code.code for code in load_codes().list_of("reason").codes.values() if not code.replaced_by}
    for name, language in words.items():
        named = set(language.words["reason"])
        sexual = {code for code in reasons if code.startswith("violence.sexual.")} - {
            "violence.sexual.image_synthetic",
            "violence.sexual.livestream",
        }
        assert sexual <= named, name
        assert len(named) >= 60, name
        for list_name in ("contact_type", "gender", "channel", "incident_place", "setting"):
            assert language.words[list_name], (name, list_name)
        for list_name in ("perpetrator_relation", "person", "living_situation"):
            every = {code for code in load_codes().list_of(list_name).codes if code not in ("other", "unknown")}
            assert every <= set(language.words[list_name]), (name, list_name)


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("violence.neglekt: [x]", "code `violence.neglekt` is not in list `reason`"),
        (
            "violence.sexual.assault: [HITTING]",
            "`hitting` of `violence.sexual.assault` stands under `violence.physical`",
        ),
        ("violence.sexual.assault: [alone left]", "stands under `violence.neglect` too"),
        ("violence.sexual.assault: [ra*]", "begins too many words"),
        ("violence.sexual.assault: [rape, Rapé]", "stands twice"),
        (
            "violence.sexual.assault: [~hitting]",
            "`hitting` of `violence.sexual.assault` stands under `violence.physical`",
        ),
        ("violence.sexual.assault: [~rape]", "`~rape` stands under `violence.sexual.assault` alone"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_its_line(tmp_path: Path, written: str, complaint: str) -> None:
    (tmp_path / "xx.yaml").write_text(f"{GOOD}    {written}\n", encoding="utf-8")

    with pytest.raises(VocabularyError) as error:
        read_words(tmp_path, load_codes())

    assert complaint in str(error.value)
    assert str(error.value).startswith("schemas/codes/words/xx.yaml:14:")


def test_a_file_named_otherwise_than_its_language_is_refused(tmp_path: Path) -> None:
    (tmp_path / "yy.yaml").write_text(GOOD, encoding="utf-8")

    with pytest.raises(VocabularyError, match="language and file differ"):
        read_words(tmp_path, load_codes())


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "xx.yaml").write_text(GOOD, encoding="utf-8")

    phrases = [(code, phrase.text) for code, phrase in read_words(tmp_path, load_codes())["xx"].phrases("reason")]

    assert phrases == [
        ("violence.neglect", "neglect*"), ("violence.neglect", "left alone"), ("violence.physical", "hitting"),
    ]  # fmt: skip


def test_no_place_is_online_and_no_word_for_online_is_a_place() -> None:
    for language in load_words().values():
        places = {
            phrase.text
            for code, phrase in language.phrases("incident_place")
            if code != "online" and not code.startswith("online")
        }
        online = {phrase.text for code, phrase in language.phrases("setting") if code == "online"}
        online |= {phrase.text for code, phrase in language.phrases("incident_place") if code == "online"}
        assert not places & online, language.name


# ---------------------------------------------------------------- words in labels


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ESTUPRO DE VULNERAVEL", "violence.sexual.assault"),
        ("VIOLACIÓN A MENOR", "violence.sexual.assault"),
        ("Attempt to drown", "violence.physical"),
        ("bodily injury", "violence.physical"),
        ("Nemi erőszak", "violence.sexual.assault"),
        ("Kubakwa na mjomba", "violence.sexual.assault"),
        ("اغتصاب طفلة", "violence.sexual.assault"),
        ("ถูกข่มขืน", "violence.sexual.assault"),
        ("Violenza assistita", "violence.witnessed"),
        ("Viol sur mineur", "violence.sexual.assault"),
        ("Schulschwänzen", "education.other"),
        ("Dead Air", ""),
        ("Llamada pitanza", ""),
        ("Néma hívás", ""),
    ],
)
def test_the_fields_words_are_known_in_its_languages(text: str, code: str) -> None:
    found = first(text)

    assert (found.code, found.outcome) == (code, "mapped" if code else "ignored")
    assert found.evidence == "glossary"
    assert "glossary" in found.why


def test_a_word_inside_another_word_does_not_count() -> None:
    assert codes_in("en", "therapist") == ["access.mental"]  # no rapist
    assert codes_in("en", "grapes and skills") == []
    assert codes_in("en", "rapid response to burnout") == []
    assert codes_in("en", "Sadismo") == []
    assert codes_in("fr", "Violences") == ["violence"]  # no viol
    assert codes_in("pt", "testemunha de um crime") == []  # no teste


def test_the_longest_phrase_comes_first_and_covers_its_words() -> None:
    assert codes_in("es", "Trabajo infantil") == ["violence.child_labour"]
    assert codes_in("es", "trabajo") == ["education.work"]
    assert codes_in("de", "Sexueller Missbrauch")[0] == "violence.sexual.abuse"


def test_a_main_is_named_only_by_the_whole_label() -> None:
    assert codes_in("en", "Violence against the child") == []
    assert codes_in("en", "Violence") == ["violence"]
    assert codes_in("de", "Schule und Ausbildung") == ["education", "education"]


def test_what_is_negated_is_not_named() -> None:
    assert codes_in("en", "no suicidal thoughts") == []
    assert codes_in("es", "sin violencia física") == []
    assert codes_in("en", "suicidal thoughts, no plan") == ["mental_health.suicidality"]


def test_words_of_one_language_are_not_looked_for_in_another() -> None:
    spanish = suggest_reasons(
        [Label(text) for text in ("Maltrato físico", "Abuso sexual", "Negligencia", "Padre ausente del hogar")],
        NOTHING, None, None,
    )  # fmt: skip

    assert [answer[0].code for answer in spanish[:3]] == [
        "violence.physical", "violence.sexual.abuse", "violence.neglect",
    ]  # fmt: skip
    assert all("Spanish" in one.why for answer in spanish for one in answer if one.evidence == "glossary")


def test_a_heading_completes_a_phrase() -> None:
    assert first("Physical", "Violence").code == "violence.physical"
    assert first("Emocional", "Maltrato").code == "violence.emotional"
    assert first("Otros", "Violencia").code == "violence.other"


def test_arabic_words_are_found_with_and_without_the_article() -> None:
    assert comparable_words("الاعتداء الجنسي") == comparable_words("اعتداء جنسي")
    assert codes_in("ar", "إدمان الألعاب الإلكترونية")[0] == "mental_health.addiction.digital"
    assert codes_in("ar", "ادمان العاب")[0] == "mental_health.addiction.digital"


def test_a_phrase_is_read_as_it_is_written() -> None:
    phrase = read_phrase("=Gang rape*")

    assert (phrase.text, phrase.is_whole_label) == ("gang rape*", True)


# ---------------------------------------------------------------- other fields


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Hospital", ["offline"]),
        ("Casa", ["offline"]),
        ("Escola", ["offline"]),
        ("Iskola", ["offline"]),
        ("Redes sociales", ["online"]),
        ("Ambas", ["both"]),
        ("Something unheard of", []),
        ("Yes", []),
    ],
)
@pytest.mark.parametrize("with_encoder", ["with", "without"])
def test_a_place_is_never_online(text: str, codes: list[str], with_encoder: str) -> None:
    encoder = load_encoder() if with_encoder == "with" else None

    answers = suggest_answers("setting", [text], NOTHING, NOTHING.codes, None, encoder)[0]

    assert [one.code for one in answers[:1]] == codes
    assert codes == ["online"] or "online" not in {one.code for one in answers}


def test_answers_of_other_fields_are_known_by_their_words() -> None:
    for field, text, code in (
        ("gender", "Femenino", "girl"), ("gender", "fiú", "boy"), ("channel", "Correo electrónico", "email"),
        ("contact_type", "Llamada muda", "non_counselling.silent"), ("incident_place", "Vía pública", "public_place"),
    ):  # fmt: skip
        answer = suggest_answers(field, [text], NOTHING, NOTHING.codes, None, None)[0][0]
        assert (answer.code, answer.evidence) == (code, "glossary"), text


# ---------------------------------------------------------------- who did harm, who called, with whom a child lives


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


@pytest.mark.parametrize("text", ["Sí", "No", "Igen", "Yes", "نعم"])
def test_yes_or_no_is_no_reason_and_nothing_is_suggested(text: str) -> None:
    assert suggest_reasons([Label(text)], NOTHING, None, None) == [()]


@pytest.mark.parametrize("text", ["No sabe no contesta", "nincs adat", "Desconocido", "N/A"])
def test_a_word_for_nothing_is_missing_as_a_reason_too(text: str) -> None:
    found = suggest_reasons([Label(text)], NOTHING, None, None)[0]

    assert [(one.code, one.outcome) for one in found] == [("", "missing")]
