"""`harmonise check`: are the mappings right, and what do they not cover yet?

Belongs here: the command and its tables. Does not belong here: checking (`schemas.registry`), coverage
(`pipelines.coverage`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from pipelines.cli.choose import choose_sources
from pipelines.cli.terminal import complaints, count, output, plain_table
from pipelines.failures import WRONG_INPUT
from pipelines.settings import Settings, read_settings
from schemas.problem import Problem, ProblemsError

if TYPE_CHECKING:
    from pipelines.coverage import FieldCoverage
    from schemas.registry import Registry

MOST_OPEN = 20


def check(
    source: Annotated[str, typer.Argument(metavar="[SOURCE]", help="Only this source.", show_default=False)] = "",
    show_values: Annotated[
        bool,
        typer.Option(
            "--show-values",
            help="Also list the values that no decision covers yet. They are content of cells: keep them to yourself.",
        ),
    ] = False,
) -> None:
    """Check all mappings; say what the decisions cover.

    Prints every problem at once as file:line: what is wrong -> what to do next, and ends with 2 if there is one. Where
    all is well it says what each mapping holds, and, for sources in the lake, how many values are mapped, missing,
    ignored and unmapped.
    """
    settings = read_settings()
    try:
        registry = settings.load_registry()
    except ProblemsError as error:
        _print_problems(error.problems, source)
        raise typer.Exit(WRONG_INPUT) from None
    source_ids = choose_sources(registry, [source] if source else None)
    console = output()
    _print_mappings(console, registry, source_ids)
    for source_id in source_ids:
        _print_coverage(console, settings, source_id, MOST_OPEN if show_values else 0)


def _print_problems(problems: tuple[Problem, ...], source: str) -> None:
    shown = [problem for problem in problems if not source or f"/{source}/" in f"/{problem.file}"]
    console = complaints()
    for problem in shown:
        console.print(Text(str(problem)))
    elsewhere = len(problems) - len(shown)
    more = f" ({elsewhere} more in other mappings)" if elsewhere else ""
    console.print(Text(f"{len(shown)} problem{'' if len(shown) == 1 else 's'}{more}", style="bold red"))


def _print_mappings(console: Console, registry: Registry, source_ids: list[str]) -> None:
    numbers = ("exports", "decisions")
    table = plain_table("", "source", *numbers, "mapping", "fields", right=numbers)
    for source_id in source_ids:
        mapping = registry.sources[source_id]
        table.add_row(
            source_id,
            count(len(mapping.exports)),
            count(len(mapping.decisions)),
            mapping.source.mapping_status_code,
            ", ".join(sorted(mapping.asked_fields())),
        )
    console.print(table)
    console.print(
        f"{len(source_ids)} mapping{'' if len(source_ids) == 1 else 's'} without a problem", style="bold green"
    )


def _print_coverage(console: Console, settings: Settings, source_id: str, most_open: int) -> None:
    from pipelines.coverage import OUTCOMES, list_open_values, measure_coverage

    coverage = measure_coverage(settings.layout, source_id)
    if not coverage:
        return
    numbers = (*OUTCOMES, "to decide")
    table = plain_table(f"\n{source_id}: values by field", "field", *numbers, right=numbers)
    for field in coverage:
        table.add_row(field.field, *_cells_of(field))
    console.print(table)
    if not most_open:
        return
    for value in list_open_values(settings.layout, source_id, most_open):
        console.print(Text(f"  {value.field}: {value.value}  ({count(value.n_contacts)} contacts)"))


def _cells_of(field: FieldCoverage) -> list[str]:
    return [*(count(number) for number in field.n_by_outcome.values()), count(field.n_open)]
