-- One document a line; reasons as a list.
select
    case_no,
    date_appel,
    heure,
    type_appel,
    canal,
    sexe,
    age,
    lieu,
    region,
    ecoutant,
    duree,
    code_postal,
    etablissement,
    telephone,
    notes,
    {ticked} as motifs
from ({contacts})
