"""The labels of a source's own list, as the lake and its decisions have them, are what its sheet is made of."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipelines.agree.ceiling import choices_of_list
from pipelines.base.settings import Settings
from tests.tiny_network import SOURCE, enter_network, make_network, write_mapping
from warehouse.review.labels import LabelList, read_label_list
from warehouse.steps import harmonise_source, land_source, stage_source


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    enter_network(monkeypatch, tmp_path)
    return make_network(tmp_path, ["tiny_a"])


def labels_of(network: Settings, source_id: str = "tiny_a") -> LabelList:
    registry = network.load_registry()
    return read_label_list(network.layout.work, registry.sources[source_id], registry.codes)


def test_labels_come_to_what_contacts_with_them_come_to(network: Settings) -> None:
    """The same labels and settings, through the lake."""
    run = network.open_run()
    land_source(run, "tiny_a", network.resolve_address("tiny_a/*"))
    stage_source(run, "tiny_a")
    harmonise_source(run, "tiny_a")
    files = str(network.layout.lake / "tiny_a" / "contact_reason" / "*.parquet")
    query = "select contact_id, list((reason_code, setting_code)) from read_parquet($1) group by contact_id"
    with duckdb.connect() as connection:
        recorded = {frozenset(pairs) for _, pairs in connection.execute(query, [files]).fetchall()}
    labels = labels_of(network)

    assert recorded == {
        labels.pairs["motif_chantage", "Internet"],
        labels.pairs["motif_harcelement", "École"],
        labels.pairs["motif_chantage", "Internet"] | labels.pairs["motif_harcelement", "Internet"],
    }
    assert labels.pairs["motif_harcelement", ""] == {("violence.bullying", "unknown")}
    assert labels.find_label(" Motif_Harcèlement ") == "motif_harcelement"
    assert labels.find_label("motif") is None


def test_a_list_is_that_of_its_latest_day(network: Settings) -> None:
    decisions = (network.mappings / "tiny_a" / "decisions.csv").read_text(encoding="utf-8")
    row = "reason,motif_harcelement,mapped,violence.bullying,,,equal,,,,data officer,2026-11-02\n"
    ended = row.replace("equal,,,", "equal,,2024-12-31,")
    begun = row.replace("violence.bullying", "peers.classmates").replace("equal,,,", "equal,2025-01-01,,")
    write_mapping(network.mappings, "tiny_b", decisions=decisions.replace(row, ended + begun))

    assert labels_of(network, "tiny_b").pairs["motif_harcelement", ""] == {("peers.classmates", "not_applicable")}


def test_a_remit_and_a_word_for_nothing(network: Settings) -> None:
    decisions = (network.mappings / "tiny_a" / "decisions.csv").read_text(encoding="utf-8")
    more = "reason,NSP,missing,,,,,,,,,\nreason,Essai,ignored,,,,,,,a test call,,\n"
    source = SOURCE.replace("zone:", "remit: online_safety\nzone:")
    write_mapping(network.mappings, "tiny_b", source, decisions + more)
    labels = labels_of(network, "tiny_b")

    assert labels.pairs["motif_harcelement", ""] == {("violence.bullying", "online")}
    assert labels.pairs["Essai", ""] == frozenset()
    assert labels.blanks == {"NSP"}
    assert choices_of_list(labels).groups[0] == {
        frozenset({("violence.bullying", "online")}), frozenset({("violence.sexual.extortion", "online")}),
    }  # fmt: skip
