-- One staged row a count of a used record, the first of a record standing for the record (n_rows); a record without any
-- count, and one that is not used, is one row with its number and fate.
select
    cast(1 as integer) as file_number,
    count_fate.row_number,
    cast(coalesce(read_count.place = count_fate.first_place, true) as integer) as n_rows,
    count_fate.fate_code,
    count_fate.reject_code,
    count_fate.column_name,
    read_count.period_start,
    read_count.period_end,
    cast(year(read_count.period_start) as integer) as contact_year,
    read_count.axes,
    read_count.reason,
    read_count.setting,
    read_count.gender,
    read_count.age,
    read_count.age_band,
    read_count.other,
    read_count.n_contacts
from count_fate
left join read_count
    on count_fate.fate_code = 'used'
    and read_count.row_number = count_fate.row_number
    and read_count.n_contacts is not null
order by count_fate.row_number, read_count.place
