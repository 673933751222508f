-- One staged row a contact, where a physical record is one reason: the records of an id (and version) are brought
-- together in record order. Records that are not used follow one by one, with number and fate only.
-- Where a reason is told by several records (`reason_key`), the first of them counts.
with record as materialized (select *, {is_new_reason} as is_new_reason from ({records})),
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
        flatten(coalesce(list(reasons order by row_number) filter (where is_new_reason), [])) as reasons
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
    cast(null as varchar) as identity,
    case when exchange_text is not null then {exchange_id} end as exchange_id,
    version_order,
    cast(moment as date) as contact_date,
    cast(year(moment) as integer) as contact_year,
    {answers},
    setting,
    attributes,
    reasons
from used
union all by name
select
    cast(1 as integer) as file_number,
    row_number,
    cast(1 + n_children as integer) as n_rows,
    case when is_ignored then 'ignored' else 'rejected' end as fate_code,
    reject_code
from record
where is_ignored or reject_code is not null
order by row_number
