"""What is said of an error: all of it where it is ours, type and place where it is not, and never a row's content."""

from __future__ import annotations

import traceback
from collections.abc import Callable

import dagster as dg
import pytest

from pipelines.base.failures import describe_error, exit_code_of, locate_error
from pipelines.defs.assets.step_as_op import run_step
from schemas.finding import Finding
from schemas.text.problem import HarmoniseError, MappingError, Problem, SettingsError
from warehouse.store.lock import LockedError
from warehouse.store.run import SourceHeldError, StepResult

SECRET = "Zebrafink-4711"
KEY = dg.AssetKey(["stage", "staged_contact"])
BROKEN = Finding("tiny_a", "law_conservation", "fail", "3 came in and 2 are accounted for.", numerator=2, denominator=3)


def foreign_error() -> StepResult:
    try:
        int(SECRET)
    except ValueError as error:
        raise KeyError(SECRET) from error
    raise AssertionError


def own_error() -> StepResult:
    raise HarmoniseError("the disk is full -> make room")


def held() -> StepResult:
    raise SourceHeldError("tiny_a", (BROKEN,))


def test_a_foreign_error_is_told_by_type_and_place() -> None:
    with pytest.raises(KeyError) as caught:
        foreign_error()

    told = describe_error(caught.value)

    assert told.startswith("KeyError at tests/test_failures.py:")
    assert "in foreign_error" in told
    assert SECRET not in told
    assert SECRET not in "".join(locate_error(caught.value))


def test_our_own_error_is_told_in_its_own_words() -> None:
    assert describe_error(SettingsError("no key. Make one")) == "no key. Make one"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SettingsError("x"), 2),
        (MappingError([Problem("f", 1, "x")]), 2),
        (LockedError("x"), 1),
        (HarmoniseError("x"), 1),
        (ValueError("x"), 1),
        (KeyboardInterrupt(), 130),
    ],
)
def test_the_exit_code_tells_what_kind_of_error_it_was(error: BaseException, code: int) -> None:
    assert exit_code_of(error) == code


@pytest.mark.parametrize("work", [foreign_error, own_error, held])
def test_a_step_that_fails_gives_dagster_a_failure_that_hides_its_cause(work: Callable[[], StepResult]) -> None:
    with pytest.raises(dg.Failure) as caught:
        list(run_step([KEY], work))

    failure = caught.value
    shown = "".join(traceback.format_exception(failure)) + repr(failure.metadata) + str(failure.description)
    assert failure.allow_retries is False
    assert failure.__suppress_context__ and failure.__cause__ is None
    assert SECRET not in shown


def test_a_held_source_leaves_a_failed_check_in_numbers_before_its_run_fails() -> None:
    outcomes = []
    with pytest.raises(dg.Failure, match=r"tiny_a is held back \(law_conservation\)"):
        for outcome in run_step([KEY], held):
            outcomes.append(outcome)

    (check,) = outcomes
    assert isinstance(check, dg.AssetCheckResult)
    assert not check.passed
    assert check.severity == dg.AssetCheckSeverity.ERROR
    table = check.metadata["failed_and_warned"]
    assert isinstance(table, dg.TableMetadataValue)
    (record,) = table.records
    assert record.data["finding"] == "law_conservation"
    assert (record.data["numerator"], record.data["denominator"]) == (2, 3)


@pytest.mark.parametrize(
    ("states", "passed", "severity"),
    [
        ((), True, dg.AssetCheckSeverity.WARN),
        (("pass", "not_applicable"), True, dg.AssetCheckSeverity.WARN),
        (("pass", "warn"), False, dg.AssetCheckSeverity.WARN),
        (("warn", "fail"), False, dg.AssetCheckSeverity.ERROR),
    ],
)
def test_a_check_is_as_bad_as_the_worst_finding(
    states: tuple[str, ...], passed: bool, severity: dg.AssetCheckSeverity
) -> None:
    findings = tuple(Finding.from_dict({**BROKEN.as_dict(), "state_code": state}) for state in states)

    check, materialised = run_step([KEY], lambda: StepResult("stage", "tiny_a", True, {"n_rows": 3}, (), findings))

    assert isinstance(check, dg.AssetCheckResult) and isinstance(materialised, dg.MaterializeResult)
    assert check.passed is passed
    assert check.severity == severity
    assert materialised.metadata is not None
    assert materialised.metadata["n_rows"] == dg.MetadataValue.int(3)
