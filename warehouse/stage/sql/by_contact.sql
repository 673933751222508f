-- One staged row a contact, where a physical record is one reason: the records of an id (and version) are brought
-- together in record order. Records that are not used follow one by one, with number and fate only.
-- Of an ignored one also pseudonym and version, where no record of that version is used: a contact whose newest version
-- is left out is no contact. `is_split`: its records disagree in something that a contact has once.
-- Reading the file of records again costs less than keeping them in memory.
with record as not materialized (
    select * replace ({number} as row_number)
    from {records}
),
used as not materialized (
    select
        *,
        hash(id_text, version_order) as id_hash
    from record
    where reject_code is null and not is_ignored
),
-- Two ids with one hash cost time and nothing else: their records go the longer way, which knows them by the id itself.
several as materialized (
    select id_hash
    from used
    group by id_hash
    having count(*) > 1
),
alone as (
    select
        row_number,
        cast(1 + n_children as integer) as n_rows,
        id_text,
        version_order,
        moment,
        {names}
        case when {repeats} then [{told}] end as told,
        {attributes_alone} as attributes,
        reason.written as reasons,
        differs as is_split,
        id_form
    from used
    anti join several using (id_hash)
    {with_lists}
),
together as (
    select
        min(row_number) as row_number,
        cast(count(*) + sum(n_children) as integer) as n_rows,
        id_text,
        version_order,
        arg_min(moment, row_number) as moment,
        {first}
        -- In record order: no two records have one number.
        list_sort(list({told})) as told,
        {differs} or bool_or(differs) as is_split,
        any_value(id_form) as id_form
    from used
    semi join several using (id_hash)
    {with_lists}
    group by id_text, version_order
),
gathered as (
    select
        *,
        {gathered} as gathered
    from (select * from alone union all by name select * from together)
),
contact as (
    select
        * replace (
            case when told is null then attributes else {attributes} end as attributes,
            case when told is null then reasons else {reasons} end as reasons
        )
    from gathered
),
-- Of records that are left out, which contacts have used ones too.
used_too as (
    select distinct
        used.id_text,
        used.version_order,
        true as has_used
    from used
    semi join (select * from record where is_ignored) as left_out
        on used.id_text = left_out.id_text and used.version_order is not distinct from left_out.version_order
)
select
    cast(1 as integer) as file_number,
    row_number,
    n_rows,
    'used' as fate_code,
    cast(null as varchar) as reject_code,
    {contact_id} as contact_id,
    cast(null as uuid) as identity,
    {exchange_id} as exchange_id,
    version_order,
    cast(moment as date) as contact_date,
    cast(year(moment) as integer) as contact_year,
    {answers}
    cast(null as varchar) as setting,
    attributes,
    reasons,
    is_split,
    true as has_own_id,
    id_form
from contact
union all by name
select
    cast(1 as integer) as file_number,
    row_number,
    cast(1 + n_children as integer) as n_rows,
    case when is_ignored then 'ignored' else 'rejected' end as fate_code,
    reject_code,
    case when {is_left_out} and id_text is not null then {contact_id} end as contact_id,
    case when {is_left_out} then version_order end as version_order
from (
    select
        record.*,
        coalesce(has_used, false) as has_used
    from record
    left join used_too
        on record.id_text = used_too.id_text and record.version_order is not distinct from used_too.version_order
)
where is_ignored or reject_code is not null
order by row_number
