-- One staged row a physical record. `records` gives row_number, id, fate and fields; `contact_id` and `identity` spell
-- the pseudonyms. A record that is not used keeps its number and fate; an ignored one its
-- pseudonym and version too, since a contact whose newest version is left out is no contact. `is_split`: what stands
-- beside it disagrees in something that a contact has once.
select
    cast(1 as integer) as file_number,
    row_number,
    cast(1 + n_children as integer) as n_rows,
    case when is_ignored then 'ignored' when reject_code is null then 'used' else 'rejected' end as fate_code,
    reject_code,
    case when is_known then {contact_id} end as contact_id,
    case when is_known then {identity} end as identity,
    case when is_used and exchange_text is not null then {exchange_id} end as exchange_id,
    case when is_known then version_order end as version_order,
    case when is_used then cast(moment as date) end as contact_date,
    case when is_used then cast(year(moment) as integer) end as contact_year,
    {answers},
    case when is_used then setting end as setting,
    case when is_used then attributes end as attributes,
    case when is_used then reasons end as reasons,
    case when is_used then differs end as is_split,
    case when is_used then {has_own_id} end as has_own_id,
    case when is_used then id_form end as id_form
from (
    select
        *,
        reject_code is null and not is_ignored as is_used,
        reject_code is null as is_known
    from ({records})
)
