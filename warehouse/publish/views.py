"""The views for people: what each release offers besides its tables.

Belongs here: which views there are, what they say of themselves and their columns. Does not belong here: the SQL of a
view (`sql/views/*.sql`), or any table (`schemas/tables`).
Views keep to SQL that older DuckDB versions read too: the release opens in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Template

import duckdb

from schemas.contract.table import Table
from schemas.text.sql import literal, quote
from schemas.vocabulary.code import narrow_ocsea_reasons
from schemas.vocabulary.fields import ATTRIBUTES
from warehouse.store.engine import sql_text

LABEL = "The label of `{name}_code`; NULL where that is NULL."


@dataclass(frozen=True)
class View:
    """One view: its SQL, its sentence, the tables whose column comments it inherits, and the comments of its own."""

    name: str
    sql: str
    comment: str
    inherits: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)

    def comment_of(self, column: str, contracts: Mapping[str, Table]) -> str:
        """What the view says of a column: its own words, the inherited ones, or that it is a code's label."""
        if column in self.columns:
            return self.columns[column]
        for table in self.inherits:
            if column in contracts[table].names:
                return contracts[table].comment_of(contracts[table].column(column))
        return LABEL.format(name=column)


def create_views(connection: duckdb.DuckDBPyConnection, contracts: Mapping[str, Table]) -> tuple[str, ...]:
    """Create every view, with comments, in the connection's current database; their names."""
    views = views_for_people()
    for view in views:
        connection.execute(f"create view {view.name} as {view.sql}")
        connection.execute(f"comment on view {view.name} is {literal(view.comment)}")
        for column in _columns_of(connection, view.name):
            comment = literal(view.comment_of(column, contracts))
            connection.execute(f"comment on column {view.name}.{quote(column)} is {comment}")
    return tuple(view.name for view in views)


def views_for_people() -> tuple[View, ...]:
    """All views of a release, in the order in which they can be created."""
    narrow = ", ".join(literal(code) for code in narrow_ocsea_reasons())
    return (
        View(
            name="reason",
            sql=_sql_of("reason", narrow_ocsea_reasons=narrow),
            comment="One reason of the common taxonomy, with its place in the tree. A reason says what happened; "
            "online or offline is the setting, which stands beside it in contact_reason. Grain: one reason.",
            columns=REASON_COLUMNS,
        ),
        View(
            name="contact_wide",
            sql=_sql_of("contact_wide"),
            comment="One contact with everything on one line: each code beside its label, reasons as a list of "
            "structs. A contact is not a child and not a case. Grain: one contact. Restricted.",
            inherits=("contact", "source"),
            columns=WIDE_COLUMNS,
        ),
        View(
            name="contact_setting",
            sql=_sql_of("contact_setting", narrow_ocsea_reasons=narrow),
            comment="How the sexual violence, or the bullying, of a contact took place, all its reasons of that "
            "subtree taken together. Grain: one contact and subtree, only where the contact has a reason in it. "
            "Restricted.",
            inherits=("contact",),
            columns=SETTING_COLUMNS,
        ),
        View(
            name="reason_by_framework",
            sql=_sql_of("reason_by_framework"),
            comment="Recorded reasons under the codes of each published framework. A reason in the setting `both` may "
            "count under two codes (declared multi-count); where no code can be told, rollup_code says "
            "`undetermined` and the candidates stand beside. Grain: one recorded reason, framework and framework "
            "code. Restricted.",
            inherits=("contact_reason", "crosswalk"),
            columns=FRAMEWORK_COLUMNS,
        ),
        View(
            name="finding_with_reply",
            sql=_sql_of("finding_with_reply"),
            comment="Each finding beside what the helpline answered to it. What counts is "
            "`state_code = 'fail' and not is_explained`. Grain: one finding. Restricted.",
            inherits=("finding", "finding_reply"),
            columns=REPLY_COLUMNS,
        ),
        *_survey_views(),
        *(_attribute_view(attribute, code_list) for attribute, code_list in ATTRIBUTES.items()),
    )


def survey_beside_data() -> str:
    """The SELECT of the view of this name, for who needs it before a release has its views."""
    return _sql_of("survey_beside_data")


