"""The glossary: its files are sound, whole words are found and parts of words are not, and it comes before likeness."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.suggest import Label, Suggestion, load_encoder, suggest_answers, suggest_reasons
from pipelines.suggest.glossary import glossaries
from schemas.mapping.registry import Registry
from schemas.text.comparable import comparable_words
from schemas.text.problem import VocabularyError
from schemas.vocabulary.code import load_codes
from schemas.vocabulary.words import load_words, read_phrase, read_words

NOTHING = Registry({}, load_codes())
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


@pytest.mark.parametrize("text", ["Sí", "No", "Igen", "Yes", "نعم"])
def test_yes_or_no_is_no_reason_and_nothing_is_suggested(text: str) -> None:
    assert suggest_reasons([Label(text)], NOTHING, None, None) == [()]


@pytest.mark.parametrize("text", ["No sabe no contesta", "nincs adat", "Desconocido", "N/A"])
def test_a_word_for_nothing_is_missing_as_a_reason_too(text: str) -> None:
    found = suggest_reasons([Label(text)], NOTHING, None, None)[0]

    assert [(one.code, one.outcome) for one in found] == [("", "missing")]
