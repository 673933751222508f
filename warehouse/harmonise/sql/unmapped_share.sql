-- Values of a year that nobody has decided, of all its values.
select
    contact_year,
    origin,
    cast(coalesce(sum(n_values) filter (where outcome_code = 'unmapped'), 0) as bigint) as n_unmapped,
    cast(sum(n_values) as bigint) as n_values
from coverage
group by contact_year, origin
order by contact_year, origin
