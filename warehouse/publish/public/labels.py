"""Labels of codes, as they stand beside the codes in public files.

Belongs here: finding the label of a code of `network_statistics`. Does not belong here: the labels themselves,
which the release holds in `code` and `crosswalk`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

import duckdb

from schemas.contract.table import Column
from schemas.vocabulary.crosswalk import load_crosswalks
from warehouse.publish.release import CATALOG

COMMON = "COMMON"
"""The framework that is the network's own list of reasons."""
OF_COMMON = "Common list of reasons"
OUTSIDE = {"undetermined": "Fits several codes of the list", "none": "No code in the list"}
"""What stands for a framework code where there is none."""
ALL = "All"
COUNTRIES, OF_COUNTRIES = "t0.countries", "Countries are counted"
"""The one statistic of base `members` that counts something else."""
OF_ITSELF = ("t2.code", "t5.form", "t5b.")
"""Statistics in which a reason stands for what was recorded by that name alone; in any other it holds all below it."""
UNTOLD = re.compile(r" \([^()]*not told apart\)$")
ANY_FORM = " (any form)"
CODES = f"select list, code, label, definition from {CATALOG}.main.code order by all"
FRAMEWORK_CODES = f"""
    select distinct framework, framework_code, framework_label from {CATALOG}.main.crosswalk
    where framework_code is not null
"""


class Labels:
    """The labels and definitions of one release."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        rows = connection.execute(CODES).fetchall()
        repeated = Counter((name, label) for name, _, label, _ in rows)
        self._labels = {
            (name, code): label if repeated[name, label] == 1 else f"{label} ({code})" for name, code, label, _ in rows
        }
        self.definitions: dict[tuple[str, str], str] = {(name, code): text for name, code, _, text in rows}
        self._framework = {(one, code): label for one, code, label in connection.execute(FRAMEWORK_CODES).fetchall()}

    def of_list(self, name: str) -> Mapping[str, str]:
        """Code and label of every code of a list."""
        return {code: label for (other, code), label in self._labels.items() if other == name}

    def of_code(self, name: str, code: str) -> str:
        """The label of a code; a code that no list holds is spelled out."""
        return self._labels.get((name, code)) or spelled(code)

    def of_cell(self, column: Column, code: str | None, within: str | None) -> str | None:
        """The label of a cell; None where it is empty and that does not mean all.

        `within`: the framework of a framework's code, the attribute whose value it is, the statistic of a reason.
        """
        if code is None:
            return ALL if column.empty == "all" else None
        match column.name:
            case "framework":
                return _title_of(code)
            case "framework_code" | "main_code":
                return self._of_framework(column.name, within or "", code)
            case "base_code" if within == COUNTRIES:
                return OF_COUNTRIES
            case "reason_code":
                label = self.of_code("reason", code)
                return label if (within or "").startswith(OF_ITSELF) else UNTOLD.sub(ANY_FORM, label)
        if code in column.values:
            return sentence(column.values[code].partition(";")[0])
        return self.of_code(column.code_list or within or column.name.removesuffix("_code"), code)

    def _of_framework(self, name: str, framework: str, code: str) -> str:
        if code in OUTSIDE:
            return OUTSIDE[code]
        if framework == COMMON:
            return self.of_code("reason", code)
        crosswalk = load_crosswalks().get(framework)
        main = crosswalk.mains.get(code) if crosswalk and name == "main_code" else None
        label = main.label if main else self._framework.get((framework, code))
        return f"{code} {label}" if label else code


def _title_of(framework: str) -> str:
    crosswalk = load_crosswalks().get(framework)
    return OF_COMMON if framework == COMMON else crosswalk.title if crosswalk else framework


def spelled(code: str) -> str:
    """A code in words: `t1.contacts_by_kind` becomes `Contacts by kind`."""
    return sentence(code.rpartition(".")[2].replace("_", " "))


def sentence(text: str) -> str:
    """The text with a capital letter."""
    return text[:1].upper() + text[1:]
