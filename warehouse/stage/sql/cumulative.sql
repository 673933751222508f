-- Of categories that are counted in so many periods of a year: how often a count is higher, how often lower and how often
-- not higher than that of the period before it in the same year, what the last periods of the years count beside the first
-- ones, and, where a year follows, what the last periods count beside the first ones of the next year. Periods of half a
-- year or more are not looked at.
with counted as (
    select period_start, period_end, category, sum(n_contacts) as n_contacts
    from ({content})
    where date_diff('day', period_start, period_end) < 180 and year(period_start) = year(period_end)
    group by all
),

beside as (
    select
        category,
        year(period_start) as year,
        n_contacts,
        lag(n_contacts) over the_year as n_before,
        lag(period_end) over the_year as ended,
        period_start,
        first_value(n_contacts) over the_year as n_first,
        count(*) over the_whole_year as n_periods,
        max(period_start) over the_whole_year as last_start
    from counted
    window
        the_year as (partition by category, year(period_start) order by period_start),
        the_whole_year as (partition by category, year(period_start))
),

compared as (
    select * from beside where n_periods >= {fewest}
),

turned as (
    select
        sum(one.n_contacts) as n_ended,
        sum(next.n_contacts) as n_begun
    from compared as one
    inner join counted as next
        on next.category = one.category
        and next.period_start = make_date(one.year + 1, 1, 1)
    where one.period_start = one.last_start
)

select
    cast(count(*) filter (where n_contacts > n_before) as bigint) as n_higher,
    cast(count(*) filter (where n_contacts < n_before or ended + 1 <> period_start) as bigint) as n_lower,
    cast(count(*) filter (where n_contacts = n_before) as bigint) as n_equal,
    cast(coalesce(sum(n_contacts) filter (where period_start = last_start), 0) as bigint) as n_last,
    cast(coalesce(sum(n_first) filter (where period_start = last_start), 0) as bigint) as n_first,
    cast(any_value(turned.n_ended) as bigint) as n_ended,
    cast(any_value(turned.n_begun) as bigint) as n_begun,
    min(year) as first_year,
    max(year) as last_year
from compared cross join turned
