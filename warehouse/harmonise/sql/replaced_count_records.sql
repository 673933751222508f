-- By delivery of counts that counts in part: how many of its records hold counts, none of which is current.
select delivery_id, count(*)
from (
    select placed.delivery_id, row.row_number
    from read_parquet(getvariable('count_files'), filename = true, hive_partitioning = false) as row
    join placed_count_delivery as placed on row.filename = placed.file_path
    where row.fate_code = 'used' and row.n_contacts is not null
    group by all
) as counted
anti join current_count using (delivery_id, row_number)
group by delivery_id
