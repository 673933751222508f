"""What fits in a scan fits in a run: whatever a scan reads in a form of a date a run reads, to the same day."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
import yaml

from tests.tiny_source import SOURCE_ID, TinySource
from warehouse.scan import scan_files
from warehouse.scan.read_days import DayReader
from warehouse.steps import stage_source
from warehouse.store.engine import engine

EXPORT = """\
files: "c_*.csv"
read: {{csv: {{encoding: utf-8, delimiter: "\\t"}}}}
row: contact
id: no
arrives: {{as: additions}}
date: {date}
fields: {{channel: {{never: not asked}}, gender: {{never: not asked}}, age: {{never: not asked}}}}
reasons: {{cell: why}}
"""
COUNTS = """\
files: "r_*.csv"
read: {{csv: {{encoding: utf-8}}}}
row: count
arrives: {{as: additions}}
period: {{column: period, format: "{form}"}}
count: n
reasons: {{always: all}}
setting: {{never: not told}}
fields: {{}}
"""
FORMS = (
    "iso", "epoch_s", "epoch_ms", "excel", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y", "%Y-%m-%d", "%Y%m%d", "%d/%m/%Y %H:%M",
    "%m/%d/%Y %I:%M %p", "%d %b %Y", "%B %d, %Y", "%Y-%m-%d %H:%M:%S %Z", "%Y-%m-%d %H:%M:%S%z", "%Y-%m-%dT%H:%M:%S,%f",
)  # fmt: skip
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
EPOCH = datetime(1970, 1, 1)
SINCE, UNTIL = date(2015, 1, 1), date(2026, 1, 1)
"""Days that the source of the test may have, so that none is rejected for being too early or too late."""


def spell(moment: datetime, form: str) -> str:
    if form == "iso":
        return moment.isoformat(sep=" ")
    if form == "excel":
        return str((moment - datetime(1899, 12, 30)).days)
    if form in ("epoch_s", "epoch_ms"):
        seconds = int((moment - EPOCH).total_seconds())
        return str(seconds if form == "epoch_s" else 1_000 * seconds)
    return moment.strftime(form.replace("%z", "+0000").replace("%Z", "UTC"))


def vary(text: str, chance: random.Random) -> Iterator[str]:
    """A text as people and systems write it, and as they spoil it."""
    yield text
    yield text.translate(ARABIC)
    yield text.translate(THAI)
    yield text.replace(" ", "\u202f")
    yield f"\u200e{text}\u200f"
    yield f" {text} "
    yield text.replace("/0", "/").replace(".0", ".").replace("-0", "-").removeprefix("0")
    yield text.replace("20", "", 1)
    yield text.replace(":", ".")
    yield f"{text} UTC"
    yield f"{text}Z"
    yield f"{text}.5"
    yield f"{text},5"
    yield text.upper()
    place = chance.randrange(len(text))
    yield text[:place] + chance.choice("0139-/ xZ") + text[place + 1 :]


def cells() -> list[str]:
    """Cells of every form, as they are and spoilt, each once."""
    chance = random.Random(14)
    made: dict[str, None] = {}
    for form in FORMS:
        for _ in range(6):
            moment = datetime(2016, 1, 1) + timedelta(seconds=chance.randrange(9 * 365 * 86_400))
            for text in vary(spell(moment, form), chance):
                made[text] = None
    return list(made)


def run_on(folder: Path, when: dict[str, object], texts: Sequence[str]) -> list[date | None]:
    """The day under which a run stages each text; None where it rejects the record for its date."""
    source = TinySource.write(folder, EXPORT.format(date=yaml.safe_dump(when, default_flow_style=True).strip()), "")
    source.put("c_1.csv", "no\tday\twhy\n" + "".join(f"{n}\t{text}\t\n" for n, text in enumerate(texts)))
    source.land()
    counts = stage_source(source.run(), SOURCE_ID).counts
    assert (counts["n_deliveries"], counts["n_held"], counts["n_rows"]) == (1, 0, len(texts))
    staged = [str(path) for path in (source.lake / "staged").glob("*.parquet") if "list" not in path.name]
    in_order = "select contact_date from read_parquet($1, file_row_number = true) order by file_row_number"
    days = [row[0] for row in duckdb.execute(in_order, [staged]).fetchall()]
    assert len(days) == len(texts)
    return days


def within(day: date | None) -> date | None:
    """A day that the source of the test may have; whether others are told as too early is another rule of a run."""
    return day if day is not None and SINCE <= day <= UNTIL else None


@pytest.mark.few(4)
@pytest.mark.parametrize("form", FORMS)
def test_a_scan_reads_what_a_run_reads(tmp_path: Path, form: str) -> None:
    texts = cells()

    with engine(tmp_path / "work") as connection:
        scanned = DayReader(connection).read(texts, form, {})
    run = run_on(tmp_path, {"column": "day", "format": [form]}, texts)

    told = {text: (a, b) for text, a, b in zip(texts, map(within, scanned), map(within, run), strict=True) if a != b}
    assert told == {}
    assert sum(day is not None for day in run) > 20  # it reads some, and not only as they are


def written(form: str, chance: random.Random) -> list[str]:
    """A column of one form, as one system writes it."""
    moments = [datetime(2016, 1, 1) + timedelta(seconds=chance.randrange(9 * 365 * 86_400)) for _ in range(60)]
    return [spell(moment, form) for moment in moments]


def spoil(texts: list[str], way: str, chance: random.Random) -> list[str]:
    if way == "arabic":
        return [text.translate(ARABIC) for text in texts]
    if way == "narrow blanks":
        return [f"\u200e{text}".replace(" ", "\u202f") for text in texts]
    if way == "some short":
        return [next(iter(list(vary(text, chance))[6:7])) if n % 3 else text for n, text in enumerate(texts)]
    if way == "some wrong":
        # Numbers that might be anything are believed only where nearly all of them are days.
        every = 40 if texts[0].isdecimal() and len(texts[0]) == 5 else 8
        wrong = (list(vary(text, chance))[chance.choice((8, 9, 12))] for text in texts)
        return [odd if n % every == 0 else text for n, (text, odd) in enumerate(zip(texts, wrong, strict=True))]
    return texts


@pytest.mark.few(20)
@pytest.mark.parametrize("way", ["as it is", "arabic", "narrow blanks", "some short", "some wrong"])
@pytest.mark.parametrize("form", FORMS)
def test_the_forms_that_a_scan_proposes_are_read_by_a_run(tmp_path: Path, form: str, way: str) -> None:
    chance = random.Random(f"{form} {way}")
    texts = spoil(written(form, chance), way, chance)
    path = tmp_path / "x.csv"
    path.write_text("no\tday\twhy\n" + "".join(f"{n}\t{text}\tGrief\n" for n, text in enumerate(texts)), "utf-8")

    (table,) = scan_files([path]).tables
    column, proposed = table.column("day"), table.best("date")
    assert column is not None and proposed is not None and column.kind == "date", column

    days = run_on(tmp_path, proposed.mapping, texts)
    used = [day for day in days if day is not None]
    if len(column.date_forms) == 1:
        assert column.date_forms[0].share == pytest.approx(len(used) / 60, abs=0.001)
    years = {str(year): n for year in range(2015, 2027) if (n := sum(day.year == year for day in used)) >= 5}
    assert {year.text: year.n for year in column.years if year.n >= 5} == years


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        (["2024-03-05 10:00:00 CEST+"], "no form"),
        (["31/02/2024", "30/02/2024"], "no form"),
        (["5 marzec2024", "5 kwieciem 2024"], "no form"),
    ],
)
def test_what_looks_like_a_date_and_is_read_by_no_form_is_told(tmp_path: Path, texts: list[str], why: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text("no\tdate\n" + "".join(f"{n}\t{texts[n % len(texts)]}\n" for n in range(20)), "utf-8")

    (table,) = scan_files([path]).tables
    column = table.column("date")

    assert column is not None
    assert (column.kind, column.date_forms) == ("text", ())
    assert why in column.note


@pytest.mark.parametrize(
    ("header", "seconds", "form"),
    [("ts", 1, "epoch_s"), ("zeit", 1_000, "epoch_ms"), ("id", 1_000, ""), ("phone", 1_000, ""), ("stamp_no", 1, "")],
)
def test_seconds_and_milliseconds_are_days_where_they_can_be_nothing_else(
    tmp_path: Path, header: str, seconds: int, form: str
) -> None:
    path = tmp_path / "x.csv"
    moments = [(1_700_000_000 + 1_234_567 * n) * seconds for n in range(20)]
    path.write_text(f"kind,{header}\n" + "".join(f"a,{moment}\n" for moment in moments), "utf-8")

    column = scan_files([path]).tables[0].columns[1]

    assert [one.format for one in column.date_forms] == ([form] if form else [])
    assert column.personal == ("phone" if header == "phone" else "")


def test_buddhist_years_are_proposed_as_a_run_reads_them(tmp_path: Path) -> None:
    texts = [f"{day:02}/03/2567" for day in range(1, 29)]
    path = tmp_path / "x.csv"
    path.write_text("no\tday\twhy\n" + "".join(f"{n}\t{text}\tGrief\n" for n, text in enumerate(texts)), "utf-8")

    (table,) = scan_files([path]).tables
    proposed = table.best("date")

    assert proposed is not None
    assert proposed.mapping == {"column": "day", "format": ["%d/%m/%Y"], "calendar": "buddhist"}
    assert run_on(tmp_path, proposed.mapping, texts) == [date(2024, 3, day) for day in range(1, 29)]


@pytest.mark.few(4)
@pytest.mark.parametrize(
    ("texts", "forms"),
    [
        (["2019", "2020", "2021"], ["%Y"]),
        (["2019-01", "2020-11"], ["%Y-%m"]),
        (["2019Q1", "2020Q4"], ["%YQ%q"]),
        (["T1-2019", "T4-2020"], ["T%q-%Y"]),
        (["2024W05", "2024W06"], ["%GW%V"]),
        (["٢٠٢٤-٠٣", "2024-04"], ["%Y-%m"]),
    ],
)
def test_periods_are_proposed_as_a_run_reads_those_of_counts(
    tmp_path: Path, texts: list[str], forms: list[str]
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("period,n\n" + "".join(f"{texts[n % len(texts)]},{n}\n" for n in range(30)), "utf-8")

    (table,) = scan_files([path]).tables
    column = table.column("period")

    assert column is not None and column.kind == "period"
    assert [form.format for form in column.date_forms] == forms
    source = TinySource.write(tmp_path, COUNTS.format(form=forms[0]), "")
    source.put("r_1.csv", "period,n\n" + "".join(f"{text},1\n" for text in texts))
    source.ingest()
    assert source.query("select count(*) from rejected_row") == [(0,)]
