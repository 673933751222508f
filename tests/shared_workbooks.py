"""The workbooks of the examples under `mappings/_exports/`, as text: what stands in the repository as a binary file.

Belongs here: their cells, and writing them (`python -m tests.shared_workbooks`). Does not belong here: what is read from
them (`test_shared_exports`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter

from tests.conftest import ROOT

CONTACT_SHEET = (
    ("ID", "Date of Registration", "Sex", "Age", "How was the helpline reached?", "Relationship to the child"),
    ("invented11", "06-May-2024", "Female", 14, "Phone call", "Partner ||| Parent"),
    ("invented12", "07-May-2024", "Male", 16, "Phone call", ""),
)
VIOLENCE_SHEET = (
    ("ID", "Type of violence"),
    ("invented11", "Physical assault ||| Psychological / emotional abuse"),
    ("invented11", "Threats online"),
)
FORMS_SHEET = (
    (
        "number", "formid", "form.contact.channel", "form.child.sex", "form.child.age", "form.why.reasons",
        "form.why.where", "form.why.app", "completed_time", "started_time", "username", "received_on",
    ),
    (
        1, "invented-f11", "phone", "girl", 15, "bullying sadness", "online", "tiktok",
        "2024-04-25 10:31:00", "2024-04-25 10:10:00", "invented", "2024-04-25 10:32:00",
    ),
    (
        2, "invented-f12", "chat", "---", "---", "---", "---", "---",
        "2024-04-26 08:05:00", "2024-04-26 08:00:00", "invented", "2024-04-26 08:06:00",
    ),
)  # fmt: skip
RUNS_SHEET = (
    (
        "Contact UUID", "Contact Name", "URN Scheme", "URN Value", "Started", "Modified", "Exited", "Run UUID",
        "Sex (Category) - Helpline", "Sex (Text) - Helpline", "Age (Category) - Helpline", "Age (Text) - Helpline",
        "Why (Category) - Helpline", "Why (Value) - Helpline", "Why (Text) - Helpline", "Where (Category) - Helpline",
    ),
    (
        "invented-contact-11", "", "tel", "invented", "2024-04-09 09:15:00", "2024-04-09 09:30:00",
        "2024-04-09 09:30:00", "invented-run-11", "Girl", "invented words", "13-15", "invented words",
        "Bullying", "bullying", "invented words", "School",
    ),
    (
        "invented-contact-12", "", "whatsapp", "invented", "2024-04-10 09:15:00", "2024-04-10 09:30:00",
        "", "invented-run-12", "Boy", "invented words", "", "", "", "", "", "",
    ),
)  # fmt: skip
REPEAT_SHEET = (("number", "number__0", "number__1", "form.people.name_invented"), ("1.0", 1, 0, "invented"))
WORKBOOKS: Mapping[str, Mapping[str, Sequence[Sequence[str | int]]]] = {
    "primero/example/xlsx/cases.xlsx": {"Contact": CONTACT_SHEET, "Contact-Violence": VIOLENCE_SHEET},
    "rapidpro/example/workbook/results.xlsx": {"Runs": RUNS_SHEET},
    "commcare/example/xlsx/Forms.xlsx": {"Forms": FORMS_SHEET, "Repeat- people": REPEAT_SHEET},
}


def write_workbooks(target: Path) -> None:
    """Write the workbooks of the examples below a folder."""
    for name, sheets in WORKBOOKS.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with xlsxwriter.Workbook(path) as book:
            book.set_properties({"created": datetime(2024, 1, 1)})
            for title, rows in sheets.items():
                sheet = book.add_worksheet(title)
                for place, row in enumerate(rows):
                    sheet.write_row(place, 0, row)


if __name__ == "__main__":
    write_workbooks(ROOT / "mappings" / "_exports")
