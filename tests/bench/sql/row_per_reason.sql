-- One row a reason, with everything else repeated; a contact without a reason has one row.
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
    unnest(case when len(ticked) = 0 then [null] else ticked end) as motif
from (select *, {ticked} as ticked from ({contacts}))
