"""Which of several numbers that stand beside each other are the sum of others: totals and subtotals among categories.

Belongs here: the words for a total, and the rule on columns of a wide table or labels of a long one alike. Does not
belong here: reading numbers, or what a mapping makes of a total (`harmonise.totals`).

A number is given by its `mark`: the sum of its cells, each with a weight that only the row knows. Sums of marks are
marks of sums, so that one whole number tells whether a column is the sum of others in every row.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.text.fold import fold

FEWEST_PARTS = 2
CHANCE = 10
"""Bits of evidence beyond what trying every sum would find by chance: one of a thousand tables."""

_WORDS = (
    "total,totals,subtotal,sub total,grand total,sum,all,overall,both,both sexes,both genders,all sexes,all genders,"
    "all ages,everyone,totaux,somme,ensemble,tous,toutes,les deux,total general,suma,todos,todas,ambos,ambas,"
    "ambos sexos,soma,total geral,totale,insieme,tutti,entrambi,gesamt,insgesamt,summe,alle,totaal,beide,allemaal,"
    "итого,всего,все,усього,разом,razem,ogolem,wszyscy,celkem,spolu,ukupno,svi,osszesen,osszes,mindket nem,"
    "toplam,hepsi,genel toplam,المجموع,مجموع,الإجمالي,إجمالي,الكل,جميع,كلا الجنسين,รวม,รวมทั้งหมด,ทั้งหมด,"
    "合計,合计,总计,小計,小计,全部,jumla,jumla kuu,wote,jumlah,semua,tong,tong cong,cong,कुल,योग,कुल योग,"
    "মোট,সর্বমোট,សរុប,សរុបរួម,ድምር,합계,총계,총합,ընդամենը,სულ,ჯამი,нийт,gjithsej,gjithsejt,جمع کل,"
    "subtotale,subtotaal,tussentotaal,summa,totalt,i alt,sammanlagt,kokku,kopa,kopsumma,is viso,skupaj,skupna vsota,"
    "ukupan zbroj,ukupan broj,ukupni zbroj,ukupni zbir,укупно,вкупно,свега,общо,всичко,обща сума,усяго,разам,сумма,"
    "итог,підсумок,tong so,jami,жами,барлығы,cemi,cəmi,yekun,бүгд,kabuuan,kabuuang bilang,wadar,wadarta,ጠቅላላ,ጠቅላላ ድምር,"
    "מספר כולל,סכום כולל,जम्मा,மொத்தம்,එකතුව,ລວມ,ລວມທັງໝົດ,စုစုပေါင်း,میزان,جمع,اجمالي,مجموع کل,samtals,alls,guztira,"
    "cyfanswm,iomlan,igiteranyo,total keseluruhan,합 계,총 계,合 計,合 计,总 计,總 計,小 計,小 计"
)
_NO_WORD = re.compile(r"[^\w\u0300-\u036f\u0900-\u097f\u0980-\u09ff\u1780-\u17d3\u0e30-\u0e4e]+|_+")
_ALONE = (
    "total,totals,subtotal,grand total,sum,totaux,somme,total general,suma,totale,gesamt,insgesamt,summe,totaal,итого,"
    "всего,razem,celkem,osszesen,toplam,المجموع,الإجمالي,รวม,ทั้งหมด,合計,合计,总计,jumla,jumlah,মোট,"
    "សរុប,ድምር,합계,총계,ընդամենը,ჯამი,gjithsej,toplami,toplamı,gesamtergebnis,gesamtsumme,gesamtzahl,zwischensumme,"
    "eindtotaal,celkovy soucet,celkovy sucet,suma koncowa,vegosszeg,yhteensa,loppusumma,totalsumma,totalsum,hovedtotal,"
    "sveukupno,ukupno,общий итог,загальний підсумок,усього,всього,σύνολο,συνολο,γενικό άθροισμα,γενικο αθροισμα,סה כ,"
    "סך הכל,סך הכול,الاجمالي,المجموع الكلي,รวมทั้งสิ้น,ผลรวม,ยอดรวม,tong cong,총합계,総計,總計,共计,共計"
)
MEANS_NOTHING_ELSE = tuple(fold(word) for word in _ALONE.split(","))
"""Words that speak of a total wherever they begin or end a label, or stand in a header."""
_WITHOUT_BLANKS = tuple(word for word in MEANS_NOTHING_ELSE if "\u3040" <= word[0] <= "\ud7ff")
"""Those of Han, Kana and Hangul: what they are a total of follows without a blank."""


def is_called_total(label: str) -> bool:
    """Whether a label is a word for a total, or begins or ends with one that means nothing else (`Total 2024`)."""
    words = _words_of(label)
    beside = f" {words} "
    return (
        is_word_for_total(label)
        or words.startswith(_WITHOUT_BLANKS)
        or words.endswith(_WITHOUT_BLANKS)
        or any(beside.startswith(f" {one} ") or beside.endswith(f" {one} ") for one in MEANS_NOTHING_ELSE)
    )


def is_word_for_total(label: str) -> bool:
    """Whether a label is a word for a total and nothing else: what stands beside it may be a name."""
    return _words_of(label) in WORDS


def _words_of(label: str) -> str:
    return " ".join(word for word in _NO_WORD.split(fold(label)) if word)


WORDS = frozenset((*map(_words_of, _WORDS.split(",")), *MEANS_NOTHING_ELSE))


@dataclass(frozen=True)
class Tally:
    """The numbers of one column or label, in the order in which they stand. `label` is None for blank ones."""

    label: str | None
    mark: int
    n: int
    """Their plain sum."""

    @property
    def is_called_total(self) -> bool:
        return self.label is not None and is_called_total(self.label)


@dataclass(frozen=True)
class Total:
    """A number that may be the sum of others, by their places. `n_tried`: how many sums were tried to find it.

    `is_sum`: the marks say so, in every row; else only its name does.
    """

    place: int
    parts: tuple[int, ...]
    n_tried: int
    is_sum: bool

    def is_proven(self, bits: float, tally: Tally) -> bool:
        """Whether what the rows show is no chance. `bits`: as `evidence_bits` over rows of which it is the sum."""
        if tally.is_called_total:
            return bits > 0
        return self.is_sum and bits >= CHANCE + math.log2(self.n_tried)

    def is_likely(self, bits: float, tally: Tally) -> bool:
        """Whether it is worth a person's look."""
        return tally.is_called_total or (self.is_sum and bits >= 3 + math.log2(self.n_tried))


