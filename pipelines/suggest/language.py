"""Which language labels are written in, and whether the encoder knows it.

Belongs here: telling languages apart by script, by letters and by frequent words, simply: a list of a helpline is
short, and what it decides is only which words are looked up and whether likeness in meaning counts. Does not belong
here: what a label means.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from pipelines.suggest.encoder import KNOWN_LANGUAGES
from pipelines.suggest.glossary import WordSet
from schemas.text.comparable import comparable_words
from schemas.text.fold import fold, fold_but_marks
from schemas.vocabulary.words import load_words

FEWEST_SIGNS = 0.2
"""Share of a list's words that must be words of a language before the list is taken to be in it."""


@dataclass(frozen=True)
class Language:
    """One language. `is_known`: the encoder was trained on it."""

    code: str
    name: str

    @property
    def is_known(self) -> bool:
        """True where likeness in meaning tells something, or where the language cannot be told."""
        return not self.code or self.code in KNOWN_LANGUAGES


UNTOLD = Language("", "a language that cannot be told")

_SCRIPTS: tuple[tuple[str, str, str], ...] = (
    ("am", "Amharic or Tigrinya", r"[\u1200-\u139f]"),
    ("hi", "Hindi, Nepali or Marathi", r"[\u0900-\u097f]"),
    ("bn", "Bengali or Assamese", r"[\u0980-\u09ff]"),
    ("pa", "Punjabi", r"[\u0a00-\u0a7f]"),
    ("gu", "Gujarati", r"[\u0a80-\u0aff]"),
    ("or", "Odia", r"[\u0b00-\u0b7f]"),
    ("ta", "Tamil", r"[\u0b80-\u0bff]"),
    ("te", "Telugu", r"[\u0c00-\u0c7f]"),
    ("kn", "Kannada", r"[\u0c80-\u0cff]"),
    ("ml", "Malayalam", r"[\u0d00-\u0d7f]"),
    ("si", "Sinhala", r"[\u0d80-\u0dff]"),
    ("lo", "Lao", r"[\u0e80-\u0eff]"),
    ("my", "Burmese", r"[\u1000-\u109f]"),
    ("km", "Khmer", r"[\u1780-\u17ff]"),
    ("bo", "Tibetan or Dzongkha", r"[\u0f00-\u0fff]"),
    ("ka", "Georgian", r"[\u10a0-\u10ff]"),
    ("hy", "Armenian", r"[\u0530-\u058f]"),
    ("he", "Hebrew", r"[\u0590-\u05ff]"),
    ("el", "Greek", r"[\u0370-\u03ff]"),
    ("dv", "Maldivian", r"[\u0780-\u07bf]"),
    ("mn", "Mongolian", r"[\u1800-\u18af]"),
    ("th", "Thai", r"[\u0e00-\u0e7f]"),
    ("ko", "Korean", r"[\uac00-\ud7af\u1100-\u11ff]"),
    ("ja", "Japanese", r"[\u3040-\u30ff]"),
    ("zh", "Chinese", r"[\u3400-\u9fff]"),
    ("fa", "Persian, Urdu or Pashto", r"[\u0600-\u06ff]*[پچگژکیےٹڈڑں]"),
    ("ar", "Arabic", r"[\u0600-\u06ff]"),
    ("uk", "Ukrainian", r"[\u0400-\u04ff]*[іїєґ]"),
    ("sr", "Serbian or Macedonian", r"[\u0400-\u04ff]*[ђћљњџјѓќѕ]"),
    ("kk", "Kazakh, Kyrgyz, Tajik or Mongolian", r"[\u0400-\u04ff]*[әғқңөұүһҷӣӯҳ]"),
    ("ru", "Russian", r"[\u0400-\u04ff]"),
)
"""Code, name and letters; the first that is found in most words. A group that shares its letters has one code."""

