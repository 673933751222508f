"""Which columns may be fields of the contact, and which one tells online from offline.

Belongs here: guesses by header and values, and that nobody's answer but the child's becomes the child's. Does not
belong here: ids, dates and what one record is (`warehouse.scan.roles`), reasons (`warehouse.scan.layouts`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from schemas.text.fold import fold
from schemas.vocabulary.header_words import header_words
from warehouse.scan.facts import share_of
from warehouse.scan.kinds import NO_AGE_KNOWN, SINGLE_DIGITS, YEARS_AND_BANDS
from warehouse.scan.profile import Candidate, ColumnProfile, TableProfile
from warehouse.scan.whose import Person, names_caller, names_one_of, says_band, whose
from warehouse.scan.withhold import BIRTH_DATE
from warehouse.scan.words import AGE, FIELDS, RELATIONS, SETTING, VALUES, WHO_CALLED, says, tokens_of, words_of

CHILDS_OWN = ("gender", "age", "age_band", "living_situation", "vulnerable_group")
"""Fields that say something of the child: what a column says of another person never stands there."""
FEWEST_SURE = 0.4
TOLD_BY_VALUES, MOST_OF_THEM = ("gender", "channel"), 0.5
"""Fields that few other questions share their answers with, and the share of records that has to be such a word."""
MOST_A_FIELD = 3
HEADER_OF_RELATION = 0.8
"""How sure it is that a column is of who did harm whose header says how an accused person stands to the child."""
CALLS_ABOUT_SELF = set(
    words_of("self,child,the child,victim,victima,nino,nina,enfant,victime,vitima,crianca,kind,bambino,gyermek,anak")
    + words_of("korban,mtoto,الطفل,الضحية,เด็ก,ตนเอง,本人")
)
"""Values of who called; nobody is so said to have done harm."""
ONLINE_ALONE = words_of(
    "online,on line,internet,digital,en linea,en ligne,virtual,cyber,онлайн,интернет,ออนไลน์,オンライン,网上,الإنترنت"
) + header_words("columns", "online")
SHORTER = header_words("ages", "shorter")
UNIT = words_of("unit,units,unidad,unidade,unite,einheit,unita,eenheid,единица,jednostka,birim,satuan,وحدة,หน่วย,単位")
NUMBER = re.compile(r"(?<![0-9])[1-9](?![0-9])")
BIRTH_SURE, MIXED_SURE = 0.45, 0.7
CHOICES = ("closed_list", "list", "text", "constant", "path")
OF = frozenset(words_of("of,from,by,where,de,do,da,dos,das,del,du,des,dei,di,della,onde,donde,ou,von,vom,der,van,bei"))
"""Small words behind which somebody's name says of whom something is."""


def find_settings(table: TableProfile) -> Iterator[Candidate]:
    """Columns whose values are words for online and offline, and those of yes and no that speak of it."""
    for column in table.columns:
        if column.kind == "yes_no" and says(column.name, ONLINE_ALONE) and column.n_filled:
            why = (
                f"{column.name!r} holds yes and no, and its header speaks of online: decide yes as online, and no as "
                "offline only if it means so"
            )
            yield Candidate("setting", (column.name,), 0.5, why, mapping=column.name)
        if column.kind not in CHOICES or column.personal or whose(column.name) == "accused":
            continue
        share = _matching(column, VALUES["setting"])
        is_named = says(column.name, SETTING)
        sure = 0.3 * is_named + 0.65 * min(1.0, 1.3 * share)
        if share > 0.05 and sure >= 0.3:
            why = f"{share:.0%} of the frequent values are words for online or offline"
            yield Candidate("setting", (column.name,), round(min(sure, 0.95), 2), why, mapping=column.name)


def find_fields(table: TableProfile) -> Iterator[Candidate]:
    """For each field its likeliest columns; a question for each that is not the child's, or that may be no age."""
    has_age = False
    for name, words in FIELDS.items():
        found = [one for column in table.columns if (one := _field(column, name, words)) is not None]
        yield from sorted((one for one in found if one.role == "field"), key=lambda one: -one.sure)[:MOST_A_FIELD]
        yield from (one for one in found if one.role == "ask")
        yield from _ask_numbers_for_nothing(table, found)
        yield from _ask_unit(table) if name == "age" else ()
        has_age = has_age or any(one.role == "field" and one.field in ("age", "age_band") for one in found)
    yield from () if has_age else _find_births(table)
    yield from _find_roles_of_persons(table)
    yield from _find_more_persons(table)


def _ask_numbers_for_nothing(table: TableProfile, found: Sequence[Candidate]) -> Iterator[Candidate]:
    """`99` under an age: somebody of that age, or one of whom nobody knows it."""
    for one in found:
        column = table.column(one.columns[0])
        if one.role == "field" and column is not None and NO_AGE_KNOWN in column.note:
            why = f"{column.name!r}: {column.note.rpartition('; ')[2]}. If so, decide them as missing in decisions.csv"
            yield Candidate("ask", one.columns, 0.3, why, f"fields.{one.field}")


