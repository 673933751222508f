-- The coverage of one year, from the join that transforms: what each delivered value came to. `answers` is one branch
-- a field with one answer.
with counted as (
    {answers}
    union all
    select 'setting' as field, setting as value, contact_date, count(*) as n_values, count(*) as n_contacts
    from current_contact
    where contact_year = {year} and setting is not null
    group by setting, contact_date
    union all
    select 'setting' as field, beside_setting as value, contact_date, count(*) as n_values, count(*) as n_contacts
    from reason_value
    where beside_setting is not null
    group by beside_setting, contact_date
    union all
    select
        answer.attribute as field,
        answer.value as value,
        contact_date,
        count(*) as n_values,
        count(distinct contact_number) as n_contacts
    from (
        select contact_number, contact_date, unnest(attributes) as answer
        from current_contact
        where contact_year = {year}
    )
    group by answer.attribute, answer.value, contact_date
),
coverage as (
    select
        counted.field,
        counted.value as source_value,
        decided.outcome_code,
        list_sort(list_distinct(list_transform(decided.answers, lambda a: a.code))) as codes,
        counted.n_values,
        counted.n_contacts
    from counted
    join decided
        on decided.field = counted.field
        and decided.source_value = counted.value
        and counted.contact_date between decided.valid_from and decided.valid_to
    union all
    select
        'reason' as field,
        value as source_value,
        outcome_code,
        list_sort(list_distinct(list_transform(answers, lambda a: a.code))) as codes,
        count(*) as n_values,
        count(*) filter (where is_first) as n_contacts
    from reason_value
    group by all
)
select
    '{source_id}' as source_id,
    cast({year} as integer) as contact_year,
    field,
    case when is_wide then '(too many different values)' else source_value end as source_value,
    outcome_code,
    list_sort(list_distinct(flatten(list(codes)))) as codes,
    cast(sum(n_values) as bigint) as n_values,
    cast(sum(n_contacts) as bigint) as n_contacts
from (
    select
        *,
        outcome_code = 'unmapped' and list_contains({wide_fields}, field) as is_wide
    from coverage
)
group by all
order by field, source_value, outcome_code
