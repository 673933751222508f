"""An auditor that imports nothing of the project: recounts landed bytes against the release.

    python tests/audit.py WAREHOUSE --mappings FOLDER

It reads landing with Python's csv, json, tarfile and hashlib, takes from the mappings only how a file is to be read
(PyYAML, `read:` and `files:` of export.yaml and survey.yaml), and opens the release read-only. It prints every discrepancy and ends
with 1 where there is one, with 2 where it could not audit. It never prints content.
"""

from __future__ import annotations

import argparse
import csv
import fnmatch
import hashlib
import io
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml

csv.field_size_limit(sys.maxsize)

SURVEY = "survey.yaml"


@dataclass(frozen=True)
class Landed:
    """One delivery as it lies in landing."""

    source_id: str
    delivery_id: str
    folder: Path
    files: list[dict[str, Any]]
    packed: bool


def audit(warehouse: Path, mappings: Path) -> list[str]:
    """Every discrepancy between landing and the current release, as sentences."""
    database = warehouse / "current" / "helplines.duckdb"
    with duckdb.connect(str(database), read_only=True) as release:
        return [
            *audit_deliveries(release, warehouse / "landing", mappings),
            *audit_contacts(release),
        ]


def audit_deliveries(release: duckdb.DuckDBPyConnection, landing: Path, mappings: Path) -> list[str]:
    """Recount every landed delivery and compare with the table `delivery`."""
    said = {
        (row[0], row[1]): row[2:]
        for row in release.execute(
            "select source_id, delivery_id, status_code, n_rows, n_rows_used, n_superseded, n_ignored, n_rejected "
            "from delivery"
        ).fetchall()
    }
    known_sources = {row[0] for row in release.execute("select source_id from source").fetchall()}
    known_sources |= {path.parent.name for path in mappings.glob(f"*/{SURVEY}")}
    wrong: list[str] = []
    landed = list(landed_deliveries(landing))
    for delivery in landed:
        name = f"{delivery.source_id}/{delivery.delivery_id}"
        if delivery.source_id not in known_sources:
            wrong.append(f"{name}: landed, but the release has no such source")
            continue
        wrong += [f"{name}: {problem}" for problem in damaged_files(delivery)]
        row = said.get((delivery.source_id, delivery.delivery_id))
        if row is None:
            wrong.append(f"{name}: landed, but not in the release")
            continue
        status, n_rows, *parts = row
        if status in ("held", "refused"):
            continue
        try:
            counted = count_delivery(delivery, formats_of(mappings, delivery.source_id))
        except (ValueError, csv.Error, LookupError) as error:
            wrong.append(f"{name}: {status} in the release, but cannot be read as declared ({type(error).__name__})")
            continue
        if counted != n_rows:
            wrong.append(f"{name}: {counted} records in landing, the release says {n_rows}")
        if None in parts or n_rows != sum(parts):
            wrong.append(f"{name}: {n_rows} records are not used + superseded + ignored + rejected")
    there = {(delivery.source_id, delivery.delivery_id) for delivery in landed}
    wrong += [f"{source}/{delivery}: in the release, but not in landing" for source, delivery in said.keys() - there]
    return sorted(wrong)


def audit_contacts(release: duckdb.DuckDBPyConnection) -> list[str]:
    """Contacts, reasons and attributes against each other and against what deliveries count."""
    wrong = []
    for what, query in CHECKS.items():
        row = release.execute(query).fetchone()
        if row is None or row[0]:
            wrong.append(f"{row[0] if row else '?'} {what}")
    return wrong


CHECKS = {
    "contacts that stand twice": "select count(*) - count(distinct contact_id) from contact",
    "contacts without a source": "select count(*) from contact where source_id not in (select source_id from source)",
    "contacts without a delivery": """
        select count(*) from contact
        where (source_id, delivery_id) not in (select (source_id, delivery_id) from delivery)""",
    "contacts more or fewer than the deliveries count": """
        select abs((select count(*) from contact) - (select coalesce(sum(n_contacts), 0) from delivery))""",
    "reasons more or fewer than the deliveries count": """
        select abs((select count(*) from contact_reason) - (select coalesce(sum(n_reasons), 0) from delivery))""",
    "reasons without a contact": """
        select count(*) from contact_reason where contact_id not in (select contact_id from contact)""",
    "attributes without a contact": """
        select count(*) from contact_attribute where contact_id not in (select contact_id from contact)""",
    "contacts whose n_reasons is not the number of their distinct reasons": """
        select count(*)
        from contact
        left join (select contact_id, count(distinct reason_code) as n from contact_reason group by all) as counted
            using (contact_id)
        where contact.n_reasons <> coalesce(counted.n, 0)""",
    "contacts in another year than their date": """
        select count(*) from contact where contact_year <> year(contact_date)""",
    "reasons in another year than their contact": """
        select count(*)
        from contact_reason
        inner join contact using (contact_id)
        where contact_reason.contact_year <> contact.contact_year""",
    "contacts more than the records that their delivery used": """
        select coalesce(sum(greatest(coalesce(n_contacts, 0) - coalesce(n_rows_used, 0), 0)), 0)
        from delivery where status_code = 'used'""",
    "values with another fate than the four": """
        select count(*) from source_value where outcome_code not in ('mapped', 'missing', 'ignored', 'unmapped')""",
}


# ---------------------------------------------------------------- landing


def landed_deliveries(landing: Path) -> Iterator[Landed]:
    """Every delivery folder of every source."""
    for source in sorted(path for path in landing.iterdir() if path.is_dir()):
        for folder in sorted(path for path in source.iterdir() if path.is_dir() and path.name[0] != "."):
            manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            yield Landed(source.name, folder.name, folder, manifest["files"], bool(manifest["packed"]))


