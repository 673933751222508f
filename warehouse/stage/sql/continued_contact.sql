-- A record and those that continue it as one record: of what a contact has once the first that is filled, of what it has
-- several of all, in record order. Records that are not used stay one by one.
with record as materialized ({records})
select
    min(row_number) as row_number,
    cast(sum(n_children) + count(*) - 1 as bigint) as n_children,
    {first},
    false as is_ignored,
    cast(null as varchar) as reject_code,
    bool_or(differs) or {differs} as differs,
    {attributes} as attributes,
    {reasons} as reasons
from record
where reject_code is null and not is_ignored
group by block
union all by name
select * exclude (attributes, reasons, block, is_header, is_continued)
from record
where reject_code is not null or is_ignored