def _survey_views() -> tuple[View, ...]:
    """What members say of themselves, each beside its data; counts of answers are a table."""
    return (
        View(
            name="survey_beside_data",
            sql=survey_beside_data(),
            comment="What a member answered in the survey, beside what its sources declare and what their data of that "
            "year show, and where these disagree. Of several sources of one member the one that can or shows most. "
            "A question to put to the member, never a blame. Grain: one member and survey year. Restricted.",
            inherits=("member_survey", "source_year"),
            columns=SURVEY_COLUMNS,
        ),
    )


def _attribute_view(attribute: str, code_list: str) -> View:
    words = attribute.replace("_", " ")
    return View(
        name=f"contact_{attribute}",
        sql=_sql_of("contact_attribute_of", attribute=attribute, list=code_list),
        comment=f"What was recorded as {words} of a contact; a contact has any number. "
        "Grain: one contact and value. Restricted.",
        inherits=("contact_attribute",),
        columns={f"{attribute}_code": f"The {words}, a code of the list `{code_list}`."},
    )


def _sql_of(name: str, **values: str) -> str:
    return Template(sql_text(f"publish/views/{name}")).substitute(values)


def _columns_of(connection: duckdb.DuckDBPyConnection, view: str) -> list[str]:
    return [str(row[0]) for row in connection.execute(f"select column_name from (describe {view})").fetchall()]


REPLY_COLUMNS = {
    "reply": "What the helpline answered; NULL where it has not answered.",
    "replied_by": "Role of the person who answered; NULL as reply.",
    "replied_on": "Day of the answer; NULL as reply.",
}

REASON_COLUMNS = {
    "reason_code": "The reason: a dotted path of up to three levels.",
    "reason": "Its label.",
    "level": "1 main, 2 reason, 3 form.",
    "parent_code": "The reason one level above; NULL for a main.",
    "main_code": "The main (level 1) above it, or itself.",
    "main": "The label of the main.",
    "path": "The labels from the main down, for people to read.",
    "is_ocsea_narrow_form": "True where a contact with this reason online or both is OCSEA in the narrow sense.",
    "is_ocsea_wide_form": "True where a contact with this reason online or both is OCSEA in the wide sense.",
    "definition": "What the reason means.",
    "since": "The version of the list that brought it.",
    "replaced_by": "The code to use instead; NULL while it is in use.",
}

WIDE_COLUMNS = {
    "source_name": "The helpline's name.",
    "reasons": "The recorded reasons, each with codes and labels; an empty list where there is none. "
    "Online and offline of one reason are two entries.",
}

SETTING_COLUMNS = {
    "subtree_code": "`violence.sexual` or `violence.bullying`: that reason and all below it.",
    "setting_code": "`both` where is_both_recorded or is_both_combined; else `online` where any reason is online; "
    "`offline` only where every reason is; else `unknown`.",
    "is_both_recorded": "True where one reason was itself recorded as both.",
    "is_both_combined": "True where one reason is online and another offline: combined by us, an upper bound of both.",
    "is_ocsea_narrow": "True where a core form is online or both. NULL where that is not known of one: "
    "no false; and for bullying, which is never OCSEA.",
    "is_ocsea_wide": "True where any sexual violence is online or both. NULL where that is not known: "
    "no false; and for bullying, which is never OCSEA.",
}

FRAMEWORK_COLUMNS = {
    "reason": "The label of the reason in the common list.",
}

SURVEY_COLUMNS = {
    "member_name": "The member's name.",
    "n_sources": "How many sources the member has in this network.",
    "is_several_declared": "True where source.yaml declares that the system could hold several reasons at the "
    "end of that year.",
    "declared_setting_code": "How the system could tell online from offline at the end of that year, as "
    "source.yaml declares; list setting_capability.",
    "n_ocsea_wide": "Contacts with OCSEA (wide) of that year, over the member's sources; NULL where none can tell.",
    "ocsea_reported_code": "`reported`: at least one contact; `none_counted`: it can tell, and counted none; "
    "`cannot_tell`: it has no code for it, which is no zero; `no_data`: no contact of that year was delivered.",
    "is_several_other_than_declared": "True where the answer on several reasons differs from source.yaml; NULL where "
    "there is no answer.",
    "is_several_other_than_shown": "True where it differs from what data show; NULL where there is no answer or the "
    "contacts are too few.",
    "is_setting_other_than_declared": "True where the answer on online and offline differs from source.yaml, in "
    "whether or how; NULL where there is no answer.",
    "is_setting_other_than_shown": "True where it differs from what data show; NULL where there is no answer or the "
    "contacts are too few.",
    "n_disagreements": "How many of the four are true.",
}
