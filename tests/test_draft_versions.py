"""Which version of a contact is the newer one, where its time is not written in ISO."""

from __future__ import annotations

from pathlib import Path

from tests.drafting import day, draft_files, write_csv
from tests.test_draft_counts import WHY
from tests.test_draft_unseen import contacts


def test_the_newer_version_is_told_by_a_time_that_is_written_as_the_day_is(tmp_path: Path) -> None:
    """Zendesk and Freshdesk: every record was rejected, since only ISO was read there."""
    written = "%d %b, %Y 04:18 AM"
    rows = contacts(60, ("Created time", lambda i: day(i).strftime(written)), ("Reason", lambda i: WHY[i % 3]))
    older = [[*row, "02 Mar, 2023 09:00 PM"] for row in rows[1:]]
    newer = [[*row[:3], WHY[3 - n % 2], "01 Apr, 2023 02:00 AM"] for n, row in enumerate(rows[1:21])]
    head = [*rows[0], "Last update time"]
    paths = [write_csv(tmp_path / "in" / f"calls_{n}.csv", [head, *them]) for n, them in enumerate((older, newer))]

    drafted = draft_files(tmp_path, paths)
    drafted.answer_as_guessed()
    drafted.export.write_text(drafted.text.replace(drafted.line("arrives"), ARRIVES))

    assert drafted.run() == ()
    found = drafted.query(
        "select source_value, sum(n_contacts)::int from source_value where field = 'reason' group by 1"
    )
    assert sum(dict(found).values()) == 60
    assert (dict(found)[WHY[3]], dict(found)[WHY[2]]) == (10, 10 + 14)


ARRIVES = "arrives: {as: updates, newest: {by: Last update time}}"


def test_a_column_of_versions_that_no_run_can_order_is_not_drafted(tmp_path: Path) -> None:
    rows = contacts(
        60,
        ("Created", lambda i: day(i).isoformat()),
        ("Last updated", lambda i: day(i).strftime("%d.%m.%Y")),
        ("Reason", lambda i: WHY[i % 4]),
    )

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls.csv", rows)])

    assert drafted.content["arrives"]["newest"]["by"] != "Last updated"
