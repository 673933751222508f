"""A source that is taken in while a release is made leaves the files that the release may be reading."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.base.settings import Settings
from tests.survey_network import SURVEY_ID, SurveyNetwork, make_survey_network
from tests.tiny_network import ROWS, take_in, write_delivery
from warehouse.store.lock import exclusive
from warehouse.store.manifest import read_source_manifest


def files_of(settings: Settings, source_id: str) -> set[str]:
    lake = settings.layout.lake_of(source_id)
    return {path.relative_to(lake).as_posix() for path in lake.rglob("*.parquet")}


def named(settings: Settings, source_id: str) -> set[str]:
    manifest = read_source_manifest(settings.layout, source_id)
    assert manifest is not None
    return set(manifest.named_files())


def deliver(survey: SurveyNetwork, age: int) -> None:
    """Both send the same again, with something else in it."""
    write_delivery(survey.settings.deliveries, "tiny_a", [ROWS[0].replace(";14;", f";{age};")], day=f"2024-05-{age}")
    survey.deliver([f"1;member_tiny_a;{'Yes' if age % 2 else 'no'};Once per contact;Very well"], "survey_2024.csv")


@pytest.mark.parametrize("lock", ["publish", "network"])
@pytest.mark.parametrize("source_id", ["tiny_a", SURVEY_ID])
def test_they_stay_until_the_next_run_of_the_source(tmp_path: Path, source_id: str, lock: str) -> None:
    survey = make_survey_network(tmp_path, ["tiny_a"])
    settings = survey.settings
    deliver(survey, 10)
    take_in(settings, [source_id])
    before = named(settings, source_id)

    deliver(survey, 11)
    with exclusive(settings.layout.lock(lock), "The release"):
        take_in(settings, [source_id])
    assert named(settings, source_id) != before
    assert files_of(settings, source_id) >= before | named(settings, source_id)

    deliver(survey, 12)
    take_in(settings, [source_id])
    assert not before - named(settings, source_id) & files_of(settings, source_id)
