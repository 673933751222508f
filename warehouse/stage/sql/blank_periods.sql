-- Periods of a file of counts, by their first day: whether nothing is told of it although it holds records, and whether
-- all that is told is suppressed.
select
    period_start,
    period_end,
    count(number_text) = 0 as is_blank,
    count(number_text) > 0 and count(n_contacts) = 0 as is_suppressed
from read_count
inner join count_fate using (row_number)
where fate_code = 'used'
group by period_start, period_end
order by period_start, period_end
