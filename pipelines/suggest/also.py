"""Other English names for codes that the lists name only once.

Belongs here: a few common names per code, in English only (the encoder carries them into other languages). Does not
belong here: labels of any helpline, which are decisions (`mappings/*/decisions.csv`), or other languages.

Source: the wording of the code lists and of CHI's, Insafe's and the Luxembourg Guidelines' vocabulary, drafted from
general knowledge.
"""

from __future__ import annotations

ALSO: dict[str, tuple[str, ...]] = {
    "violence.physical": ("physical abuse", "beating and corporal punishment", "assault"),
    "violence.emotional": ("emotional abuse", "psychological abuse", "verbal abuse and humiliation"),
    "violence.neglect": ("child neglect", "abandonment", "lack of care by parents"),
    "violence.bullying": ("bullying at school", "peer harassment at school", "cyberbullying"),
    "violence.harassment": ("threats", "stalking", "cyberstalking", "hate speech"),
    "violence.witnessed": ("witness of violence", "domestic violence between parents"),
    "violence.child_marriage": ("early marriage", "forced marriage"),
    "violence.fgm": ("female circumcision", "female genital cutting"),
    "violence.child_labour": ("child labor and begging", "work exploitation of children"),
    "violence.criminal_exploitation": (
        "criminal exploitation of children",
        "recruitment by gangs or armed groups",
        "drug dealing",
    ),
    "violence.trafficking": ("child trafficking", "human trafficking"),
    "violence.sexual.abuse": ("child sexual abuse",),
    "violence.sexual.assault": ("rape", "sexual assault", "sexual touching", "attempted rape", "defilement"),
    "violence.sexual.harassment": ("sexual harassment", "sexual comments and advances"),
    "violence.sexual.solicitation": ("unwanted sexual talk", "asked for sexual images or acts"),
    "violence.sexual.exposure": ("exposure to pornography", "exhibitionism", "indecent exposure"),
    "violence.sexual.grooming": ("online grooming of a child", "enticement or luring of a child for sexual purposes"),
    "violence.sexual.extortion": ("sextortion", "blackmail with intimate images", "sexual coercion and extortion"),
    "violence.sexual.image": ("child sexual abuse material", "child pornography"),
    "violence.sexual.image_made": ("production of child sexual abuse material", "forced to make sexual photos"),
    "violence.sexual.image_shared": ("non-consensual sharing of intimate images", "nudes passed on"),
    "violence.sexual.image_synthetic": ("deepfake nude", "AI-generated sexual image"),
    "violence.sexual.livestream": ("live streaming of child sexual abuse",),
    "violence.sexual.exploitation": ("child sexual exploitation", "transactional sex"),
    "violence.sexual.commercial": ("child prostitution", "sexual exploitation in travel and tourism"),
    "missing.abduction": ("kidnapping",),
    "missing.lost": ("lost child", "found child", "unaccompanied child"),
    "missing.runaway": ("ran away from home",),
    "mental_health.addiction": ("drug and alcohol abuse", "substance abuse", "gambling", "dependency"),
    "mental_health.addiction.digital": ("gaming addiction", "internet addiction", "excessive screen time"),
    "mental_health.behaviour": ("behaviour disorder", "defiant behaviour", "discipline problems"),
    "mental_health.self": ("self-esteem", "body image", "self-image", "self-confidence and identity"),
    "mental_health.anger": ("anger", "aggressive feelings"),
    "mental_health.anxiety": ("anxiety", "stress", "panic and phobia", "fear"),
    "mental_health.mood": ("depression", "sadness", "loneliness", "grief and loss"),
    "mental_health.neurodevelopment": ("autism", "ADHD", "learning disability"),
    "mental_health.eating": ("eating disorder", "anorexia and bulimia"),
    "mental_health.self_harm": ("self-injury", "self-mutilation", "cutting oneself", "hurting oneself"),
    "mental_health.suicidality": ("suicide", "suicidal ideation", "wanting to die"),
    "mental_health.trauma": ("trauma", "post-traumatic stress"),
    "physical_health.covid19": ("coronavirus",),
    "physical_health.general": ("illness and injury", "medical questions"),
    "physical_health.hiv": ("HIV and AIDS",),
    "physical_health.pregnancy": ("pregnancy", "teenage pregnancy", "abortion"),
    "physical_health.reproductive": ("contraception", "sexually transmitted infections", "puberty"),
    "physical_health.nutrition": ("malnutrition", "diet and weight"),
    "access.education": ("school fees", "access to school"),
    "access.needs": ("basic needs", "food, shelter and clothing", "poverty"),
    "access.healthcare": ("access to medical care",),
    "access.legal": ("legal advice", "custody and child maintenance", "birth certificate"),
    "access.social": ("social grants", "social services"),
    "discrimination.ethnicity": ("racism", "discrimination by origin or nationality"),
    "discrimination.money": ("discrimination because of poverty",),
    "discrimination.gender": ("gender discrimination", "sexism"),
    "discrimination.sogiesc": ("homophobia and transphobia",),
    "discrimination.health": ("discrimination because of disability",),
    "discrimination.belief": ("religious discrimination",),
    "family.placement": ("foster care", "alternative care", "adoption", "children's home"),
    "family.wellbeing": ("family health", "family poverty"),
    "family.general": ("family conflict", "divorce and separation of parents"),
    "family.caregiver": ("relationship with parents", "parent-child conflict"),
    "family.sibling": ("brothers and sisters",),
    "peers.friends": ("friends",),
    "peers.partner": ("romantic relationships", "boyfriend or girlfriend", "love and dating"),
    "peers.classmates": ("conflict with classmates",),
    "education.academic": ("school performance", "exams and marks", "learning difficulties at school"),
    "education.teacher": ("conflict with teachers",),
    "education.work": ("employment", "career and job"),
    "sexuality.identity": ("LGBTQ questions", "coming out"),
    "sexuality.behaviours": ("sexual relations", "masturbation", "pornography use"),
    "sexuality.behaviours.sexting": ("sexting",),
    "safety.account": ("hacking", "identity theft", "data privacy"),
    "safety.fraud": ("scam", "theft"),
    "safety.content": ("violent or extremist content", "harmful online content"),
    "safety.content_sexual": ("accidental exposure to pornography", "sexual content that nobody sent"),
    "safety.harmful_sexual_behaviour": ("problematic sexual behaviour of a child", "child who sexually harms others"),
}

