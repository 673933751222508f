"""What a tick box holds, in the languages that helplines write.

Belongs here: words for yes and no, folded. Does not belong here: what a declared box holds
(`schemas.constructs.tick_box`), or which columns are boxes. A word is only ever a hint: a mapping declares its own.
"""

from __future__ import annotations

from schemas.text.fold import fold
from schemas.vocabulary.header_words import is_number_for_nothing


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words.split(","))


YES = _folded(
    "1,1.0,100%,yes,y,true,t,x,✓,✔,☑,checked,ticked,selected,on,si,sí,s,verdadero,oui,o,vrai,sim,verdadeiro,ja,j,wahr,waar,vero,"
    "да,так,tak,ano,da,igen,evet,نعم,ใช่,是,はい,ya,ndiyo,हाँ"
)
NO = _folded(
    "0,0.0,0%,no,n,false,f,✗,✘,☐,unchecked,unticked,not ticked,unselected,not selected,off,"
    "falso,non,faux,não,nein,falsch,nee,onwaar,нет,ні,nie,ne,nu,nem,hayir,لا,ไม่,"
    "ไม่ใช่,否,いいえ,tidak,hapana,नहीं"
)
NOTHING_KNOWN = frozenset({"7", "8", "9"})
"""What a form with boxes of 0 and 1 writes where nobody knows, beside the numbers of `nothing.yaml`."""
NEEDS_THE_OTHER = frozenset({"t", "f"})
"""Letters that say yes or no only beside each other: alone, `F` is a word for a gender."""


MINUS_ONE_FOR_YES = frozenset({"-1", "0"})
"""All that the boxes of Access hold; beside a 1, `-1` says that nobody knows."""
SHOWN_IN_PERCENT = {"100%": "1", "0%": "0"}
"""Boxes of 1 and 0 as a workbook tells them whose cells have the format of shares."""


def says_nothing_in_box(text: str) -> bool:
    """Whether a text in a box of yes and no is a number by which forms say that nobody knows: `9`, `99`, `-1`."""
    return fold(text) in NOTHING_KNOWN or is_number_for_nothing(text)
