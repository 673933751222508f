-- How many values nobody has decided, by origin, year and field, and how many contacts they stand for.
select
    origin,
    contact_year,
    field,
    cast(coalesce(sum(n_values) filter (where outcome_code = 'unmapped'), 0) as bigint) as n_unmapped,
    cast(sum(n_values) as bigint) as n_values,
    count(distinct value) filter (where outcome_code = 'unmapped') as n_distinct,
    cast(coalesce(sum(n_contacts) filter (where outcome_code = 'unmapped'), 0) as bigint) as n_contacts
from coverage
group by origin, contact_year, field
order by origin, contact_year, field
