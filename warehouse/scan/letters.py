"""How plausible decoded words are, whatever their script.

Belongs here: weighing the letters of words, and the alphabets of languages with more letters than ASCII has. Does not
belong here: bytes and encodings (`warehouse.scan.encoding`).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import pairwise

LATIN_ALPHABETS = (
    "éèàçêôâîûëïùœæüÿ", "áéíóúñü", "áâãàçéêíóôõúü", "äöüßé", "àèéìíòóù", "åäöøæéü", "éëïöüáóè", "ąćęłńóśźż",
    "áčďéěíňóřšťúůýžäľĺôŕ", "áéíóöőúüű", "ăâîșțşţ", "čćžšđ", "çğıöşüâîûi̇", "āčēģīķļņšūž", "ąčęėįšųūž", "äõöüšž",
    "áðéíóúýþæö", "àâăáạảãấầẩẫậắằẳẵặđèéẹẻẽêếềểễệìíịỉĩòóọỏõôốồổỗộơớờởỡợùúụủũưứừửữựỳýỵỷỹ", "ñéūāīōēàùòèìŋɓɗƙ",
)  # fmt: skip
MARKS = frozenset("¿¡ºª’‘“”–—…«»€°·\u0307")
USUAL_CYRILLIC = frozenset("оеаинтсрвлкмдпуяыьгзбчйх")
USUAL_ARABIC = frozenset("اليمونترسبعدفهكحقةجشصطخىأ")
USUAL_GREEK = frozenset("αεηιοτνςσρυκπλμάέήίόύώγδωχ")
USUAL_HAN = frozenset(
    "的一是在不了有和人这這中大为為上个個国國我以要他时時来來用们們生到作地于於出就分对對成会會可主发發年动動同工也能下过過子说說"
    "产產种種面而方后後多定行学學法所民得经經十三之进進着等部度家电電力里如水化高自二理起小物现現实實加量都两體体制机機当當使点點"
    "从從业業本去把性好应應开開它合还還因由其些然前外天政四日那社义義事平形相全表间間样樣与與关關各重新线線内數数正心反你明看原"
    "番号付路容害被族電車件回市京語店書記名声気楽悩母姉妹弟兄怒泣悲死友係受験塾部活先輩"
    "女男童父母岁歳歲校友網网络絡路庭精神健康暴力欺凌咨询詢問问相談話话児親达達係系虐待別年齢齡儿龄"
)
COMBINING_THAI = frozenset("ัิีึืฺุู็่้๊๋์ํ")
FINAL_HEBREW = frozenset("ךםןףץ")
"""They end a word and stand nowhere else."""
VOWELS_BEFORE_THAI = frozenset("เแโใไ")
OTHER_SCRIPTS = ("CYRILLIC", "ARABIC", "THAI", "GREEK", "HEBREW", "HANGUL")


def best_alphabet(words: list[str]) -> frozenset[str]:
    """The Latin alphabet that holds most of the letters beyond ASCII in the words."""
    letters = [letter for word in words for letter in word.lower() if not letter.isascii()]
    return max(_ALPHABETS, key=lambda alphabet: sum(letter in alphabet for letter in letters))


_ALPHABETS = tuple(frozenset(alphabet) for alphabet in LATIN_ALPHABETS)


@lru_cache(maxsize=65_536)
def plausibility(word: str, alphabet: frozenset[str]) -> float:
    """From -1 (no word of any language) to 1. `alphabet`: the Latin letters that the other words have."""
    beyond = [character for character in word if not character.isascii()]
    if not beyond:
        return 0.0
    score = sum(_weigh_letter(character, alphabet) for character in beyond) / len(beyond)
    scripts = {script_of(character) for character in word if character.isalpha()}
    if len(scripts - {"KANA", "HAN"}) > 1 or ("LATIN" in scripts and len(scripts) > 1):
        score -= 1.0
    if scripts == {"LATIN"} and len(word) > 2 and len(beyond) > 0.6 * len(word):
        score -= 1.0
    if scripts & {"LATIN", "CYRILLIC"} and _has_odd_case(word):
        score -= 0.8
    if "HEBREW" in scripts and any(letter in FINAL_HEBREW for letter in word[:-1]):
        score -= 1.0
    if "THAI" in scripts:
        score -= _odd_thai(word)
    return max(-1.0, min(1.0, score))


def _weigh_letter(character: str, alphabet: frozenset[str]) -> float:
    category = unicodedata.category(character)
    if category in ("Cc", "Cn", "Co", "Cs"):
        return -2.0
    lower = character.lower()
    if lower in alphabet or lower in USUAL_CYRILLIC or lower in USUAL_ARABIC or lower in USUAL_GREEK:
        return 1.0
    if character in USUAL_HAN or is_wide_digit(character):
        return 1.0
    if character in MARKS:
        return 0.5
    script = script_of(character)
    if script in ("THAI", "KANA", "HANGUL"):
        return 0.8 if not unicodedata.name(character, "").startswith("HALFWIDTH") else -0.3
    return {"CYRILLIC": 0.3, "ARABIC": 0.3, "GREEK": 0.3, "HEBREW": 0.9, "HAN": -0.1, "LATIN": -0.2}.get(script, -0.8)


def is_wide_digit(character: str) -> bool:
    """Whether it is a digit as wide as a letter of Chinese, Japanese or Korean."""
    return "０" <= character <= "９"


def script_of(character: str) -> str:
    """The script of a letter; KANA and HAN are told apart, OTHER is anything not known here."""
    name = unicodedata.name(character, "")
    if name.startswith("LATIN"):
        return "LATIN"
    if name.startswith(("HIRAGANA", "KATAKANA", "HALFWIDTH KATAKANA")):
        return "KANA"
    if name.startswith("CJK"):
        return "HAN"
    return next((script for script in OTHER_SCRIPTS if name.startswith(script)), "OTHER")


def _has_odd_case(word: str) -> bool:
    """A capital behind a small letter: `niÑo`."""
    return any(a.islower() and b.isupper() and not b.isascii() for a, b in pairwise(word))


def _odd_thai(word: str) -> float:
    """Share of marks that stand on nothing, and of leading vowels with nothing behind them."""
    odd = sum(mark in COMBINING_THAI and (i == 0 or script_of(word[i - 1]) != "THAI") for i, mark in enumerate(word))
    odd += sum(mark in VOWELS_BEFORE_THAI and word[i + 1 : i + 2] in COMBINING_THAI for i, mark in enumerate(word))
    return 2.0 * odd / len(word)
