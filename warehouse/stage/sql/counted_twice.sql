-- Pairs of deliveries that count the same periods and categories: the places of the earlier and the later one, how many
-- counts of the later one stand in the earlier one too, how many of them with the same number, and the contacts of those
-- that would count twice. A count of nobody doubles nothing.
with content as (
    select place, adds_up, content.*
    from ({contents}) as content
    join count_place using (delivery_id)
    anti join replaced_period using (delivery_id, period_start, period_end)
    where content.n_contacts > 0
)
select
    earlier.place,
    later.place,
    cast(sum(later.n_counts) as bigint),
    cast(sum(later.n_counts) filter (where later.n_contacts = earlier.n_contacts) as bigint),
    cast(sum(least(later.n_contacts, earlier.n_contacts)) as bigint)
from content as earlier
join content as later using (period_start, period_end, category)
where earlier.place < later.place and not (earlier.adds_up and later.adds_up)
group by earlier.place, later.place
order by later.place, earlier.place
