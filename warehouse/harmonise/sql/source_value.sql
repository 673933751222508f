-- The coverage of one year: what each delivered value came to, in contacts and counts together.
select
    '{source_id}' as source_id,
    cast({year} as integer) as contact_year,
    field,
    case
        when outcome_code = 'unmapped' and list_contains({wide_fields}, field) then '(too many different values)'
        else value
    end as source_value,
    outcome_code,
    list_sort(list_distinct(flatten(list(codes)))) as codes,
    cast(sum(n_values) as bigint) as n_values,
    cast(sum(n_contacts) as bigint) as n_contacts
from coverage
where contact_year = {year}
group by all
order by field, source_value, outcome_code
