"""A draft loads, asks what it cannot know, suggests and never decides; nothing personal is written into it."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest

from pipelines.base.settings import Settings
from pipelines.check.trial import deliveries_trial
from pipelines.draft.drafting import DraftError, draft_new, draft_open
from pipelines.draft.names import find_pattern
from pipelines.draft.source_text import About
from schemas.mapping.export import Export
from schemas.mapping.registry import load_registry
from schemas.text.problem import MappingError
from tests.conftest import ROOT
from warehouse.network.lake import attach
from warehouse.steps import harmonise_source, has_news, land_source, stage_source
from warehouse.store.engine import engine
from warehouse.store.key import make_key_file
from warehouse.store.manifest import read_source_manifest
from warehouse.store.run import SourceHeldError, silent

TODAY = date(2026, 11, 24)
LABELS = ("Harcèlement scolaire", "Violence physique", "Chantage sexuel en ligne", "Un mot inconnu ici")


def write_export(path: Path, n: int = 80) -> Path:
    """An invented export with names and free text in it, cp1252, two title lines."""
    rows = ["Export des appels;;;;;;", "", "N° appel;Date;Nom;Canal;Sexe;Motifs;Commentaire"]
    for number in range(n):
        motifs = ", ".join(sorted({LABELS[number % 4], LABELS[number // 4 % 3]}))
        name = f"Zzcanary{number} Qxcanary"
        told = f"{name} raconte longuement ce qui est arrivé hier soir, numéro {number}"
        rows.append(f"A{number};{number % 28 + 1:02}/03/2024;{name};Téléphone;{'FM'[number % 2]};{motifs};{told}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(("\n".join(rows) + "\n").encode("cp1252"))
    return path


def settings_in(folder: Path) -> Settings:
    """Settings of a workspace of its own, with one accepted French mapping to learn from."""
    shutil.copytree(ROOT / "mappings" / "demo_garonne", folder / "mappings" / "demo_garonne")
    make_key_file(folder / "key")
    return Settings(
        checkout=folder,
        warehouse=folder / "warehouse",
        deliveries=folder / "deliveries",
        key_file=folder / "key",
        mappings=folder / "mappings",
        dagster_home=folder / "dagster_home",
    )


def drafted(folder: Path) -> Settings:
    settings = settings_in(folder)
    export = write_export(folder / "in" / "appels_2024.csv")
    draft_new(settings, About("sn_new", country="SN"), [export], None, TODAY, silent)
    return settings


def rows_of(settings: Settings) -> list[dict[str, str]]:
    with (settings.mappings / "sn_new" / "decisions.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_draft_loads_and_reads_its_own_file(tmp_path: Path) -> None:
    settings = drafted(tmp_path)
    mapping = load_registry(settings.mappings).sources["sn_new"]
    (export,) = mapping.exports
    assert isinstance(export, Export) and export.read.csv is not None
    assert (export.read.csv.encoding, export.read.csv.delimiter, export.read.csv.header_row) == ("cp1252", ";", 3)
    assert export.id is not None
    assert (export.id.columns(), export.date.format, export.arrives.slot) == (
        ("N° appel",),
        ("%d/%m/%Y",),
        "appels_(%Y).csv",
    )
    assert {"channel", "gender"} <= set(export.fields) and export.reasons.columns() == ("Motifs",)
    assert mapping.source.mapping_status_code == "proposed"


def test_every_value_has_up_to_three_suggestions_with_score_and_why(tmp_path: Path) -> None:
    rows = rows_of(drafted(tmp_path))
    assert {row["outcome"] for row in rows} == {"suggested"}
    by_value = {value: [row for row in rows if row["source_value"] == value] for value in LABELS}
    assert all(1 <= len(found) <= 3 for found in by_value.values())
    first = by_value["Violence physique"][0]
    assert first["code"] == "violence.physical" and "score" in first["note"] and "demo_garonne" in first["note"]
    online = by_value["Chantage sexuel en ligne"][0]
    assert (online["code"], online["setting"], online["basis"]) == ("violence.sexual.extortion", "online", "label")
    assert all(row["by"] == "harmonise draft" for row in rows)


def test_nothing_personal_is_written(tmp_path: Path) -> None:
    settings = drafted(tmp_path)
    for path in (settings.mappings / "sn_new").rglob("*"):
        assert "canary" not in path.read_text(encoding="utf-8"), path.name
    left = [path for path in settings.warehouse.rglob("*") if path.is_file()] if settings.warehouse.exists() else []
    assert left == []


def answer(settings: Settings) -> None:
    """Take the word QUESTION away, everywhere."""
    for name in ("source.yaml", "export.yaml"):
        path = settings.mappings / "sn_new" / name
        path.write_text(path.read_text(encoding="utf-8").replace("QUESTION", "answered"), encoding="utf-8")


def allow_undecided(settings: Settings) -> None:
    """Declare that figures on reasons may wait for decisions: else a source with so few of them is held."""
    path = settings.mappings / "sn_new" / "source.yaml"
    limits = "thresholds: {unmapped_reasons: 1, because: nothing is decided yet}\n"
    text = path.read_text(encoding="utf-8")
    path.write_text(text if limits in text else text + limits, encoding="utf-8")


def test_a_draft_that_nobody_has_finished_is_held_and_may_be_tried(tmp_path: Path) -> None:
    settings = drafted(tmp_path)
    run = settings.open_run()
    land_source(run, "sn_new", str(settings.checkout / "in"))
    stage_source(run, "sn_new")

    with pytest.raises(SourceHeldError) as held:
        harmonise_source(run, "sn_new")

    findings = held.value.findings
    assert {(one.finding_code, one.state_code) for one in findings} == {("open_questions", "fail")}
    assert all((one.numerator or 0) > 0 for one in findings) and "sn_new/source.yaml" in findings[0].sentence
    assert read_source_manifest(settings.layout, "sn_new") is None
    with deliveries_trial(run.registry, "sn_new", str(settings.checkout / "in"), tmp_path, silent) as trial:
        assert trial.held == () and read_source_manifest(trial.layout, "sn_new") is not None

    answer(settings)
    assert has_news(settings.open_run(), "sn_new", str(settings.checkout / "in"))
    with pytest.raises(SourceHeldError, match="nobody has decided yet what 140 of 140 recorded reasons mean"):
        harmonise_source(settings.open_run(), "sn_new")
    allow_undecided(settings)
    harmonise_source(settings.open_run(), "sn_new")
    assert read_source_manifest(settings.layout, "sn_new") is not None


def counts(settings: Settings) -> dict[str, int]:
    """Reason values by outcome after a run on the drafted mapping, its questions answered as they stand."""
    answer(settings)
    allow_undecided(settings)
    run = settings.open_run()
    land_source(run, "sn_new", str(settings.checkout / "in"))
    stage_source(run, "sn_new")
    harmonise_source(run, "sn_new")
    with engine(settings.layout.work) as connection:
        attach(connection, settings.layout, ["sn_new"])
        query = "select outcome_code, sum(n_values)::bigint from source_value where field = 'reason' group by all"
        return dict(connection.execute(query).fetchall())


def test_a_suggestion_counts_as_unmapped_until_it_is_accepted(tmp_path: Path) -> None:
    settings = drafted(tmp_path)
    before = counts(settings)
    assert set(before) == {"unmapped"}
    path = settings.mappings / "sn_new" / "decisions.csv"
    text = path.read_text(encoding="utf-8")
    # One word is changed; the other suggestions of that value stay where they are.
    text += "reason,Violence physique,suggested,violence.emotional,,,,,,2 of 2,,\n"
    assert text.count("reason,Violence physique,suggested,") == 2
    path.write_text(text.replace("reason,Violence physique,suggested,", "reason,Violence physique,mapped,", 1), "utf-8")
    after = counts(settings)
    assert after["mapped"] > 0 and after["mapped"] + after["unmapped"] == before["unmapped"]


def test_spellings_that_fold_together_are_suggested_once(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    export = write_export(tmp_path / "in" / "appels_2024.csv")
    text = export.read_bytes().decode("cp1252").splitlines()
    odd = [line.replace(";F;", ";Ж;") if number % 4 else line.replace(";F;", ";ж;") for number, line in enumerate(text)]
    export.write_bytes(("\n".join(odd) + "\n").encode("utf-8"))
    draft_new(settings, About("sn_new", country="SN"), [export], None, TODAY, silent)
    rows = [row for row in rows_of(settings) if row["source_value"].casefold() == "ж"]
    assert len(rows) == len({(row["code"], row["note"][:4]) for row in rows}) <= 3
    twice = settings.mappings / "sn_new" / "decisions.csv"
    twice.write_text(twice.read_text(encoding="utf-8") + "gender,Ж,suggested,,,,,,,x,,\ngender,ж,suggested,,,,,,,x,,\n")
    with pytest.raises(MappingError, match="same suggestion is written twice"):
        load_registry(settings.mappings)


def test_a_source_that_was_never_run_gets_suggestions_from_its_files(tmp_path: Path) -> None:
    settings = drafted(tmp_path)
    path = settings.mappings / "sn_new" / "decisions.csv"
    path.write_text(path.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")
    shutil.copytree(tmp_path / "in", settings.deliveries / "sn_new")
    assert draft_open(settings, "sn_new", None, TODAY, silent).n_values >= len(LABELS)
    assert not settings.layout.lake_of("sn_new").exists()


def test_open_values_of_a_lake_are_added_once(tmp_path: Path) -> None:
    settings = drafted(tmp_path)
    path = settings.mappings / "sn_new" / "decisions.csv"
    kept = [line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if "Violence" not in line]
    path.write_text("".join(kept), encoding="utf-8")
    counts(settings)
    added = draft_open(settings, "sn_new", None, TODAY, silent)
    assert (added.n_values, draft_open(settings, "sn_new", None, TODAY, silent).n_values) == (1, 0)
    assert rows_of(settings)[-1]["source_value"] == "Violence physique"


def test_a_mapping_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    settings = drafted(tmp_path)
    with pytest.raises(DraftError, match="there already"):
        draft_new(settings, About("sn_new"), [tmp_path / "in"], None, TODAY, silent)


@pytest.mark.parametrize(
    ("names", "files", "caught"),
    [
        (["calls_2024-01-31.csv", "calls_2024-02-29.csv"], "calls_*.csv", "calls_(%Y-%m-%d).csv"),
        (["x_202401.csv"], "x_*.csv", "x_(%Y%m).csv"),
        (["x 2024_01.csv"], "x *.csv", "x (%Y_%m).csv"),
        (["year2023.xlsx"], "year*.xlsx", "year(%Y).xlsx"),
        (["a.csv", "b.csv"], "*.csv", ""),
        (["contacts.csv"], "contacts.csv", ""),
    ],
)
def test_what_names_of_files_say(names: list[str], files: str, caught: str) -> None:
    found = find_pattern(names)
    assert (found.files, found.caught) == (files, caught)
