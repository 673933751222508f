"""A finding on one delivery: it names the delivery and its file, and a share says what it is a share of.

Belongs here: making such a finding from a code and its numbers. Does not belong here: its words (`findings.yaml`), or
what is found (`stage.ids`, `stage.periods`, `stage.unread` and the others).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from schemas.finding import Facts, Finding, State
from warehouse.stage.delivery import Staged


def find_read(source_id: str, whole: Staged, remarks: Iterable[Finding], n_footer: int) -> list[Finding]:
    """What is known once a delivery is read, be it of contacts or of counts: what its reader remarked without knowing
    whose it is, that it holds nothing, and how many records were left out as its footer.
    """
    found = [
        replace(one, source_id=source_id, delivery_id=whole.delivery_id, file_name=whole.file_name) for one in remarks
    ]
    found += find_nothing(source_id, whole)
    if n_footer:
        found.append(
            Finding.of(
                "left_out_footer",
                "pass",
                source_id=source_id,
                delivery_id=whole.delivery_id,
                file_name=whole.file_name,
                numerator=n_footer,
                denominator=whole.n_rows,
            )
        )
    return found


def find_nothing(source_id: str, whole: Staged) -> list[Finding]:
    """That a delivery was read and holds nothing: there was nothing in that time, or the export came out empty."""
    if whole.n_used or whole.n_rejected:
        return []
    form = "all_left_out" if whole.n_rows else "no_record"
    return [find_share("no_contacts", "warn", source_id, whole, 0, whole.n_rows, form)]


def find_share(
    code: str,
    state: State,
    source_id: str,
    delivery: Staged,
    n: int,
    of: int,
    form: str = "",
    facts: Facts | None = None,
    threshold: float | None = None,
) -> Finding:
    """The finding that `n` of `of` records, contacts or ids of a delivery are so."""
    return Finding.of(
        code,
        state,
        form=form,
        facts=facts,
        source_id=source_id,
        delivery_id=delivery.delivery_id,
        file_name=delivery.file_name,
        numerator=n,
        denominator=of,
        value=n / of if of else None,
        threshold=threshold,
    )
