"""What is known of a delivery before it is read: its format, its place among others, what shapes its staged file.

Belongs here: the one format of a delivery, and the blank `Staged` with the fingerprint. Does not belong here: reading.
"""

from __future__ import annotations

import hashlib

from schemas.mapping.count_export import AnyExport
from schemas.mapping.registry import Mapping
from schemas.vocabulary.fields import ANSWERS
from warehouse.land.delivery import Manifest
from warehouse.land.file_names import catch_in_name, matches_glob
from warehouse.read.rejects import UnreadableError
from warehouse.stage.companions.match import LandedDelivery
from warehouse.stage.delivery import Staged
from warehouse.stage.shown import shown_file_name
from warehouse.store.program import lake_program
from warehouse.store.run import Run


def export_for(mapping: Mapping, manifest: Manifest) -> AnyExport:
    """The one format that is for every file of the delivery. Raises UnreadableError where none or several are."""
    names = [file.name for file in manifest.files]
    fitting = [export for export in mapping.exports if all(matches_glob(export.files, name) for name in names)]
    if len(fitting) == 1:
        return fitting[0]
    code = "ambiguous_file" if fitting else "unclaimed_file"
    raise UnreadableError(code, "landed", {"file_name": shown_file_name(mapping.exports, manifest)})


def describe_delivery(
    run: Run,
    mapping: Mapping,
    manifest: Manifest,
    export: AnyExport | None,
    beside: dict[str, LandedDelivery] | None = None,
) -> Staged:
    """What is known of a delivery before it is read; without an export it is held. Raises UnreadableError where the
    name of its file does not tell the period that the mapping reads there: it came under an earlier mapping.
    """
    arrives = export.arrives if export else None
    name = manifest.files[0].name
    slot = catch_in_name(arrives.slot, name) if arrives and arrives.slot else None
    if arrives and arrives.slot and slot is None:
        facts = {"file_name": shown_file_name(mapping.exports, manifest), "pattern": arrives.slot}
        raise UnreadableError("misnamed_file", "named", facts)
    newest = catch_in_name(arrives.newest_by_name, name) if arrives and arrives.newest_by_name else None
    identity = "content" if export and export.id is None else "own_id"
    shaped_by = "\x1f".join(
        (
            export.model_dump_json(by_alias=True) if export else "held",
            mapping.source.model_dump_json(include={"declared": {"zone", "valid", "thresholds"}}),
            run.key.check(),
            lake_program(),
            *(one.manifest.delivery_id for one in (beside or {}).values()),
        )
    )
    return Staged(
        delivery_id=manifest.delivery_id,
        fingerprint=hashlib.sha256(shaped_by.encode("utf-8")).hexdigest()[:12],
        status_code="used" if export else "held",
        file_name=shown_file_name(mapping.exports, manifest),
        n_bytes=manifest.n_bytes,
        encoding=export.read.encoding if export else "",
        format=export.files if export else "",
        arrives=arrives.kind if arrives else "",
        identity_code=identity,
        slot=slot or "",
        newest=newest or "",
        name_key=run.key.for_source(mapping.source_id).pseudonym(manifest.data_name),
        answers=tuple(name for name in ANSWERS if name in export.answers()) if export else (),
    )
