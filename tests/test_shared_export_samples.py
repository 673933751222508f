"""Shared formats on samples in the form of real exports, which stand beside the repository.

Belongs here: that a format under `mappings/_exports/` reads what its system's own tests and documents show. Does not
belong here: the examples (`tests.test_shared_exports`), or what a value means.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter
import yaml

from tests.conftest import ROOT
from tests.test_shared_exports import SHARED, write_source
from tests.tiny_source import SOURCE, TinySource

SAMPLES = ROOT.parent / "shared" / "data" / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples stand beside the repository, not in it")
Values = list[tuple[str, str]]


def values_of(source: TinySource, *fields: str) -> Values:
    """Every value that was found, by field, without meaning."""
    named = ", ".join(f"'{name}'" for name in fields)
    return source.query(f"select field, source_value from source_value where field in ({named}) order by all")


def as_csv(rows: Sequence[Sequence[object]], delimiter: str = ",", quoting: int = csv.QUOTE_MINIMAL) -> str:
    """Rows as a delimited text."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator="\n").writerows(rows)  # type: ignore[arg-type]
    return text.getvalue()


def test_the_sample_of_icarol(tmp_path: Path) -> None:
    wellness = "The Eight Dimensions of Wellness - Eight Dimensions of Wellness - Check all that apply"
    source = write_source(tmp_path, f'like: icarol\nreasons: {{cell: "{wellness}", delimiter: ;}}\n')
    source.put("CallReports.csv", (SAMPLES / "icarol" / "synthetic_callreports.csv").read_bytes())
    source.ingest()
    assert values_of(source, "contact_type", "age_band", "gender", "reason") == [
        ("age_band", "25-34"),
        ("contact_type", "Hang-up"),
        ("contact_type", "Real call"),
        ("gender", "Female"),
        ("reason", "Financial"),
        ("reason", "Social"),
        ("reason", "emotional / mental"),
    ]


def test_the_rules_of_icarol_are_those_of_the_sample(tmp_path: Path) -> None:
    """The kind of call: a rule on the text, else the first flag that is set, else the text itself."""
    rules = json.loads((SAMPLES / "icarol" / "icarol_to_aselo_usnc.json").read_text(encoding="utf-8"))
    shared = yaml.safe_load((SHARED / "icarol.yaml").read_text(encoding="utf-8"))
    rule, flags, text = shared["fields"]["contact_type"]["first_of"]
    by_text, by_flag, _ = rules["call_type_rules"]
    assert {rule["when"]["column"]: rule["when"]["is"]} == by_text["when"]
    assert list(flags["flags"]) == [name for name, _ in by_flag["else_first_flag_yes"]]
    assert text in rules["columns"]
    assert (
        shared["fields"]["contact_type"]
        == yaml.safe_load((SHARED / "icarol_needs.yaml").read_text(encoding="utf-8"))["fields"]["contact_type"]
    )
    for value in ("Crisis", "Non-Crisis", "Non Crisis"):
        assert value in rule["when"]["is"]


@pytest.mark.parametrize(("kind", "construct"), [
    ("summary", '{cell: dietary_accommodations, delimiter: " "}'),
    ("details", "{ticked: dietary_accommodations/, gives: rest}"),
    ("both", "{ticked: dietary_accommodations/, gives: rest}"),
])  # fmt: skip
def test_the_exports_of_kobo(kind: str, construct: str, tmp_path: Path) -> None:
    """Three forms of one export give the same reasons; an unanswered question gives none."""
    sample = json.loads((SAMPLES / "kobo" / "expected_exports.json").read_text(encoding="utf-8"))[kind]
    source = write_source(tmp_path, f"like: kobo\nfields: {{channel: restaurant_name}}\nreasons: {construct}\n")
    rows = [["_id", "start", *sample["fields"]]]
    rows += [[str(n), f"2024-03-0{n}T10:00:00.000-05:00", *row] for n, row in enumerate(sample["data"], 1)]
    rows += [["9", "2024-03-09T10:00:00.000-05:00", "x", *[""] * (len(sample["fields"]) - 1)]]
    source.put("form.csv", as_csv(rows, ";", csv.QUOTE_ALL))
    source.ingest()
    assert source.query("select source_value, n_values from source_value where field = 'reason' order by all") == [
        ("gluten_free", 2),
        ("lactose_free", 1),
        ("vegan", 2),
        ("vegetarian", 2),
    ]


