-- One row a contact. What a cell holds follows from hash(number of the contact, name of the cell, seed).
with numbered as (
    select range as number from range({first}, {past})
),
dated as (
    select
        number,
        date '{begins}' + cast((number - {first}) * {n_days} // {n} as integer) as day,
        hash(number, 'type', {seed}) % 100 as type_draw,
        hash(number, 'channel', {seed}) % 100 as channel_draw,
        hash(number, 'gender', {seed}) % 100 as gender_draw,
        hash(number, 'age', {seed}) % 1000 as age_draw,
        hash(number, 'place', {seed}) % 100 as place_draw,
        hash(number, 'rest', {seed}) as rest,
        {ticks}
    from numbered
)
select
    *,
    strftime(day, '%Y') || '-' || lpad(cast(number as varchar), 9, '0') as case_no,
    strftime(day, '%d/%m/%Y') as date_appel,
    lpad(cast(rest % 24 as varchar), 2, '0') || ':' || lpad(cast(rest // 24 % 60 as varchar), 2, '0') as heure,
    case when type_draw < 82 then 'Écoute' when type_draw < 90 then 'Muet' when type_draw < 97 then 'Blague' end
        as type_appel,
    case when channel_draw < 61 then 'Téléphone' when channel_draw < 86 then 'Chat' when channel_draw < 95 then 'SMS' end
        as canal,
    case
        when gender_draw < 52 then 'Fille' when gender_draw < 88 then 'Garçon' when gender_draw < 90 then 'Autre'
        when gender_draw < 97 then 'NSP'
    end as sexe,
    case
        when age_draw < 30 then '99' when age_draw < 930
            then cast(6 + (age_draw % 19 + age_draw // 19 % 5) // 2 + rest % 4 as varchar)
    end as age,
    case
        when place_draw < 22 then 'Internet' when place_draw < 38 then 'École' when place_draw < 66 then 'Domicile'
        when place_draw < 73 then 'Rue' when place_draw < 77 then 'Les deux' when place_draw < 91 then 'NSP'
    end as lieu,
    'Région ' || cast(rest // 1440 % 14 as varchar) as region,
    'Écoutante ' || cast(rest // 20160 % 60 as varchar) as ecoutant,
    cast(rest // 77 % 3600 as varchar) as duree,
    lpad(cast(rest // 3 % 99999 as varchar), 5, '0') as code_postal,
    'École no ' || cast(rest // 7 % 4000 as varchar) || ', "annexe"' as etablissement,
    '07' || lpad(cast(rest % 100000000 as varchar), 8, '0') as telephone,
    case
        when rest % 5 < 2 then 'A appelé pour parler de sa semaine, ' || cast(rest % 9973 as varchar) || ' ; à rappeler'
    end as notes
from dated
