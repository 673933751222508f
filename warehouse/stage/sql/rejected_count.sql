-- The rejected records of a delivery of counts, those of the reader and those of staging, in record order. Of a file in
-- several parts each names its part, and its row there.
select
    {delivery_id} as delivery_id,
    coalesce(part_name, {file_name}) as file_name,
    row_number - coalesce(n_before, 0) as row_number,
    'stage' as step,
    reject_code,
    column_name
from count_fate
left join part_of_file on row_number > n_before and row_number <= n_before + n_records
where fate_code = 'rejected'
union all
select
    {delivery_id} as delivery_id,
    coalesce(file_name, {file_name}) as file_name,
    row_number,
    'read' as step,
    reject_code,
    column_name
from reader_reject
order by row_number, step, reject_code, file_name
