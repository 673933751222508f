"""Where online is told from offline is never guessed without evidence; who sends the files is never guessed at all."""

from __future__ import annotations

from pathlib import Path

from schemas.mapping.questions import MARK
from schemas.mapping.registry import load_registry
from tests.drafting import SOURCE_ID, Drafted, day, draft_files, write_csv


def drafted_with(folder: Path, header: list[str], told: list[str]) -> Drafted:
    rows = [["id", "date of call", "reason", *header]]
    rows += [[f"K{n:04}", day(n).isoformat(), "Bullying", told[n % len(told)]][: 3 + len(header)] for n in range(120)]
    return draft_files(folder, [write_csv(folder / "in" / "calls_2023.csv", rows)])


def setting_of(drafted: Drafted) -> str:
    mapping = load_registry(drafted.settings.mappings).sources[SOURCE_ID]
    return mapping.source.setting_capability_code


def test_nothing_tells_online_from_offline(tmp_path: Path) -> None:
    drafted = drafted_with(tmp_path, [], [""])

    assert setting_of(drafted) == "none"
    source = (drafted.folder / "source.yaml").read_text(encoding="utf-8")
    records = next(line for line in source.splitlines() if line.startswith("records:"))
    assert MARK in records and "by_list" in records


def test_a_column_that_tells_it_is_evidence_and_still_asked_about(tmp_path: Path) -> None:
    drafted = drafted_with(tmp_path, ["Where"], ["Online", "Offline"])

    assert (setting_of(drafted), drafted.content["setting"]) == ("per_contact", "Where")


def test_what_nobody_said_of_the_sender_goes_with_its_question(tmp_path: Path) -> None:
    drafted = drafted_with(tmp_path, [], [""])
    path = drafted.folder / "source.yaml"
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if MARK not in line]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")

    assert drafted.is_refused()
    assert not any(line.startswith(("zone:", "region:", "network:", "records:")) for line in kept)
