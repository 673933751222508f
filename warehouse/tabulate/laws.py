"""Law 6 on every run: no figure without base and n, none for a structural zero, parts that are the whole or say so.

Belongs here: holding the figures back that break it. Does not belong here: the rules (`sql/laws.sql`), how figures are
made (`tabulate.tables`), a delivery that contradicts itself (`stage.counts.stated_mean`).
"""

from __future__ import annotations

import duckdb

from schemas.text.problem import HarmoniseError
from warehouse.store.engine import sql_text


class FigureLawError(HarmoniseError):
    """Figures break law 6; the last good tables stay."""


def check_figures(connection: duckdb.DuckDBPyConnection) -> None:
    """Raise FigureLawError where `network_statistics_exact` breaks a rule: it names each, with how many cells."""
    broken = [(rule, n) for rule, n in connection.execute(sql_text("tabulate/laws")).fetchall() if n]
    if broken:
        rules = "; ".join(f"{rule} ({n} {'cell' if n == 1 else 'cells'})" for rule, n in broken)
        raise FigureLawError(
            f"network_statistics_exact breaks law 6: {rules}. The last good one stays. "
            "This is a mistake in the program."
        )
