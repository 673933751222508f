"""The survey's counts of helplines, for whoever tells of them: public tables, the report.

Belongs here: reading the table `survey_count` of a release. Does not belong here: what is counted and what is held back
(`warehouse/publish/disclosure/survey.py`), answers of single members, or words around a count.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

ALL = "all"
NO_OCSEA = "no_ocsea_counted"
WELL = "very_or_moderately_well"


@dataclass(frozen=True)
class SurveyCount:
    """Of `n_base` helplines that answered, `n_helplines` gave this answer; both None where too few answered to say.

    `base_code`: `all`, or `no_ocsea_counted`: those that could record OCSEA in that year and counted none.
    """

    network_code: str
    survey_year: int
    base_code: str
    question_code: str
    answer_code: str
    n_helplines: int | None
    n_base: int | None
    said: str | None
    """`3 of 4`: a count is never told as a percentage."""
    is_taken_over: bool = False
    """True where it stays as an earlier release told it: one or two helplines make the difference since."""


def read_survey_counts(connection: duckdb.DuckDBPyConnection, catalog: str) -> list[SurveyCount]:
    """Every count of the release that is attached as `catalog`, in a total order; networks are never mixed."""
    query = f"from {catalog}.main.survey_count order by all"
    return [SurveyCount(*row) for row in connection.execute(query).fetchall()]


def well_without_ocsea(counts: list[SurveyCount], network_code: str, survey_year: int) -> str | None:
    """Of the helplines that counted no OCSEA, how many judge themselves very or moderately well: `3 of 4`.

    None where too few answered.
    """
    for one in counts:
        if (one.network_code, one.survey_year, one.base_code) == (network_code, survey_year, NO_OCSEA):
            return one.said
    return None
