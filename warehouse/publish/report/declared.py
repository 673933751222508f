"""What helplines have declared of their systems, and said in the survey, counted so that none can be told apart.

Belongs here: counting declarations by region. Does not belong here: any figure of contacts, or what the data show
instead. Counts of helplines are given from three on; regions with fewer are put together with others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from schemas.vocabulary.code import load_codes
from warehouse.publish.release import CATALOG, has_table

FEWEST = 3
SURVEY = "survey_count"
TELLS_ONLINE = "tells online from offline"
CAPABILITIES = {
    (True, True): f"several reasons, and {TELLS_ONLINE}",
    (True, False): "several reasons only",
    (False, True): f"{TELLS_ONLINE} only",
    (False, False): "neither the one nor the other",
}
"""By (can record several reasons, can tell online from offline)."""


@dataclass(frozen=True)
class Helpline:
    """What one source declares."""

    name: str
    can_be_named: bool
    region: str
    several: bool
    setting: str
    is_synthetic: bool

    @property
    def can(self) -> tuple[bool, bool]:
        return self.several, self.setting != "none"


@dataclass(frozen=True)
class Group:
    """Regions that are counted together."""

    label: str
    helplines: Sequence[Helpline]

    def count(self, can: tuple[bool, bool]) -> int:
        return sum(helpline.can == can for helpline in self.helplines)

    @property
    def named(self) -> list[Helpline]:
        """Those that agreed to be named; nobody, where one or two others would be told by what is left."""
        named = [one for one in self.helplines if one.can_be_named]
        n_others = len(self.helplines) - len(named)
        return sorted(named, key=lambda one: one.name) if n_others == 0 or n_others >= FEWEST else []


@dataclass(frozen=True)
class Declared:
    """The helplines of one network."""

    helplines: Sequence[Helpline]

    @property
    def is_synthetic(self) -> bool:
        return any(helpline.is_synthetic for helpline in self.helplines)

    @property
    def n_synthetic(self) -> int:
        return sum(helpline.is_synthetic for helpline in self.helplines)

    def by_setting(self) -> Mapping[str, int]:
        """Helplines by where they tell online from offline."""
        codes = load_codes().list_of("setting_capability").codes
        return {code: sum(one.setting == code for one in self.helplines) for code in codes}

    def groups(self) -> list[Group]:
        """Regions of at least three helplines, the others put together; empty where that cannot be."""
        codes = load_codes().list_of("region").codes
        by_region = {code: [one for one in self.helplines if one.region == code] for code in codes}
        small = [code for code, found in by_region.items() if 0 < len(found) < FEWEST]
        large = sorted(
            (code for code in codes if len(by_region[code]) >= FEWEST), key=lambda code: len(by_region[code])
        )
        while small and sum(len(by_region[code]) for code in small) < FEWEST and large:
            small.append(large.pop(0))
        rest = [one for code in small for one in by_region[code]]
        groups = [Group(codes[code].label, by_region[code]) for code in codes if code in large]
        if len(rest) >= FEWEST:
            groups.append(Group(" and ".join(codes[code].label for code in codes if code in small), rest))
        return groups


def read_declared(connection: duckdb.DuckDBPyConnection, network_code: str) -> Declared:
    """The helplines of a network from the release that is attached as catalog `release`."""
    rows = connection.execute(
        f"select name, can_be_named, region_code, can_record_several_reasons, setting_capability_code, is_synthetic "
        f"from {CATALOG}.main.source where network_code = ? order by source_id",
        [network_code],
    ).fetchall()
    return Declared([Helpline(*row) for row in rows])


def read_survey(connection: duckdb.DuckDBPyConnection, network_code: str) -> list[dict[str, object]]:
    """What members said, counted: the rows of `survey_count`, where the release has it."""
    if not has_table(connection, SURVEY):
        return []
    result = connection.execute(f"from {CATALOG}.main.{SURVEY} where network_code = ? order by all", [network_code])
    names = [str(column[0]) for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
