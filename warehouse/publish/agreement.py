"""Agreement on categorising (T11) in words, for whoever tells of it: public tables, the report.

Belongs here: reading the table `agreement` of a release, and labels of its codes. Does not belong here: measuring
(`pipelines.agree`), or what is held back (`warehouse/publish/disclosure/agreement.py`).
"""

from __future__ import annotations

from typing import Any

import duckdb

from schemas.contract.table import load_tables
from schemas.vocabulary.code import load_codes
from schemas.vocabulary.crosswalk import load_crosswalks
from warehouse.network.agreement import TABLE
from warehouse.publish.release import CATALOG, has_table
from warehouse.store.engine import rows_of

EVERYBODY = "all"
LISTS = "lists: "
CEILING = "ceiling_"
MEASURES = {
    "hit_exact": "Answers that are right as a whole",
    "hit_overlap": "Answers that are right in a part",
    "ocsea_found": "Scenarios of OCSEA: answers that say so",
    "ocsea_false": "Other scenarios: answers that say OCSEA",
    "alpha_masi": "Agreement among raters",
    "alpha_masi_within_helplines": "Agreement among raters of one helpline",
    "alpha_masi_between_helplines": "Agreement among raters of different helplines",
    "ceiling_exact": "What the list allows at best: scenarios that can be recorded as a whole",
    "ceiling_overlap": "What the list allows at best: scenarios that can be recorded in a part",
    "ceiling_ocsea": "What the list allows at best: scenarios of OCSEA that can be told as such",
}
"""In the order in which they are told: what is right comes before agreement, since all can agree and be wrong."""
KEY_STATUS = {
    "proposed": "Scenarios (set and version: {}); what is right is proposed by the project, not agreed by the network",
    "agreed": "Scenarios (set and version: {}); the network has agreed to what is right",
}


def read_agreements(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The rows of the release that is attached, in the order in which they are told; none without such a table."""
    if not has_table(connection, TABLE):
        return []
    depths, measures = list(load_tables()[TABLE].column("depth_code").values), list(MEASURES)
    order = "network_code, list_position($1, statistic_code), group_name <> 'all', group_name"
    order += ", list_position($2, depth_code)"
    return rows_of(connection, f"from {CATALOG}.main.{TABLE} order by {order}", [measures, depths])


def depth_within(code: str) -> str:
    """How deep answers are compared, in words that stand within a sentence."""
    return load_tables()[TABLE].column("depth_code").values[code]


def depth_words(code: str) -> str:
    """The same, as the words of a cell."""
    words = depth_within(code)
    return f"{words[0].upper()}{words[1:]}"


def group_words(name: str, statistic: str) -> str:
    """Whose answers, or which list, in words."""
    if name == EVERYBODY:
        return "Mean of the lists that were answered in" if statistic.startswith(CEILING) else "Everybody"
    if name.startswith(LISTS):
        capability = load_codes().list_of("setting_capability").codes[name.removeprefix(LISTS)]
        return f"Those with lists of a kind: {capability.label}"
    crosswalk = load_crosswalks().get(name)
    return crosswalk.title if crosswalk else "Those who answered in the common codes"
