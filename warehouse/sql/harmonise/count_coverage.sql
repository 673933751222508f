-- The coverage of one year's counts: n_values are counts, n_contacts their sum. Where the year also has contacts, what
-- their values came to (`other`) is added, since a value has one row a year.
with coverage as (
    select
        spoken.field,
        case
            when decided.outcome_code = 'unmapped' and list_contains({wide_fields}, spoken.field)
                then '(too many different values)'
            else spoken.value
        end as source_value,
        decided.outcome_code,
        list_transform(decided.answers, lambda a: a.code) as codes,
        1 as n_values,
        spoken.n_contacts
    from count_value as spoken
    join decided_count as decided
        on decided.field = spoken.field
        and decided.source_value = spoken.value
        and spoken.period_start between decided.valid_from and decided.valid_to
    where spoken.contact_year = {year}
    union all
    select field, source_value, outcome_code, codes, n_values, n_contacts
    from {other}
)
select
    '{source_id}' as source_id,
    cast({year} as integer) as contact_year,
    field,
    source_value,
    outcome_code,
    list_sort(list_distinct(flatten(list(codes)))) as codes,
    cast(sum(n_values) as bigint) as n_values,
    cast(sum(n_contacts) as bigint) as n_contacts
from coverage
group by all
order by field, source_value, outcome_code
