"""A source whose mapping has mistakes: it is held, and the mistakes are its findings.

Belongs here: turning problems of a mapping folder into findings, and refusing to run such a source. Does not belong
here: finding the problems (`schemas.mapping.folder`), or what is still known of the source
(`warehouse.store.kept_mapping`).
"""

from __future__ import annotations

from schemas.finding import Finding
from schemas.mapping.registry import Registry
from warehouse.store.run import Run, SourceHeldError

CODE = "broken_mapping"


def mapping_findings(registry: Registry) -> list[Finding]:
    """One finding for each mistake of each mapping; its sentence names file and line, and quotes no value."""
    return [finding for source_id in sorted(registry.broken) for finding in findings_of(registry, source_id)]


def findings_of(registry: Registry, source_id: str) -> tuple[Finding, ...]:
    """The mistakes of one mapping; none where it is sound."""
    return tuple(
        Finding.of(CODE, "fail", facts={"problem": str(problem)}, source_id=source_id, file_name=problem.file)
        for problem in registry.broken.get(source_id, ())
    )


def refuse_broken(run: Run, source_id: str) -> None:
    """Raise SourceHeldError where the source's mapping cannot be used: nothing of it is read or written."""
    findings = findings_of(run.registry, source_id)
    if findings:
        raise SourceHeldError(source_id, findings)
