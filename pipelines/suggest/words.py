"""Words that say where something happened, and words for "other", in many languages.

Belongs here: those words, folded as `schemas.text.fold` folds. Does not belong here: words for what happened, or
values of other fields (`schemas/codes/words/`), or words for nothing (`schemas/headers/nothing.yaml`), both language by
language.

Source: the words for online and offline that public Aselo, Línea 137 and Insafe lists use, and general knowledge of the
languages that CHI's members write in. A word is taken only where it says the medium of the act: "digital" in "excessive
digital use" is harmless, since the scope of that reason has no setting.
"""

from __future__ import annotations

import re

from schemas.text.fold import fold
from schemas.vocabulary.header_words import header_words

OFFLINE_PHRASES = (
    "not online", "non-online", "off line", "off-line", "offline", "in person", "in-person", "face to face",
    "face-to-face", "fuera de linea", "fuera de internet", "no virtual", "presencial", "presenciales",
    "presencialmente", "en persona", "cara a cara", "fora da internet", "em pessoa", "hors ligne",
    "hors internet", "pas en ligne", "en personne", "en presentiel", "face a face", "di persona", "persoonlijk",
    "poza internetem", "poza siecia", "poza nim", "osobiscie", "szemelyesen", "cevrimdisi", "yuz yuze",
    "luar jaringan", "tatap muka", "nje ya mtandao", "ana kwa ana", "ngoai tuyen", "вне интернета", "вне сети",
    "офлайн", "оффлайн", "очно", "поза інтернетом", "خارج الإنترنت", "غير إلكتروني", "وجها لوجه", "حضوريا",
    "ออฟไลน์", "ออฟไลน", "ต่อหน้า", "オフライン", "対面", "线下", "線下", "离线", "離線", "오프라인", "대면",
    "ऑफ़लाइन", "ऑफलाइन", "εκτος διαδικτυου",
)  # fmt: skip

ONLINE_PHRASES = (
    "online", "on-line", "on line", "web", "virtual", "virtuales", "virtuel", "virtuelle", "digital",
    "digitale", "digitales", "digitally", "digitais", "numerique", "electronic", "electronico", "electronica",
    "social media", "social network", "social networks", "technology-facilitated", "technology facilitated",
    "tech-facilitated", "en linea", "en la red", "por la red", "redes sociales", "red social",
    "medios digitales", "redes sociais", "en ligne", "sur le net", "reseaux sociaux", "reseau social",
    "in rete", "im netz", "soziale medien", "w sieci", "media spolecznosciowe", "cevrimici", "dunia maya",
    "dalam jaringan", "media sosial", "mtandaoni", "kwenye mtandao", "mitandao ya kijamii", "truc tuyen",
    "tren mang", "в сети", "социальных сетях", "соціальних мережах", "ออนไลน์", "ออนไลน", "อินเทอร์เน็ต",
    "อินเตอร์เน็ต", "โซเชียล", "ดิจิทัล", "オンライン", "インターネット", "ネット", "网络", "網絡", "網路",
    "网上", "網上", "线上", "線上", "在线", "互联网", "社交媒体", "온라인", "인터넷", "소셜미디어", "디지털",
    "ऑनलाइन", "इंटरनेट", "διαδικτυ", "በኢንተርኔት", "በመስመር ላይ",
)  # fmt: skip

ONLINE_STEMS = (
    "internet", "internec", "интернет", "інтернет", "cyber", "ciber", "cyfrow", "siber", "kiber", "kyber",
    "кибер", "кібер", "онлайн", "sexting", "sextort", "sextors", "sekstor", "sexspread", "webcam",
)  # fmt: skip
"""Beginnings of words: the medium is inside the word (`ciberacoso`, `Internecie`)."""

WITHIN_SCRIPT = (
    "سيبراني", "إلكترون", "الكترون", "إنترنت", "انترنت", "التواصل الاجتماعي", "ไซเบอร์", "サイバー", "사이버",
    "साइबर",
)  # fmt: skip
"""The same for scripts in which a word may begin anywhere."""

OTHER_PHRASES = (
    "other", "others", "unspecified", "not specified", "non-specified", "miscellaneous", "none of the above",
    "otro", "otra", "otros", "otras", "no especificado", "no especificada", "sin especificar", "outro", "outra",
    "outros", "outras", "nao especificado", "autre", "autres", "non precise", "non specifie", "altro", "altri",
    "non specificato", "andere", "anderes", "sonstige", "sonstiges", "nicht angegeben", "overig", "overige",
    "anders", "inne", "inny", "inna", "nieokreslone", "lain", "lainnya", "lain-lain", "tidak jelas", "diger",
    "belirtilmemis", "egyeb", "khac", "nyingine", "mengine", "nyinginezo", "другое", "другие", "иное", "прочее",
    "не указано", "інше", "інші", "أخرى", "آخر", "اخرى", "غير ذلك", "غير محدد", "อื่นๆ", "อื่น ๆ", "อื่น",
    "ไม่ระบุ", "その他", "其他", "其它", "未指定", "기타", "अन्य", "ሌላ", "αλλο",
)  # fmt: skip

_SPACED = re.compile(r"^[\W\d_a-z\u0370-\u04ff\u0600-\u06ff\u0900-\u097f\u1200-\u137f]+$")


def _pattern(phrases: tuple[str, ...], stems: tuple[str, ...] = (), anywhere: tuple[str, ...] = ()) -> re.Pattern[str]:
    """Longest phrase first; whole words in scripts that write blanks, anywhere in the others."""
    parts = []
    for phrase in sorted({fold(one) for one in phrases}, key=lambda one: (-len(one), one)):
        spaced = _SPACED.match(phrase)
        parts.append(rf"(?<!\w){re.escape(phrase)}(?!\w)" if spaced else re.escape(phrase))
    parts += [rf"(?<!\w){re.escape(fold(stem))}\w*" for stem in stems]
    parts += [re.escape(fold(one)) for one in anywhere]
    return re.compile("|".join(parts))


OFFLINE = _pattern(OFFLINE_PHRASES)
ONLINE = _pattern(ONLINE_PHRASES, ONLINE_STEMS, WITHIN_SCRIPT)
OTHER = _pattern(OTHER_PHRASES)
SAID_APART = _pattern(OFFLINE_PHRASES + ONLINE_PHRASES, ("internet", "internec", "интернет", "інтернет", "онлайн"))
"""What can be taken away and leaves the act: `(en ligne)`, but not the beginning of `cyberbullying`."""

AROUND = 6
"""Letters that may be left in brackets once their words for where are gone: `(na internet e presencial)`."""

MISSING = frozenset(header_words("nothing", "unknown"))
"""Whole values that say nothing. A list that has a code for "asked and not known" gets these too: nobody told."""
