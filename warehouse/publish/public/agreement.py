"""T11, agreement on categorising, as a public table: how far people sort the same scenarios alike.

Belongs here: the form of that table. Does not belong here: measuring (`pipelines.agree`), or what is held back
(`warehouse/publish/disclosure/agreement.py`). Shares and alphas stand in columns of their own: 60 is a share, 0.60 an
alpha, and nobody should have to know which row is which.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from warehouse.publish.agreement import KEY_STATUS, MEASURES, depth_words, group_words, read_agreements
from warehouse.publish.public.survey import TAKEN_OVER
from warehouse.publish.public.symbols import NOT_AVAILABLE, SUPPRESSED
from warehouse.publish.public.table import PERCENT, TEXT, WHOLE, Field, PublicTable, Row
from warehouse.publish.public.tables import FOLDER, described_tables

SYMBOLS = {"suppressed": SUPPRESSED, "not_defined": NOT_AVAILABLE}
KEY = ("network", "measure", "compared_by", "answers_of")
ALPHA = (
    "Krippendorff's alpha (MASI distance): 1 where all agree, 0 where they do as chance would have it; no percentage."
)
FIELDS = (
    Field("network", TEXT, "Network whose raters answered; networks are never added up or compared."),
    Field("measure", TEXT, "What is measured."),
    Field("compared_by", TEXT, "How deep answers are compared, from main categories to forms of violence."),
    Field("answers_of", TEXT, "Whose answers; of what a list allows at best, which list."),
    Field("share_percent", PERCENT, "Share of answers; of what a list allows, of scenarios. Empty for an alpha."),
    Field("lowest_percent", PERCENT, "Lower end of its 95% interval over scenarios; empty where there is none."),
    Field("highest_percent", PERCENT, "Upper end of it."),
    Field("alpha", PERCENT, f"{ALPHA} Empty for a share."),
    Field("lowest_alpha", PERCENT, "Lower end of its 95% interval over scenarios; empty where there is none."),
    Field("highest_alpha", PERCENT, "Upper end of it."),
    Field("raters", WHOLE, "People who answered; empty for what a list allows, which is nobody's answer."),
    Field("helplines", WHOLE, "Helplines that they named; empty also where they named none."),
    Field("scenarios", WHOLE, "Scenarios that the figure rests on."),
    Field("answers", WHOLE, "Answers that the figure rests on: one a rater and scenario, never a contact."),
    Field("right_by", TEXT, "Which scenarios, and whether the network has agreed to what is right."),
    Field(
        "symbols", TEXT, f"{SUPPRESSED} where too few raters or helplines answered; {NOT_AVAILABLE} where not defined."
    ),
    Field("note", TEXT, "What has to be known of the row; empty where there is nothing."),
)  # fmt: skip
PERCENT_DIGITS, ALPHA_DIGITS = 0, 2
"""More would be more than some dozen scenarios can say."""


def agreement_tables(connection: duckdb.DuckDBPyConnection) -> list[PublicTable]:
    """The table of the release that is attached; none where no sheet was kept, or no figure of it may be shown."""
    found = read_agreements(connection)
    if not any(one["n_raters"] for one in found):
        return []
    told = described_tables()["t11"]
    rows = [_row(one) for one in found]
    return [PublicTable.of_rows(f"{FOLDER}/{told.path}", told.title, told.about, FIELDS, KEY, rows)]


def _row(one: Mapping[str, object]) -> Row:
    counts = ("n_raters", "n_helplines", "n_scenarios", "n_answers")
    cells = (
        one["network_code"],
        MEASURES[str(one["statistic_code"])],
        depth_words(str(one["depth_code"])),
        group_words(str(one["group_name"]), str(one["statistic_code"])),
        *(_rounded(one[name], 100, PERCENT_DIGITS) for name in ("share_value", "share_low", "share_high")),
        *(_rounded(one[name], 1, ALPHA_DIGITS) for name in ("alpha", "alpha_low", "alpha_high")),
        *(one[name] for name in counts),
        KEY_STATUS[str(one["key_status_code"])].format(one["scenario_set"]),
        SYMBOLS.get(str(one["status_code"])),
        TAKEN_OVER if one["is_taken_over"] else None,
    )
    return dict(zip((field.name for field in FIELDS), cells, strict=True))


def _rounded(value: object, factor: int, digits: int) -> float | None:
    return None if value is None else round(float(str(value)) * factor, digits)