def test_or_other_and_two_versions_of_a_form_of_kobo(tmp_path: Path) -> None:
    sample = json.loads((SAMPLES / "kobo" / "expected_exports.json").read_text(encoding="utf-8"))["or_other"]
    export = "like: kobo\nfields: {channel: fav_emperor}\nreasons: {ticked: fav_emperors/, gives: rest}\n"
    export += "---\nlike: kobo_json\nfields: {channel: brand_of_coffee_machine}\n"
    export += 'reasons: {cell: favorite_coffee_type, delimiter: " "}\n'
    source = write_source(tmp_path, export)
    rows = [["_id", "start", *sample["fields"]]]
    rows += [[str(n), f"2024-03-0{n}T10:00:00.000-05:00", *row] for n, row in enumerate(sample["data"], 1)]
    source.put("form.csv", as_csv(rows, ";", csv.QUOTE_ALL))
    source.ingest()
    for version in ("v1", "v2"):
        form = json.loads((SAMPLES / "kobo" / f"favorite_coffee_{version}.json").read_text(encoding="utf-8"))
        results = [
            {**one, "_id": f"{version}-{n}", "start": "2024-04-01T10:00:00.000Z"}
            for n, one in enumerate(form["submissions"])
        ]
        source.put(f"{version}.json", json.dumps({"count": len(results), "next": None, "results": results}))
    source.ingest()
    assert source.query("select source_value, n_values from source_value where field = 'reason' order by all") == [
        ("american", 2),
        ("british", 1),
        ("caligula", 1),
        ("french", 2),
        ("italian", 2),
        ("julius", 1),
        ("other", 1),
        ("tiberius", 1),
    ]


