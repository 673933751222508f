"""From what a release is made: hashes of everything that decides its content.

Belongs here: naming and hashing the inputs of a release, and what the lake's manifests say that it must hold.
Does not belong here: moments and numbers of releases, which decide nothing, or reading rows.
Same inputs, same release: this is how `publish` knows that there is nothing to do.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import duckdb

from schemas.finding import Finding
from schemas.vocabulary.code import load_codes
from warehouse.network.agreement import read_agreement
from warehouse.network.manifest import NETWORK_STEPS, read_network_manifest
from warehouse.store.manifest import read_held, read_landing_findings, read_source_manifest
from warehouse.store.program import RELEASE, lake_program, program_hash
from warehouse.store.run import Run


@dataclass(frozen=True)
class Inputs:
    """What a release is made from. Every hash is SHA-256, hex.

    `source_hashes`: hash of the lake's manifest, of what holds the source back and of what landing found, by source;
    sources without any are not in it. `survey_hashes`: the same of surveys. `expected_rows`: rows by table as those
    manifests count them.
    """

    mapping_hash: str
    codes_hash: str
    program_hash: str
    network_hash: str
    source_hashes: dict[str, str]
    survey_hashes: dict[str, str]
    n_held: int
    expected_rows: dict[str, int]
    duckdb_version: str
    code_version: str

    @property
    def sources_hash(self) -> str:
        """One hash over all sources."""
        return _hash_json(self.source_hashes)

    @property
    def surveys_hash(self) -> str:
        """One hash over all surveys."""
        return _hash_json(self.survey_hashes)

    def as_dict(self) -> dict[str, Any]:
        """The hashes and versions by name, as the release's manifest keeps them."""
        return {
            "mapping_hash": self.mapping_hash,
            "codes_hash": self.codes_hash,
            "program_hash": self.program_hash,
            "network_hash": self.network_hash,
            "sources_hash": self.sources_hash,
            "surveys_hash": self.surveys_hash,
            "duckdb_version": self.duckdb_version,
            "code_version": self.code_version,
        }

    def as_release_info(self, counts: Mapping[str, int]) -> dict[str, object]:
        """The columns of `release_info` that follow from inputs and row counts; `built_at` is now, in UTC."""
        hashes = {name: value for name, value in self.as_dict().items() if name.endswith("_hash")}
        hashes |= {f"source/{source_id}": value for source_id, value in self.source_hashes.items()}
        hashes |= {f"survey/{survey_id}": value for survey_id, value in self.survey_hashes.items()}
        versions = {"duckdb": self.duckdb_version, "program": lake_program()}
        versions |= {f"codes/{name}": str(one.version) for name, one in load_codes().lists.items()}
        return {
            "built_at": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
            "code_version": self.code_version,
            "versions": [{"name": name, "version": value} for name, value in sorted(versions.items())],
            "input_hashes": [{"name": name, "hash": value} for name, value in sorted(hashes.items())],
            "row_counts": [{"table_name": name, "n_rows": n_rows} for name, n_rows in sorted(counts.items())],
            "n_sources": len(self.source_hashes),
            "n_held": self.n_held,
        }


def read_inputs(run: Run, code_version: str) -> Inputs:
    """Hash what the next release would be made from."""
    source_hashes: dict[str, str] = {}
    survey_hashes: dict[str, str] = {}
    expected: Counter[str] = Counter()
    n_held = 0
    for source_id in run.registry.delivering:
        hashes = survey_hashes if source_id in run.registry.survey_ids else source_hashes
        manifest = read_source_manifest(run.layout, source_id)
        held = read_held(run.layout, source_id)
        landed = read_landing_findings(run.layout, source_id)
        n_held += held is not None or source_id in run.registry.broken
        if any(one is not None for one in (manifest, held, landed)):
            hashes[source_id] = _hash_json([manifest and asdict(manifest), _plain(held), _plain(landed)])
        for year in manifest.years.values() if manifest else ():
            expected.update(year.counts)
    made = [read_network_manifest(run.layout, step_name) for step_name in NETWORK_STEPS]
    network = [one and asdict(one) for one in (*made, read_agreement(run.layout))]
    return Inputs(
        mapping_hash=run.registry.content_hash,
        codes_hash=run.registry.codes_hash,
        program_hash=program_hash(RELEASE),
        network_hash=_hash_json(network),
        source_hashes=source_hashes,
        survey_hashes=survey_hashes,
        n_held=n_held,
        expected_rows=dict(expected),
        duckdb_version=duckdb.__version__,
        code_version=code_version,
    )


def _plain(findings: tuple[Finding, ...] | None) -> list[dict[str, Any]] | None:
    return None if findings is None else [finding.as_dict() for finding in findings]


def _hash_json(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode("utf-8")).hexdigest()
