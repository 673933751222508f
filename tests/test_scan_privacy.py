"""Nothing personal and no rare value of a scanned file stands in its profile, its page, or on the terminal."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from pipelines.cli.main import main
from tests.canaries import ADDRESSES, EMAILS, NAMES, PHONES, SCRIPTS, find_canaries, holds, spellings
from tests.tiny_network import enter_network
from warehouse.scan import scan_files

RARE = "Xylobandphrase"
CANARIES = tuple(value for kind in (NAMES, PHONES, EMAILS, ADDRESSES) for value in kind.values())
N_ROWS = 80


def write_rows(path: Path, header: list[str], rows: list[list[str]]) -> Path:
    """A CSV with every cell quoted."""
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [header, *rows]]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def cycle(values: dict[str, str], number: int) -> str:
    return values[SCRIPTS[number % len(SCRIPTS)]]


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Canaries in columns that say what they are, in columns that do not, and within text, all seen often."""
    header = [
        "id", "date", "caller_name", "phone", "e-mail", "address", "x1", "x2", "x3", "x4", "summary", "x5",
        "city", "reason", "x6", "x7",
    ]  # fmt: skip
    chance = random.Random(7)
    rows = []
    for n in range(N_ROWS):
        told = f"She says that {cycle(NAMES, n)} lives at {cycle(ADDRESSES, n)} and can be called at {cycle(PHONES, n)}"
        rows.append(
            [
                str(1000 + n), f"2023-03-{n % 28 + 1:02}", cycle(NAMES, n), cycle(PHONES, n), cycle(EMAILS, n),
                cycle(ADDRESSES, n), cycle(PHONES, n), cycle(EMAILS, n), cycle(ADDRESSES, n), NAMES["latin"],
                told, told if n % 3 else "", chance.choice(["Dakar", "Thiès"]) if n else RARE,
                chance.choice(["Bullying", "Grief"]) if n > 3 else RARE, f"{cycle(NAMES, n)}; {cycle(PHONES, n)}",
                cycle(NAMES, n) if n < 4 else "Other",
            ]
        )  # fmt: skip
    return write_rows(tmp_path / "export.csv", header, rows)


