"""Headers of the usual columns are known in more languages; whose they are and which day they tell stays apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drafting import day, draft_files, write_csv
from warehouse.scan.whose import whose
from warehouse.scan.words import AGE, BIRTH, COUNT, FIELDS, NOT_FIRST_DATE, OF_WHAT_HAPPENED, PERIOD, says

KEYS = ("id", "date", "gender", "age", "channel", "reasons", "setting")
HEADERS = {
    "pl": ("Nr zgłoszenia", "Data zgłoszenia", "Płeć", "Wiek", "Kanał kontaktu", "Powód zgłoszenia", "Online/offline"),
    "ko": ("상담번호", "상담일자", "성별", "나이", "상담방법", "상담사유", "온라인/오프라인"),
    "tr": ("Başvuru No", "Görüşme Tarihi", "Cinsiyet", "Yaş", "İletişim kanalı", "Başvuru nedeni", "Çevrimiçi mi"),
    "ar": ("رقم الحالة", "تاريخ الاتصال", "الجنس", "العمر", "وسيلة التواصل", "سبب الاتصال", "عبر الإنترنت"),
    "hi": ("मामला संख्या", "संपर्क की तारीख", "लिंग", "आयु", "संपर्क का माध्यम", "संपर्क का कारण", "ऑनलाइन/ऑफलाइन"),
    "pt": ("Protocolo", "Data do atendimento", "Gênero", "Idade", "Meio de contato", "Queixa", "Online/offline"),
}
CELLS = {
    "pl": (("dziewczynka", "chłopiec"), ("telefon", "czat"), ("Przemoc rówieśnicza", "Żałoba"), ("online", "offline")),
    "ko": (("여", "남"), ("전화", "채팅"), ("학교폭력", "가족갈등"), ("온라인", "오프라인")),
    "tr": (("kız", "erkek"), ("telefon", "sohbet"), ("Akran zorbalığı", "Yas"), ("çevrimiçi", "çevrimdışı")),
    "ar": (("أنثى", "ذكر"), ("هاتف", "دردشة"), ("تنمر", "عنف جنسي"), ("عبر الإنترنت", "خارج الإنترنت")),
    "hi": (("लड़की", "लड़का"), ("फ़ोन", "चैट"), ("यौन हिंसा", "पारिवारिक समस्या"), ("ऑनलाइन", "ऑफलाइन")),
    "pt": (("menina", "menino"), ("telefone", "chat"), ("Bullying", "Violência sexual"), ("online", "offline")),
}


@pytest.mark.parametrize("language", HEADERS)
def test_the_usual_columns_are_found_and_reasons_are_asked_about(tmp_path: Path, language: str) -> None:
    gender, channel, reason, setting = CELLS[language]
    rows: list[list[object]] = [list(HEADERS[language])]
    for number in range(40):
        side = number // 3 % 2
        told = (gender[number % 2], 7 + number % 9, channel[side], reason[number // 2 % 2], setting[side])
        rows.append([f"{1000 + number}", day(number * 3).isoformat(), *told])

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls.csv", rows)])

    of = dict(zip(KEYS, HEADERS[language], strict=True))
    assert drafted.content["row"] == "contact"
    assert (drafted.content["id"], drafted.content["date"]["column"]) == (of["id"], of["date"])
    assert {name: drafted.content["fields"][name] for name in ("gender", "age", "channel")} == {
        name: of[name] for name in ("gender", "age", "channel")
    }
    assert drafted.content["setting"] == of["setting"]
    assert drafted.content["reasons"] == {"cell": of["reasons"]} and "QUESTION" in drafted.line("reasons")


@pytest.mark.parametrize(
    ("header", "person"),
    [
        ("Płeć sprawcy", "accused"),
        ("Wiek dzwoniącego", "caller"),
        ("가해자 성별", "accused"),
        ("보호자 연령", "caller"),
        ("आरोपी की आयु", "accused"),
        ("कॉलर का लिंग", "caller"),
        ("Şüphelinin cinsiyeti", "accused"),
        ("Başvuranın cinsiyeti", "caller"),
    ],
)
def test_an_answer_of_somebody_else_is_not_the_childs(header: str, person: str) -> None:
    assert says(header, AGE) or says(header, FIELDS["gender"])
    assert whose(header) == person


@pytest.mark.parametrize("header", ["Data zamknięcia", "상담종료일", "Kapanış tarihi", "बंद होने की तिथि", "相談終了日"])
def test_the_day_of_an_end_is_no_day_of_the_contact(header: str) -> None:
    assert says(header, NOT_FIRST_DATE)


@pytest.mark.parametrize("header", ["Data zdarzenia", "사건 발생일자", "Olay tarihi", "घटना की तारीख"])
def test_nor_is_the_day_on_which_it_happened(header: str) -> None:
    assert says(header, OF_WHAT_HAPPENED)


@pytest.mark.parametrize("header", ["Data urodzenia", "생년월일", "Doğum tarihi", "जन्म तिथि"])
def test_nor_that_of_birth(header: str) -> None:
    assert says(header, BIRTH)


@pytest.mark.parametrize("header", ["बुलिंग", "साइबर बुलिंग", "काउंसलिंग का स्थान"])
def test_a_word_within_another_is_not_that_word(header: str) -> None:
    """`लिंग` is sex, `बुलिंग` bullying: a box of it is no column of the child's."""
    assert not says(header, FIELDS["gender"])


def test_a_number_in_turkish_is_no_period() -> None:
    assert says("Başvuru sayısı", COUNT) and not says("Başvuru sayısı", PERIOD)
    assert says("Yılı", PERIOD)
