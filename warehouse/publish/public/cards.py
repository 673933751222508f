"""Who contributes, and what each declared: one card a helpline, those without figures too.

Belongs here: what may be said of one helpline in public, which is what it declared, and its name where its
agreement allows that. Does not belong here: any figure, finding or verdict of a helpline.

Of a helpline that has not agreed to be named nothing is shown that few have in common: its region only where the
region has three members, its system only where three members have it, its years not at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from warehouse.publish.public.labels import Labels
from warehouse.publish.public.table import Row
from warehouse.store.engine import rows_of, sql_text

FEWEST = 3
HEADER = ("helpline", "several reasons per contact", "online and offline", "system", "years", "mapping", "status")
STATUS = {
    "current": "delivered",
    "stale": "delivered",
    "held": "delivered",
    "counts_only": "delivered counts only",
    "empty": "nothing delivered",
}
"""From `source_year`, in words that say nothing of what was found: whose file is held back is not public."""
NOT_SHOWN = "not shown"
NOT_DECLARED = "not declared"


@dataclass(frozen=True)
class Network:
    """What is public about who a network is. Numbers below three are not told."""

    code: str
    n_members: str
    n_contributing: str
    by_region: Sequence[tuple[str, str]]
    cards: Sequence[Sequence[str]]


def read_networks(connection: duckdb.DuckDBPyConnection, labels: Labels) -> list[Network]:
    """Every network of the release, in order of its code."""
    by_network: dict[str, list[Row]] = defaultdict(list)
    for row in rows_of(connection, sql_text("publish/public/contributor")):
        by_network[row["network_code"]].append(row)
    return [_network(code, rows, labels) for code, rows in sorted(by_network.items())]


def _network(code: str, rows: list[Row], labels: Labels) -> Network:
    regions: dict[str, set[str]] = defaultdict(set)
    systems: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        regions[row["region_code"]].add(row["member_id"])
        systems[row["software"] or ""].add(row["member_id"])
    shown_regions, shown_systems = _shown(regions), _shown(systems)
    cards = sorted(_card(row, labels, shown_regions, shown_systems) for row in rows)
    counted = {row["member_id"] for row in rows if row["status_code"] in ("current", "stale", "counts_only")}
    by_region = [
        (labels.of_code("region", one), str(len(members)) if one in shown_regions else NOT_SHOWN)
        for one, members in sorted(regions.items())
    ]
    n_counted = told(len(counted)) if counted else "none"
    return Network(code, told(len({row["member_id"] for row in rows})), n_counted, by_region, cards)


def _shown(groups: Mapping[str, set[str]]) -> set[str]:
    """The groups of three members and more that may be told: those hidden are three members together, or none.

    Else the rest of a sum would tell what is hidden.
    """
    by_size = sorted(groups, key=lambda one: (len(groups[one]), one))
    hidden: list[str] = [one for one in by_size if len(groups[one]) < FEWEST]
    while hidden and len(hidden) < len(by_size) and len(set().union(*(groups[one] for one in hidden))) < FEWEST:
        hidden.append(by_size[len(hidden)])
    return set(groups) - set(hidden)


def _card(row: Row, labels: Labels, regions: set[str], systems: set[str]) -> tuple[str, ...]:
    is_named = bool(row["can_be_named"])
    where = f" in {labels.of_code('region', row['region_code'])}" if row["region_code"] in regions else ""
    software = row["software"] or ""
    return (
        f"{row['name']} ({row['country_code']})" if is_named else f"A helpline{where}",
        _now_and_before(row, _several),
        _now_and_before(row, lambda one: labels.of_code("setting_capability", one["setting_capability_code"])),
        (software or NOT_DECLARED) if is_named or software in systems else NOT_SHOWN,
        (row["years"] or "none") if is_named else NOT_SHOWN,
        "confirmed by the helpline" if row["mapping_status_code"] == "agreed" else "proposed",
        STATUS.get(row["status_code"] or "", "nothing delivered"),
    )


def _now_and_before(row: Row, said_of: Callable[[Row], str]) -> str:
    """What the system can; and what it could before, of one that may be named."""
    now = said_of(row)
    earlier = [(said_of({**row, **one}), one["valid_to"]) for one in row["earlier_systems"] or ()]
    later = [*(said for said, _ in earlier[1:]), now]
    before = [f"until {last}: {said}" for (said, last), after in zip(earlier, later, strict=False) if said != after]
    return f"{now} ({'; '.join(before)})" if before else now


def _several(row: Row) -> str:
    if not row["can_record_several_reasons"]:
        return "no"
    return f"yes, up to {row['reason_cap']}" if row["reason_cap"] and row["can_be_named"] else "yes"


def told(number: int) -> str:
    """A number of helplines or members as it may be shown."""
    return str(number) if number >= FEWEST else f"fewer than {FEWEST}"
