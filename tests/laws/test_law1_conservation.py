"""Law 1: every physical record of a delivery has one fate, every value one outcome. Nothing vanishes.

Random small files; records are counted apart by Python's csv module, and what must become of them is worked out by the
few lines of `expect` below.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.tiny_source import EVERY_SIZE, TinySource

COLUMNS = ("id", "day", "channel", "age", "kind", "reasons", "note")
ARRIVES = {
    "updates": ('id: id\narrives: {as: updates, newest: {by: "d_(%Y-%m-%d).csv"}}', "d_2024-03-{:02d}.csv"),
    "replaces_period": ('arrives: {as: replaces_period, slot: "d_(%Y).csv"}', "d_202{}.csv"),
    "overlaps": ("arrives: {as: overlaps}", "d_{}.csv"),
    "additions": ("arrives: {as: additions}", "d_{}.csv"),
}
EXPORT = """\
files: "d_*.csv"
read: {{csv: {{encoding: utf-8}}}}
row: contact
{arrives}
date: {{column: day, format: "%Y-%m-%d"}}
fields: {{channel: channel, age: age}}
reasons: {{cell: reasons, delimiter: "|"}}
leave_out: [{{column: kind, is: [Test, training], because: no contacts}}]
"""
DECISIONS = """\
channel,Phone,mapped,voice,,,,,,,,
channel,NSP,missing,,,,,,,,,
reason,Grief,mapped,mental_health.mood,,,,,,,,
reason,Beaten,mapped,violence.physical,,,,,,,,
reason,Beaten,mapped,violence.emotional,,,,,,,,
reason,None,missing,,,,,,,,,
reason,Line test,ignored,,,,,,,no reason,,
"""
GOOD_DAYS = ("2023-12-31", "2024-01-01", "2024-02-29")
BAD_DAYS = ("", "  ", "2024-02-30", "31/12/2023", "1066-01-01", "2099-01-01", "soon")
CELLS = st.sampled_from(("", " ", "Phone", "phone", "NSP", "fax, old", "a\nb", 'say "x"'))
REASONS = st.lists(st.sampled_from(("Grief", "BEATEN", "None", "Line test", "Lost", "")), max_size=4).map("|".join)


@st.composite
def records(draw: st.DrawFn) -> tuple[str, ...]:
    """One record, mostly whole; some with a bad date, a blank id, or too few or too many cells."""
    row = (
        draw(st.sampled_from(("1", "2", "3", "4", "5", "", " 1 "))),
        draw(st.sampled_from(GOOD_DAYS * 4 + BAD_DAYS)),
        draw(CELLS),
        draw(st.sampled_from(("", "7", "14", "150", "x"))),
        draw(st.sampled_from(("", "", "", "Test", "TRAINING"))),
        draw(REASONS),
        draw(st.sampled_from(("", "n", "line\nbreak"))),
    )
    wrong = draw(st.sampled_from((0, 0, 0, 0, 0, -1, 1)))
    if wrong:
        # A broken record over several lines is taken line by line (`warehouse.read.csv.strict`): not what is counted here.
        row = tuple(cell.replace("\n", " ") for cell in row)  # type: ignore[assignment]
    return row[:wrong] if wrong < 0 else (*row, "surplus")[: len(row) + wrong]


FILES = st.lists(st.lists(records(), max_size=7), min_size=1, max_size=4)


def write_csv(rows: list[tuple[str, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([COLUMNS, *rows])
    return text.getvalue()


def count_records(path: Path) -> int:
    """Records behind the header, counted without any of the project's code."""
    with path.open(encoding="utf-8", newline="") as lines:
        return sum(1 for record in csv.reader(lines) if record) - 1


@dataclass
class Fates:
    """What must become of the records of one file."""

    n_ignored: int
    n_rejected: int
    used: list[tuple[str, ...]]
    left_out: list[str]


def fates_of(rows: list[tuple[str, ...]], needs_id: bool) -> Fates:
    fates = Fates(0, 0, [], [])
    for row in rows:
        if len(row) != len(COLUMNS):
            fates.n_rejected += 1
        elif row[4].lower() in ("test", "training"):
            fates.n_ignored += 1
            fates.left_out.append(row[0].strip())
        elif row[1] not in GOOD_DAYS or (needs_id and not row[0].strip()):
            fates.n_rejected += 1
        else:
            fates.used.append(tuple(cell.strip() for cell in row))
    return fates


def current_rows(kind: str, files: list[list[tuple[str, ...]]]) -> list[tuple[str, ...]]:
    """The records that count in the end, of files in the order in which they came."""
    fates = [fates_of(rows, kind == "updates") for rows in files]
    used = [one.used for one in fates]
    if kind == "replaces_period":
        return [row for place, rows in enumerate(used) if place + 2 >= len(files) for row in rows]
    if kind == "updates":
        # A contact whose newest version is left out is no contact.
        newest = {
            identity: place
            for place, one in enumerate(fates)
            for identity in [*one.left_out, *(row[0] for row in one.used)]
        }
        return [row for place, rows in enumerate(used) for row in rows if newest[row[0]] == place]
    if kind == "overlaps":
        fullest: Counter[tuple[str, ...]] = Counter()
        for rows in used:
            fullest |= Counter(rows)
        return list(fullest.elements())
    # The same records again, in whatever order, are the same delivery; anything else is new.
    read = [sorted(tuple(c.strip() for c in r) for r in rows if len(r) == len(COLUMNS)) for rows in files]
    return [row for place, rows in enumerate(used) if read[place] not in read[:place] for row in rows]


