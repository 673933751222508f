"""Tables of one delivery that share keys: one of them is the export, the others belong to its records.

Belongs here: which table that is, and the question that names files and keys. Does not belong here: finding shared keys
(`warehouse.scan.shared_keys`), or reading companions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.draft.formats import Format, weight
from schemas.mapping.read import Read
from warehouse.scan.shared_keys import KeyTable, SharedKey, count_ids_in_several, find_shared_keys

MANY = 8
"""Records to one on a list of codes; a contact has fewer reasons."""


@dataclass(frozen=True)
class Related:
    """`formats`: those that are exports of their own; `beside`: names of files that belong to another; `asked`: for the
    format of that place, what has to be said.
    """

    formats: tuple[Format, ...]
    beside: tuple[str, ...] = ()
    asked: tuple[tuple[int, str], ...] = ()


def relate(formats: Sequence[Format], paths: Mapping[str, Path], work: Path) -> Related:
    """Formats with those left out that belong to another by a key."""
    named = {one.files[-1]: one for one in formats}
    tables = [KeyTable(name, paths[name], one.table) for name, one in named.items() if name in paths]
    if len(tables) < 2:
        return Related(tuple(formats))
    keys = find_shared_keys(tables, work)
    groups = _groups(list(named), keys)
    lists = _code_lists(named, keys)
    mains = [max(group, key=lambda name: (name not in lists, *_rank(named[name]))) for group in groups]
    kept: list[Format] = []
    beside: list[str] = []
    asked: list[tuple[int, str]] = []
    loose: list[str] = []
    for group, main in zip(groups, mains, strict=True):
        if not _is_dated(named[main]) and any(_is_dated(named[other]) for other in mains):
            loose += group
            continue
        kept.append(named[main])
        if len(group) > 1:
            others = [name for name in group if name != main]
            beside += [file for name in others for file in named[name].files]
            asked.append((len(kept) - 1, _question(main, others, [key for key in keys if key.table in group])))
    asked += _ask_same_contacts(kept)
    if loose:
        beside += [file for name in loose for file in named[name].files]
        listed = ", ".join(loose)
        asked.append((0, f"no day of a contact stands in {listed}: nothing of it is drafted. Is it a list of codes?"))
    return Related(tuple(kept), tuple(beside), tuple(asked))


def _ask_same_contacts(kept: Sequence[Format]) -> Iterator[tuple[int, str]]:
    """What has to be said of formats of contacts of the same years between which no key was found."""
    contacts = [(place, one, _years(one)) for place, one in enumerate(kept) if not one.is_counted]
    for number, (place, _, years) in enumerate(contacts):
        others = [", ".join(other.files[:1]) for _, other, of_other in contacts[:number] if years & of_other]
        if others:
            yield (
                place,
                (
                    f"{' and '.join(others)} hold{'s' if len(others) == 1 else ''} contacts of the same years: are "
                    "these others, or the same ones once more? The same would count twice"
                ),
            )


def _years(one: Format) -> set[str]:
    day = one.table.best("date")
    column = one.table.column(day.columns[0]) if day else None
    return {year.text for year in column.years} if column else set()


def ask_about_ids(one: Format, paths: Mapping[str, Path], work: Path) -> str:
    """What has to be said of ids that stand in several files of a format; empty where none does, and for counts."""
    identity = one.table.best("id")
    read = Read.model_validate(one.table.read)
    if identity is None or one.is_counted or len(one.files) < 2 or len(identity.columns) != 1 or not read.is_table:
        return ""
    named = [paths[name] for name in one.files if name in paths]
    n_ids = count_ids_in_several(named, read, identity.columns[0], one.renamed, work)
    if not n_ids:
        return ""
    return (
        f"{n_ids:,} ids stand in several files: is it the same contact, or do numbers begin anew "
        "(`id_within: slot`, or `format`)?"
    )


def _rank(one: Format) -> tuple[bool, bool, float, int]:
    """Which table of several is the export: one of days, with an id of its own, and most of what a contact has."""
    identity = one.table.best("id")
    column = one.table.column(identity.columns[0]) if identity else None
    return _is_dated(one), column is not None and column.is_unique, weight(one.table), one.table.n_rows


def _code_lists(named: Mapping[str, Format], keys: Sequence[SharedKey]) -> set[str]:
    """Tables of which each record belongs to many of another: lists of codes, whatever days they hold."""
    return {key.of for key in keys if MANY * named[key.of].table.n_rows <= named[key.table].table.n_rows}


def _is_dated(one: Format) -> bool:
    return one.is_counted or one.table.best("date") is not None


def _groups(names: Sequence[str], keys: Sequence[SharedKey]) -> list[list[str]]:
    """Tables that hang together by keys, in their order."""
    groups = [{name} for name in names]
    for key in keys:
        touched = [group for group in groups if key.table in group or key.of in group]
        groups = [group for group in groups if group not in touched] + [set().union(*touched)]
    ordered = [sorted(group, key=names.index) for group in groups]
    return sorted(ordered, key=lambda group: names.index(group[0]))


def _tell_key(key: SharedKey) -> str:
    """A key, and the records that have no partner by it."""
    alone = [f"{key.n_alone:,} records of {key.table} find none there"] if key.n_alone else []
    alone += [f"{key.n_without:,} records of {key.of} have none in {key.table}"] if key.n_without else []
    partners = f" ({', '.join(alone) or 'every record has a partner'})"
    return f"{key.column!r} of {key.table} is {key.of_column!r} of {key.of}{partners}"


def _question(main: str, others: Sequence[str], keys: Sequence[SharedKey]) -> str:
    told = "; ".join(map(_tell_key, keys))
    listed = ", ".join(others)
    return (
        f"these files share keys: {told}. Only {main} is drafted: say {listed} as its `companions`, or leave them out "
        "(`ignore_files` in source.yaml). Reasons and fields that stand there are missing until then"
    )