def test_checkboxes_of_redcap(tmp_path: Path) -> None:
    """Codes may be letters; a record whose boxes are all 0 is told apart from one that has no boxes filled in."""
    sample = (SAMPLES / "redcap" / "checkboxes-1__data.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(sample)))
    export = (
        "like: redcap\ndate: {column: day, format: iso}\nfields: {channel: form_1_complete}\n"
        "reasons: {ticked: [check_one___, check_two___], all_no: nothing ticked}\n"
    )
    source = write_source(tmp_path, export)
    table = [["day", *rows[0]]] + [[f"2024-03-0{n}", *row.values()] for n, row in enumerate(rows, 1)]
    source.put("Sample_DATA_2024-04-01_0900.csv", as_csv(table))
    source.ingest()
    ticked = [name for row in rows for name, cell in row.items() if "___" in name and cell == "1"]
    empty = sum(all(cell == "0" for name, cell in row.items() if "___" in name) for row in rows)
    assert empty == 1
    found: dict[str, int] = dict(source.query("select source_value, n_values from source_value where field = 'reason'"))
    assert found == {**{name: ticked.count(name) for name in ticked}, "nothing ticked": empty}


def test_events_of_redcap(tmp_path: Path) -> None:
    """A longitudinal project: one row an event, of which one is the contact; a field starts every record's row."""
    sample = (SAMPLES / "redcap" / "longitudinal__data.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(sample)))
    enrolled = [row for row in rows if row["redcap_event_name"].startswith("enrollment")]
    export = (
        "like: redcap\nid: study_id\ndate: {column: date_enrolled, format: iso}\n"
        "fields: {channel: race, gender: {coded: sex, labels: {0: Female, 1: Male}}, age: {age_at: dob}}\n"
        "reasons: {ticked: gym___}\n"
        "leave_out: [{column: redcap_event_name, is_not: [enrollment_arm_1, enrollment_arm_2], because: a later visit}]\n"
    )
    source = write_source(tmp_path, export)
    source.put("Sample_DATA_2024-04-01_0900.csv", sample)
    source.ingest()
    assert 0 < len(enrolled) < len(rows)
    fates = "select n_rows, n_rows_used, n_ignored, n_rejected from delivery"
    assert source.query(fates) == [(len(rows), len(enrolled), len(rows) - len(enrolled), 0)]
    days = sum(row[f"gym___{day}"] == "1" for row in enrolled for day in range(5))
    assert source.query("select sum(n_values) from source_value where field = 'reason'") == [(days,)]


def test_repeated_instruments_of_redcap(tmp_path: Path) -> None:
    """Contacts are instances of an instrument; the rows of the records themselves are left out."""
    sample = (SAMPLES / "redcap" / "repeating-instruments__data.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(sample)))
    instances = [row for row in rows if row["redcap_repeat_instrument"] == "bp"]
    export = (
        "like: redcap_repeating\ndate: {column: date_bp, format: iso}\n"
        "fields: {channel: {always: x}}\nreasons: {cell: bp_diastolic}\n"
    )
    source = write_source(
        tmp_path, export, source=SOURCE.replace("valid: {from: 2015-01-01}", "valid: {from: 2000-01-01}")
    )
    source.put("Sample_DATA_2024-04-01_0900.csv", sample)
    source.ingest()
    assert source.query("select n_rows, n_rows_used, n_ignored, n_rejected from delivery") == [
        (len(rows), len(instances), len(rows) - len(instances), 0)
    ]
    assert values_of(source, "reason") == [("reason", row["bp_diastolic"]) for row in instances]


def test_cells_of_primero(tmp_path: Path) -> None:
    """Headings and cells as Primero's own tests expect them: brackets, a subform in a cell, a formula made harmless."""
    sample = json.loads((SAMPLES / "primero" / "exporter_expected_values.json").read_text(encoding="utf-8"))
    lookups = json.loads((SAMPLES / "primero" / "lookups_en.json").read_text(encoding="utf-8"))
    concerns = [one["id"] for one in lookups["lookup-protection-concerns"]["values"]]
    listed = "[" + ", ".join(f'"{code}"' for code in concerns) + "]"
    header = [*sample["csv_row_headers"], "registration_date", "protection_concerns"]
    row = {"id": "1", "name": sample["csv_formula_cell"], "age": "10", "sex": "female"}
    row |= {"family_details_section": sample["csv_subform_cell"], "registration_date": "2024-03-01"}
    row["protection_concerns"] = listed
    source = write_source(tmp_path, "like: primero\nfields: {channel: {always: Phone}}\n")
    source.put("cases.csv", as_csv([header, [row.get(name, "") for name in header]]))
    source.ingest()
    assert len(concerns) == 18
    assert values_of(source, "reason") == [("reason", code) for code in sorted(concerns)]
    assert source.query("select age_years from contact") == [(10,)]


def test_sheets_of_primero(tmp_path: Path) -> None:
    """Several labels in a cell of a form's own sheet, among sheets with names as Primero cuts them."""
    sample = json.loads((SAMPLES / "primero" / "exporter_expected_values.json").read_text(encoding="utf-8"))
    export = (
        'like: primero_workbook\nread: {workbook: {sheet: "cases_test_form_2"}}\n'
        'date: {column: Day, format: ["%d-%b-%Y", iso]}\n'
        'fields: {channel: {always: Phone}}\nreasons: {cell: Multi, delimiter: "|||"}\n'
    )
    source = write_source(tmp_path, export)
    with xlsxwriter.Workbook(source.inbox / "cases.xlsx") as book:
        for name in sample["xlsx_sheets"]:
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ("ID", "Day", "Multi"))
            sheet.write_row(1, 0, ("1", "01-Mar-2024", sample["xlsx_multi_select_cell"]))
    source.ingest()
    assert values_of(source, "reason") == [("reason", "Option 1"), ("reason", "Option 2")]
