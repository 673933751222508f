-- By year: contacts in counts, of those that are in reported_count. The axes of a period count the same contacts, so of each period the greatest figure is
-- taken, never their sum; a period that lies in a longer one (a month beside its year) is in that one's figure.
with by_axes as (
    select contact_year, period_start, period_end, axes, sum(n_contacts) as n_contacts
    from judged_count
    where is_counted
    group by all
),
by_period as (
    select contact_year, period_start, period_end, max(n_contacts) as n_contacts
    from by_axes
    group by all
)
select contact_year, cast(sum(n_contacts) as bigint)
from by_period
where not exists (
    select 1
    from by_period as longer
    where longer.period_start <= by_period.period_start
        and longer.period_end >= by_period.period_end
        and longer.period_end - longer.period_start > by_period.period_end - by_period.period_start
)
group by contact_year
