"""What differs between two profiles: the same export, then and now.

Belongs here: comparing profiles. Does not belong here: making or showing one. What is compared holds no rare value and
nothing personal, so the differences do not either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from schemas.text.fold import fold
from warehouse.scan.profile import ColumnProfile, Counted, Profile, TableProfile

LIKE = 0.75
MOST_VALUES_TOLD = 8
SHARE_MOVED = 0.1
"""A share that moves by so much (0 to 1) is told."""
FEWEST_RECORDS = 50
"""Shares are compared where both sides have so many filled cells."""
FEWEST_NEW = 0.005
"""A value that is new or gone is told where it had at least this share."""


@dataclass(frozen=True)
class Drift:
    """One difference. `kind`: table, dialect, column_new, column_gone, column_renamed, type, date_form, value_new,
    value_gone, share, missing, blank, personal; `before` and `after` are short texts for both sides.
    """

    kind: str
    table: str
    column: str
    sentence: str
    before: str = ""
    after: str = ""


def compare_profiles(before: Profile, after: Profile) -> list[Drift]:
    """What is different in `after`, table by table; tables are matched by name, else by their columns."""
    drifts: list[Drift] = []
    left = list(before.tables)
    for table in after.tables:
        old = _match(table, left)
        if old is None:
            drifts.append(Drift("table", table.name, "", f"A new table{_called(table)}.", "", table.name))
            continue
        left.remove(old)
        drifts += _compare_tables(old, table)
    drifts += [Drift("table", table.name, "", f"A table is gone{_called(table)}.", table.name, "") for table in left]
    return drifts


def _called(table: TableProfile) -> str:
    return f": {table.name}" if table.name else ""


def _match(table: TableProfile, others: Sequence[TableProfile]) -> TableProfile | None:
    names = {fold(column.name) for column in table.columns}

    def likeness(other: TableProfile) -> float:
        theirs = {fold(column.name) for column in other.columns}
        return len(names & theirs) / max(1, len(names | theirs)) + (bool(table.name) and table.name == other.name)

    best = max(others, key=likeness, default=None)
    return best if best is not None and (likeness(best) > 0.2 or len(others) == 1) else None


def _compare_tables(old: TableProfile, new: TableProfile) -> Iterator[Drift]:
    yield from _compare_read(old, new)
    ours = {column.name: column for column in new.columns}
    theirs = {column.name: column for column in old.columns}
    gone = [column for column in old.columns if column.name not in ours]
    added = [column for column in new.columns if column.name not in theirs]
    for was, now in pair_renamed(gone, added):
        gone.remove(was)
        added.remove(now)
        sentence = f"Column {was.name!r} seems to be called {now.name!r} now: add the spelling under `renamed`."
        yield Drift("column_renamed", new.name, now.name, sentence, was.name, now.name)
        yield from _compare_columns(was, now, new.name)
    for column in gone:
        yield Drift("column_gone", new.name, column.name, f"Column {column.name!r} is gone.", column.kind, "")
    for column in added:
        yield Drift("column_new", new.name, column.name, f"Column {column.name!r} is new.", "", column.kind)
    for name, column in ours.items():
        if name in theirs:
            yield from _compare_columns(theirs[name], column, new.name)


def _compare_read(old: TableProfile, new: TableProfile) -> Iterator[Drift]:
    """Container, encoding, delimiter and all else that `read:` says."""
    was, now = _flat(old.read), _flat(new.read)
    for key in sorted(set(was) | set(now)):
        if was.get(key) != now.get(key):
            before, after = was.get(key, "as usual"), now.get(key, "as usual")
            yield Drift("dialect", new.name, "", f"{key} was {before}, is now {after}.", before, after)
    if new.n_rejected and not old.n_rejected:
        sentence = f"{new.n_rejected:,} records would be rejected; none were before."
        yield Drift("dialect", new.name, "", sentence, "0", str(new.n_rejected))


def _flat(read: object, path: str = "") -> dict[str, str]:
    if isinstance(read, dict):
        return {k: v for key, one in read.items() for k, v in _flat(one, f"{path} {key}".strip()).items()} or {
            path: "yes"
        }
    return {path: str(read)}


def pair_renamed(
    gone: Sequence[ColumnProfile], added: Sequence[ColumnProfile]
) -> list[tuple[ColumnProfile, ColumnProfile]]:
    """The likeliest pairs, each column in one pair at most."""
    weighed = sorted(((_likeness(a, b), i, j) for i, a in enumerate(gone) for j, b in enumerate(added)), reverse=True)
    used: tuple[set[int], set[int]] = (set(), set())
    pairs = []
    for likeness, i, j in weighed:
        if likeness >= LIKE and i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            pairs.append((gone[i], added[j]))
    return pairs


def _likeness(was: ColumnProfile, now: ColumnProfile) -> float:
    """By spelling; by what frequent values they share; by place, where the kind is the same."""
    spelling = SequenceMatcher(None, fold(was.name), fold(now.name)).ratio()
    a, b = ({fold(one.text) for one in (column.items or column.values)} for column in (was, now))
    # Boxes all hold the same two words, so those tell nothing.
    shared = len(a & b) / len(a | b) if len(a | b) > 1 and was.kind != "yes_no" else 0.0
    same_place = was.place == now.place and was.kind == now.kind
    return max(spelling, shared, spelling * 0.6 + 0.4 * same_place)


def _compare_columns(was: ColumnProfile, now: ColumnProfile, table: str) -> Iterator[Drift]:
    name = now.name
    if was.kind != now.kind and "blank" not in (was.kind, now.kind):
        yield Drift("type", table, name, f"{name!r} was {was.kind}, is now {now.kind}.", was.kind, now.kind)
    if bool(was.personal) != bool(now.personal):
        before, after = was.personal or "not personal", now.personal or "not personal"
        yield Drift("personal", table, name, f"{name!r} was {before}, looks now like {after}.", before, after)
    forms = [tuple(sorted(form.format for form in column.date_forms)) for column in (was, now)]
    if forms[0] != forms[1] and all(forms):
        before, after = (", ".join(form) for form in forms)
        yield Drift("date_form", table, name, f"Dates of {name!r} were {before}, are now {after}.", before, after)
    if _is_comparable(was, now):
        yield from _compare_shares(was, now, table)
    if min(was.n_filled, now.n_filled) >= FEWEST_RECORDS and not (was.personal or now.personal):
        yield from _compare_values(was, now, table)


def _is_comparable(was: ColumnProfile, now: ColumnProfile) -> bool:
    return min(was.n_filled + was.n_blank, now.n_filled + now.n_blank) >= FEWEST_RECORDS


def _compare_shares(was: ColumnProfile, now: ColumnProfile, table: str) -> Iterator[Drift]:
    for kind, what, before, after in (
        ("blank", "blank cells", was.share_blank, now.share_blank),
        ("missing", "words for nothing", _share_missing(was), _share_missing(now)),
    ):
        if abs(after - before) >= SHARE_MOVED:
            sentence = f"{now.name!r}: {what} were {before:.0%} of the records, are now {after:.0%}."
            yield Drift(kind, table, now.name, sentence, f"{before:.0%}", f"{after:.0%}")


def _share_missing(column: ColumnProfile) -> float:
    total = column.n_filled + column.n_blank + column.n_missing
    return column.n_missing / total if total else 0.0


def _compare_values(was: ColumnProfile, now: ColumnProfile, table: str) -> Iterator[Drift]:
    """Frequent values that are new or gone, and shares that moved. A value of fewer than 5 records counts as none."""
    before, after = _shares(was), _shares(now)
    if not before or not after:
        return
    added = [text for text in after if text not in before and after[text] >= FEWEST_NEW]
    gone = [text for text in before if text not in after and before[text] >= FEWEST_NEW]
    if added:
        sentence = f"{now.name!r} has new frequent values: {_told(added)}."
        yield Drift("value_new", table, now.name, sentence, "", _told(added))
    if gone:
        sentence = f"{now.name!r} has lost frequent values: {_told(gone)}."
        yield Drift("value_gone", table, now.name, sentence, _told(gone), "")
    for text in before:
        if text in after and abs(after[text] - before[text]) >= SHARE_MOVED:
            sentence = f"{now.name!r}: {text!r} was {before[text]:.0%}, is now {after[text]:.0%}."
            yield Drift("share", table, now.name, sentence, f"{before[text]:.0%}", f"{after[text]:.0%}")


def _shares(column: ColumnProfile) -> dict[str, float]:
    values: Sequence[Counted] = column.items or column.values
    return {value.text: value.n / column.n_filled for value in values if value.n} if column.n_filled else {}


def _told(texts: Sequence[str]) -> str:
    more = f" and {len(texts) - MOST_VALUES_TOLD} more" if len(texts) > MOST_VALUES_TOLD else ""
    return ", ".join(map(repr, texts[:MOST_VALUES_TOLD])) + more
