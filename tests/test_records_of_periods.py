"""`records` of source.yaml: what the system can, for every day or for each period; a list that leaves a day open is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from schemas.mapping.registry import load_registry
from schemas.mapping.source import Source
from schemas.text.problem import MappingError
from tests.tiny_network import SOURCE, write_mapping

ALWAYS = "records: {several_reasons: yes, setting: per_contact}"
SINCE_2024 = """\
records:
  - {several_reasons: no, setting: none}
  - {from: 2023-07-01, several_reasons: yes, cap: 3, setting: none}
  - {from: 2024-03-15, several_reasons: yes, setting: per_reason}"""


def load(folder: Path, records: str) -> Source:
    path = write_mapping(folder / "mappings", "tiny") / "source.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(ALWAYS, records), encoding="utf-8")
    return load_registry(folder / "mappings").sources["tiny"].source


@pytest.mark.parametrize("records", [ALWAYS, ALWAYS.replace("{", "[{").replace("}", "}]")])
def test_one_entry_holds_for_every_day(tmp_path: Path, records: str) -> None:
    source = load(tmp_path, records)
    assert source.earlier_systems == ()
    assert source.can_record_several_reasons and source.reason_cap is None
    assert source.system_on(date(1990, 1, 1)).setting_capability_code == "per_contact"


@pytest.mark.parametrize("first", ["", "from: 2019-01-01, "])
def test_each_entry_holds_until_the_day_before_the_next(tmp_path: Path, first: str) -> None:
    source = load(tmp_path, SINCE_2024.replace("- {several_reasons: no", f"- {{{first}several_reasons: no"))
    assert source.can_record_several_reasons and source.setting_capability_code == "per_reason"
    days = [(one.valid_from, one.valid_to, one.records.reason_cap) for one in source.earlier_systems]
    assert days == [
        (None, date(2023, 6, 30), 1),
        (date(2023, 7, 1), date(2024, 3, 14), 3),
    ]
    on = [source.system_on(day) for day in (date(2010, 1, 1), date(2023, 7, 1), date(2024, 3, 14), date(2024, 3, 15))]
    assert [(one.reason_cap, one.setting_capability_code) for one in on] == [
        *((1, "none"), (3, "none"), (3, "none"), (None, "per_reason")),
    ]


@pytest.mark.parametrize(
    ("records", "said"),
    [
        ("records: {from: 2024-01-01, several_reasons: yes, setting: none}", "a single entry holds for every day"),
        ("records: []", "nothing is named here"),
        (SINCE_2024.replace("from: 2024-03-15, ", ""), "each entry after the first needs `from`"),
        (SINCE_2024.replace("2024-03-15", "2023-07-01"), "two entries begin on 2023-07-01"),
        (SINCE_2024.replace("2024-03-15", "2022-01-01"), "2022-01-01 stands below 2023-07-01"),
        (SINCE_2024.replace("- {several", "- {from: 2025-01-01, several"), "2023-07-01 stands below 2025-01-01"),
        (SINCE_2024.replace("2024-03-15", "2024-13-15"), "is no day"),
        (SINCE_2024.replace("from: 2024-03-15", "since: 2024-03-15"), "unknown key `since`"),
        (SINCE_2024.replace("setting: per_reason", "setting: per_call"), "is not one of per_reason"),
        ("records: yes", "where a mapping"),
    ],
)
def test_a_list_that_leaves_a_day_open_is_refused(tmp_path: Path, records: str, said: str) -> None:
    with pytest.raises(MappingError) as error:
        load(tmp_path, records)
    (problem,) = error.value.problems
    line = next(number for number, text in enumerate(SOURCE.splitlines(), 1) if text.startswith("records:"))
    assert said in problem.message, problem.message
    assert problem.file.endswith("source.yaml") and line <= problem.line <= line + 3