def test_no_canary_in_terminal_page_or_profile(
    export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    enter_network(monkeypatch, tmp_path)
    out = tmp_path / "out"
    out.mkdir()

    code = main(["scan", str(export), "--all", "--html", str(out / "p.html"), "--save", str(out / "p.json")])
    again = main(["scan", str(export), "--against", str(out / "p.json"), "--html", str(out / "q.html")])

    assert (code, again) == (0, 0)
    said = capfd.readouterr()
    assert "Bullying" in said.out
    patterns = spellings((*CANARIES, RARE))
    assert not holds((said.out + said.err).encode("utf-8"), patterns)
    assert find_canaries(out, [*CANARIES, RARE]) == []
    # Nor is anything of the file left in the folder for temporary files.
    assert find_canaries(tmp_path / "warehouse", [*CANARIES, RARE]) == []


def test_single_words_of_a_name_are_not_there_either(export: Path) -> None:
    content = json.dumps(scan_files([export]).to_json(), ensure_ascii=False)

    for word in ("Zénobie", "Quarshie", "زنوبيا", "Зиновия", "เซโนเบีย"):
        assert word not in content


def test_personal_columns_are_marked(export: Path) -> None:
    (table,) = scan_files([export]).tables
    marked = {column.name: column.personal for column in table.columns}

    assert {name for name, personal in marked.items() if personal} >= {
        "caller_name", "phone", "e-mail", "address", "x1", "x2", "x3", "x4", "summary", "x5",
    }  # fmt: skip
    assert not marked["city"]
    assert not marked["reason"]
    assert not any(column.values or column.items for column in table.columns if column.personal)


def test_values_are_shown_from_five_records_on(tmp_path: Path) -> None:
    values = ["five"] * 5 + ["four"] * 4 + ["many"] * 91
    path = write_rows(tmp_path / "x.csv", ["id", "kind"], [[str(n), value] for n, value in enumerate(values)])

    (table,) = scan_files([path]).tables
    kind = table.column("kind")

    assert kind is not None
    assert [(value.text, value.n) for value in kind.values] == [("many", 91), ("five", 5)]
    assert kind.n_rare_values == 1


def test_a_rare_word_for_nothing_is_told_without_its_number(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "x.csv", ["id", "kind"], [[str(n), "N/A" if n < 2 else "a"] for n in range(50)])

    (table,) = scan_files([path]).tables
    kind = table.column("kind")

    assert kind is not None
    assert [(word.text, word.n) for word in kind.missing] == [("n/a", 0)]


def test_ids_show_shapes_only(tmp_path: Path) -> None:
    rows = [[f"KE-{n:06}", "a"] for n in range(300)]
    path = write_rows(tmp_path / "x.csv", ["case number", "kind"], rows)

    (table,) = scan_files([path]).tables

    assert [shape.text for shape in table.columns[0].shapes] == ["a-999999"]
    assert not table.columns[0].values


def test_a_column_of_many_values_shows_counts_only(tmp_path: Path) -> None:
    rows = [[str(n), f"place {n % 1500}"] for n in range(15_000)]
    path = write_rows(tmp_path / "x.csv", ["id", "place"], rows)

    (table,) = scan_files([path]).tables
    place = table.column("place")

    assert place is not None
    assert (place.values, place.n_distinct, place.n_unshown_values) == ((), 1500, 1500)


def test_keys_of_json_that_are_data_are_no_columns(tmp_path: Path) -> None:
    documents = [{"id": n, "seen": {f"{RARE}{n}": n}, "reason": "Grief"} for n in range(60)]
    path = tmp_path / "x.jsonl"
    path.write_text("\n".join(json.dumps(one) for one in documents), encoding="utf-8")

    profile = scan_files([path])

    assert [column.name for column in profile.tables[0].columns] == ["id", "seen", "reason"]
    assert RARE not in json.dumps(profile.to_json())


def test_a_name_in_a_title_row_or_without_a_header_is_not_told(tmp_path: Path) -> None:
    rows = [[str(n), f"2023-01-{n % 28 + 1:02}", "Grief", RARE if not n else "x"] for n in range(40)]
    titled = write_rows(
        tmp_path / "titled.csv", [f"Report of {NAMES['latin']}"], [["id", "date", "reason", "z"], *rows]
    )
    bare = write_rows(tmp_path / "bare.csv", rows[0], rows[1:])

    profile = scan_files([titled, bare])

    assert profile.problems == ()
    content = json.dumps(profile.to_json(), ensure_ascii=False).encode("utf-8")
    assert not holds(content, spellings([NAMES["latin"], RARE]))


def test_a_frequent_phone_in_a_closed_list_is_withheld_alone(tmp_path: Path) -> None:
    values = ["Grief", "Bullying", PHONES["latin"], EMAILS["thai"]]
    rows = [[str(n), values[n % 50 % 4 if n % 50 < 8 else n % 2]] for n in range(400)]
    path = write_rows(tmp_path / "x.csv", ["id", "reason"], rows)

    (table,) = scan_files([path]).tables
    reason = table.column("reason")

    assert reason is not None and not reason.personal
    assert {value.text for value in reason.values} == {"Grief", "Bullying"}
    assert reason.n_unshown_values == 2


@pytest.mark.parametrize(
    ("header", "is_shown"), [("Notas", False), ("Comments 2", False), ("Note type", True), ("Motivo", True)]
)
def test_what_somebody_wrote_down_is_not_shown_however_often_it_comes(
    tmp_path: Path, header: str, is_shown: bool
) -> None:
    texts = ("Llamada de la familia Xylobandphrase", "Sin novedad")
    rows = [[str(1000 + n), f"2023-03-{n % 28 + 1:02}", texts[n % 2]] for n in range(N_ROWS)]
    path = write_rows(tmp_path / "export.csv", ["id", "date", header], rows)

    profile = json.dumps(scan_files([path]).to_json(), ensure_ascii=False)

    assert (RARE in profile) == is_shown