def read_files(delivery: Landed) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Each file of a delivery with its bytes."""
    data = [path for path in delivery.folder.iterdir() if path.name != "manifest.json"]
    if len(data) != 1:
        raise ValueError("a delivery is one data file and its manifest")
    content = data[0].read_bytes()
    for file in delivery.files:
        start = (file.get("offset") or 0) if delivery.packed else 0
        yield file, content[start : start + file["n_bytes"]] if delivery.packed else content


def damaged_files(delivery: Landed) -> list[str]:
    """Files whose bytes are not those that were received."""
    try:
        return [
            f"file {index} is damaged"
            for index, (file, content) in enumerate(read_files(delivery))
            if hashlib.sha256(content).hexdigest() != file["sha256"]
        ]
    except ValueError as error:
        return [str(error)]


# ---------------------------------------------------------------- mappings


def formats_of(mappings: Path, source_id: str) -> list[dict[str, Any]]:
    """`files` and `read` of each document of a source's export.yaml, taken over from another where it says `like`; of
    each form of a survey.
    """
    if (survey := mappings / source_id / SURVEY).is_file():
        forms = yaml.load(survey.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)["forms"]
        return [{"files": re.sub(r"\(%[^)]*\)", "*", form["files"]), "read": form["read"]} for form in forms]
    text = (mappings / source_id / "export.yaml").read_text(encoding="utf-8")
    formats: list[dict[str, Any]] = []
    named: dict[str, dict[str, Any]] = {}
    for document in yaml.load_all(text, Loader=yaml.BaseLoader):
        if not document:
            continue
        if like := document.get("like"):
            base = named.get(like)
            if base is None:
                shared = (mappings / "_exports" / f"{like}.yaml").read_text(encoding="utf-8")
                base = yaml.load(shared, Loader=yaml.BaseLoader)
            document = {**{name: value for name, value in base.items() if name != "name"}, **document}
        if "name" in document:
            named[document["name"]] = document
        formats.append({"files": document["files"], "read": document["read"]})
    return formats


def format_of(name: str, formats: list[dict[str, Any]]) -> dict[str, Any]:
    """How a file of that name is read. LookupError where not exactly one format is for it."""
    fitting = []
    for form in formats:
        patterns = [form["files"]] if isinstance(form["files"], str) else form["files"]
        if any(fits(name, pattern) for pattern in patterns):
            fitting.append(form["read"])
    if len(fitting) != 1:
        raise LookupError("not exactly one format is for this file")
    read: dict[str, Any] = fitting[0]
    return read


def fits(name: str, pattern: str) -> bool:
    """Whether a glob is for a path or for its last part; `*` stays within a folder, `**` does not."""
    return any(fits_parts(text.split("/"), pattern.split("/")) for text in (name, name.rsplit("/", 1)[-1]))


def fits_parts(parts: list[str], patterns: list[str]) -> bool:
    """The same, part by part."""
    if not patterns or not parts:
        return not patterns and not parts
    if patterns[0] == "**":
        return any(fits_parts(parts[start:], patterns[1:]) for start in range(len(parts)))
    return fnmatch.fnmatchcase(parts[0], patterns[0]) and fits_parts(parts[1:], patterns[1:])


# ---------------------------------------------------------------- counting


def count_delivery(delivery: Landed, formats: list[dict[str, Any]]) -> int:
    """Physical records of a delivery."""
    return sum(count_records(content, format_of(file["name"], formats)) for file, content in read_files(delivery))


def count_records(content: bytes, read: dict[str, Any]) -> int:
    """Physical records of one file, read as declared."""
    if "csv" in read:
        return count_csv(content, read["csv"] or {})
    return count_json(content, read["json"])


def count_csv(content: bytes, dialect: dict[str, Any]) -> int:
    """Records after the header; an empty line is none, and the totals at the end are records too.

    A byte that the encoding does not know is counted on: its record is a reject, not a reason to stop.
    """
    text = content.decode(dialect.get("encoding", "utf-8"), errors="replace").removeprefix("\ufeff")
    delimiter = {"\\t": "\t"}.get(dialect.get("delimiter", ","), dialect.get("delimiter", ","))
    quote = dialect.get("quote", '"')
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)
    body = "".join(lines[int(dialect.get("header_row", "1")) - 1 :])
    reader = csv.reader(
        io.StringIO(body, newline=""),
        delimiter=delimiter,
        quotechar=quote or None,
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
    )
    return max(sum(1 for cells in reader if cells) - 1, 0)


def count_json(content: bytes, kind: str) -> int:
    """Documents of one file; one that is no JSON is a record too (its fate is rejected)."""
    if kind == "one_per_file":
        return 1
    if kind == "lines":
        return sum(1 for line in content.split(b"\n") if line.strip())
    return len(json.loads(content.decode("utf-8-sig")))


def main() -> int:
    """Run the audit from the command line."""
    parser = argparse.ArgumentParser(description="Recount landed bytes against the current release.")
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("--mappings", type=Path, default=Path("mappings"))
    arguments = parser.parse_args()
    try:
        wrong = audit(arguments.warehouse, arguments.mappings)
    except (OSError, duckdb.Error, KeyError, ValueError) as error:
        sys.stderr.write(f"audit impossible: {type(error).__name__} {getattr(error, 'filename', '') or ''}\n")
        return 2
    for sentence in wrong:
        sys.stdout.write(f"{sentence}\n")
    sys.stdout.write(f"{len(wrong)} discrepancies\n" if wrong else "landing and release agree\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
