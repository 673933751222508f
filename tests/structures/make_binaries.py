"""The example files that are no text: written once by `python -m tests.structures.make_binaries`, and committed.

Belongs here: workbooks, Parquet and archives of the three invented contacts. Does not belong here: what they must give.
"""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

HERE = Path(__file__).resolve().parent
LONG_AGO = (2024, 1, 1, 0, 0, 0)

CONTACTS: tuple[dict[str, Any], ...] = (
    {
        "id": "C-1",
        "day": "2024-03-05",
        "kind": "Counselling",
        "channel": "Phone",
        "sex": "F",
        "age": "14",
        "app": "Instagram",
        "where": "Internet",
        "born": "2010-01-20",
        "reasons": (
            "Violence > Threat to share an image",
            "Violence > Money asked for silence",
            "Violence > Grooming",
            "Feelings > Sadness",
        ),
    },
    {
        "id": "C-2",
        "day": "2024-03-06",
        "kind": "Counselling",
        "channel": "Web chat",
        "sex": "M",
        "age": "11",
        "app": "",
        "where": "Not said",
        "born": "2012-03-07",
        "reasons": ("Violence > Bullying online", "Violence > Bullying at school", "Violence > Beaten"),
    },
    {
        "id": "C-3",
        "day": "2024-03-07",
        "kind": "Silent",
        "channel": "Phone",
        "sex": "NSP",
        "age": "",
        "app": "",
        "where": "",
        "born": "",
        "reasons": (),
    },
)
COLUMNS = ("id", "day", "kind", "channel", "sex", "age", "app", "where")


def main() -> None:
    """Write every binary example."""
    write_workbook(_place("workbook", "report.xlsx"))
    write_sheets(_place("companion_sheets", "calls.xlsx"))
    write_parquet(_place("parquet", "contacts.parquet"))
    write_archive(_place("zipped_tables", "export_202403.zip"))
    write_packed_json(_place("gzip_json", "contacts.json.gz"))


def _place(structure: str, name: str) -> Path:
    folder = HERE / structure / "data"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name


def write_workbook(target: Path) -> None:
    """A title, a blank row, a header of two rows with merged cells, and a sheet that nobody asked for."""
    with xlsxwriter.Workbook(target) as book:
        book.add_worksheet("Read me").write(0, 0, "An invented report")
        sheet = book.add_worksheet("Contacts 2024")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write(0, 0, "Contacts of March")
        sheet.merge_range(2, 0, 2, 3, "Call")
        sheet.merge_range(2, 4, 2, 5, "Child")
        for column, name in enumerate(("No.", "Day", "Kind", "Channel", "Sex", "Born"), 0):
            sheet.write(3, column, name)
        for column, name in enumerate(("App", "Where", "Reason 1", "Reason 2", "Reason 3", "Reason 4"), 6):
            sheet.write(2, column, name)
        for row, contact in enumerate(CONTACTS, 4):
            sheet.write(row, 0, contact["id"])
            sheet.write_datetime(row, 1, _day(contact["day"]), day)
            cells = (contact["kind"], contact["channel"], contact["sex"])
            sheet.write_row(row, 2, cells)
            if contact["born"]:
                sheet.write_datetime(row, 5, _day(contact["born"]), day)
            sheet.write_row(row, 6, (contact["app"], contact["where"], *contact["reasons"]))


def write_sheets(target: Path) -> None:
    """A sheet of calls and a sheet of reasons."""
    with xlsxwriter.Workbook(target) as book:
        calls, reasons = book.add_worksheet("Calls"), book.add_worksheet("Reasons")
        calls.write_row(0, 0, COLUMNS)
        reasons.write_row(0, 0, ("call", "reason"))
        n_reasons = 0
        for row, contact in enumerate(CONTACTS, 1):
            calls.write_row(row, 0, [contact[name] for name in COLUMNS if name != "age"][:5])
            if contact["age"]:
                calls.write_number(row, 5, int(contact["age"]))
            calls.write_row(row, 6, (contact["app"], contact["where"]))
            for reason in contact["reasons"]:
                n_reasons += 1
                reasons.write_row(n_reasons, 0, (contact["id"], reason))


def write_parquet(target: Path) -> None:
    """Typed columns: days since 1899-12-30, months of age as integers."""
    epoch = date(1899, 12, 30)
    table = pa.table(
        {
            "id": [one["id"] for one in CONTACTS],
            "day": pa.array([(_day(one["day"]) - epoch).days for one in CONTACTS], pa.int32()),
            "kind": [one["kind"] for one in CONTACTS],
            "channel": [one["channel"] for one in CONTACTS],
            "sex": [one["sex"] for one in CONTACTS],
            "months": pa.array([int(one["age"]) * 12 + 5 if one["age"] else None for one in CONTACTS], pa.int16()),
            "app": [one["app"] for one in CONTACTS],
            "where": [one["where"] for one in CONTACTS],
            "reasons": ["; ".join(one["reasons"]) for one in CONTACTS],
        }
    )
    pq.write_table(table, target)


def write_archive(target: Path) -> None:
    """Two tables; the place stands beside one reason."""
    contacts = [COLUMNS, *(tuple(one[name] for name in COLUMNS) for one in CONTACTS)]
    reasons = [("contact", "reason", "place")]
    for one in CONTACTS:
        reasons += [(one["id"], reason, "Internet" if "Grooming" in reason else "") for reason in one["reasons"]]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in (("contacts_202403.csv", contacts), ("reasons_202403.csv", reasons)):
            text = "".join(",".join(row) + "\n" for row in rows)
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), text)


def write_packed_json(target: Path) -> None:
    """One packed array."""
    documents = []
    for one in CONTACTS:
        tree: dict[str, list[str]] = {}
        for reason in one["reasons"]:
            main, sub = reason.split(" > ")
            tree.setdefault(main, []).append(sub)
        child = {"sex": one["sex"], "age": one["age"]}
        plain = {name: one[name] for name in ("id", "kind", "channel", "app", "where")}
        documents.append({**plain, "when": f"{one['day']}T15:00:00Z", "child": child, "reasons": tree})
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0, filename="") as file:
        file.write(json.dumps(documents).encode("utf-8"))
    target.write_bytes(packed.getvalue())


def _day(text: str) -> date:
    return date.fromisoformat(text)


if __name__ == "__main__":
    main()
