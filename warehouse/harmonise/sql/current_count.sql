-- Every staged count of the source that counts, with what its format tells apart.
create or replace temp view current_count as
select
    placed.delivery_id,
    placed.told,
    row.row_number,
    row.contact_year,
    row.period_start,
    row.period_end,
    row.reason,
    row.setting,
    row.gender,
    row.age,
    row.age_band,
    row.n_contacts
from read_parquet(getvariable('count_files'), filename = true, hive_partitioning = false) as row
join placed_count_delivery as placed on row.filename = placed.file_path
where row.fate_code = 'used' and row.n_contacts is not null
