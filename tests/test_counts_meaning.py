"""What the words of counts mean: the same as the words of contacts, and decided as these are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny_counts import CONTACTS, COUNTS, DECISIONS, HEADER, LONG, long
from tests.tiny_source import SOURCE, TinySource
from warehouse.store.run import SourceHeldError


@pytest.mark.parametrize("remit", ["general", "online_safety"])
def test_a_count_has_the_setting_that_a_contact_of_the_same_words_has(remit: str, tmp_path: Path) -> None:
    """Label, place, list, remit; a place makes no bodily act online, and none that the reason cannot have."""
    source = SOURCE.replace("cadence:", f"remit: {remit}\ncadence:")
    words = [
        (why, where)
        for why in ("Cyberbullying", "Bullying", "Blackmail", "Rape", "Penetration", "Beaten and sad")
        for where in ("", "Net", "School", "Somewhere")
    ]
    decisions = DECISIONS + "reason,Penetration,mapped,violence.sexual.assault,,,,,,,,\n"
    tiny = TinySource.write(tmp_path, CONTACTS + LONG, decisions, source)
    contacts = [f"{place};2022-01-01;{place};{why};{where}" for place, (why, where) in enumerate(words)]
    tiny.put("contacts_1.csv", "\n".join(["id;day;sex;why;where", *contacts]) + "\n")
    counts = [f"2022;{why};;;{where};{10**place}" for place, (why, where) in enumerate(words[:12])]
    counts += [f"2021;{why};;;{where};{10**place}" for place, (why, where) in enumerate(words[12:])]
    tiny.put("r_2022.csv", HEADER + "\n".join(counts) + "\n")
    tiny.ingest()
    by_contacts = tiny.query("select reason_code, setting_code, count(*) from contact_reason group by all order by all")
    # each count is a power of ten of its own: its digits tell which of the records it sums
    digits = "list_sum(list_transform(string_split(cast(n_contacts as varchar), ''), lambda d: cast(d as integer)))"
    by_counts = tiny.query(
        f"select reason_code, setting_code, sum({digits})::bigint from reported_count group by all order by all"
    )
    assert by_counts == by_contacts
    assert len({setting for _, setting, _ in by_counts}) == 4


def test_a_label_of_several_codes_counts_under_each_and_others_are_told(tmp_path: Path) -> None:
    tiny = long(
        tmp_path,
        "2022Q1;Beaten and sad;F;;;2",
        "2022Q1;Test;F;;;30",
        "2022Q1;None;F;;;40",
        "2022Q1;New label;?;;;50",
    )
    _, _, harmonised = tiny.ingest()
    assert tiny.query(COUNTS.format("reason_code, setting_code, n_contacts")) == [
        ("mental_health.mood", "not_applicable", 2),
        ("violence.physical", "offline", 2),
    ]
    values = tiny.query("select source_value, outcome_code, n_contacts from source_value where field = 'reason'")
    assert sorted(values) == [
        ("Beaten and sad", "mapped", 2),
        ("New label", "unmapped", 50),
        ("None", "missing", 40),
        ("Test", "ignored", 30),
    ]
    (finding,) = [one for one in harmonised.findings if one.finding_code == "unmapped_values"]
    assert "50 contacts" in finding.sentence
    assert (finding.numerator, finding.denominator, finding.contact_year) == (1, 4, 2022)


def test_a_conflict_of_setting_is_a_finding(tmp_path: Path) -> None:
    tiny = long(tmp_path, "2022Q1;Cyberbullying;F;;School;2", "2022Q1;Bullying;F;;School;2")
    _, _, harmonised = tiny.ingest()
    (finding,) = [one for one in harmonised.findings if one.finding_code == "setting_conflicts"]
    assert (finding.numerator, finding.denominator) == (1, 2)


def test_a_decision_with_days_is_asked_for_the_first_day_of_the_period(tmp_path: Path) -> None:
    tiny = long(tmp_path, "2022Q1;Old;F;;;1", "2022Q2;Old;F;;;2")
    decisions = (
        "reason,Old,mapped,violence.bullying,,,,,2022-03-31,,,\nreason,Old,mapped,violence.physical,,,,2022-04-01,,,,\n"
    )
    TinySource.write(tmp_path, LONG, decisions)
    tiny.ingest()
    assert tiny.query(COUNTS.format("reason_code, n_contacts")) == [("violence.bullying", 1), ("violence.physical", 2)]


def test_more_unmapped_than_the_source_allows_holds_it(tmp_path: Path) -> None:
    limited = SOURCE.replace("because: rejects", "unmapped: 0.2, because: rejects")
    tiny = long(tmp_path, "2022Q1;Bullying;F;;;1", source=limited)
    tiny.ingest()
    before = tiny.lake_bytes()
    tiny.put("r_2022.csv", HEADER + "2022Q1;New label;F;;;1\n")
    with pytest.raises(SourceHeldError, match="threshold_broken"):
        tiny.ingest()
    assert tiny.query(COUNTS.format("n_contacts")) == [(1,)]
    kept = {name: content for name, content in tiny.lake_bytes().items() if "/2022-" in name}
    assert all(kept[name] == content for name, content in before.items() if "/2022-" in name)


def test_half_finished_decisions_hold_a_source_by_default(tmp_path: Path) -> None:
    """From fifty reasons on more than one in ten undecided is too many; of fewer a share says little."""
    decided = [f"2022Q{1 + number % 4};Bullying;F;;;1" for number in range(45)]
    tiny = long(tmp_path, *decided, "2022Q1;Unheard;F;;;1")
    tiny.ingest()
    tiny.put("r_2022.csv", HEADER + "".join(f"{row}\n" for row in [*decided, *["2022Q1;Unheard;F;;;1"] * 6]))
    with pytest.raises(SourceHeldError, match="nobody has decided yet what"):
        tiny.ingest()
