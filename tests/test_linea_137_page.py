"""The page of a real helpline's open data, in Spanish, and nothing on it for being what the service is for.

Runs where the folder `shared` lies beside the checkout. Nothing of its rows is shown or kept.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.paged_release import ask, pages_of, read
from tests.test_linea_137 import SOURCE_ID, make_run
from warehouse.assess.step import assess
from warehouse.publish.step import publish
from warehouse.steps import harmonise_source, land_source, stage_source
from warehouse.tabulate.step import tabulate


@pytest.fixture(scope="module")
def release(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = shared_folder / "data" / "ar_linea137"
    if not folder.is_dir():
        pytest.skip("needs the open data of Línea 137 in the folder `shared`")
    run = make_run(tmp_path_factory.mktemp("linea_page"))
    land_source(run, SOURCE_ID, str(folder))
    stage_source(run, SOURCE_ID)
    harmonise_source(run, SOURCE_ID)
    assess(run)
    tabulate(run)
    (made,) = publish(run, "test").paths
    return made


@pytest.mark.long
def test_its_page_is_in_spanish_with_the_verdict_of_each_year(release: Path) -> None:
    page = pages_of(release)[SOURCE_ID]
    assert '<html lang="es">' in page and "Línea 137: lo que pueden decir sus registros" in page
    assert read(page).complaints == []
    years = ask(release, "select contact_year from source_year order by 1")
    assert len(years) >= 6
    table = page[page.index('id="years"') : page.index('id="found"')]
    assert [int(year) for year in re.findall(r'<th scope="row">(\d{4})</th>', table)] == [year for (year,) in years]


def test_it_is_not_asked_why_it_is_about_sexual_violence(release: Path) -> None:
    accused = ask(
        release,
        "select distinct finding_code from finding "
        "where state_code = 'fail' and finding_code not in ('one_reason', 'no_setting', 'break')",
    )
    assert accused == []


def test_nobody_else_is_on_it_and_no_band_is_drawn_of_one(release: Path) -> None:
    page = pages_of(release)[SOURCE_ID]
    assert 'class="band"' not in page and "(las demás" not in page
