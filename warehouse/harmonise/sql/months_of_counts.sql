-- The months that the current counts count, and no other periods: the axes count the same contacts, so that the greatest
-- figure is taken.
select month, max(n), month as first_day, last_day(month) as last_day
from (
    select period_start as month, axes, cast(sum(n_contacts) as bigint) as n
    from current_count
    where day(period_start) = 1 and period_end = last_day(period_start)
    group by all
)
group by month
order by month
