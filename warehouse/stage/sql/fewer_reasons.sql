-- By delivery: contacts that a newer version replaces and that told more reasons than it does, and all that are replaced.
-- Needs `superseded` and `delivery_order`. Rows of deliveries that were replaced whole have no newer version of their own.
with replaced as (
    select delivery_id, row_number, identity
    from superseded
    where n_days_apart is not null
),

listed as (
    select placed.delivery_id, lists.cells, len(lists.reasons) as n_reasons
    from read_parquet({lists}, filename = true) as lists
    inner join list_order as placed on lists.filename = placed.list_path
    where lists.kind_code = 'reason'
),

told as (
    select
        placed.delivery_id,
        coalesce(row.row_number, row.file_row_number + 1) as row_number,
        coalesce(row.identity, row.contact_id) as identity,
        coalesce(listed.n_reasons, 0) as n_reasons
    from read_parquet(getvariable('staged_files'), filename = true, file_row_number = true) as row
    inner join delivery_order as placed on row.filename = placed.file_path
    left join listed on placed.delivery_id = listed.delivery_id and row.reasons = listed.cells
    where
        row.fate_code = 'used' and not placed.is_replaced
        and coalesce(row.identity, row.contact_id) in (select replaced.identity from replaced)
),

newest as (
    select told.identity, max(told.n_reasons) as n_reasons
    from told
    anti join replaced using (delivery_id, row_number)
    group by told.identity
)

select
    told.delivery_id,
    cast(count(*) filter (where told.n_reasons > newest.n_reasons) as bigint) as n_fewer,
    cast(count(*) as bigint) as n_replaced
from told
semi join replaced using (delivery_id, row_number)
inner join newest using (identity)
group by told.delivery_id
order by told.delivery_id
