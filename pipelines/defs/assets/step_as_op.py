"""Running one step of the engine as a Dagster op: its result becomes materialisations and a check.

Belongs here: what is the same for all six steps: metadata, the check, and how a failure is told. Does not belong here:
which asset runs which step.
An error never leaves here as it came: Dagster stores its text, and the text of a foreign error may quote a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import dagster as dg

from pipelines.base.failures import HELD_BACK, describe_error, locate_error
from pipelines.defs.checks import finding_metadata, finding_result
from schemas.text.problem import HarmoniseError
from warehouse.store.run import SourceHeldError, StepResult

MOST_PATHS = 50

Outcome = dg.MaterializeResult[object] | dg.AssetCheckResult


def run_step(keys: Sequence[dg.AssetKey], work: Callable[[], StepResult]) -> Iterator[Outcome]:
    """Do the work of a step; yield the check on its first asset, then one materialisation for each asset.

    Raises dagster.Failure, which is not tried again, where the source is held or the step fails; its metadata carries
    codes, numbers and places in the code.
    """
    try:
        result = work()
    except SourceHeldError as held:
        yield finding_result(keys[0], held.findings)
        codes = ", ".join(sorted({finding.finding_code for finding in held.findings if finding.is_bad})) or "a law"
        raise dg.Failure(
            description=f"{held.source_id} {HELD_BACK} ({codes}); its last good state stays.",
            metadata=finding_metadata(held.findings),
            allow_retries=False,
        ) from None
    except HarmoniseError as error:
        raise dg.Failure(description=describe_error(error), allow_retries=False) from None
    except Exception as error:
        raise dg.Failure(
            description=describe_error(error), metadata={"where": "\n".join(locate_error(error))}, allow_retries=False
        ) from None
    yield finding_result(keys[0], result.findings)
    for key in keys:
        yield dg.MaterializeResult(asset_key=key, metadata=_metadata_of(result))


def _metadata_of(result: StepResult) -> dict[str, dg.MetadataValue]:
    metadata: dict[str, dg.MetadataValue] = {"changed": dg.MetadataValue.bool(result.changed)}
    metadata.update({name: dg.MetadataValue.int(count) for name, count in sorted(result.counts.items())})
    if len(result.paths) == 1:
        metadata["path"] = _link_to(result.paths[0])
    elif result.paths:
        lines = [f"- `{path}`" for path in result.paths[:MOST_PATHS]]
        left_out = len(result.paths) - len(lines)
        metadata["paths"] = dg.MetadataValue.md("\n".join([*lines, *([f"- and {left_out} more"] if left_out else [])]))
    return metadata


def _link_to(path: Path) -> dg.MetadataValue:
    return dg.MetadataValue.path(str(path))
