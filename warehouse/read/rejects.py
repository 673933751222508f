"""What a reader says of a record, or a whole file, that it cannot use.

Belongs here: the shape of a reject, the refusal of a whole file. Does not belong here: reading, or content of a cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import pyarrow as pa

from schemas.text.problem import HarmoniseError

REJECT_SCHEMA = pa.schema(
    [
        ("file_name", pa.string()),
        ("row_number", pa.int64()),
        ("reject_code", pa.string()),
        ("column_name", pa.string()),
    ]
)


class UnreadableError(HarmoniseError):
    """A whole file is held back. `finding_code`: its entry in findings.yaml; `message` names the file, no content."""

    def __init__(self, finding_code: str, message: str, next_step: str) -> None:
        super().__init__(f"{message} {next_step}".strip())
        self.finding_code = finding_code
        self.message = message
        self.next_step = next_step


def refuse_file(finding_code: str, path: Path, what: str) -> UnreadableError:
    """The refusal of a whole file; its next step is the catalogue's."""
    from schemas.finding import finding_kinds

    return UnreadableError(
        finding_code,
        f"{path.name}{what}." if what.startswith(":") else f"{path.name} {what}.",
        finding_kinds()[finding_code].next_step,
    )


@dataclass(frozen=True)
class Reject:
    """One record that was not used: its number among the file's records (from 1), and the column that is to blame."""

    file_name: str
    row_number: int
    reject_code: str
    column_name: str | None


def tabulate_rejects(rejects: Sequence[Reject]) -> pa.Table:
    """Rejects as a table of REJECT_SCHEMA, in the given order."""
    columns = zip(*(astuple(reject) for reject in rejects), strict=True) if rejects else [()] * len(REJECT_SCHEMA)
    return pa.table(
        [pa.array(values, field.type) for values, field in zip(columns, REJECT_SCHEMA, strict=True)],
        schema=REJECT_SCHEMA,
    )
