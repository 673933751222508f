-- Contacts of one source by year in both releases, and those that only one of them holds. Only years that differ.
with before as (
    select contact_id, contact_year from old_release.contact where source_id = $1
),

after as (
    select contact_id, contact_year from new_release.contact where source_id = $1
),

counted as (
    select contact_year, count(*) as n_old, 0 as n_new, 0 as n_gone, 0 as n_come from before group by contact_year
    union all
    select contact_year, 0, count(*), 0, 0 from after group by contact_year
    union all
    select contact_year, 0, 0, count(*), 0 from before anti join after using (contact_id) group by contact_year
    union all
    select contact_year, 0, 0, 0, count(*) from after anti join before using (contact_id) group by contact_year
)

select
    contact_year,
    cast(sum(n_old) as bigint) as n_old,
    cast(sum(n_new) as bigint) as n_new,
    cast(sum(n_gone) as bigint) as n_gone,
    cast(sum(n_come) as bigint) as n_come
from counted
group by contact_year
having sum(n_old) <> sum(n_new) or sum(n_gone) > 0 or sum(n_come) > 0
order by contact_year
