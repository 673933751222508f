"""Records that continue the one above, as `continues: above` declares.

Belongs here: giving such a record the id and day of the one that it continues, and, where a record is a contact, making
one record of both. Does not belong here: what a record holds (`stage.query`), or records that an id brings together
(`stage.delivery`).
"""

from __future__ import annotations

from schemas.constructs import Record
from schemas.constructs.base import item
from schemas.mapping.export import Export
from schemas.vocabulary.fields import ANSWERS
from warehouse.stage.lists import as_text
from warehouse.store.engine import sql_text

ONCE = (*ANSWERS, "setting")
FIRST = ("content", "id_text", "exchange_text", "version_order", "date_text", "moment", *ONCE, "reason_key", "id_form")


def spell_continued(export: Export, records: str) -> str:
    """SELECT of the records where those that continue another one belong to it; `records` as `spell_records` has them,
    with lists that are no texts yet.
    """
    has_place = export.row == "reason" and export.setting is not None
    own = item("r.value", "coalesce(r.setting, head_setting)", "r.is_main")
    reasons = f"case when is_continued then list_transform(reasons, lambda r: {own}) else reasons end"
    continued = sql_text("stage/continued").format(records=records, reasons=reasons if has_place else "reasons")
    if export.row == "reason":
        nothing = "cast(null as varchar) as setting"
        return f"select * exclude (block, is_header, is_continued) replace ({nothing}) from ({continued})"
    return sql_text("stage/continued_contact").format(
        records=continued,
        first=",\n    ".join(f"arg_min({name}, row_number) as {name}" for name in FIRST),
        differs=" or ".join(f"count(distinct nullif(trim({name}), '')) > 1" for name in ONCE),
        attributes=as_text("flatten(list(attributes order by row_number))"),
        reasons=as_text("flatten(list(reasons order by row_number))"),
    )


def spell_where_told(export: Export, record: Record, test: str, columns: tuple[str, ...]) -> str:
    """SQL for a rule that leaves records out: of a record that continues another one only what it fills is asked, since
    its blank cells are those of the one above.
    """
    day = export.date.column
    if not export.continues or export.id is None or day is None or not columns:
        return test
    is_below = f"({export.id.one(record)}) is null and ({day.one(record)}) is null"
    filled = f"coalesce({', '.join([*(record.text(column) for column in columns), 'null'])}) is not null"
    return f"({test} and ({filled} or not ({is_below})))"
