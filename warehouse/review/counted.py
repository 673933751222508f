"""Which codes of decisions a figure's numerator counts.

Belongs here: what a statistic's name and dimensions say of fields and codes. Does not belong here: finding the figure
or the decisions (`review.figure`).
"""

from __future__ import annotations

import re
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.store.engine import rows_of, sql_text

COMMON = "COMMON"


def counted_codes(connection: duckdb.DuckDBPyConnection, figure: dict[str, Any]) -> pa.Table:
    """Fields and codes of decisions that the numerator counts, and whether what stands below a code counts with it."""
    statistic = figure["statistic_code"]
    act = next((act for part, act in OF_STATISTIC.items() if part in statistic), None)
    fields = {name: field for name, field in OF_FIELD.items() if figure.get(name)}
    # where the statistic names an act, the reason is the base; where it lists reasons, each stands for itself alone
    counted = {
        (field, act if act and field == "reason" else figure[name], field != "reason" or not _lists_reasons(statistic))
        for name, field in fields.items()
    }
    if figure.get("attribute_code") and figure.get("value_code"):
        counted.add((figure["attribute_code"], figure["value_code"], True))
    if figure["framework"] == COMMON:
        code = figure["framework_code"]
        counted.add(("reason", code or figure["main_code"], code is None))
    elif figure["framework"]:
        about = {"framework": figure["framework"], "main": figure["main_code"], "code": figure["framework_code"]}
        found = rows_of(connection, figure_sql("reason_of_framework"), about)
        counted |= {("reason", row["reason_code"], False) for row in found}
    if act is not None:
        counted.add(("reason", act, True))
    settings = (figure["setting_code"],) if figure["setting_code"] else ONLINE if "ocsea" in statistic else ()
    counted |= {("setting", one, False) for one in settings}
    rows = sorted(counted)
    return pa.table(
        {
            "field": pa.array([row[0] for row in rows], pa.string()),
            "code": pa.array([row[1] for row in rows], pa.string()),
            "is_below": pa.array([row[2] for row in rows], pa.bool_()),
        }
    )


OF_FIELD = {
    "reason_code": "reason",
    "gender_code": "gender",
    "age_band_code": "age",
    "channel_code": "channel",
    "person_code": "person",
    "contact_type_code": "contact_type",
}
"""Dimensions whose values are decided in the field beside them."""
OF_STATISTIC = {"ocsea": "violence.sexual", "sexual_violence": "violence.sexual", "bullying": "violence.bullying"}
"""Acts that a statistic names without a dimension."""
ONLINE = ("both", "online")
"""Settings without which nothing is OCSEA."""
_lists_reasons = re.compile(r"^(t2[.]code|t5[.]form|t5b[.])").search
"""True of statistics of which each row is one reason as it was recorded."""


def figure_sql(name: str) -> str:
    """The query of this name about a figure."""
    return sql_text(f"review/figure/{name}")
