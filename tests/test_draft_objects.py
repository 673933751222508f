"""JSON within a cell is drafted as what it is: reasons with a setting of their own, or a question; never as personal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from schemas.mapping.questions import MARK
from tests.drafting import Drafted, day, draft_files, write_csv

LABELS = ("Bullying", "Neglect", "Sexual abuse", "Family conflict")
NAME = "Quentina Brzoza"
READ = {"each": "topics", "take": "name", "place": "online"}


def topics(n: int) -> list[dict[str, object]]:
    return [{"name": LABELS[(n + i) % 4], "online": (n + i) % 3 == 0} for i in range(n % 4)]


def records(cells: Sequence[object]) -> list[dict[str, object]]:
    return [
        {"id": f"C{n:04}", "created_at": day(n).isoformat(), "channel": "Phone", "topics": cell}
        for n, cell in enumerate(cells)
    ]


def draft(folder: Path, kind: str, cells: Sequence[object]) -> Drafted:
    rows = records(cells)
    path = folder / "in" / f"calls_2023.{kind}"
    path.parent.mkdir()
    if kind == "json":
        path.write_text(json.dumps(rows), encoding="utf-8")
    else:
        texts = [[json.dumps(one) if key == "topics" else one for key, one in row.items()] for row in rows]
        write_csv(path, [list(rows[0]), *texts])
    return draft_files(folder, [path])


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_a_list_of_objects_is_reasons_with_a_setting_each(tmp_path: Path, kind: str) -> None:
    drafted = draft(tmp_path, kind, [topics(n) for n in range(80)])

    assert drafted.content["reasons"] == READ
    assert MARK not in drafted.line("reasons")
    assert "personal" not in drafted.text
    drafted.answer_as_guessed()
    assert drafted.run() == ()
    told = dict(
        drafted.query("select source_value, sum(n_contacts) from source_value where field = 'reason' group by 1")
    )
    assert told == {label: sum(label == one["name"] for n in range(80) for one in topics(n)) for label in LABELS}


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ([{"field": "sex", "value": "girl"}, {"field": "place", "value": "home"}], "pairs: {at: topics, name: field"),
        ({"kind": "Bullying", "remark": f"it was {NAME} number N"}, "holds JSON (keys 'kind', 'remark')"),
        ({f"{NAME} N": 1, "a b N": 2}, "holds JSON: "),
    ],
)
def test_json_that_tells_no_reasons_is_asked_and_never_shown(tmp_path: Path, cell: object, told: str) -> None:
    drafted = draft(tmp_path, "csv", [json.loads(json.dumps(cell).replace(" N", f" {n}")) for n in range(40)])

    asked = next(question for question in drafted.questions if "'topics'" in question)
    assert told in asked
    assert "is not to be mapped" not in drafted.text
    assert drafted.made.profile is not None and NAME not in json.dumps(drafted.made.profile.to_json())


def test_a_name_within_objects_of_persons_stays_personal(tmp_path: Path) -> None:
    callers = [[{"name": NAME + "aeiou"[n % 5], "sex": "f"}] for n in range(60)]
    rows = [{**row, "callers": row["topics"], "topics": ""} for row in records(callers)]
    path = tmp_path / "in" / "calls_2023.json"
    path.parent.mkdir()
    path.write_text(json.dumps(rows), encoding="utf-8")

    drafted = draft_files(tmp_path, [path])

    assert "'callers' holds lists of objects" in drafted.text
    assert drafted.made.profile is not None and NAME not in json.dumps(drafted.made.profile.to_json())
