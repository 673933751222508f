-- One staged row a contact, where a physical record is one reason: the records of an id (and version) are brought
-- together in record order. Records that are not used follow one by one, with number and fate only.
-- Of an ignored one also pseudonym and version, where no record of that version is used: a contact whose newest version
-- is left out is no contact. `is_split`: its records disagree in something that a contact has once.
with record as materialized (
    select
        *,
        {told} as told,
        {has_used} as has_used
    from ({records})
),
used as (
    select
        min(row_number) as row_number,
        cast(count(*) + sum(n_children) as integer) as n_rows,
        id_text,
        version_order,
        arg_min(exchange_text, row_number) as exchange_text,
        arg_min(moment, row_number) as moment,
        {grouped_answers},
        arg_min(setting, row_number) as setting,
        {attributes} as attributes,
        flatten(list(told order by row_number)) as gathered,
        {is_split} as is_split,
        any_value(id_form) as id_form
    from record
    where reject_code is null and not is_ignored
    group by id_text, version_order
)
select
    cast(1 as integer) as file_number,
    row_number,
    n_rows,
    'used' as fate_code,
    cast(null as varchar) as reject_code,
    {contact_id} as contact_id,
    cast(null as uuid) as identity,
    case when exchange_text is not null then {exchange_id} end as exchange_id,
    version_order,
    cast(moment as date) as contact_date,
    cast(year(moment) as integer) as contact_year,
    {answers},
    setting,
    {attributes_text} as attributes,
    {reasons_text} as reasons,
    is_split,
    true as has_own_id,
    id_form
from used
union all by name
select
    cast(1 as integer) as file_number,
    row_number,
    cast(1 + n_children as integer) as n_rows,
    case when is_ignored then 'ignored' else 'rejected' end as fate_code,
    reject_code,
    case when is_ignored and not has_used and id_text is not null then {contact_id} end as contact_id,
    case when is_ignored and not has_used then version_order end as version_order
from record
where is_ignored or reject_code is not null
order by row_number
