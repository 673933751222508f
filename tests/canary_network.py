"""An invented network whose every delivery, name and answer holds canaries, and in which much goes wrong.

Belongs here: writing it into a test's own folder, and the search in all that its runs left behind. Does not belong
here: expectations, or the canaries themselves (`tests.canaries`, `tests.laws.test_law7_canaries`).

One helpline that is taken in with files beside it that cannot be, one that is held, one whose mapping has mistakes,
one that sends workbooks, one whose files are not its mapping's, and the survey of all of them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from html import unescape
from pathlib import Path

import xlsxwriter

from tests.canaries import ADDRESSES, EMAILS, NAMES, PHONES, SCRIPTS, Needle, find_canaries, holds, spellings
from tests.conftest import TEST_KEY
from tests.laws import test_law7_canaries as law7
from tests.survey_network import HEADER, SURVEY, SURVEY_ID
from tests.tiny_network import EXPORT, ROWS, SOURCE, write_delivery, write_mapping

TAKEN_IN = law7.SOURCE_ID
HELD, BROKEN, WORKBOOK, OTHER = "tiny_held", "tiny_broken", "tiny_workbook", "tiny_other"
FILE = {script: f"{name} (file)" for script, name in NAMES.items()}
SHEET = {script: f"{name} sheet"[:31] for script, name in NAMES.items()}
COLUMN = {"latin": "Wombat-4711", "arabic": "ومبات ٤٧١١", "cyrillic": "Вомбат-4711", "thai": "วอมแบต ๔๗๑๑"}
"""Headers are named in findings on purpose, and never in public."""
LABEL = {script: f"{name} (label)" for script, name in NAMES.items()}
BYTES = {script: f"{name} (bytes)" for script, name in NAMES.items()}
SURVEYED = {script: f"{name} (answer)" for script, name in NAMES.items()}
EVERY = tuple(text for kind in (NAMES, PHONES, EMAILS, ADDRESSES) for text in kind.values())
"""All that was planted holds one of these, but headers."""
NOWHERE = (*law7.NOWHERE, *(text for kind in (FILE, SHEET, BYTES, SURVEYED) for text in kind.values()))
"""What is not to be found in the restricted lake either."""

WORKBOOK_EXPORT = EXPORT.replace("*.csv", "*.xlsx").replace(").csv", ").xlsx")
WORKBOOK_EXPORT = re.sub("read: .*", "read: {workbook: {sheet: Contacts}}", WORKBOOK_EXPORT)


def write_canary_network(folder: Path) -> None:
    """Mappings, deliveries and a key, in this folder."""
    mappings, deliveries = folder / "mappings", folder / "deliveries"
    _write_taken_in(mappings, deliveries)
    _write_held(mappings, deliveries)
    write_mapping(mappings, BROKEN, SOURCE.replace("region: africa", "region: atlantis"))
    write_delivery(deliveries, BROKEN, _tiny_rows())
    _write_workbooks(mappings, deliveries)
    write_mapping(mappings, OTHER)
    header = "Export;;\r\n\r\ncase_no;" + ";".join(_latin(COLUMN)) + "\r\n"
    write_delivery(deliveries, OTHER, _tiny_rows(), header=header)
    _write_survey(mappings, deliveries)
    key = folder / "configuration" / "key"
    key.parent.mkdir(mode=0o700)
    key.touch(mode=0o600)
    key.write_text(TEST_KEY + "\n", encoding="ascii")


def _latin(texts: dict[str, str]) -> list[str]:
    """What can be written in the code page of the tiny helplines."""
    return [texts["latin"]]


def _tiny_rows() -> list[str]:
    return [*ROWS, f"{PHONES['latin']};08/03/2024;{LABEL['latin']};{LABEL['latin']};14;{LABEL['latin']};1;"]


def _write_taken_in(mappings: Path, deliveries: Path) -> None:
    """A good file; beside it files of other names, of other columns, of no characters, and one that is cut off."""
    folder, delivered = mappings / TAKEN_IN, deliveries / TAKEN_IN
    folder.mkdir(parents=True)
    delivered.mkdir(parents=True)
    for name, text in (("source.yaml", law7.SOURCE), ("export.yaml", law7.EXPORT), ("decisions.csv", law7.DECISIONS)):
        (folder / name).write_text(text, encoding="utf-8")
    good = _as_csv([*law7.DECLARED, *law7.UNDECLARED], law7.rows())
    (delivered / "contacts_2024-12-31.csv").write_text(good, encoding="utf-8", newline="")
    for script in SCRIPTS:
        (delivered / f"{FILE[script]}.csv").write_text("a\n", encoding="utf-8")
        (delivered / f"contacts_{FILE[script]}.csv").write_text(good, encoding="utf-8", newline="")
    headers = ";".join(COLUMN.values())
    (delivered / "contacts_2024-01-01.csv").write_text(f"{headers}\n{headers}\n", encoding="utf-8")
    broken = good.encode() + b'C999;"\xff\xfe' + ";".join(BYTES.values()).encode() + b'";05/03/2024\n'
    (delivered / "contacts_2024-01-02.csv").write_bytes(broken)
    (delivered / "contacts_2024-01-03.csv").write_bytes(f'C998;"{BYTES["thai"]}'.encode())


def _write_held(mappings: Path, deliveries: Path) -> None:
    source = SOURCE.replace("{{rejected: 0.5}}", '{{rejected: 0.5, unmapped: 0, because: "a test"}}')
    write_mapping(mappings, HELD, source)
    write_delivery(deliveries, HELD, _tiny_rows())


def _write_workbooks(mappings: Path, deliveries: Path) -> None:
    """One whose sheet is there, beside sheets named by canaries, and one that has such sheets only."""
    (write_mapping(mappings, WORKBOOK) / "export.yaml").write_text(WORKBOOK_EXPORT, encoding="utf-8")
    folder = deliveries / WORKBOOK
    folder.mkdir(parents=True)
    header = ["case_no", "date_appel", "canal", "sexe", "age", "lieu", "motif_chantage", "motif_harcelement"]
    for day, sheets in (("2024-04-01", ["Contacts", *SHEET.values()]), ("2024-05-01", [*SHEET.values()])):
        with xlsxwriter.Workbook(folder / f"contacts_{day}.xlsx") as book:
            for name in sheets:
                sheet = book.add_worksheet(name)
                sheet.write_row(0, 0, [*header, *COLUMN.values()])
                for place, row in enumerate(_tiny_rows(), 1):
                    sheet.write_row(place, 0, [*row.split(";"), *LABEL.values()])


def _write_survey(mappings: Path, deliveries: Path) -> None:
    """A file that is taken in, and ones of a strange header, of no year, and of bytes that are no text."""
    (mappings / SURVEY_ID).mkdir()
    (mappings / SURVEY_ID / "survey.yaml").write_text(SURVEY, encoding="utf-8")
    folder = deliveries / SURVEY_ID
    folder.mkdir()
    header = f"{HEADER};{';'.join(COLUMN.values())}"
    for year, script in enumerate(SCRIPTS, 2020):
        said = SURVEYED[script]
        rest = ";".join(SURVEYED.values())
        rows = [
            f"1;member_{WORKBOOK};Yes;Not at all;Very well;{rest}",
            f"{said};{said};Yes;Not at all;Very well;{rest}",
            f"{said};demo_member_canary;{said};{said};{said};{rest}",
            f"5;member_{HELD};Yes;Not at all;Very well;{rest};{said}",
        ]
        text = "".join(f"{line}\n" for line in (header, *rows))
        (folder / f"survey_{year}_{FILE[script]}.csv").write_text(text, encoding="utf-8")
        (folder / f"survey_{FILE[script]}.csv").write_text(text, encoding="utf-8")
    (folder / "survey_2018.csv").write_text(f"{';'.join(SURVEYED.values())}\n1;2;3;4\n", encoding="utf-8")
    (folder / "survey_2019.csv").write_bytes(f"{HEADER}\n1;{BYTES['thai']}".encode() + b"\xff\xfe;x\n")


def _as_csv(columns: list[str], rows: Iterable[dict[str, str]]) -> str:
    export = io.StringIO(newline="")
    writer = csv.DictWriter(export, columns, delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return export.getvalue()


def leaks(folder: Path, needles: tuple[Needle, ...], allowed: tuple[str, ...]) -> list[str]:
    """Files below the folder that hold a needle and do not lie in one of these folders, nor in what was delivered.

    Pages are read as a browser reads them, too: a name in entities is a name.
    """
    shut = ("deliveries/", "mappings/", "warehouse/landing/", *allowed)
    found = {path.relative_to(folder).as_posix() for path in find_canaries(folder, needles)}
    found |= {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.suffix in (".html", ".svg", ".xml") and _is_told(unescape(path.read_text("utf-8")), needles)
    }
    return sorted(one for one in found if not one.startswith(shut))


def _is_told(text: str, needles: Iterable[Needle]) -> bool:
    return holds(text.encode("utf-8"), spellings(needles))


def told(text: str, needles: Iterable[Needle] = EVERY) -> list[str]:
    """Which needles stand in a text."""
    return [str(one) for one in needles if _is_told(text, [one])]
