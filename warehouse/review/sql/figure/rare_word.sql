-- Words that mean what is counted and that a release shows by their hash alone, since few contacts hold them: their
-- decisions cannot be named. `counted` as in `decision.sql`.
select count(*) as n_words, coalesce(sum(n_values), 0)::bigint as n_values
from (
    select value.source_id, value.field, value.source_value, sum(value.n_values) as n_values
    from source_value as value
    where
        list_contains($sources, value.source_id)
        and value.contact_year = $year
        and value.outcome_code = 'mapped'
        and starts_with(value.source_value, $prefix)
        and exists (
            select 1
            from counted
            inner join unnest(value.codes) as meant (code)
                on starts_with(meant.code || '.', counted.code || '.')
                and (counted.is_below or meant.code = counted.code)
            where counted.field = value.field
        )
    group by all
)
