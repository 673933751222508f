"""A file of the survey that cannot be read as declared is held: what counted stays, everything else goes on."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipelines.run.sources import run_sources
from tests.survey_network import ANSWERS, HEADER, SURVEY, SURVEY_ID, SurveyNetwork, fates, make_survey_network
from warehouse.steps import land_source
from warehouse.store.run import SourceHeldError

SECRET = "Rosa-4711"


@pytest.fixture
def network(tmp_path: Path) -> SurveyNetwork:
    return make_survey_network(tmp_path)


def deliver_bad(network: SurveyNetwork, how: str, name: str = "survey_2024.csv") -> None:
    rows = [*ANSWERS, f"3;member_tiny_c;{SECRET};;"]
    match how:
        case "delimiter":
            network.deliver(
                [row.replace(";", ",") for row in rows], name, HEADER.replace(", how?;", "; how?;").replace(";", ",")
            )
        case "encoding":
            network.deliver([*rows, "4;Línea;Sí;;"], name, encoding="cp1252")
        case "column":
            network.deliver(rows, name, HEADER.replace("Several reasons for one contact?", "More than one reason?"))
        case "members":
            network.deliver([row.replace("ember", SECRET) for row in rows], name)
        case "empty":
            network.deliver([], name)
        case "blank":
            network.deliver(["1;;Yes;;", "2; ;no;;"], name)
        case "cells":
            network.deliver([f"{row};x;{SECRET}" for row in ANSWERS], name)
        case "twice":
            network.deliver([f"{row};x" for row in rows], name, f"{HEADER};Helpline")


CASES = {
    "delimiter": ("malformed_csv", "the delimiter ';' is not in the header"),
    "encoding": ("wrong_encoding", "utf-8"),
    "column": ("missing_column", "Several reasons for one contact?"),
    "members": ("survey_refused", "of the network demo; in row 1 below the header, column 'Helpline', stands 'aaaa"),
    "blank": ("survey_refused", "of the network demo; in row 1 below the header the column 'Helpline' is blank"),
    "cells": ("survey_refused", "2 of 2 rows are no record as declared"),
    "empty": ("survey_refused", "no row is of a member: it has a header only"),
    "twice": ("missing_column", "Helpline"),
}


@pytest.mark.parametrize("how", CASES)
def test_it_is_held_and_what_counted_before_counts_on(network: SurveyNetwork, how: str) -> None:
    network.deliver()
    network.take_in()
    deliver_bad(network, how)
    manifest = network.take_in()

    code, words = CASES[how]
    (finding,) = [one for one in manifest.findings if one.is_bad]
    assert (finding.finding_code, finding.file_name) == (code, "survey_2024.csv")
    assert words in finding.sentence and "survey.yaml" in f"{finding.sentence} {finding.next_step}"
    assert sorted(map(fates, manifest.deliveries)) == [("held", 0, 0, 0, 0, 0), ("used", 2, 2, 0, 0, 0)]
    assert len(network.answers()) == 2
    assert SECRET not in str(manifest)


def test_rows_that_are_no_records_are_not_called_rows_of_nobody(network: SurveyNetwork) -> None:
    network.deliver(["1;member_tiny_a;yes;no;Very well;x", "2;member_tiny_b"])

    (finding,) = network.take_in().findings
    assert "2 of 2 rows are no record as declared; the first is row 1 below the header" in finding.sentence


def test_a_network_that_no_source_names_has_no_member_who_could_answer(network: SurveyNetwork) -> None:
    network.describe(SURVEY.replace("network: demo", "network: other"))
    network.deliver()

    (finding,) = network.take_in().findings
    assert "no source.yaml names one of the network other" in finding.sentence


def test_what_landing_and_reading_say_of_any_file_names_the_file_of_a_survey(network: SurveyNetwork) -> None:
    network.describe(SURVEY.replace('csv: {encoding: utf-8, delimiter: ";"}', "workbook: {}"))
    network.deliver()
    network.deliver(name="answers.csv")

    run = network.run()
    landed = land_source(run, SURVEY_ID, network.settings.resolve_address(run.registry.address_of(SURVEY_ID)))
    (missing,) = land_source(run, SURVEY_ID, str(network.folder / "nowhere")).findings
    (unclaimed,) = landed.findings
    (damaged,) = network.take_in().findings
    for one in (unclaimed, missing, damaged):
        assert "survey.yaml" in f"{one.sentence} {one.next_step}"


@pytest.mark.long
def test_a_file_of_another_name_is_said_and_left(network: SurveyNetwork) -> None:
    network.deliver()
    network.deliver(name="answers of 2024.csv")

    summary = run_sources(network.settings, [SURVEY_ID], None)
    assert summary.exit_code == 1
    (held,) = summary.sources[0].held
    assert held.codes == ("unclaimed_file",)


def test_a_year_that_no_form_is_for_is_held(network: SurveyNetwork) -> None:
    network.describe(SURVEY.replace("    member: Helpline", "    last_year: 2023\n    member: Helpline"))
    network.deliver()
    network.deliver(name="survey_2023.csv")
    manifest = network.take_in()

    (finding,) = [one for one in manifest.findings if one.is_bad]
    assert "no form of survey.yaml is for the year 2024" in finding.sentence
    assert {year for year, _ in network.answers()} == {2023}


@pytest.mark.long
def test_the_release_is_published_and_the_command_ends_non_zero(network: SurveyNetwork) -> None:
    network.deliver()
    deliver_bad(network, "column", "survey_2025.csv")

    summary = run_sources(network.settings, network.run().registry.named, None)

    assert summary.exit_code == 1 and summary.is_new_release
    held = [held for source in summary.sources for held in source.held]
    assert [(one.source_id, one.file) for one in held] == [(SURVEY_ID, "survey_2025.csv")]
    with duckdb.connect(str(network.settings.layout.database), read_only=True) as connection:
        assert connection.execute("select count(*) from contact").fetchone() == (9,)
        assert connection.execute("select distinct survey_year from member_survey").fetchall() == [(2024,)]
        # what is held of a survey makes no year of contacts doubtful, nor a year of a source that is none
        query = "select distinct source_id, status_code from source_year order by all"
        assert connection.execute(query).fetchall() == [(f"tiny_{one}", "current") for one in "abc"]

    again = run_sources(network.settings, network.run().registry.named, None)
    assert again.is_unchanged and again.exit_code == 1

    network.deliver(name="survey_2025.csv")
    mended = run_sources(network.settings, network.run().registry.named, None)
    assert mended.exit_code == 0 and mended.is_new_release


@pytest.mark.long
def test_landed_bytes_that_changed_are_not_read(network: SurveyNetwork) -> None:
    network.deliver()
    (delivery,) = network.take_in().deliveries
    landed = network.settings.layout.landing_of(SURVEY_ID) / delivery.delivery_id / "survey_2024.csv"
    landed.chmod(0o600)
    landed.write_bytes(landed.read_bytes().replace(b"Very well", b"Not  well"))

    with pytest.raises(SourceHeldError) as held:
        network.take_in()
    assert [one.finding_code for one in held.value.findings] == ["lost_delivery", "damaged_delivery"]
    assert len(network.answers()) == 2

    summary = run_sources(network.settings, network.run().registry.named, None)
    assert summary.exit_code == 1 and summary.is_new_release
    assert [one.source_id for source in summary.sources for one in source.held] == [SURVEY_ID]