def _ask_unit(table: TableProfile) -> Iterator[Candidate]:
    """A column beside the age that says in what it is told: `years`, `months`."""
    for column in table.columns:
        units = [value.text for value in column.values if fold(value.text) in SHORTER]
        if column.kind in CHOICES and units and says(column.name, (*AGE, *UNIT)):
            why = (
                f"{column.name!r} says that some ages are told in {', '.join(map(repr, units))}, and they are read as "
            )
            yield Candidate(
                "ask", (column.name,), 0.3, f"{why}years: have them told apart (`when`, `scaled`)", "fields.age"
            )


def _find_births(table: TableProfile) -> Iterator[Candidate]:
    """Days of birth, of which years on the day of the contact are made; less sure than any column of ages."""
    for column in table.columns:
        is_childs = column.personal == BIRTH_DATE and whose(column.name) in ("", "child")
        if is_childs and column.date_forms and not column.is_date_ambiguous and not column.date_keys:
            form = column.date_forms[0].format
            if form != "iso" and not form.startswith("%"):
                continue
            mapping = {"age_at": column.name, **({} if form == "iso" else {"format": form})}
            why = f"{column.name!r} holds days of birth, of which a run keeps the years on the day of the contact alone"
            yield Candidate("field", (column.name,), BIRTH_SURE, why, "age", mapping)


def _find_more_persons(table: TableProfile) -> Iterator[Candidate]:
    """Sex or age of a second person in one record: `Victim 1 age`, `Victim 2 age`."""
    groups: dict[str, list[str]] = {}
    for column in table.columns:
        is_told = says(column.name, FIELDS["gender"]) or says(column.name, AGE) or column.personal == BIRTH_DATE
        if is_told and column.n_filled and whose(column.name) in ("", "child") and NUMBER.search(column.name):
            groups.setdefault(fold(NUMBER.sub("#", column.name)), []).append(column.name)
    names = tuple(name for group in groups.values() if len(group) > 1 for name in group)
    if names:
        why = (
            "sex or age stands there for several persons of one record, of whom the first is read: are the others "
            "children of the same contact, or contacts of their own?"
        )
        yield Candidate("ask", names, 0.3, why, "row")


def _find_roles_of_persons(table: TableProfile) -> Iterator[Candidate]:
    """A column that says whether a record is of the child or of an accused person: other columns are then either's."""
    for column in table.columns:
        if column.kind != "closed_list" or column.personal:
            continue
        people = {_whose_role(value.text) for value in column.values}
        if "accused" in people and people & {"child", "caller"}:
            why = (
                f"{column.name!r} says whether a record is of the child or of another person: read sex and age only "
                "where it is the child, with `when`; what is one contact?"
            )
            yield Candidate("ask", (column.name,), 0.3, why, "row")


def _whose_role(value: str) -> Person:
    """Whose role a value names; nobody's where it names something of theirs: `casa del agresor`, `suspect's home`."""
    tokens = tokens_of(value)
    if "s" in tokens:
        return ""
    of = next((place for place, token in enumerate(tokens) if token in OF), len(tokens))
    return whose(" ".join(tokens[:of]))


def _matching(column: ColumnProfile, words: tuple[str, ...]) -> float:
    """Share of records whose frequent value is one of the words, or begins with one; of the values, where few match."""
    values = column.items or column.values
    known = set(words)
    return share_of(values, lambda text: _is_word(fold(text), known))


def _is_word(text: str, words: set[str]) -> bool:
    return text in words or any(
        part.strip(" .") in words for part in text.replace("(", "/").replace(")", "").split("/")
    )


def _field(column: ColumnProfile, name: str, words: tuple[str, ...]) -> Candidate | None:
    is_age = name == "age"
    kinds = {"age": (*CHOICES, "age", "integer", "decimal", "yes_no"), "gender": (*CHOICES, "yes_no")}
    if column.personal or column.kind not in kinds.get(name, CHOICES):
        return None
    person = whose(column.name)
    is_named = _is_named(column.name, name, words, person)
    share = 1.0 if is_age and column.kind == "age" else _matching(column, VALUES.get(name, ()))
    if name == "person" and not person.startswith(("accused", "caller")) and says(column.name, RELATIONS):
        return _relation_of_somebody(column, share)
    if not is_named and share < MOST_OF_THEM:
        return None
    if person in ("accused", "caller") and name in CHILDS_OWN:
        # `Caller` alone may be said of the column of another answer: there only its values speak for the field.
        return _not_the_childs(column, name, person) if is_named or name == "gender" else None
    if person == "accused" and name != "perpetrator_relation":
        return None
    if name == "perpetrator_relation":
        return _relation(column)
    if is_age:
        return _age(column, is_named)
    sure = 0.45 * is_named + 0.5 * share + 0.1 * (person == "child" and name in CHILDS_OWN)
    told = ["the header says so"] if is_named else []
    told += [f"{share:.0%} of the frequent values are words for it"] if share else []
    if name in TOLD_BY_VALUES and share >= MOST_OF_THEM:
        sure = max(sure, FEWEST_SURE)  # words for nothing, such as `Prefiero no decir`, say no other thing
    if sure < FEWEST_SURE:
        return None
    return Candidate("field", (column.name,), round(min(sure, 0.95), 2), "; ".join(told), name, column.name)


