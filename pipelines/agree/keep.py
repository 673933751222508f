"""Keeping a measured sheet for the next release, as table T11 of one network.

Belongs here: its rows as the release's table has them, and the hashes that tell whose answers stand behind. Does not
belong here: what may leave the house (`pipelines.agree.table`), or where it is kept (`warehouse.network.agreement`).
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from pipelines.agree.table import TableRow, list_rows

if TYPE_CHECKING:
    from pipelines.agree.agreement import Agreement
    from pipelines.agree.answers import Answer
    from pipelines.agree.figures import ListCeiling
    from warehouse.network.agreement import AgreementRow, Measured

ALPHA = "alpha_"


def measured_of(agreement: Agreement) -> Measured:
    """What is kept of a sheet: the same for the same answers, whatever the order of their rows."""
    from warehouse.network.agreement import Measured

    scenarios = agreement.scenarios
    rows = tuple(_row_of(one) for one in list_rows(agreement))
    return Measured(f"{scenarios.name} {scenarios.version}", scenarios.status, rows, _parts_of(agreement))


def _row_of(row: TableRow) -> AgreementRow:
    from warehouse.network.agreement import AgreementRow

    kind = "alpha" if row.statistic.startswith(ALPHA) else "share"
    value = "alpha" if kind == "alpha" else "share_value"
    figures = {value: row.value, f"{kind}_low": row.low, f"{kind}_high": row.high}
    return AgreementRow(
        row.statistic,
        row.depth,
        row.group,
        row.status_code,
        **figures,
        n_raters=row.n_raters,
        n_helplines=row.n_helplines,
        n_scenarios=row.n_scenarios,
        n_answers=row.n_answers,
    )


def _parts_of(agreement: Agreement) -> dict[str, str]:
    """By helpline, or rater who named none, a hash of what it answered and of what its lists allow at best."""
    ceilings = {one.choices.name: one for one in agreement.lists}
    given: dict[str, list[Answer]] = defaultdict(list)
    for one in agreement.answers.answers:
        given[one.helpline or f"rater:{one.rater}"].append(one)
    return {name: _hash_of(answers, ceilings) for name, answers in sorted(given.items())}


def _hash_of(answers: list[Answer], ceilings: dict[str, ListCeiling]) -> str:
    said = sorted(
        [one.rater, one.source_id, one.scenario_id, *sorted(":".join(pair) for pair in one.pairs)] for one in answers
    )
    lists = {one.source_id: _allowed(ceilings[one.source_id]) for one in answers if one.source_id}
    return hashlib.sha256(json.dumps([said, lists], sort_keys=True).encode("utf-8")).hexdigest()


def _allowed(ceiling: ListCeiling) -> list[Any]:
    return [*ceiling.n_exact.values(), *ceiling.n_overlap.values(), ceiling.n_can_say_ocsea]
