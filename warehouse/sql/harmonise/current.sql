-- Every staged contact of the source that counts, with a number that orders them and what its format asks, as recorded:
-- `current_contact` is made of it, after corrections.
create or replace temp view recorded_contact as
select
    placed.delivery_number * 1099511627776 + coalesce(row.row_number, row.file_row_number + 1) as contact_number,
    placed.* exclude (delivery_number, file_path),
    row.n_rows as n_records,
    row.* exclude (filename, file_row_number, file_number, row_number, n_rows, fate_code, reject_code, identity, version_order)
from read_parquet(getvariable('staged_files'), filename = true, file_row_number = true, hive_partitioning = false) as row
join placed_delivery as placed on row.filename = placed.file_path
where
    row.fate_code = 'used'
    and not exists (
        select 1
        from superseded as older
        where older.delivery_id = placed.delivery_id
            and older.row_number = coalesce(row.row_number, row.file_row_number + 1)
    )
