"""The languages of the pages: every sentence in each of them, findings said anew from their facts, never half of one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from string import Formatter

import pytest

from schemas.finding import Facts, Finding, FindingKind, finding_kinds, spell_part
from tests.conftest import ROOT
from tests.paged_release import demo_release, pages_of
from warehouse.publish.pages.language import ENGLISH, Language, language_of, languages, says_the_same

OTHERS = [one for one in languages().values() if one.language != ENGLISH]
ASSESSED = {code: kind for code, kind in finding_kinds().items() if kind.step == "assess"}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def missing_of(language: Language, codes: Iterable[str]) -> list[str]:
    """What a language still lacks of these findings: `code/form`."""
    lacking = []
    for code in codes:
        kind = finding_kinds()[code]
        own = language.kind_of(code)
        for form in kind.forms or [""]:
            if own is None or not says_the_same(code, form, own):
                lacking.append(f"{code}/{form}")
        lacking += [f"{code}, part {part}" for part in kind.parts if own is None or part not in own.parts]
    return lacking


def test_spanish_and_french_are_there() -> None:
    assert {"en", "es", "fr"} <= set(languages())


@pytest.mark.parametrize("language", OTHERS, ids=lambda one: one.language)
def test_every_finding_on_a_source_year_can_be_said(language: Language) -> None:
    """Those that are listed are shown in English; their words belong into `languages/<code>.yaml`."""
    assert missing_of(language, ASSESSED) == []


@pytest.mark.parametrize("language", OTHERS, ids=lambda one: one.language)
def test_every_finding_that_asks_a_helpline_something_can_be_said(language: Language) -> None:
    """The survey has no page, and a broken contract asks nobody outside."""
    asking = [
        code
        for code, kind in finding_kinds().items()
        if any((kind.question, *(form.question for form in kind.forms.values())))
        and not code.startswith("survey_")
        and code not in ("contract_broken", "open_questions")
    ]
    assert "new_column" in asking and "rejected_rows" in asking
    assert missing_of(language, asking) == []


@pytest.mark.parametrize("language", OTHERS, ids=lambda one: one.language)
def test_every_translated_finding_exists(language: Language) -> None:
    """A finding, form or part that the catalogue has no more is removed here too, or nobody would say it."""
    stale = [code for code in language.findings if code not in finding_kinds()]
    for code in set(language.findings) - set(stale):
        english, own = finding_kinds()[code], language.kind_of(code)
        assert own is not None
        stale += [f"{code}/{form}" for form in own.forms if form not in english.forms]
        stale += [f"{code}, part {part}" for part in own.parts if part not in english.parts]
    stale += [f"topic {code}" for code in language.topics if code not in finding_kinds()]
    assert stale == []


@pytest.mark.parametrize("language", OTHERS, ids=lambda one: one.language)
def test_a_translation_says_what_english_says_from_the_same_facts(language: Language) -> None:
    for code in language.findings:
        english, own = finding_kinds().get(code), language.kind_of(code)
        if english is None or own is None:
            continue
        for form in {*own.forms} & {*english.forms} or [""]:
            assert says_the_same(code, form, own), (code, form)
            assert "{next_step}" not in (own.sentence, *(one.sentence for one in own.forms.values())), code
        for part in {*own.parts} & {*english.parts}:
            assert placeholders(own.parts[part]) == placeholders(english.parts[part]), (code, part)


@pytest.mark.parametrize("language", OTHERS, ids=lambda one: one.language)
def test_a_translation_has_every_sentence_of_the_page(language: Language) -> None:
    english = language_of(ENGLISH)
    assert list(language.words) == list(english.words)
    for name, text in english.words.items():
        assert placeholders(language.words[name]) == placeholders(text), name
    for group in ("topics", "steps", "verdicts"):
        assert list(getattr(language, group)) == list(getattr(english, group)), group
    assert len(language.months) == 12


def test_every_sentence_of_the_page_is_used() -> None:
    folder = ROOT / "warehouse" / "publish" / "pages"
    code = "\n".join(path.read_text(encoding="utf-8") for path in [*folder.glob("*.py"), *folder.glob("*.j2")])
    built = r"(q|setting|use|state|also|chart|topic)_\w+|cannot|fails|open|shown|several_one|several_any"
    unused = [
        name
        for name in language_of(ENGLISH).words
        if f'"{name}"' not in code and not re.fullmatch(built, name) and f"'{name}'" not in code
    ]
    assert unused == []


def judged(form: str, facts: Facts) -> Finding:
    return Finding.of("one_reason", "fail", form=form, facts=facts, source_id="x", numerator=1, denominator=250)


RARE: Facts = {
    "cap": spell_part("one_reason", "several"),
    "network": spell_part("one_reason", "network", {"share": "0.4"}),
    "share": "1.5",
}


def test_parts_of_a_sentence_and_its_numbers_are_said_in_the_language_too() -> None:
    finding = judged("rare", RARE)
    assert finding.sentence.startswith("Your system allows several reasons; 1 of 250 contacts carries more than one")
    told = language_of("es").tell(finding)
    assert told.sentence == (
        "Su sistema permite varios motivos; 1 de 250 contactos lleva más de uno (red: 0,4 de cada 100)."
    )
    assert (told.question, told.language_code) == ("¿Se indicó marcar solo uno?", "es")


def test_only_what_a_sentence_says_is_kept_beside_it() -> None:
    assert set(json.loads(judged("rare", {**RARE, "column": "telephone"}).facts)) == {"cap", "network"}


def test_a_finding_that_was_read_back_says_the_same() -> None:
    finding = Finding.from_dict(json.loads(json.dumps(judged("never", RARE).as_dict())))
    assert finding_kinds()["one_reason"].say_again(finding).sentence == finding.sentence
    assert language_of("fr").tell(finding) == language_of("fr").tell(judged("never", RARE))


@pytest.mark.parametrize(
    "change",
    [
        {"facts": "{}"},
        {"form_code": "a_form_of_tomorrow"},
        {"finding_code": "a_code_of_tomorrow"},
        {"finding_code": "malformed_csv", "form_code": "open_quotes"},
    ],
    ids=["facts that are not kept", "another form", "another code", "not translated"],
)
def test_what_cannot_be_said_is_in_english_as_a_whole(change: dict[str, str]) -> None:
    finding = Finding.from_dict({**judged("rare", RARE).as_dict(), **change})
    told = language_of("es").tell(finding)
    assert (told.sentence, told.question, told.language_code) == (finding.sentence, finding.question, ENGLISH)


@pytest.mark.parametrize(
    "entry",
    [
        {"forms": {"rare": {"sentence": "{numerator} de {denominator}."}}},
        {"forms": {"rare": {"question": ""}}},
        {"forms": {"usual": {}}},
    ],
    ids=["other facts", "no question", "another form"],
)
def test_words_that_fit_english_no_more_are_not_used(entry: dict[str, object]) -> None:
    english = finding_kinds()["one_reason"].model_dump()
    base = {name: english[name] for name in ("code", "step", "on_fail", "meaning", "next_step")}
    sentence = {"sentence": finding_kinds()["one_reason"].sentence}
    assert not says_the_same("one_reason", "rare", FindingKind.model_validate({**base, **sentence, **entry}))


def test_numbers_are_written_as_people_of_the_language_do() -> None:
    shares = (0.0, 0.004, 0.153, 0.996, 1.0)
    assert [language_of("en").share(one) for one in shares] == ["0%", "0.4%", "15%", "99.6%", "100%"]
    assert [language_of("fr").share(one) for one in shares[:3]] == ["0\u00a0%", "0,4\u00a0%", "15\u00a0%"]
    assert [language_of(code).number(1234567) for code in ("en", "fr")] == ["1,234,567", "1\u202f234\u202f567"]


@pytest.mark.long
def test_every_finding_of_assess_on_a_translated_page_is_translated(tmp_path_factory: pytest.TempPathFactory) -> None:
    release = demo_release(tmp_path_factory)
    for source_id, page in pages_of(release).items():
        if re.search('<html lang="(es|fr)">', page):
            english = re.findall(r'<span lang="en">([^<]*)</span>', page)
            assert not [one for one in english if one.startswith(("Your ", "For "))], source_id
