-- Periods of which a file holds records and no number: how many of how many, their first and last day, and how many of
-- them were over when the file came.
select
    count(*) filter (n_told = 0),
    count(*),
    min(period_start) filter (n_told = 0),
    max(period_end) filter (n_told = 0),
    count(*) filter (n_told = 0 and period_end < $1)
from (
    select period_start, period_end, count(number_text) as n_told
    from read_count
    inner join count_fate using (row_number)
    where fate_code = 'used'
    group by period_start, period_end
)
