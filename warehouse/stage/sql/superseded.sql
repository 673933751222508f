-- Used rows that a newer version of the same contact replaces, and all used rows of deliveries that were replaced whole.
create or replace temp table superseded as
with staged as (
    select
        placed.delivery_id,
        coalesce(row_number, file_row_number + 1) as row_number,
        contact_year,
        n_rows,
        coalesce(identity, contact_id) as identity,
        version_order,
        contact_date,
        placed.is_replaced,
        placed.file_order,
        row.fate_code
    from read_parquet(getvariable('staged_files'), filename = true, file_row_number = true) as row
    join delivery_order as placed on row.filename = placed.file_path
    where fate_code in ('used', 'ignored') and contact_id is not null
),
several as (
    select identity
    from staged
    where not is_replaced
    group by identity
    having count(*) > 1
),
ranked as (
    select
        *,
        dense_rank() over (
            partition by identity
            order by version_order desc nulls last, file_order desc, delivery_id desc
        ) as place,
        -- With a version of its own, a record is the contact: of two with the same version the later record counts.
        case
            when version_order is not null then row_number() over (
                partition by identity
                order by version_order desc, file_order desc, delivery_id desc, row_number desc
            )
            else 1
        end as record_place,
        abs(
            date_diff(
                'day',
                contact_date,
                first_value(contact_date) over (
                    partition by identity
                    order by version_order desc nulls last, file_order desc, delivery_id desc, row_number desc
                )
            )
        ) as n_days_apart
    from staged
    where not is_replaced and identity in (select identity from several)
)
select delivery_id, row_number, contact_year, n_rows, identity, null as n_days_apart
from staged
where is_replaced and fate_code = 'used'
union all
select delivery_id, row_number, contact_year, n_rows, identity, n_days_apart
from ranked
where (place > 1 or record_place > 1) and fate_code = 'used'