def name_of(kind: str, place: int) -> str:
    return ARRIVES[kind][1].format(place % 2 if kind == "replaces_period" else place + 1)


def check(kind: str, files: list[list[tuple[str, ...]]], folder: Path) -> None:
    tiny = TinySource.write(folder, EXPORT.format(arrives=ARRIVES[kind][0]), DECISIONS, EVERY_SIZE)
    counted: dict[str, int] = {}
    expected: dict[str, tuple[int, int]] = {}
    seen: dict[str, str] = {}
    for place, rows in enumerate(files):
        path = tiny.put(name_of(kind, place), write_csv(rows))
        new = [delivery.name for delivery in tiny.land().paths]
        for delivery_id in new:
            counted[delivery_id] = count_records(path)
            fates = fates_of(rows, kind == "updates")
            expected[delivery_id] = (fates.n_ignored, fates.n_rejected)
            seen[delivery_id] = path.name
    tiny.ingest()
    told = tiny.query("select delivery_id, n_rows, n_rows_used, n_superseded, n_ignored, n_rejected from delivery")
    assert {row[0]: row[1] for row in told} == counted
    assert {row[0]: (row[4], row[5]) for row in told} == expected
    assert all(row[1] == sum(row[2:]) and min(row[2:]) >= 0 for row in told)
    rejected = Counter(row[0] for row in tiny.query("select delivery_id from rejected_row"))
    assert dict(rejected) == {one: n for one, (_, n) in expected.items() if n}
    current = current_rows(kind, files)
    assert sum(row[2] for row in told) == len(current)
    check_values(tiny, current)


def check_values(tiny: TinySource, current: list[tuple[str, ...]]) -> None:
    """For every field, the values of current contacts are those of `source_value`, one by one."""
    came: dict[str, Counter[str]] = defaultdict(Counter)
    for row in current:
        came["channel"].update([row[2]] if row[2] else [])
        came["age"].update([row[3]] if row[3] else [])
        came["reason"].update(value for value in row[5].split("|") if value)
    decided: dict[str, Counter[str]] = defaultdict(Counter)
    query = "select field, source_value, outcome_code, sum(n_values)::bigint from source_value group by all"
    for field, value, outcome, n_values in tiny.query(query):
        assert outcome in ("mapped", "missing", "ignored", "unmapped")
        decided[field][value] += n_values
    assert {name: values for name, values in came.items() if values} == dict(decided)
    (totals,) = tiny.query("select count(*), coalesce(sum(n_reasons_recorded), 0)::bigint from contact")
    n_counting = came["reason"].total() - came["reason"]["None"] - came["reason"]["Line test"]
    assert totals == (len(current), n_counting)


@pytest.mark.parametrize("kind", ARRIVES)
@given(files=FILES)
@settings(max_examples=8, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_every_record_and_every_value_is_accounted_for(kind: str, files: list[list[tuple[str, ...]]]) -> None:
    if kind == "replaces_period" and len(files) > 2:
        # The third file takes the slot of the first, unless its bytes are those of the first.
        files = files[:2] + [rows for rows in files[2:] if rows not in files[:2]]
    if kind != "updates":
        files = [rows for place, rows in enumerate(files) if rows not in files[:place]]
    with tempfile.TemporaryDirectory() as folder:
        check(kind, files, Path(folder))


def test_what_is_known_to_be_hard(tmp_path: Path) -> None:
    """The edges that a random search may miss: an empty file, a file of rejects only, an id twice in one file."""
    whole = ("1", "2024-01-01", "Phone", "7", "", "Grief|Beaten", "")
    bad = ("2", "soon", "Phone", "7", "", "Grief", "")
    check("updates", [[], [bad, bad], [whole, whole, ("1", *whole[1:5], "Lost", "")], [whole]], tmp_path / "a")
    check("overlaps", [[whole, whole], [whole], [whole, whole, whole, bad]], tmp_path / "b")


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_a_footer_is_counted_as_ignored(tmp_path: Path, rows: int) -> None:
    export = EXPORT.format(arrives=ARRIVES["additions"][0]).replace("utf-8}", "utf-8, footer_rows: 1}")
    tiny = TinySource.write(tmp_path, export, DECISIONS)
    row = ("1", "2024-01-01", "Phone", "7", "", "Grief", "")
    tiny.put("d_1.csv", write_csv([row] * rows + [("Total", *[""] * 6)]))
    tiny.ingest()
    assert tiny.query("select n_rows, n_rows_used, n_ignored, n_rejected from delivery") == [(rows + 1, rows, 1, 0)]
