-- Of the periods $1 (first days) and $2 (last days) that two deliveries of counts hold: the categories of the older one, those
-- of them with counts worth a question of which the newer one has no count at all, and the contacts of those; the larger
-- counts that both have, how many of them are the same and how many are lower. Accents make no other category here.
with period as (
    select unnest($1) as period_start, unnest($2) as period_end
),

older as (
    select period_start, period_end, strip_accents(category) as category, sum(n_contacts) as n_contacts
    from ({older})
    semi join period using (period_start, period_end)
    group by all
),

newer as (
    select period_start, period_end, strip_accents(category) as category, sum(n_contacts) as n_contacts
    from ({newer})
    semi join period using (period_start, period_end)
    group by all
),

gone as (
    select category, sum(n_contacts) as n_contacts
    from older
    anti join newer using (category)
    group by all
    having sum(n_contacts) >= {fewest}
)

select
    (select count(distinct category) from older) as n_categories,
    (select count(*) from gone) as n_gone,
    (select cast(coalesce(sum(n_contacts), 0) as bigint) from gone) as n_contacts_gone,
    count(*) as n_both,
    count(*) filter (where newer.n_contacts = older.n_contacts) as n_same,
    count(*) filter (where newer.n_contacts < older.n_contacts) as n_lower
from older
inner join newer using (period_start, period_end, category)
where older.n_contacts >= {fewest}
