"""A contract run against rows in memory, with pandera.

Belongs here: the pandera schema of a contract, and counting what breaks it. Does not belong here: reading files, and
what needs more than one batch (uniqueness: `warehouse.store.contract`).
No value leaves this module: pandera's failure cases hold values, so they are counted here and dropped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from schemas.contract.table import Column, Table
from schemas.text.problem import Problem, VocabularyError
from schemas.vocabulary.code import Codes, load_codes

if TYPE_CHECKING:
    from pandera.api.pyarrow.types import PyArrowData
    from pandera.errors import SchemaError
    from pandera.pyarrow import Check, DataFrameSchema

SHAPE_RULES = frozenset({"missing", "not_in_contract", "order", "type"})
"""Rules on columns as a whole. Where one is broken, rows are not judged: there is no telling by what."""

_RULE_OF_PANDERA = {
    "column_in_dataframe": "missing",
    "column_in_schema": "not_in_contract",
    "column_ordered": "order",
    "not_nullable": "not_null",
}
_RULES_OF_TABLE = frozenset({"missing", "not_in_contract", "order"})
"""Here pandera gives the column's name as the failure case."""

_built: dict[str, tuple[Table, DataFrameSchema]] = {}

_SEPARATOR = "\x1f"


def count_broken_rules(table: Table, batch: pa.Table) -> dict[str, int]:
    """How often `batch` breaks each rule of the contract, by `<column>: <rule>`; empty when all is well.

    Rules on rows count rows: `not_null`, `in_list`, `in_values`, `pattern`, `range`. Rules on columns count 1:
    those of SHAPE_RULES, and they alone are reported where one is broken.
    Raises VocabularyError where a code list that the contract names does not exist.
    """
    broken = _broken_rules(table, batch.slice(0, 0))
    broken_shape = {rule: number for rule, number in broken.items() if is_shape_rule(rule)}
    # Cells are judged only where the shape is right: failure cases of several types cannot always be brought together.
    return broken_shape or _broken_rules(table, batch)


def _broken_rules(table: Table, batch: pa.Table) -> dict[str, int]:
    from pandera.errors import SchemaErrors

    try:
        pandera_schema_of(table).validate(batch, lazy=True)
    except SchemaErrors as error:
        return _count_by_rule(error.schema_errors)
    return {}


def breaks_rule(table: Table, name: str, values: pa.Table) -> bool:
    """Whether any of the values of one column breaks a rule of the contract, by pandera's own checks.

    `values` has the column, and the column that names its list where it has one. Nothing is said of NULL.
    """
    from pandera.errors import SchemaErrors
    from pandera.pyarrow import DataFrameSchema

    whole = pandera_schema_of(table)
    column = whole.columns[name]
    try:
        DataFrameSchema({name: column}, name=table.table).validate(values, lazy=True)
    except SchemaErrors as error:
        return any(_rule_of(one) != "not_null" for one in error.schema_errors)
    return False


def is_shape_rule(rule: str) -> bool:
    """True where `<column>: <rule>` is about a column as a whole."""
    return rule.rpartition(": ")[2] in SHAPE_RULES


def _count_by_rule(errors: Iterable[SchemaError]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for error in errors:
        cases, rule = error.failure_cases, _rule_of(error)
        column = cases if rule in _RULES_OF_TABLE else error.schema.name
        counts[f"{column}: {rule}"] += cases.num_rows if isinstance(cases, pa.Table) else 1
    return dict(sorted(counts.items()))


def _rule_of(error: SchemaError) -> str:
    if isinstance(error.check, str):
        # for a type, pandera puts the expected type in place of a name
        return _RULE_OF_PANDERA.get(error.check, "type")
    return str(error.check.name)


def pandera_schema_of(table: Table) -> DataFrameSchema:
    """As `build_pandera_schema`, built once for a contract. Raises VocabularyError as that does."""
    built = _built.get(table.table)
    if built is None or built[0] is not table:
        built = (table, build_pandera_schema(table))
        _built[table.table] = built
    return built[1]


def build_pandera_schema(table: Table) -> DataFrameSchema:
    """The contract for `pandera.pyarrow`: names, order, types, NULL, codes, patterns, limits.

    Raises VocabularyError where a code list that the contract names does not exist.
    """
    import pandera.pyarrow as pandera

    codes = load_codes()
    columns = {
        column.name: pandera.Column(
            _pandera_type_of(column),
            checks=list(_checks_of(table, column, codes)),
            nullable=column.nullable,
            description=column.comment,
        )
        for column in table.columns
    }
    return pandera.DataFrameSchema(columns, strict=True, ordered=True, name=table.table)


def _pandera_type_of(column: Column) -> pa.DataType | None:
    """None for what pandera's pyarrow backend does not know: a check of its own looks at it."""
    return None if _has_own_check(column.arrow_type) else column.arrow_type


def _has_own_check(kind: pa.DataType) -> bool:
    return bool(pa.types.is_decimal(kind) or isinstance(kind, pa.BaseExtensionType))


def _checks_of(table: Table, column: Column, codes: Codes) -> Iterator[Check]:
    """Checks carry a name of their own as `error` too: pandera's would repeat a whole code list for every row."""
    from pandera.pyarrow import Check

    if _has_own_check(column.arrow_type):
        yield Check(_has_type(column.arrow_type), name="type", error="type")
    if column.min is not None and column.max is not None:
        yield Check.in_range(column.min, column.max, name="range", error="range")
    elif column.min is not None:
        yield Check.ge(column.min, name="range", error="range")
    elif column.max is not None:
        yield Check.le(column.max, name="range", error="range")
    if column.pattern:
        yield Check.str_matches(column.pattern, name="pattern", error="pattern")
    if column.values:
        yield Check.isin(column.allowed_values, name="in_values", error="in_values")
    if column.code_list:
        yield Check.isin(_current_codes(table, column.code_list, codes), name="in_list", error="in_list")
    if column.list_in:
        yield Check(_is_in_named_list(column.list_in, codes), name="in_list", error="in_list")


def _current_codes(table: Table, name: str, codes: Codes) -> list[str]:
    if name not in codes.lists:
        file = f"schemas/tables/{table.table}.yaml"
        raise VocabularyError([Problem(file, 0, f"there is no code list `{name}`", "correct `list` or add the list")])
    return [code.code for code in codes.lists[name].codes.values() if code.replaced_by is None]


def _has_type(expected: pa.DataType) -> Callable[[PyArrowData], bool]:
    def check(data: PyArrowData) -> bool:
        return bool(data.table.schema.field(data.key).type == expected)

    return check


def _is_in_named_list(list_column: str, codes: Codes) -> Callable[[PyArrowData], pa.ChunkedArray]:
    """True where the value is a current code of the list that another column of the same row names, or NULL."""
    current = [(name, code) for name, entries in codes.lists.items() for code in entries.codes.values()]
    allowed = pa.array([_SEPARATOR.join((name, code.code)) for name, code in current if code.replaced_by is None])

    def check(data: PyArrowData) -> pa.ChunkedArray:
        named = data.table[list_column]
        values = data.table[data.key]
        pairs = pc.binary_join_element_wise(pc.fill_null(named, ""), values, _SEPARATOR)
        return pc.or_(pc.is_in(pairs, value_set=allowed), pc.is_null(values))

    return check
