-- One column a reason: 25 columns.
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
    {boxes}
from ({contacts})
