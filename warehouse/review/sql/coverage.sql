-- By field: values by outcome, different values, contacts with at least one value of that outcome, contacts with any value at all.
with by_outcome as (
    select
        field,
        pattern_id,
        outcome_code,
        any_value(n_contacts) as n_contacts,
        sum(n_values) as n_values
    from judged
    group by field, pattern_id, outcome_code
),

different as (
    select
        field,
        outcome_code,
        count(distinct value) as n_distinct
    from judged
    group by field, outcome_code
),

recorded as (
    select
        field,
        sum(n_contacts) as n_contacts
    from (select distinct field, pattern_id, n_contacts from judged)
    group by field
)

select
    by_outcome.field,
    by_outcome.outcome_code,
    cast(sum(by_outcome.n_values) as bigint) as n_values,
    cast(any_value(different.n_distinct) as bigint) as n_distinct,
    cast(sum(by_outcome.n_contacts) as bigint) as n_contacts,
    cast(any_value(recorded.n_contacts) as bigint) as n_recorded
from by_outcome
join recorded on recorded.field = by_outcome.field
join different on different.field = by_outcome.field and different.outcome_code = by_outcome.outcome_code
group by by_outcome.field, by_outcome.outcome_code
order by by_outcome.field, by_outcome.outcome_code
