"""How the setting of a reason is known, in which order, and what counts as a conflict; and what a blank field becomes.

Through the real SQL: one row of an invented file a case. `beside` stands beside the reason, `around` on the contact.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.tiny_source import SOURCE, TinySource

EXPORT = """\
files: "contacts.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: id
arrives: {as: updates, newest: {by: received}}
date: {column: day, format: "%Y-%m-%d"}
fields: {channel: channel, age: age, age_band: band, population: who, gender: {never: not asked}}
setting: around
reasons: {listed: [reason, second], settings: [beside, beside2]}
"""
DECISIONS = """\
reason,own words,mapped,violence.sexual.extortion,online,label,,,,,,
reason,own words both,mapped,violence.sexual.extortion,both,label,,,,,,
reason,own words unknown,mapped,violence.sexual.extortion,unknown,label,,,,,,
reason,plain,mapped,violence.bullying,,,,,,,,
reason,neighbours,mapped,violence.harassment,offline,list,,,,,,
reason,bodily,mapped,violence.sexual.assault,,,,,,,,
reason,bodily neighbours,mapped,violence.sexual.assault,offline,list,,,,,,
reason,bodily own words,mapped,violence.sexual.assault,online,label,,,,,,
reason,by nature,mapped,violence.physical,,,,,,,,
reason,no setting,mapped,mental_health.mood,,,,,,,,
reason,live,mapped,violence.sexual.livestream,,,,,,,,
reason,plain too,mapped,violence.bullying,,,,,,,,
reason,old words,mapped,violence.bullying,online,label,,,2023-12-31,,,
reason,old words,mapped,violence.bullying,offline,label,,2024-01-01,,,,
setting,Net,mapped,online,,,,,,,,
setting,School,mapped,offline,,,,,,,,
setting,Home,mapped,offline,,list,,,,a place in the world,,
setting,Both,mapped,both,,,,,,,,
setting,Nobody knows,mapped,unknown,,,,,,,,
setting,NSP,missing,,,,,,,,,
setting,Form,ignored,,,,,,,the form's own default,,
channel,tel,mapped,voice,,,,,,,,
age,99,missing,,,,,,,,,
age_band,teens,mapped,age_13_15,,,,,,,,
age_band,?,missing,,,,,,,,,
population,grown,mapped,adult,,,,,,,,
"""
COLUMNS = "id,day,channel,age,band,who,around,reason,beside,second,beside2"


class Case(NamedTuple):
    """What stands in a row, and the setting, basis and conflict that must come of it."""

    reason: str
    beside: str
    around: str
    setting: str
    basis: str
    is_conflict: bool = False
    day: str = "2024-02-01"


CASES = [
    # the value's own words win over everything; what is recorded against them is a conflict
    Case("own words", "", "", "online", "label"),
    Case("own words", "Net", "Net", "online", "label"),
    Case("own words", "School", "", "online", "label", True),
    Case("own words", "", "School", "online", "label", True),
    Case("own words", "NSP", "NSP", "online", "label"),
    Case("own words both", "", "Net", "both", "label", True),
    Case("own words unknown", "", "Net", "online", "recorded"),
    Case("own words unknown", "", "", "unknown", "none"),
    Case("old words", "", "", "online", "label", day="2023-12-31"),
    Case("old words", "", "", "offline", "label", day="2024-01-01"),
    # then the field beside the reason, then the field of the contact
    Case("plain", "Net", "", "online", "recorded"),
    Case("plain", "", "Net", "online", "recorded"),
    Case("plain", "", "Both", "both", "recorded"),
    Case("plain", "Net", "Net", "online", "recorded"),
    Case("plain", "Net", "School", "online", "recorded", True),
    Case("plain", "School", "Net", "offline", "recorded", True),
    Case("plain", "NSP", "School", "offline", "recorded"),
    Case("plain", "Nobody knows", "School", "offline", "recorded"),
    Case("plain", "", "", "unknown", "none"),
    Case("plain", "NSP", "Nobody knows", "unknown", "none"),
    Case("plain", "Form", "something new", "unknown", "none"),
    # a list's neighbours are believed only where nothing is recorded
    Case("neighbours", "", "", "offline", "list"),
    Case("neighbours", "NSP", "", "offline", "list"),
    Case("neighbours", "", "Net", "online", "recorded"),
    Case("neighbours", "Net", "", "online", "recorded"),
    # a field of the contact never makes a bodily act online; what stands beside the act itself may
    Case("bodily", "", "School", "offline", "recorded"),
    Case("bodily", "", "Net", "unknown", "none", True),
    Case("bodily", "", "Both", "unknown", "none", True),
    Case("bodily", "Net", "", "online", "recorded"),
    Case("bodily", "School", "Net", "offline", "recorded", True),
    Case("bodily", "NSP", "Net", "unknown", "none", True),
    Case("bodily", "", "", "unknown", "none"),
    Case("bodily neighbours", "", "", "offline", "list"),
    Case("bodily neighbours", "", "Net", "unknown", "none", True),
    Case("bodily own words", "", "Net", "online", "label"),
    # what a reason is by nature, no field changes
    Case("by nature", "", "", "offline", "nature"),
    Case("by nature", "", "Net", "offline", "nature"),
    Case("by nature", "Net", "", "offline", "nature", True),
    Case("no setting", "Net", "School", "not_applicable", "none"),
    # what the code does not allow is not believed
    Case("live", "", "School", "unknown", "none", True),
    Case("live", "School", "", "unknown", "none", True),
    Case("live", "", "Net", "online", "recorded"),
    # a place in the world tells how a bodily act took place; of any other act it only tells where the child was
    Case("plain", "", "Home", "offline", "list"),
    Case("plain", "Home", "", "offline", "list"),
    Case("plain", "Home", "Home", "offline", "list"),
    Case("plain", "Home", "Net", "online", "recorded", True),
    Case("plain", "Net", "Home", "online", "recorded", True),
    Case("plain", "Home", "School", "offline", "recorded"),
    Case("plain", "NSP", "Home", "offline", "list"),
    Case("neighbours", "", "Home", "offline", "list"),
    Case("bodily", "", "Home", "offline", "recorded"),
    Case("bodily", "Home", "", "offline", "recorded"),
    Case("bodily", "Home", "Net", "offline", "recorded", True),
    Case("own words", "", "Home", "online", "label", True),
    Case("by nature", "", "Home", "offline", "nature"),
    Case("no setting", "", "Home", "not_applicable", "none"),
    Case("live", "", "Home", "unknown", "none", True),
]


def write(tmp_path: Path, rows: list[str], source: str = SOURCE) -> TinySource:
    tiny = TinySource.write(tmp_path, EXPORT, DECISIONS, source)
    tiny.put("contacts.csv", "\n".join([COLUMNS, *rows]) + "\n")
    tiny.ingest()
    return tiny


def settings_of(tmp_path: Path, cases: list[Case], source: str = SOURCE) -> list[tuple[str, str, bool]]:
    """(setting, basis, conflict) of each case, in order."""
    rows = [f"{n},{one.day},tel,,,,{one.around},{one.reason},{one.beside},," for n, one in enumerate(cases)]
    tiny = write(tmp_path, rows, source)
    ids = [tiny.run().key.for_source("tiny").pseudonym(str(number)) for number in range(len(cases))]
    found = {
        row[0]: (row[1], row[2], row[3])
        for row in tiny.query(
            "select contact_id, setting_code, setting_basis_code, is_setting_conflict from contact_reason"
        )
    }
    return [found[contact_id] for contact_id in ids]


def test_precedence_basis_and_conflict(tmp_path: Path) -> None:
    found = settings_of(tmp_path, CASES)
    wrong = [
        f"{one[:3]}: {got} instead of {one[3:6]}"
        for one, got in zip(CASES, found, strict=True)
        if got != (one.setting, one.basis, one.is_conflict)
    ]
    assert wrong == []


def test_conflicts_are_counted_in_a_finding(tmp_path: Path) -> None:
    settings_of(tmp_path, CASES)
    tiny = TinySource(tmp_path)
    query = "select contact_year, numerator, denominator from lake_finding where finding_code = 'setting_conflicts'"
    of_2024 = [one for one in CASES if one.day.startswith("2024")]
    assert tiny.query(query) == [(2024, sum(one.is_conflict for one in of_2024), len(of_2024))]


def test_the_remit_speaks_last(tmp_path: Path) -> None:
    cases = [
        Case("plain", "", "", "online", "remit"),
        Case("plain", "NSP", "", "online", "remit"),
        Case("plain", "", "School", "offline", "recorded"),
        Case("neighbours", "", "", "offline", "list"),
        Case("own words", "", "", "online", "label"),
        Case("by nature", "", "", "offline", "nature"),
        Case("no setting", "", "", "not_applicable", "none"),
        Case("bodily", "", "Net", "unknown", "none", True),
        Case("live", "", "School", "unknown", "none", True),
    ]
    found = settings_of(tmp_path, cases, SOURCE + "remit: online_safety\n")
    assert found == [(one.setting, one.basis, one.is_conflict) for one in cases]


def test_several_labels_of_one_reason_and_setting_are_one_row(tmp_path: Path) -> None:
    tiny = write(
        tmp_path,
        [
            "1,2024-01-01,tel,,,,,plain,Net,plain too,Net",
            "2,2024-01-01,tel,,,,,plain,Net,plain too,School",
            "3,2024-01-01,tel,,,,School,plain,,own words,",
        ],
    )
    query = (
        "select reason_code, setting_code, setting_basis_code, n_source_values, c.n_reasons, c.n_reasons_recorded "
        "from contact_reason join contact as c using (contact_id) order by all"
    )
    assert tiny.query(query) == [
        ("violence.bullying", "offline", "recorded", 1, 1, 2),
        ("violence.bullying", "offline", "recorded", 1, 2, 2),
        ("violence.bullying", "online", "recorded", 1, 1, 2),
        ("violence.bullying", "online", "recorded", 2, 1, 2),
        ("violence.sexual.extortion", "online", "label", 1, 2, 2),
    ]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        # channel, age, band, who -> channel_code, age_years, age_band_code, population_code
        ("tel,14,,", ("voice", 14, "age_13_15", "child")),
        (",,,", ("unknown", None, "unknown", "unknown")),
        ("fax,130,,", ("unknown", None, "unknown", "unknown")),
        ("tel,99,teens,", ("voice", None, "age_13_15", "child")),
        ("tel,,teens,", ("voice", None, "age_13_15", "child")),
        ("tel,16,teens,", ("voice", 16, "age_16_17", "child")),
        ("tel,18,,", ("voice", 18, "age_18_24", "adult")),
        ("tel,30,?,", ("voice", 30, "age_25_plus", "adult")),
        ("tel,,,grown", ("voice", None, "unknown", "adult")),
    ],
)
def test_a_field_that_is_asked_is_never_null(tmp_path: Path, cells: str, expected: tuple[object, ...]) -> None:
    tiny = write(tmp_path, [f"1,2024-01-01,{cells},,,,,"])
    query = "select channel_code, age_years, age_band_code, population_code, gender_code from contact"
    assert tiny.query(query) == [(*expected, None)]


def test_who_serves_young_people_has_them(tmp_path: Path) -> None:
    tiny = write(tmp_path, ["1,2024-01-01,tel,20,,,,,,,"], SOURCE + "serves_young_people: yes\n")
    assert tiny.query("select population_code from contact") == [("young_person",)]
