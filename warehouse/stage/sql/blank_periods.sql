-- Periods of which a file holds records and no number: how many of how many, their first and last day, whether each
-- begins where the one before it ends, and how many of them were over when the file came.
select
    count(*) filter (is_blank),
    count(*),
    min(period_start) filter (is_blank),
    max(period_end) filter (is_blank),
    coalesce(bool_and(day_before is null or period_start = day_before + 1) filter (is_blank), true),
    count(*) filter (is_blank and period_end < $1)
from (
    select
        *,
        lag(period_end) over (partition by is_blank order by period_start, period_end) as day_before
    from (
        select period_start, period_end, count(number_text) = 0 as is_blank
        from read_count
        inner join count_fate using (row_number)
        where fate_code = 'used'
        group by period_start, period_end
    )
)
