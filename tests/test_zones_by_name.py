"""Of zones by their names UTC and GMT are read; an abbreviation that is several zones is no date, and not a wrong one."""

from __future__ import annotations

import duckdb
import pytest

from schemas.constructs import Record
from schemas.mapping.day import When
from warehouse.stage.moment import spell_moment


def read(text: str, form: str, zone: str) -> str | None:
    when = When.model_validate({"column": "day", "format": [form]})
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        moment = spell_moment(when, zone, Record(("day",)))
        ((found,),) = connection.execute(f"select cast({moment} as varchar) from (select ? as day)", [text]).fetchall()
        return None if found is None else str(found)


@pytest.mark.parametrize(
    ("text", "zone", "moment"),
    [
        ("01/06/2024 02:00 UTC", "Europe/London", "2024-06-01 03:00:00"),
        ("01/06/2024 02:00 GMT-5", "America/Bogota", "2024-06-01 02:00:00"),
        ("01/06/2024 02:00 GMT+5:30", "Asia/Kolkata", "2024-06-01 02:00:00"),
        ("01/06/2024 02:00 Africa/Nairobi", "Africa/Nairobi", "2024-06-01 02:00:00"),
        ("01/06/2024 02:00 gmt", "Europe/London", "2024-06-01 03:00:00"),
        ("01/06/2024 02:00 BST", "Europe/London", None),
        ("01/06/2024 02:00 IST", "Asia/Jerusalem", None),
    ],
)
def test_what_a_zone_by_name_gives(text: str, zone: str, moment: str | None) -> None:
    assert read(text, "%d/%m/%Y %H:%M %Z", zone) == moment


def test_an_abbreviation_that_is_written_out_is_the_time_of_the_helpline() -> None:
    assert read("01/06/2024 02:00 BST", "%d/%m/%Y %H:%M BST", "Europe/London") == "2024-06-01 02:00:00"
