-- The decisions behind the numerator: which words of which source came to mean what is counted. `counted` holds fields
-- and codes; a code stands for itself, and for all below it where it says so.
with value_of_year as (
    select source_id, field, source_value, sum(n_values) as n_values, sum(n_contacts) as n_contacts
    from source_value
    where contact_year = $year and outcome_code = 'mapped'
    group by all
)

select distinct
    decision.source_id,
    decision.field,
    decision.source_value,
    decision.code,
    decision.setting_code,
    decision.fit_code,
    decision.reviewed_on,
    decision.decision_id,
    value_of_year.n_values
from decision
inner join counted
    on counted.field = decision.field
    and starts_with(decision.code || '.', counted.code || '.')
    and (counted.is_below or decision.code = counted.code)
inner join value_of_year
    on value_of_year.source_id = decision.source_id
    and value_of_year.field = decision.field
    and value_of_year.source_value = decision.source_value
where
    list_contains($sources, decision.source_id)
    and decision.outcome_code = 'mapped'
    and coalesce(decision.valid_from <= make_date($year, 12, 31), true)
    and coalesce(decision.valid_to >= make_date($year, 1, 1), true)
order by decision.source_id, decision.field, value_of_year.n_values desc, decision.source_value
