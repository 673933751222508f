"""A category of counts that is written otherwise in a later file: the next step is the one that helps."""

from __future__ import annotations

from pathlib import Path

from tests.tiny_source import SOURCE, TinySource

EXPORT = """\
files: "r_*.csv"
read: {csv: {encoding: utf-8}}
row: count
arrives: {ARRIVES}
period: {column: month, format: "%Y-%m"}
count: n
reasons: WHY
"""
DECISIONS = "reason,Rape,mapped,violence.sexual.abuse,,,equal,,,,,\nreason,Other,mapped,other,,,equal,,,,,\n"
CAREFUL = SOURCE.replace("rejected: 1, rejected_held: 1", "rejected: 0, rejected_held: 0.1")
SUMS = "select reason_code, sum(n_contacts) from reported_count group by all order by all"


def rows(other: str) -> str:
    lines = [f"2022-{month:02},{why},{n}" for month in range(1, 13) for why, n in (("Rape", 5), (other, 60))]
    return "\n".join(["month,why,n", *lines, ""])


def send(tiny: TinySource) -> list[tuple[str, str, str]]:
    tiny.put("r_2022_b.csv", rows("Others / misc"))
    # where a sentence holds its next step, the step is not told apart
    return [(one.state_code, one.form_code, one.sentence + one.next_step) for one in tiny.ingest()[2].findings]


def source(folder: Path, arrives: str, why: str = "why") -> TinySource:
    export = EXPORT.replace("ARRIVES", arrives).replace("WHY", why)
    tiny = TinySource.write(folder, export, DECISIONS, CAREFUL)
    tiny.put("r_2022.csv", rows("Other"))
    tiny.ingest()
    return tiny


def test_it_is_held_with_the_step_that_takes_it_in(tmp_path: Path) -> None:
    tiny = source(tmp_path, "as: replaces_period")
    ((state, form, next_step),) = send(tiny)
    assert (state, form) == ("fail", "held_categories")
    assert "`coded` with `labels`" in next_step
    assert tiny.query(SUMS) == [("other", 720), ("violence.sexual.abuse", 60)]

    tiny = source(tmp_path, "as: replaces_period", 'coded: why, labels: {"Others / misc": Other}'.join("{}"))
    assert send(tiny) == []
    assert tiny.query(SUMS) == [("other", 720), ("violence.sexual.abuse", 60)]


def test_where_the_newer_one_counts_the_new_name_is_to_be_decided(tmp_path: Path) -> None:
    tiny = source(tmp_path, 'as: replaces_period, slot: "r_(%Y)*.csv"')
    told = {form: next_step for _, form, next_step in send(tiny)}
    assert "A new name is decided in decisions.csv" in told["counts_categories"]
    assert "of several offices: give each a document of its own" in told["other_name"]
