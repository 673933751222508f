-- All reasons in one cell.
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
    array_to_string({ticked}, '; ') as motifs
from ({contacts})