def _is_named(header: str, name: str, words: tuple[str, ...], person: str) -> bool:
    """Whether a header speaks of a field. Of who did harm it speaks in any word for an accused person."""
    if name == "perpetrator_relation":
        return person == "accused"
    if name == "person":
        return says(header, (*words, *WHO_CALLED)) and not says(header, (*FIELDS["gender"], *AGE))
    return says(header, words)


def _relation_of_somebody(column: ColumnProfile, share: float) -> Candidate | None:
    """`Vinculo`, `relationship to child`: of who called where some call for themselves, else it has to be asked."""
    if any(fold(value.text) in CALLS_ABOUT_SELF for value in column.values):
        why = f"the header speaks of a relation, and some are the child; {share:.0%} of the frequent values say who"
        return Candidate("field", (column.name,), round(0.45 + 0.5 * share, 2), why, "person", column.name)
    why = f"{column.name!r} says how somebody stands to the child: who called (person) or who did harm "
    return Candidate("ask", (column.name,), 0.3, f"{why}(perpetrator_relation)?", "relation")


def _not_the_childs(column: ColumnProfile, name: str, person: str) -> Candidate:
    who = "an accused person" if person == "accused" else "who calls, reports or cares"
    why = f"{column.name!r} looks like {name.replace('_', ' ')}, but of {who}: is there one of the child?"
    return Candidate("ask", (column.name,), 0.3, why, f"not the child's {name}")


def _relation(column: ColumnProfile) -> Candidate | None:
    """How an accused person stands to the child: that only where the values say so, not their sex or age."""
    if says(column.name, FIELDS["gender"]) or says(column.name, AGE):
        return None
    share = _matching(column, VALUES["person"])
    if whose(column.name) != "accused":
        return None
    if names_caller(column.name):
        why = f"{column.name!r} names who calls and who did harm: whose relation to whom does it say?"
        return Candidate("ask", (column.name,), 0.3, why, "relation")
    base = HEADER_OF_RELATION if says(column.name, RELATIONS) else 0.45
    sure = min(0.95, base + 0.6 * share)
    told = f"; {share:.0%} of the frequent values say who that is" if share else ""
    why = f"the header speaks of an accused person{told}"
    return Candidate("field", (column.name,), round(sure, 2), why, "perpetrator_relation", column.name)


def _age(column: ColumnProfile, is_named: bool) -> Candidate | None:
    """Whole years, or bands. Codes of bands look like years, and would be read as such."""
    if column.kind in ("integer", "decimal", "yes_no") and not is_named:
        return None
    is_child = whose(column.name) == "child"
    if column.kind != "age":
        if column.kind == "closed_list" and says_band(column.name) and not _holds_digits(column):
            return Candidate("field", (column.name,), 0.6, "the header speaks of bands", "age_band", column.name)
        why = f"{column.name!r} speaks of ages and holds {_told_kind(column)}: what do they stand for?"
        return Candidate("ask", (column.name,), 0.3, why, "age") if is_named else None
    sure = round(min(0.95, 0.45 * is_named + 0.5 + 0.1 * is_child), 2)
    told = column.note.partition("; ")[0]
    if names_one_of(column.name, SHORTER):
        why = (
            f"{column.name!r} speaks of months, weeks or days: read as years, a small child would be grown up. Months "
            "become years by `scaled`, with `divide_by: 12`"
        )
        return Candidate("ask", (column.name,), 0.3, why, "age")
    if told == "bands":
        why = "it holds bands of ages"
        field = "age_band" if says_band(column.name) else "age"
        return Candidate("field", (column.name,), sure, why, field, column.name)
    if says_band(column.name):
        why = f"{column.name!r} speaks of bands or codes and holds numbers: which ages does each stand for?"
        return Candidate("ask", (column.name,), 0.3, why, "age")
    if told == SINGLE_DIGITS:
        why = f"{column.name!r} holds {told}"
        return Candidate("ask", (column.name,), 0.3, why, "age")
    if told == YEARS_AND_BANDS:
        why = f"it holds {told}: a year is read as the age, and all else is decided: is it so?"
        return Candidate("field", (column.name,), min(sure, MIXED_SURE), why, "age", column.name)
    return Candidate("field", (column.name,), sure, f"it holds ages ({told})", "age", column.name)


def _holds_digits(column: ColumnProfile) -> bool:
    return bool(column.values) and all(value.text.isdecimal() for value in column.values)


def _told_kind(column: ColumnProfile) -> str:
    return "numbers" if column.kind in ("integer", "decimal", "yes_no") or _holds_digits(column) else "words"