_LETTERS: tuple[tuple[str, str], ...] = (
    ("hu", "őű"), ("vi", "ơưđạảấầậắặẹẻẽếềểệịọỏốồổộớờợụủứừửữựỳỵỷ"), ("ro", "șțăâţş"), ("cs", "řůě"), ("sk", "ľĺŕô"),
    ("hr", "ćđ"), ("lt", "ėųįū"), ("lv", "āēīķļņģ"), ("et", "õ"), ("da", "åø"), ("is", "ðþ"), ("mt", "ħġż"),
)  # fmt: skip
"""Letters that few others write: each counts as a sign."""

_FREQUENT: dict[str, tuple[str, str]] = {
    "nl": ("Dutch", "de het een van en of met door kind kinderen geweld misbruik ouders seksueel pesten verwaarlozing"),
    "pl": ("Polish", "i w na z do przez dziecko dzieci przemoc rodzice szkoła problemy seksualne fizyczna psychiczna"),
    "tr": ("Turkish", "ve ile bir için çocuk çocuklar şiddet istismar aile okul cinsel fiziksel ihmal zorbalık"),
    "ro": ("Romanian", "și de la cu din copil copii violență abuz familie școală părinți sexual fizic neglijare"),
    "cs": ("Czech", "a v na se s dítě děti násilí týrání rodina škola rodiče sexuální šikana zneužívání"),
    "sk": ("Slovak", "a v na sa s dieťa deti násilie týranie rodina škola rodičia sexuálne šikana zneužívanie"),
    "hr": ("Croatian, Bosnian or Serbian", "i u na s dijete djeca deca nasilje obitelj porodica škola roditelji "
           "roditeljima seksualno spolno zlostavljanje zanemarivanje vršnjačko"),
    "sl": ("Slovenian", "in v na z otrok otroci nasilje družina šola starši spolno zloraba zanemarjanje"),
    "bg": ("Bulgarian", "насилие дете деца семейство училище тормоз и на"),
    "sq": ("Albanian", "dhe në i e të fëmijë fëmijët dhuna dhunë familja shkolla prindërit seksuale abuzim"),
    "lt": ("Lithuanian", "ir vaikas vaikai smurtas šeima mokykla tėvai seksualinis patyčios"),
    "lv": ("Latvian", "un bērns bērni vardarbība ģimene skola vecāki seksuāla"),
    "et": ("Estonian", "ja laps lapsed vägivald perekond kool vanemad seksuaalne kiusamine"),
    "fi": ("Finnish", "ja lapsi lapset väkivalta perhe koulu vanhemmat seksuaalinen kiusaaminen hyväksikäyttö"),
    "sv": ("Swedish", "och i av barn våld familj skola föräldrar sexuella övergrepp mobbning"),
    "da": ("Danish or Norwegian", "og af av barn børn vold familie skole forældre foreldre seksuelle mobning"),
    "is": ("Icelandic", "og barn ofbeldi fjölskylda skóli foreldrar einelti"),
    "vi": ("Vietnamese", "và trẻ em bạo lực gia đình xâm hại tình dục trường học cha mẹ con bị"),
    "tl": ("Filipino", "ng mga sa ang na bata karahasan pamilya paaralan magulang pang-aabuso sekswal"),
    "ms": ("Malay", "dan kanak-kanak keganasan keluarga sekolah penderaan seksual ibu bapa"),
    "so": ("Somali", "iyo ilmo carruurta xadgudub qoyska dugsiga waalidka"),
    "rw": ("Kinyarwanda or Kirundi", "mu umwana abana ihohoterwa umuryango ishuri ababyeyi gufata ku ngufu"),
    "lg": ("Luganda", "omwana abaana okutulugunya amaka essomero abazadde okukabasanya"),
    "ny": ("Chichewa", "mwana ana nkhanza banja sukulu makolo kugwiriridwa"),
    "sn": ("Shona", "mwana vana mhirizhonga mhuri chikoro vabereki kubatwa chibharo"),
    "zu": ("Zulu or Xhosa", "ingane izingane udlame umndeni isikole abazali ukudlwengulwa umntwana abantwana"),
    "st": ("Sotho or Tswana", "ngwana bana tlhekefetso lelapa sekolo batswadi petelelo"),
    "af": ("Afrikaans", "die en van kind kinders geweld mishandeling gesin skool ouers seksuele verwaarlosing boelie"),
    "mg": ("Malagasy", "ny zaza ankizy herisetra fianakaviana sekoly ray aman-dreny"),
    "ht": ("Haitian Creole", "timoun vyolans fanmi lekòl paran abi seksyèl ak nan"),
    "ca": ("Catalan", "i amb dels nens infants violència família escola maltractament assetjament abús pares"),
    "eu": ("Basque", "eta haur haurrak indarkeria familia eskola gurasoak sexu"),
    "om": ("Oromo", "fi daa'ima ijoollee miidhaa maatii mana barumsaa"),
    "ha": ("Hausa", "da yaro yara cin zarafi iyali makaranta iyaye fyade"),
    "yo": ("Yoruba", "ati omo ọmọ ifipabanilopo idile ile-iwe obi"),
}  # fmt: skip
"""Languages without a glossary: name, and some of their most frequent words in this field."""


