"""What stands within a sentence of a page is in the page's language too: labels of codes, months, days, fields, numbers."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest

from schemas.finding import Finding, finding_kinds, spell_part
from schemas.finding_facts import label_of
from schemas.vocabulary.code import load_codes
from schemas.vocabulary.fields import DECIDED
from warehouse.publish.pages.language import ENGLISH, Language, Told, language_of, languages

OTHERS = [one for one in languages().values() if one.language != ENGLISH]
NAMED = ("reason", "channel")
"""The lists of which findings name codes."""


def changed(month: str, reason: str, **facts: object) -> Finding:
    what = spell_part("break", "reason", {"reason": label_of("reason", reason), "before": "12.5", "after": "3"})
    return Finding.of("break", "fail", form="changed", facts={"month": month, "what": what, **facts}, source_id="x")


@pytest.mark.parametrize("language", OTHERS, ids=lambda one: one.language)
@pytest.mark.parametrize("list_name", NAMED)
def test_every_code_that_a_finding_can_name_has_a_label_of_its_own(language: Language, list_name: str) -> None:
    known = load_codes().list_of(list_name).codes
    assert set(language.labels[list_name]) == {code for code, one in known.items() if not one.replaced_by}
    labels = list(language.labels[list_name].values())
    assert sorted(set(labels)) == sorted(labels)


@pytest.mark.parametrize("language", languages().values(), ids=lambda one: one.language)
def test_every_field_has_plain_words(language: Language) -> None:
    assert set(language.fields) == set(DECIDED)
    assert not [words for words in language.fields.values() if "_" in words]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("en", 'From July 2024 the pattern changed: "Grooming" went from 12.5 to 3 of 100 contacts.'),
        ("es", "Desde julio de 2024 el patrón cambió: «Grooming» pasó de 12,5 a 3 de cada 100 contactos."),
        (
            "fr",
            "Depuis juillet 2024, le profil a changé\u00a0: "
            "«\u00a0Sollicitation à des fins sexuelles (grooming)\u00a0» est passé de 12,5 à 3 contacts sur 100.",
        ),
    ],
)
def test_a_change_is_said_with_its_month_and_its_reason_in_the_language(code: str, sentence: str) -> None:
    told = language_of(code).tell(changed("2024-07", "violence.sexual.grooming"))
    assert re.sub(r"\s", " ", told.sentence) == re.sub(r"\s", " ", sentence)
    assert (told.language_code, told.in_english) == (code, ())
    assert unescape(str(told.marked)) == told.sentence


def test_a_label_without_a_translation_is_in_english_and_marked_so() -> None:
    spanish = language_of("es")
    poorer = spanish.model_copy(update={"labels": {"reason": {"violence": "Violencia"}}})
    told = poorer.tell(changed("2024-07", "violence.fgm"))
    assert told.in_english == ("Female genital mutilation",)
    assert '«<span lang="en">Female genital mutilation</span>»' in told.marked
    assert "mutilación" in spanish.tell(changed("2024-07", "violence.fgm")).sentence.lower()


def test_a_label_within_another_is_marked_once_and_what_surrounds_it_is_escaped() -> None:
    told = Told("<b> Violence, other & Violence", "", "es", ("Violence", "Violence, other"))
    english = '<span lang="en">{}</span>'
    assert told.marked == f"&lt;b&gt; {english.format('Violence, other')} &amp; {english.format('Violence')}"


@pytest.mark.parametrize(("code", "number"), [("en", "4,866"), ("es", "4\u202f866"), ("fr", "4\u202f866")])
def test_a_number_is_written_one_way_in_sentences_of_the_page_and_of_findings(code: str, number: str) -> None:
    language = language_of(code)
    facts = {"n_distinct": 1, "field": "contact_type"}
    finding = Finding.of(
        "unmapped_values", "warn", form="contacts", facts=facts, contact_year=2024, numerator=4866, denominator=12345
    )
    told = language.tell(finding).sentence
    assert number in told and "4866" not in told and "2024" in told
    assert language.fields["contact_type"] in told and "contact_type" not in told
    assert (
        number in language.phrase("of", {"numerator": 4866, "n": 12345, "share": "39%"}) and "4866" in finding.sentence
    )


def test_a_pack_of_many_files_is_named_in_the_language() -> None:
    finding = Finding.of("duplicate_delivery", "pass", form="expected", file_name="1075 packed files", numerator=2)
    assert language_of("en").tell(finding).sentence.startswith("1,075 packed files")
    assert language_of("es").file("1075 packed files") == "1\u202f075 archivos en un paquete"
    assert language_of("es").file("calls_2024.csv") == "calls_2024.csv"


def test_years_among_facts_are_no_numbers() -> None:
    facts = {"first": "2019", "last": "2022", "now": 1234, "low": "8.5", "high": 2000}
    finding = Finding.of("unlike_its_past", "warn", form="volume", facts=facts, contact_year=2023)
    assert language_of("en").tell(finding).sentence == (
        "In 2023 you had 1,234 contacts a month; your own years 2019 to 2022 let expect 8.5 to 2,000."
    )


def test_none_is_one_in_french_and_several_elsewhere() -> None:
    said = [language_of(code).phrase("questions_tell", {"n": n}) for code in ("en", "fr") for n in (0, 1, 2)]
    assert ["questions" in one for one in said] == [True, False, True, False, False, True]


def test_days_are_written_as_people_of_the_language_do() -> None:
    days = [language_of(code).day(date(2024, 8, 5)) for code in ("en", "es", "fr")]
    assert days == ["5 August 2024", "5 de agosto de 2024", "5 août 2024"]
    facts = {"answered": "one_reason", "day": "2024-08-05"}
    finding = Finding.of("reply_without_finding", "warn", form="every_year", facts=facts)
    assert "5 de agosto de 2024" in language_of("es").tell(finding).sentence
    assert "Varios motivos" in language_of("es").tell(finding).sentence


TECHNICAL = re.compile(r"\b\w+_\w+\b|\w+\.(yaml|csv)\b|\bharmonise\b|`")


@pytest.mark.parametrize("language", languages().values(), ids=lambda one: one.language)
def test_a_year_of_a_helpline_is_spoken_of_in_plain_words(language: Language) -> None:
    """No name of a table, a file of ours or a command, in whatever is found on a source-year."""
    named = []
    for code, kind in finding_kinds().items():
        own = language.kind_of(code) if kind.step == "assess" else None
        if own is None:
            continue
        forms = own.forms.values()
        texts = [own.sentence, own.question, *own.parts.values()]
        texts += [text or "" for form in forms for text in (form.cause, form.sentence, form.question)]
        named += [(code, found[0]) for text in texts if (found := TECHNICAL.search(re.sub(r"{[^}]*}", "", text)))]
    assert named == []
