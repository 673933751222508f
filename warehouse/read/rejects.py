"""What a reader says of a record, or a whole file, that it cannot use.

Belongs here: the shape of a reject, the refusal of a whole file. Does not belong here: reading, or content of a cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import pyarrow as pa

from schemas.finding import Facts, kind_of
from schemas.text.problem import HarmoniseError

REJECT_SCHEMA = pa.schema(
    [
        ("file_name", pa.string()),
        ("row_number", pa.int64()),
        ("reject_code", pa.string()),
        ("column_name", pa.string()),
    ]
)
MOST_UNDECODABLE = 0.01
"""Share of records beyond which the encoding, not the record, is what is wrong."""


class UnreadableError(HarmoniseError):
    """A whole file is held back, for what the catalogue says in this form of the finding; `message`: without next step.

    It names the file, never content.
    """

    def __init__(self, finding_code: str, form: str, facts: Facts) -> None:
        words = kind_of(finding_code).words(form, facts)
        super().__init__(words.sentence)
        self.finding_code = finding_code
        self.form = form
        self.facts = facts
        self.message = words.sentence.removesuffix(words.next_step).strip()
        self.next_step = words.next_step


def refuse_file(finding_code: str, path: Path, form: str = "", facts: Facts | None = None) -> UnreadableError:
    """The refusal of a whole file; sentence and next step are the catalogue's."""
    return UnreadableError(finding_code, form, {"file_name": path.name, **(facts or {})})


@dataclass(frozen=True)
class Reject:
    """One record that was not used: its number among the file's records (from 1), and the column that is to blame."""

    file_name: str
    row_number: int
    reject_code: str
    column_name: str | None


def find_undecodable(rejects: Sequence[Reject], n_records: int) -> list[int]:
    """The numbers of records that do not decode, where they are so many that the encoding of the file is wrong."""
    rows = [one.row_number for one in rejects if one.reject_code == "undecodable"]
    return rows if len(rows) > 1 and len(rows) > MOST_UNDECODABLE * n_records else []


def tabulate_rejects(rejects: Sequence[Reject]) -> pa.Table:
    """Rejects as a table of REJECT_SCHEMA, in the given order."""
    columns = zip(*(astuple(reject) for reject in rejects), strict=True) if rejects else [()] * len(REJECT_SCHEMA)
    return pa.table(
        [pa.array(values, field.type) for values, field in zip(columns, REJECT_SCHEMA, strict=True)],
        schema=REJECT_SCHEMA,
    )
