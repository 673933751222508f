"""What a release says of itself in public: its number, digests, networks, years, and whether anything is invented.

Belongs here: reading that, without a clock, a path or the name of a machine. Does not belong here: figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb
import pyarrow as pa

from warehouse.publish.release import CATALOG
from warehouse.store.engine import sql_text

SYNTHETIC = "These data are invented. They describe no helpline, no child and no country, and must not be quoted."
UNIT = (
    "The unit is the contact. One child may make many contacts, and many children none: no figure counts children, "
    "victims or cases."
)
NO_WEIGHTS = (
    "Nothing is weighted to a population and there is no rate per child: contacts are no sample of children, and the "
    "helplines that report differ from year to year."
)
OF_SOURCE = "source/"
"""How the hashes of single helplines are named among a release's inputs. Those names are never public."""
SHOWN_OF_DIGEST = 12


@dataclass(frozen=True)
class About:
    """One release. `inputs`: hashes of what it was made from, without those of single helplines."""

    number: int
    digest: str
    code_version: str
    versions: dict[str, str]
    inputs: dict[str, str]
    source_hashes: dict[str, str]
    is_synthetic: bool
    networks: tuple[str, ...]
    """Those with figures; all of them where none has any."""
    synthetic_networks: frozenset[str]
    years: tuple[int, ...]

    @property
    def name(self) -> str:
        return f"r{self.number:04d}"

    @property
    def day(self) -> datetime:
        """The day after the last year that is reported: a date for documents that have to carry one."""
        return datetime(max(self.years) + 1, 1, 1, tzinfo=UTC) if self.years else datetime(2000, 1, 1, tzinfo=UTC)

    @property
    def period(self) -> str:
        """`2022 to 2024`."""
        if not self.years:
            return "none yet"
        first, last = min(self.years), max(self.years)
        return str(first) if first == last else f"{first} to {last}"

    def warning_of(self, network_code: str) -> str:
        """What has to stand above the figures of a network; empty where nothing of it is invented."""
        return warning(network_code in self.synthetic_networks)

    @property
    def warning(self) -> str:
        """The same of the whole release."""
        return warning(self.is_synthetic)

    @property
    def without_figures(self) -> str:
        """Why nothing is shown, where nothing is."""
        if not self.years:
            return "No helpline has delivered anything yet, so there is no figure."
        return "No figure could be published: too few members or contacts stand behind them."

    @property
    def title(self) -> str:
        return f"Statistics of child helplines, {self.period}" if self.years else "Statistics of child helplines"


def warning(is_invented: bool) -> str:
    """What has to stand above figures; empty where nothing of them is invented."""
    return SYNTHETIC if is_invented else ""


def read_synthetic_networks(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """The networks of the release that is attached as catalog `release` of which what is shown is invented."""
    rows = connection.execute(sql_text("publish/synthetic_network")).fetchall()
    return frozenset(network for network, is_invented in rows if is_invented)


def read_about(connection: duckdb.DuckDBPyConnection, figures: pa.Table) -> About:
    """What the release that is attached as catalog `release` says of itself. Its `release_info` is written already."""
    row = connection.execute(
        "select release_number, content_digest, code_version, versions, input_hashes, has_synthetic "
        f"from {CATALOG}.main.release_info"
    ).fetchall()[0]
    number, digest, code_version, versions, hashes, is_synthetic = row
    by_name = {one["name"]: one["hash"] for one in hashes}
    networks = connection.execute(
        f"select distinct network_code from {CATALOG}.main.source order by network_code"
    ).fetchall()
    return About(
        number=number,
        digest=digest,
        code_version=code_version,
        versions={one["name"]: one["version"] for one in versions},
        inputs={name: value for name, value in sorted(by_name.items()) if not name.startswith(OF_SOURCE)},
        source_hashes={
            name.removeprefix(OF_SOURCE): value for name, value in by_name.items() if name.startswith(OF_SOURCE)
        },
        is_synthetic=bool(is_synthetic),
        networks=tuple(sorted(figures["network_code"].unique().to_pylist())) or tuple(name for (name,) in networks),
        synthetic_networks=read_synthetic_networks(connection),
        years=tuple(sorted(figures["year"].unique().to_pylist())),
    )