def cover_all(found: Sequence[Total], n_tallies: int) -> bool:
    """Whether several sums and their parts are all that there is, each once: a list of groups with their subtotals."""
    places = sorted(place for one in found for place in (one.place, *one.parts))
    return len(found) > 1 and places == list(range(n_tallies)) and all(one.is_sum for one in found)


def are_proven_together(found: Sequence[tuple[Total, float]]) -> bool:
    """Whether several sums are no chance together, with their bits: headings above their parts, say, each of which
    alone might be one.
    """
    tried = sum(math.log2(one.n_tried) for one, _ in found)
    return bool(found) and all(one.is_sum for one, _ in found) and sum(bits for _, bits in found) >= CHANCE + tried


def evidence_bits(total: str) -> str:
    """SQL: how hard it is to hit the number of a row by chance, in bits; for rows with two parts or more above 0."""
    return f"1 + log2(1 + {total}) / 2"


def find_totals(tallies: Sequence[Tally]) -> list[Total]:
    """Numbers that are the sum of all others, of those next to them, or are called a total; subtotals first, so that a
    total of them is the sum of what is left.
    """
    found: dict[int, Total] = {}
    while more := next(_find_sums(tallies, found), None):
        found[more.place] = more
    left = [place for place, one in enumerate(tallies) if place not in found and not one.is_called_total]
    for place, one in enumerate(tallies):
        if one.is_called_total and place not in found and one.n and len(left) >= FEWEST_PARTS:
            found[place] = Total(place, tuple(left), 1, is_sum=False)
    return [found[place] for place in sorted(found)]


def _find_sums(tallies: Sequence[Tally], found: dict[int, Total]) -> Iterator[Total]:
    """The sums among what is no total yet; those that are called so first, all others before neighbours."""
    left = [place for place in range(len(tallies)) if place not in found and tallies[place].n]
    whole = sum(tallies[place].mark for place in left)
    ordered = sorted(left, key=lambda place: (not tallies[place].is_called_total, tallies[place].n))
    for place in ordered if len(left) > FEWEST_PARTS else ():
        if whole == 2 * tallies[place].mark:
            yield Total(place, tuple(one for one in left if one != place), len(left), is_sum=True)
    n_tried = max(1, len(left) * (len(left) - FEWEST_PARTS))
    for place in ordered:
        at = left.index(place)
        for beside in (left[:at][::-1], left[at + 1 :]):
            if parts := _run_of(tallies, beside, tallies[place].mark):
                yield Total(place, tuple(sorted(parts)), n_tried, is_sum=True)


def _run_of(tallies: Sequence[Tally], beside: Sequence[int], mark: int) -> tuple[int, ...]:
    """The nearest neighbours that give the mark together; empty where none do."""
    reached = 0
    for n_parts, place in enumerate(beside, start=1):
        reached += tallies[place].mark
        if reached >= mark:
            return tuple(beside[:n_parts]) if reached == mark and n_parts >= FEWEST_PARTS else ()
    return ()
