-- Of each delivery and year, how many of its counts above 0 have the same number as the count of that category and period
-- of an earlier year, of all of them; how many of these are no small numbers, and how many different ones. The last day of
-- a period is not compared, since February has another one in a leap year.
with content as (
    select
        place,
        year(period_start) as year,
        strftime(period_start, '%m-%d') as begins,
        month(period_end) - month(period_start) as lasts,
        category,
        sum(n_contacts) as n_contacts
    from ({contents}) as content
    join count_place using (delivery_id)
    anti join replaced_period using (delivery_id, period_start, period_end)
    where content.n_contacts > 0
    group by all
),

counted as (
    select place, year, count(*) as n_counts from content group by all
)

select
    later.place,
    later.year,
    earlier.year as other_year,
    min(earlier.place) as earlier_place,
    cast(count(*) filter (where later.n_contacts = earlier.n_contacts) as bigint) as n_same,
    cast(any_value(counted.n_counts) as bigint) as n_counts,
    count(*) filter (where later.n_contacts = earlier.n_contacts and later.n_contacts >= {no_small}) as n_no_small,
    count(distinct later.n_contacts)
        filter (where later.n_contacts = earlier.n_contacts and later.n_contacts >= {no_small}) as n_different
from content as later
inner join content as earlier using (begins, lasts, category)
inner join counted on counted.place = later.place and counted.year = later.year
where earlier.year < later.year
group by later.place, later.year, earlier.year
order by later.place, later.year, earlier.year desc
