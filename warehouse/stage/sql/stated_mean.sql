-- Used counts beside which a mean and a number of cases are stated: how many there are, of how many one of the two is no
-- number, how many the mean contradicts, and the first of those. A mean is rounded or cut at its last digit, so mean times
-- number may miss the count by less than one unit of that digit for each case.
with stated as (
    select
        read_count.row_number,
        read_count.n_contacts as total,
        record.n_cases,
        record.mean_text,
        if(regexp_full_match(record.mean_text, '[0-9]{{1,15}}([.,][0-9]{{1,6}})?'), replace(record.mean_text, ',', '.'), null)
            as mean_digits,
        cast(mean_digits as decimal(21, 6)) as mean,
        1 / pow(10, len(split_part(mean_digits, '.', 2))) as unit
    from read_count
    join count_fate using (row_number)
    join (
        select row_number, {mean} as mean_text, {of} as of_text, {n_cases} as n_cases from {relation}
    ) as record using (row_number)
    where count_fate.fate_code = 'used' and read_count.n_contacts is not null
        and coalesce(record.mean_text, '') <> '' and coalesce(record.of_text, '') <> ''
),
judged as (
    select
        *,
        mean is null or n_cases is null as is_no_number,
        coalesce(abs(n_cases * cast(mean as double) - total) >= greatest(n_cases, 1) * unit, false) as is_wrong
    from stated
)
select
    count(*) as n_stated,
    count(*) filter (where is_no_number) as n_no_number,
    count(*) filter (where is_wrong) as n_wrong,
    min(row_number) filter (where is_wrong or is_no_number) as first_row,
    arg_min(n_cases, row_number) filter (where is_wrong) as n_cases,
    arg_min(mean_digits, row_number) filter (where is_wrong) as mean,
    arg_min(cast(round(n_cases * cast(mean as double)) as bigint), row_number) filter (where is_wrong) as product,
    arg_min(total, row_number) filter (where is_wrong) as total
from judged
