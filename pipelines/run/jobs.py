"""The two Dagster jobs, executed in this process, on the instance of DAGSTER_HOME: the web page shows what was done.

Belongs here: everything of a command that needs Dagster. Does not belong here: deciding what to run.
Dagster prints nothing to the terminal meanwhile: the command has its own progress.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import dagster as dg

from pipelines.base.failures import describe_error
from pipelines.base.settings import Settings
from pipelines.definitions import build_defs
from pipelines.defs.assets.ingest import LAND
from pipelines.defs.assets.nothing_held import NAME as NOTHING_HELD
from pipelines.defs.jobs import COMMAND_TAG, INGEST, PUBLISH
from pipelines.defs.resources import OpenedWarehouse
from schemas.text.problem import HarmoniseError, SettingsError
from warehouse.store.durable import make_missing_folder
from warehouse.store.run import Run

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
INTERRUPTED = "DagsterExecutionInterruptedError"
SAFE_REASONS = (
    "database or disk is full",
    "disk I/O error",
    "attempt to write a readonly database",
    "unable to open database file",
    "database is locked",
)
"""What SQLite says of itself, without a value of ours."""


class StateNotKeptError(HarmoniseError):
    """Dagster's databases cannot be read or written."""


def run_jobs(settings: Settings, run: Run, source_ids: Sequence[str], address: str | None) -> dict[str, str]:
    """One `ingest` run per source, one after the other, then `publish`. A failed run stops no other.

    Gives the reason of each failed run, by source or `publish`. Raises StateNotKeptError where Dagster cannot write,
    KeyboardInterrupt where the process was told to stop: what is half done is left as every step leaves it.
    """
    failures: dict[str, str] = {}
    prepare_home(settings)
    defs = build_defs(settings, OpenedWarehouse(settings, run))
    with _says_where_state_is_kept(settings), dg.DagsterInstance.get() as instance, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ingest = defs.resolve_job_def(INGEST)
        config = {"ops": {LAND: {"config": {"address": address or ""}}}, **QUIET}
        for done, source_id in enumerate(source_ids):
            run.report("sources", done, len(source_ids))
            failures[source_id] = execute_job(ingest, instance, config, source_id)
        run.report("sources", len(source_ids), len(source_ids))
        failures[PUBLISH] = execute_job(defs.resolve_job_def(PUBLISH), instance, QUIET, None)
    return {name: failure for name, failure in failures.items() if failure}


@contextmanager
def _says_where_state_is_kept(settings: Settings) -> Iterator[None]:
    """A database of Dagster that cannot be written is a matter of its folder."""
    try:
        yield
    except Exception as error:
        told = getattr(error, "orig", None)
        if not isinstance(told, sqlite3.Error):
            raise
        reason = f" ({told})" if str(told) in SAFE_REASONS else ""
        raise StateNotKeptError(
            f"{settings.dagster_home}: Dagster's state cannot be kept there{reason}. Make room, check the folder's "
            "owner, or set DAGSTER_HOME to another; then run again. What is done is in the lake."
        ) from None


def execute_job(
    job: dg.JobDefinition, instance: dg.DagsterInstance, config: Mapping[str, Any], partition_key: str | None
) -> str:
    """Execute a job; why it failed, or an empty text. Raises KeyboardInterrupt where it was interrupted."""
    try:
        result = job.execute_in_process(
            run_config=dict(config),
            instance=instance,
            partition_key=partition_key,
            raise_on_error=False,
            tags={COMMAND_TAG: "run"},
        )
    except HarmoniseError as error:
        return str(error)
    except dg.DagsterError as error:
        return describe_error(error)
    reasons = []
    for event in result.all_events:
        told = getattr(event.event_specific_data, "error", None)
        if told is not None and INTERRUPTED in (told.cls_name, getattr(told.cause, "cls_name", None)):
            raise KeyboardInterrupt
        if event.is_step_failure:
            reasons.append(_reason_of(event))
    return "; ".join(filter(None, reasons)) if reasons or result.success else "the run failed before its first step"


def _reason_of(event: dg.DagsterEvent) -> str:
    """The description of the Failure that `run_step` raised: it holds no content of a row. Empty where the run only
    says at its end that something is held, which a command reads in the lake and tells with its reasons.
    """
    data = event.step_failure_data
    failure = data.user_failure_data
    if failure and event.step_key == NOTHING_HELD:
        return ""
    reason = (failure.description if failure else None) or "it failed outside the engine; see Dagster's page"
    return f"{event.step_key}: {reason}"


def prepare_home(settings: Settings) -> None:
    """Create DAGSTER_HOME where there is none, with the checkout's `dagster.yaml`, and name it to Dagster.

    Raises SettingsError where it cannot be written.
    """
    home = settings.dagster_home
    try:
        make_missing_folder(home)
        configuration = home / "dagster.yaml"
        if not configuration.exists():
            shipped = settings.checkout / "dagster_home" / "dagster.yaml"
            if shipped.is_file():
                shutil.copyfile(shipped, configuration)
            else:
                configuration.write_text("telemetry:\n  enabled: false\n", encoding="utf-8")
    except OSError as error:
        raise SettingsError(
            f"{home}: Dagster's state cannot be kept there ({type(error).__name__}). Set DAGSTER_HOME to a folder that "
            "you may write to."
        ) from None
    os.environ["DAGSTER_HOME"] = str(home)
