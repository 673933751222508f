-- The coverage of one year: what each delivered value came to, by the decisions that the contacts are joined to.
-- A day is only counted apart (`date_of_...`) where the field has decisions with days; else every day means the same.
with counted as (
    select field, value, contact_date, n_values, n_values as n_contacts
    from answer_count
    where contact_year = {year}
    union all
    select 'setting', beside_setting, {date_of_setting}, count(*), count(distinct contact_number)
    from reason_value
    where beside_setting is not null
    group by all
    union all
    select answer.attribute, answer.value, {date_of_attribute}, count(*), count(distinct contact_number)
    from (
        select contact_number, contact_date, unnest(attributes) as answer
        from current_contact
        where contact_year = {year}
    )
    group by all
),
coverage as (
    select
        counted.field,
        counted.value as source_value,
        decided.outcome_code,
        decided.answers,
        counted.n_values,
        counted.n_contacts
    from counted
    join decided
        on decided.field = counted.field
        and decided.source_value = counted.value
        and (counted.contact_date is null or counted.contact_date between decided.valid_from and decided.valid_to)
    union all
    select 'reason', value, outcome_code, answers, count(*), count(*) filter (where is_first)
    from reason_value
    group by all
)
select
    '{source_id}' as source_id,
    cast({year} as integer) as contact_year,
    field,
    case
        when outcome_code = 'unmapped' and list_contains({wide_fields}, field) then '(too many different values)'
        else source_value
    end as source_value,
    outcome_code,
    list_sort(list_distinct(flatten(list(list_transform(answers, lambda a: a.code))))) as codes,
    cast(sum(n_values) as bigint) as n_values,
    cast(sum(n_contacts) as bigint) as n_contacts
from coverage
group by all
order by field, source_value, outcome_code
