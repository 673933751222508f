"""Every limit by which a source-year is judged stands in one file with its reason, and in no finding."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from tests.conftest import ROOT
from warehouse.assess.findings import judges
from warehouse.assess.thresholds import load_thresholds, read_thresholds

FILE = ROOT / "warehouse/assess/thresholds.yaml"
TEXT = FILE.read_text(encoding="utf-8")
SECTIONS = yaml.safe_load(TEXT)
NAMES = [(section, name) for section, limits in SECTIONS.items() for name in limits]


@pytest.mark.parametrize(("section", "name"), NAMES)
def test_every_limit_has_its_reason(section: str, name: str) -> None:
    assert len(SECTIONS[section][name]["why"].split()) >= 4


@pytest.mark.parametrize(("section", "name"), NAMES)
def test_a_limit_without_its_reason_is_refused(section: str, name: str) -> None:
    bare = {**SECTIONS, section: {**SECTIONS[section], name: {"is": SECTIONS[section][name]["is"]}}}
    with pytest.raises(ValidationError, match="its reason"):
        read_thresholds(yaml.safe_dump(bare))


@pytest.mark.parametrize(("section", "name"), NAMES)
def test_a_limit_that_is_missing_is_refused(section: str, name: str) -> None:
    limits = {other: limit for other, limit in SECTIONS[section].items() if other != name}
    with pytest.raises(ValidationError, match=name):
        read_thresholds(yaml.safe_dump({**SECTIONS, section: limits}))


def test_a_limit_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValidationError, match="least_of_nothing"):
        read_thresholds(TEXT + '\n  least_of_nothing: {is: 1, why: "It was worth a try to write one."}\n')


def test_a_share_above_one_is_refused() -> None:
    with pytest.raises(ValidationError):
        load_thresholds().but("catch_all", fail_excess=1.2)


def test_each_finding_has_its_section() -> None:
    assert set(judges()) <= set(SECTIONS)


def test_each_limit_is_used() -> None:
    used = {
        node.attr
        for path in (ROOT / "warehouse/assess").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
    }
    assert {name for _, name in NAMES} - used == set()


@pytest.mark.parametrize("code", judges())
def test_no_limit_stands_in_a_finding(code: str) -> None:
    """A number above 1, or a share, that a finding compares with would be a limit without its reason."""
    path = Path(ROOT / f"warehouse/assess/findings/{code}.py")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    compared = [
        constant.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        for constant in ast.walk(node)
        if isinstance(constant, ast.Constant) and isinstance(constant.value, int | float)
    ]
    assert [value for value in compared if value not in (0, 1)] == []


@pytest.mark.parametrize("module", ["own_past", "past_range"])
def test_what_is_held_against_a_past_gives_no_number_a_name(module: str) -> None:
    """It would be a limit without its reason, which nobody could set otherwise."""
    tree = ast.parse((ROOT / f"warehouse/assess/{module}.py").read_text(encoding="utf-8"))
    named = [node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
    numbers = [
        constant.value
        for node in named
        for constant in ast.walk(node)
        if isinstance(constant, ast.Constant) and isinstance(constant.value, int | float)
    ]
    assert numbers == []


def test_other_limits_leave_those_of_the_file_alone() -> None:
    other = load_thresholds().but("break", fail_q=0.2)
    assert (other.change.fail_q, load_thresholds().change.fail_q) == (0.2, 0.01)
    assert other.catch_all == load_thresholds().catch_all