NOT_A_REASON = (
    "Thank you for your assistance", "Thanks and gratitude", "Complaints about the child helpline",
    "Questions about the child helpline", "Questions about other services", "Questions by parents",
    "Silent call", "Wrong number", "Prank call", "Test call", "Hang up", "Information request",
)  # fmt: skip
"""Kinds of contact that lists of reasons hold too: CHI's template of 2021 has most of them."""

NOT_A_REASON_MAIN = "Non-counselling contacts"

ALSO_ANSWERS: dict[str, dict[str, tuple[str, ...]]] = {
    "channel": {
        "voice": ("telephone", "phone", "call", "incoming call", "mobile", "landline", "hotline"),
        "chat": ("web", "online chat", "webchat", "live chat"),
        "email": ("mail", "electronic mail"),
        "sms": ("text", "SMS"),
        "in_person": ("walk-in", "visit", "face to face", "outreach"),
        "letter": ("post", "postal mail"),
    },
    "gender": {
        "girl": ("female", "woman", "feminine", "F"),
        "boy": ("male", "man", "masculine", "M"),
        "non_binary": ("transgender", "intersex", "gender diverse"),
    },
    "person": {
        "child_self": ("child", "child calling about self", "the child themselves", "young person", "self", "victim"),
        "adult_about_child": ("parent", "mother", "father", "relative", "someone calling about a child", "adult"),
        "peer_about_child": ("friend", "sibling", "classmate"),
        "professional_about_child": ("teacher", "social worker", "police officer", "doctor", "other organisation"),
    },
    "contact_type": {
        "counselling": ("counselling call", "child calling about self", "someone calling about a child", "case"),
        "non_counselling.silent": ("silent call", "hang up", "no answer"),
        "non_counselling.missed": ("missed call", "abandoned call"),
        "non_counselling.abusive_test": ("prank call", "test call", "abusive", "joke"),
        "non_counselling.information": ("information request", "general enquiry"),
        "non_counselling.thanks": ("thank you", "gratitude"),
    },
}
"""Names for answers of other fields: list -> code -> names."""
