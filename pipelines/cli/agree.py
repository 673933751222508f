"""`harmonise agree`: how far do raters agree on the shipped scenarios?

Belongs here: the command, and writing its files only once everything is known. Does not belong here: reading answers,
measuring, or the words (`pipelines.agree`).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from pipelines.base.settings import Settings, read_settings
from pipelines.report.console import output
from schemas.text.problem import SettingsError

if TYPE_CHECKING:
    from pipelines.agree.agreement import Agreement

MEMORY = "400MB"
"""What the engine may keep in memory while it decides labels, unless HARMONISE_MEMORY says otherwise."""

Sheet = Annotated[Path | None, typer.Argument(metavar="[ANSWERS.csv]", help="The filled-in sheet.", show_default=False)]
Blank = Annotated[
    Path | None, typer.Option("--blank", metavar="FILE", help="Write an empty sheet with the scenarios, and end.")
]
Source = Annotated[
    str, typer.Option("--source", metavar="S", help="Answers are in this source's own list, unless a row names one.")
]
PageFile = Annotated[
    Path | None, typer.Option("--page", metavar="FILE", help="Write the same as one HTML page; restricted.")
]
TableFile = Annotated[
    Path | None,
    typer.Option("--csv", metavar="FILE", help="Write table T11: what may leave the house, nothing of one helpline."),
]
Network = Annotated[
    str,
    typer.Option(
        "--publish", metavar="NETWORK", help="Keep table T11 for the next release, in place of an earlier sheet's."
    ),
]
Own = Annotated[
    str, typer.Option("--for", metavar="HELPLINE", help="Also show this helpline's own figures, for it alone.")
]
Everything = Annotated[
    bool, typer.Option("--all", help="Show every confusion, and the scenarios with what decides them.")
]


def agree(
    answers: Sheet = None,
    blank: Blank = None,
    source: Source = "",
    page: PageFile = None,
    csv: TableFile = None,
    network: Network = "",
    helpline: Own = "",
    show_all: Everything = False,
) -> None:
    """Measure agreement on categorising: who says what of the shipped scenarios.

    Begin with --blank FILE: a row for each scenario. Everybody fills in a code for themselves (no name), perhaps one
    for the helpline, and the reasons, each with its setting: violence.bullying:both, mental_health.mood. Or the words
    of their own list, with the source's name in the column source; decisions.csv of that source says what they mean.

    It says how each scenario was answered; whether OCSEA is found; how often the key is hit; what each list could reach
    at best; Krippendorff's alpha (MASI distance) with intervals; and which reasons and settings are confused.
    """
    if (answers is None) == (blank is None):
        raise typer.BadParameter("name a sheet of answers, or --blank FILE to begin with an empty one")
    settings = read_settings()
    if blank is not None:
        _write_blank(settings, blank, source)
        return
    assert answers is not None
    for option, target in (("--page", page), ("--csv", csv)):
        _check_target(option, target, answers)
    if page and csv and page.resolve() == csv.resolve():
        raise typer.BadParameter("is the file of --csv, too", param_hint="--page")
    if network:
        _check_network(settings, network)
    agreement = _measure(settings, answers, source, helpline)
    _show(agreement, page, csv, show_all)
    if network:
        _keep(settings, network, agreement)


def _write_blank(settings: Settings, path: Path, source: str) -> None:
    from pipelines.agree.sheet import spell_blank
    from pipelines.agree.write import write_text
    from schemas.vocabulary.scenario import load_scenarios

    if path.exists():
        raise typer.BadParameter(f"{path} is there already, perhaps filled in; name a new file", param_hint="--blank")
    _check_target("--blank", path, None)
    if source:
        _check_source(settings, source)
    scenarios = load_scenarios()
    # with a byte order mark, so that a spreadsheet takes it for UTF-8
    write_text(path, "\ufeff" + spell_blank(scenarios, source))
    words = f"the words of {source}" if source else "codes of schemas/codes/reason.yaml, such as violence.bullying:both"
    output().print(Text(f"{path}: {len(scenarios.entries)} scenarios. Fill in `rater` and `answer` with {words}."))
    output().print(Text(f"Then: harmonise agree {path}"))


def _check_source(settings: Settings, source: str) -> None:
    from pipelines.cli.choose import choose_sources

    registry = settings.load_sound()
    choose_sources(registry, [source])
    if source in registry.survey_ids:
        step = "name the source of a helpline, or leave it out for the common codes"
        raise typer.BadParameter(f"{source} is a survey of members and has no list; {step}", param_hint="--source")


def _check_network(settings: Settings, network: str) -> None:
    known = sorted({one.source.network_code for one in settings.load_sound().sources.values()})
    if network not in known:
        step = f"there are {', '.join(known)}" if known else "no source names one"
        raise typer.BadParameter(f"no source.yaml names this network; {step}", param_hint="--publish")


def _keep(settings: Settings, network: str, agreement: Agreement) -> None:
    from pipelines.agree.agreement import may_leave
    from pipelines.agree.keep import measured_of
    from warehouse.network.agreement import keep_agreement

    if any(not one.helpline for one in agreement.answers.answers):
        message = "a row names no helpline: nobody knows whether the figures tell of one alone; fill in `helpline`"
        raise typer.BadParameter(message, param_hint="--publish")
    keep_agreement(settings.layout, network, measured_of(agreement))
    told = "" if may_leave(agreement.whole.group) else " It shows no figure of these answers: too few gave some."
    output().print(Text(f"Table T11 of {network} is kept for the next release.{told} Make it: harmonise run"))


def _check_target(option: str, path: Path | None, answers: Path | None) -> None:
    """Before anything is measured: a file that cannot be written must not be found out behind one that was."""
    if path is None:
        return
    if answers is not None and path.resolve() == answers.resolve():
        raise typer.BadParameter("is the sheet of answers itself", param_hint=option)
    if path.is_dir() or not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise SettingsError(f"{path}: {option} needs a file in a folder that you may write to.")


def _measure(settings: Settings, answers: Path, source: str, helpline: str) -> Agreement:
    from pipelines.agree.agreement import agree_on
    from pipelines.agree.answers import read_answers
    from pipelines.agree.lists import SourceLists
    from pipelines.agree.written import CommonCodes
    from schemas.vocabulary.code import load_codes
    from schemas.vocabulary.scenario import load_scenarios

    os.environ.setdefault("HARMONISE_MEMORY", MEMORY)
    if source:
        _check_source(settings, source)
    codes, scenarios, lists = load_codes(), load_scenarios(), SourceLists(settings)
    found = read_answers(answers, scenarios, lists, CommonCodes(codes), source)
    named = sorted({one.helpline for one in found.answers if one.helpline})
    if helpline and helpline.casefold() not in named:
        step = f"there are {', '.join(named)}" if named else "no answer names a helpline"
        raise typer.BadParameter(f"nobody of this helpline has answered; {step}", param_hint="--for")
    return agree_on(found, scenarios, lists, codes, helpline.casefold())


def _show(agreement: Agreement, page: Path | None, csv: Path | None, shows_all: bool) -> None:
    from pipelines.agree.page import MOST_CONFUSIONS, tell_agreement
    from pipelines.agree.table import spell_table
    from pipelines.agree.write import write_text
    from pipelines.report.html import write_page
    from pipelines.report.terminal import print_page

    told = tell_agreement(agreement, None if shows_all else MOST_CONFUSIONS)
    table = spell_table(agreement)
    if page:
        write_page(tell_agreement(agreement, None), page)
    if csv:
        write_text(csv, table)
    print_page(output(), told)
    if page:
        output().print(Text(f"\nThe same as a page: {page}"))
    if csv:
        output().print(Text(f"Table T11: {csv}"))