@cache
def _signs() -> dict[str, WordSet]:
    """Words by which a language of the Latin script is known: those of its glossary, or the frequent ones."""
    by_language: dict[str, WordSet] = {}
    for code, language in load_words().items():
        every = (one for list_name in language.words for _, one in language.phrases(list_name))
        phrases = [part.word + "*" * part.is_beginning for one in every for part in one.parts if len(part.word) > 1]
        by_language[code] = WordSet((*phrases, *language.small, *language.people))
    for code, (_, words) in _FREQUENT.items():
        by_language[code] = WordSet(words.split())
    return by_language


@cache
def _names() -> dict[str, str]:
    names = {code: name for code, name, _ in _SCRIPTS} | {code: name for code, (name, _) in _FREQUENT.items()}
    return names | {code: one.name for code, one in load_words().items()} | {"mt": "Maltese"}


def language_of(texts: Iterable[str], expected: Language = UNTOLD) -> Language:
    """The language of most of these texts; `expected` where they do not tell it, or as well as any other."""
    whole = " ".join(texts)
    script = _by_script(whole)
    if script:
        return Language(script, _names()[script])
    words = [word for word in comparable_words(whole) if not word.isdigit()]
    if not words:
        return expected
    counted: Counter[str] = Counter()
    for code, signs in _signs().items():
        counted[code] = sum(signs.has(word) for word in words)
    spelled = fold_but_marks(whole)
    for code, letters in _LETTERS:
        counted[code] += sum(spelled.count(letter) for letter in letters)
    if expected.code:
        counted[expected.code] += 1
    best = max(counted, key=lambda code: (counted[code], code == expected.code, -_order(code)))
    if not best or counted[best] < max(1, FEWEST_SIGNS * len(words)):
        return expected
    return Language(best, _names()[best])


def _by_script(text: str) -> str:
    """The script of most words that are not Latin; empty where most are Latin."""
    found: Counter[str] = Counter()
    for word in re.findall(r"[^\W\d_]+", fold(text)):
        found[next((code for code, _, letters in _SCRIPTS if re.match(letters, word)), "")] += 1
    for part, whole in (("fa", "ar"), ("uk", "ru"), ("sr", "ru"), ("kk", "ru"), ("ja", "zh")):
        if found[part] * 5 >= found[whole] and found[part]:
            found[part] += found.pop(whole, 0)
    most = max(found, key=lambda code: found[code], default="")
    return most


def _order(code: str) -> int:
    return list(_signs()).index(code) if code in _signs() else len(_signs())


def unknown_to_the_encoder(texts: Sequence[str]) -> list[str]:
    """For each label the name of its language where the encoder does not know it, else empty."""
    _, of_each = languages_of_labels(texts)
    return ["" if one.is_known else one.name for one in of_each]


def languages_of_labels(texts: Sequence[str]) -> tuple[Language, list[Language]]:
    """The language of a list, and of each of its labels: a list in Swahili may hold labels in English."""
    of_list = language_of(texts)
    return of_list, [language_of([text], of_list) for text in texts]
