-- The rejected records of a delivery of counts, those of the reader and those of staging, in record order.
select {delivery_id} as delivery_id, {file_name} as file_name, row_number, 'stage' as step, reject_code, column_name
from count_fate
where fate_code = 'rejected'
union all
select {delivery_id} as delivery_id, {file_name} as file_name, row_number, 'read' as step, reject_code, column_name
from reader_reject
order by row_number, step, reject_code
