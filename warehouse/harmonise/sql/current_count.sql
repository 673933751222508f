-- Every staged count of the source that counts, with what its format tells apart.
create or replace temp view current_count as
select
    placed.delivery_id,
    row.axes,
    case when row.axes = '' then cast([] as varchar[]) else string_split(row.axes, ', ') end as told,
    row.row_number,
    row.contact_year,
    row.period_start,
    row.period_end,
    row.reason,
    row.setting,
    row.gender,
    row.age,
    row.age_band,
    row.other,
    row.file_row_number as place,
    row.n_contacts
from read_parquet(getvariable('count_files'), filename = true, file_row_number = true, hive_partitioning = false) as row
join placed_count_delivery as placed on row.filename = placed.file_path
where row.fate_code = 'used' and row.n_contacts is not null
    and not exists (
        select 1
        from replaced_period
        where replaced_period.delivery_id = placed.delivery_id
            and replaced_period.period_start = row.period_start
            and replaced_period.period_end = row.period_end
    )
