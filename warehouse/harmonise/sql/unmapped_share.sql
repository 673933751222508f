-- Values of a year that nobody has decided, of all its values; and of its reasons alone.
select
    contact_year,
    origin,
    cast(coalesce(sum(n_values) filter (where outcome_code = 'unmapped'), 0) as bigint) as n_unmapped,
    cast(sum(n_values) as bigint) as n_values,
    cast(
        coalesce(sum(n_values) filter (where outcome_code = 'unmapped' and field = 'reason'), 0) as bigint
    ) as n_unmapped_reasons,
    cast(coalesce(sum(n_values) filter (where field = 'reason'), 0) as bigint) as n_reasons
from coverage
group by contact_year, origin
order by contact_year, origin
